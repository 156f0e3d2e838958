//! The words of the pages in each language, from `pages/words.json`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::languages;

/// The language that has every word.
const FULL: &str = "en";

/// Words by language, page and key.
#[derive(Debug)]
pub(super) struct Words {
    languages: Vec<String>,
    words: BTreeMap<String, BTreeMap<String, Map<String, Value>>>,
}

/// The words of one page in one language.
#[derive(Debug, Serialize)]
pub(super) struct PageWords {
    words: Map<String, Value>,
    /// The same as text, for scripts.
    words_json: String,
}

impl Words {
    pub(super) fn parse(json: &[u8]) -> serde_json::Result<Self> {
        let words: BTreeMap<String, _> = serde_json::from_slice(json)?;
        Ok(Self { languages: words.keys().cloned().collect(), words })
    }

    /// The language that a browser prefers among those there are words in.
    pub(super) fn preferred(&self, accept: Option<&str>) -> &str {
        languages::preferred(&self.languages, accept).unwrap_or(FULL)
    }

    /// The words of a page, with those of all pages.
    pub(super) fn of(&self, page: &str, language: &str) -> PageWords {
        let language = self.words.get(language).or_else(|| self.words.get(FULL));
        let part = |name: &str| language.and_then(|words| words.get(name)).cloned().unwrap_or_default();
        let mut words = part("common");
        words.extend(part(page));
        PageWords { words_json: Value::from(words.clone()).to_string(), words }
    }
}
