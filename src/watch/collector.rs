//! Puts events together into batches. Pure: it is told the time, and asks nobody.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::batch::{Batch, Rhythm};
use super::event::{Event, Sort};
use super::gathering::Gathering;
use super::ignore::is_ignored;
use super::in_flight::{MOST_READY, Paths};
use super::links::{Links, MOST_NAMES};
use super::repeats::{Repeat, Repeats};
use super::unfinished::Unfinished;

/// With more paths than this, everything counts as changed: reading all is then no slower.
const MOST_PATHS: usize = 50_000;

/// After so many ticks there is a `whole` batch though others come all the time.
const MOST_TICKS: u32 = 8;

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// Hand this out.
    Batch(Batch),
    /// Ask again then, or after the next event.
    WaitUntil(Instant),
    /// Ask again after the next event.
    Nothing,
}

/// How much of the watching has to be set up anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Renewal {
    /// Nothing.
    #[default]
    None,
    /// There may be new links: what they lead to is not watched yet.
    Links,
    /// A folder of the project, or the target of a link, may be another one under the same name.
    Folders,
    /// The project folder itself may be another one.
    Project,
}

/// Collects events into batches.
#[derive(Debug)]
pub struct Collector {
    root: PathBuf,
    folders: Vec<PathBuf>,
    links: Links,
    rhythm: Rhythm,
    ready: Gathering,
    unfinished: Unfinished,
    repeats: Repeats,
    tick_at: Option<Instant>,
    /// When the last tick is to be that other batches put off.
    last_tick_at: Option<Instant>,
    renewal: Renewal,
    rewatch: BTreeSet<PathBuf>,
    /// Files whose writers take too long: nobody waits for them any more until they are done.
    endless: BTreeSet<PathBuf>,
}

impl Collector {
    /// For the folders (absolute) of the project at `root`. The first batch is due at once and `whole`.
    pub fn new(root: PathBuf, folders: Vec<PathBuf>, rhythm: Rhythm, now: Instant) -> Self {
        let mut ready = Gathering::default();
        ready.add_all(now);
        Self {
            root,
            folders,
            links: Links::default(),
            rhythm,
            ready,
            unfinished: Unfinished::default(),
            repeats: Repeats::default(),
            tick_at: None,
            last_tick_at: None,
            renewal: Renewal::None,
            rewatch: BTreeSet::new(),
            endless: BTreeSet::new(),
        }
    }

    /// From now on these links lead into the project's folders.
    pub fn set_links(&mut self, links: Links) {
        self.links = links;
    }

    /// From now on, after this time without a batch, there is one that is `whole`; and after a multiple of it
    /// in any case.
    pub fn set_tick(&mut self, now: Instant, tick: Option<Duration>) {
        self.rhythm.tick = tick;
        self.wind_up(now, true);
    }

    fn wind_up(&mut self, now: Instant, was_whole: bool) {
        let Some(tick) = self.rhythm.tick else {
            (self.tick_at, self.last_tick_at) = (None, None);
            return;
        };
        let last = self.last_tick_at.filter(|_| !was_whole).unwrap_or(now + tick * MOST_TICKS);
        (self.tick_at, self.last_tick_at) = (Some(last.min(now + tick)), Some(last));
    }

    /// Everything may have changed.
    pub fn change_all(&mut self, now: Instant) {
        self.ready.add_all(now);
    }

    /// How much of the watching has to be set up anew since this was last asked, and below which folders
    /// there may be unwatched ones. To be done before the batch is handed out: what changes between the
    /// reading and the watching would not be seen.
    pub fn take_renewal(&mut self) -> (Renewal, BTreeSet<PathBuf>) {
        (std::mem::take(&mut self.renewal), std::mem::take(&mut self.rewatch))
    }

    /// Takes in an event that came at `now`.
    pub fn event(&mut self, now: Instant, event: Event) {
        match event {
            Event::Created(path, sort) => {
                self.structure(now, &path);
                self.arrived(now, &path);
                match sort {
                    Sort::File | Sort::Unknown => {
                        let began = self.withdraw(&path);
                        self.unfinished.made(path, now, began);
                    }
                    Sort::Folder | Sort::Link => self.appeared(now, &path, sort),
                }
            }
            Event::Opened(path) => self.unfinished.opened(&path, now),
            Event::Written(path) => {
                let began = self.withdraw(&path);
                self.unfinished.written(path, now, began);
            }
            Event::Closed(path) | Event::Changed(path) => self.finish(now, &path),
            // The writer may do that at any time.
            Event::Touched(path) if self.unfinished.contains(&path) => {}
            Event::Touched(path) => self.hint(now, &path, now),
            Event::Removed(path) => {
                self.endless.remove(&path);
                self.structure(now, &path);
                let began = self.withdraw(&path);
                self.unfinished.gone(&path, now, began);
            }
            Event::MovedFrom(path, cookie) => {
                self.endless.remove(&path);
                self.structure(now, &path);
                let began = self.withdraw(&path);
                self.unfinished.moved_from(&path, cookie, now, began);
            }
            Event::MovedTo(path, cookie, sort) => {
                self.structure(now, &path);
                self.arrived(now, &path);
                // Renamed for good, and not to a backup of which only the old name would be read.
                let from = self.unfinished.moved_to(&path, cookie);
                if let Some(from) = from.filter(|_| !self.names(&path).is_empty()) {
                    self.finish(now, &from);
                }
                if self.unfinished.contains(&path) {
                    self.withdraw(&path);
                } else {
                    self.appeared(now, &path, sort);
                }
            }
            Event::Left(path) => self.structure(now, &path),
            Event::Lost => {
                // Where there is one there are more: worth waiting for.
                self.ready.add_all_and_more(now);
            }
        }
        if self.ready.len() + self.unfinished.len() > MOST_PATHS {
            self.ready.clear();
            self.unfinished.clear();
            self.change_all(now);
        }
    }

