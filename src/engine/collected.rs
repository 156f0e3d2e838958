//! What comes together during a round: files are published as they are made, and remembered.

use std::collections::BTreeSet;

use super::ground::Ground;
use super::make::{Done, Fresh, LeafletTask};
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

/// What is collected during a round.
pub(super) struct Round {
    pub outcome: Outcome,
    pub findings: Vec<Finding>,
    pub broken: Broken,
    pub failed: BTreeSet<Job>,
    /// Files that are good and could not be written.
    pub unwritten: BTreeSet<String>,
}

impl Round {
    pub fn new(broken: Broken) -> Self {
        let (outcome, failed, unwritten) = (Outcome::default(), BTreeSet::new(), BTreeSet::new());
        Self { outcome, findings: Vec::new(), broken, failed, unwritten }
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
                            self.outcome.write_error.get_or_insert(error);
                            self.unwritten.insert(path);
                            return;
                        }
                    },
                    (Some(pdf), None) => Some(FileMade { file: Listed::new(&path, pdf), modified: 0 }),
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
    Ok((FileMade { file: Listed::new(&path, pdf), modified }, written))
}

fn remember_file(memory: &mut Memory, id: &str, path: String, made: Option<Made<FileMade>>) {
    if let Some((record, made)) = memory.leaflets.get_mut(id).zip(made) {
        record.files.insert(path, made);
        memory.touch(id);
    }
}

impl<P> Fresh<P> {
    /// What is remembered of it.
    pub fn remember<T>(self, memory: &mut Memory, ground: &Ground, product: Option<T>) -> Made<T> {
        let layouts = memory.name_layouts(&self.layouts);
        let state = ground.state_of(&self.layouts);
        let key = ground.product_key(self.manuscript, &state);
        Made { key, text: self.text, manuscript: self.manuscript, layouts, product, findings: self.findings }
    }
}
