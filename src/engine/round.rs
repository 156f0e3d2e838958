//! The round itself: what happens in which order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::collected::{Broken, Round, Undone};
use super::ground::Ground;
use super::make::{self, Done, Ready, Task, Workbench};
use super::memory::Memory;
use super::outcome::{Outcome, Progress};
use super::record::LeafletRecord;
use super::shelf::{Beside, Read, Shelf};
use super::show::Onlooker;
use super::{Changes, Engine, Mode, due_files, pool};
use crate::content::{self, Known};
use crate::diagnostic;
use crate::model::Practice;
use crate::plan::{self, Job, ScreenPlan};
use crate::publish::{Publisher, Store};
use crate::{Error, Result, editorial, typeset};

impl Engine {
    /// Runs a round after some changes. A round that is interrupted leaves the rest to the next one.
    ///
    /// # Errors
    /// If the project cannot be read, or the output folder cannot be used at all. That single files
    /// cannot be written is part of the outcome.
    pub fn round(
        &mut self,
        changes: &Changes,
        progress: &dyn Progress,
        onlooker: &dyn Onlooker,
    ) -> Result<Outcome> {
        if !self.project.root().is_dir() {
            // Made anew for the results, it could not be put back.
            return Err(Error::ProjectGone { folder: self.project.root().to_owned() });
        }
        let mut outcome = self.work(changes, progress, onlooker)?;
        if !outcome.interrupted && !outcome.was_idle {
            outcome.inputs = std::mem::take(&mut self.taken);
        }
        Ok(outcome)
    }

    /// The steps of a round.
    fn work(
        &mut self,
        changes: &Changes,
        progress: &dyn Progress,
        onlooker: &dyn Onlooker,
    ) -> Result<Outcome> {
        // The lock is held from reading on: a slower process never overwrites newer results.
        let publisher = self.publisher(progress);
        let changed = self.inputs.look(&self.project, changes)?;
        let changed = self.withheld.readable(changed, &self.project, onlooker);
        let renewed = self.renew_ground(&changed, changes.whole);
        self.taken.extend(changed);
        renewed?;
        let Some(practice) = self.ground.as_ref().and_then(|ground| ground.practice.clone()) else {
            publisher?;
            return self.without_practice();
        };
        self.read_leaflets(&practice, onlooker)?;
        self.read_beside(&practice, onlooker)?;
        // Somebody waits for this: the view of the whole comes later.
        let ready = self.show_leaflets(&practice, onlooker);
        let broken = self.broken_jobs(&practice);
        self.plan_screens(&practice, &broken.blocked);
        self.show_screens(&practice, onlooker);
        self.look_after(&broken.blocked);
        let hold = content::is_in_doubt(&self.project, self.memory.leaflets.keys());
        self.note_common_terms(hold);
        // People look at what cannot be published all the same.
        let publisher = publisher?;
        if self.settled && self.due.is_nothing() {
            return Ok(Outcome { was_idle: true, ..Outcome::default() });
        }
        self.settled = false;
        let mut round = Round::new(broken);
        self.make_leaflets(&practice, publisher.as_ref(), ready, (progress, onlooker), &mut round);
        if !self.make_screens(&practice, (publisher.as_ref(), hold), (progress, onlooker), &mut round)? {
            round.outcome.interrupted = true;
            return Ok(round.outcome);
        }
        let outcome = self.finish(&practice, publisher.as_ref(), hold, round);
        self.let_stand();
        // What screens show is known only now.
        self.show_screens(&practice, onlooker);
        outcome
    }

    fn publisher(&mut self, progress: &dyn Progress) -> Result<Option<Publisher>> {
        if self.mode == Mode::Prove {
            if self.ground.is_none() {
                self.memory = Memory::load(&Store::new(self.project.out()));
                self.everything_is_due()?;
            }
            return Ok(None);
        }
        let publisher = Publisher::open(self.project.out(), || progress.waiting())?;
        if !self.memory.is_current(&publisher.store()) {
            // The first round, or somebody else has published meanwhile.
            publisher.sweep()?;
            self.memory = Memory::load(&publisher.store());
            self.everything_is_due()?;
        }
        Ok(Some(publisher))
    }

    fn everything_is_due(&mut self) -> Result<()> {
        let folders = content::folders(&self.project)?;
        self.due.reading.extend(folders);
        self.due.reading.extend(self.memory.leaflets.keys().cloned());
        self.due.making.extend(self.due.reading.iter().cloned());
        (self.due.beside, self.due.common) = (true, true);
        Ok(())
    }

