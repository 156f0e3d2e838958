//! A leaflet: what is the same in every language, and its translations.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Date, Image, Located, SlideChoices, Translation};

/// One leaflet, checked.
#[derive(Debug, Clone)]
pub struct Leaflet {
    /// The name of its folder.
    pub id: String,
    /// The short code printed on every page.
    pub code: String,
    /// The version printed on every page.
    pub version: String,
    /// The day of this version; every date that the program writes derives from it.
    pub updated: Date,
    /// Key into [`super::Practice::categories`].
    pub category: String,
    /// Tags in the order of the file.
    pub tags: Vec<TagUse>,
    /// Indices into [`super::Practice::locations`].
    pub locations: Vec<usize>,
    /// Whether it invites to book.
    pub purpose: Purpose,
    /// The language that the others are translated from.
    pub source_language: String,
    /// Where it stands in review.
    pub review: Review,
    /// Figures used in every language.
    pub numbers: BTreeMap<String, String>,
    /// The illustration.
    pub figure: Option<Figure>,
    /// What the text rests on.
    pub sources: Vec<Citation>,
    /// What its slides show, and for how long.
    pub slides: SlideChoices,
    /// The texts by language; a language whose text has errors is missing here.
    pub translations: BTreeMap<String, Arc<Located<Translation>>>,
    /// Languages whose text exists but has errors: the last good version stays published.
    pub broken_languages: Vec<String>,
    /// Where its fields stand in `leaflet.toml`.
    pub file: Located<()>,
}

impl Leaflet {
    /// Whether it carries the booking card.
    pub fn invites_to_book(&self) -> bool {
        self.purpose == Purpose::Promotional
    }
}

/// A tag and whether somebody has confirmed that it is true of the procedure.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TagUse {
    /// Key of the tag in `practice.toml`.
    pub id: String,
    /// An unconfirmed tag is printed in a draft only.
    #[serde(default)]
    pub confirmed: bool,
}

/// What a leaflet is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// Informs and invites to book: carries the booking card.
    #[default]
    Promotional,
    /// Informs only: no booking card.
    Education,
}

/// Where a leaflet stands in review.
#[derive(Debug, Clone)]
pub struct Review {
    /// The state.
    pub status: Status,
    /// Who approved it and when; present exactly when approved.
    pub approval: Option<Approval>,
    /// Parts that still await clinical review.
    pub awaiting: Vec<Awaiting>,
}

/// The state of review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Not yet approved: published with a plain mark on every page.
    Draft,
    /// Approved by a named person.
    Approved,
    /// Not published; files published before go away.
    Withdrawn,
}

/// Who approved a leaflet, when, and until when that holds.
#[derive(Debug, Clone)]
pub struct Approval {
    /// The person.
    pub by: String,
    /// The day.
    pub on: Date,
    /// The day by which it must be reviewed again.
    pub review_due: Date,
}

/// A part of a leaflet that awaits clinical review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Awaiting {
    /// The questions put to answers of the source text.
    Questions,
    /// The short texts for slides.
    ShortTexts,
    /// The translation into languages other than the source language.
    Translation,
    /// Subtitle and main message in plain words.
    PlainSummary,
    /// What to do and whom to call when a red flag appears.
    RedFlagActions,
    /// Lists drawn together from several places of the source text.
    DerivedLists,
    /// The illustration.
    Figure,
}

impl Awaiting {
    /// The name used in content and in language files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Questions => "questions",
            Self::ShortTexts => "short-texts",
            Self::Translation => "translation",
            Self::PlainSummary => "plain-summary",
            Self::RedFlagActions => "red-flag-actions",
            Self::DerivedLists => "derived-lists",
            Self::Figure => "figure",
        }
    }
}

/// The illustration of a leaflet.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The picture.
    pub image: Image,
    /// Who made it.
    pub credit: Option<String>,
    /// Under which licence.
    pub licence: Option<String>,
}

/// The kinds of image that content may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageKind {
    /// Scalable Vector Graphics.
    Svg,
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
}

impl ImageKind {
    /// The kind that a file name's ending says.
    pub fn of_name(name: &str) -> Option<Self> {
        match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            "jpg" | "jpeg" => Some(Self::Jpeg),
            _ => None,
        }
    }

    /// The ending under which layouts see such an image.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }
}

/// Something that the text rests on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// Title as printed.
    pub title: String,
    /// Where it can be read.
    #[schemars(extend("format" = "link"))]
    pub url: Option<String>,
    /// Its date, or the day on which it was consulted.
    pub date: Option<Date>,
}
