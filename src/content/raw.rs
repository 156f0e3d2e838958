//! `practice.toml`, `leaflet.toml`, `screens.toml` and notices as they are written, before references
//! are resolved.
//!
//! Their doc comments become the descriptions in the JSON Schema, which also drives
//! [`super::shape`]: `format` names a lexical rule of [`super::lexical`].

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::{
    Awaiting, Citation, Date, Format, Hours, Location, Moment, NoticeText, OpeningHours, Priority, Purpose,
    ScreenSize, SlideChoices, Status, TagUse, Theme, Weekday, Words,
};

/// Facts about the practice, shared by every leaflet and screen.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "practice.toml")]
pub(super) struct RawPractice {
    /// Every language that leaflets may be published in, the preferred one first.
    #[schemars(extend("items" = { "type": "string", "format": "language" }))]
    pub languages: Vec<String>,
    /// Formats that every leaflet is published in.
    pub formats: Vec<Format>,
    /// Number to call in an emergency.
    pub emergency_number: String,
    /// Telephone number of the practice.
    pub phone: Option<String>,
    /// Web site of the practice.
    #[schemars(extend("format" = "link"))]
    pub website: Option<String>,
    /// Time zone of opening hours and notices, such as "Europe/Madrid".
    #[schemars(extend("format" = "time-zone"))]
    pub time_zone: Option<String>,
    /// The clinician who stands behind the leaflets.
    pub clinician: RawClinician,
    /// Hospitals and consulting rooms.
    #[serde(default)]
    pub locations: Vec<Location>,
    /// How patients book.
    pub booking: RawBooking,
    /// Colours and logo.
    pub brand: RawBrand,
    /// Topics a leaflet can belong to, in every language.
    #[serde(default)]
    pub categories: BTreeMap<String, Words>,
    /// Labels a leaflet can carry, in every language.
    #[serde(default)]
    pub tags: BTreeMap<String, Words>,
}

/// The clinician who stands behind the leaflets.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawClinician {
    /// Name with title, as printed.
    pub name: String,
    /// Year in which the experience began.
    #[schemars(extend("format" = "year"))]
    pub experience_since: i16,
    /// Specialty, in every language.
    pub specialty: Words,
    /// Registration with the medical college, as printed.
    pub registration: Option<String>,
}

/// How patients book.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBooking {
    /// Short https link; `{{ code }}`, `{{ language }}` and `{{ medium }}` are filled in.
    #[schemars(extend("format" = "link-template"))]
    pub link: String,
    /// The only hosts that the link may lead to.
    #[schemars(extend("items" = { "type": "string", "format": "host" }))]
    pub hosts: Vec<String>,
}

/// Colours and logo.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBrand {
    /// For text and large fills: at least 7:1 against white.
    #[schemars(extend("format" = "text-color"))]
    pub primary: String,
    /// For rules and decoration: at least 3:1 against white.
    #[schemars(extend("format" = "graphic-color"))]
    pub accent: String,
    /// Image file in the content folder.
    #[schemars(extend("format" = "image"))]
    pub logo: Option<String>,
    /// What the logo says, in every language.
    pub logo_alt: Option<Words>,
}

/// What is the same in every language of a leaflet.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "leaflet.toml")]
pub(super) struct RawLeaflet {
    /// Short code printed on every page: at most 6 capital letters and digits.
    #[schemars(extend("format" = "code"))]
    pub code: String,
    /// Version printed on every page.
    pub version: String,
    /// The day of this version.
    pub updated: Date,
    /// Key of a category in `practice.toml`.
    pub category: String,
    /// Labels from `practice.toml`.
    #[serde(default)]
    pub tags: Vec<TagUse>,
    /// Ids of locations in `practice.toml`.
    #[serde(default)]
    pub locations: Vec<String>,
    /// `promotional` prints the booking card; `education` leaves it out.
    #[serde(default)]
    pub purpose: Purpose,
    /// The language that the others are translated from.
    #[schemars(extend("format" = "language"))]
    pub source_language: String,
    /// Where the leaflet stands in review.
    pub review: RawReview,
    /// Figures used in every language, as `{{ numbers.name }}`.
    #[serde(default)]
    #[schemars(extend("propertyNames" = { "format": "key" }))]
    pub numbers: BTreeMap<String, String>,
    /// The illustration.
    pub figure: Option<RawFigure>,
    /// What the text rests on.
    #[serde(default)]
    pub sources: Vec<Citation>,
    /// What its slides show, and for how long.
    #[serde(default)]
    pub slides: SlideChoices,
}

