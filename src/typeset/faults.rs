//! What went wrong on the way to pages, as diagnostics with a place in a layout or the content.

use typst::World;
use typst::WorldExt;
use typst::diag::{Severity as TypstSeverity, SourceDiagnostic};
use typst::syntax::DiagSpan;

use super::JobWorld;
use super::preflight::{SlideFault, SlideFaultKind, TextFault, TextFaultKind};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::{Format, Leaflet, Library, Notice, Screen};
use crate::slides::Slide;
use crate::source::{Place, Source};

/// A finding of Typst, at its place in the layouts.
///
/// A font that is missing or a layout that does not settle would print wrongly: what is only a
/// warning to Typst is an error here.
pub(super) fn layout(world: &JobWorld, name: &str, fault: &SourceDiagnostic) -> Diagnostic {
    let message = fault.message.as_str();
    let (severity, code) = if message.starts_with("unknown font family") {
        (Severity::Error, Code::MissingFont)
    } else if message.contains("did not converge") || fault.severity == TypstSeverity::Error {
        (Severity::Error, Code::Layout)
    } else {
        (Severity::Warning, Code::Layout)
    };
    let mut diagnostic = Diagnostic::new(severity, code, place(world, fault.span), message);
    diagnostic.hints.extend(fault.hints.iter().map(|hint| hint.v.to_string()));
    if severity == Severity::Error {
        diagnostic.hints.push(format!("met first in `{name}`"));
    }
    if code == Code::MissingFont {
        diagnostic.hints.push("add its files to `fonts/`; `leafcast fonts` lists what is there".into());
    }
    diagnostic
}

/// The place of a span, or the beginning of the layout where it has none.
fn place(world: &JobWorld, span: DiagSpan) -> Place {
    let found = span.id().and_then(|id| {
        let source = world.source(id).ok()?;
        let path = id.get().vpath().get_without_slash().to_owned();
        let range = world.range(span)?;
        Some(Source::new(path, source.text()).place(range))
    });
    found.unwrap_or_else(|| layout_start(world))
}

/// The beginning of the layout, for what concerns it as a whole.
fn layout_start(world: &JobWorld) -> Place {
    let main = world.main();
    let path = main.get().vpath().get_without_slash().to_owned();
    let text = world.source(main).map(|source| source.text().to_owned()).unwrap_or_default();
    Source::new(path, text).start()
}

/// The place of a field as the layouts name it, in whichever file of content it stands.
pub(super) fn field_place(
    (library, leaflet, notice): (&Library, Option<&Leaflet>, Option<&Notice>),
    language: &str,
    field: &str,
) -> Option<Place> {
    match field.split_once(':') {
        _ if field.is_empty() => None,
        Some(("practice", field)) => Some(library.practice.file.place(field)),
        Some(("leaflet", field)) => leaflet.map(|leaflet| leaflet.file.place(field)),
        Some(("notice", field)) => notice.map(|notice| notice.file.place(field)),
        _ => leaflet.map(|leaflet| match leaflet.translations.get(language) {
            Some(text) => text.place(field),
            None => leaflet.file.start(),
        }),
    }
}

/// What a finding about a finished page refers back to.
pub(super) struct Context<'a> {
    pub library: &'a Library,
    pub leaflet: Option<&'a Leaflet>,
    pub notice: Option<&'a Notice>,
    pub language: &'a str,
    /// What the page is called in findings.
    pub name: String,
    pub world: &'a JobWorld,
}

