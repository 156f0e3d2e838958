//! What went wrong on the way to pages, as diagnostics with a place in a layout or the content.

use typst::World;
use typst::WorldExt;
use typst::diag::{Severity as TypstSeverity, SourceDiagnostic};
use typst::syntax::DiagSpan;

use super::preflight::{TextFault, TextFaultKind};
use super::{JobWorld, LEAFLET_LAYOUT};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::{Leaflet, Library};
use crate::plan::Job;
use crate::source::{Place, Source};

/// A finding of Typst, at its place in the layouts.
///
/// A font that is missing or a layout that does not settle would print wrongly: what is only a
/// warning to Typst is an error here.
pub(super) fn layout(world: &JobWorld, job: &Job, fault: &SourceDiagnostic) -> Diagnostic {
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
        diagnostic.hints.push(format!("met first in `{}`", job.name()));
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
    let text = world.source(world.main()).map(|source| source.text().to_owned()).unwrap_or_default();
    Source::new(LEAFLET_LAYOUT, text).start()
}

/// What a finding about a finished page refers back to.
pub(super) struct Context<'a> {
    pub library: &'a Library,
    pub leaflet: &'a Leaflet,
    pub job: &'a Job,
    pub world: &'a JobWorld,
}

impl Context<'_> {
    /// The place of a field as the layouts name it, in whichever file it stands.
    fn place(&self, field: &str) -> Place {
        if field.is_empty() {
            return layout_start(self.world);
        }
        if let Some(field) = field.strip_prefix("practice:") {
            return self.library.practice.file.place(field);
        }
        if let Some(field) = field.strip_prefix("leaflet:") {
            return self.leaflet.file.place(field);
        }
        match self.leaflet.translations.get(&self.job.language) {
            Some(text) => text.place(field),
            None => self.leaflet.file.start(),
        }
    }

    /// A text on the page that is too small or has no glyph.
    pub fn text(&self, fault: &TextFault) -> Diagnostic {
        let (job, text) = (self.job, excerpt(&fault.text));
        let place = self.place(&fault.field);
        let diagnostic = match fault.kind {
            TextFaultKind::Small { size_pt } => {
                let smallest = job.format.smallest_type_pt();
                let format = job.format.id();
                let message =
                    format!("“{text}” is set in {size_pt:.1} pt, format `{format}` needs {smallest} pt");
                Diagnostic::error(Code::SmallType, place, message).hint("enlarge the type in the layout")
            }
            TextFaultKind::MissingGlyph => {
                let message = format!("no font has every character of “{text}”");
                Diagnostic::error(Code::MissingGlyph, place, message)
                    .hint("use other characters, or add a font that has them to `fonts/`")
            }
        };
        diagnostic.field(&fault.field)
    }

    /// A QR code that did not pass its proof. The link itself was found good before, so that the
    /// layout is at fault.
    pub fn qr(&self, problem: &str) -> Diagnostic {
        Diagnostic::error(Code::QrCode, layout_start(self.world), problem)
            .field("booking.link")
            .hint(format!("met first in `{}`, which is not published", self.job.name()))
            .hint("see how the layout draws the code, in `layouts/lib/qr.typ`")
    }
}

/// The beginning of a long text.
fn excerpt(text: &str) -> String {
    const LENGTH: usize = 40;
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
