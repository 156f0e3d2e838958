//! Which tasks a round has.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::Due;
use super::make::{LeafletTask, Ready, SlideTask, Task, stage_name};
use super::memory::Memory;
use super::record::{LeafletRecord, Made, SlideMade};
use super::stale::is_due;
use crate::catalog::SlideRef;
use crate::digest::Short;
use crate::model::Practice;
use crate::plan::{self, Job, Origin, ScreenPlan};

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
                known: record.files.get(&job.path()).cloned(),
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
) -> Vec<Task<'a>> {
    let mut found = Found::default();
    for (number, plan) in plans.iter().enumerate().filter(|(_, plan)| is_due(plan, due, memory)) {
        let stage: Arc<str> = stage_name(&plan.screen.stage).into();
        for (origin, slide) in with_origins(plan) {
            let is_stale = match origin {
                Some(Origin::Leaflet(id)) => due.making.contains(id),
                _ => due.common,
            };
            found.add(memory, number, &stage, (origin, slide), is_stale);
        }
    }
    let tasks = found.tasks.into_iter().filter_map(|(mut task, is_stale)| {
        let made = task.known.as_ref().and_then(|known| known.product.as_ref());
        let mut screens = task.screens.iter().filter_map(|number| plans.get(*number));
        task.is_there =
            made.is_none_or(|made| screens.all(|plan| is_there(memory, out, &plan.screen.id, made)));
        (is_stale || !task.is_there || task.known.is_none()).then(|| Task::Slide(Box::new(task)))
    });
    tasks.collect()
}

/// Slides that have to be looked at, each with whether what it is derived from has changed.
#[derive(Default)]
struct Found<'a> {
    tasks: Vec<(SlideTask<'a>, bool)>,
    /// The number of the task by stage and id.
    known: BTreeMap<(Arc<str>, &'a str), usize>,
}

impl<'a> Found<'a> {
    fn add(
        &mut self,
        memory: &Memory,
        number: usize,
        stage: &Arc<str>,
        (origin, slide): (Option<&'a Origin>, &'a SlideRef),
        is_stale: bool,
    ) {
        match self.known.entry((Arc::clone(stage), slide.id.as_str())) {
            Entry::Occupied(known) => {
                if let Some((task, _)) = self.tasks.get_mut(*known.get()) {
                    task.screens.push(number);
                }
            }
            Entry::Vacant(unknown) => {
                unknown.insert(self.tasks.len());
                let known = remembered(memory, origin, &slide_name(stage, &slide.id));
                let known = known.cloned().map(Box::new);
                let record = match origin {
                    Some(Origin::Leaflet(id)) => memory.leaflets.get(id),
                    _ => None,
                };
                let text = record.map(|record| Short::from(record.key.as_str()));
                let (stage, screens) = (Arc::clone(stage), vec![number]);
                let task = SlideTask { slide, origin, stage, text, known, screens, is_there: false };
                self.tasks.push((task, is_stale));
            }
        }
    }
}

/// Whether a slide lies in the folder of a screen, as it was written.
fn is_there(memory: &Memory, out: Option<&Path>, screen: &str, made: &SlideMade) -> bool {
    let Some(out) = out else { return true };
    let path = format!("screens/{screen}/{}", made.picture.file());
    match memory.screens.get(screen).and_then(|record| record.file(&path)) {
        Some(file) if file.file.digest == made.picture.sha256 => file.is_untouched(out),
        // What is not remembered was written in a round that came to no end.
        _ => std::fs::metadata(out.join(path)).is_ok_and(|metadata| metadata.len() == made.picture.bytes),
    }
}

/// What is remembered of a slide.
pub(super) fn remembered<'a>(
    memory: &'a Memory,
    origin: Option<&Origin>,
    name: &str,
) -> Option<&'a Made<SlideMade>> {
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

/// The name under which a slide is remembered.
pub(super) fn slide_name(stage: &str, id: &str) -> String {
    format!("{stage} {id}")
}