impl Context<'_> {
    /// The place of a field as the layouts name it, in whichever file it stands.
    fn place(&self, field: &str) -> Place {
        let found = field_place((self.library, self.leaflet, self.notice), self.language, field);
        found.unwrap_or_else(|| layout_start(self.world))
    }

    /// A text on the page that is too small or has no glyph.
    pub fn text(&self, fault: &TextFault, format: Format) -> Diagnostic {
        let text = excerpt(&fault.text);
        let place = self.place(&fault.field);
        let diagnostic = match fault.kind {
            TextFaultKind::Small { size_pt } => {
                let (id, smallest) = (format.id(), format.smallest_type_pt());
                let message =
                    format!("“{text}” is set in {size_pt:.1} pt, format `{id}` needs {smallest} pt");
                Diagnostic::error(Code::SmallType, place, message).hint("enlarge the type in the layout")
            }
            TextFaultKind::MissingGlyph => missing_glyph(place, &text),
        };
        diagnostic.field(&fault.field)
    }

    /// A QR code that did not pass its proof. The link itself was found good before, so that the
    /// layout is at fault.
    pub fn qr(&self, problem: &str, layout: &str) -> Diagnostic {
        Diagnostic::error(Code::QrCode, layout_start(self.world), problem)
            .field("booking.link")
            .hint(format!("met first in `{}`, which is not published", self.name))
            .hint(format!("see how the layout draws the code, in `{layout}`"))
    }

    /// What is wrong with a slide. A slide that is left out is a warning; one that must be shown, an
    /// error.
    pub fn slide(&self, fault: &SlideFault, screen: &Screen, slide: &Slide) -> Diagnostic {
        let stage = &screen.stage;
        let field = match &fault.kind {
            SlideFaultKind::Qr(_) | SlideFaultKind::SmallSymbol(_) => "practice:booking.link",
            _ if fault.field.is_empty() => slide.main_field(),
            _ => &fault.field,
        };
        let place = self.place(field);
        let matters = fault.kind.is_fatal() && slide.is_mandatory();
        let severity = if matters { Severity::Error } else { Severity::Warning };
        let at = |code, message: String| Diagnostic::new(severity, code, place.clone(), message);
        let seat = stage.viewing_distance_m;
        let diagnostic = match &fault.kind {
            SlideFaultKind::Overflow => at(Code::Slide, "this slide has too much text".into())
                .hint("use fewer words: nothing is cut off"),
            SlideFaultKind::Wordy(words) => at(Code::Slide, format!("this slide has {words} words"))
                .hint("at most 30 can be read in passing, 20 are better"),
            SlideFaultKind::UnsafeArea(text) => {
                let message = format!("“{}” reaches into the edge of the slide", excerpt(text));
                at(Code::Slide, message).hint("shorten the text; displays may crop the outer 5 %")
            }
            SlideFaultKind::Small(text, px) => {
                let from = floor(stage.readable_from_m(*px));
                let message = format!("“{}” can be read from {from} m only", excerpt(text));
                at(Code::SmallType, message)
                    .hint(format!("the farthest seat of screen `{}` is {seat} m away", screen.id))
            }
            SlideFaultKind::LowContrast(text, contrast) => {
                let message = format!("“{}” has a contrast of {:.1}:1", excerpt(text), floor(*contrast));
                at(Code::LowContrast, message).hint("a slide needs 7:1: change its colours in the layout")
            }
            SlideFaultKind::MissingGlyph(text) => {
                let found = missing_glyph(place.clone(), &excerpt(text));
                Diagnostic { severity, ..found }
            }
            SlideFaultKind::Qr(problem) => {
                Diagnostic { severity, ..self.qr(problem, "layouts/lib/slide/booking.typ") }
            }
            SlideFaultKind::SmallSymbol(px) => {
                let from = (stage.scannable_from_m(*px) * 100.0).floor() / 100.0;
                at(Code::QrCode, format!("the QR code scans from {from} m only"))
                    .hint(format!("the farthest seat of screen `{}` is {seat} m away", screen.id))
                    .hint("the screen has no room for a larger code: a larger panel or nearer seats help")
            }
        };
        let consequence = match severity {
            Severity::Error => "what was shown before stays",
            Severity::Warning => "it is left out",
        };
        let (id, screen) = (&slide.id, &screen.id);
        let left_out =
            fault.kind.is_fatal().then(|| format!("slide `{id}` of screen `{screen}`: {consequence}"));
        let shown_field = field.split_once(':').map_or(field, |(_, field)| field);
        diagnostic.field(shown_field).hint_if(left_out)
    }
}

fn missing_glyph(place: Place, text: &str) -> Diagnostic {
    Diagnostic::error(Code::MissingGlyph, place, format!("no font has every character of “{text}”"))
        .hint("use other characters, or add a font that has them to `fonts/`")
}

/// Rounded down, so that a value just below a limit is not said to reach it.
fn floor(value: f64) -> f64 {
    (value * 10.0).floor() / 10.0
}

/// The beginning of a long text.
fn excerpt(text: &str) -> String {
    const LENGTH: usize = 40;
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
