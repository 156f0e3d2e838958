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
use std::sync::Arc;

pub use date::Date;
pub use leaflet::{
    Approval, Awaiting, Citation, Figure, ImageKind, Leaflet, Purpose, Review, Status, TagUse,
};
pub use located::Located;
pub use notice::{Notice, NoticeText, Priority, When};
pub use plain::Plain;
pub use practice::{Booking, Brand, Clinician, Color, Format, Image, Location, Medium, Practice, Words};
pub use screen::{Reach, Screen, ScreenSize, Screens, Stage, Theme};
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
    pub practice: Arc<Practice>,
    /// The leaflets by their id, which is the name of their folder. While one leaflet is made, a library
    /// may have that one only: thousands of texts need not be in memory at once.
    pub leaflets: BTreeMap<String, Arc<Leaflet>>,
    /// The screens; nothing if they cannot be read: what they published before stays.
    pub screens: Option<Arc<Screens>>,
    /// What the practice announces.
    pub notices: Arc<Notices>,
}

/// The notices of the practice.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    /// By their id, which is the name of their file.
    pub good: BTreeMap<String, Notice>,
    /// Those whose text has errors: what they published before stays.
    pub broken: Vec<String>,
}
