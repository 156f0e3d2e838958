//! The wish that the program ends, known to all its threads.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::listeners::{Listeners, Subscription, lock};

/// A handle by which the program is asked to end. Clones are the same wish.
#[derive(Clone)]
pub struct Stop {
    inner: Arc<Inner>,
}

struct Inner {
    asked: Mutex<bool>,
    changed: Condvar,
    listeners: Listeners<()>,
}

impl Stop {
    /// A wish not uttered yet.
    pub fn new() -> Self {
        let inner = Inner { asked: Mutex::new(false), changed: Condvar::new(), listeners: Listeners::new() };
        Self { inner: Arc::new(inner) }
    }

    /// Asks to end. Returns whether this was the first time.
    pub fn stop(&self) -> bool {
        let first = !std::mem::replace(&mut *lock(&self.inner.asked), true);
        self.inner.changed.notify_all();
        if first {
            self.inner.listeners.tell(());
        }
        first
    }

    /// Whether somebody asked to end.
    pub fn is_stopped(&self) -> bool {
        *lock(&self.inner.asked)
    }

    /// Waits until somebody asks to end.
    pub fn wait(&self) {
        let asked = lock(&self.inner.asked);
        drop(self.inner.changed.wait_while(asked, |asked| !*asked).unwrap_or_else(PoisonError::into_inner));
    }

    /// Waits until somebody asks to end, or the time is over. Returns whether somebody asked.
    pub fn wait_timeout(&self, time: Duration) -> bool {
        let asked = lock(&self.inner.asked);
        let waited = self.inner.changed.wait_timeout_while(asked, time, |asked| !*asked);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Has `listener` called when somebody asks to end; at once if it was asked already.
    pub fn on_stop(&self, listener: impl Fn() + Send + Sync + 'static) -> Subscription {
        let listener = Arc::new(listener);
        let told = Arc::clone(&listener);
        let subscription = self.inner.listeners.add(Box::new(move |()| told()));
        if self.is_stopped() {
            listener();
        }
        subscription
    }
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Stop").field(&self.is_stopped()).finish()
    }
}
