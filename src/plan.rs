//! Which files a library is published as. Pure: no files, no clock.

use crate::model::{Format, Leaflet, Library, Status};

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
    /// Where the file is published, relative to the output folder.
    pub fn path(&self) -> String {
        let Self { leaflet, language, format } = self;
        format!("leaflets/{leaflet}/{leaflet}-{language}-{}.pdf", format.id())
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

/// The jobs of one leaflet.
pub fn of_leaflet_id(library: &Library, id: &str) -> Vec<Job> {
    let leaflet = library.leaflets.get(id).filter(|leaflet| is_published(leaflet));
    leaflet.map_or_else(Vec::new, |leaflet| of_leaflet(library, leaflet, leaflet.translations.keys()))
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
