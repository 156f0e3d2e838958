//! `leafcast init`: a complete project from the embedded defaults.

use std::path::Path;

use super::{DONE, report};
use crate::{Result, starter};

/// Writes the project, and says what to do next.
pub(super) fn run(dir: &Path) -> Result<u8> {
    let files = starter::init(dir)?;
    report::say(&format!("done: a project with {} in {}", report::count(files, "file"), dir.display()));
    let enter = if dir == Path::new(".") { String::new() } else { format!("cd {} && ", dir.display()) };
    report::say(&format!("  next: {enter}leafcast build"));
    Ok(DONE)
}
