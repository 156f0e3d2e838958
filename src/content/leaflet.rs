//! One leaflet's folder: `leaflet.toml` and its `<lang>.toml` files to a checked [`Leaflet`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::document;
use super::lexical::Lexicon;
use super::raw::RawLeaflet;
use super::recent::{TextKey, TextReading};
use super::schema::FileKind;
use super::{Reader, Recent, duplicates, is_slug};
use crate::Result;
use crate::diagnostic::{Code, Diagnostic, Severity, nearest, ticked};
use crate::language::Language;
use crate::model::{Approval, Awaiting, Figure, Leaflet, Located, Practice, Review, Status, Translation};
use crate::placeholder::Facts;
use crate::source::Source;

impl Reader<'_> {
    /// Reads a leaflet's folder; nothing if its `leaflet.toml` has errors.
    pub(super) fn leaflet(&mut self, id: &str, practice: &Practice) -> Result<Option<Leaflet>> {
        let folder = format!("content/leaflets/{id}");
        let files = self.project.files_below(&folder)?;
        let Some(source) = self.source(&format!("{folder}/leaflet.toml")) else { return Ok(None) };
        if !self.folder_name(id, &source) {
            return Ok(None);
        }
        let no_facts = Facts::default();
        let lexicon = Lexicon { has_glyph: self.press.has_glyph, facts: &no_facts };
        let Some(document) =
            document::read::<RawLeaflet>(&source, FileKind::Leaflet, &lexicon, &mut self.out)
        else {
            return Ok(None);
        };
        let Some(mut leaflet) = self.resolve(id, document, practice) else { return Ok(None) };
        self.translations(&mut leaflet, &folder, &files, practice);
        Ok(Some(leaflet))
    }

    /// The folder's name becomes part of file names and links.
    fn folder_name(&mut self, id: &str, source: &Arc<Source>) -> bool {
        if is_slug(id) {
            return true;
        }
        let message = format!("the folder name `{id}` cannot be used as an id");
        let diagnostic = Diagnostic::error(Code::BadId, source.start(), message)
            .hint("rename the folder: at most 64 lower-case letters, digits and hyphens, a letter first");
        self.out.push(diagnostic);
        false
    }

    /// Resolves references and checks what concerns several fields.
    fn resolve(&mut self, id: &str, document: Located<RawLeaflet>, practice: &Practice) -> Option<Leaflet> {
        let raw = &*document;
        let before = self.out.len();
        let locations = self.locations(&document, practice);
        self.reference(&document, "category", &raw.category, practice.categories.keys());
        for (index, tag) in raw.tags.iter().enumerate() {
            self.reference(&document, &format!("tags.{}.id", index + 1), &tag.id, practice.tags.keys());
        }
        let tags: Vec<&str> = raw.tags.iter().map(|tag| tag.id.as_str()).collect();
        duplicates(self, &tags, "tags", |index| document.place(&format!("tags.{}", index + 1)));
        let numbers: Vec<String> = raw.slides.questions.iter().map(ToString::to_string).collect();
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let place = |index: usize| document.place(&format!("slides.questions.{}", index + 1));
        duplicates(self, &numbers, "slides.questions", place);
        self.reference(&document, "source_language", &raw.source_language, &practice.languages);
        let review = self.review(&document);
        let figure = match &raw.figure {
            Some(figure) => {
                let path = format!("content/leaflets/{id}/{}", figure.file);
                self.image(&path, document.place("figure.file"), "figure.file").map(|image| Figure {
                    image,
                    credit: figure.credit.clone(),
                    licence: figure.licence.clone(),
                })
            }
            None => None,
        };
        if raw.review.status == Status::Withdrawn {
            // Nothing of it is printed: no fault may keep an outdated leaflet published.
            for diagnostic in &mut self.out[before..] {
                diagnostic.severity = Severity::Warning;
            }
        }
        if self.out[before..].iter().any(Diagnostic::is_error) {
            return None;
        }
        let (raw, file) = document.split();
        Some(Leaflet {
            id: id.to_owned(),
            code: raw.code,
            version: raw.version,
            updated: raw.updated,
            category: raw.category,
            tags: raw.tags,
            locations,
            purpose: raw.purpose,
            source_language: raw.source_language,
            review,
            numbers: raw.numbers,
            figure,
            sources: raw.sources,
            slides: raw.slides,
            translations: BTreeMap::new(),
            broken_languages: Vec::new(),
            file,
        })
    }

    fn locations(&mut self, document: &Located<RawLeaflet>, practice: &Practice) -> Vec<usize> {
        let known: Vec<&String> = practice.locations.iter().map(|location| &location.id).collect();
        let names: Vec<&str> = document.locations.iter().map(String::as_str).collect();
        let field = |index: usize| format!("locations.{}", index + 1);
        duplicates(self, &names, "locations", |index| document.place(&field(index)));
        for (index, name) in names.iter().enumerate() {
            self.reference(document, &field(index), name, known.iter().copied());
        }
        names.iter().filter_map(|name| known.iter().position(|id| id == name)).collect()
    }

    /// Reports a name that is none of the known ones.
    fn reference<'a>(
        &mut self,
        document: &Located<RawLeaflet>,
        field: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a String>,
    ) {
        let kind = match field.split('.').next().unwrap_or(field) {
            "tags" => "tag",
            "locations" => "location",
            "source_language" => "language",
            _ => "category",
        };
        let known: Vec<&str> = known.into_iter().map(String::as_str).collect();
        if known.contains(&name) {
            return;
        }
        let hint = nearest(name, known.iter().copied()).unwrap_or_else(|| {
            if known.is_empty() {
                "`practice.toml` has none yet: add it there".into()
            } else {
                format!("known in `practice.toml`: {}", ticked(known))
            }
        });
        let message = format!("`practice.toml` has no {kind} `{name}`");
        let place = document.place(field);
        self.out.push(Diagnostic::error(Code::UnknownReference, place, message).field(field).hint(hint));
    }

    fn review(&mut self, document: &Located<RawLeaflet>) -> Review {
        let raw = &document.review;
        let mut wrong = |field: &str, message: &str, hint: &str| {
            let field = format!("review.{field}");
            let place = document.place(&field);
            self.out.push(Diagnostic::error(Code::Review, place, message).field(field).hint(hint));
        };
        let approval = match (&raw.approved_by, raw.approved_on, raw.review_due) {
            (Some(by), Some(on), Some(review_due)) => {
                if review_due <= on {
                    wrong(
                        "review_due",
                        "the review is not due after the approval",
                        "correct one of the dates",
                    );
                }
                if on < document.updated {
                    let message = "this version is newer than its approval";
                    wrong("approved_on", message, "have the new version approved, or set `draft`");
                }
                Some(Approval { by: by.clone(), on, review_due })
            }
            _ => None,
        };
        if raw.status == Status::Approved {
            let records = [
                ("approved_by", raw.approved_by.is_some()),
                ("approved_on", raw.approved_on.is_some()),
                ("review_due", raw.review_due.is_some()),
            ];
            let missing = ticked(records.into_iter().filter(|(_, set)| !set).map(|(name, _)| name));
            if !missing.is_empty() {
                let message = "an approved leaflet needs a record of its approval";
                wrong("status", message, &format!("add {missing}, or set `draft`"));
            }
            if !raw.awaiting.is_empty() {
                let message = "an approved leaflet cannot await review";
                wrong("awaiting", message, "have these parts reviewed and empty the list, or set `draft`");
            }
        }
        let awaiting: BTreeSet<Awaiting> = raw.awaiting.iter().copied().collect();
        let approval = approval.filter(|_| raw.status == Status::Approved);
        Review { status: raw.status, approval, awaiting: awaiting.into_iter().collect() }
    }

    /// Reads the language files, and says which are missing or not listed.
    fn translations(&mut self, leaflet: &mut Leaflet, folder: &str, files: &[String], practice: &Practice) {
        let names = files.iter().filter_map(|file| file.strip_prefix(folder)?.strip_prefix('/'));
        let languages: Vec<&str> = names
            .filter_map(|name| name.strip_suffix(".toml"))
            .filter(|name| *name != "leaflet" && !name.contains('/'))
            .collect();
        let mut misnamed = false;
        for language in &languages {
            let path = format!("{folder}/{language}.toml");
            if !self.listed(language, &path, practice) {
                misnamed |= Language::get(language).is_none();
                continue;
            }
            let Some(source) = self.source(&path) else {
                leaflet.broken_languages.push((*language).to_owned());
                continue;
            };
            match self.translation(source, facts(practice, leaflet, language)) {
                Some(text) => {
                    leaflet.translations.insert((*language).to_owned(), text);
                }
                None => leaflet.broken_languages.push((*language).to_owned()),
            }
        }
        for language in practice.languages.iter().filter(|code| !languages.contains(&code.as_str())) {
            // `es.toml.txt`, as some text editors save it.
            let renamed = files.iter().any(|file| {
                file.strip_prefix(folder).is_some_and(|name| name.starts_with(&format!("/{language}.")))
            });
            if misnamed || renamed {
                // It may be the text under the wrong name: what it published stays.
                leaflet.broken_languages.push(language.clone());
                if renamed {
                    let message = format!("the text in `{language}` has another name");
                    let diagnostic = Diagnostic::error(Code::MissingFile, leaflet.file.start(), message)
                        .hint(format!("rename it to `{language}.toml`"));
                    self.out.push(diagnostic);
                }
                continue;
            }
            let is_source = *language == leaflet.source_language;
            let message = if is_source {
                format!("this leaflet has no text in `{language}`, its source language")
            } else {
                format!("this leaflet has no text in `{language}`")
            };
            let diagnostic =
                Diagnostic::warning(Code::MissingTranslation, leaflet.file.place("source_language"), message)
                    .field("source_language")
                    .hint(format!("write `{folder}/{language}.toml`; until then it is not offered"));
            self.out.push(diagnostic);
        }
    }

    /// Reads a language file, unless it is as it was a moment ago.
    fn translation(&mut self, source: Arc<Source>, facts: Facts) -> Option<Arc<Located<Translation>>> {
        let has_glyph = self.press.has_glyph;
        let read = |source: &Arc<Source>, facts: &Facts| {
            let lexicon = Lexicon { has_glyph, facts };
            let mut found = Vec::new();
            let text = document::read(source, FileKind::Translation, &lexicon, &mut found);
            TextReading { text: text.map(Arc::new), found }
        };
        let reading = match self.recent {
            Some(Recent { texts, context }) => {
                let key = TextKey { source, facts, context: context.to_owned() };
                texts.reading(key, |key| read(&key.source, &key.facts))
            }
            None => read(&source, &facts),
        };
        self.out.extend(reading.found);
        reading.text
    }

    /// Whether the practice publishes in this language; if not, that is reported.
    fn listed(&mut self, language: &str, path: &str, practice: &Practice) -> bool {
        if practice.languages.iter().any(|listed| listed == language) {
            return true;
        }
        let place = Source::new(path, "").start();
        let listed = practice.languages.iter().map(String::as_str);
        let diagnostic = if Language::get(language).is_some() {
            let message = format!("`{language}` is not among the languages of the practice");
            let hint = format!("add `{language}` to `languages` in `practice.toml` to publish this text");
            Diagnostic::warning(Code::UnlistedLanguage, place, message).hint(hint)
        } else {
            let message = format!("`{language}` is no language that the program knows");
            let hint = nearest(language, listed)
                .unwrap_or_else(|| "name the file `<language>.toml`, such as `en.toml`".into());
            Diagnostic::error(Code::UnknownLanguage, place, message).hint(hint)
        };
        self.out.push(diagnostic);
        false
    }
}

