//! The screens of a round: slides as they come, then loop, player and handout of each screen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::make::{SlideProduct, SlideTask};
use super::outcome::{Outcome, ScreenReport, SlideReport};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Date, Library, Screen};
use crate::plan::ScreenPlan;
use crate::player::{self, Player};
use crate::playlist::{self, MadeSlide, Playlist};
use crate::project::Project;
use crate::publish::{About, Artifact, Publisher, ScreenFile, Written};
use crate::slides::Slide;
use crate::source::Source;
use crate::typeset::{self, Snapshot};
use crate::{Error, Result, digest, export};

/// Share of the expected wait that the loop should take, so that people see it twice.
const GOOD_SHARE: f64 = 0.5;

/// The screens of a round.
pub(super) struct Screens<'a> {
    plans: Option<&'a [ScreenPlan]>,
    /// Slides that were made, for each screen by id.
    made: Vec<BTreeMap<String, MadeSlide>>,
    /// Pictures that were made, for each screen.
    pictures: Vec<BTreeSet<String>>,
}

/// What screens are made from.
pub(super) struct Workshop<'a> {
    pub project: &'a Project,
    pub snapshot: &'a Arc<Snapshot>,
    pub library: &'a Library,
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

/// A screen that is ready to be published.
struct Ready {
    playlist: Playlist,
    player: Player,
    handout: Option<Vec<u8>>,
}

impl<'a> Screens<'a> {
    /// The screens of a plan.
    pub fn new(plans: Option<&'a [ScreenPlan]>) -> Self {
        let count = plans.map_or(0, <[ScreenPlan]>::len);
        Self { plans, made: vec![BTreeMap::new(); count], pictures: vec![BTreeSet::new(); count] }
    }

    /// Takes note of a slide.
    pub fn take(&mut self, task: &SlideTask, slide: &SlideProduct) {
        let stage = &task.screen.stage;
        let sha256 = digest::of(&slide.svg);
        let made = MadeSlide {
            file: format!("slides/{}.svg", digest::short(&slide.svg)),
            sha256,
            bytes: slide.svg.len() as u64,
            words: slide.measures.words,
            readable_from_m: tenths(stage.readable_from_m(slide.measures.capital_px)),
            scannable_from_m: slide.measures.symbol_px.map(|px| tenths(stage.scannable_from_m(px))),
        };
        for number in &task.screens {
            if let Some(screen) = self.made.get_mut(*number) {
                screen.insert(task.slide.id.clone(), made.clone());
            }
        }
    }

    /// Takes note of a slide and writes it, for each screen that shows it; nothing refers to it before
    /// the playlist does.
    pub fn publish_slide(
        &mut self,
        publisher: &Publisher,
        task: &SlideTask,
        slide: &SlideProduct,
    ) -> Result<()> {
        let Some(plans) = self.plans else { return Ok(()) };
        self.take(task, slide);
        let mut first: Option<String> = None;
        for number in &task.screens {
            let id = &plans[*number].screen.id;
            let path = format!("screens/{id}/slides/{}.svg", digest::short(&slide.svg));
            let written = match &first {
                Some(first) => publisher.share(first, &path, &slide.svg),
                None => publisher.write(&path, &slide.svg),
            };
            if let Err(error) = written {
                // What is not on the disk was not made.
                self.made[*number].remove(&task.slide.id);
                return Err(error);
            }
            first.get_or_insert(path);
            if let Some(png) = &slide.png {
                let path = picture_path(&plans[*number], &task.slide);
                publisher.write(&path, png)?;
                self.pictures[*number].insert(path);
            }
        }
        Ok(())
    }

