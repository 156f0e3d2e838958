//! Folders to be hinted at again: what is written into a new one before it is watched is never reported.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// So many may wait; with more, everything is looked at again once.
const MOST: usize = 1_000;

#[derive(Debug, Default)]
pub(super) struct Repeats {
    folders: BTreeSet<(Instant, PathBuf)>,
    /// When everything is to be looked at again.
    all: Option<Instant>,
}

/// What is to be hinted at again.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    Folder(PathBuf),
    All,
}

impl Repeats {
    pub(super) fn add(&mut self, folder: &Path, now: Instant, after: [Duration; 2]) {
        let last = after.map(|after| now + after).into_iter().max();
        if self.all.is_some() || self.folders.len() >= MOST {
            self.folders.clear();
            self.all = last;
        } else {
            self.folders.extend(after.map(|after| (now + after, folder.to_owned())));
        }
    }

    /// The next one whose time has come.
    pub(super) fn pop(&mut self, now: Instant) -> Option<Repeat> {
        if self.all.is_some_and(|at| at <= now) {
            self.all = None;
            return Some(Repeat::All);
        }
        self.folders.first().filter(|(at, _)| *at <= now)?;
        self.folders.pop_first().map(|(_, folder)| Repeat::Folder(folder))
    }

    /// When the time of the next one comes.
    pub(super) fn next(&self) -> Option<Instant> {
        let folder = self.folders.first().map(|(at, _)| *at);
        folder.into_iter().chain(self.all).min()
    }
}
