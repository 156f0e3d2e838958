//! Things that were used lately, by a key: so many and no more.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The things that were used lately.
#[derive(Debug)]
pub(super) struct Newest<T>(Mutex<Queue<T>>);

#[derive(Debug)]
struct Queue<T> {
    most: usize,
    /// The newest last.
    things: VecDeque<(String, T)>,
}

impl<T: Clone> Newest<T> {
    /// Holds at most so many things.
    pub fn at_most(most: usize) -> Self {
        Self(Mutex::new(Queue { most, things: VecDeque::new() }))
    }

    /// Holds at most so many things from now on.
    pub fn make_room(&self, most: usize) {
        let mut queue = self.queue();
        queue.most = most;
        let too_many = queue.things.len().saturating_sub(most);
        queue.things.drain(..too_many);
    }

    /// The thing with this key, which is the newest now.
    pub fn get(&self, key: &str) -> Option<T> {
        let things = &mut self.queue().things;
        let position = things.iter().position(|(own, _)| own == key)?;
        let found = things.remove(position)?;
        let thing = found.1.clone();
        things.push_back(found);
        Some(thing)
    }

    /// Holds a thing, and lets the oldest go.
    pub fn put(&self, key: &str, thing: T) {
        let mut queue = self.queue();
        queue.things.retain(|(own, _)| own != key);
        queue.things.push_back((key.to_owned(), thing));
        if queue.things.len() > queue.most {
            queue.things.pop_front();
        }
    }

    /// Lets everything go.
    pub fn clear(&self) {
        self.queue().things.clear();
    }

    fn queue(&self) -> MutexGuard<'_, Queue<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Newest;

    #[test]
    fn the_oldest_goes() {
        let newest = Newest::at_most(2);
        newest.put("a", 1);
        newest.put("b", 2);
        newest.put("a", 3);
        newest.put("c", 4);
        assert_eq!(["a", "b", "c"].map(|key| newest.get(key)), [Some(3), None, Some(4)]);
        // What was asked for last stays longer.
        newest.get("a");
        newest.put("d", 5);
        assert_eq!(["a", "c", "d"].map(|key| newest.get(key)), [Some(3), None, Some(5)]);
        newest.make_room(1);
        assert_eq!(["a", "d"].map(|key| newest.get(key)), [None, Some(5)]);
    }
}
