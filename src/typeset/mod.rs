//! Lays a job out: the only room, with [`crate::export`], that knows Typst.
//!
//! In goes a job with its library, out come pages that were proved, or diagnostics with places.

mod data;
mod faults;
mod fonts;
mod preflight;
mod press;
mod world;

use std::sync::Arc;

use typst::diag::Warned;
use typst::foundations::Bytes;
use typst_layout::PagedDocument;

pub use data::LeafletData;
pub use fonts::{Face, Fonts};
pub use preflight::FieldMark;
pub use press::press;
pub use world::{JobWorld, Snapshot};

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Image, Leaflet, Library};
use crate::plan::Job;
use faults::Context;

/// The layout that leaflets are set with.
pub const LEAFLET_LAYOUT: &str = "layouts/leaflet.typ";

/// Pages that were typeset and proved.
pub struct Typeset {
    /// The pages.
    pub document: PagedDocument,
    /// Where the fields of content landed.
    pub fields: Vec<FieldMark>,
    world: JobWorld,
}

/// Typesets and proves one job.
///
/// Returns the pages unless something is wrong that forbids publishing them, and every finding.
pub fn typeset(snapshot: &Arc<Snapshot>, library: &Library, job: &Job) -> (Option<Typeset>, Vec<Diagnostic>) {
    let Some((leaflet, data)) = library.leaflets.get(&job.leaflet).zip(LeafletData::new(library, job)) else {
        return (None, Vec::new());
    };
    let world = serde_json::to_vec(&data)
        .ok()
        .and_then(|json| JobWorld::new(snapshot, LEAFLET_LAYOUT, json, pictures(library, leaflet)));
    let Some(world) = world else { return (None, Vec::new()) };
    let Warned { output, warnings } = typst::compile::<PagedDocument>(&world);
    let mut found: Vec<Diagnostic> =
        warnings.iter().map(|warning| faults::layout(&world, job, warning)).collect();
    let document = match output {
        Ok(document) => document,
        Err(errors) => {
            found.extend(errors.iter().map(|error| faults::layout(&world, job, error)));
            return (None, found);
        }
    };
    let context = Context { library, leaflet, job, world: &world };
    let survey = preflight::survey(&document, job.format.smallest_type_pt());
    found.extend(survey.faults.iter().map(|fault| context.text(fault)));
    if let Some(booking) = data.booking()
        && let Err(problem) = survey.prove_qr(&document, &booking.url)
    {
        found.push(context.qr(&problem));
    }
    let whole = !found.iter().any(Diagnostic::is_error);
    (whole.then_some(Typeset { document, fields: survey.fields, world }), found)
}

impl Typeset {
    /// What the exporter has to say about these pages, at the place in the layout it concerns.
    pub fn export_fault(&self, job: &Job, fault: &typst::diag::SourceDiagnostic) -> Diagnostic {
        let mut diagnostic = faults::layout(&self.world, job, fault);
        diagnostic.code = Code::Export;
        diagnostic
    }
}

fn pictures(library: &Library, leaflet: &Leaflet) -> Vec<(String, Bytes)> {
    let bytes = |image: &Image| Bytes::new(Arc::clone(&image.bytes));
    data::pictures(library, leaflet).into_iter().map(|(name, image)| (name, bytes(image))).collect()
}

/// What a layout reads when it is open in a Typst editor.
#[derive(Debug)]
pub struct SampleData {
    /// The content of `data.json`.
    pub json: String,
    /// The pictures by name.
    pub pictures: Vec<(String, Vec<u8>)>,
}

/// The data of a job, as `leafcast sample` writes it.
pub fn sample(library: &Library, job: &Job) -> Option<SampleData> {
    let leaflet = library.leaflets.get(&job.leaflet)?;
    let mut json = serde_json::to_string_pretty(&LeafletData::new(library, job)?).ok()?;
    json.push('\n');
    let pictures = data::pictures(library, leaflet);
    let pictures = pictures.into_iter().map(|(name, image)| (name, image.bytes.to_vec())).collect();
    Some(SampleData { json, pictures })
}

/// Forgets what was remembered for speed and not used in the last `age` calls, so that memory
/// stays bounded whatever the number of leaflets.
pub fn forget(age: usize) {
    typst::comemo::evict(age);
}
