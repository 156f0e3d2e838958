//! What has to be done before the project is settled.

use std::collections::BTreeSet;

use super::memory::Memory;
use crate::plan::{Group, ScreenPlan};

/// What has to be done.
#[derive(Debug, Default)]
pub(super) struct Due {
    /// Leaflets that have to be read.
    pub reading: BTreeSet<String>,
    /// Leaflets whose files and slides have to be looked at.
    pub making: BTreeSet<String>,
    /// Whether screens and notices have to be read.
    pub beside: bool,
    /// Screens whose plan is another than before, or that have to be tried again.
    pub screens: BTreeSet<String>,
    /// Whether slides of notices and of the practice have to be looked at, and every screen.
    pub common: bool,
}

impl Due {
    /// Whether everything is done.
    pub fn is_nothing(&self) -> bool {
        let Self { reading, making, beside, screens, common } = self;
        reading.is_empty() && making.is_empty() && screens.is_empty() && !beside && !common
    }

    /// Everything is made but for what has to be made again.
    pub fn is_made(&mut self, Again { leaflets, screens, common }: Again) {
        (self.making, self.screens, self.common) = (leaflets, screens, common);
    }

    /// Whether something has happened that concerns a screen. What somebody else has done to the published
    /// files of others is found out in rounds that look at everything.
    pub fn concerns(&self, plan: &ScreenPlan, memory: &Memory) -> bool {
        let is_stale = |group: &Group| group.origin.leaflet().is_some_and(|id| self.making.contains(id));
        let record = memory.screens.get(&plan.screen.id);
        self.common
            || self.screens.contains(&plan.screen.id)
            || record.is_none_or(|record| record.key.is_empty())
            || plan.groups.iter().any(is_stale)
    }
}

/// What was not made and has to be tried again in the next round.
#[derive(Debug, Default)]
pub(super) struct Again {
    /// Leaflets.
    pub leaflets: BTreeSet<String>,
    /// Screens.
    pub screens: BTreeSet<String>,
    /// Slides of notices and of the practice.
    pub common: bool,
}
