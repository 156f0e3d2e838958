//! Index cards: what planning must know of each leaflet, without its words.
//!
//! Thousands of leaflets are planned from their cards; their texts are in memory only while they are made.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use litemap::LiteMap;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Finding, Spot};
use crate::model::{Leaflet, Notice, Practice, SlideKind, Status};
use crate::slides::{self, Slide};

/// All leaflets by their id.
pub type Catalog = BTreeMap<String, Arc<Card>>;

/// What is known of one leaflet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// The name of its folder.
    pub id: String,
    /// The short code printed on every page.
    pub code: String,
    /// Where that code stands.
    pub code_spot: Spot,
    /// The version printed on every page.
    pub version: String,
    /// The day of this version, as `YYYY-MM-DD`.
    pub updated: String,
    /// Key of its category.
    pub category: String,
    /// Where it stands in review.
    pub status: Status,
    /// Whether it invites to book.
    pub invites: bool,
    /// The texts by language; a language whose text cannot be read is missing here.
    pub texts: LiteMap<String, Text>,
    /// Languages whose text exists but has errors.
    pub broken_languages: Vec<String>,
}

/// What is known of a leaflet's text in one language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// The title.
    pub title: String,
    /// Whether it has errors that forbid publishing it.
    pub blocked: bool,
    /// The slides that can be made of it, in order; screens that show them hold the same list.
    pub slides: Arc<[SlideRef]>,
    /// Whether a slide is missing without which the leaflet is not shown.
    pub lacks_mandatory: bool,
    /// What is to be said about it where a screen shows it.
    pub lacks: Vec<Finding>,
}

/// A slide without its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlideRef {
    /// Unique among all slides; what is remembered of screens has it in common.
    pub id: Arc<str>,
    /// What it shows.
    pub kind: SlideKind,
    /// Its time on screen in s, where that is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u16>,
}

/// What the editors' rules say of one leaflet.
#[derive(Debug, Default)]
pub struct Judgement {
    /// Languages that must not be published.
    pub blocked: BTreeSet<String>,
    /// What is to be said about each language where a screen shows it.
    pub lacks: BTreeMap<String, Vec<Finding>>,
}

impl Card {
    /// The card of a leaflet that was read and judged.
    pub fn new(practice: &Practice, leaflet: &Leaflet, mut judgement: Judgement) -> Self {
        // With no room to spare: thousands of cards are in memory.
        let mut texts = LiteMap::with_capacity(leaflet.translations.len());
        for (language, text) in &leaflet.translations {
            let derived = slides::of_leaflet(practice, leaflet, language);
            let text = Text {
                title: text.title.as_str().to_owned(),
                blocked: judgement.blocked.contains(language),
                lacks_mandatory: derived.lacks.iter().any(|lack| lack.kind.is_mandatory()),
                slides: derived.slides.iter().map(SlideRef::from).collect(),
                lacks: judgement.lacks.remove(language).unwrap_or_default(),
            };
            texts.insert(language.clone(), text);
        }
        Self {
            id: leaflet.id.clone(),
            code: leaflet.code.clone(),
            code_spot: Spot::from(&leaflet.file.place("code")),
            version: leaflet.version.clone(),
            updated: leaflet.updated.0.to_string(),
            category: leaflet.category.clone(),
            status: leaflet.review.status,
            invites: leaflet.invites_to_book(),
            texts,
            broken_languages: leaflet.broken_languages.clone(),
        }
    }

    /// Whether it is published at all.
    pub fn is_published(&self) -> bool {
        self.status != Status::Withdrawn
    }
}

impl From<&Slide> for SlideRef {
    fn from(slide: &Slide) -> Self {
        Self { id: slide.id.as_str().into(), kind: slide.kind, seconds: slide.seconds }
    }
}

impl SlideRef {
    /// Whether it may not simply be left out: what warns, what balances, what the practice
    /// announces, and what is shown where there is nothing else.
    pub fn is_mandatory(&self) -> bool {
        self.kind.may_not_be_left_out()
    }
}

/// The slide of a notice in one language; nothing if it has no words in it.
pub fn of_notice(notice: &Notice, language: &str) -> Option<SlideRef> {
    slides::of_notice(notice, language).as_ref().map(SlideRef::from)
}
