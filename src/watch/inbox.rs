//! Where events wait until somebody asks for the next batch. Never grows without bound.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::event::{Event, Trouble};

/// So many events may wait; with more, all are dropped and everything counts as changed.
const MOST_WAITING: usize = 50_000;
/// So many errors may wait: a watcher that is broken for good may report without end.
const MOST_TROUBLES: usize = 16;

#[derive(Debug)]
pub(super) enum Message {
    Event(Event),
    Trouble(Trouble),
}

#[derive(Debug, Default)]
struct Waiting {
    /// With the moment of arrival: who asks for the next batch may have been busy for long.
    messages: VecDeque<(Instant, Message)>,
    troubles: usize,
    /// Which watcher is listened to: a closed one may still have something to say.
    epoch: u64,
    stopped: bool,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Inbox(Arc<(Mutex<Waiting>, Condvar)>);

impl Inbox {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // Nothing is left half done under this lock, and the watcher does not die.
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, message: Message, of: Option<u64>) {
        let mut waiting = self.waiting();
        if of.is_some_and(|epoch| epoch != waiting.epoch) {
            return;
        }
        if let Message::Trouble(_) = message {
            if waiting.troubles == MOST_TROUBLES {
                return;
            }
            waiting.troubles += 1;
        }
        let is_full = waiting.messages.len() >= MOST_WAITING && matches!(message, Message::Event(_));
        let message = if is_full {
            waiting.messages.retain(|(_, kept)| matches!(kept, Message::Trouble(_)));
            Message::Event(Event::Lost)
        } else {
            message
        };
        waiting.messages.push_back((Instant::now(), message));
        self.0.1.notify_all();
    }

    /// Listens to no watcher any more, and forgets what they said.
    pub(super) fn close(&self) {
        self.next_epoch();
    }

    /// A way in for a new watcher; all earlier ones are closed.
    pub(super) fn sink(&self) -> Sink {
        Sink { inbox: self.clone(), epoch: self.next_epoch() }
    }

    fn next_epoch(&self) -> u64 {
        let mut waiting = self.waiting();
        waiting.epoch += 1;
        waiting.messages.retain(|(_, kept)| matches!(kept, Message::Event(Event::Changed(_))));
        waiting.troubles = 0;
        waiting.epoch
    }

    pub(super) fn take(&self) -> VecDeque<(Instant, Message)> {
        let mut waiting = self.waiting();
        waiting.troubles = 0;
        std::mem::take(&mut waiting.messages)
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.waiting().stopped
    }

    /// Waits until there is something, or the moment has come; without one, as long as it takes.
    pub(super) fn wait(&self, until: Option<Instant>) {
        let mut waiting = self.waiting();
        while waiting.messages.is_empty() && !waiting.stopped {
            let Some(until) = until else {
                waiting = self.0.1.wait(waiting).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            waiting = self.0.1.wait_timeout(waiting, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// Where a [`Backend`](super::Backend) puts what it sees. Returns at once and never fails.
#[derive(Debug, Clone)]
pub struct Sink {
    inbox: Inbox,
    epoch: u64,
}

impl Sink {
    /// Something happened.
    pub fn event(&self, event: Event) {
        self.inbox.push(Message::Event(event), Some(self.epoch));
    }

    /// Something went wrong.
    pub fn trouble(&self, trouble: Trouble) {
        self.inbox.push(Message::Trouble(trouble), Some(self.epoch));
    }
}

/// Reaches a [`Watcher`](super::Watcher) from other threads.
#[derive(Debug, Clone)]
pub struct Handle(pub(super) Inbox);

impl Handle {
    /// Says that these paths (absolute) have changed; the watcher gives them out at once.
    pub fn nudge(&self, paths: impl IntoIterator<Item = PathBuf>) {
        for path in paths {
            self.0.push(Message::Event(Event::Changed(path)), None);
        }
    }

    /// Ends the waiting, now and ever after.
    pub fn stop(&self) {
        self.0.waiting().stopped = true;
        self.0.0.1.notify_all();
    }
}
