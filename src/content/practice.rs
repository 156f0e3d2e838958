//! `practice.toml`: from what is written to the checked [`Practice`].

use std::sync::Arc;

use super::document;
use super::lexical::Lexicon;
use super::raw::RawPractice;
use super::schema::FileKind;
use super::{Reader, duplicates};
use crate::diagnostic::{Code, Diagnostic, nearest, ticked};
use crate::link;
use crate::model::{Booking, Brand, Clinician, Color, Located, Medium, Practice, Words};
use crate::placeholder::Facts;
use crate::source::Source;

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
        time_zone: raw.time_zone,
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

/// The link, filled with a stand-in for the code, must lead to an allowed host in every language.
fn hosts(reader: &mut Reader<'_>, document: &Located<RawPractice>) {
    let raw = &document.booking;
    let medium = Medium::Leaflet.letter();
    let links = document.languages.iter().map(|language| link::fill(&raw.link, "code", language, medium));
    let fault = links.into_iter().find_map(|link| link::check(&link, &raw.hosts).err());
    if let Some(fault) = fault {
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
