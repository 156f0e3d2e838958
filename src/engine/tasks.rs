//! Which tasks a round has.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use super::make::{LeafletTask, Ready, SlideTask, Task, stage_name};
use super::memory::Memory;
use super::record::{LeafletRecord, Made};
use crate::catalog::SlideRef;
use crate::model::Practice;
use crate::plan::{self, Job, Origin, ScreenPlan};
use crate::playlist::Entry;

/// The files of leaflets; those that somebody looks at come first, their pages are `ready`.
pub(super) fn leaflets<'a>(
    practice: &Practice,
    records: impl Iterator<Item = &'a LeafletRecord>,
    blocked: &BTreeSet<String>,
    mut ready: BTreeMap<Job, Ready>,
) -> Vec<Task> {
    let (mut looked_at, mut others) = (Vec::new(), Vec::new());
    for record in records {
        let Some(card) = record.card.as_ref().filter(|card| !blocked.contains(&card.id)) else { continue };
        for job in plan::jobs(practice, card) {
            let ready = ready.remove(&job);
            let list = if ready.is_some() { &mut looked_at } else { &mut others };
            list.push(Task::Leaflet(LeafletTask {
                known: record.files.get(&job.path()).cloned(),
                job,
                version: card.version.clone(),
                text: record.key.clone(),
                ready: Mutex::new(ready),
            }));
        }
    }
    looked_at.append(&mut others);
    looked_at
}

/// The slides of all screens, each once for screens that are alike: those of leaflets that are `due`,
/// and those that were never made.
pub(super) fn slides(
    plans: &[ScreenPlan],
    memory: &Memory,
    due: &BTreeSet<String>,
    common_is_due: bool,
) -> Vec<Task> {
    let mut tasks: Vec<SlideTask> = Vec::new();
    let mut known: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for (number, plan) in plans.iter().enumerate() {
        let stage = stage_name(&plan.screen.stage);
        for (origin, slide) in with_origins(plan) {
            let key = (stage.clone(), slide.id.as_str());
            if let Some(index) = known.get(&key) {
                tasks[*index].screens.push(number);
                continue;
            }
            let is_due = match origin {
                Some(Origin::Leaflet(id)) => due.contains(id),
                _ => common_is_due,
            };
            let made = remembered(memory, origin, &slide_name(&stage, &slide.id));
            if is_due || made.is_none() {
                known.insert(key, tasks.len());
                tasks.push(task(number, &stage, (origin, slide), made.cloned(), memory));
            }
        }
    }
    tasks.into_iter().map(|task| Task::Slide(Box::new(task))).collect()
}

/// What is remembered of a slide.
pub(super) fn remembered<'a>(memory: &'a Memory, origin: Option<&Origin>, name: &str) -> Option<&'a Made<Entry>> {
    match origin {
        Some(Origin::Leaflet(id)) => memory.leaflets.get(id)?.slides.get(name),
        _ => memory.common.get(name),
    }
}

/// The slides of a screen, with what they are derived from.
pub(super) fn with_origins(plan: &ScreenPlan) -> impl Iterator<Item = (Option<&Origin>, &SlideRef)> {
    let groups = plan.groups.iter().chain(&plan.notices).chain(&plan.urgent);
    let good = groups.filter(|group| !group.blocked);
    good.flat_map(|group| group.slides.iter().map(|slide| (Some(&group.origin), slide)))
        .chain([(None, &plan.fallback)])
}

fn task(
    number: usize,
    stage: &str,
    (origin, slide): (Option<&Origin>, &SlideRef),
    known: Option<Made<Entry>>,
    memory: &Memory,
) -> SlideTask {
    let record = match origin {
        Some(Origin::Leaflet(id)) => memory.leaflets.get(id),
        _ => None,
    };
    SlideTask {
        id: slide.id.clone(),
        language: slide.language.clone(),
        origin: origin.cloned(),
        stage: stage.to_owned(),
        text: record.map(|record| record.key.clone()),
        known,
        screens: vec![number],
    }
}

/// The name under which a slide is remembered.
pub(super) fn slide_name(stage: &str, id: &str) -> String {
    format!("{stage} {id}")
}
