//! Which tasks a round has.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;

use super::due::Due;
use super::lineup::{self, remembered};
use super::make::{LeafletTask, Ready, SlideTask, Task, stage_key};
use super::memory::Memory;
use super::record::LeafletRecord;
use crate::digest::Short;
use crate::model::Practice;
use crate::plan::{self, Job, Planned, ScreenPlan};

/// The files of leaflets; those that somebody looks at come first, their pages are `ready`.
pub(super) fn leaflets<'a>(
    practice: &Practice,
    records: impl Iterator<Item = &'a LeafletRecord>,
    blocked: &BTreeSet<String>,
    mut ready: BTreeMap<Job, Ready>,
) -> Vec<Task<'static>> {
    let (mut looked_at, mut others) = (Vec::new(), Vec::new());
    for record in records {
        let Some(card) = record.card.as_ref().filter(|card| !blocked.contains(&card.id)) else { continue };
        for job in plan::jobs(practice, card) {
            let ready = ready.remove(&job);
            let list = if ready.is_some() { &mut looked_at } else { &mut others };
            list.push(Task::Leaflet(Box::new(LeafletTask {
                known: record.files.get(job.path().as_str()).cloned(),
                job,
                text: record.key.clone(),
                ready: Mutex::new(ready),
            })));
        }
    }
    looked_at.append(&mut others);
    looked_at
}

/// Leaflets that could be published, and whose published files are not as they were written.
pub(super) fn spoiled(memory: &Memory, blocked: &BTreeSet<String>, out: &Path) -> Vec<String> {
    let made = memory.leaflets.iter().filter(|(id, record)| record.card.is_some() && !blocked.contains(*id));
    made.filter(|(_, record)| !record.is_untouched(out)).map(|(id, _)| id.clone()).collect()
}

/// The slides that have to be made or looked at, each once for screens that are alike: those of leaflets
/// that are due, and of screens that are due those that were never made, or are not where they should be.
pub(super) fn slides<'a>(
    plans: &'a [ScreenPlan],
    memory: &Memory,
    due: &Due,
    out: Option<&Path>,
) -> Vec<DueSlide<'a>> {
    let mut found = Found::default();
    for (number, plan) in plans.iter().enumerate().filter(|(_, plan)| due.concerns(plan, memory)) {
        let stage = stage_key(&plan.screen.stage);
        for planned in plan.slides() {
            found.add(number, stage, planned);
        }
    }
    let Found { mut slides, .. } = found;
    slides.retain_mut(|slide| slide.is_due(plans, memory, due, out));
    slides
}

/// Slides, each once.
#[derive(Default)]
struct Found<'a> {
    slides: Vec<DueSlide<'a>>,
    /// The number of the slide by stage and id.
    known: BTreeMap<(Short, &'a str), usize>,
}

/// A slide of screens that are alike, which may have to be made. In large rounds there are tens of thousands: they become
/// tasks when it is their turn.
pub(super) struct DueSlide<'a> {
    planned: Planned<'a>,
    stage: Short,
    /// The numbers of the screens in the plan.
    screens: Vec<usize>,
    /// Whether it lies in the folder of every one of them, as it was written.
    is_there: bool,
}

impl<'a> Found<'a> {
    fn add(&mut self, number: usize, stage: Short, planned: Planned<'a>) {
        match self.known.entry((stage, &*planned.slide.id)) {
            Entry::Occupied(known) => {
                if let Some(slide) = self.slides.get_mut(*known.get()) {
                    slide.screens.push(number);
                }
            }
            Entry::Vacant(vacant) => {
                vacant.insert(self.slides.len());
                // Most slides are shown on one screen.
                self.slides.push(DueSlide { planned, stage, screens: vec![number], is_there: false });
            }
        }
    }
}

impl<'a> DueSlide<'a> {
    /// The first screen that shows it, by its number in the plan.
    pub fn first_screen(&self) -> usize {
        self.screens.first().copied().unwrap_or(0)
    }

    /// Whether there is something to do about it.
    fn is_due(&mut self, plans: &[ScreenPlan], memory: &Memory, due: &Due, out: Option<&Path>) -> bool {
        let is_stale = self.planned.leaflet().map_or(due.common, |id| due.making.contains(id));
        let known = remembered(memory, &self.planned, self.stage);
        self.is_there = known.and_then(|known| known.product.as_ref()).is_none_or(|made| {
            let mut plans = self.screens.iter().filter_map(|number| plans.get(*number));
            plans.all(|plan| lineup::is_there(memory, out, &plan.screen.id, made))
        });
        is_stale || !self.is_there || known.is_none()
    }

    /// What there is to do about it.
    pub fn task(self, memory: &Memory) -> Task<'a> {
        let Self { planned, stage, screens, is_there } = self;
        let record = planned.leaflet().and_then(|id| memory.leaflets.get(id));
        let text = record.map(|record| Short::from(record.key.as_str()));
        let known = remembered(memory, &planned, stage).cloned().map(Box::new);
        Task::Slide(Box::new(SlideTask { planned, stage, text, known, screens, is_there }))
    }
}
