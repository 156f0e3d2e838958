//! The screens of a round: editions are put together and published on all cores, the playlist of each after
//! all that it names.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::batches::batches;
use super::collected::Round;
use super::due_slides::DueSlides;
use super::edition::{self, Edition, Workshop};
use super::lineup::{made_slides, playlist};
use super::make::{self, SLIDE_WEIGHT, Task, stage_key};
use super::outcome::Progress;
use super::record::{FileMade, ScreenRecord, SlideName};
use super::shelf::Shelf;
use super::show::Onlooker;
use super::stale::{Stale, Terms};
use super::{Engine, Mode, ScreenReport, pool};
use crate::diagnostic::{Finding, settle};
use crate::model::Practice;
use crate::plan::ScreenPlan;
use crate::playlist::{Playlist, Stock};
use crate::publish::{self, About, Listed, Publisher, ScreenFile, Written};
use crate::{Error, Result, typeset};

/// From so many files and slides on, a round is no step of an editor, who wants the next one to be quick.
const LARGE_ROUND: usize = 40;
/// The same, in editions of screens.
const FEW_EDITIONS: usize = 3;

/// What came of putting an edition together.
struct PutTogether {
    /// Nothing if the screen has to stay as it is.
    edition: Option<Edition>,
    findings: Vec<Finding>,
}

/// What came of publishing an edition.
struct Published {
    record: ScreenRecord,
    /// Files that nothing needs any more.
    goes: Vec<String>,
    /// Why it could not be written.
    failed: Option<Error>,
    /// Whether it has to be put together again in the next round.
    again: bool,
}

impl Published {
    fn new(record: ScreenRecord) -> Self {
        Self { record, goes: Vec::new(), failed: None, again: false }
    }
}

impl Engine {
    /// Makes the slides and screens that are due, some screens at a time; one that cannot be put together or
    /// written stays as it is. Whether all of it is done: what is left is still due in the next round.
    ///
    /// # Errors
    /// If what is published cannot be read.
    pub(super) fn make_screens(
        &mut self,
        practice: &Arc<Practice>,
        terms: (Option<&Publisher>, bool),
        watched: (&dyn Progress, &dyn Onlooker),
        round: &mut Round,
    ) -> Result<bool> {
        let plans = self.plans.take();
        if let Some(plans) = plans.as_ref().filter(|_| self.due.common || !self.due.screens.is_empty()) {
            self.forget_slides(plans);
        }
        let made = self.make_batches(practice, plans.as_deref().unwrap_or_default(), terms, watched, round);
        self.plans = plans;
        self.set_slides.make_room(0);
        made
    }

    fn make_batches(
        &mut self,
        practice: &Arc<Practice>,
        plans: &[ScreenPlan],
        (publisher, hold): (Option<&Publisher>, bool),
        (progress, onlooker): (&dyn Progress, &dyn Onlooker),
        round: &mut Round,
    ) -> Result<bool> {
        let out = (self.mode == Mode::Publish).then(|| self.project.out());
        let slides = DueSlides::find(plans, &self.memory, &self.due, out);
        progress.planned(slides.len());
        let batches = batches(plans.len(), &slides);
        let (mut slides, mut failed) = (slides.in_turn(), None);
        for batch in batches {
            let own = slides.by_ref().take(batch.slides);
            let own: Vec<Task<'_>> = own.map(|slide| slide.task(&self.memory)).collect();
            let plans_of_batch = &plans[batch.screens];
            let concerned = plans_of_batch.iter().filter(|plan| self.due.concerns(plan, &self.memory));
            let largest = concerned.map(|plan| plan.slides().count()).max();
            self.set_slides.make_room(own.len().max(largest.unwrap_or(0)));
            let undone =
                self.run(practice, (&own, plans), (progress, onlooker), |memory, ground, task, done| {
                    if let Task::Slide(task) = task {
                        round.take_slide((memory, ground), publisher, plans, task, done);
                    }
                });
            round.undone.join(undone);
            // What may have been half-written has to be read again.
            if self.take_back(onlooker) || onlooker.is_interrupted() {
                return Ok(false);
            }
            let terms = self.terms(publisher, hold);
            let stale = self.stale_screens(plans_of_batch, terms);
            let published = stale.and_then(|stale| self.publish_stale(practice, terms, &stale, round));
            failed = failed.or(published.err());
        }
        if round.outcome.typeset >= LARGE_ROUND {
            // The list of all that is published needs room, too.
            typeset::forget(0);
        }
        failed.map_or(Ok(true), Err)
    }

