//! The checked domain: practice, leaflets, translations. No input or output here.
//!
//! Everything in it has passed the checks of [`crate::content`]; it knows nothing of TOML.

mod date;
mod leaflet;
mod located;
mod plain;
mod practice;
mod translation;

use std::collections::BTreeMap;

pub use date::Date;
pub use leaflet::{
    Approval, Awaiting, Citation, Figure, ImageKind, Leaflet, Purpose, Review, Status, TagUse,
};
pub use located::Located;
pub use plain::Plain;
pub use practice::{Booking, Brand, Clinician, Color, Format, Image, Location, Medium, Practice, Words};
pub use translation::{
    AfterSurgery, Bullets, Call, Faq, FigureText, Milestone, Passage, Procedure, Question, QuestionsToAsk,
    Recovery, RedFlags, Risks, Step, Symptoms, Translation,
};

/// Everything that can be published, checked.
#[derive(Debug, Clone)]
pub struct Library {
    /// Whose leaflets these are.
    pub practice: Practice,
    /// The leaflets by their id, which is the name of their folder.
    pub leaflets: BTreeMap<String, Leaflet>,
}
