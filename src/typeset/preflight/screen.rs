//! What is proved on a slide: one page, inside the safe area, legible from the farthest seat.
//!
//! A slide has one pt for each pixel of its screen.

use typst::layout::{Abs, Point, Rect, Size, Transform};
use typst::text::TextItem;
use typst::visualize::{Paint, Shape};
use typst_layout::{Page, PagedDocument};

use super::qr::{SCREEN, SymbolBox};
use super::walk::{Visitor, lacks_glyph, size_pt, walk};
use crate::model::{Color, Stage};

/// Most words below the heading of a slide; the aim is 20 (clinic signage practice, see docs/layouts.md).
const MOST_WORDS: usize = 30;
/// Contrast of every text (WCAG 2.2, 1.4.6).
const LEAST_CONTRAST: f64 = 7.0;
/// Tolerance when comparing lengths that went through floating point, in px.
const TOLERANCE_PX: f64 = 0.5;

/// What was measured on a slide.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measures {
    /// Words that belong to the content, heading included.
    pub words: usize,
    /// Height of the smallest capital letters that belong to the content, in px.
    pub capital_px: f64,
    /// Width of the QR symbol without its quiet zone, in px.
    pub symbol_px: Option<f64>,
}

/// Something that keeps a slide from being shown, or is to be said about it.
#[derive(Debug, Clone, PartialEq)]
pub struct SlideFault {
    /// The field it concerns, as far as the marks tell.
    pub field: String,
    /// What is wrong.
    pub kind: SlideFaultKind,
}

/// What is wrong with a slide.
#[derive(Debug, Clone, PartialEq)]
pub enum SlideFaultKind {
    /// It has too much text, even at the smallest size.
    Overflow,
    /// A text reaches into the margin that displays may crop.
    UnsafeArea(String),
    /// A text too small for the farthest seat; height of its capitals in px.
    Small(String, f64),
    /// A character without a glyph.
    MissingGlyph(String),
    /// A text that stands out too little; its contrast.
    LowContrast(String, f64),
    /// Too many words to read in passing.
    Wordy(usize),
    /// A QR code that does not pass its proof.
    Qr(String),
    /// A QR code too small for the farthest seat; its width in px. The slide is shown all the same.
    SmallSymbol(f64),
}

impl SlideFaultKind {
    /// The order in which faults explain each other.
    pub fn rank(&self) -> u8 {
        match self {
            Self::Overflow => 0,
            Self::Wordy(_) => 1,
            Self::UnsafeArea(_) => 2,
            Self::Small(..) => 3,
            Self::MissingGlyph(_) => 4,
            Self::LowContrast(..) => 5,
            Self::Qr(_) => 6,
            Self::SmallSymbol(_) => 7,
        }
    }

    /// Whether it keeps the slide from being shown.
    pub fn is_fatal(&self) -> bool {
        !matches!(self, Self::SmallSymbol(_))
    }
}

/// Surveys a slide; `heading` is the field of its heading, `link` is what its QR code must decode to, if it must have one.
pub fn survey(
    document: &PagedDocument,
    stage: &Stage,
    heading: &str,
    link: Option<&str>,
) -> (Measures, Vec<SlideFault>) {
    let mut sight = Sight::new(document.pages().first(), stage, heading);
    let marks = walk(document, &mut sight);
    let mut faults = sight.faults;
    let whole = |kind| SlideFault { field: String::new(), kind };
    if document.pages().len() != 1 {
        // What ran over is the one fault that explains all others.
        faults = vec![whole(SlideFaultKind::Overflow)];
    }
    let mut measures =
        Measures { words: sight.words, capital_px: sight.smallest_px.unwrap_or_default(), symbol_px: None };
    if sight.words_below > MOST_WORDS {
        faults.push(whole(SlideFaultKind::Wordy(sight.words_below)));
    }
    if let Some(link) = link {
        match prove(&marks.symbols, document, stage, link) {
            Ok(side) => {
                measures.symbol_px = Some(side);
                if side + TOLERANCE_PX < stage.smallest_symbol_px() {
                    faults.push(whole(SlideFaultKind::SmallSymbol(side)));
                }
            }
            Err(problem) => faults.push(whole(SlideFaultKind::Qr(problem))),
        }
    }
    (measures, faults)
}

/// Proves the one symbol of a slide; returns its side in px.
fn prove(symbols: &[SymbolBox], document: &PagedDocument, stage: &Stage, link: &str) -> Result<f64, String> {
    let [symbol] = symbols else {
        return Err(format!("the slide needs one QR code and has {}", symbols.len()));
    };
    if !symbol.is_on_pixels() {
        return Err("the modules of the QR code are not whole pixels".into());
    }
    let quiet = (symbol.width - Abs::pt(symbol.side_pt())) / 2.0;
    let corner = symbol.corner + Point::splat(quiet);
    let bounds = Rect::new(corner, corner + Point::splat(Abs::pt(symbol.side_pt())));
    if !safe_area(stage).contains(bounds) {
        return Err("the QR code reaches into the margin that displays may crop".into());
    }
    let page = document.pages().get(symbol.page - 1).ok_or("the QR code is on no page")?;
    symbol.prove(page, link, &SCREEN)?;
    Ok(symbol.side_pt())
}

