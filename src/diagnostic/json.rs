//! Diagnostics for machines: one JSON object with a list, stable field names.

use serde::Serialize;

use super::{Diagnostic, Severity};

/// One diagnostic as it is written in JSON.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    severity: Severity,
    code: &'static str,
    message: &'a str,
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    field: &'a str,
    hints: &'a [String],
}

impl<'a> From<&'a Diagnostic> for Entry<'a> {
    fn from(diagnostic: &'a Diagnostic) -> Self {
        let place = &diagnostic.place;
        let (line, column) = place.line_column();
        let (end_line, end_column) = place.source.line_column(place.range.end);
        Self {
            severity: diagnostic.severity,
            code: diagnostic.code.as_str(),
            message: &diagnostic.message,
            file: place.source.path(),
            line,
            column,
            end_line,
            end_column,
            field: &diagnostic.field,
            hints: &diagnostic.hints,
        }
    }
}

/// The diagnostics as a JSON value: a list of objects with `severity`, `code`, `message`,
/// `file`, `line`, `column` (from 1, in characters), `end_line`, `end_column`, `field` and `hints`.
pub fn to_value(diagnostics: &[Diagnostic]) -> serde_json::Value {
    let entries = diagnostics.iter().map(Entry::from);
    entries.map(|entry| serde_json::to_value(entry).unwrap_or_default()).collect()
}
