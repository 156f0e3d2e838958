//! What is finished and waits to be handed out, and how long it waits for more.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::batch::Rhythm;

/// The time in which handed out paths count towards [`Rhythm::many`], from the first of them.
const RECENTLY: Duration = Duration::from_millis(100);

#[derive(Debug, Default)]
pub(super) struct Gathering {
    /// With the moment at which each became unfinished.
    paths: BTreeMap<PathBuf, Instant>,
    whole: bool,
    /// When the first and the last of it came; the last not if it is worth no waiting.
    first: Option<Instant>,
    newest: Option<Instant>,
    /// Since when paths were counted, and how many were handed out since.
    handed_out: Option<(Instant, usize)>,
}

impl Gathering {
    pub(super) fn len(&self) -> usize {
        self.paths.len()
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.paths.keys()
    }

    /// When the first of it came; nothing if there is nothing.
    pub(super) fn first(&self) -> Option<Instant> {
        self.first
    }

    pub(super) fn add(&mut self, path: PathBuf, now: Instant, began: Instant) {
        self.first.get_or_insert(now);
        self.newest = Some(now);
        self.paths.entry(path).or_insert(began);
    }

    /// Everything may have changed.
    pub(super) fn add_all(&mut self, now: Instant) {
        self.whole = true;
        self.first.get_or_insert(now);
    }

    /// Everything may have changed, and what brought that about goes on.
    pub(super) fn add_all_and_more(&mut self, now: Instant) {
        self.add_all(now);
        self.newest = Some(now);
    }

    /// Forgets the paths.
    pub(super) fn clear(&mut self) {
        self.paths.clear();
    }

    /// Takes a path back; when it became unfinished.
    pub(super) fn withdraw(&mut self, path: &Path) -> Option<Instant> {
        let began = self.paths.remove(path)?;
        if self.paths.is_empty() && !self.whole {
            self.first = None;
        }
        Some(began)
    }

    /// Until when to wait for more. A single save pays nothing: only with many paths that is worth it.
    pub(super) fn waits_until(&self, now: Instant, rhythm: &Rhythm) -> Option<Instant> {
        let (first, newest) = (self.first?, self.newest?);
        let lately = self.lately(now).map_or(0, |(_, paths)| paths);
        let is_much = self.whole || self.len() + lately > rhythm.many;
        let until = (newest + rhythm.gap).min(first + rhythm.longest_gathering);
        (is_much && until > now).then_some(until)
    }

    /// The paths, whether everything may have changed, and when the first of it came.
    pub(super) fn take(&mut self, now: Instant) -> (BTreeSet<PathBuf>, bool, Instant) {
        let (since, before) = self.lately(now).unwrap_or((now, 0));
        self.handed_out = Some((since, before + self.len()));
        self.newest = None;
        let paths = std::mem::take(&mut self.paths).into_keys().collect();
        (paths, std::mem::take(&mut self.whole), self.first.take().unwrap_or(now))
    }

    fn lately(&self, now: Instant) -> Option<(Instant, usize)> {
        self.handed_out.filter(|(since, _)| now.saturating_duration_since(*since) < RECENTLY)
    }
}