    /// Puts every screen together without writing anything; returns the findings.
    pub fn check(&self, workshop: &Workshop<'_>, outcome: &mut Outcome) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (number, plan) in self.plans.unwrap_or_default().iter().enumerate() {
            let ready = self.ready(number, plan, workshop, None, &mut found);
            let (kept, missing) = (ready.kept, ready.missing);
            let changed = ready.screen.as_ref().map(|_| false);
            outcome.screens.push(report(plan, ready.playlist(), changed, (kept, missing)));
        }
        found
    }

    /// Publishes every screen that has no errors; the others stay as they are.
    pub fn publish(
        &self,
        workshop: &Workshop<'_>,
        publisher: &Publisher,
        outcome: &mut Outcome,
    ) -> Result<Shown> {
        let mut shown = Shown::default();
        let published = publisher.published_screens()?;
        for (number, plan) in self.plans.unwrap_or_default().iter().enumerate() {
            let id = &plan.screen.id;
            let previous = publisher
                .read(&format!("screens/{id}/playlist.json"))
                .and_then(|json| Playlist::from_json(&json));
            let ready = self.ready(number, plan, workshop, previous.as_ref(), &mut shown.found);
            let (kept, missing) = (ready.kept, ready.missing);
            let files: Vec<&ScreenFile> = published.iter().filter(|file| file.screen == *id).collect();
            let changed = match &ready.screen {
                Some(screen) => match self.switch(publisher, number, screen, &files, &mut shown) {
                    Ok(changed) => Some(changed),
                    Err(error) => {
                        shown.write_error = shown.write_error.take().or(Some(error));
                        None
                    }
                },
                None => None,
            };
            if changed.is_none() {
                keep(publisher, id, previous.as_ref(), &files, &mut shown)?;
            }
            outcome.screens.push(report(plan, ready.playlist(), changed, (kept, missing)));
        }
        self.others(publisher, &published, &mut shown)?;
        Ok(shown)
    }

    /// Screens that are planned no more go; all stay where the plan is in doubt.
    fn others(&self, publisher: &Publisher, published: &[ScreenFile], shown: &mut Shown) -> Result<()> {
        let is_planned = |id: &str| self.plans.is_some_and(|plans| plans.iter().any(|p| p.screen.id == id));
        for file in published.iter().filter(|file| !is_planned(&file.screen)) {
            if self.plans.is_some() {
                shown.goes.push(file.path.clone());
            } else {
                shown.artifacts.push(publisher.entry(&file.path, About::screen(&file.screen))?);
            }
        }
        Ok(())
    }

    /// Puts a screen together.
    fn ready(
        &self,
        number: usize,
        plan: &ScreenPlan,
        workshop: &Workshop<'_>,
        previous: Option<&Playlist>,
        found: &mut Vec<Diagnostic>,
    ) -> Attempt {
        let Workshop { project, snapshot, library } = workshop;
        let mut attempt = Attempt::default();
        let player = match player::render(project, &plan.screen) {
            Ok(player) => player,
            Err((path, problem)) => {
                let place = Source::new(path, "").start();
                found.push(Diagnostic::error(Code::Layout, place, problem));
                return attempt;
            }
        };
        let made = &self.made[number];
        let assembled = playlist::assemble(library, plan, made, previous, &player.digest);
        (attempt.kept, attempt.missing) = (assembled.kept, assembled.missing);
        let Some(playlist) = assembled.playlist else { return attempt };
        let verdict = loop_length(library, &plan.screen, &playlist);
        let is_fatal = verdict.as_ref().is_some_and(Diagnostic::is_error);
        found.extend(verdict);
        attempt.refused = Some(playlist.clone());
        if is_fatal {
            return attempt;
        }
        // A handout of mixed versions would be no edition: the last whole one stays.
        let handout =
            if assembled.kept > 0 { None } else { handout(snapshot, library, plan, &playlist, found) };
        attempt.screen = Some(Ready { playlist, player, handout });
        attempt
    }

    /// Writes what the screen needs, its playlist last; returns whether that is a new edition.
    fn switch(
        &self,
        publisher: &Publisher,
        number: usize,
        screen: &Ready,
        published: &[&ScreenFile],
        shown: &mut Shown,
    ) -> Result<bool> {
        let id = &screen.playlist.screen.id;
        let path = |name: &str| format!("screens/{id}/{name}");
        let handout_path = path(&format!("{id}.pdf"));
        let mut files: Vec<(String, &[u8])> =
            screen.player.files.iter().map(|(name, bytes)| (path(name), bytes.as_slice())).collect();
        if let Some(pdf) = &screen.handout {
            files.push((handout_path.clone(), pdf));
        }
        let (script, json) = (screen.playlist.to_script(), screen.playlist.to_json());
        files.push((path("playlist.js"), &script));
        files.push((path("playlist.json"), &json));
        let mut changed = false;
        for (path, bytes) in &files {
            changed = publisher.write(path, bytes)? == Written::Changed;
        }
        let about = || About::screen(id);
        let mut listed: Vec<Artifact> =
            files.iter().map(|(path, bytes)| Artifact::new(path.clone(), about(), bytes)).collect();
        let others: BTreeSet<String> = screen
            .playlist
            .files()
            .map(path)
            .chain(self.pictures[number].iter().cloned())
            .chain(published.iter().map(|file| file.path.clone()).filter(|path| *path == handout_path))
            .collect();
        for path in others.iter().filter(|path| !files.iter().any(|(other, _)| other == *path)) {
            listed.push(publisher.entry(path, about())?);
        }
        let stays = |file: &ScreenFile| listed.iter().any(|artifact| artifact.path == file.path);
        shown.goes.extend(published.iter().filter(|file| !stays(file)).map(|file| file.path.clone()));
        shown.artifacts.append(&mut listed);
        Ok(changed)
    }
}

