//! A round that is done and not yet told of.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::engine::Outcome;

/// What came of a round.
pub(super) struct Round {
    pub outcome: Outcome,
    /// The files that changed, relative to the project.
    pub changed: BTreeSet<String>,
    /// Whether other files may have changed, too.
    pub whole: bool,
    /// When the first of the changes was known.
    pub known: Instant,
    pub took: Duration,
}

impl Round {
    /// Adds a round before it that was kept back.
    pub fn join(&mut self, held: Self) {
        let (own, before) = (&mut self.outcome, held.outcome);
        own.typeset += before.typeset;
        own.changed += before.changed;
        own.removed.extend(before.removed);
        own.inputs.extend(before.inputs);
        self.changed.extend(held.changed);
        self.whole |= held.whole;
        self.known = self.known.min(held.known);
        self.took = self.known.elapsed();
    }
}
