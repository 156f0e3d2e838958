//! What is on its way: known to the watcher, and not yet to those who read files.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Of so many finished paths readers are told: more would cost more than they are worth.
pub(super) const MOST_READY: usize = 1000;

/// What is on its way at this moment, for other threads. A reader cannot know by itself that a file was
/// half-written when it read it; it asks before and after.
#[derive(Debug, Clone, Default)]
pub struct InFlight(Arc<Mutex<Paths>>);

/// Absolute paths, under the names that the project reads them by.
#[derive(Debug, Default)]
pub(super) struct Paths {
    /// As in [`Batch::unfinished`](super::Batch::unfinished).
    pub(super) unfinished: BTreeSet<PathBuf>,
    /// Finished, and waiting to be handed out.
    pub(super) ready: BTreeSet<PathBuf>,
}

impl InFlight {
    pub(super) fn set(&self, paths: Paths) {
        *self.paths() = paths;
    }

    /// Whether this file, something in this folder, or a folder above is unfinished.
    pub fn is_unfinished(&self, path: &Path) -> bool {
        touches(&self.paths().unfinished, path)
    }

    /// Whether it is unfinished, or has changed and is about to be handed out.
    pub fn is_coming(&self, path: &Path) -> bool {
        let paths = self.paths();
        touches(&paths.unfinished, path) || touches(&paths.ready, path)
    }

    fn paths(&self) -> MutexGuard<'_, Paths> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether one of the paths is this one, lies below it, or above it.
pub fn touches(paths: &BTreeSet<PathBuf>, path: &Path) -> bool {
    // All that lies below a path comes right after it.
    let below = paths
        .range::<Path, _>((Bound::Included(path), Bound::Unbounded))
        .next()
        .is_some_and(|next| next.starts_with(path));
    below || path.ancestors().any(|above| paths.contains(above))
}