/// What came of putting a screen together.
#[derive(Default)]
struct Attempt {
    screen: Option<Ready>,
    /// The playlist, also where it is not published.
    refused: Option<Playlist>,
    kept: usize,
    missing: usize,
}

impl Attempt {
    fn playlist(&self) -> Option<&Playlist> {
        self.refused.as_ref()
    }
}

/// Keeps a screen as it was published; slides that only its refused edition would need go.
fn keep(
    publisher: &Publisher,
    id: &str,
    previous: Option<&Playlist>,
    published: &[&ScreenFile],
    shown: &mut Shown,
) -> Result<()> {
    let needed: BTreeSet<String> =
        previous.into_iter().flat_map(Playlist::files).map(|file| format!("screens/{id}/{file}")).collect();
    for file in published {
        let is_orphan = file.path.contains("/slides/") && !needed.contains(&file.path);
        if is_orphan {
            shown.goes.push(file.path.clone());
        } else {
            shown.artifacts.push(publisher.entry(&file.path, About::screen(id))?);
        }
    }
    Ok(())
}

/// The loop against the time that people wait.
fn loop_length(library: &Library, screen: &Screen, playlist: &Playlist) -> Option<Diagnostic> {
    // Notices that come and go are no reason to call the loop too long.
    let lasting: u32 =
        playlist.items.iter().filter(|item| item.when.is_none()).map(|item| item.seconds).sum();
    let (length, wait) = (f64::from(lasting), f64::from(screen.expected_wait_s));
    if length <= wait * GOOD_SHARE {
        return None;
    }
    let minutes = |seconds: f64| tenths(seconds / 60.0);
    let field = screen.field("expected_wait_minutes");
    let place = library.screens.as_ref()?.file.place(&field);
    let message = format!(
        "the loop of screen `{}` takes {} minutes, people wait {}",
        screen.id,
        minutes(length),
        minutes(wait)
    );
    let diagnostic = if length > wait {
        Diagnostic::error(Code::LongLoop, place, message)
            .hint("nobody would see all of it: show fewer leaflets or languages here")
    } else {
        Diagnostic::warning(Code::LongLoop, place, message)
            .hint("people should see it twice: show fewer leaflets or languages here")
    };
    Some(diagnostic.field(field))
}

/// All slides that do not depend on a clock, as a PDF.
fn handout(
    snapshot: &Arc<Snapshot>,
    library: &Library,
    plan: &ScreenPlan,
    playlist: &Playlist,
    found: &mut Vec<Diagnostic>,
) -> Option<Vec<u8>> {
    let shown = playlist.timeless();
    let slides: Vec<&Slide> =
        shown.iter().filter_map(|id| plan.slides().find(|slide| slide.id == *id)).collect();
    let slides = if slides.is_empty() { vec![&plan.fallback] } else { slides };
    let (pages, diagnostics) = typeset::handout(snapshot, library, &plan.screen, &slides);
    found.extend(diagnostics);
    let date = playlist.not_before.parse().ok().map(Date)?;
    let path = format!("screens/{0}/{0}.pdf", plan.screen.id);
    match export::pdf(&pages?, &path, date) {
        Ok(bytes) => Some(bytes),
        Err(faults) => {
            found.extend(faults);
            None
        }
    }
}

/// Where the picture of a slide is written: numbered, so that displays show them in order.
fn picture_path(plan: &ScreenPlan, slide: &Slide) -> String {
    let number = plan.slides().position(|other| other.id == slide.id).map_or(0, |index| index + 1);
    let name = slide.id.replace(['/', ':'], "-");
    format!("screens/{}/pictures/{number:03}-{name}.png", plan.screen.id)
}

fn report(
    plan: &ScreenPlan,
    playlist: Option<&Playlist>,
    changed: Option<bool>,
    (kept, missing): (usize, usize),
) -> ScreenReport {
    let items = playlist.into_iter().flat_map(|playlist| {
        playlist.items.iter().filter_map(|item| {
            let entry = playlist.slides.get(&item.slide)?;
            Some(SlideReport {
                slide: item.slide.clone(),
                seconds: item.seconds,
                words: entry.words,
                readable_from_m: entry.readable_from_m,
                scannable_from_m: entry.scannable_from_m,
            })
        })
    });
    ScreenReport {
        id: plan.screen.id.clone(),
        changed,
        kept,
        missing,
        loop_seconds: playlist.map_or(0, |playlist| playlist.loop_seconds),
        expected_wait_s: plan.screen.expected_wait_s,
        viewing_distance_m: plan.screen.stage.viewing_distance_m,
        items: items.collect(),
    }
}

/// Rounded down to tenths, so that nothing is said to reach farther than it does.
fn tenths(value: f64) -> f64 {
    (value * 10.0 + 1e-6).floor() / 10.0
}