    /// Lists the files of every screen for the manifest, and says what came of each. Returns files that nothing
    /// needs any more.
    ///
    /// # Errors
    /// If what is published cannot be read.
    pub(super) fn list_screens(
        &mut self,
        publisher: Option<&Publisher>,
        hold: bool,
        round: &mut Round,
        listed: &mut publish::Edition,
    ) -> Result<Vec<String>> {
        let plans = self.plans.take();
        let renewed = std::mem::take(&mut self.renewed_screens);
        let planned: BTreeSet<&str> = plans.iter().flatten().map(|plan| plan.screen.id.as_str()).collect();
        let for_good = plans.is_some() && !hold;
        self.forget_screens(&planned, for_good);
        for plan in plans.iter().flatten() {
            let Some(record) = self.memory.screens.get(&plan.screen.id) else { continue };
            let about = Arc::new(About::screen(&plan.screen.id));
            record.listed().for_each(|file| listed.add(file, &about));
            let report = record.report.clone();
            let is_new = renewed.contains(&plan.screen.id);
            round.outcome.screens.push(if is_new { report } else { report.settled() });
        }
        let goes =
            publisher.map_or(Ok(Vec::new()), |publisher| unplanned(publisher, &planned, for_good, listed));
        self.plans = plans;
        goes
    }

