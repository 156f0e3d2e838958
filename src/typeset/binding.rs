//! Pages that were set one by one, bound into one document.
//!
//! Typst tells what is on a page by locations, which are unique in a document only: pages that were set for
//! themselves may have the same. Each gets locations of its own.

use std::sync::Arc;

use typst::ecow::EcoVec;
use typst::introspection::{Location, PagedPosition, Tag};
use typst::layout::{Frame, FrameItem, FrameParent, GroupItem};
use typst::model::{Destination, Document as _};
use typst_layout::{Page, PagedDocument};

use super::leaflet::Typeset;

/// Binds pages into one document, which is called `name` in findings. Its title and language are those of the
/// first part; nothing if there is none.
pub fn bind(name: &str, parts: &[Arc<Typeset>]) -> Option<Typeset> {
    let first = parts.first()?;
    let mut pages = EcoVec::new();
    for part in parts {
        let own = Own { before: pages.len() };
        pages.extend(part.document.pages().iter().map(|page| own.page(page)));
    }
    let document = PagedDocument::new(pages, first.document.info().clone());
    Some(Typeset { document, name: name.to_owned(), world: Arc::clone(&first.world) })
}

/// Gives a part its place in the document.
#[derive(Clone, Copy)]
struct Own {
    /// How many pages there are before it.
    before: usize,
}

impl Own {
    fn page(self, page: &Page) -> Page {
        Page { frame: self.frame(&page.frame), number: page.number + self.before as u64, ..page.clone() }
    }

    fn frame(self, frame: &Frame) -> Frame {
        let mut own = Frame::new(frame.size(), frame.kind());
        if frame.has_baseline() {
            own.set_baseline(frame.baseline());
        }
        own.push_multiple(frame.items().map(|(position, item)| (*position, self.item(item))));
        own
    }

    fn item(self, item: &FrameItem) -> FrameItem {
        match item {
            FrameItem::Group(group) => FrameItem::Group(self.group(group)),
            FrameItem::Tag(tag) => FrameItem::Tag(self.tag(tag)),
            FrameItem::Link(Destination::Location(location), size) => {
                FrameItem::Link(Destination::Location(self.location(*location)), *size)
            }
            FrameItem::Link(Destination::Position(at), size) => {
                let page = at.page.saturating_add(self.before);
                FrameItem::Link(Destination::Position(PagedPosition { page, ..*at }), *size)
            }
            other => other.clone(),
        }
    }

    fn group(self, group: &GroupItem) -> GroupItem {
        let parent =
            group.parent.map(|parent| FrameParent { location: self.location(parent.location), ..parent });
        GroupItem { frame: self.frame(&group.frame), parent, ..group.clone() }
    }

    fn tag(self, tag: &Tag) -> Tag {
        match tag {
            Tag::Start(element, flags) => {
                let mut own = element.clone();
                own.set_location(self.location(tag.location()));
                Tag::Start(own, *flags)
            }
            Tag::End(location, key, flags) => Tag::End(self.location(*location), *key, *flags),
        }
    }

    fn location(self, location: Location) -> Location {
        location.variant(self.before)
    }
}
