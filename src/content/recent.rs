//! Texts that were read a moment ago. An editor changes one language of a leaflet, and the others stay as they
//! are: reading them again would take as long as reading the one that changed.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::diagnostic::Diagnostic;
use crate::model::{Located, Translation};
use crate::placeholder::Facts;
use crate::source::Source;

/// How many texts stay in memory: the languages of the leaflets that an editor has open.
const KEPT: usize = 16;

/// Texts that were read a moment ago, the newest last.
#[derive(Debug, Default)]
pub struct RecentTexts(Mutex<VecDeque<Entry>>);

/// What came of reading a text.
#[derive(Debug, Clone)]
pub(super) struct TextReading {
    /// Nothing if it has errors.
    pub text: Option<Arc<Located<Translation>>>,
    pub found: Vec<Diagnostic>,
}

/// Everything that the reading of a text depends on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TextKey {
    pub source: Arc<Source>,
    pub facts: Facts,
    /// Fonts and practice, as a digest.
    pub context: String,
}

#[derive(Debug)]
struct Entry {
    key: TextKey,
    reading: TextReading,
}

impl RecentTexts {
    /// What came of reading this text, now or a moment ago.
    pub(super) fn reading(&self, key: TextKey, read: impl FnOnce(&TextKey) -> TextReading) -> TextReading {
        if let Some(reading) = self.known(&key) {
            return reading;
        }
        let reading = read(&key);
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|entry| entry.key.source.path() != key.source.path());
        entries.push_back(Entry { key, reading: reading.clone() });
        if entries.len() > KEPT {
            entries.pop_front();
        }
        reading
    }

    fn known(&self, key: &TextKey) -> Option<TextReading> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = entries.iter().position(|entry| entry.key == *key)?;
        let entry = entries.remove(place)?;
        let reading = entry.reading.clone();
        entries.push_back(entry);
        Some(reading)
    }
}
