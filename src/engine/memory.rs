//! All records: in memory while the program runs, in the store between its starts.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::common_findings::CommonFindings;
use super::record::{LeafletRecord, ScreenRecord, Slides};
use crate::digest::Short;
use crate::publish::{Publisher, Store};

/// Names in the store.
const LEAFLETS: &str = "leaflets";
const SCREENS: &str = "screens";
const COMMON: &str = "common.json";
const LAYOUTS: &str = "layouts.json";

/// Lists of layout files, by name.
pub(super) type Layouts = BTreeMap<Short, Vec<String>>;

/// Everything that is remembered.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Which edition of the store this is: another process may have written since. Nothing before it
    /// was loaded; empty where there is no store yet.
    generation: Option<String>,
    pub leaflets: BTreeMap<String, LeafletRecord>,
    pub screens: BTreeMap<String, ScreenRecord>,
    /// Slides of notices and of the practice.
    pub common: Slides,
    /// Lists of layout files, by name.
    layouts: Layouts,
    /// What must be written to the store.
    unsaved: Unsaved,
}

#[derive(Debug, Default)]
struct Unsaved {
    leaflets: BTreeSet<String>,
    screens: BTreeSet<String>,
    common: bool,
    layouts: bool,
}

impl Memory {
    /// What the store has; what cannot be read there is made again.
    pub fn load(store: &Store) -> Self {
        let mut memory = Self {
            generation: Some(store.generation()),
            leaflets: all(store, LEAFLETS),
            screens: all(store, SCREENS),
            common: one(store, COMMON).unwrap_or_default(),
            layouts: one(store, LAYOUTS).unwrap_or_default(),
            ..Self::default()
        };
        let mut common = CommonFindings::default();
        for record in memory.leaflets.values_mut() {
            record.beside = common.share(&record.beside);
        }
        memory
    }

    /// About how many files are remembered.
    pub fn files(&self) -> usize {
        let leaflets: usize = self.leaflets.values().map(|record| record.files.len()).sum();
        leaflets + self.screens.values().map(ScreenRecord::len).sum::<usize>()
    }

    /// Whether nobody else has written to the store since.
    pub fn is_current(&self, store: &Store) -> bool {
        self.generation == Some(store.generation())
    }

    /// Takes note that a leaflet's record has changed.
    pub fn touch(&mut self, id: &str) {
        self.unsaved.leaflets.insert(id.to_owned());
    }

    /// Takes note that a screen's record has changed.
    pub fn touch_screen(&mut self, id: &str) {
        self.unsaved.screens.insert(id.to_owned());
    }

    /// Takes note that a slide of no leaflet has changed.
    pub fn touch_common(&mut self) {
        self.unsaved.common = true;
    }

    /// The name of a list of layout files.
    pub fn name_layouts(&mut self, files: &[String]) -> Short {
        let name = Short::of(files.join("\n").as_bytes());
        if let Entry::Vacant(vacant) = self.layouts.entry(name) {
            vacant.insert(files.to_vec());
            self.unsaved.layouts = true;
        }
        name
    }

    /// The lists of layout files.
    pub fn layouts(&self) -> &Layouts {
        &self.layouts
    }

    /// Writes what has changed to the store. What cannot be written is made again at the next start:
    /// no reason to fail.
    pub fn save(&mut self, publisher: &Publisher) {
        let unsaved = std::mem::take(&mut self.unsaved);
        let is_changed =
            unsaved.common || unsaved.layouts || !unsaved.leaflets.is_empty() || !unsaved.screens.is_empty();
        if !is_changed && self.generation.as_ref().is_some_and(|generation| !generation.is_empty()) {
            return;
        }
        if unsaved.layouts {
            // Before what refers to it.
            save(publisher, LAYOUTS, Some(&self.layouts));
        }
        for id in &unsaved.leaflets {
            save(publisher, &format!("{LEAFLETS}/{id}.json"), self.leaflets.get(id));
        }
        for id in &unsaved.screens {
            save(publisher, &format!("{SCREENS}/{id}.json"), self.screens.get(id));
        }
        if unsaved.common {
            save(publisher, COMMON, Some(&self.common));
        }
        self.generation = Some(publisher.new_generation());
    }
}

fn save(publisher: &Publisher, name: &str, record: Option<&impl Serialize>) {
    match record.map(serde_json::to_vec) {
        Some(Ok(json)) => publisher.keep(name, &json),
        _ => publisher.drop_kept(name),
    }
}

fn one<T: DeserializeOwned>(store: &Store, name: &str) -> Option<T> {
    serde_json::from_slice(&store.read(name)?).ok()
}

fn all<T: DeserializeOwned>(store: &Store, folder: &str) -> BTreeMap<String, T> {
    let names = store.names(folder).into_iter();
    names
        .filter_map(|name| {
            let id = name.strip_suffix(".json")?.to_owned();
            Some((id, one(store, &format!("{folder}/{name}"))?))
        })
        .collect()
}