    /// Puts editions together and publishes them, on all cores.
    fn publish_stale(
        &mut self,
        practice: &Arc<Practice>,
        terms: Terms<'_>,
        stale: &[Stale<'_>],
        round: &mut Round,
    ) -> Result<()> {
        let Some(ground) = &self.ground else { return Ok(()) };
        let time_zone = practice.time_zone.as_deref().unwrap_or_default();
        let shelf = Shelf { project: &self.project, ground, practice, open: &self.open };
        let workshop = Workshop {
            shelf: &shelf,
            beside: &self.beside,
            set_slides: &self.set_slides,
            memory: &self.memory,
            stock: Stock { catalog: &self.catalog, notices: &self.beside.notices, time_zone },
            png: self.extras.png && terms.publisher.is_some(),
            drawing: Mutex::new(()),
            hold: terms.hold,
        };
        let is_large = round.outcome.typeset >= LARGE_ROUND || stale.len() > FEW_EDITIONS;
        self.set_slides.take_count();
        let weight = || match self.set_slides.take_count() {
            set if is_large || set >= LARGE_ROUND => SLIDE_WEIGHT * set,
            _ => 0,
        };
        let mut published: Vec<Option<Published>> = stale.iter().map(|_| None).collect();
        let mut failed = None;
        pool::work(
            stale,
            |_, _| weight(),
            |stale| {
                let came = put_together(&workshop, stale.plan, terms.publisher)?;
                self.publish_edition((&workshop, terms), stale, came)
            },
            || false,
            |index, came| {
                let came = came.unwrap_or_else(|| {
                    let stale = &stale[index];
                    let came = broken_down(&workshop, stale.plan);
                    let stays = self.publish_edition((&workshop, terms), stale, came)?;
                    Ok(Published { again: true, ..stays })
                });
                match came {
                    Ok(came) => published[index] = Some(came),
                    Err(error) => {
                        failed.get_or_insert(error);
                    }
                }
            },
        );
        for (stale, came) in stale.iter().zip(published).filter_map(|(s, came)| Some((s, came?))) {
            let id = &stale.plan.screen.id;
            self.renewed_screens.insert(id.clone());
            self.memory.screens.insert(id.clone(), came.record);
            self.memory.touch_screen(id);
            self.leftovers.extend(came.goes);
            round.outcome.note(came.failed);
            if came.again {
                // What was written again meanwhile is put together in the next round.
                round.undone.again.screens.insert(id.clone());
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// Publishes one edition, where anything is published.
    fn publish_edition(
        &self,
        (workshop, terms): (&Workshop<'_>, Terms<'_>),
        stale: &Stale<'_>,
        came: PutTogether,
    ) -> Result<Published> {
        let Some(publisher) = terms.publisher else { return Ok(proved(stale, came)) };
        let (plan, id) = (stale.plan, stale.plan.screen.id.as_str());
        let published = publisher.published_files(id)?;
        let report = |changed| edition::report(plan, came.edition.as_ref(), changed);
        let Some(edition) = &came.edition else {
            return Ok(Published::new(stays(publisher, &published, report(None), came.findings)?));
        };
        let made = made_slides(workshop.memory, plan, Some(publisher));
        let shown = |slide: &str| made.contains_key(slide);
        let _alone = workshop.png.then(|| workshop.drawing.lock().unwrap_or_else(PoisonError::into_inner));
        let pictures = edition::pictures(workshop, publisher, plan, edition, &shown, &published)?;
        match switch(publisher, edition, &pictures, &published) {
            Ok(switched) => {
                // The playlist that was just written is the previous one from now on.
                let json = edition.playlist.to_json();
                let again = edition.lacks_words;
                let key =
                    if again { String::new() } else { self.screen_key(plan, &made, Some(&json), terms) };
                let report = report(Some(switched.changed));
                let record = ScreenRecord::new(key, report, came.findings, switched.files);
                Ok(Published { record, goes: switched.goes, failed: None, again })
            }
            Err(error) => {
                let record = stays(publisher, &published, report(None), came.findings)?;
                Ok(Published { failed: Some(error), ..Published::new(record) })
            }
        }
    }

    /// Forgets slides that no screen shows any more.
    fn forget_slides(&mut self, plans: &[ScreenPlan]) {
        let mut names = BTreeSet::new();
        for plan in plans {
            let stage = stage_key(&plan.screen.stage);
            names.extend(plan.slides().map(|planned| SlideName::new(stage, &planned.slide.id)));
        }
        for record in self.memory.leaflets.values_mut() {
            record.slides.retain(|name, _| names.contains(name));
        }
        self.memory.common.retain(|name, _| names.contains(name));
    }

    fn forget_screens(&mut self, planned: &BTreeSet<&str>, for_good: bool) {
        let gone: Vec<String> =
            self.memory.screens.keys().filter(|id| !planned.contains(id.as_str())).cloned().collect();
        for id in gone.into_iter().filter(|_| for_good) {
            self.memory.screens.remove(&id);
            self.memory.touch_screen(&id);
        }
    }
}

/// A panic in the typesetter or an exporter fails its screen alone.
fn broken_down(workshop: &Workshop<'_>, plan: &ScreenPlan) -> PutTogether {
    let what = format!("screen `{}`", plan.screen.id);
    let finding = make::broke_down(workshop.shelf.project, "content/screens.toml", &what);
    PutTogether { edition: None, findings: vec![finding] }
}

/// Puts the edition of a screen together.
fn put_together(
    workshop: &Workshop<'_>,
    plan: &ScreenPlan,
    publisher: Option<&Publisher>,
) -> Result<PutTogether> {
    let json = publisher.map(|publisher| publisher.read(&playlist(&plan.screen.id))).transpose()?.flatten();
    let previous = json.as_deref().and_then(Playlist::from_json);
    let made = made_slides(workshop.memory, plan, publisher);
    let mut found = Vec::new();
    let edition = edition::put_together(workshop, plan, &made, previous.as_ref(), &mut found);
    Ok(PutTogether { edition, findings: settle(&found) })
}

/// What is remembered of an edition that is not published.
fn proved(stale: &Stale<'_>, came: PutTogether) -> Published {
    let report = edition::report(stale.plan, came.edition.as_ref(), Some(false));
    Published::new(ScreenRecord::new(stale.key.clone(), report, came.findings, Vec::new()))
}

/// A screen that stays as it was: whatever of the new edition is on the disk already, nothing goes
/// while it is not whole. It has no key, so that the next round that does anything tries again.
fn stays(
    publisher: &Publisher,
    published: &[ScreenFile],
    report: ScreenReport,
    findings: Vec<Finding>,
) -> Result<ScreenRecord> {
    let made = |file: &ScreenFile| Ok(FileMade::new(publisher.entry(&file.path)?, file.modified));
    let files = published.iter().map(made).collect::<Result<Vec<_>>>()?;
    Ok(ScreenRecord::new(String::new(), report, findings, files))
}

/// Screens that are planned no more go, all their files; they stay where the plan is in doubt.
fn unplanned(
    publisher: &Publisher,
    planned: &BTreeSet<&str>,
    for_good: bool,
    listed: &mut publish::Edition,
) -> Result<Vec<String>> {
    let mut goes = Vec::new();
    for screen in publisher.published_screens()?.iter().filter(|id| !planned.contains(id.as_str())) {
        let about = Arc::new(About::screen(screen));
        for file in publisher.published_files(screen)? {
            if for_good {
                goes.push(file.path);
            } else {
                listed.add(publisher.entry(&file.path)?, &about);
            }
        }
    }
    Ok(goes)
}

/// What came of writing an edition.
struct Switched {
    changed: bool,
    files: Vec<FileMade>,
    goes: Vec<String>,
}

/// Writes what the screen needs, its playlist after all that it names.
fn switch(
    publisher: &Publisher,
    edition: &Edition,
    pictures: &[(String, Vec<u8>)],
    published: &[ScreenFile],
) -> Result<Switched> {
    let id = &edition.playlist.screen.id;
    let path = |name: &str| format!("screens/{id}/{name}");
    let mut files = Vec::new();
    let mut write = |path: String, bytes: &[u8]| {
        let written = publisher.write(&path, bytes)?;
        files.push(Listed::new(&path, bytes));
        Ok::<_, Error>(written)
    };
    for (name, bytes) in &edition.player {
        write(path(name), bytes)?;
    }
    if let Some(pdf) = &edition.handout {
        write(path(&format!("{id}.pdf")), pdf)?;
    }
    for (path, bytes) in pictures {
        write(path.clone(), bytes)?;
    }
    // Slides are on the disk, and what stays as it was: if one of them is not, there is no new edition.
    let needed: BTreeSet<String> = edition.playlist.files().map(path).collect();
    let kept = published.iter().map(|file| &file.path).filter(|path| edition.keeps(path));
    let kept: BTreeSet<String> = needed.into_iter().chain(kept.cloned()).collect();
    let kept = kept.iter().map(|path| publisher.entry(path)).collect::<Result<Vec<_>>>()?;
    write(path("playlist.js"), &edition.playlist.to_script())?;
    let written = write(playlist(id), &edition.playlist.to_json())?;
    files.extend(kept);
    let stays: BTreeSet<&str> = files.iter().map(|file| file.path.as_ref()).collect();
    let goes = published.iter().filter(|file| !stays.contains(file.path.as_str()));
    let goes = goes.map(|file| file.path.clone()).collect();
    let made = |file: Listed| {
        let modified = publisher.modified(&file.path);
        FileMade::new(file, modified)
    };
    let files = files.into_iter().map(made).collect();
    Ok(Switched { changed: written == Written::Changed, files, goes })
}
