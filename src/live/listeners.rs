//! Who wants to hear of changes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

type Listener<T> = Arc<dyn Fn(T) + Send + Sync>;

/// Listeners to something; they are called without any lock held.
pub(super) struct Listeners<T> {
    inner: Arc<Mutex<Inner<T>>>,
}

struct Inner<T> {
    next: u64,
    listeners: BTreeMap<u64, Listener<T>>,
}

impl<T: Copy + 'static> Listeners<T> {
    pub(super) fn new() -> Self {
        Self { inner: Arc::new(Mutex::new(Inner { next: 0, listeners: BTreeMap::new() })) }
    }

    pub(super) fn add(&self, listener: Box<dyn Fn(T) + Send + Sync>) -> Subscription {
        let mut inner = lock(&self.inner);
        inner.next += 1;
        let id = inner.next;
        inner.listeners.insert(id, Arc::from(listener));
        let weak = Arc::downgrade(&self.inner);
        Subscription { remove: Some(Box::new(move || remove(&weak, id))) }
    }

    pub(super) fn tell(&self, what: T) {
        let listeners: Vec<_> = lock(&self.inner).listeners.values().cloned().collect();
        for listener in listeners {
            listener(what);
        }
    }
}

fn remove<T>(inner: &Weak<Mutex<Inner<T>>>, id: u64) {
    if let Some(inner) = inner.upgrade() {
        // Dropped after the lock: what a listener holds may come back here.
        let _listener = lock(&inner).listeners.remove(&id);
    }
}

/// A panic elsewhere leaves nothing half-done here: the state is used on.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Somebody's wish to be told; dropping it ends it.
#[must_use = "dropping it ends the subscription"]
pub struct Subscription {
    remove: Option<Box<dyn FnOnce() + Send + Sync>>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(remove) = self.remove.take() {
            remove();
        }
    }
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Subscription")
    }
}
