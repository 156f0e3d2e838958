//! What is remembered of what was made, between rounds and between starts of the program.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::outcome::ScreenReport;
use crate::catalog::Card;
use crate::diagnostic::Finding;
use crate::playlist::Entry;
use crate::publish::{self, Artifact};

/// Something that was made, or failed, with everything that this depended on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Made<T> {
    /// Digest over manuscript, layouts, fonts and program: what has the same key is the same.
    pub key: String,
    /// Key of the text that the manuscript was last seen to come from.
    pub text: String,
    /// Digest of the manuscript.
    pub manuscript: String,
    /// Which files of the layouts were used, by the name of their list.
    pub layouts: String,
    /// What came of it; nothing if it failed.
    pub product: Option<T>,
    /// What was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

/// A file that was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileMade {
    /// Its entry in the manifest.
    pub artifact: Artifact,
    /// When the disk says that it was written, in ns: what somebody else has written since is no good.
    pub modified: u64,
}

impl FileMade {
    /// Whether the published file is as it was written.
    pub fn is_untouched(&self, out: &Path) -> bool {
        let metadata = std::fs::metadata(out.join(&self.artifact.path)).ok();
        metadata.is_some_and(|metadata| {
            metadata.len() == self.artifact.size && publish::modified(&metadata) == self.modified
        })
    }
}

/// What is remembered of a leaflet.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct LeafletRecord {
    /// Digest over everything that it was read from.
    pub key: String,
    /// Its card; nothing if it cannot be read.
    pub card: Option<Card>,
    /// What reading and judging it found.
    pub findings: Vec<Finding>,
    /// Its files, by their path under the output folder.
    pub files: BTreeMap<String, Made<FileMade>>,
    /// Its slides, by stage and id.
    pub slides: Slides,
}

impl LeafletRecord {
    /// Whether its published files are as they were written.
    pub fn is_untouched(&self, out: &Path) -> bool {
        let mut files = self.files.values().filter_map(|made| made.product.as_ref());
        files.all(|file| file.is_untouched(out))
    }
}

/// Slides by stage and id.
pub(super) type Slides = BTreeMap<String, Made<Entry>>;

/// What is remembered of a screen.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct ScreenRecord {
    /// Digest over everything that its edition was put together from.
    pub key: String,
    /// What came of it.
    pub report: ScreenReport,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Its files.
    pub files: Vec<FileMade>,
}
