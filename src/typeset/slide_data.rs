//! The data contract of slides: what `slide.typ` finds in `slide.json`. Described in docs/layouts.md.

use std::collections::BTreeMap;

use serde::Serialize;

use super::contract::{LanguageData, Phrases, file_name, path};
use crate::language::Language;
use crate::model::{Image, Leaflet, Library, Medium, SlideKind, Stage, Theme};
use crate::slides::{Line, Slide};
use crate::{link, qr};

/// Version of the contract; it grows when a layout written for the old one would break.
const CONTRACT: u32 = 1;

/// Everything that a slide layout shows: one page for each slide.
#[derive(Debug, Serialize)]
pub(super) struct SlideData<'a> {
    contract: u32,
    screen: StageData,
    brand: BrandData,
    practice: PracticeData<'a>,
    languages: BTreeMap<&'a str, SpokenLanguage<'a>>,
    slides: Vec<SlidePage<'a>>,
}

/// The screen; lengths in px, which are pt on the page.
#[derive(Debug, Serialize)]
struct StageData {
    width: u32,
    height: u32,
    px_per_mm: f64,
    smallest_capital: f64,
    safe_x: f64,
    safe_y: f64,
    theme: Theme,
    clock: bool,
}

#[derive(Debug, Serialize)]
struct BrandData {
    primary: String,
    accent: String,
}

#[derive(Debug, Serialize)]
struct PracticeData<'a> {
    emergency_number: &'a str,
    phone: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct SpokenLanguage<'a> {
    #[serde(flatten)]
    language: LanguageData<'a>,
    phrases: &'a Phrases,
}

#[derive(Debug, Serialize)]
struct SlidePage<'a> {
    #[serde(flatten)]
    slide: &'a Slide,
    figure: Option<FigureData>,
    booking: Option<SlideBooking>,
}

#[derive(Debug, Serialize)]
struct FigureData {
    file: String,
    alt: Line,
}

/// The booking link, as printed, and as a QR symbol whose modules are whole pixels.
#[derive(Debug, Serialize)]
struct SlideBooking {
    url: String,
    shown: String,
    qr: qr::Symbol,
    module: u32,
}

impl<'a> SlideData<'a> {
    /// Collects the data of slides for one kind of screen.
    pub fn new(library: &'a Library, stage: &Stage, slides: &[&'a Slide]) -> Self {
        let practice = &library.practice;
        let (width, height) = stage.size.pixels();
        let (safe_x, safe_y) = stage.safe_margins_px();
        let spoken = slides.iter().filter_map(|slide| {
            let language = Language::get(&slide.language)?;
            let phrases = &language.words.phrases;
            Some((language.code.as_str(), SpokenLanguage { language: LanguageData::new(language), phrases }))
        });
        let names = picture_names(slides);
        Self {
            contract: CONTRACT,
            screen: StageData {
                width,
                height,
                px_per_mm: stage.px_per_mm(),
                smallest_capital: stage.smallest_capital_px(),
                safe_x,
                safe_y,
                theme: stage.theme,
                clock: stage.clock,
            },
            brand: BrandData { primary: practice.brand.primary.hex(), accent: practice.brand.accent.hex() },
            practice: PracticeData {
                emergency_number: &practice.emergency_number,
                phone: practice.phone.as_deref(),
            },
            languages: spoken.collect(),
            slides: slides.iter().map(|slide| SlidePage::new(library, stage, &names, slide)).collect(),
        }
    }

    /// The link that the QR code of the first slide must decode to.
    pub fn link(&self) -> Option<&str> {
        self.slides.first()?.booking.as_ref().map(|booking| booking.url.as_str())
    }
}

impl<'a> SlidePage<'a> {
    fn new(library: &'a Library, stage: &Stage, names: &PictureNames<'_>, slide: &'a Slide) -> Self {
        let leaflet = slide.leaflet.as_ref().and_then(|id| library.leaflets.get(id));
        let name = (slide.kind == SlideKind::Title).then(|| names.get(&slide.leaflet)).flatten();
        let figure = leaflet.zip(name).and_then(|(leaflet, name)| figure(leaflet, &slide.language, name));
        let booking = leaflet
            .filter(|_| slide.kind == SlideKind::Booking)
            .and_then(|l| booking(library, stage, l, slide));
        Self { slide, figure, booking }
    }
}

/// The pictures of slides, by the name under which the layout finds them.
pub(super) fn pictures<'a>(library: &'a Library, slides: &[&Slide]) -> Vec<(String, &'a Image)> {
    let picture = |(leaflet, name): (&Option<String>, String)| {
        let image = &library.leaflets.get(leaflet.as_ref()?)?.figure.as_ref()?.image;
        Some((file_name(&name, image), image))
    };
    picture_names(slides).into_iter().filter_map(picture).collect()
}

/// The name of each leaflet's picture.
type PictureNames<'a> = BTreeMap<&'a Option<String>, String>;

/// The names of the pictures on title slides: numbered, because Typst keeps every name for ever.
fn picture_names<'a>(slides: &[&'a Slide]) -> PictureNames<'a> {
    let mut names = BTreeMap::new();
    for title in slides.iter().filter(|slide| slide.kind == SlideKind::Title) {
        let number = names.len() + 1;
        names.entry(&title.leaflet).or_insert_with(|| match number {
            1 => "figure".to_owned(),
            number => format!("figure-{number}"),
        });
    }
    names
}

fn figure(leaflet: &Leaflet, language: &str, name: &str) -> Option<FigureData> {
    let image = &leaflet.figure.as_ref()?.image;
    let words = leaflet.translations.get(language)?.figure.as_ref()?;
    let alt = Line { field: "figure.alt".into(), text: words.alt.as_str().to_owned() };
    Some(FigureData { file: path(name, image), alt })
}

fn booking(library: &Library, stage: &Stage, leaflet: &Leaflet, slide: &Slide) -> Option<SlideBooking> {
    let template = &library.practice.booking.link;
    let url = link::fill(template, &leaflet.code, &slide.language, Medium::Screen.letter());
    let qr = qr::encode_for_screen(&url).ok()?;
    let module = module_px(stage, &qr);
    Some(SlideBooking { shown: link::shown(&url).to_owned(), module, qr, url })
}

/// Whole pixels for a module: enough for the farthest seat, but no more than the screen holds with the
/// quiet zone.
fn module_px(stage: &Stage, symbol: &qr::Symbol) -> u32 {
    let (width, height) = stage.size.pixels();
    #[expect(clippy::cast_precision_loss, reason = "a symbol has at most 177 modules")]
    let (modules, with_quiet) = (symbol.modules as f64, (symbol.modules + 2 * symbol.quiet_zone) as f64);
    let needed = (stage.smallest_symbol_px() / modules).ceil();
    let room = (f64::from(width.min(height)) / with_quiet).floor();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels of a screen")]
    let module = needed.min(room).max(1.0) as u32;
    module
}
