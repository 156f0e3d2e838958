//! Which files leaflets are published as. Pure: no files, no clock.

mod screens;

use crate::catalog::Card;
use crate::language::Language;
use crate::model::{Format, Leaflet, Library, Practice, Status};

pub use screens::{Beside, Group, Origin, Planned, PlannedGroup, ScreenPlan, screens};

/// One file to make: a leaflet in a language and a format.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Job {
    /// Id of the leaflet.
    pub leaflet: String,
    /// Language code.
    pub language: String,
    /// Page format.
    pub format: Format,
}

impl Job {
    /// The name of the file without its ending, such as `knee-en-a4`: it still says what it is when
    /// the file is mailed or copied.
    pub fn name(&self) -> String {
        format!("{}-{}-{}", self.leaflet, self.language, self.format.id())
    }

    /// The job that makes the file of this name in the folder of this leaflet.
    pub fn from_name(leaflet: &str, file_name: &str) -> Option<Self> {
        let rest = file_name.strip_prefix(leaflet)?.strip_prefix('-')?.strip_suffix(".pdf")?;
        Format::ALL.into_iter().find_map(|format| {
            let language = rest.strip_suffix(format.id())?.strip_suffix('-')?;
            Language::get(language)?;
            Some(Self { leaflet: leaflet.to_owned(), language: language.to_owned(), format })
        })
    }

    /// Where the file is published, relative to the output folder.
    pub fn path(&self) -> String {
        format!("leaflets/{}/{}.pdf", self.leaflet, self.name())
    }
}

/// The jobs of one leaflet that can be done, in the order language, format; a text that is blocked is
/// none of them.
pub fn jobs(practice: &Practice, card: &Card) -> Vec<Job> {
    let texts = card.texts.iter().filter(|(_, text)| !text.blocked);
    of_languages(&practice.formats, card, texts.map(|(language, _)| language))
}

/// Every job that a library has words for, whatever is to be said about them.
pub fn conceivable(library: &Library) -> Vec<Job> {
    let formats = &library.practice.formats;
    let leaflets = library.leaflets.values().filter(|leaflet| leaflet.review.status != Status::Withdrawn);
    leaflets.flat_map(|leaflet| each(&leaflet.id, leaflet.translations.keys(), formats)).collect()
}

/// Jobs of a leaflet that cannot be done because their text has errors: what they published before stays.
pub fn broken_jobs(practice: &Practice, card: &Card) -> Vec<Job> {
    let blocked = card.texts.iter().filter(|(_, text)| text.blocked).map(|(language, _)| language);
    of_languages(&practice.formats, card, blocked.chain(&card.broken_languages))
}

fn of_languages<'a>(
    formats: &[Format],
    card: &Card,
    languages: impl IntoIterator<Item = &'a String>,
) -> Vec<Job> {
    if !card.is_published() {
        return Vec::new();
    }
    each(&card.id, languages, formats)
}

/// What one leaflet is available as, broken languages included: their last good version stays, so
/// that a fault in one language changes no other.
pub fn available(practice: &Practice, leaflet: &Leaflet) -> Vec<Job> {
    if leaflet.review.status == Status::Withdrawn {
        return Vec::new();
    }
    let mut languages: Vec<&String> = leaflet.translations.keys().chain(&leaflet.broken_languages).collect();
    languages.sort();
    each(&leaflet.id, languages, &practice.formats)
}

/// Every language of a leaflet in every format.
pub fn each<'a>(id: &str, languages: impl IntoIterator<Item = &'a String>, formats: &[Format]) -> Vec<Job> {
    let job = |language: &String, format: Format| Job {
        leaflet: id.to_owned(),
        language: language.clone(),
        format,
    };
    languages.into_iter().flat_map(|language| formats.iter().map(move |f| job(language, *f))).collect()
}
