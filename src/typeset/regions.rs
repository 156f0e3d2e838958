//! Where the fields of content landed on the pages, so that a click leads back to the text.

use typst::layout::{Point, Transform};
use typst::text::TextItem;

use super::faults::field_place;
use super::leaflet::Typeset;
use super::preflight::{Visitor, walk};
use crate::diagnostic::Spot;
use crate::model::Library;

/// Height of letters above and below their baseline, as a share of the size of the type.
const ASCENT: f64 = 0.8;
const DESCENT: f64 = 0.25;
/// Lines of one text are at most so far apart, as a share of the size of the type.
const LINE_GAP: f64 = 0.9;
/// How many characters of a text tell it from others.
const EXCERPT: usize = 80;

/// A part of a page that shows a field of content; all lengths in pt from the upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// The field, such as `procedure.steps.1.body`.
    pub field: String,
    /// From the left edge.
    pub x: f64,
    /// From the upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Its first words.
    pub text: String,
}

/// Whose fields the pages show.
#[derive(Debug, Clone, Copy)]
pub struct Owner<'a> {
    /// Id of the leaflet, if they belong to one.
    pub leaflet: Option<&'a str>,
    /// Id of the notice, if they belong to one.
    pub notice: Option<&'a str>,
    /// Language code.
    pub language: &'a str,
}

/// Where a field stands in the content, named as the layouts name it; nothing if it is none.
pub fn spot(library: &Library, owner: Owner<'_>, field: &str) -> Option<Spot> {
    let leaflet = owner.leaflet.and_then(|id| library.leaflets.get(id)).map(AsRef::as_ref);
    let notice = owner.notice.and_then(|id| library.notices.good.get(id));
    field_place((library, leaflet, notice), owner.language, field).map(|place| Spot::from(&place))
}

/// The regions of each page, in the order in which they are painted.
pub fn regions(pages: &Typeset) -> Vec<Vec<Region>> {
    let mut collector = Collector::default();
    walk(&pages.document, &mut collector);
    collector.pages
}

#[derive(Default)]
struct Collector {
    pages: Vec<Vec<Region>>,
}

impl Visitor for Collector {
    fn page(&mut self, _: usize) {
        self.pages.push(Vec::new());
    }

    fn text(&mut self, field: &str, text: &TextItem, at: Transform) {
        let Some(regions) = self.pages.last_mut().filter(|_| !field.is_empty()) else { return };
        let new = region(field, text, at);
        let gap = text.size.to_pt() * LINE_GAP;
        match regions.last_mut().filter(|last| last.field == field && last.is_near(&new, gap)) {
            Some(last) => last.join(&new),
            None => regions.push(new),
        }
    }
}

fn region(field: &str, text: &TextItem, at: Transform) -> Region {
    let (width, size) = (text.width(), text.size);
    let corners = [Point::new(typst::layout::Abs::zero(), -size * ASCENT), Point::new(width, size * DESCENT)];
    let [one, two] = corners.map(|corner| corner.transform(at));
    Region {
        field: field.to_owned(),
        x: one.x.min(two.x).to_pt(),
        y: one.y.min(two.y).to_pt(),
        width: (two.x - one.x).abs().to_pt(),
        height: (two.y - one.y).abs().to_pt(),
        text: text.text.chars().take(EXCERPT).collect(),
    }
}

impl Region {
    /// Whether the other is on the same line, or on the next in the same column.
    fn is_near(&self, other: &Self, gap: f64) -> bool {
        let overlaps = other.x < self.x + self.width + gap && self.x < other.x + other.width + gap;
        let below = other.y - (self.y + self.height);
        overlaps && below < gap && other.y > self.y - gap
    }

    fn join(&mut self, other: &Self) {
        let right = (self.x + self.width).max(other.x + other.width);
        let bottom = (self.y + self.height).max(other.y + other.height);
        (self.x, self.y) = (self.x.min(other.x), self.y.min(other.y));
        (self.width, self.height) = (right - self.x, bottom - self.y);
        let room = EXCERPT.saturating_sub(self.text.chars().count());
        self.text.extend(other.text.chars().take(room));
    }
}
