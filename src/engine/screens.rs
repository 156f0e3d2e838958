//! The screens of a round: slides as they come, then each screen as a whole, its playlist last.

use std::collections::{BTreeMap, BTreeSet};

use super::edition::{self, Edition, Workshop};
use super::make::{SlideProduct, SlideTask};
use super::outcome::{Outcome, ScreenReport};
use crate::diagnostic::Diagnostic;
use crate::plan::ScreenPlan;
use crate::playlist::{MadeSlide, Playlist};
use crate::publish::{About, Artifact, Publisher, ScreenFile, Written};
use crate::{Error, Result, digest};

/// The screens of a round.
pub(super) struct Screens<'a> {
    plans: Option<&'a [ScreenPlan]>,
    /// Slides that were made, for each screen by id.
    made: Vec<BTreeMap<String, MadeSlide>>,
}

/// What is published of all screens.
#[derive(Default)]
pub(super) struct Shown {
    pub artifacts: Vec<Artifact>,
    /// Files that nothing needs any more.
    pub goes: Vec<String>,
    pub found: Vec<Diagnostic>,
    pub write_error: Option<Error>,
}

impl<'a> Screens<'a> {
    /// The screens of a plan.
    pub fn new(plans: Option<&'a [ScreenPlan]>) -> Self {
        let count = plans.map_or(0, <[ScreenPlan]>::len);
        Self { plans, made: vec![BTreeMap::new(); count] }
    }

    /// Takes note of a slide for every screen that shows it.
    pub fn take(&mut self, task: &SlideTask, slide: &SlideProduct) {
        for number in &task.screens {
            self.take_for(*number, task, slide);
        }
    }

    fn take_for(&mut self, number: usize, task: &SlideTask, slide: &SlideProduct) {
        let stage = &task.screen.stage;
        let made = MadeSlide {
            file: format!("slides/{}.svg", digest::short(&slide.svg)),
            sha256: digest::of(&slide.svg),
            bytes: slide.svg.len() as u64,
            words: slide.measures.words,
            readable_from_m: edition::tenths(stage.readable_from_m(slide.measures.capital_px)),
            scannable_from_m: slide.measures.symbol_px.map(|px| edition::tenths(stage.scannable_from_m(px))),
        };
        if let Some(screen) = self.made.get_mut(number) {
            screen.insert(task.slide.id.clone(), made);
        }
    }

    /// Writes a slide for each screen that shows it, and takes note of it where that went well; nothing
    /// refers to it before the playlist does.
    ///
    /// # Errors
    /// The first file that cannot be written; the slide counts as not made there.
    pub fn publish_slide(
        &mut self,
        publisher: &Publisher,
        task: &SlideTask,
        slide: &SlideProduct,
    ) -> Result<()> {
        let Some(plans) = self.plans else { return Ok(()) };
        let mut first: Option<String> = None;
        let mut failed = None;
        for number in &task.screens {
            let id = &plans[*number].screen.id;
            let path = format!("screens/{id}/slides/{}.svg", digest::short(&slide.svg));
            let written = match &first {
                Some(first) => publisher.share(first, &path, &slide.svg),
                None => publisher.write(&path, &slide.svg),
            };
            match written {
                Ok(_) => {
                    self.take_for(*number, task, slide);
                    first.get_or_insert(path);
                }
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// Puts every screen together without writing anything; returns the findings.
    pub fn check(&self, workshop: &Workshop<'_>, outcome: &mut Outcome) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (plan, made) in self.plans.unwrap_or_default().iter().zip(&self.made) {
            let edition = edition::put_together(workshop, plan, made, None, &mut found);
            outcome.screens.push(edition::report(plan, edition.as_ref(), Some(false)));
        }
        found
    }

    /// Publishes every screen; one that cannot be put together or written stays as it is.
    ///
    /// # Errors
    /// If what is published cannot be read.
    pub fn publish(
        &self,
        workshop: &Workshop<'_>,
        publisher: &Publisher,
        outcome: &mut Outcome,
    ) -> Result<Shown> {
        let mut shown = Shown::default();
        let published = publisher.published_screens()?;
        for (plan, made) in self.plans.unwrap_or_default().iter().zip(&self.made) {
            let files: Vec<&ScreenFile> =
                published.iter().filter(|file| file.screen == plan.screen.id).collect();
            let report = publish_screen(workshop, publisher, plan, made, &files, &mut shown)?;
            outcome.screens.push(report);
        }
        self.others(workshop, publisher, &published, &mut shown)?;
        Ok(shown)
    }

    /// Screens that are planned no more go; all stay where the plan is in doubt.
    fn others(
        &self,
        workshop: &Workshop<'_>,
        publisher: &Publisher,
        published: &[ScreenFile],
        shown: &mut Shown,
    ) -> Result<()> {
        let is_planned = |id: &str| self.plans.is_some_and(|plans| plans.iter().any(|p| p.screen.id == id));
        for file in published.iter().filter(|file| !is_planned(&file.screen)) {
            if self.plans.is_some() && !workshop.hold {
                shown.goes.push(file.path.clone());
            } else {
                shown.artifacts.push(publisher.entry(&file.path, About::screen(&file.screen))?);
            }
        }
        Ok(())
    }
}

/// Publishes one screen, or keeps it as it was.
fn publish_screen(
    workshop: &Workshop<'_>,
    publisher: &Publisher,
    plan: &ScreenPlan,
    made: &BTreeMap<String, MadeSlide>,
    published: &[&ScreenFile],
    shown: &mut Shown,
) -> Result<ScreenReport> {
    let id = &plan.screen.id;
    let json = publisher.read(&format!("screens/{id}/playlist.json"))?;
    let previous = json.as_deref().and_then(Playlist::from_json);
    let edition = edition::put_together(workshop, plan, made, previous.as_ref(), &mut shown.found);
    let switched = edition.as_ref().map(|edition| {
        let pictures = edition::pictures(workshop, publisher, plan, edition, published)?;
        switch(publisher, edition, &pictures, published)
    });
    let changed = match switched {
        Some(Ok(switched)) => {
            shown.artifacts.extend(switched.artifacts);
            shown.goes.extend(switched.goes);
            Some(switched.changed)
        }
        Some(Err(error)) => {
            shown.write_error = shown.write_error.take().or(Some(error));
            None
        }
        None => None,
    };
    if changed.is_none() {
        // Whatever of the new edition is on the disk already: nothing goes while it is not whole.
        for file in published {
            shown.artifacts.push(publisher.entry(&file.path, About::screen(id))?);
        }
    }
    Ok(edition::report(plan, edition.as_ref(), changed))
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
    let stays = |file: &ScreenFile| artifacts.iter().any(|artifact| artifact.path == file.path);
    let goes = published.iter().filter(|file| !stays(file)).map(|file| file.path.clone()).collect();
    Ok(Switched { changed: written == Written::Changed, artifacts, goes })
}
