//! A diagnostic that has been settled: it can be kept, without the text of the file that it points into.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Code, Diagnostic, Severity};
use crate::source::{Place, Source};

/// One finding with lines and columns worked out, to be kept between rounds and on the disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Error or warning.
    pub severity: Severity,
    /// The stable name of this kind of finding.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// Where.
    #[serde(flatten)]
    pub spot: Spot,
    /// The field of content concerned; empty for a whole file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// What to do, one line each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
}

/// A place with lines and columns worked out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Spot {
    /// Path of the file, relative to the project.
    pub file: String,
    /// Where in the file's text, in bytes from its beginning.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Line of the beginning, counted from 1.
    pub line: usize,
    /// Column of the beginning, in characters counted from 1.
    pub column: usize,
    /// Line of the end.
    pub end_line: usize,
    /// Column of the end.
    pub end_column: usize,
}

impl Finding {
    /// A finding at a place that is settled already.
    pub fn new(severity: Severity, code: Code, spot: Spot, message: impl Into<String>) -> Self {
        let (field, hints) = (String::new(), Vec::new());
        Self { severity, code, message: message.into(), spot, field, hints }
    }

    /// Names the field of content concerned.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = field.into();
        self
    }

    /// Adds a remedy.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Whether this stops publishing.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The diagnostic again; `source` is the file as it was when the finding was made.
    pub fn restore(&self, source: &Arc<Source>) -> Diagnostic {
        Diagnostic {
            severity: self.severity,
            code: self.code,
            message: self.message.clone(),
            place: source.place(self.spot.start..self.spot.end),
            field: self.field.clone(),
            hints: self.hints.clone(),
        }
    }
}

impl From<&Place> for Spot {
    fn from(place: &Place) -> Self {
        let (line, column) = place.line_column();
        let (end_line, end_column) = place.source.line_column(place.range.end);
        let (start, end) = (place.range.start, place.range.end);
        Self { file: place.source.path().to_owned(), start, end, line, column, end_line, end_column }
    }
}

impl From<&Diagnostic> for Finding {
    fn from(diagnostic: &Diagnostic) -> Self {
        Self {
            severity: diagnostic.severity,
            code: diagnostic.code,
            message: diagnostic.message.clone(),
            spot: Spot::from(&diagnostic.place),
            field: diagnostic.field.clone(),
            hints: diagnostic.hints.clone(),
        }
    }
}

/// Settles a list.
pub fn settle(diagnostics: &[Diagnostic]) -> Vec<Finding> {
    diagnostics.iter().map(Finding::from).collect()
}

/// Findings in the order in which a reader meets them: by file, then by place; each once.
pub fn sorted<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<Finding> {
    let mut findings: Vec<&Finding> = findings.into_iter().collect();
    findings.sort_by_key(|finding| (&finding.spot.file, finding.spot.start, finding.severity));
    // The same fault of a layout, or of the practice, is met in every leaflet.
    let mut seen = HashSet::new();
    findings.retain(|finding| {
        seen.insert((&finding.spot.file, finding.spot.start, finding.code, &finding.message))
    });
    findings.into_iter().cloned().collect()
}
