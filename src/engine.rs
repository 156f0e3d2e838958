//! One round: read, judge, plan, typeset, prove, export, publish.
//!
//! Every leaflet, language and format succeeds or fails alone; what fails keeps its last good file.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use crate::Result;
use crate::content::{self, Reading};
use crate::diagnostic::{self, Code, Diagnostic};
use crate::editorial;
use crate::export;
use crate::model::Library;
use crate::plan::{self, Job};
use crate::project::Project;
use crate::publish::{Artifact, Manifest, Publisher, Written};
use crate::typeset::{self, Fonts, Snapshot};

/// After how many jobs the typesetter's memory is emptied. Measured with 400 files on two cores: peak
/// 520 MB at 50, 260 MB at 20, 170 MB at 8, where it begins to cost time.
const JOBS_BETWEEN_EVICTIONS: usize = 20;

/// Told about each step, to draw a progress bar or write a log.
pub trait Progress: Sync {
    /// Another process is publishing to the same folder; this one waits.
    fn waiting(&self) {}
    /// So many jobs will be done.
    fn planned(&self, _jobs: usize) {}
    /// One of them is done.
    fn done(&self, _job: &Job) {}
}

/// A round that nobody watches.
#[derive(Debug)]
pub struct Silent;

impl Progress for Silent {}

/// What came of a round.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Every finding, in the order of files and places.
    pub diagnostics: Vec<Diagnostic>,
    /// Files that were made without errors.
    pub made: usize,
    /// Of those, files that were new or changed.
    pub changed: usize,
    /// Files that could not be made.
    pub failed: usize,
    /// Of those, files whose last good version stays published.
    pub kept: usize,
    /// Leaflets that could not be read at all: their published files stay.
    pub unread: usize,
    /// Files that were removed because nothing makes them any more.
    pub removed: Vec<String>,
}

impl Outcome {
    /// Adds the findings of the jobs, and brings all findings into order.
    fn found(&mut self, found: Vec<Diagnostic>) {
        self.diagnostics.extend(found);
        diagnostic::sort(&mut self.diagnostics);
    }

