//! One round: read, judge, plan, typeset, prove, export, publish.
//!
//! Every leaflet, language and format succeeds or fails alone, and so does every slide and screen;
//! what fails keeps its last good file.

mod edition;
mod make;
mod outcome;
mod pool;
mod screens;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::Result;
use crate::content::{self, Reading};
use crate::diagnostic::Diagnostic;
use crate::editorial;
use crate::model::Library;
use crate::plan::{self, Blocked, Job, ScreenPlan};
use crate::project::Project;
use crate::publish::{About, Artifact, Manifest, Publisher, Written};
use crate::typeset::{self, Fonts, Snapshot};
use edition::Workshop;
use make::{Product, Task};
use screens::Screens;

pub use outcome::{Outcome, Progress, ScreenReport, Silent, SlideReport};

/// What to make beyond the usual.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extras {
    /// Pictures of all slides in the pixels of their screen, for displays that only show pictures.
    pub png: bool,
}

/// Reads, checks and proves everything, and writes nothing.
///
/// # Errors
/// If the project itself cannot be read.
pub fn check(project: &Project, progress: &dyn Progress) -> Result<Outcome> {
    let round = Round::prepare(project)?;
    let mut outcome = round.outcome();
    let mut screens = Screens::new(round.screens.as_deref());
    let mut found = round.run(progress, |task, product| match (task, product) {
        (Task::Leaflet(_), Some(_)) => outcome.made += 1,
        (Task::Leaflet(_), None) => outcome.failed += 1,
        (Task::Slide(task), Some(Product::Slide(slide))) => screens.take(task, &slide),
        (Task::Slide(_), _) => {}
    });
    if let Some(library) = &round.library {
        let workshop = round.workshop(project, library, Extras::default());
        found.extend(screens.check(&workshop, &mut outcome));
    }
    outcome.found(found);
    Ok(outcome)
}

/// Builds everything and publishes what has no errors.
///
/// # Errors
/// If the project cannot be read or the output folder cannot be written. A single file that cannot
/// be written stops no other: the error is returned when the rest is done.
pub fn build(project: &Project, extras: Extras, progress: &dyn Progress) -> Result<Outcome> {
    // The lock is held from reading on: a slower process never overwrites newer results.
    let publisher = Publisher::open(project.out(), || progress.waiting())?;
    let round = Round::prepare(project)?;
    let mut outcome = round.outcome();
    let Some(library) = &round.library else {
        outcome.found(Vec::new());
        return Ok(outcome);
    };
    let mut artifacts = Vec::new();
    let mut failed: BTreeSet<Job> = round.broken.iter().cloned().collect();
    let mut write_error = None;
    let mut screens = Screens::new(round.screens.as_deref());
    let mut found = round.run(progress, |task, product| match (task, product) {
        (Task::Leaflet(job), Some(Product::Leaflet(pdf))) => match publisher.write(&job.path(), &pdf) {
            Ok(written) => {
                outcome.made += 1;
                outcome.changed += usize::from(written == Written::Changed);
                artifacts.push(Artifact::new(job.path(), About::leaflet(job, version(library, job)), &pdf));
            }
            Err(error) => {
                write_error = write_error.take().or(Some(error));
                failed.insert(job.clone());
            }
        },
        (Task::Leaflet(job), _) => {
            failed.insert(job.clone());
        }
        (Task::Slide(task), Some(Product::Slide(slide))) => {
            if let Err(error) = screens.publish_slide(&publisher, task, &slide) {
                write_error = write_error.take().or(Some(error));
            }
        }
        (Task::Slide(_), _) => {}
    });
    outcome.failed = failed.len();
    let made: BTreeSet<String> = artifacts.iter().map(|artifact| artifact.path.clone()).collect();
    let (stays, goes): (Vec<Job>, Vec<Job>) =
        publisher.published()?.into_iter().filter(|job| !made.contains(&job.path())).partition(|job| {
            round.hold || failed.contains(job) || round.broken_leaflets.contains(&job.leaflet)
        });
    artifacts.extend(publisher.kept(&stays)?);
    outcome.kept = stays.len();
    let mut goes: Vec<String> = goes.iter().map(Job::path).collect();
    let workshop = round.workshop(project, library, extras);
    let shown = screens.publish(&workshop, &publisher, &mut outcome)?;
    write_error = write_error.or(shown.write_error);
    artifacts.extend(shown.artifacts);
    goes.extend(shown.goes);
    found.extend(shown.found);
    publisher.finish(&Manifest::new(artifacts))?;
    // Nothing goes away before the manifest has stopped listing it.
    publisher.remove(&goes)?;
    outcome.removed = goes;
    outcome.found(found);
    write_error.map_or(Ok(outcome), Err)
}

