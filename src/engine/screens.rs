//! The screens of a round: slides as they come, then each screen as a whole, its playlist last.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::collected::Round;
use super::edition::{self, Edition, Workshop};
use super::ground::Ground;
use super::make::{Done, Fresh, SlideProduct, SlideTask, stage_name};
use super::memory::Memory;
use super::record::{FileMade, Made, ScreenRecord};
use super::shelf::Shelf;
use super::tasks::{slide_name, with_origins};
use super::{Engine, Mode, ScreenReport};
use crate::diagnostic::{Finding, settle};
use crate::model::Practice;
use crate::plan::{Origin, ScreenPlan};
use crate::playlist::{Entry, Playlist, Stock};
use crate::publish::{About, Artifact, Publisher, ScreenFile, Written};
use crate::{Error, Result, digest, typeset};

/// From so many files and slides on, a round is no step of an editor, who wants the next one to be quick.
const LARGE_ROUND: usize = 40;
/// The same, in editions of screens.
const FEW_EDITIONS: usize = 3;

/// What is published of all screens.
#[derive(Default)]
pub(super) struct Published {
    pub artifacts: Vec<Artifact>,
    /// Files that nothing needs any more.
    pub goes: Vec<String>,
}

impl Round {
    /// Writes a slide for each screen that shows it, and remembers it where that went well; nothing
    /// refers to it before the playlist does.
    pub fn take_slide(
        &mut self,
        (memory, ground): (&mut Memory, &Ground),
        publisher: Option<&Publisher>,
        plans: &[ScreenPlan],
        task: &SlideTask,
        done: Done,
    ) {
        match done {
            Done::Current | Done::Changed | Done::Leaflet(_) => {}
            Done::SameOf(text) => {
                if let Some(known) = task.known.clone() {
                    remember(memory, task, Made { text, ..known });
                }
            }
            Done::SlideAgain(text, svg) => {
                let Some((known, entry)) = task.known.clone().and_then(|k| Some((k.clone(), k.product?)))
                else {
                    return;
                };
                let written = publisher
                    .map(|publisher| write_slide(publisher, plans, task, &SlideProduct { svg, entry }));
                if let Some(Err(error)) = written {
                    self.outcome.write_error = self.outcome.write_error.take().or(Some(error));
                    forget(memory, task);
                    return;
                }
                remember(memory, task, Made { text, ..known });
            }
            Done::Slide(mut fresh) => {
                self.outcome.typeset += 1;
                let product = fresh.product.take();
                if let Some((publisher, slide)) = publisher.zip(product.as_ref())
                    && let Err(error) = write_slide(publisher, plans, task, slide)
                {
                    self.outcome.write_error = self.outcome.write_error.take().or(Some(error));
                    // What was made before is not on the disk as it should be, either.
                    forget(memory, task);
                    return;
                }
                let fresh: Fresh<()> = fresh.without_product();
                let made = fresh.remember(memory, ground, product.map(|product| product.entry));
                remember(memory, task, made);
            }
        }
    }
}

fn remember(memory: &mut Memory, task: &SlideTask, made: Made<Entry>) {
    let name = slide_name(&task.stage, &task.id);
    if let Some(Origin::Leaflet(id)) = &task.origin {
        if let Some(record) = memory.leaflets.get_mut(id) {
            record.slides.insert(name, made);
            memory.touch(id);
        }
    } else {
        memory.common.insert(name, made);
        memory.touch_common();
    }
}

fn forget(memory: &mut Memory, task: &SlideTask) {
    let name = slide_name(&task.stage, &task.id);
    if let Some(Origin::Leaflet(id)) = &task.origin {
        if let Some(record) = memory.leaflets.get_mut(id) {
            record.slides.remove(&name);
            memory.touch(id);
        }
    } else {
        memory.common.remove(&name);
        memory.touch_common();
    }
}