    /// What is to be done at `now`.
    pub fn due(&mut self, now: Instant) -> Due {
        for late in self.unfinished.overdue(now, &self.rhythm) {
            self.arrived(now, &late.path);
            self.hint(now, &late.path, late.began);
            if late.is_endless {
                self.endless.insert(late.path.clone());
            }
            if late.is_gone {
                // If a folder stands there after all, its watch may have gone with that of the old one.
                self.rewatch.insert(late.path);
            }
        }
        self.repeat(now);
        if self.ready.first().is_none() {
            if self.tick_at.is_none_or(|tick| tick > now) {
                let wait = self.tick_at.into_iter().chain(self.next_change()).min();
                return wait.map_or(Due::Nothing, Due::WaitUntil);
            }
            self.change_all(now);
        }
        match self.ready.waits_until(now, &self.rhythm) {
            Some(until) => Due::WaitUntil(self.next_change().map_or(until, |change| change.min(until))),
            None => Due::Batch(self.take(now)),
        }
    }

    /// What readers should know of before it is handed out.
    pub(super) fn in_flight(&self) -> Paths {
        let unfinished = self.unfinished.paths().filter(|path| !self.endless.contains(*path));
        let unfinished = unfinished.flat_map(|path| self.names(path)).collect();
        Paths { unfinished, ready: self.ready.paths().take(MOST_READY).cloned().collect() }
    }

    /// When something becomes due without a further event.
    fn next_change(&self) -> Option<Instant> {
        self.repeats.next().into_iter().chain(self.unfinished.next_overdue(&self.rhythm)).min()
    }

    fn take(&mut self, now: Instant) -> Batch {
        let (paths, whole, urgent_at) = self.ready.take(now);
        self.wind_up(now, whole);
        let unfinished = self.unfinished.paths().flat_map(|path| self.names(path));
        let unfinished = unfinished.filter(|name| !paths.contains(name)).collect();
        Batch { paths, whole, urgent_at, unfinished, news: Vec::new() }
    }

    /// The names under which the project reads what stands at `path`; none if it does not.
    fn names(&self, path: &Path) -> Vec<PathBuf> {
        self.links.names(path).into_iter().filter(|name| self.is_read(name)).collect()
    }

    fn is_read(&self, name: &Path) -> bool {
        self.folders.iter().any(|folder| name.starts_with(folder))
            && !is_ignored(name.strip_prefix(&self.root).unwrap_or(name))
    }

    fn hint(&mut self, now: Instant, path: &Path, began: Instant) {
        let names = self.links.names(path);
        if names.len() >= MOST_NAMES {
            self.change_all(now);
        }
        for name in names {
            if self.is_read(&name) {
                self.ready.add(name, now, began);
            }
        }
    }

    fn finish(&mut self, now: Instant, path: &Path) {
        self.endless.remove(path);
        let began = self.unfinished.finished(path).unwrap_or(now);
        self.hint(now, path, began);
    }

    /// Takes a path back that was not handed out yet: somebody writes to it again. When the first writer
    /// began, so that one after the other cannot put it off for ever.
    fn withdraw(&mut self, path: &Path) -> Option<Instant> {
        let names = self.names(path);
        names.iter().filter_map(|name| self.ready.withdraw(name)).min()
    }

    /// Something complete stands there that did not before.
    fn appeared(&mut self, now: Instant, path: &Path, sort: Sort) {
        self.hint(now, path, now);
        if matches!(sort, Sort::Folder | Sort::Link) && !self.names(path).is_empty() {
            self.renewal = self.renewal.max(Renewal::Links);
        }
        if sort == Sort::Folder && !self.names(path).is_empty() {
            self.repeats.add(path, now, self.rhythm.again);
        }
    }

    /// Something came, went, or was replaced: perhaps a folder on which the watching itself stands.
    fn structure(&mut self, now: Instant, path: &Path) {
        if path == self.root {
            self.renewal = Renewal::Project;
            self.change_all(now);
        } else if self.is_own(path) || self.links.depend_on(path) {
            self.renewal = self.renewal.max(Renewal::Folders);
        }
    }

    /// A folder of the project is another one, or gone for good: that concerns everything.
    fn arrived(&mut self, now: Instant, path: &Path) {
        if self.is_own(path) {
            self.change_all(now);
        }
    }

    fn is_own(&self, path: &Path) -> bool {
        self.folders.iter().any(|folder| folder == path)
    }

    /// Hints again at folders that were new: their watch began late.
    fn repeat(&mut self, now: Instant) {
        while let Some(repeat) = self.repeats.pop(now) {
            match repeat {
                Repeat::Folder(folder) => {
                    self.hint(now, &folder, now);
                    self.rewatch.insert(folder);
                }
                Repeat::All => {
                    self.renewal = self.renewal.max(Renewal::Folders);
                    self.change_all(now);
                }
            }
        }
    }
}
