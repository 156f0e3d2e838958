//! What came of a round, and who is told while it goes on.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::diagnostic::Finding;
use crate::model::Reach;

/// Told about each step, to draw a progress bar or write a log.
pub trait Progress: Sync {
    /// Another process is publishing to the same folder; this one waits.
    fn waiting(&self) {}
    /// So many further files will be looked at.
    fn planned(&self, _files: usize) {}
    /// One of them is done.
    fn done(&self, _name: &str) {}
}

/// A round that nobody watches.
#[derive(Debug)]
pub struct Silent;

impl Progress for Silent {}

/// What came of a round.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Every finding, in the order of files and places.
    pub findings: Vec<Finding>,
    /// Leaflet files that are good.
    pub made: usize,
    /// Of those, files that are new or changed.
    pub changed: usize,
    /// Files and slides that had to be typeset; all others were as they should be.
    pub typeset: usize,
    /// Leaflet files that could not be made.
    pub failed: usize,
    /// Of those, files whose last good version stays published.
    pub kept: usize,
    /// Leaflets that could not be read at all: their published files stay.
    pub unread: usize,
    /// Whether nothing was made because `practice.toml` has errors.
    pub without_practice: bool,
    /// Files that were removed because nothing makes them any more.
    pub removed: Vec<String>,
    /// Name of what is published now; empty if nothing was published.
    pub edition: String,
    /// Whether there was nothing to do: nothing else is said then.
    pub was_idle: bool,
    /// Whether the rest was left to the next round.
    pub interrupted: bool,
    /// The first file that could not be written.
    pub write_error: Option<Error>,
    /// What came of each screen.
    pub screens: Vec<ScreenReport>,
    /// Files of the project, by their path in it, that were looked at because they may have changed since a
    /// round has come to its end.
    pub inputs: BTreeSet<String>,
}

/// What came of one screen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScreenReport {
    /// Its id.
    pub id: String,
    /// Whether its edition is new; nothing if it could not be published.
    pub changed: Option<bool>,
    /// Leaflets or notices in one language that show their last good version.
    pub kept: usize,
    /// Leaflets or notices in one language that cannot be shown.
    pub missing: usize,
    /// Length of its loop in s.
    pub loop_seconds: u32,
    /// How long people usually wait there, in s.
    pub expected_wait_s: u32,
    /// Distance of the farthest seat, in m.
    pub viewing_distance_m: f64,
    /// Its loop; what is remembered has it in common with what is told.
    pub items: Arc<[SlideReport]>,
}

/// A turn in the loop of a screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlideReport {
    /// Id of the slide.
    pub slide: Arc<str>,
    /// Its time on screen in s.
    pub seconds: u32,
    /// How many words it has.
    pub words: u32,
    /// From how far it can be read, in m.
    pub readable_from_m: Reach,
    /// From how far its QR code can be scanned, in m.
    pub scannable_from_m: Option<Reach>,
}

impl ScreenReport {
    /// The same of a screen that has not changed since.
    pub(super) fn settled(self) -> Self {
        Self { changed: Some(false), ..self }
    }
}

impl Outcome {
    /// Keeps the first reason why a file could not be written.
    pub(super) fn note(&mut self, failed: Option<Error>) {
        self.write_error = self.write_error.take().or(failed);
    }

    /// Whether some content could not be published.
    pub fn has_errors(&self) -> bool {
        self.failed > 0 || self.unread > 0 || self.findings.iter().any(Finding::is_error)
    }
}
