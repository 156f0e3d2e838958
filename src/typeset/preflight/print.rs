//! What is proved on the pages of a leaflet.

use typst::layout::Transform;
use typst::text::TextItem;
use typst_layout::PagedDocument;

use super::qr::{PRINT, SymbolBox};
use super::walk::{Visitor, lacks_glyph, size_pt, walk};

/// Tolerance when comparing sizes that went through floating point, in pt.
const TOLERANCE_PT: f64 = 0.01;

/// Text that is too small or has no glyphs.
#[derive(Debug, Clone, PartialEq)]
pub struct TextFault {
    /// The field it belongs to, as far as the marks tell.
    pub field: String,
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub kind: TextFaultKind,
}

/// What is wrong with a text on the page.
#[derive(Debug, Clone, PartialEq)]
pub enum TextFaultKind {
    /// Set smaller than the format allows.
    Small {
        /// The size it is set in, in pt.
        size_pt: f64,
    },
    /// A character without a glyph.
    MissingGlyph,
}

/// What the pages were found to hold.
#[derive(Debug, Default)]
pub struct Survey {
    /// Faulty texts.
    pub faults: Vec<TextFault>,
    symbols: Vec<SymbolBox>,
}

/// Surveys every page; `smallest_pt` is the smallest type that the format allows.
pub fn survey(document: &PagedDocument, smallest_pt: f64) -> Survey {
    let mut texts = Texts { smallest_pt, faults: Vec::new() };
    let marks = walk(document, &mut texts);
    Survey { faults: texts.faults, symbols: marks.symbols }
}

struct Texts {
    smallest_pt: f64,
    faults: Vec<TextFault>,
}

impl Visitor for Texts {
    fn text(&mut self, field: &str, text: &TextItem, at: Transform) {
        let mut fault = |kind| {
            self.faults.push(TextFault { field: field.to_owned(), text: text.text.to_string(), kind });
        };
        let size_pt = size_pt(text, at);
        if size_pt + TOLERANCE_PT < self.smallest_pt {
            fault(TextFaultKind::Small { size_pt });
        }
        if lacks_glyph(text) {
            fault(TextFaultKind::MissingGlyph);
        }
    }
}

impl Survey {
    /// Proves that each page symbol decodes to `link`, is large enough and has its quiet zone.
    ///
    /// # Errors
    /// What is wrong with the first symbol that fails, or that there is none.
    pub fn prove_qr(&self, document: &PagedDocument, link: &str) -> Result<(), String> {
        if self.symbols.is_empty() {
            return Err("the layout prints no QR code for the booking link".into());
        }
        for symbol in &self.symbols {
            symbol.prove(&document.pages()[symbol.page - 1], link, &PRINT)?;
        }
        Ok(())
    }
}