/// Where the leaflet stands in review.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReview {
    /// `draft`, `approved` or `withdrawn`.
    pub status: Status,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// The day of approval.
    pub approved_on: Option<Date>,
    /// The day by which it must be reviewed again.
    pub review_due: Option<Date>,
    /// Parts that still await clinical review; empty once approved.
    #[serde(default)]
    pub awaiting: Vec<Awaiting>,
    /// Notes for editors, never printed.
    #[schemars(extend("format" = "note"))]
    #[allow(dead_code, reason = "part of the format, for editors only")]
    pub note: Option<String>,
}

/// The illustration.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFigure {
    /// Image file in the leaflet's folder.
    #[schemars(extend("format" = "image"))]
    pub file: String,
    /// Who made it.
    pub credit: Option<String>,
    /// Under which licence.
    pub licence: Option<String>,
}

/// The waiting-room screens.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "screens.toml")]
pub(super) struct RawScreens {
    /// The screens.
    #[serde(default)]
    pub screens: Vec<RawScreen>,
}

/// One screen.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawScreen {
    /// Name of its folder: lower-case letters, digits and hyphens.
    #[schemars(extend("format" = "slug"))]
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Pixels of the panel as it hangs.
    pub size: ScreenSize,
    /// Diagonal of the panel, in inches.
    #[schemars(range(min = 5, max = 150))]
    pub diagonal_inches: f64,
    /// Distance of the farthest seat, in m.
    #[schemars(range(min = 0.5, max = 30))]
    pub viewing_distance_m: f64,
    /// Languages, shown in turn.
    #[schemars(extend("items" = { "type": "string", "format": "language" }))]
    pub languages: Vec<String>,
    /// Ids of the leaflets it shows.
    #[serde(default)]
    pub leaflets: Vec<String>,
    /// Categories whose leaflets it shows. Without `leaflets` and `categories` it shows every leaflet.
    #[serde(default)]
    pub categories: Vec<String>,
    /// How long people usually wait there, in minutes; 10 if not set.
    #[schemars(range(min = 1, max = 600))]
    pub expected_wait_minutes: Option<f64>,
    /// `light` or `dark`.
    #[serde(default)]
    pub theme: Theme,
    /// Whether the time of day is shown.
    #[serde(default)]
    pub clock: bool,
    /// Whether leaflets that are not approved are shown, marked as drafts.
    #[serde(default)]
    pub show_drafts: bool,
    /// When the screen is on; always if not set.
    #[serde(default)]
    pub opening_hours: Vec<OpeningHours>,
}

/// A short announcement.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "notice")]
pub(super) struct RawNotice {
    /// The day of this version.
    pub updated: Date,
    /// `urgent` takes over until it ends.
    #[serde(default)]
    pub priority: Priority,
    /// Day or moment from which it is shown.
    pub from: Option<Moment>,
    /// Day or moment until which it is shown; a day counts to its end.
    pub until: Option<Moment>,
    /// Days of the week on which it is shown; every day if not set.
    #[serde(default)]
    pub days: Vec<Weekday>,
    /// Times of day at which it is shown; always if not set.
    #[serde(default)]
    pub hours: Vec<Hours>,
    /// Ids of the screens that show it; every screen if not set.
    #[serde(default)]
    pub screens: Vec<String>,
    /// Its time on screen in s; by the number of words if not set.
    #[schemars(range(min = 5, max = 300))]
    pub seconds: Option<u16>,
    /// Its words, by language.
    pub text: BTreeMap<String, NoticeText>,
}
