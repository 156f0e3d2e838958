//! The checked domain: practice, leaflets, translations. No input or output here.
//!
//! Everything in it has passed the checks of [`crate::content`]; it knows nothing of TOML.

mod date;
mod leaflet;
mod located;
mod notice;
mod plain;
mod practice;
mod screen;
mod slide;
mod time;
mod translation;

use std::collections::BTreeMap;

pub use date::Date;
pub use leaflet::{
    Approval, Awaiting, Citation, Figure, ImageKind, Leaflet, Purpose, Review, Status, TagUse,
};
pub use located::Located;
pub use notice::{Notice, NoticeText, Priority, When};
pub use plain::Plain;
pub use practice::{Booking, Brand, Clinician, Color, Format, Image, Location, Medium, Practice, Words};
pub use screen::{Screen, ScreenSize, Screens, Stage, Theme};
pub use slide::{SlideChoices, SlideKind, SlideSeconds};
pub use time::{Hours, Moment, OpeningHours, TimeOfDay, Weekday};
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
    /// The screens; nothing if they cannot be read: what they published before stays.
    pub screens: Option<Screens>,
    /// The notices by their id, which is the name of their file.
    pub notices: BTreeMap<String, Notice>,
    /// Notices whose text has errors: what they published before stays.
    pub broken_notices: Vec<String>,
}
