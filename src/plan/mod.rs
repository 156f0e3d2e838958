//! Which files a library is published as. Pure: no files, no clock.

mod screens;

use crate::language::Language;
use crate::model::{Format, Leaflet, Library, Status};

pub use screens::{Blocked, Group, Origin, ScreenPlan, screens};

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

/// Every job of a library, in the order leaflet, language, format.
pub fn jobs(library: &Library) -> Vec<Job> {
    let leaflets = library.leaflets.values().filter(|leaflet| is_published(leaflet));
    leaflets.flat_map(|leaflet| of_leaflet(library, leaflet, leaflet.translations.keys())).collect()
}

/// Jobs that cannot be done because their text has errors: what they published before stays.
pub fn broken_jobs(library: &Library) -> Vec<Job> {
    let leaflets = library.leaflets.values().filter(|leaflet| is_published(leaflet));
    leaflets.flat_map(|leaflet| of_leaflet(library, leaflet, &leaflet.broken_languages)).collect()
}

/// What one leaflet is available as, broken languages included: their last good version stays, so
/// that a fault in one language changes no other.
pub fn available(library: &Library, id: &str) -> Vec<Job> {
    let Some(leaflet) = library.leaflets.get(id).filter(|leaflet| is_published(leaflet)) else {
        return Vec::new();
    };
    let mut languages: Vec<&String> = leaflet.translations.keys().chain(&leaflet.broken_languages).collect();
    languages.sort();
    of_leaflet(library, leaflet, languages)
}

fn is_published(leaflet: &Leaflet) -> bool {
    leaflet.review.status != Status::Withdrawn
}

fn of_leaflet<'a>(
    library: &Library,
    leaflet: &Leaflet,
    languages: impl IntoIterator<Item = &'a String>,
) -> Vec<Job> {
    let job = |language: &String, format: Format| Job {
        leaflet: leaflet.id.clone(),
        language: language.clone(),
        format,
    };
    let formats = &library.practice.formats;
    languages.into_iter().flat_map(|language| formats.iter().map(move |f| job(language, *f))).collect()
}