/// Writes a slide into the folder of each screen that shows it; tries all of them.
fn write_slide(
    publisher: &Publisher,
    plans: &[ScreenPlan],
    task: &SlideTask,
    slide: &SlideProduct,
) -> Result<()> {
    let mut first: Option<String> = None;
    let mut failed = None;
    for plan in task.screens.iter().filter_map(|number| plans.get(*number)) {
        let path = format!("screens/{}/{}", plan.screen.id, slide.entry.file);
        let written = match &first {
            Some(first) => publisher.share(first, &path, &slide.svg),
            None => publisher.write(&path, &slide.svg),
        };
        match written {
            Ok(_) => first = first.or(Some(path)),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    failed.map_or(Ok(()), Err)
}

impl Engine {
    /// Publishes every screen; one that cannot be put together or written stays as it is.
    ///
    /// # Errors
    /// If what is published cannot be read.
    pub(super) fn publish_screens(
        &mut self,
        practice: &Arc<Practice>,
        publisher: Option<&Publisher>,
        hold: bool,
        round: &mut Round,
    ) -> Result<Published> {
        let plans = self.plans.take();
        let mut shown = Published::default();
        let files = publisher.map(Publisher::published_screens).transpose()?.unwrap_or_default();
        let mut published: BTreeMap<&str, Vec<&ScreenFile>> = BTreeMap::new();
        for file in &files {
            published.entry(file.screen.as_str()).or_default().push(file);
        }
        self.forget_slides(plans.as_deref().unwrap_or_default());
        let mut editions = 0;
        let is_large = round.outcome.typeset >= LARGE_ROUND;
        if is_large {
            typeset::forget(0);
        }
        for plan in plans.as_deref().unwrap_or_default() {
            let own = published.remove(plan.screen.id.as_str()).unwrap_or_default();
            editions += usize::from(self.publish_screen(
                practice,
                (publisher, hold),
                plan,
                &own,
                (&mut shown, round),
            )?);
            if is_large || editions > FEW_EDITIONS {
                // All slides of a screen in one document: many such documents would fill the memory.
                typeset::forget(0);
            }
        }
        let planned: BTreeSet<&str> = plans.iter().flatten().map(|plan| plan.screen.id.as_str()).collect();
        self.forget_screens(&planned, plans.is_some() && !hold);
        // Screens that are planned no more go; all stay where the plan is in doubt.
        for file in published.into_values().flatten() {
            if plans.is_some() && !hold {
                shown.goes.push(file.path.clone());
            } else if let Some(publisher) = publisher {
                shown.artifacts.push(publisher.entry(&file.path, About::screen(&file.screen))?);
            }
        }
        self.plans = plans;
        Ok(shown)
    }

    /// Forgets slides that no screen shows any more.
    fn forget_slides(&mut self, plans: &[ScreenPlan]) {
        let mut names = BTreeSet::new();
        for plan in plans {
            let stage = stage_name(&plan.screen.stage);
            names.extend(with_origins(plan).map(|(_, slide)| slide_name(&stage, &slide.id)));
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

    /// Publishes one screen, unless everything that its edition is put together from is as it was; whether
    /// there is a new edition.
    fn publish_screen(
        &mut self,
        practice: &Arc<Practice>,
        (publisher, hold): (Option<&Publisher>, bool),
        plan: &ScreenPlan,
        published: &[&ScreenFile],
        (shown, round): (&mut Published, &mut Round),
    ) -> Result<bool> {
        let Some(ground) = &self.ground else { return Ok(false) };
        let id = plan.screen.id.as_str();
        let made = made_slides(&self.memory, plan);
        let read = |publisher: &Publisher| publisher.read(&format!("screens/{id}/playlist.json"));
        let json = publisher.map(read).transpose()?.flatten();
        let key = self.screen_key(ground, plan, &made, json.as_deref(), hold);
        if let Some(record) = self.settled_screen(id, &key, published) {
            shown.artifacts.extend(record.files.iter().map(|file| file.artifact.clone()));
            round.outcome.screens.push(ScreenReport { changed: Some(false), ..record.report.clone() });
            return Ok(false);
        }
        let previous = json.as_deref().and_then(Playlist::from_json);
        let time_zone = practice.time_zone.as_deref().unwrap_or_default();
        let stock = Stock { catalog: &self.catalog, notices: &self.beside.notices, time_zone };
        let shelf = Shelf { project: &self.project, ground, practice, open: &self.open };
        let workshop = Workshop {
            shelf: &shelf,
            beside: &self.beside,
            memory: &self.memory,
            stock,
            png: self.extras.png && publisher.is_some(),
            hold,
        };
        let mut found = Vec::new();
        let edition = edition::put_together(&workshop, plan, &made, previous.as_ref(), &mut found);
        let switched = match (publisher, &edition) {
            (Some(publisher), Some(edition)) => {
                let pictures = edition::pictures(&workshop, publisher, plan, edition, &made, published)?;
                Some(switch(publisher, edition, &pictures, published))
            }
            _ => None,
        };
        let findings = settle(&found);
        let report = |changed| edition::report(plan, edition.as_ref(), changed);
        let record = match switched {
            Some(Ok(switched)) => {
                shown.goes.extend(switched.goes);
                let report = report(Some(switched.changed));
                // The playlist that was just written is the previous one from now on.
                let json = edition.as_ref().map(|edition| edition.playlist.to_json());
                let key = self.screen_key(ground, plan, &made, json.as_deref(), hold);
                let modified = |path: &str| publisher.map_or(0, |publisher| publisher.modified(path));
                let files = switched.artifacts.into_iter();
                let files = files.map(|artifact| FileMade { modified: modified(&artifact.path), artifact });
                ScreenRecord { key, report, findings, files: files.collect() }
            }
            Some(Err(error)) => {
                round.outcome.write_error = round.outcome.write_error.take().or(Some(error));
                stays(publisher, id, published, report(None), findings)?
            }
            None if publisher.is_none() => {
                let report = report(Some(false));
                ScreenRecord { key, report, findings, files: Vec::new() }
            }
            None => stays(publisher, id, published, report(None), findings)?,
        };
        shown.artifacts.extend(record.files.iter().map(|file| file.artifact.clone()));
        round.outcome.screens.push(record.report.clone());
        self.memory.screens.insert(id.to_owned(), record);
        self.memory.touch_screen(id);
        Ok(true)
    }

    /// The record of a screen that is as it should be.
    fn settled_screen(&self, id: &str, key: &str, published: &[&ScreenFile]) -> Option<&ScreenRecord> {
        let record = self.memory.screens.get(id).filter(|record| record.key == key)?;
        (self.mode == Mode::Prove || are_all_there(record, published)).then_some(record)
    }

    /// Digest over everything that the edition of a screen is put together from.
    fn screen_key(
        &self,
        ground: &Ground,
        plan: &ScreenPlan,
        made: &BTreeMap<String, Entry>,
        previous: Option<&[u8]>,
        hold: bool,
    ) -> String {
        let updated = plan.groups.iter().map(|group| match &group.origin {
            Origin::Leaflet(id) => self.catalog.get(id).map_or("", |card| card.updated.as_str()),
            Origin::Notice(_) => "",
        });
        let windows = self.beside.notices.good.values();
        let windows: Vec<String> =
            windows.map(|notice| format!("{} {} {:?}", notice.id, notice.updated.0, notice.when)).collect();
        let screens = self.beside.screens.as_ref().map(|screens| screens.file.text());
        let parts = [
            // Layouts and practice are part of the handout.
            format!("{:?} {hold} {}", ground.marks(), self.extras.png),
            format!("{plan:?}"),
            format!("{made:?}"),
            updated.collect::<Vec<_>>().join(" "),
            windows.join("\n"),
            screens.unwrap_or_default().to_owned(),
            previous.map(digest::of).unwrap_or_default(),
        ];
        digest::short(parts.join("\n").as_bytes())
    }
}

/// A screen that stays as it was: whatever of the new edition is on the disk already, nothing goes
/// while it is not whole. It has no key, so that the next round tries again.
fn stays(
    publisher: Option<&Publisher>,
    id: &str,
    published: &[&ScreenFile],
    report: ScreenReport,
    findings: Vec<Finding>,
) -> Result<ScreenRecord> {
    let mut files = Vec::new();
    for (publisher, file) in
        publisher.iter().flat_map(|publisher| published.iter().map(move |f| (publisher, f)))
    {
        let artifact = publisher.entry(&file.path, About::screen(id))?;
        files.push(FileMade { artifact, modified: file.modified });
    }
    Ok(ScreenRecord { key: String::new(), report, findings, files })
}

/// The slides of a screen that were made, by id.
fn made_slides(memory: &Memory, plan: &ScreenPlan) -> BTreeMap<String, Entry> {
    let stage = stage_name(&plan.screen.stage);
    with_origins(plan)
        .filter_map(|(origin, slide)| {
            let slides = match origin {
                Some(Origin::Leaflet(id)) => &memory.leaflets.get(id)?.slides,
                _ => &memory.common,
            };
            let made = slides.get(&slide_name(&stage, &slide.id))?;
            Some((slide.id.clone(), made.product.clone()?))
        })
        .collect()
}

/// Whether exactly the files of a record are published, as they were written.
fn are_all_there(record: &ScreenRecord, published: &[&ScreenFile]) -> bool {
    let there: BTreeMap<&str, (u64, u64)> =
        published.iter().map(|file| (file.path.as_str(), (file.size, file.modified))).collect();
    let is_there = |file: &FileMade| {
        there.get(file.artifact.path.as_str()) == Some(&(file.artifact.size, file.modified))
    };
    record.files.len() == there.len() && record.files.iter().all(is_there)
}

/// What came of publishing an edition.
struct Switched {
    changed: bool,
    artifacts: Vec<Artifact>,
    goes: Vec<String>,
}

/// Writes what the screen needs, its playlist after all that it names.
fn switch(
    publisher: &Publisher,
    edition: &Edition,
    pictures: &[(String, Vec<u8>)],
    published: &[&ScreenFile],
) -> Result<Switched> {
    let id = &edition.playlist.screen.id;
    let path = |name: &str| format!("screens/{id}/{name}");
    let about = || About::screen(id);
    let mut artifacts = Vec::new();
    let mut write = |path: String, bytes: &[u8]| {
        let written = publisher.write(&path, bytes)?;
        artifacts.push(Artifact::new(path, about(), bytes));
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
    let kept: Vec<Artifact> =
        kept.iter().map(|path| publisher.entry(path, about())).collect::<Result<Vec<_>>>()?;
    write(path("playlist.js"), &edition.playlist.to_script())?;
    let written = write(path("playlist.json"), &edition.playlist.to_json())?;
    artifacts.extend(kept);
    let stays: BTreeSet<&str> = artifacts.iter().map(|artifact| artifact.path.as_str()).collect();
    let goes = published.iter().filter(|file| !stays.contains(file.path.as_str()));
    let goes = goes.map(|file| file.path.clone()).collect();
    Ok(Switched { changed: written == Written::Changed, artifacts, goes })
}
