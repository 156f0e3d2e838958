//! What waits because somebody is just writing it, and what may have been read half-written.
//!
//! A file says nothing of its writer: a list that is cut off in the middle is a shorter list. So the onlooker,
//! who hears of writers, is asked twice: before something is read, and before the first thing that was made
//! of it is published. What was truncated before it was read has been told by then.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::Engine;
use super::make::{Done, Task};
use super::record::LeafletRecord;
use super::show::Onlooker;
use crate::project::Project;

/// With more leaflets than this to be read, it is not kept what they were: nobody writes so many by hand.
const MOST_DOUBTFUL: usize = 64;

/// What waits, and what is in doubt.
#[derive(Debug, Default)]
pub(super) struct Withheld {
    /// Files that have changed, beside others that are being written.
    paths: BTreeSet<String>,
    /// Leaflets that have to be read.
    leaflets: BTreeSet<String>,
    /// Leaflets that were read and of which nothing was published since, with what was known of them before.
    doubtful: BTreeMap<String, Option<LeafletRecord>>,
    /// Those of them that must be read again.
    refuted: BTreeSet<String>,
}

impl Withheld {
    /// Of files that have changed, those that can be read now: all that is read together with them is finished.
    pub fn readable(
        &mut self,
        mut changed: BTreeSet<String>,
        project: &Project,
        onlooker: &dyn Onlooker,
    ) -> BTreeSet<String> {
        changed.append(&mut self.paths);
        let mut answers: BTreeMap<String, bool> = BTreeMap::new();
        let mut is_unfinished = |path: &str| {
            let unit = unit(path).to_owned();
            *answers.entry(unit).or_insert_with_key(|unit| onlooker.is_unfinished(&project.root().join(unit)))
        };
        (self.paths, changed) = changed.into_iter().partition(|path| is_unfinished(path));
        changed
    }

    /// Of leaflets that have to be read, those that are finished.
    pub fn finished(
        &mut self,
        mut due: BTreeSet<String>,
        project: &Project,
        onlooker: &dyn Onlooker,
    ) -> Vec<String> {
        due.append(&mut self.leaflets);
        let is_unfinished = |id: &String| onlooker.is_unfinished(&folder(project, id));
        (self.leaflets, due) = due.into_iter().partition(is_unfinished);
        due.into_iter().collect()
    }

    /// Remembers what was known of a leaflet before it was read.
    pub fn doubt(&mut self, id: &str, before: Option<&LeafletRecord>) {
        if self.doubtful.len() < MOST_DOUBTFUL {
            self.doubtful.entry(id.to_owned()).or_insert_with(|| before.cloned());
        }
    }

    /// Whether what came of a task can be taken: the text has not changed since it was read.
    pub fn is_sound(
        &mut self,
        task: &Task,
        done: Option<&Done>,
        project: &Project,
        onlooker: &dyn Onlooker,
    ) -> bool {
        let Some(id) = task.leaflet().filter(|id| self.doubtful.contains_key(*id)) else { return true };
        if self.refuted.contains(id) || onlooker.is_outdated(&folder(project, id)) {
            self.refuted.insert(id.to_owned());
            return false;
        }
        if matches!(done, Some(Done::Leaflet(_) | Done::Slide(_) | Done::SlideAgain(..))) {
            // It is published now: what is remembered has to belong to it.
            self.doubtful.remove(id);
        }
        true
    }
}

impl Engine {
    /// Takes back what was read of leaflets that have changed since, unless something of it is published. Whether
    /// there are such.
    pub(super) fn take_back(&mut self, onlooker: &dyn Onlooker) -> bool {
        if self.has_lost_texts() {
            // That takes no time: the news that a file is just being replaced may still be on its way.
            onlooker.listen();
        }
        let mut refuted = std::mem::take(&mut self.withheld.refuted);
        let doubtful = self.withheld.doubtful.keys();
        refuted.extend(doubtful.filter(|id| onlooker.is_outdated(&folder(&self.project, id))).cloned());
        for id in &refuted {
            if let Some(before) = self.withheld.doubtful.remove(id).flatten() {
                self.memory.leaflets.insert(id.clone(), before);
                self.file_card(id);
            } else {
                self.memory.leaflets.remove(id);
                self.catalog.remove(id);
            }
            self.memory.touch(id);
            self.due.reading.insert(id.clone());
            self.due.beside = true;
        }
        !refuted.is_empty()
    }

    /// Whether there are fewer texts than before.
    fn has_lost_texts(&self) -> bool {
        self.withheld.doubtful.iter().any(|(id, before)| {
            let now = self.memory.leaflets.get(id).and_then(|record| record.card.as_ref());
            let has = |language| now.is_some_and(|card| card.texts.contains_key(language));
            let before = before.iter().filter_map(|record| record.card.as_ref());
            before.flat_map(|card| card.texts.keys()).any(|language| !has(language))
        })
    }

    /// Forgets what leaflets were: what was read of them stands.
    pub(super) fn let_stand(&mut self) {
        self.withheld.doubtful.clear();
    }
}

/// Where a leaflet's texts are.
fn folder(project: &Project, id: &str) -> PathBuf {
    project.root().join("content/leaflets").join(id)
}

/// The folder that is read as one with a file; the file itself, if it is read alone.
fn unit(path: &str) -> &str {
    let first = |below: &str, parts: usize| {
        let end = path.match_indices('/').nth(parts).map_or(path.len(), |(at, _)| at);
        path.starts_with(below).then_some(&path[..end])
    };
    first("content/leaflets/", 2)
        .or_else(|| first("content/notices/", 1))
        .or_else(|| first("layouts/", 0))
        .or_else(|| first("fonts/", 0))
        .unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::unit;

    #[test]
    fn what_is_read_together() {
        let units = [
            ("content/leaflets/knee/en.toml", "content/leaflets/knee"),
            ("content/leaflets/knee/a/b.svg", "content/leaflets/knee"),
            ("content/leaflets/knee", "content/leaflets/knee"),
            ("content/notices/a.toml", "content/notices"),
            ("content/practice.toml", "content/practice.toml"),
            ("layouts/web/player.js", "layouts"),
            ("fonts/a.ttf", "fonts"),
        ];
        for (path, expected) in units {
            assert_eq!(unit(path), expected);
        }
    }
}
