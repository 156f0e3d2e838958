//! Who looks at what.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::board::Board;
use super::view::View;

/// How many different views may be looked at, and be remembered.
pub const MOST_VIEWS: usize = 64;

/// How many look at each view, and since when.
#[derive(Default)]
pub(super) struct Interests {
    views: BTreeMap<View, Watched>,
    clock: u64,
}

struct Watched {
    count: usize,
    newest: u64,
}

impl Interests {
    /// Counts one more for each view; returns those nobody looked at before.
    pub(super) fn add(&mut self, views: &[View]) -> Result<Vec<View>, TooManyViews> {
        let new: BTreeSet<&View> = views.iter().filter(|view| !self.contains(view)).collect();
        if self.views.len() + new.len() > MOST_VIEWS {
            return Err(TooManyViews);
        }
        let new = new.into_iter().cloned().collect();
        // Backwards, so that the first view named is the newest.
        for view in views.iter().rev() {
            self.clock += 1;
            let watched = self.views.entry(view.clone()).or_insert(Watched { count: 0, newest: 0 });
            watched.count += 1;
            watched.newest = self.clock;
        }
        Ok(new)
    }

    pub(super) fn remove(&mut self, views: &[View]) {
        for view in views {
            if let Some(watched) = self.views.get_mut(view) {
                watched.count -= 1;
                if watched.count == 0 {
                    self.views.remove(view);
                }
            }
        }
    }

    pub(super) fn contains(&self, view: &View) -> bool {
        self.views.contains_key(view)
    }

    /// The views somebody looks at, the newest interest first.
    pub(super) fn newest_first(&self) -> Vec<View> {
        let mut views: Vec<_> = self.views.iter().map(|(view, watched)| (watched.newest, view)).collect();
        views.sort_unstable_by(|one, two| two.cmp(one));
        views.into_iter().map(|(_, view)| view.clone()).collect()
    }
}

/// Somebody looking at views; dropping it ends that.
#[must_use = "dropping it ends the interest"]
pub struct Interest {
    pub(super) board: Arc<Board>,
    pub(super) views: Vec<View>,
}

impl Interest {
    /// The views.
    pub fn views(&self) -> &[View] {
        &self.views
    }
}

impl Drop for Interest {
    fn drop(&mut self) {
        self.board.unwatch(&self.views);
    }
}

impl fmt::Debug for Interest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Interest").field(&self.views).finish()
    }
}

/// More different views than can be kept current at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManyViews;

impl fmt::Display for TooManyViews {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {MOST_VIEWS} different views are looked at")
    }
}

impl std::error::Error for TooManyViews {}