/// A rectangle that can hold another.
trait Holds {
    fn contains(&self, other: Rect) -> bool;
}

impl Holds for Rect {
    fn contains(&self, other: Rect) -> bool {
        let tolerance = Abs::pt(TOLERANCE_PX);
        self.min.x <= other.min.x + tolerance
            && self.min.y <= other.min.y + tolerance
            && self.max.x + tolerance >= other.max.x
            && self.max.y + tolerance >= other.max.y
    }
}

/// The part of a slide that every display shows.
fn safe_area(stage: &Stage) -> Rect {
    let (x, y) = stage.safe_margins_px();
    let (width, height) = stage.size.pixels();
    let (width, height) = (f64::from(width), f64::from(height));
    Rect::new(Point::new(Abs::pt(x), Abs::pt(y)), Point::new(Abs::pt(width - x), Abs::pt(height - y)))
}

/// What somebody in the farthest seat sees.
struct Sight {
    heading: String,
    smallest_allowed_px: f64,
    safe: Rect,
    /// Filled areas in the order in which they are painted, the page first.
    grounds: Vec<(Rect, Option<Color>)>,
    smallest_px: Option<f64>,
    words: usize,
    /// Words below the heading, but for those that the layout adds from the practice.
    words_below: usize,
    faults: Vec<SlideFault>,
}

impl Sight {
    fn new(page: Option<&Page>, stage: &Stage, heading: &str) -> Self {
        let ground = page.map(|page| {
            let all = Rect::new(Point::zero(), page.frame.size().to_point());
            (all, page.fill_or_white().as_ref().and_then(|fill| painted(fill, None)))
        });
        Self {
            heading: heading.to_owned(),
            smallest_allowed_px: stage.smallest_capital_px(),
            safe: safe_area(stage),
            grounds: ground.into_iter().collect(),
            smallest_px: None,
            words: 0,
            words_below: 0,
            faults: Vec::new(),
        }
    }

    /// The colour behind an area; nothing where that is a picture or a gradient.
    fn ground(&self, area: Rect) -> Option<Color> {
        self.grounds.iter().rev().find(|(ground, _)| ground.contains(area)).and_then(|(_, color)| *color)
    }
}

impl Visitor for Sight {
    fn text(&mut self, field: &str, text: &TextItem, at: Transform) {
        if text.text.trim().is_empty() {
            return;
        }
        let capital = text.font.metrics().cap_height.get() * size_pt(text, at);
        if !field.is_empty() {
            self.smallest_px = Some(self.smallest_px.map_or(capital, |smallest| smallest.min(capital)));
            let words = text.text.split_whitespace().count();
            self.words += words;
            if field != self.heading && !field.starts_with("practice:") {
                self.words_below += words;
            }
        }
        let area = transformed(Rect::new(Point::with_y(-Abs::pt(capital)), Point::with_x(text.width())), at);
        let words = || text.text.to_string();
        let kinds = [
            (capital + TOLERANCE_PX < self.smallest_allowed_px)
                .then(|| SlideFaultKind::Small(words(), capital)),
            lacks_glyph(text).then(|| SlideFaultKind::MissingGlyph(words())),
            (!self.safe.contains(area)).then(|| SlideFaultKind::UnsafeArea(words())),
            self.ground(area)
                .and_then(|ground| Some((ground, painted(&text.fill, Some(ground))?)))
                .map(|(ground, ink)| ink.contrast_with(ground))
                .filter(|contrast| *contrast < LEAST_CONTRAST)
                .map(|contrast| SlideFaultKind::LowContrast(words(), contrast)),
        ];
        let fault = |kind| SlideFault { field: field.to_owned(), kind };
        self.faults.extend(kinds.into_iter().flatten().map(fault));
    }

    fn shape(&mut self, shape: &Shape, at: Transform) {
        if let Some(fill) = &shape.fill {
            let area = transformed(shape.bbox(false), at);
            self.grounds.push((area, painted(fill, self.ground(area))));
        }
    }

    fn picture(&mut self, size: Size, at: Transform) {
        self.grounds.push((transformed(Rect::new(Point::zero(), size.to_point()), at), None));
    }
}

/// The box around a transformed box.
fn transformed(area: Rect, at: Transform) -> Rect {
    let (one, two) = (area.min.transform(at), area.max.transform(at));
    Rect::new(one.min(two), one.max(two))
}

/// The colour that a paint gives over a ground, as far as it has one.
fn painted(paint: &Paint, ground: Option<Color>) -> Option<Color> {
    let Paint::Solid(color) = paint else { return None };
    let [red, green, blue, alpha] = color.to_vec4_u8();
    let ink = Color { rgb: [red, green, blue] };
    if alpha == u8::MAX {
        return Some(ink);
    }
    let mixed = |ink: u8, ground: u8| {
        let (ink, ground, alpha) = (u32::from(ink), u32::from(ground), u32::from(alpha));
        u8::try_from((ink * alpha + ground * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    };
    let ground = ground?.rgb;
    Some(Color { rgb: [mixed(red, ground[0]), mixed(green, ground[1]), mixed(blue, ground[2])] })
}
