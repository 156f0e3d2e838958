//! Leaflets: from a job to proved pages.

use std::sync::Arc;

use typst::diag::Warned;
use typst_layout::PagedDocument;

use super::contract::{SampleData, pictures};
use super::data::LeafletData;
use super::faults::{self, Context};
use super::manuscript::Manuscript;
use super::preflight;
use super::world::{JobWorld, Snapshot};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Library;
use crate::plan::Job;

/// The layout that leaflets are set with.
pub const LEAFLET_LAYOUT: &str = "layouts/leaflet.typ";

/// Pages that were typeset.
pub struct Typeset {
    /// The pages.
    pub document: PagedDocument,
    /// What the pages are called in findings.
    pub(super) name: String,
    pub(super) world: Arc<JobWorld>,
}

impl Typeset {
    /// A digest of each page that is the same for pages that look the same; valid in this process only.
    pub fn page_digests(&self) -> Vec<u128> {
        self.document.pages().iter().map(typst::utils::hash128).collect()
    }

    /// Width and height of each page, in pt.
    pub fn page_sizes(&self) -> Vec<(f64, f64)> {
        let sizes = self.document.pages().iter().map(|page| page.frame.size());
        sizes.map(|size| (size.x.to_pt(), size.y.to_pt())).collect()
    }

    /// The files of the layouts that the pages were made of, and those that were looked for in vain.
    pub fn used(&self) -> Vec<String> {
        self.world.used()
    }

    /// What the exporter has to say about these pages, at the place in the layout it concerns.
    pub fn export_fault(&self, fault: &typst::diag::SourceDiagnostic) -> Diagnostic {
        let mut diagnostic = faults::layout(&self.world, &self.name, fault);
        diagnostic.code = Code::Export;
        diagnostic
    }
}

/// What came of a manuscript.
pub struct Setting {
    /// The pages, unless the layout has an error.
    pub pages: Option<Arc<Typeset>>,
    /// What Typst has to say.
    pub found: Vec<Diagnostic>,
    /// The files of the layouts that this depends on.
    pub used: Vec<String>,
}

/// Sets a manuscript with its layout, and proves nothing.
pub fn set(snapshot: &Arc<Snapshot>, manuscript: &Manuscript) -> Setting {
    let Some(world) = manuscript.world(snapshot) else {
        // No path of the program's own is without a virtual path.
        return Setting { pages: None, found: Vec::new(), used: Vec::new() };
    };
    let name = manuscript.name.clone();
    let Warned { output, warnings } = typst::compile::<PagedDocument>(&world);
    let mut found: Vec<Diagnostic> =
        warnings.iter().map(|warning| faults::layout(&world, &name, warning)).collect();
    let used = world.used();
    match output {
        Ok(document) => {
            let pages = Arc::new(Typeset { document, name, world: Arc::new(world) });
            Setting { pages: Some(pages), found, used }
        }
        Err(errors) => {
            found.extend(errors.iter().map(|error| faults::layout(&world, &name, error)));
            Setting { pages: None, found, used }
        }
    }
}

/// Proves the pages of a leaflet: size of type, glyphs, the QR code decoded from the page.
pub fn prove(library: &Library, job: &Job, manuscript: &Manuscript, pages: &Typeset) -> Vec<Diagnostic> {
    let context = Context {
        library,
        leaflet: library.leaflets.get(&job.leaflet).map(Arc::as_ref),
        notice: None,
        language: &job.language,
        name: job.name(),
        world: &pages.world,
    };
    let survey = preflight::survey(&pages.document, job.format.smallest_type_pt());
    let mut found: Vec<Diagnostic> =
        survey.faults.iter().map(|fault| context.text(fault, job.format)).collect();
    if let Some(link) = &manuscript.link
        && let Err(problem) = survey.prove_qr(&pages.document, link)
    {
        found.push(context.qr(&problem, "layouts/lib/qr.typ"));
    }
    found
}

/// Typesets and proves one job.
///
/// Returns the pages unless something is wrong that forbids publishing them, and every finding.
pub fn typeset(
    snapshot: &Arc<Snapshot>,
    library: &Library,
    job: &Job,
) -> (Option<Arc<Typeset>>, Vec<Diagnostic>) {
    let Some(manuscript) = Manuscript::leaflet(library, job) else { return (None, Vec::new()) };
    let Setting { pages, mut found, .. } = set(snapshot, &manuscript);
    let Some(pages) = pages else { return (None, found) };
    found.extend(prove(library, job, &manuscript, &pages));
    let whole = !found.iter().any(Diagnostic::is_error);
    (whole.then_some(pages), found)
}

/// The data of a job, as `leafcast sample` writes it.
pub fn sample(library: &Library, job: &Job) -> Option<SampleData> {
    let leaflet = library.leaflets.get(&job.leaflet)?;
    SampleData::new(&LeafletData::new(library, job)?, pictures(library, leaflet))
}
