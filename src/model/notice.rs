//! Notices: short announcements of the practice on its screens.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Date, Hours, Located, Moment, Plain, Screen, Weekday};

/// A notice, checked.
#[derive(Debug, Clone)]
pub struct Notice {
    /// The name of its file.
    pub id: String,
    /// The day of this version.
    pub updated: Date,
    /// Whether it takes over.
    pub priority: Priority,
    /// When it is shown.
    pub when: When,
    /// Ids of the screens that show it; every screen if empty.
    pub screens: Vec<String>,
    /// Its time on screen in s, where that is set.
    pub seconds: Option<u16>,
    /// Its words by language.
    pub text: BTreeMap<String, NoticeText>,
    /// Where its fields stand in its file.
    pub file: Located<()>,
}

impl Notice {
    /// Whether a screen shows it.
    pub fn is_for(&self, screen: &Screen) -> bool {
        self.screens.is_empty() || self.screens.contains(&screen.id)
    }
}

/// Whether a notice takes its turn or takes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// Takes its turn in the loop.
    #[default]
    Normal,
    /// Is shown alone until it ends.
    Urgent,
}

/// When something is shown, by the practice's own clock; always if nothing is set.
#[derive(Debug, Clone, Default)]
pub struct When {
    /// From here on.
    pub from: Option<Moment>,
    /// Until here; a day counts to its end.
    pub until: Option<Moment>,
    /// On these days of the week.
    pub days: Vec<Weekday>,
    /// At these times of day.
    pub hours: Vec<Hours>,
}

impl When {
    /// Whether it is shown at any time.
    pub fn is_always(&self) -> bool {
        self.from.is_none() && self.until.is_none() && self.days.is_empty() && self.hours.is_empty()
    }
}

/// The words of a notice in one language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeText {
    /// What it is about, in at most 8 words.
    pub title: Plain,
    /// What it says, in at most 20 words.
    pub body: Option<Plain>,
}
