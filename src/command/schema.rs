//! `leafcast schema`: JSON Schemas for editors.

use std::path::Path;

use super::{DONE, report};
use crate::content::schema::FileKind;
use crate::project::Project;
use crate::{Result, starter};

/// Prints one schema, or writes them all into the project.
pub(super) fn run(root: Option<&Path>, kind: Option<&str>) -> Result<u8> {
    if let Some(kind) = FileKind::ALL.into_iter().find(|known| Some(known.name()) == kind) {
        report::print(starter::schema_text(kind).trim_end());
        return Ok(DONE);
    }
    let project = Project::open(root, None)?;
    for file in starter::write_schemas(project.root())? {
        report::say(&format!("done: {file}"));
    }
    Ok(DONE)
}
