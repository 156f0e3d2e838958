//! What a screen plays: slides, loop, durations, and when each item is shown. Pure.
//!
//! [`Playlist`] is `playlist.json`, read by the player of the screen; its fields are described in
//! docs/operations.md.

mod assemble;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::digest;
use crate::language::Direction;
use crate::model::{Hours, OpeningHours, Reach, SlideKind, Theme, Weekday, When};

pub use assemble::{Assembled, MadeSlide, Stock, assemble, slide_file};

/// Version of the playlist; a player refuses one that it does not know.
const FORMAT: u32 = 1;
/// How often players ask for a new edition, in s.
const POLL_SECONDS: u32 = 5;

/// Everything that a player must know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Playlist {
    /// Version of this format.
    pub format: u32,
    /// Digest over everything else: changes whenever anything changes.
    pub edition: String,
    /// Digest over the player's own files.
    pub player: String,
    /// The newest day that the content states: a clock that shows an earlier one is not set.
    pub not_before: String,
    /// Time zone in which times are meant.
    pub time_zone: String,
    /// How often to ask for a new edition, in s.
    pub poll_seconds: u32,
    /// The screen.
    pub screen: ScreenInfo,
    /// Where the time of day is shown.
    pub clock: Option<Clock>,
    /// When the screen is on; always if empty.
    pub opening_hours: Vec<OpeningHours>,
    /// Length of the loop, in s.
    pub loop_seconds: u32,
    /// The slides by id.
    pub slides: BTreeMap<String, Entry>,
    /// What is shown, in order.
    #[serde(rename = "loop")]
    pub items: Vec<Item>,
    /// What takes over while it is due.
    pub urgent: Vec<Item>,
    /// The slide that is shown where there is nothing else.
    pub fallback: String,
}

/// The screen as the player must know it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScreenInfo {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Width in px.
    pub width: u32,
    /// Height in px.
    pub height: u32,
    /// Its colours.
    pub theme: Theme,
}

impl ScreenInfo {
    /// Whether slides for the other would do here.
    fn is_like(&self, other: &Self) -> bool {
        (self.width, self.height, self.theme) == (other.width, other.height, other.theme)
    }
}

/// Where the time of day is shown, in px of a slide.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Clock {
    /// Size of the type.
    pub size: f64,
    /// From the end side.
    pub x: f64,
    /// From the bottom.
    pub y: f64,
}

/// One slide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Path of its picture in the screen's folder.
    pub file: String,
    /// SHA-256 of the picture.
    pub sha256: String,
    /// Size of the picture in bytes.
    pub bytes: u64,
    /// Language code.
    pub language: String,
    /// Direction of writing.
    pub direction: Direction,
    /// Whether its leaflet is not approved.
    #[serde(default)]
    pub draft: bool,
    /// Id of its leaflet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaflet: Option<String>,
    /// Id of its notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// What it shows.
    pub kind: SlideKind,
    /// Its heading.
    pub title: String,
    /// What it says, for those who cannot see it.
    pub text: String,
    /// How many words it has.
    pub words: u32,
    /// From how far it can be read, in m.
    pub readable_from_m: Reach,
    /// From how far its QR code can be scanned, in m.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scannable_from_m: Option<Reach>,
}

/// A turn in the loop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Unique in the playlist.
    pub id: String,
    /// Id of the slide.
    pub slide: String,
    /// Its time on screen in s.
    pub seconds: u32,
    /// Whether it must never be faded: QR codes.
    pub cut: bool,
    /// When it is shown; always if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Window>,
}

/// When something is shown, by the practice's own clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// First minute, as `YYYY-MM-DDTHH:MM`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The minute after the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Days of the week.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<Weekday>,
    /// Times of day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<Hours>,
}

impl Window {
    /// The window of a notice; nothing if it is shown always.
    fn new(when: &When) -> Option<Self> {
        let window = || Self {
            from: when.from.map(crate::model::Moment::begin),
            until: when.until.map(crate::model::Moment::end),
            days: when.days.clone(),
            hours: when.hours.clone(),
        };
        (!when.is_always()).then(window)
    }
}

impl Playlist {
    /// Reads a playlist that was published; nothing if it cannot be understood.
    pub fn from_json(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().filter(|playlist: &Self| playlist.format == FORMAT)
    }

    /// As it is published.
    pub fn to_json(&self) -> Vec<u8> {
        let mut json = serde_json::to_vec_pretty(self).unwrap_or_default();
        json.push(b'\n');
        json
    }

    /// The same for pages that are opened from a folder, where a script may be run but no file read.
    pub fn to_script(&self) -> Vec<u8> {
        let json = serde_json::to_string(self).unwrap_or_default();
        format!("leafcastPlaylist({json});\n").into_bytes()
    }

    /// The files that it needs, each once.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.slides.values().map(|entry| entry.file.as_str())
    }

    /// The slides of the loop that do not depend on a clock, each once, in order: what can be shown
    /// by a display without a player, or printed.
    pub fn timeless(&self) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        let shown = self.items.iter().filter(|item| item.when.is_none()).map(|item| item.slide.as_str());
        shown.filter(|slide| seen.insert(*slide)).collect()
    }

    fn seal(mut self) -> Self {
        self.edition = String::new();
        self.edition = digest::short(&self.to_json());
        self
    }
}
