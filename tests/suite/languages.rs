//! The language files: the same keys in each, real direction and dates.

use std::collections::BTreeSet;
use std::fs;

use leafcast::language::Language;
use leafcast::model::Date;

use crate::fixture::repository;

fn holes(phrase: &str) -> BTreeSet<String> {
    let parts = phrase.split('{').skip(1);
    parts.filter_map(|part| part.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn every_language_file_can_be_read() {
    let files = fs::read_dir(repository().join("src/language")).expect("folder").flatten();
    let files = files.filter(|entry| entry.path().extension().is_some_and(|e| e == "toml")).count();
    assert_eq!(Language::all().count(), files);
    assert!(files >= 3);
}

#[test]
fn every_language_has_the_same_phrases_with_the_same_holes() {
    let english = &Language::get("en").expect("English").words;
    for language in Language::all() {
        let words = &language.words;
        let name = &language.code;
        assert!(words.phrases.keys().eq(english.phrases.keys()), "phrases of {name}");
        assert!(words.awaiting.keys().eq(english.awaiting.keys()), "awaiting of {name}");
        assert!(words.formats.keys().eq(english.formats.keys()), "formats of {name}");
        for (key, phrase) in &words.phrases {
            assert!(!phrase.trim().is_empty(), "{key} of {name} is empty");
            assert_eq!(holes(phrase), holes(&english.phrases[key]), "holes of {key} in {name}");
        }
    }
}

#[test]
fn every_phrase_is_used_by_a_layout() {
    let layouts: String = crate::fixture::walk(&repository().join("layouts"))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "typ") && !path.ends_with("stage.typ"))
        .map(|path| fs::read_to_string(path).expect("layout"))
        .collect();
    let english = &Language::get("en").expect("English").words;
    let unused: Vec<&String> = english.phrases.keys().filter(|key| !layouts.contains(*key)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn dates_are_written_as_each_language_writes_them() {
    let date = Date(jiff::civil::date(2026, 6, 5));
    let in_words = |code: &str| Language::get(code).expect(code).date(date);
    assert_eq!(in_words("en"), "5 June 2026");
    assert_eq!(in_words("es"), "5 de junio de 2026");
}

#[test]
fn arabic_dates_are_of_the_gregorian_calendar() {
    let date = Language::get("ar").expect("Arabic").date(Date(jiff::civil::date(2026, 6, 5)));
    assert!(date.contains("يونيو"), "{date}");
}
