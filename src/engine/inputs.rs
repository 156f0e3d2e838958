//! Which files of the project may have changed since they were last looked at.
//!
//! Only a hint is needed here: whoever reads a file compares its digest.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::Result;
use crate::project::Project;

/// The folders that results are made from.
pub const FOLDERS: [&str; 3] = ["content", "layouts", "fonts"];
/// Disks and shares count the time of a change in steps of up to two seconds: a file so young may have
/// changed again without a trace.
const COARSEST_CLOCK: Duration = Duration::from_secs(3);

/// What may have changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files and folders, as absolute paths.
    pub paths: BTreeSet<PathBuf>,
    /// Whether it may be anything.
    pub whole: bool,
    /// Whether a file counts only once it looks the same twice in a row: where nobody tells that a file
    /// was written to its end.
    pub settle: bool,
}

impl Changes {
    /// Anything may have changed.
    pub fn whole() -> Self {
        Self { whole: true, ..Self::default() }
    }

    /// Adds what another batch says.
    pub fn join(&mut self, other: Self) {
        self.paths.extend(other.paths);
        self.whole |= other.whole;
        self.settle |= other.settle;
    }
}

/// How a file looked from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    number: u64,
}

/// What files looked like.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    stamps: BTreeMap<String, Stamp>,
    /// Files that may be written just now, as they looked.
    restless: BTreeMap<String, Stamp>,
    /// Files that were missing when they were looked for last.
    missing: BTreeSet<String>,
}

impl Inputs {
    /// The paths, relative to the project, of files that may have changed, appeared or gone.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn look(&mut self, project: &Project, changes: &Changes) -> Result<BTreeSet<String>> {
        let mut changed = BTreeSet::new();
        let mut whole = changes.whole;
        for path in &changes.paths {
            match relative(project, path) {
                Some(path) if project.root().join(&path).is_file() => {
                    if let Some(stamp) = stamp(&project.root().join(&path)) {
                        self.stamps.insert(path.clone(), stamp);
                    }
                    changed.insert(path);
                }
                Some(path) => changed.extend(self.below(project, &path)?),
                // The other end of a link inside the project.
                None => whole = true,
            }
        }
        if whole {
            for folder in FOLDERS {
                changed.extend(self.differing(project, folder, changes.settle)?);
            }
        }
        Ok(changed)
    }

    /// Everything that is, or was, in a folder.
    fn below(&mut self, project: &Project, folder: &str) -> Result<BTreeSet<String>> {
        let prefix = format!("{folder}/");
        let is_below = |path: &&String| path.starts_with(&prefix) || **path == folder;
        let mut found: BTreeSet<String> = self.stamps.keys().filter(is_below).cloned().collect();
        self.stamps.retain(|path, _| !is_below(&path));
        for path in project.files_below(folder)? {
            if let Some(stamp) = stamp(&project.root().join(&path)) {
                self.stamps.insert(path.clone(), stamp);
            }
            found.insert(path);
        }
        Ok(found)
    }

    /// Leaves out files that look different from what they did a moment ago: they may be half-written.
    fn leave_restless(&mut self, now: &mut BTreeMap<String, Stamp>, changed: &mut BTreeSet<String>) {
        changed.retain(|path| {
            let Some(stamp) = now.get(path).cloned() else { return true };
            self.missing.remove(path);
            let known = self.stamps.get(path);
            if known == Some(&stamp) || self.restless.get(path) == Some(&stamp) {
                self.restless.remove(path);
                return true;
            }
            self.restless.insert(path.clone(), stamp);
            match known {
                Some(known) => now.insert(path.clone(), known.clone()),
                None => now.remove(path),
            };
            false
        });
    }

    /// Leaves out files that are missing for the first time: many programs save by taking the old file
    /// away first.
    fn leave_missing(&mut self, now: &mut BTreeMap<String, Stamp>, gone: &mut BTreeSet<String>) {
        let missing = std::mem::take(gone);
        for path in missing {
            match self.stamps.get(&path) {
                Some(stamp) if self.missing.insert(path.clone()) => {
                    now.insert(path, stamp.clone());
                }
                _ => {
                    self.missing.remove(&path);
                    gone.insert(path);
                }
            }
        }
    }

    /// What looks different in a folder, or is too young to tell.
    fn differing(&mut self, project: &Project, folder: &str, settle: bool) -> Result<BTreeSet<String>> {
        let mut now = BTreeMap::new();
        for path in project.files_below(folder)? {
            if let Some(stamp) = stamp(&project.root().join(&path)) {
                now.insert(path, stamp);
            }
        }
        let newest = now.values().filter_map(|stamp| stamp.modified).max();
        let is_young = |stamp: &Stamp| {
            let age = newest.zip(stamp.modified).and_then(|(newest, own)| newest.duration_since(own).ok());
            age.is_some_and(|age| age < COARSEST_CLOCK)
        };
        let mut changed: BTreeSet<String> = now
            .iter()
            .filter(|(path, stamp)| self.stamps.get(*path) != Some(stamp) || is_young(stamp))
            .map(|(path, _)| path.clone())
            .collect();
        let prefix = format!("{folder}/");
        let gone = self.stamps.keys().filter(|path| path.starts_with(&prefix) && !now.contains_key(*path));
        let mut gone: BTreeSet<String> = gone.cloned().collect();
        if settle {
            self.leave_restless(&mut now, &mut changed);
            self.leave_missing(&mut now, &mut gone);
        }
        changed.extend(gone);
        self.stamps.retain(|path, _| !path.starts_with(&prefix));
        self.stamps.append(&mut now);
        Ok(changed)
    }
}

/// A path below one of the folders, relative to the project.
fn relative(project: &Project, path: &Path) -> Option<String> {
    let relative = path.strip_prefix(project.root()).ok()?.to_str()?.replace('\\', "/");
    let first = relative.split('/').next()?;
    FOLDERS.contains(&first).then_some(relative)
}

fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = std::fs::metadata(path).ok()?;
    Some(Stamp { size: metadata.len(), modified: metadata.modified().ok(), number: number(&metadata) })
}

/// The number that the disk gives a file: a new file under an old name has another.
#[cfg(unix)]
fn number(metadata: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn number(_: &std::fs::Metadata) -> u64 {
    0
}
