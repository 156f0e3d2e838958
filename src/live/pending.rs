//! What waits for the next round: changes, and people who want to see something.

use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::listeners::lock;
use crate::engine::Changes;
use crate::watch::{News, touches};

/// What waits. One thread fills it, another empties it.
#[derive(Default)]
pub(super) struct Pending {
    waiting: Mutex<Waiting>,
    woken: Condvar,
}

/// Everything that has come together.
#[derive(Default)]
pub(super) struct Waiting {
    /// What may have changed.
    pub changes: Changes,
    /// When the first of the changes was known, if there is one.
    pub since: Option<Instant>,
    /// What happened to the watching itself.
    pub news: Vec<News>,
    /// Whether somebody looks at something new.
    pub wished: bool,
    /// Whether the program is to end.
    pub stopped: bool,
}

impl Waiting {
    fn is_empty(&self) -> bool {
        self.since.is_none() && self.news.is_empty() && !self.wished && !self.stopped
    }
}

impl Pending {
    /// Adds changes that are known since a moment, and news.
    pub fn changed(&self, changes: Changes, since: Instant, news: Vec<News>) {
        let mut waiting = lock(&self.waiting);
        waiting.changes.join(changes);
        waiting.since = Some(waiting.since.map_or(since, |known| known.min(since)));
        waiting.news.extend(news);
        self.woken.notify_all();
    }

    /// Says that somebody looks at something new.
    pub fn wished(&self) {
        lock(&self.waiting).wished = true;
        self.woken.notify_all();
    }

    /// Says that the program is to end.
    pub fn stop(&self) {
        lock(&self.waiting).stopped = true;
        self.woken.notify_all();
    }

    /// Gives changes back that could not be dealt with to their end.
    pub fn again(&self, changes: Changes) {
        let mut waiting = lock(&self.waiting);
        waiting.changes.join(changes);
    }

    /// Whether something comes within a time.
    pub fn waits(&self, time: Duration) -> bool {
        let waiting = lock(&self.waiting);
        let waited = self.woken.wait_timeout_while(waiting, time, |waiting| waiting.is_empty());
        !waited.unwrap_or_else(PoisonError::into_inner).0.is_empty()
    }

    /// Whether the program is to end.
    pub fn is_stopped(&self) -> bool {
        lock(&self.waiting).stopped
    }

    /// Whether a change waits of a file, of something in a folder, or of a folder above.
    pub fn concerns(&self, path: &Path) -> bool {
        touches(&lock(&self.waiting).changes.paths, path)
    }

    /// Whether something waits.
    pub fn is_urgent(&self) -> bool {
        !lock(&self.waiting).is_empty()
    }

    /// Waits until something waits, and takes it all; nothing if the time is over before.
    pub fn take(&self, timeout: Option<Duration>) -> Option<Waiting> {
        let waiting = lock(&self.waiting);
        let is_empty = |waiting: &mut Waiting| waiting.is_empty();
        let mut waiting = match timeout {
            None => self.woken.wait_while(waiting, is_empty).unwrap_or_else(PoisonError::into_inner),
            Some(timeout) => {
                let waited = self.woken.wait_timeout_while(waiting, timeout, is_empty);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
        };
        (!waiting.is_empty()).then(|| {
            let stopped = waiting.stopped;
            let taken = std::mem::take(&mut *waiting);
            // Nobody takes that back.
            waiting.stopped = stopped;
            taken
        })
    }
}