    /// Renews fonts, layouts and practice, and takes note of what has to be looked at.
    fn renew_ground(&mut self, changed: &BTreeSet<String>, whole: bool) -> Result<()> {
        let Some(old) = self.ground.take() else {
            self.ground = Some(Ground::read(&self.project)?);
            // Changes of rounds that failed are known to nobody any more.
            return self.everything_is_due();
        };
        let before = old.marks();
        let ground = old.renewed(&self.project, changed);
        // What cannot be read now may be readable in the next round.
        let ground = ground.inspect_err(|_| self.due.common = true)?;
        let after = ground.marks();
        self.ground = Some(ground);
        for path in changed {
            if let Some(rest) = path.strip_prefix("content/leaflets/") {
                // A file beside the folders is no leaflet.
                self.due.reading.extend(rest.split_once('/').map(|(id, _)| id.to_owned()));
            } else {
                self.due.beside |= path.starts_with("content");
            }
        }
        if before.reading != after.reading {
            self.everything_is_due()?;
        }
        if before != after || whole {
            self.due.making.extend(self.memory.leaflets.keys().cloned());
            self.due.common = true;
        }
        Ok(())
    }

    /// Nothing can be made without a practice: all that is published stays.
    fn without_practice(&mut self) -> Result<Outcome> {
        self.due.common = true;
        let findings = diagnostic::sorted(self.ground.iter().flat_map(|ground| &ground.findings));
        let unread = content::folders(&self.project)?.len();
        Ok(Outcome { findings, unread, without_practice: true, ..Outcome::default() })
    }

    /// Reads the leaflets that have changed, on all cores.
    fn read_leaflets(&mut self, practice: &Arc<Practice>, onlooker: &dyn Onlooker) -> Result<()> {
        let Some(ground) = &self.ground else { return Ok(()) };
        let due = std::mem::take(&mut self.due.reading);
        let due = self.withheld.finished(due, &self.project, onlooker);
        let shelf = Shelf { project: &self.project, ground, practice, open: &self.open };
        let records = &self.memory.leaflets;
        let read = |id: &String| shelf.read(id, records.get(id).map(|record| record.key.as_str()));
        let (mut came, common) = (Vec::new(), &mut self.common_findings);
        // Its pictures stay in the typesetter's memory.
        let weight = |_: &String, read: &Result<Read>| if let Ok(Read::New { .. }) = read { 2 } else { 0 };
        pool::work(
            &due,
            weight,
            read,
            || false,
            |index, mut read| {
                if let Some(Ok(Read::New { beside, .. })) = &mut read {
                    *beside = common.share(beside);
                }
                came.push((due[index].clone(), read));
            },
        );
        let mut failed = None;
        for (id, read) in came {
            match read {
                Some(Ok(read)) => self.take_read(&id, read),
                Some(Err(error)) => {
                    self.due.reading.insert(id);
                    failed = failed.or(Some(error));
                }
                None => {}
            }
        }
        failed.map_or(Ok(()), Err)
    }

    fn take_read(&mut self, id: &str, read: Read) {
        if !matches!(read, Read::Same) {
            self.withheld.doubt(id, self.memory.leaflets.get(id));
        }
        match read {
            Read::Gone => {
                self.memory.leaflets.remove(id);
                self.memory.touch(id);
                self.catalog.remove(id);
                self.due.beside = true;
            }
            Read::Same => self.file_card(id),
            Read::New { key, card, findings, beside } => {
                // Screens may have waited for it, be it broken.
                self.due.beside |= !self.memory.leaflets.contains_key(id);
                let card_of_new = card.as_deref();
                let record = self.memory.leaflets.entry(id.to_owned());
                let record = record.or_insert_with(|| LeafletRecord::with_room_for(card_of_new));
                *record = LeafletRecord { key, card, findings, beside, ..std::mem::take(record) };
                self.memory.touch(id);
                self.due.making.insert(id.to_owned());
                self.file_card(id);
            }
        }
    }

    /// Puts the card of a leaflet into the catalog.
    pub(super) fn file_card(&mut self, id: &str) {
        let Some(record) = self.memory.leaflets.get(id) else { return };
        let old = self.catalog.get(id);
        // Screens choose by id and category.
        self.due.beside |= old.map(|card| &card.category) != record.card.as_ref().map(|card| &card.category);
        match &record.card {
            Some(card) if Some(card) != old => {
                self.catalog.insert(id.to_owned(), Arc::clone(card));
            }
            Some(_) => {}
            None => {
                self.catalog.remove(id);
            }
        }
    }

    /// Reads screens and notices, if they or what they refer to has changed.
    fn read_beside(&mut self, practice: &Practice, onlooker: &dyn Onlooker) -> Result<()> {
        let records = self.memory.leaflets.iter();
        self.broken = records.filter(|(_, record)| record.card.is_none()).map(|(id, _)| id.clone()).collect();
        let is_unfinished = |path| onlooker.is_unfinished(&self.project.root().join(path));
        if ["content/screens.toml", "content/notices"].into_iter().any(is_unfinished) {
            return Ok(());
        }
        let Some(ground) = self.ground.as_ref().filter(|_| self.due.beside) else { return Ok(()) };
        let good = self.catalog.values().map(|card| (card.id.as_str(), card.category.as_str())).collect();
        let known = Known { good, broken: &self.broken };
        let fonts = ground.snapshot.fonts();
        let press = |c| fonts.has(c);
        let read = content::surroundings(&self.project, &typeset::press(&press), practice, &known)?;
        self.beside = Beside {
            screens: read.screens.map(Arc::new),
            notices: Arc::new(read.notices),
            findings: diagnostic::settle(&read.diagnostics),
        };
        (self.due.beside, self.due.common) = (false, true);
        Ok(())
    }