/// Years are stated in steps of five, so that "more than 20 years" stays true for a while.
const EXPERIENCE_STEP: i16 = 5;

/// What a text of this leaflet may refer to in `{{ }}`.
fn facts(practice: &Practice, leaflet: &Leaflet, language: &str) -> Facts {
    let mut facts = Facts::default();
    let clinician = &practice.clinician;
    // One less, because "more than" must hold on any day of the year.
    let years = leaflet.updated.years_since(clinician.experience_since) - 1;
    facts.set("clinician.name", &clinician.name);
    facts.set("clinician.experience_since", clinician.experience_since.to_string());
    let rounded = (years - years.rem_euclid(EXPERIENCE_STEP)).to_string();
    let known = (years >= EXPERIENCE_STEP).then_some(rounded.as_str());
    facts.set_or(
        "clinician.experience_years",
        known,
        "it is stated from five years on: see `experience_since` in `practice.toml` and `updated` in `leaflet.toml`",
    );
    let specialty = clinician.specialty.get(language).map(String::as_str);
    facts.set_or("clinician.specialty", specialty, "add it for this language to `practice.toml`");
    facts.set("practice.emergency_number", &practice.emergency_number);
    facts.set_or("practice.phone", practice.phone.as_deref(), "add `phone` to `practice.toml`");
    facts.set_or("practice.website", practice.website.as_deref(), "add `website` to `practice.toml`");
    for location in &practice.locations {
        facts.set(format!("locations.{}.name", location.id), &location.name);
        facts.set(format!("locations.{}.city", location.id), &location.city);
    }
    facts.set("leaflet.code", &leaflet.code);
    facts.set("leaflet.version", &leaflet.version);
    for (name, value) in &leaflet.numbers {
        facts.set(format!("numbers.{name}"), value);
    }
    facts
}
