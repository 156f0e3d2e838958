//! The practice: who publishes, where, in which languages and formats, in which colours.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ImageKind, Located};

/// A text for each language, by language code.
pub type Words = BTreeMap<String, String>;

/// Whose leaflets these are.
#[derive(Debug, Clone)]
pub struct Practice {
    /// Every language that leaflets may be published in, in order of preference.
    pub languages: Vec<String>,
    /// Every format that each leaflet is published in.
    pub formats: Vec<Format>,
    /// The number to call in an emergency, such as 112.
    pub emergency_number: String,
    /// The practice's own telephone number.
    pub phone: Option<String>,
    /// The practice's web site.
    pub website: Option<String>,
    /// Time zone in which opening hours and notices are meant (IANA name).
    pub time_zone: Option<String>,
    /// The clinician who stands behind the leaflets.
    pub clinician: Clinician,
    /// Where the clinician works, in the order of the file.
    pub locations: Vec<Location>,
    /// How patients book.
    pub booking: Booking,
    /// Colours and logo.
    pub brand: Brand,
    /// The closed list of categories, in each language.
    pub categories: BTreeMap<String, Words>,
    /// The closed list of tags, in each language.
    pub tags: BTreeMap<String, Words>,
    /// Where its fields stand in `practice.toml`.
    pub file: Located<()>,
}

/// The clinician who stands behind the leaflets.
#[derive(Debug, Clone)]
pub struct Clinician {
    /// Name with title, as printed.
    pub name: String,
    /// Year in which the experience began.
    pub experience_since: i16,
    /// Specialty, in each language.
    pub specialty: Words,
    /// Registration with the medical college, as printed.
    pub registration: Option<String>,
}

/// A hospital or consulting room.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// Short name used to refer to it: lower-case letters, digits, underscores.
    #[schemars(extend("format" = "key"))]
    pub id: String,
    /// Name as printed.
    pub name: String,
    /// City as printed.
    pub city: String,
    /// Street address as printed.
    pub address: Option<String>,
    /// Telephone number as printed.
    pub phone: Option<String>,
    /// Number in the register of health centres, required by law on promotional material
    /// (Spain: RD 1277/2003 art. 6).
    pub registration_number: Option<String>,
}

/// How patients book.
#[derive(Debug, Clone)]
pub struct Booking {
    /// The short link with `{{ code }}`, `{{ language }}` and `{{ medium }}` to be filled in.
    pub link: String,
    /// The only hosts that the link may lead to.
    pub hosts: Vec<String>,
}

/// Where a booking link is met, so that the practice can count which one was scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// On paper.
    Leaflet,
    /// On a waiting-room screen.
    Screen,
}

impl Medium {
    /// The letter that stands for it in the short link.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Leaflet => "l",
            Self::Screen => "s",
        }
    }
}

/// Colours and logo.
#[derive(Debug, Clone)]
pub struct Brand {
    /// For text and filled areas: at least 7:1 against white.
    pub primary: Color,
    /// For rules and decoration: at least 3:1 against white.
    pub accent: Color,
    /// The logo with its text alternative in each language.
    pub logo: Option<(Image, Words)>,
}

/// An image from the content folder, read and checked.
#[derive(Debug, Clone)]
pub struct Image {
    /// Its kind.
    pub kind: ImageKind,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// An opaque sRGB colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color {
    /// Red, green, blue.
    pub rgb: [u8; 3],
}

impl Color {
    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self { rgb: [channel(0)?, channel(2)?, channel(4)?] })
    }

    /// Writes `#rrggbb`.
    pub fn hex(self) -> String {
        let [r, g, b] = self.rgb;
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    /// Contrast against white, from 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast_with_white(self) -> f64 {
        self.contrast_with(Self { rgb: [255; 3] })
    }

    /// Contrast against another colour, from 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast_with(self, other: Self) -> f64 {
        let (one, two) = (self.relative_luminance(), other.relative_luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Relative luminance from 0 to 1 (WCAG 2.2, "relative luminance").
    fn relative_luminance(self) -> f64 {
        let linear = self.rgb.map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }
}

/// A format that leaflets are published in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// A4 portrait, clear print: 12 pt or more.
    A4,
    /// A4 portrait, large print: 18 pt, laid out anew.
    A4Large,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 2] = [Self::A4, Self::A4Large];

    /// The name used in content, file names and layouts.
    pub fn id(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::A4Large => "a4-large",
        }
    }

    /// The smallest type allowed in this format, in pt (UKAAF G003: clear print 12, large
    /// print 16).
    pub fn smallest_type_pt(self) -> f64 {
        match self {
            Self::A4 => 12.0,
            Self::A4Large => 16.0,
        }
    }
}
