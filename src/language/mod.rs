//! What is the same for every leaflet in a language: fixed words, direction, dates.
//!
//! The words are data: one file `<code>.toml` beside this one, embedded in the program. Adding a
//! language is adding a file.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use icu_calendar::Date as IcuDate;
use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_locale::Locale;
use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};

use crate::model::{Awaiting, Date};

#[derive(RustEmbed)]
#[folder = "src/language/"]
#[include = "*.toml"]
struct Files;

/// A language that leaflets can be published in.
#[derive(Debug, Clone)]
pub struct Language {
    /// BCP 47 language code, such as `en`.
    pub code: String,
    /// Its words.
    pub words: LanguageFile,
}

/// The content of a language file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageFile {
    /// The language's name in itself.
    pub name: String,
    /// Region whose conventions hold, such as `GB`.
    pub region: Option<String>,
    /// Direction of writing.
    pub direction: Direction,
    /// Fixed words that layouts print, by key; `{…}` holes are filled by the layout.
    pub phrases: BTreeMap<String, String>,
    /// Words for what awaits review, by [`Awaiting::id`].
    pub awaiting: BTreeMap<String, String>,
    /// Names of the formats, by [`crate::model::Format::id`].
    pub formats: BTreeMap<String, String>,
}

/// Direction of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

/// Every language file; one that cannot be read is left out, which the tests forbid.
static LANGUAGES: LazyLock<BTreeMap<String, Language>> =
    LazyLock::new(|| Files::iter().filter_map(|name| load(&name)).map(|l| (l.code.clone(), l)).collect());

fn load(name: &str) -> Option<Language> {
    let code = name.strip_suffix(".toml")?.to_owned();
    let file = Files::get(name)?;
    let words = toml::from_str(std::str::from_utf8(&file.data).ok()?).ok()?;
    Some(Language { code, words })
}

impl Language {
    /// The language with this code, if the program knows it.
    pub fn get(code: &str) -> Option<&'static Self> {
        LANGUAGES.get(code)
    }

    /// Every language that the program knows, by code.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        LANGUAGES.values()
    }

    /// A date in words, such as "22 November 2026" (Unicode CLDR, long form).
    pub fn date(&self, date: Date) -> String {
        let tag = match &self.words.region {
            Some(region) => format!("{}-{region}", self.code),
            None => self.code.clone(),
        };
        let day = date.0;
        let (month, number) = (day.month().unsigned_abs(), day.day().unsigned_abs());
        let in_words = || {
            let locale: Locale = tag.parse().ok()?;
            let formatter = DateTimeFormatter::try_new(locale.into(), YMD::long()).ok()?;
            let date = IcuDate::try_new_iso(day.year().into(), month, number).ok()?;
            Some(formatter.format(&date).to_string())
        };
        in_words().unwrap_or_else(|| day.to_string())
    }

    /// Words for a part that awaits review.
    pub fn awaiting(&self, part: Awaiting) -> &str {
        self.words.awaiting.get(part.id()).map_or(part.id(), String::as_str)
    }
}
