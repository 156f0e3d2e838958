//! Files of the project as they were read: text, places in it, lines and columns.
//!
//! Knows nothing of TOML or Typst; every other room points into files through [`Place`].

use std::ops::Range;
use std::sync::Arc;

/// One text file as it was read, with an index of its lines.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    path: String,
    text: String,
    line_starts: Vec<usize>,
}

impl Source {
    /// Takes the text of the file at `path` (relative to the project, with forward slashes).
    ///
    /// A byte order mark is dropped and Windows line ends become plain ones, so that columns count
    /// what an editor shows and the same words give the same bytes everywhere.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        let text = text.into();
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n");
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Arc::new(Self { path: path.into(), text, line_starts })
    }

    /// The path relative to the project folder, with forward slashes on every platform.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte offset, both counted from 1; the column counts characters.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let offset = self.floor_char(offset);
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self.line_starts[line - 1];
        (line, self.text[start..offset].chars().count() + 1)
    }

    /// The offset, moved into the text and back to the start of its character.
    fn floor_char(&self, offset: usize) -> usize {
        self.text.floor_char_boundary(offset.min(self.text.len()))
    }

    /// The place of a byte range in this file, clamped to whole characters inside the text.
    pub fn place(self: &Arc<Self>, range: Range<usize>) -> Place {
        let start = self.floor_char(range.start);
        let end = self.text.ceil_char_boundary(range.end.min(self.text.len())).max(start);
        Place { source: Arc::clone(self), range: start..end }
    }

    /// The very beginning of the file, for what is wrong with the file as a whole.
    pub fn start(self: &Arc<Self>) -> Place {
        self.place(0..0)
    }
}

/// A byte range in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// The bytes in its text.
    pub range: Range<usize>,
}

impl Place {
    /// Line and column of the first character, both counted from 1.
    pub fn line_column(&self) -> (usize, usize) {
        self.source.line_column(self.range.start)
    }

    /// The text at this place.
    pub fn text(&self) -> &str {
        &self.source.text()[self.range.clone()]
    }
}
