//! Waiting-room screens: what they are, where they hang, and what they show.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Located, OpeningHours, Status};

/// A capital letter read by people with ordinary sight is at least this fraction of its distance:
/// one inch for each ten feet (Western Michigan University, Florida State University).
const LETTER_TO_DISTANCE: f64 = 1.0 / 120.0;
/// A QR symbol scans from ten times its width (rule of the industry; not in ISO/IEC 18004).
const SYMBOL_TO_DISTANCE: f64 = 1.0 / 10.0;
/// Share of each side that stays free of text, because displays may crop it.
const SAFE_SHARE: f64 = 0.05;

/// A screen, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Screen {
    /// Name of its folder.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// The panel and the room.
    pub stage: Stage,
    /// Languages, shown in turn.
    pub languages: Vec<String>,
    /// Ids of the leaflets that it shows, in order, whatever their state of review.
    pub leaflets: Vec<String>,
    /// Whether it shows all leaflets, or all of a category, so that new ones join by themselves.
    pub open_ended: bool,
    /// How long people usually wait there, in s.
    pub expected_wait_s: u32,
    /// Whether leaflets that are not approved are shown, marked as drafts.
    pub show_drafts: bool,
    /// When it is on; always if empty.
    pub opening_hours: Vec<OpeningHours>,
    /// Number of the screen in `screens.toml`, counted from 1.
    pub number: usize,
}

impl Screen {
    /// The field of `screens.toml` that holds a value of this screen.
    pub fn field(&self, name: &str) -> String {
        format!("screens.{}.{name}", self.number)
    }

    /// Whether it may show a leaflet in its state of review.
    pub fn may_show(&self, status: Status) -> bool {
        match status {
            Status::Approved => true,
            Status::Draft => self.show_drafts,
            Status::Withdrawn => false,
        }
    }
}

/// The panel and the room it hangs in: all that a slide must know of its screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// Pixels of the panel.
    pub size: ScreenSize,
    /// Diagonal of the panel, in inches.
    pub diagonal_inches: f64,
    /// Distance of the farthest seat, in m.
    pub viewing_distance_m: f64,
    /// Dark on light, or light on dark.
    pub theme: Theme,
    /// Whether the time of day is shown.
    pub clock: bool,
}

impl Stage {
    /// Pixels for each mm of the panel.
    pub fn px_per_mm(&self) -> f64 {
        let (width, height) = self.size.pixels();
        f64::from(width).hypot(f64::from(height)) / (self.diagonal_inches * 25.4)
    }

    /// Least height of a capital letter for the farthest seat, in px.
    pub fn smallest_capital_px(&self) -> f64 {
        self.viewing_distance_m * 1000.0 * LETTER_TO_DISTANCE * self.px_per_mm()
    }

    /// Least width of a QR symbol for the farthest seat, in px, without its quiet zone.
    pub fn smallest_symbol_px(&self) -> f64 {
        self.viewing_distance_m * 1000.0 * SYMBOL_TO_DISTANCE * self.px_per_mm()
    }

    /// From how far capital letters of this height can be read, in m.
    pub fn readable_from_m(&self, capital_px: f64) -> f64 {
        capital_px / self.px_per_mm() / LETTER_TO_DISTANCE / 1000.0
    }

    /// From how far a QR symbol of this width can be scanned, in m.
    pub fn scannable_from_m(&self, symbol_px: f64) -> f64 {
        symbol_px / self.px_per_mm() / SYMBOL_TO_DISTANCE / 1000.0
    }

    /// Width of the margin at the sides, and at top and bottom, that stays free of text, in px.
    pub fn safe_margins_px(&self) -> (f64, f64) {
        let (width, height) = self.size.pixels();
        (f64::from(width) * SAFE_SHARE, f64::from(height) * SAFE_SHARE)
    }
}

/// How far away something on a screen can still be made out, in steps of 0.1 m. Rounded down, so that nothing is said to
/// reach farther than it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "f64", into = "f64")]
pub struct Reach(u16);

impl Reach {
    /// What is worked out as a multiple of 0.1 m must not fall below it by the inaccuracy of a float.
    const INACCURACY: f64 = 1e-6;
}

impl From<f64> for Reach {
    /// A distance in m.
    fn from(metres: f64) -> Self {
        // Beyond 6 km and below nothing it ends: that is what `as` does.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Self((metres * 10.0 + Self::INACCURACY).floor() as u16)
    }
}

impl From<Reach> for f64 {
    /// The distance in m.
    fn from(Reach(tenths): Reach) -> Self {
        Self::from(tenths) / 10.0
    }
}

/// The pixels of a panel, as it hangs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
pub enum ScreenSize {
    /// Full HD, landscape.
    #[serde(rename = "1920x1080")]
    Landscape,
    /// Ultra HD, landscape.
    #[serde(rename = "3840x2160")]
    Landscape4k,
    /// Full HD, portrait.
    #[serde(rename = "1080x1920")]
    Portrait,
}

impl ScreenSize {
    /// Width and height in px.
    pub fn pixels(self) -> (u32, u32) {
        match self {
            Self::Landscape => (1920, 1080),
            Self::Landscape4k => (3840, 2160),
            Self::Portrait => (1080, 1920),
        }
    }
}

/// Colours of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Dark letters on a light ground.
    #[default]
    Light,
    /// Light letters on a dark ground.
    Dark,
}

/// Every screen, with the places of their fields in `screens.toml`.
#[derive(Debug, Clone)]
pub struct Screens {
    /// The screens in the order of the file.
    pub list: Vec<Screen>,
    /// Time zone that their clocks show (IANA name).
    pub time_zone: String,
    /// Where the fields stand.
    pub file: Located<()>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_43_inch_panel_at_4_m_needs_letters_of_33_mm_and_codes_of_400_mm() {
        let stage = Stage {
            size: ScreenSize::Landscape,
            diagonal_inches: 43.0,
            viewing_distance_m: 4.0,
            theme: Theme::Light,
            clock: false,
        };
        assert!((stage.smallest_capital_px() / stage.px_per_mm() - 33.3).abs() < 0.1);
        assert!((stage.smallest_symbol_px() - 807.0).abs() < 1.0);
        assert!((stage.readable_from_m(stage.smallest_capital_px()) - 4.0).abs() < 1e-9);
    }
}
