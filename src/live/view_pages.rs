//! What a view shows: pages, and where each field of content landed on them.

use serde::Serialize;

/// What a view shows.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ViewPages {
    /// Its pages in order.
    pub pages: Vec<Page>,
    /// Whether they are the current text.
    pub state: ViewState,
    /// Why they are not, in one line.
    pub reason: Option<String>,
    /// The regions of each page; fetched apart, not sent with events.
    #[serde(skip)]
    pub regions: Vec<Vec<Region>>,
}

/// A page, named by its content.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page {
    /// Digest of its SVG in lower-case hexadecimal digits, 16 to 64 of them.
    pub hash: String,
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
    /// For a screen: id of the slide.
    pub title: Option<String>,
}

/// Whether pages are the current text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ViewState {
    /// They are being made; old pages may be shown meanwhile.
    #[default]
    Loading,
    /// They are the current text.
    Current,
    /// They are the last good ones: the text has errors.
    Stale,
    /// There is nothing to show.
    Missing,
}

/// Where a field of content landed on a page. A field on several lines or columns has several.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Region {
    /// Field of the content.
    pub field: String,
    /// Left edge in points.
    pub x: f64,
    /// Upper edge in points.
    pub y: f64,
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
    /// File, relative to the project.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// First words of the field.
    pub text: String,
}
