//! Which slides have to be made or looked at. In large rounds there are tens of thousands: they become tasks when it is
//! their turn.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;

use super::due::Due;
use super::lineup::{self, remembered};
use super::make::{SlideTask, Task, stage_key};
use super::memory::Memory;
use crate::catalog::SlideRef;
use crate::digest::Short;
use crate::plan::{Origin, Planned, PlannedGroup, ScreenPlan};

/// Slides that have to be made or looked at, each once for screens that are alike, in the order of the first screen
/// that shows them.
pub(super) struct DueSlides<'a>(Vec<DueGroup<'a>>);

/// The slides of a leaflet, a notice or the practice in one language: screens that show one of them show all.
struct DueGroup<'a> {
    group: PlannedGroup<'a>,
    stage: Short,
    /// The numbers of the screens in the plan.
    screens: Vec<usize>,
    /// Those that are due, and whether each lies in the folder of every screen, as it was written.
    due: Vec<(&'a SlideRef, bool)>,
}

/// A slide that has to be made or looked at.
pub(super) struct DueSlide<'a> {
    planned: Planned<'a>,
    stage: Short,
    screens: Vec<usize>,
    is_there: bool,
}

impl<'a> DueSlides<'a> {
    /// Those of leaflets that are due, and of screens that are due those that were never made, or are not where they
    /// should be.
    pub fn find(plans: &'a [ScreenPlan], memory: &Memory, due: &Due, out: Option<&Path>) -> Self {
        let mut found = Found::default();
        for (number, plan) in plans.iter().enumerate().filter(|(_, plan)| due.concerns(plan, memory)) {
            let stage = stage_key(&plan.screen.stage);
            plan.good_groups().for_each(|group| found.add(number, stage, group));
        }
        for group in &mut found.groups {
            group.look(plans, memory, due, out);
        }
        found.groups.retain(|group| !group.due.is_empty());
        Self(found.groups)
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.0.iter().map(|group| group.due.len()).sum()
    }

    /// Of each slide the first screen that shows it, by its number in the plan.
    pub fn first_screens(&self) -> impl Iterator<Item = usize> {
        self.0.iter().flat_map(|group| {
            let first = group.screens.first().copied().unwrap_or(0);
            std::iter::repeat_n(first, group.due.len())
        })
    }

    /// One after the other.
    pub fn in_turn(self) -> impl Iterator<Item = DueSlide<'a>> {
        self.0.into_iter().flat_map(|DueGroup { group, stage, screens, due }| {
            due.into_iter().map(move |(slide, is_there)| DueSlide {
                planned: group.planned(slide),
                stage,
                screens: screens.clone(),
                is_there,
            })
        })
    }
}

/// Groups of slides, each once for screens that are alike.
#[derive(Default)]
struct Found<'a> {
    groups: Vec<DueGroup<'a>>,
    /// The number of the group by stage, origin and language.
    known: BTreeMap<(Short, Option<&'a Origin>, &'a str), usize>,
}

impl<'a> Found<'a> {
    fn add(&mut self, number: usize, stage: Short, group: PlannedGroup<'a>) {
        match self.known.entry((stage, group.origin, group.language)) {
            Entry::Occupied(known) => {
                if let Some(group) = self.groups.get_mut(*known.get()) {
                    group.screens.push(number);
                }
            }
            Entry::Vacant(vacant) => {
                vacant.insert(self.groups.len());
                self.groups.push(DueGroup { group, stage, screens: vec![number], due: Vec::new() });
            }
        }
    }
}

impl DueGroup<'_> {
    /// Looks which of its slides are due.
    fn look(&mut self, plans: &[ScreenPlan], memory: &Memory, due: &Due, out: Option<&Path>) {
        let is_stale = self.group.leaflet().map_or(due.common, |id| due.making.contains(id));
        for slide in self.group.slides {
            let known = remembered(memory, &self.group.planned(slide), self.stage);
            let is_there = known.and_then(|known| known.product.as_ref()).is_none_or(|made| {
                let mut plans = self.screens.iter().filter_map(|number| plans.get(*number));
                plans.all(|plan| lineup::is_there(memory, out, &plan.screen.id, made))
            });
            if is_stale || !is_there || known.is_none() {
                self.due.push((slide, is_there));
            }
        }
    }
}

impl<'a> DueSlide<'a> {
    /// What there is to do about it.
    pub fn task(self, memory: &Memory) -> Task<'a> {
        let Self { planned, stage, screens, is_there } = self;
        let record = planned.leaflet().and_then(|id| memory.leaflets.get(id));
        let text = record.map(|record| Short::from(record.key.as_str()));
        let known = remembered(memory, &planned, stage).cloned().map(Box::new);
        Task::Slide(Box::new(SlideTask { planned, stage, text, known, screens, is_there }))
    }
}