    /// Takes note of leaflets that are no longer blocked by another, or whose files somebody has changed.
    fn look_after(&mut self, blocked: &BTreeSet<String>) {
        self.due.making.extend(self.blocked.difference(blocked).cloned());
        self.blocked.clone_from(blocked);
        if self.mode == Mode::Publish {
            self.due.making.extend(due_files::spoiled(&self.memory, blocked, self.project.out()));
        }
    }

    /// Jobs that cannot be done because their text has errors, by leaflet; and what is to be said of
    /// leaflets together.
    fn broken_jobs(&self, practice: &Practice) -> Broken {
        let (together, blocked) = editorial::review_together(&self.catalog);
        let jobs = self.catalog.values().flat_map(|card| {
            let own = if blocked.contains(&card.id) { plan::jobs(practice, card) } else { Vec::new() };
            own.into_iter().chain(plan::broken_jobs(practice, card))
        });
        Broken { jobs: jobs.collect(), blocked, together }
    }

    /// Does what tasks there are, on all cores; `receive` takes what comes, and may write to memory.
    pub(super) fn run(
        &mut self,
        practice: &Arc<Practice>,
        (tasks, plans): (&[Task<'_>], &[ScreenPlan]),
        (progress, onlooker): (&dyn Progress, &dyn Onlooker),
        mut receive: impl FnMut(&mut Memory, &Ground, &Task<'_>, Done),
    ) -> Undone {
        let mut undone = Undone::default();
        let Some(ground) = &self.ground else { return undone };
        let layouts = self.memory.layouts().clone();
        let memory = &mut self.memory;
        let shelf = Shelf { project: &self.project, ground, practice, open: &self.open };
        let out = (self.mode == Mode::Publish).then(|| self.project.out());
        let (beside, set_slides) = (&self.beside, &self.set_slides);
        let bench = Workbench { shelf, beside, set_slides, plans, layouts: &layouts, out };
        let (withheld, project) = (&mut self.withheld, &self.project);
        let stop = || onlooker.is_interrupted();
        pool::work(
            tasks,
            Task::weight,
            |task| bench.make(task),
            stop,
            |index, done| {
                let task = &tasks[index];
                match done {
                    _ if !withheld.is_sound(task, done.as_ref(), project, onlooker) => {}
                    Some(Done::Changed) => undone.add(task, make::changed_meanwhile(&self.project, task)),
                    Some(done) => receive(memory, ground, task, done),
                    None => undone.add(task, make::broken_down(&self.project, task)),
                }
                progress.done(&task.name());
            },
        );
        undone
    }

    /// Makes the files of leaflets that are due.
    fn make_leaflets(
        &mut self,
        practice: &Arc<Practice>,
        publisher: Option<&Publisher>,
        ready: BTreeMap<Job, Ready>,
        watched: (&dyn Progress, &dyn Onlooker),
        round: &mut Round,
    ) {
        let due = self.due.making.iter().filter_map(|id| self.memory.leaflets.get(id));
        let tasks = due_files::tasks(practice, due, &round.broken.blocked, ready);
        watched.0.planned(tasks.len());
        let undone = self.run(practice, (&tasks, &[]), watched, |memory, ground, task, done| {
            if let Task::Leaflet(task) = task {
                round.take_file(memory, ground, publisher, task, done);
            }
        });
        round.undone.join(undone);
    }

    fn plan_screens(&mut self, practice: &Practice, blocked: &BTreeSet<String>) {
        let beside = plan::Beside { practice, notices: &self.beside.notices, blocked, broken: &self.broken };
        let screens = self.beside.screens.as_ref();
        let before = self.plans.take();
        self.plans = screens.map(|screens| plan::screens(&self.catalog, screens, beside));
        if before.is_none() && self.plans.is_some() {
            // While there were no screens, nobody looked at their slides.
            self.due.making.extend(self.memory.leaflets.keys().cloned());
        }
        // Screens keep their order, unless their list itself has changed.
        let before = before.iter().flatten().map(Some).chain(std::iter::repeat(None));
        let changed = self.plans.iter().flatten().zip(before).filter(|(plan, before)| Some(*plan) != *before);
        self.due.screens.extend(changed.map(|(plan, _)| plan.screen.id.clone()));
    }
}
