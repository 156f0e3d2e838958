//! Files of the project that findings point into.

use std::collections::BTreeMap;
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

/// Findings as diagnostics, with the text that they point into.
pub fn restore(project: &Project, findings: &[Finding]) -> Vec<Diagnostic> {
    let mut sources: BTreeMap<&str, Arc<Source>> = BTreeMap::new();
    let mut restored = Vec::with_capacity(findings.len());
    for finding in findings {
        let path = finding.spot.file.as_str();
        let source = sources.entry(path).or_insert_with(|| source(project, path));
        restored.push(finding.restore(source));
    }
    restored
}
