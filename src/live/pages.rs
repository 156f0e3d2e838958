//! The store of pages, named by their content, with a bound.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How much the store holds beside the pages of current views.
#[derive(Debug, Clone, Copy)]
pub struct PageLimits {
    /// Number of pages.
    pub pages: usize,
    /// Bytes of all pages together.
    pub bytes: usize,
}

impl Default for PageLimits {
    fn default() -> Self {
        Self { pages: 400, bytes: 64 << 20 }
    }
}

/// Pages by their hash. What was not used for longest goes first.
#[derive(Default)]
pub(super) struct PageStore {
    pages: BTreeMap<Arc<str>, Stored>,
    by_use: BTreeMap<u64, Arc<str>>,
    bytes: usize,
    clock: u64,
}

struct Stored {
    svg: Arc<[u8]>,
    used: u64,
}

impl PageStore {
    pub(super) fn put(&mut self, hash: &str, svg: Arc<[u8]>) {
        if self.get(hash).is_some() {
            return;
        }
        self.clock += 1;
        let hash: Arc<str> = hash.into();
        self.bytes += svg.len();
        self.by_use.insert(self.clock, Arc::clone(&hash));
        self.pages.insert(hash, Stored { svg, used: self.clock });
    }

    pub(super) fn get(&mut self, hash: &str) -> Option<Arc<[u8]>> {
        let page = self.pages.get_mut(hash)?;
        self.clock += 1;
        if let Some(name) = self.by_use.remove(&page.used) {
            self.by_use.insert(self.clock, name);
        }
        page.used = self.clock;
        Some(Arc::clone(&page.svg))
    }

    pub(super) fn is_over(&self, limits: PageLimits) -> bool {
        self.pages.len() > limits.pages || self.bytes > limits.bytes
    }

    /// Lets pages go until the limits hold; `stay` are kept in any case. Returns whether they hold.
    pub(super) fn trim(&mut self, limits: PageLimits, stay: &BTreeSet<&str>) -> bool {
        let oldest: Vec<(u64, Arc<str>)> = self
            .by_use
            .iter()
            .filter(|(_, hash)| !stay.contains(&***hash))
            .map(|(used, hash)| (*used, Arc::clone(hash)))
            .collect();
        for (used, hash) in oldest {
            if !self.is_over(limits) {
                break;
            }
            self.by_use.remove(&used);
            self.bytes -= self.pages.remove(&hash).map_or(0, |page| page.svg.len());
        }
        !self.is_over(limits)
    }

    pub(super) fn size(&self) -> (usize, usize) {
        (self.pages.len(), self.bytes)
    }
}
