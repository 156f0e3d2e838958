//! `practice.toml`: from what is written to the checked [`Practice`].

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Reader;
use super::document;
use super::lexical::Lexicon;
use super::raw::RawPractice;
use super::schema::FileKind;
use crate::diagnostic::{Code, Diagnostic, nearest, ticked};
use crate::model::{Booking, Brand, Clinician, Color, Image, ImageKind, Located, Practice, Words};
use crate::placeholder::Facts;
use crate::source::{Place, Source};

/// Reads `practice.toml`; nothing if it has errors.
pub(super) fn read(reader: &mut Reader<'_>, source: &Arc<Source>) -> Option<Practice> {
    let no_facts = Facts::default();
    let lexicon = Lexicon { has_glyph: reader.press.has_glyph, facts: &no_facts };
    let document: Located<RawPractice> =
        document::read(source, FileKind::Practice, &lexicon, &mut reader.out)?;
    let before = reader.out.len();
    unique(reader, &document);
    words(reader, &document);
    hosts(reader, &document);
    let brand = brand(reader, &document);
    if reader.out[before..].iter().any(Diagnostic::is_error) {
        return None;
    }
    let (raw, file) = document.split();
    Some(Practice {
        languages: raw.languages,
        formats: raw.formats,
        emergency_number: raw.emergency_number,
        phone: raw.phone,
        website: raw.website,
        clinician: Clinician {
            name: raw.clinician.name,
            experience_since: raw.clinician.experience_since,
            specialty: raw.clinician.specialty,
            registration: raw.clinician.registration,
        },
        locations: raw.locations,
        booking: Booking { link: raw.booking.link, hosts: raw.booking.hosts },
        brand: brand?,
        categories: raw.categories,
        tags: raw.tags,
        file,
    })
}

/// Lists that must not hold the same thing twice.
fn unique(reader: &mut Reader<'_>, document: &Located<RawPractice>) {
    let raw = &**document;
    let formats: Vec<&str> = raw.formats.iter().map(|format| format.id()).collect();
    let languages: Vec<&str> = raw.languages.iter().map(String::as_str).collect();
    let hosts: Vec<&str> = raw.booking.hosts.iter().map(String::as_str).collect();
    for (field, names) in [("languages", languages), ("formats", formats), ("booking.hosts", hosts)] {
        let places = |index: usize| document.place(&format!("{field}.{}", index + 1));
        duplicates(reader, &names, field, places);
    }
    let ids: Vec<&str> = raw.locations.iter().map(|location| location.id.as_str()).collect();
    duplicates(reader, &ids, "locations", |index| document.place(&format!("locations.{}.id", index + 1)));
}

/// Reports each name that stood in the list before.
pub(super) fn duplicates(
    reader: &mut Reader<'_>,
    names: &[&str],
    field: &str,
    place: impl Fn(usize) -> Place,
) {
    let mut seen = BTreeSet::new();
    for (index, name) in names.iter().enumerate() {
        if !seen.insert(name) {
            let message = format!("`{name}` is in this list twice");
            let diagnostic = Diagnostic::error(Code::Duplicate, place(index), message)
                .field(format!("{field}.{}", index + 1))
                .hint("keep one of the two");
            reader.out.push(diagnostic);
        }
    }
}

/// Words must exist for every language, and for no other.
fn words(reader: &mut Reader<'_>, document: &Located<RawPractice>) {
    let raw = &**document;
    let mut tables = vec![("clinician.specialty".to_owned(), &raw.clinician.specialty)];
    tables.extend(raw.categories.iter().map(|(id, words)| (format!("categories.{id}"), words)));
    tables.extend(raw.tags.iter().map(|(id, words)| (format!("tags.{id}"), words)));
    tables.extend(raw.brand.logo_alt.iter().map(|words| ("brand.logo_alt".to_owned(), words)));
    for (field, words) in tables {
        words_of(reader, document, &field, words);
    }
}

fn words_of(reader: &mut Reader<'_>, document: &Located<RawPractice>, field: &str, words: &Words) {
    let languages = &document.languages;
    for language in languages.iter().filter(|language| !words.contains_key(*language)) {
        let message = format!("the words in `{language}` are missing");
        let diagnostic = Diagnostic::error(Code::MissingKey, document.place(field), message)
            .field(format!("{field}.{language}"))
            .hint(format!("add `{language} = \"…\"`"));
        reader.out.push(diagnostic);
    }
    for language in words.keys().filter(|language| !languages.contains(language)) {
        let field = format!("{field}.{language}");
        let message = format!("`{language}` is not among the languages of the practice");
        let known = languages.iter().map(String::as_str);
        let hint = nearest(language, known.clone())
            .unwrap_or_else(|| format!("add it to `languages`, or use {}", ticked(known)));
        let diagnostic = Diagnostic::error(Code::UnlistedLanguage, document.place(&field), message)
            .field(field)
            .hint(hint);
        reader.out.push(diagnostic);
    }
}

