//! What goes to the typesetter: a job's data and pictures, with a digest that tells whether they changed.

use std::sync::Arc;

use serde::Serialize;
use typst::foundations::Bytes;

use super::contract::pictures;
use super::data::LeafletData;
use super::leaflet::LEAFLET_LAYOUT;
use super::slide::SLIDE_LAYOUT;
use super::slide_data::{self, SlideData};
use super::world::{JobWorld, LEAFLET_DATA, SLIDE_DATA, Snapshot};
use crate::digest;
use crate::model::{Image, Library, Stage};
use crate::plan::Job;
use crate::slides::Slide;

/// Everything that the pages of a job depend on, beside layouts and fonts.
pub struct Manuscript {
    /// What the pages are called in findings.
    pub name: String,
    /// Digest over layout, data and pictures: the same manuscript gives the same pages.
    pub digest: String,
    /// The link that the QR code must decode to.
    pub(super) link: Option<String>,
    layout: &'static str,
    data: (&'static str, Vec<u8>),
    pictures: Vec<(String, Bytes)>,
}

impl Manuscript {
    /// A leaflet in one language and format; nothing if there is no such text.
    pub fn leaflet(library: &Library, job: &Job) -> Option<Self> {
        let leaflet = library.leaflets.get(&job.leaflet)?;
        let data = LeafletData::new(library, job)?;
        let link = data.booking().map(|booking| booking.url.clone());
        let pictures = pictures(library, leaflet);
        Self::new(job.name(), LEAFLET_LAYOUT, LEAFLET_DATA, &data, pictures, link)
    }

    /// A slide.
    pub fn slide(library: &Library, stage: &Stage, slide: &Slide) -> Option<Self> {
        let data = SlideData::new(library, stage, &[slide]);
        let link = data.link().map(str::to_owned);
        let pictures = slide_data::pictures(library, &[slide]);
        Self::new(slide.id.clone(), SLIDE_LAYOUT, SLIDE_DATA, &data, pictures, link)
    }

    fn new(
        name: String,
        layout: &'static str,
        path: &'static str,
        data: &impl Serialize,
        pictures: Vec<(String, &Image)>,
        link: Option<String>,
    ) -> Option<Self> {
        let json = serde_json::to_vec(data).ok()?;
        let mut parts = format!("{layout} {}\n", digest::of(&json));
        for (name, image) in &pictures {
            parts += &format!("{name} {}\n", digest::of(&image.bytes));
        }
        let pictures =
            pictures.into_iter().map(|(name, i)| (name, Bytes::new(Arc::clone(&i.bytes)))).collect();
        let digest = digest::short(parts.as_bytes());
        Some(Self { name, digest, link, layout, data: (path, json), pictures })
    }

    /// Whether it has pictures that are made of pixels.
    pub fn has_photographs(&self) -> bool {
        self.pictures.iter().any(|(name, _)| !name.ends_with(".svg"))
    }

    /// What Typst sees of it.
    pub(super) fn world(&self, snapshot: &Arc<Snapshot>) -> Option<JobWorld> {
        let (path, json) = &self.data;
        JobWorld::new(snapshot, self.layout, (path, json.clone()), self.pictures.iter().cloned())
    }
}
