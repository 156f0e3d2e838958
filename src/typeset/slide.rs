//! Slides: from what they say to proved pages, one for each, and all of them as one document.

use std::sync::Arc;

use typst_layout::PagedDocument;

use super::contract::SampleData;
use super::faults::Context;
use super::leaflet::{Typeset, bytes_of, compile};
use super::preflight::{self, Measures};
use super::slide_data::{self, SlideData};
use super::world::{JobWorld, SLIDE_DATA, Snapshot};
use crate::diagnostic::Diagnostic;
use crate::model::{Library, Screen, Stage};
use crate::slides::Slide;

/// The layout that slides are set with.
pub const SLIDE_LAYOUT: &str = "layouts/slide.typ";

/// A slide that was typeset and proved.
pub struct TypesetSlide {
    /// Its one page, with one pt for each pixel of the screen.
    pub document: PagedDocument,
    /// What was measured on it.
    pub measures: Measures,
}

/// Typesets and proves one slide for a screen.
///
/// Returns the page unless something is wrong that forbids showing it, and every finding.
pub fn typeset_slide(
    snapshot: &Arc<Snapshot>,
    library: &Library,
    screen: &Screen,
    slide: &Slide,
) -> (Option<TypesetSlide>, Vec<Diagnostic>) {
    let stage = &screen.stage;
    let data = SlideData::new(library, stage, &[slide]);
    let Some(world) = world(snapshot, library, &data, &[slide]) else { return (None, Vec::new()) };
    let (document, mut found) = compile(&world, &slide.id);
    let Some(document) = document else { return (None, found) };
    let (measures, faults) = preflight::survey_slide(&document, stage, &slide.title.field, data.link());
    let context = Context {
        library,
        leaflet: slide.leaflet.as_ref().and_then(|id| library.leaflets.get(id)),
        notice: slide.notice.as_ref().and_then(|id| library.notices.get(id)),
        language: &slide.language,
        name: slide.id.clone(),
        world: &world,
    };
    let fatal = faults.iter().any(|fault| fault.kind.is_fatal());
    // What one cause brings about in many places is said once.
    let worst = faults.iter().min_by_key(|fault| fault.kind.rank());
    found.extend(worst.map(|fault| context.slide(fault, screen, slide)));
    let shown = !fatal && !found.iter().any(Diagnostic::is_error);
    (shown.then_some(TypesetSlide { document, measures }), found)
}

/// All slides of a screen as one document, to print or to read.
pub fn handout(
    snapshot: &Arc<Snapshot>,
    library: &Library,
    screen: &Screen,
    slides: &[&Slide],
) -> (Option<Typeset>, Vec<Diagnostic>) {
    let data = SlideData::new(library, &screen.stage, slides);
    let Some(world) = world(snapshot, library, &data, slides) else { return (None, Vec::new()) };
    let name = screen.id.clone();
    let (document, found) = compile(&world, &name);
    (document.map(|document| Typeset { document, fields: Vec::new(), name, world }), found)
}

fn world(
    snapshot: &Arc<Snapshot>,
    library: &Library,
    data: &SlideData<'_>,
    slides: &[&Slide],
) -> Option<JobWorld> {
    let json = serde_json::to_vec(data).ok()?;
    JobWorld::new(snapshot, SLIDE_LAYOUT, (SLIDE_DATA, json), bytes_of(slide_data::pictures(library, slides)))
}

/// The data of slides, as `leafcast sample` writes it.
pub fn sample_slides(library: &Library, stage: &Stage, slides: &[&Slide]) -> Option<SampleData> {
    SampleData::new(&SlideData::new(library, stage, slides), slide_data::pictures(library, slides))
}
