//! `leafcast sample`: real data for layouts that are open in a Typst editor.

use std::path::Path;

use super::{CONTENT_ERRORS, DONE, report};
use crate::cli::SampleArgs;
use crate::project::Project;
use crate::{Result, starter};

/// Writes the data and pictures of one job into `layouts/`.
pub(super) fn run(root: Option<&Path>, args: &SampleArgs) -> Result<u8> {
    let project = Project::open(root, None)?;
    let choice = starter::SampleChoice {
        leaflet: args.leaflet.as_deref(),
        language: args.language.as_deref(),
        format: args.page_format.as_deref(),
    };
    if let Some(job) = starter::write_sample(&project, &choice)? {
        report::say(&format!("done: layouts/data.json now holds `{}`", job.path()));
        Ok(DONE)
    } else {
        report::say("failed: the content has errors; `leafcast check` shows them");
        Ok(CONTENT_ERRORS)
    }
}
