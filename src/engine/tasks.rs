//! Which tasks a round has.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;

use super::make::{LeafletTask, Ready, SlideTask, Task, stage_name};
use super::memory::Memory;
use super::record::{FileMade, LeafletRecord, Made};
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
            list.push(Task::Leaflet(Box::new(LeafletTask {
                known: record.files.get(&job.path()).cloned(),
                job,
                version: card.version.clone(),
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

/// The slides of all screens, each once for screens that are alike: those of leaflets that are `due`,
/// those that were never made, and where that `is_common`, those that a screen lacks.
pub(super) fn slides(
    plans: &[ScreenPlan],
    memory: &Memory,
    (due, common_is_due): (&BTreeSet<String>, bool),
    out: Option<&Path>,
) -> Vec<Task> {
    let screens = memory.screens.values().flat_map(|record| &record.files);
    let files: BTreeMap<&str, &FileMade> = screens.map(|file| (file.artifact.path.as_str(), file)).collect();
    // What is not remembered was written in a round that came to no end.
    let is_there = |screen: &str, entry: &Entry| {
        let Some(out) = out else { return true };
        let path = format!("screens/{screen}/{}", entry.file);
        match files.get(path.as_str()) {
            Some(file) if file.artifact.digest == entry.sha256 => file.is_untouched(out),
            _ => std::fs::metadata(out.join(path)).is_ok_and(|metadata| metadata.len() == entry.bytes),
        }
    };
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
            let made = remembered(memory, origin, &slide_name(&stage, &slide.id));
            known.insert(key, tasks.len());
            tasks.push(task(number, &stage, (origin, slide), made.cloned(), memory));
        }
    }
    let is_in_doubt = |task: &mut SlideTask| {
        let is_due = match &task.origin {
            Some(Origin::Leaflet(id)) => due.contains(id),
            _ => common_is_due,
        };
        if !is_due && !common_is_due && task.known.is_some() {
            return false;
        }
        let entry = task.known.as_ref().and_then(|known| known.product.as_ref());
        let screens = task.screens.iter().filter_map(|number| plans.get(*number));
        task.is_there =
            entry.is_none_or(|entry| screens.clone().all(|plan| is_there(&plan.screen.id, entry)));
        is_due || !task.is_there || task.known.is_none()
    };
    tasks.retain_mut(is_in_doubt);
    tasks.into_iter().map(|task| Task::Slide(Box::new(task))).collect()
}

/// What is remembered of a slide.
pub(super) fn remembered<'a>(
    memory: &'a Memory,
    origin: Option<&Origin>,
    name: &str,
) -> Option<&'a Made<Entry>> {
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
        is_there: false,
    }
}

/// The name under which a slide is remembered.
pub(super) fn slide_name(stage: &str, id: &str) -> String {
    format!("{stage} {id}")
}
