//! `leafcast new`: something more for a project.

use std::path::Path;

use super::{DONE, report};
use crate::project::Project;
use crate::{Result, starter};

/// Adds a leaflet's folder, and says what to do next.
pub(super) fn leaflet(root: Option<&Path>, id: &str, code: Option<String>) -> Result<u8> {
    let project = Project::open(root, None)?;
    let files = starter::new_leaflet(&project, id, code)?;
    report::say(&format!("done: a new leaflet, {}", report::count(files.len(), "file")));
    for file in files {
        report::say(&format!("  {file}"));
    }
    report::say("  next: write its texts, then `leafcast build`");
    Ok(DONE)
}
