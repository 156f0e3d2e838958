//! Findings for machines: one JSON object with a list, stable field names.

use serde::Serialize;

use super::{Finding, Severity};

/// One finding as it is written in JSON.
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

impl<'a> From<&'a Finding> for Entry<'a> {
    fn from(finding: &'a Finding) -> Self {
        let spot = &finding.spot;
        Self {
            severity: finding.severity,
            code: finding.code.as_str(),
            message: &finding.message,
            file: &spot.file,
            line: spot.line,
            column: spot.column,
            end_line: spot.end_line,
            end_column: spot.end_column,
            field: &finding.field,
            hints: &finding.hints,
        }
    }
}

/// Findings as a JSON value: a list of objects with `severity`, `code`, `message`,
/// `file`, `line`, `column` (from 1, in characters), `end_line`, `end_column`, `field` and `hints`.
pub fn to_value(findings: &[Finding]) -> serde_json::Value {
    let entries = findings.iter().map(Entry::from);
    entries.map(|entry| serde_json::to_value(entry).unwrap_or_default()).collect()
}
