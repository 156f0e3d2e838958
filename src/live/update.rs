//! What a reader of the board gets: a part as it is now.

use std::sync::Arc;

/// Which part of the board an [`Update`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// [`Status`](super::board::Status).
    Status,
    /// [`Catalog`](super::board::Catalog).
    Catalog,
    /// [`Problems`](super::board::Problems).
    Problems,
    /// [`ViewPages`](super::board::ViewPages) of one view.
    View,
}

impl Part {
    /// Its name in events.
    pub fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Catalog => "catalog",
            Self::Problems => "problems",
            Self::View => "view",
        }
    }
}

/// A part as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// Number of its last change.
    pub number: u64,
    /// Which part.
    pub part: Part,
    /// Its JSON on one line, made once for all readers.
    pub json: Arc<str>,
    /// Pages of a view that are new to who saw it before: to be sent ahead, so that nobody has to ask
    /// for them first.
    pub fresh: Vec<FreshPage>,
}

/// A page that came since somebody looked last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreshPage {
    /// Digest of its SVG, as in [`Page::hash`](super::board::Page::hash).
    pub hash: String,
    /// Its SVG.
    pub svg: Arc<[u8]>,
}
