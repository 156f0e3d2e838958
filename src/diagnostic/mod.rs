//! What is wrong with the content or a layout, where, and what to do about it.
//!
//! A [`Diagnostic`] is data; [`terminal`] and [`json`] only render it. It always has a place. A [`Finding`]
//! is the same, settled: what is kept between rounds.

mod code;
mod finding;
pub mod json;
mod suggestion;
pub mod terminal;

pub use code::Code;
pub use finding::{Finding, Spot, settle, sorted};
pub use suggestion::{most_alike, nearest, ticked};

use crate::source::Place;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// What it concerns is not published, its last good version stays; a loop that is too long is shown.
    Error,
    /// Published all the same.
    Warning,
}

/// One finding, with its place and remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// The stable name of this kind of finding.
    pub code: Code,
    /// What is wrong: one line, lower case, no full stop.
    pub message: String,
    /// Where, in which file.
    pub place: Place,
    /// The field of content concerned, such as `faq.items.2.answer`; empty for a whole file.
    pub field: String,
    /// What to do, one line each.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// A finding that stops its leaflet and language from being published.
    pub fn error(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, place, message)
    }

    /// A finding that is reported while publishing goes on.
    pub fn warning(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, place, message)
    }

    /// A finding whose severity the caller has decided.
    pub fn new(severity: Severity, code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { severity, code, message: message.into(), place, field: String::new(), hints: Vec::new() }
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

    /// Adds a remedy where there is one.
    #[must_use]
    pub fn hint_if(mut self, hint: Option<String>) -> Self {
        self.hints.extend(hint);
        self
    }

    /// Whether this stops publishing.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
