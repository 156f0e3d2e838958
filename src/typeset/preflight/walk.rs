//! Goes over what is on the pages, in the order in which it is painted.

use typst::foundations::{Dict, Value};
use typst::introspection::{MetadataElem, Tag};
use typst::layout::{Abs, Frame, FrameItem, Point, Size, Transform};
use typst::text::TextItem;
use typst::visualize::Shape;
use typst_layout::PagedDocument;

use super::qr::SymbolBox;

/// Is shown what is on the pages.
pub(in crate::typeset) trait Visitor {
    /// A page begins; pages count from 0.
    fn page(&mut self, _index: usize) {}
    /// A text that belongs to a field, or to none if that is empty.
    fn text(&mut self, field: &str, text: &TextItem, at: Transform);
    /// A drawn shape.
    fn shape(&mut self, _shape: &Shape, _at: Transform) {}
    /// A picture.
    fn picture(&mut self, _size: Size, _at: Transform) {}
}

/// What the layout marked.
#[derive(Debug, Default)]
pub(in crate::typeset) struct Marks {
    /// QR symbols.
    pub(super) symbols: Vec<SymbolBox>,
}

/// Shows every page to the visitor, and returns the marks.
pub(in crate::typeset) fn walk(document: &PagedDocument, visitor: &mut impl Visitor) -> Marks {
    let mut walk = Walk { visitor, marks: Marks::default(), page: 0, field: String::new() };
    for (index, page) in document.pages().iter().enumerate() {
        walk.page = index + 1;
        walk.visitor.page(index);
        walk.frame(&page.frame, Transform::identity());
    }
    walk.marks
}

struct Walk<'a, V> {
    visitor: &'a mut V,
    marks: Marks,
    page: usize,
    field: String,
}

impl<V: Visitor> Walk<'_, V> {
    fn frame(&mut self, frame: &Frame, transform: Transform) {
        for (position, item) in frame.items() {
            let here = transform.pre_concat(Transform::translate(position.x, position.y));
            match item {
                FrameItem::Group(group) => self.frame(&group.frame, here.pre_concat(group.transform)),
                FrameItem::Text(text) => self.visitor.text(&self.field, text, here),
                FrameItem::Shape(shape, _) => self.visitor.shape(shape, here),
                FrameItem::Image(_, size, _) => self.visitor.picture(*size, here),
                FrameItem::Tag(Tag::Start(content, _)) => {
                    if let Some(metadata) = content.to_packed::<MetadataElem>()
                        && let Value::Dict(dict) = &metadata.value
                    {
                        self.mark(dict, Point::zero().transform(here));
                    }
                }
                _ => {}
            }
        }
    }

    fn mark(&mut self, dict: &Dict, at: Point) {
        if let Ok(Value::Str(field)) = dict.get("field") {
            // An empty name ends a field.
            field.as_str().clone_into(&mut self.field);
        }
        if dict.get("qr").is_ok()
            && let (Some(width), Some(module)) = (number(dict, "width"), number(dict, "module"))
        {
            let (width, module) = (Abs::pt(width), Abs::pt(module));
            self.marks.symbols.push(SymbolBox { page: self.page, corner: at, width, module });
        }
    }
}

fn number(dict: &Dict, key: &str) -> Option<f64> {
    match dict.get(key) {
        Ok(Value::Float(number)) => Some(*number),
        #[expect(clippy::cast_precision_loss, reason = "sizes on a page are small")]
        Ok(Value::Int(number)) => Some(*number as f64),
        _ => None,
    }
}

/// The size in which a text is painted, in pt.
pub(super) fn size_pt(text: &TextItem, transform: Transform) -> f64 {
    text.size.to_pt() * transform.kx.get().hypot(transform.sy.get())
}

/// Whether a character of it has no glyph.
pub(super) fn lacks_glyph(text: &TextItem) -> bool {
    text.glyphs.iter().any(|glyph| glyph.id == 0)
}