/// The link, filled with stand-ins, must lead to an allowed host.
fn hosts(reader: &mut Reader<'_>, document: &Located<RawPractice>) {
    let raw = &document.booking;
    let link = crate::link::fill(&raw.link, "code", "en", "l");
    if let Err(fault) = crate::link::check(&link, &raw.hosts) {
        let place = document.place("booking.link");
        let diagnostic =
            Diagnostic::error(Code::BadLink, place, fault.message).field("booking.link").hint(fault.hint);
        reader.out.push(diagnostic);
    }
}

fn brand(reader: &mut Reader<'_>, document: &Located<RawPractice>) -> Option<Brand> {
    let raw = &document.brand;
    let logo = match (&raw.logo, &raw.logo_alt) {
        (Some(file), Some(alt)) => {
            let place = document.place("brand.logo");
            let image = reader.image(&format!("content/{file}"), place, "brand.logo")?;
            Some((image, alt.clone()))
        }
        (None, None) => None,
        (Some(_), None) => {
            let diagnostic = Diagnostic::error(
                Code::MissingKey,
                document.place("brand.logo"),
                "the logo has no text alternative",
            );
            reader.out.push(
                diagnostic.field("brand.logo_alt").hint("add `logo_alt = { en = \"…\" }`: what it says"),
            );
            None
        }
        (None, Some(_)) => {
            let place = document.place("brand.logo_alt");
            let message = "a text alternative without a logo";
            let diagnostic = Diagnostic::error(Code::MissingKey, place, message)
                .field("brand.logo")
                .hint("add `logo = \"logo.svg\"`, or remove `logo_alt`");
            reader.out.push(diagnostic);
            None
        }
    };
    Some(Brand { primary: Color::parse(&raw.primary)?, accent: Color::parse(&raw.accent)?, logo })
}

impl Reader<'_> {
    /// Reads an image and checks that it is what its name says.
    pub(super) fn image(&mut self, path: &str, place: Place, field: &str) -> Option<Image> {
        let kind = ImageKind::of_name(path)?;
        let name = path.rsplit('/').next().unwrap_or(path);
        let (message, hint) = match self.project.read_bytes(path) {
            Ok(bytes) => {
                let image = Image { kind, bytes: bytes.into() };
                match (found_kind(&image.bytes), (self.press.picture_fault)(&image)) {
                    (Some(found), _) if found != kind => {
                        let ending = found.extension();
                        let message = format!("`{name}` is in fact a `.{ending}` file");
                        (message, format!("rename it so that it ends in `.{ending}`"))
                    }
                    (_, None) => return Some(image),
                    (_, Some(fault)) => {
                        let message = format!("`{name}` cannot be printed ({fault})");
                        (message, "export the picture again as SVG, PNG or JPEG".to_owned())
                    }
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                (format!("there is no image `{name}` in this folder"), self.similar_image(path))
            }
            Err(error) => {
                let hint = "put the image itself into the folder".to_owned();
                (format!("the image `{name}` cannot be read ({error})"), hint)
            }
        };
        self.out.push(Diagnostic::error(Code::BadImage, place, message).field(field).hint(hint));
        None
    }

    /// The image in the same folder that was probably meant.
    fn similar_image(&self, path: &str) -> String {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let files = self.project.files_below(folder).unwrap_or_default();
        let names = files.iter().filter_map(|file| file.strip_prefix(folder)?.strip_prefix('/'));
        let images = names.filter(|name| !name.contains('/') && ImageKind::of_name(name).is_some());
        let name = path.rsplit('/').next().unwrap_or(path);
        nearest(name, images).unwrap_or_else(|| "put the file into the folder, or remove the key".into())
    }
}

/// The kind of image that the first bytes tell.
fn found_kind(bytes: &[u8]) -> Option<ImageKind> {
    match bytes {
        _ if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => Some(ImageKind::Png),
        _ if bytes.starts_with(&[0xff, 0xd8, 0xff]) => Some(ImageKind::Jpeg),
        _ => None,
    }
}
