//! Which files of leaflets have to be made or looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;

use super::make::{LeafletTask, Ready, Task};
use super::memory::Memory;
use super::record::LeafletRecord;
use crate::model::Practice;
use crate::plan::{self, Job};

/// The files of leaflets; those that somebody looks at come first, their pages are `ready`.
pub(super) fn tasks<'a>(
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
