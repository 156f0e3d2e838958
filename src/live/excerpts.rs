//! The lines of files that something is wrong with.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::board::Problems;
use crate::diagnostic::Spot;
use crate::project::{Project, TextFile};
use crate::source::Source;

/// Lines of files. Those of a file that is as it was are known from what was said before: of thousands of
/// warnings an edit changes few.
pub(super) struct Excerpts<'a> {
    project: &'a Project,
    /// By file and line.
    known: HashMap<(&'a str, usize), &'a str>,
    /// Files that were read; nothing where that is not possible.
    read: BTreeMap<String, Option<Arc<Source>>>,
}

impl<'a> Excerpts<'a> {
    /// `before` is what was said before, `changed` the files that have changed since; nothing if any file may
    /// have.
    pub fn new(project: &'a Project, before: &'a Problems, changed: Option<&BTreeSet<String>>) -> Self {
        // The files of a folder are read together, whichever of them brings that about.
        let folders: Option<HashSet<&str>> =
            changed.map(|files| files.iter().map(|file| folder(file)).collect());
        let is_as_it_was =
            |file: &str| folders.as_ref().is_some_and(|folders| !folders.contains(folder(file)));
        let known = before.list.iter().filter(|problem| is_as_it_was(&problem.file));
        let known =
            known.map(|problem| ((problem.file.as_str(), problem.line), problem.excerpt.as_str())).collect();
        Self { project, known, read: BTreeMap::new() }
    }

    /// The line in which a place begins; empty if it cannot be read.
    pub fn of(&mut self, spot: &Spot) -> String {
        if let Some(line) = self.known.get(&(spot.file.as_str(), spot.line)) {
            return (*line).to_owned();
        }
        if !self.read.contains_key(&spot.file) {
            self.read.insert(spot.file.clone(), read(self.project, &spot.file));
        }
        let source = self.read.get(&spot.file).and_then(Option::as_ref);
        let line = source.and_then(|source| source.text().lines().nth(spot.line.checked_sub(1)?));
        line.unwrap_or_default().to_owned()
    }
}

fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn read(project: &Project, file: &str) -> Option<Arc<Source>> {
    match project.read_text(file).ok()? {
        TextFile::Text(source) | TextFile::NotText { source, .. } => Some(source),
    }
}
