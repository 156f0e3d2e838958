//! Leaflets: from a job to proved pages.

use std::sync::Arc;

use typst::diag::Warned;
use typst::foundations::Bytes;
use typst_layout::PagedDocument;

use super::contract::{SampleData, pictures};
use super::data::LeafletData;
use super::faults::{self, Context};
use super::preflight::{self, FieldMark};
use super::world::{JobWorld, LEAFLET_DATA, Snapshot};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Image, Library};
use crate::plan::Job;

/// The layout that leaflets are set with.
pub const LEAFLET_LAYOUT: &str = "layouts/leaflet.typ";

/// Pages that were typeset and proved.
pub struct Typeset {
    /// The pages.
    pub document: PagedDocument,
    /// Where the fields of content landed.
    pub fields: Vec<FieldMark>,
    /// What the pages are called in findings.
    pub(super) name: String,
    pub(super) world: JobWorld,
}

impl Typeset {
    /// What the exporter has to say about these pages, at the place in the layout it concerns.
    pub fn export_fault(&self, fault: &typst::diag::SourceDiagnostic) -> Diagnostic {
        let mut diagnostic = faults::layout(&self.world, &self.name, fault);
        diagnostic.code = Code::Export;
        diagnostic
    }
}

/// Typesets and proves one job.
///
/// Returns the pages unless something is wrong that forbids publishing them, and every finding.
pub fn typeset(snapshot: &Arc<Snapshot>, library: &Library, job: &Job) -> (Option<Typeset>, Vec<Diagnostic>) {
    let Some((leaflet, data)) = library.leaflets.get(&job.leaflet).zip(LeafletData::new(library, job)) else {
        return (None, Vec::new());
    };
    let world = serde_json::to_vec(&data).ok().and_then(|json| {
        let pictures = bytes_of(pictures(library, leaflet));
        JobWorld::new(snapshot, LEAFLET_LAYOUT, (LEAFLET_DATA, json), pictures)
    });
    let Some(world) = world else { return (None, Vec::new()) };
    let (document, mut found) = compile(&world, &job.name());
    let Some(document) = document else { return (None, found) };
    let context = Context {
        library,
        leaflet: Some(leaflet),
        notice: None,
        language: &job.language,
        name: job.name(),
        world: &world,
    };
    let survey = preflight::survey(&document, job.format.smallest_type_pt());
    found.extend(survey.faults.iter().map(|fault| context.text(fault, job.format)));
    if let Some(booking) = data.booking()
        && let Err(problem) = survey.prove_qr(&document, &booking.url)
    {
        found.push(context.qr(&problem, "layouts/lib/qr.typ"));
    }
    let whole = !found.iter().any(Diagnostic::is_error);
    (whole.then_some(Typeset { document, fields: survey.fields, name: job.name(), world }), found)
}

/// The pages that a world gives, and what Typst has to say.
pub(super) fn compile(world: &JobWorld, name: &str) -> (Option<PagedDocument>, Vec<Diagnostic>) {
    let Warned { output, warnings } = typst::compile::<PagedDocument>(world);
    let mut found: Vec<Diagnostic> =
        warnings.iter().map(|warning| faults::layout(world, name, warning)).collect();
    match output {
        Ok(document) => (Some(document), found),
        Err(errors) => {
            found.extend(errors.iter().map(|error| faults::layout(world, name, error)));
            (None, found)
        }
    }
}

/// Pictures as Typst takes them.
pub(super) fn bytes_of(pictures: Vec<(String, &Image)>) -> Vec<(String, Bytes)> {
    pictures.into_iter().map(|(name, image)| (name, Bytes::new(Arc::clone(&image.bytes)))).collect()
}

/// The data of a job, as `leafcast sample` writes it.
pub fn sample(library: &Library, job: &Job) -> Option<SampleData> {
    let leaflet = library.leaflets.get(&job.leaflet)?;
    SampleData::new(&LeafletData::new(library, job)?, pictures(library, leaflet))
}
