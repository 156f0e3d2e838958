//! The parts of the board: plain data whose JSON the pages read.

use std::collections::BTreeMap;

use serde::Serialize;

/// How the program is doing.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Status {
    /// Version of the program.
    pub program: String,
    /// What it is doing.
    pub phase: Phase,
    /// The published edition, 16 hexadecimal digits; none before anything was published.
    pub edition: Option<String>,
    /// How many rounds were done since the start.
    pub round: u64,
    /// How many errors the texts have.
    pub errors: usize,
    /// How many warnings the texts have.
    pub warnings: usize,
    /// How changes are noticed.
    pub watching: Watching,
    /// What the last round did.
    pub last: Option<LastRound>,
    /// What the operator has to see to, in one line: results cannot be written, …
    pub failing: Option<String>,
}

/// What the program is doing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// The first round is not through.
    #[default]
    Starting,
    /// A round is being done.
    Working,
    /// Everything known is done.
    Ready,
}

/// How changes are noticed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Watching {
    /// The way.
    pub how: How,
    /// Why not by events, in one line.
    pub reason: Option<String>,
}

/// A way to notice changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// The operating system tells.
    Events,
    /// By looking again and again.
    Polling,
    /// Not at all.
    #[default]
    Stopped,
}

/// What the last round did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LastRound {
    /// The files whose change began it, relative to the project.
    pub changed: Vec<String>,
    /// How many files were made.
    pub made: usize,
    /// How many files could not be made.
    pub failed: usize,
    /// How long it took.
    pub milliseconds: u64,
}

/// What there is: leaflets and screens.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Catalog {
    /// Name of the clinician or practice.
    pub practice: String,
    /// Codes of the practice's languages, the main one first.
    pub languages: Vec<String>,
    /// Each language's name in itself, by code.
    pub language_names: BTreeMap<String, String>,
    /// Each language's direction of writing, by code.
    pub directions: BTreeMap<String, Direction>,
    /// The leaflets, in the order of their ids.
    pub leaflets: Vec<LeafletEntry>,
    /// The screens.
    pub screens: Vec<ScreenEntry>,
}

impl Catalog {
    /// Direction of writing of a language.
    pub fn direction(&self, code: &str) -> Direction {
        self.directions.get(code).copied().unwrap_or_default()
    }

    /// A language's name in itself.
    pub fn language_name<'a>(&'a self, code: &'a str) -> &'a str {
        self.language_names.get(code).map_or(code, String::as_str)
    }
}

/// Direction of writing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Left to right.
    #[default]
    Ltr,
    /// Right to left.
    Rtl,
}

/// A leaflet.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LeafletEntry {
    /// Its id.
    pub id: String,
    /// Its short code, as printed on it.
    pub code: String,
    /// What it belongs to.
    pub category: String,
    /// How far its review is.
    pub status: LeafletStatus,
    /// Version of its text.
    pub version: String,
    /// Day of its last change, `YYYY-MM-DD`.
    pub updated: String,
    /// Title by language.
    pub titles: BTreeMap<String, String>,
    /// Codes of the languages it has texts in.
    pub languages: Vec<String>,
    /// Codes of the languages whose text has errors: what is published is the last good one.
    pub broken: Vec<String>,
    /// Whether it could be read at all; if not, everything here is from the last time it could.
    pub readable: bool,
    /// Its files.
    pub files: Vec<FileEntry>,
}

/// How far the review of a leaflet is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LeafletStatus {
    /// Not approved yet; its pages say so.
    #[default]
    Draft,
    /// Approved.
    Approved,
    /// No longer handed out.
    Withdrawn,
}

/// A file of a leaflet.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FileEntry {
    /// Language code.
    pub language: String,
    /// Id of the format.
    pub format: String,
    /// Name of the format by language.
    pub format_name: BTreeMap<String, String>,
    /// Path below the output folder.
    pub path: String,
    /// Whether the file is there.
    pub published: bool,
}

/// A screen.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ScreenEntry {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Path of its page below the output folder.
    pub path: String,
    /// Its slides in the order of its loop.
    pub slides: Vec<SlideEntry>,
}

/// A slide of a screen.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SlideEntry {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// Language code.
    pub language: String,
    /// How long it is shown, in seconds.
    pub seconds: f64,
}

/// What is wrong with texts and layouts.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Problems {
    /// How many errors.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// The problems, worst first.
    pub list: Vec<Problem>,
}

/// Something wrong at a place.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// Which rule.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// File, relative to the project.
    pub file: String,
    /// First line, from 1.
    pub line: usize,
    /// First column, from 1, in characters.
    pub column: usize,
    /// Last line.
    pub end_line: usize,
    /// Column after the last character.
    pub end_column: usize,
    /// Field of the content, such as `faq.items.1.answer`.
    pub field: Option<String>,
    /// What to do.
    pub hints: Vec<String>,
    /// Id of the leaflet.
    pub leaflet: Option<String>,
    /// Language code.
    pub language: Option<String>,
    /// Id of the notice.
    pub notice: Option<String>,
    /// The line of the file.
    pub excerpt: String,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing new is published.
    #[default]
    Error,
    /// Somebody should look.
    Warning,
}