    /// Whether some content could not be published.
    pub fn has_errors(&self) -> bool {
        self.failed > 0 || self.unread > 0 || self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Reads, checks and proves everything, and writes nothing.
///
/// # Errors
/// If the project itself cannot be read.
pub fn check(project: &Project, progress: &dyn Progress) -> Result<Outcome> {
    let round = Round::prepare(project)?;
    let mut outcome = round.outcome();
    let found = round.run(progress, |_, pdf| match pdf {
        Some(_) => outcome.made += 1,
        None => outcome.failed += 1,
    });
    outcome.found(found);
    Ok(outcome)
}

/// Builds everything and publishes what has no errors.
///
/// # Errors
/// If the project cannot be read or the output folder cannot be written. A single file that cannot
/// be written stops no other: the error is returned when the rest is done.
pub fn build(project: &Project, progress: &dyn Progress) -> Result<Outcome> {
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
    let found = round.run(progress, |job, pdf| {
        let written = pdf.map(|pdf| publisher.write(&job.path(), &pdf).map(|written| (written, pdf)));
        match written {
            Some(Ok((written, pdf))) => {
                outcome.made += 1;
                outcome.changed += usize::from(written == Written::Changed);
                artifacts.push(Artifact::new(job, version(library, job), &pdf));
                return;
            }
            Some(Err(error)) => write_error = write_error.take().or(Some(error)),
            None => {}
        }
        failed.insert(job.clone());
    });
    outcome.failed = failed.len();
    let made: BTreeSet<String> = artifacts.iter().map(|artifact| artifact.path.clone()).collect();
    let (stays, goes): (Vec<Job>, Vec<Job>) =
        publisher.published()?.into_iter().filter(|job| !made.contains(&job.path())).partition(|job| {
            round.hold || failed.contains(job) || round.broken_leaflets.contains(&job.leaflet)
        });
    artifacts.extend(publisher.kept(&stays)?);
    outcome.kept = stays.len();
    publisher.finish(&Manifest::new(artifacts))?;
    // Nothing goes away before the manifest has stopped listing it.
    outcome.removed = publisher.remove(&goes)?;
    outcome.found(found);
    write_error.map_or(Ok(outcome), Err)
}

fn version(library: &Library, job: &Job) -> String {
    library.leaflets.get(&job.leaflet).map(|leaflet| leaflet.version.clone()).unwrap_or_default()
}

/// A job's bytes, unless it failed, and what was found.
type Made = (Option<Vec<u8>>, Vec<Diagnostic>);

/// Everything read and judged, ready to run.
struct Round {
    library: Option<Library>,
    snapshot: Arc<Snapshot>,
    jobs: Vec<Job>,
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
        let (mut jobs, mut broken) = (Vec::new(), Vec::new());
        if let Some(library) = &library {
            let verdict = editorial::review(library);
            diagnostics.extend(verdict.diagnostics);
            let is_blocked =
                |job: &Job| verdict.blocked.contains(&(job.leaflet.clone(), job.language.clone()));
            (broken, jobs) = plan::jobs(library).into_iter().partition(is_blocked);
            broken.extend(plan::broken_jobs(library));
        }
        Ok(Self { library, snapshot, jobs, broken, broken_leaflets, hold, diagnostics })
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

    /// Does every job on all cores; `receive` gets the results as they come. Returns the findings
    /// in the order of the plan, so that reports are the same every time.
    fn run(
        &self,
        progress: &dyn Progress,
        mut receive: impl FnMut(&Job, Option<Vec<u8>>),
    ) -> Vec<Diagnostic> {
        let Some(library) = &self.library else { return Vec::new() };
        progress.planned(self.jobs.len());
        let next = AtomicUsize::new(0);
        let work = |sender: mpsc::Sender<(usize, Made)>| {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(job) = self.jobs.get(index) else { break };
                let made = make_unharmed(&self.snapshot, library, job);
                if (index + 1).is_multiple_of(JOBS_BETWEEN_EVICTIONS) {
                    typeset::forget(0);
                }
                if sender.send((index, made)).is_err() {
                    break;
                }
            }
        };
        let mut found = vec![Vec::new(); self.jobs.len()];
        std::thread::scope(|scope| {
            let (sender, results) = mpsc::channel();
            for _ in 0..workers().min(self.jobs.len()) {
                let sender = sender.clone();
                scope.spawn(move || work(sender));
            }
            drop(sender);
            for (index, (pdf, diagnostics)) in results {
                found[index] = diagnostics;
                receive(&self.jobs[index], pdf);
                progress.done(&self.jobs[index]);
            }
        });
        found.concat()
    }
}

fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Makes one job; a panic in the typesetter or an exporter fails this job alone.
fn make_unharmed(snapshot: &Arc<Snapshot>, library: &Library, job: &Job) -> Made {
    let attempt = AssertUnwindSafe(|| make(snapshot, library, job));
    std::panic::catch_unwind(attempt).unwrap_or_else(|_| {
        let place = library.leaflets.get(&job.leaflet).map(|leaflet| leaflet.file.start());
        let message = format!("the typesetter broke down on `{}`", job.name());
        let diagnostic = place.map(|place| {
            Diagnostic::error(Code::Layout, place, message)
                .hint("this is a fault of the program: please report it with the text")
        });
        (None, diagnostic.into_iter().collect())
    })
}

/// Typesets, proves and exports one job.
fn make(snapshot: &Arc<Snapshot>, library: &Library, job: &Job) -> Made {
    let (pages, mut found) = typeset::typeset(snapshot, library, job);
    let updated = library.leaflets.get(&job.leaflet).map(|leaflet| leaflet.updated);
    let Some((pages, updated)) = pages.zip(updated) else { return (None, found) };
    match export::pdf(&pages, job, updated) {
        Ok(bytes) => (Some(bytes), found),
        Err(mut faults) => {
            found.append(&mut faults);
            (None, found)
        }
    }
}
