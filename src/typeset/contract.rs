//! What the data contracts of leaflets and slides share: language, brand, pictures.

use serde::Serialize;
use std::collections::BTreeMap;

use crate::language::{Direction, Language};
use crate::model::{Image, Leaflet, Library};

/// A language as layouts see it.
#[derive(Debug, Serialize)]
pub(super) struct LanguageData<'a> {
    code: &'a str,
    region: Option<&'a str>,
    direction: Direction,
    name: &'a str,
}

/// The fixed words of a language.
pub(super) type Phrases = BTreeMap<String, String>;

impl<'a> LanguageData<'a> {
    /// A language of the program.
    pub fn new(language: &'a Language) -> Self {
        let words = &language.words;
        let region = words.region.as_deref();
        Self { code: &language.code, region, direction: words.direction, name: &words.name }
    }
}

/// What a layout reads when it is open in a Typst editor.
#[derive(Debug)]
pub struct SampleData {
    /// The data as JSON.
    pub json: String,
    /// The pictures by name.
    pub pictures: Vec<(String, Vec<u8>)>,
}

impl SampleData {
    /// Data as it is written for people, with pictures.
    pub(super) fn new(data: &impl Serialize, pictures: Vec<(String, &Image)>) -> Option<Self> {
        let mut json = serde_json::to_string_pretty(data).ok()?;
        json.push('\n');
        let pictures = pictures.into_iter().map(|(name, image)| (name, image.bytes.to_vec())).collect();
        Some(Self { json, pictures })
    }
}

/// The pictures of a leaflet, by the name under which layouts find them.
pub(super) fn pictures<'a>(library: &'a Library, leaflet: &'a Leaflet) -> Vec<(String, &'a Image)> {
    let figure = leaflet.figure.as_ref().map(|figure| (file_name("figure", &figure.image), &figure.image));
    let logo = library.practice.brand.logo.as_ref().map(|(image, _)| (file_name("logo", image), image));
    figure.into_iter().chain(logo).collect()
}

/// The name of a picture's file.
pub(super) fn file_name(name: &str, image: &Image) -> String {
    format!("{name}.{}", image.kind.extension())
}

/// The path of a picture, as layouts name it.
pub(super) fn path(name: &str, image: &Image) -> String {
    format!("data/{}", file_name(name, image))
}
