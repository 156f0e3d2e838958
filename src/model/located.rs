//! A checked value that still knows where its fields stand in their file.

use std::collections::BTreeMap;
use std::ops::{Deref, Range};
use std::sync::Arc;

use crate::source::{Place, Source};

/// A value read from a file, with the place of each of its fields.
#[derive(Debug, Clone)]
pub struct Located<T> {
    value: T,
    source: Arc<Source>,
    places: BTreeMap<String, Range<usize>>,
}

impl<T> Located<T> {
    /// Joins a value with the places of its fields, by dotted path; list items count from 1.
    pub fn new(value: T, source: Arc<Source>, places: BTreeMap<String, Range<usize>>) -> Self {
        Self { value, source, places }
    }

    /// The place of a field, or of the nearest table around it, or the beginning of the file.
    pub fn place(&self, field: &str) -> Place {
        let mut name = field;
        loop {
            if let Some(range) = self.places.get(name) {
                return self.source.place(range.clone());
            }
            match name.rsplit_once('.') {
                Some((parent, _)) => name = parent,
                None => return self.source.start(),
            }
        }
    }

    /// The beginning of the file.
    pub fn start(&self) -> Place {
        self.source.start()
    }

    /// The whole file.
    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// Takes the value, and leaves the places of its fields.
    pub fn split(self) -> (T, Located<()>) {
        (self.value, Located { value: (), source: self.source, places: self.places })
    }

    /// Whether the file has this field.
    pub fn has(&self, field: &str) -> bool {
        self.places.contains_key(field)
    }
}

impl<T> Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
