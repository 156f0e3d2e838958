//! Slides that were set lately: what was made as a picture need not be set again for the PDF of its screen.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::newest::Newest;
use crate::typeset::{self, Manuscript, Setting, Snapshot};

/// How many pages are kept at least, and at most; about 100 to 200 kB each.
const LEAST: usize = 200;
const MOST: usize = 1000;

/// Slides that were set lately.
pub(super) struct SetSlides {
    newest: Newest<(Arc<Snapshot>, Arc<Setting>)>,
    /// How many were set since somebody asked.
    set: AtomicUsize,
}

impl Default for SetSlides {
    fn default() -> Self {
        Self { newest: Newest::at_most(LEAST), set: AtomicUsize::new(0) }
    }
}

impl std::fmt::Debug for SetSlides {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetSlides").finish_non_exhaustive()
    }
}

impl SetSlides {
    /// Keeps so many slides, as far as there is room.
    pub fn make_room(&self, slides: usize) {
        self.newest.make_room(slides.clamp(LEAST, MOST));
    }

    /// A slide as it was set lately with the same layouts and fonts, or as it is set now.
    pub fn set(&self, snapshot: &Arc<Snapshot>, manuscript: &Manuscript) -> Arc<Setting> {
        match self.newest.get(&manuscript.digest) {
            Some((own, setting)) if Arc::ptr_eq(&own, snapshot) => return setting,
            // All of them are of other layouts or fonts.
            Some(_) => self.newest.clear(),
            None => {}
        }
        self.set.fetch_add(1, Ordering::Relaxed);
        let setting = Arc::new(typeset::set(snapshot, manuscript));
        // A page holds its photographs pixel by pixel: dozens of MB. What has faults is set once only.
        let is_light = !manuscript.has_photographs();
        if is_light && setting.pages.is_some() && setting.found.is_empty() {
            self.newest.put(&manuscript.digest, (Arc::clone(snapshot), Arc::clone(&setting)));
        }
        setting
    }

    /// How many slides were really set since this was asked last.
    pub fn take_count(&self) -> usize {
        self.set.swap(0, Ordering::Relaxed)
    }
}
