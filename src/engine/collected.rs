//! What comes together during a round: files are published as they are made, and remembered.

use std::collections::BTreeSet;

use super::due::Again;
use super::ground::Ground;
use super::make::{Done, Fresh, LeafletTask, Task};
use super::memory::Memory;
use super::outcome::Outcome;
use super::record::{FileMade, Made};
use crate::Result;
use crate::diagnostic::Finding;
use crate::plan::Job;
use crate::publish::{Listed, Publisher, Written};

/// What cannot be made for reasons that are known before.
pub(super) struct Broken {
    pub jobs: BTreeSet<Job>,
    /// Leaflets that must not be published as a whole.
    pub blocked: BTreeSet<String>,
    pub together: Vec<Finding>,
}

/// What was not made though nothing is wrong with it.
#[derive(Default)]
pub(super) struct Undone {
    /// What is said of it.
    pub findings: Vec<Finding>,
    /// What has to be tried again.
    pub again: Again,
}

impl Undone {
    /// Takes note of a task.
    pub fn add(&mut self, task: &Task<'_>, finding: Finding) {
        self.findings.push(finding);
        match task.leaflet() {
            Some(id) => {
                self.again.leaflets.insert(id.to_owned());
            }
            None => self.again.common = true,
        }
    }

    /// Adds another.
    pub fn join(&mut self, other: Self) {
        let Again { leaflets, screens, common } = other.again;
        self.findings.extend(other.findings);
        self.again.leaflets.extend(leaflets);
        self.again.screens.extend(screens);
        self.again.common |= common;
    }
}

/// What is collected during a round.
pub(super) struct Round {
    pub outcome: Outcome,
    pub undone: Undone,
    pub broken: Broken,
    pub failed: BTreeSet<Job>,
    /// Files that are good and could not be written.
    pub unwritten: BTreeSet<String>,
}

impl Round {
    pub fn new(broken: Broken) -> Self {
        let (failed, unwritten) = (BTreeSet::new(), BTreeSet::new());
        Self { outcome: Outcome::default(), undone: Undone::default(), broken, failed, unwritten }
    }

    /// Publishes a leaflet's file, and remembers what was made.
    pub fn take_file(
        &mut self,
        memory: &mut Memory,
        ground: &Ground,
        publisher: Option<&Publisher>,
        task: &LeafletTask,
        done: Done,
    ) {
        let (id, path) = (&task.job.leaflet, task.job.path());
        match done {
            Done::Current | Done::Changed | Done::Slide(_) | Done::SlideAgain(..) => {}
            Done::SameOf(text) => {
                let known = task.known.clone();
                remember_file(memory, id, path, known.map(|known| Made { text, ..known }));
            }
            Done::Leaflet(fresh) => {
                self.outcome.typeset += 1;
                let product = match (fresh.product.as_ref(), publisher) {
                    (Some(pdf), Some(publisher)) => match publish(publisher, task, pdf) {
                        Ok((file, written)) => {
                            self.outcome.changed += usize::from(written == Written::Changed);
                            Some(file)
                        }
                        Err(error) => {
                            self.outcome.note(Some(error));
                            self.unwritten.insert(path);
                            return;
                        }
                    },
                    (Some(pdf), None) => Some(FileMade::new(Listed::new(&path, pdf), 0)),
                    (None, _) => None,
                };
                let made = fresh.remember(memory, ground, product);
                remember_file(memory, id, path, Some(made));
            }
        }
    }
}

/// Writes a leaflet's file, and sees what the disk says of it.
fn publish(publisher: &Publisher, task: &LeafletTask, pdf: &[u8]) -> Result<(FileMade, Written)> {
    let path = task.job.path();
    let written = publisher.write(&path, pdf)?;
    let modified = publisher.modified(&path);
    Ok((FileMade::new(Listed::new(&path, pdf), modified), written))
}

fn remember_file(memory: &mut Memory, id: &str, path: String, made: Option<Made<FileMade>>) {
    if let Some((record, made)) = memory.leaflets.get_mut(id).zip(made) {
        record.files.insert(path.into(), made);
        memory.touch(id);
    }
}

impl<P> Fresh<P> {
    /// What is remembered of it.
    pub fn remember<T>(self, memory: &mut Memory, ground: &Ground, product: Option<T>) -> Made<T> {
        let layouts = memory.name_layouts(&self.layouts);
        let state = ground.state_of(&self.layouts);
        let key = ground.product_key(self.manuscript, &state);
        let findings = self.findings.into();
        Made { key, text: self.text, manuscript: self.manuscript, layouts, product, findings }
    }
}
