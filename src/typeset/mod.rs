//! Lays jobs out: the only room, with [`crate::export`], that knows Typst.
//!
//! In goes a job with its library, out come pages that were proved, or diagnostics with places.

mod binding;
mod contract;
mod data;
mod faults;
mod fonts;
mod leaflet;
mod manuscript;
mod preflight;
mod press;
mod regions;
mod slide;
mod slide_data;
mod world;

pub use binding::bind;
pub use contract::SampleData;
pub use data::LeafletData;
pub use fonts::{Face, Fonts};
pub use leaflet::{LEAFLET_LAYOUT, Setting, Typeset, prove, sample, set, typeset};
pub use manuscript::Manuscript;
pub use preflight::Measures;
pub use press::press;
pub use regions::{Owner, Region, regions, spot};
pub use slide::{SLIDE_LAYOUT, prove_slide, sample_slides};
pub use world::{JobWorld, LEAFLET_DATA, SLIDE_DATA, Snapshot};

/// Forgets what was remembered for speed and not used in the last `age` calls, so that memory
/// stays bounded whatever the number of leaflets.
pub fn forget(age: usize) {
    typst::comemo::evict(age);
}
