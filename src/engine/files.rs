//! Files of the project that findings point into.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Finding};
use crate::project::{Project, TextFile};
use crate::source::Source;

/// A text file of the project; an empty one if it cannot be read.
pub(super) fn source(project: &Project, path: &str) -> Arc<Source> {
    match project.read_text(path) {
        Ok(TextFile::Text(source) | TextFile::NotText { source, .. }) => source,
        Err(_) => Source::new(path, ""),
    }
}

/// Findings as diagnostics, with the text that they point into. Of findings in the order of files only one
/// text is in memory at a time.
pub fn restore<'a>(
    project: &'a Project,
    findings: impl IntoIterator<Item = &'a Finding>,
) -> impl Iterator<Item = Diagnostic> {
    let mut last: Option<Arc<Source>> = None;
    findings.into_iter().map(move |finding| {
        let path = finding.spot.file.as_str();
        let known = last.take().filter(|source| source.path() == path);
        let source = known.unwrap_or_else(|| source(project, path));
        let diagnostic = finding.restore(&source);
        last = Some(source);
        diagnostic
    })
}
