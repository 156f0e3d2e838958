//! Slides: their layout, and the proof of their pages.

use std::sync::Arc;

use super::contract::SampleData;
use super::faults::Context;
use super::leaflet::Typeset;
use super::manuscript::Manuscript;
use super::preflight::{self, Measures};
use super::slide_data::{self, SlideData};
use crate::diagnostic::Diagnostic;
use crate::model::{Library, Screen, Stage};
use crate::slides::Slide;

/// The layout that slides are set with.
pub const SLIDE_LAYOUT: &str = "layouts/slide.typ";

/// Proves the page of a slide: what was measured on it, unless something is wrong that forbids showing
/// it, and every finding.
pub fn prove_slide(
    library: &Library,
    screen: &Screen,
    slide: &Slide,
    manuscript: &Manuscript,
    page: &Typeset,
) -> (Option<Measures>, Vec<Diagnostic>) {
    let (stage, link) = (&screen.stage, manuscript.link.as_deref());
    let (measures, faults) = preflight::survey_slide(&page.document, stage, &slide.title.field, link);
    let context = Context {
        library,
        leaflet: slide.leaflet.as_ref().and_then(|id| library.leaflets.get(id)).map(Arc::as_ref),
        notice: slide.notice.as_ref().and_then(|id| library.notices.good.get(id)),
        language: &slide.language,
        name: slide.id.clone(),
        world: &page.world,
    };
    let fatal = faults.iter().any(|fault| fault.kind.is_fatal());
    // What one cause brings about in many places is said once.
    let worst = faults.iter().min_by_key(|fault| fault.kind.rank());
    let found: Vec<Diagnostic> = worst.map(|fault| context.slide(fault, screen, slide)).into_iter().collect();
    let shown = !fatal && !found.iter().any(Diagnostic::is_error);
    (shown.then_some(measures), found)
}

/// The data of slides, as `leafcast sample` writes it.
pub fn sample_slides(library: &Library, stage: &Stage, slides: &[&Slide]) -> Option<SampleData> {
    SampleData::new(&SlideData::new(library, stage, slides), slide_data::pictures(library, slides))
}