fn version(library: &Library, job: &Job) -> String {
    library.leaflets.get(&job.leaflet).map(|leaflet| leaflet.version.clone()).unwrap_or_default()
}

/// Everything read and judged, ready to run.
struct Round {
    library: Option<Library>,
    snapshot: Arc<Snapshot>,
    tasks: Vec<Task>,
    /// What each screen shows; nothing if the screens cannot be read.
    screens: Option<Vec<ScreenPlan>>,
    /// Jobs that cannot be done because their text has errors.
    broken: Vec<Job>,
    broken_leaflets: Vec<String>,
    /// Whether so much is in doubt that nothing may be removed.
    hold: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Round {
    fn prepare(project: &Project) -> Result<Self> {
        let fonts = Arc::new(Fonts::load(project)?);
        let snapshot = Snapshot::read(project, Arc::clone(&fonts))?;
        let Reading { library, broken_leaflets, hold, mut diagnostics } =
            content::read(project, &typeset::press(&|c| fonts.has(c)))?;
        let (mut jobs, mut broken, mut screens) = (Vec::new(), Vec::new(), None);
        if let Some(library) = &library {
            let verdict = editorial::review(library);
            diagnostics.extend(verdict.diagnostics);
            let is_blocked =
                |job: &Job| verdict.blocked.contains(&(job.leaflet.clone(), job.language.clone()));
            (broken, jobs) = plan::jobs(library).into_iter().partition(is_blocked);
            broken.extend(plan::broken_jobs(library));
            screens = plan::screens(library, &Blocked { texts: verdict.blocked, leaflets: &broken_leaflets });
        }
        let slides = make::slide_tasks(screens.as_deref().unwrap_or_default());
        let tasks = jobs
            .into_iter()
            .map(Task::Leaflet)
            .chain(slides.into_iter().map(|task| Task::Slide(Box::new(task))))
            .collect();
        Ok(Self { library, snapshot, tasks, screens, broken, broken_leaflets, hold, diagnostics })
    }

    /// What screens are made from.
    fn workshop<'a>(&'a self, project: &'a Project, library: &'a Library, extras: Extras) -> Workshop<'a> {
        Workshop { project, snapshot: &self.snapshot, library, png: extras.png, hold: self.hold }
    }

    /// What is known before any job is done.
    fn outcome(&self) -> Outcome {
        Outcome {
            diagnostics: self.diagnostics.clone(),
            failed: self.broken.len(),
            unread: self.broken_leaflets.len(),
            ..Outcome::default()
        }
    }

    /// Does every task on all cores; `receive` gets the results as they come. Returns the findings
    /// in the order of the plan, so that reports are the same every time.
    fn run(
        &self,
        progress: &dyn Progress,
        mut receive: impl FnMut(&Task, Option<Product>),
    ) -> Vec<Diagnostic> {
        let Some(library) = &self.library else { return Vec::new() };
        progress.planned(self.tasks.len());
        let mut found = vec![Vec::new(); self.tasks.len()];
        let work = |task: &Task| make::make(&self.snapshot, library, task);
        pool::work(&self.tasks, Task::weight, work, |index, made| {
            let task = &self.tasks[index];
            let (product, diagnostics) =
                made.unwrap_or_else(|| (None, make::broken_down(library, task).into_iter().collect()));
            found[index] = diagnostics;
            receive(task, product);
            progress.done(&task.name());
        });
        found.concat()
    }
}
