//! One round: read, judge, plan, typeset, prove, export, publish.
//!
//! Every leaflet, language and format succeeds or fails alone; what fails keeps its last good file.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use crate::Result;
use crate::content::{self, Reading};
use crate::diagnostic::{self, Diagnostic};
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
    progress.planned(round.jobs.len());
    let mut outcome = round.outcome();
    round.run(progress, |_, (pdf, mut found)| {
        outcome.diagnostics.append(&mut found);
        if pdf.is_some() {
            outcome.made += 1;
        } else {
            outcome.failed += 1;
        }
        Ok(())
    })?;
    diagnostic::sort(&mut outcome.diagnostics);
    Ok(outcome)
}

/// Builds everything and publishes what has no errors.
///
/// # Errors
/// If the project cannot be read or the output folder cannot be written.
pub fn build(project: &Project, progress: &dyn Progress) -> Result<Outcome> {
    // The lock is held from reading on: a slower process never overwrites newer results.
    let publisher = Publisher::open(project.out(), || progress.waiting())?;
    let round = Round::prepare(project)?;
    progress.planned(round.jobs.len());
    let mut outcome = round.outcome();
    let Some(library) = &round.library else {
        diagnostic::sort(&mut outcome.diagnostics);
        return Ok(outcome);
    };
    let mut published = Vec::new();
    let mut failed = round.broken.clone();
    round.run(progress, |job, (pdf, mut found)| {
        outcome.diagnostics.append(&mut found);
        let Some(pdf) = pdf else {
            failed.push(job.path());
            return Ok(());
        };
        outcome.made += 1;
        if publisher.write(&job.path(), &pdf)? == Written::Changed {
            outcome.changed += 1;
        }
        published.push(artifact(library, job, &pdf));
        Ok(())
    })?;
    outcome.failed = failed.len();
    let kept = last_good(&publisher, &failed, &round.broken_leaflets);
    outcome.kept = kept.len();
    published.extend(kept);
    let keep: BTreeSet<String> = published.iter().map(|artifact| artifact.path.clone()).collect();
    outcome.removed = publisher.remove_others(&keep)?;
    publisher.finish(&Manifest::new(published))?;
    diagnostic::sort(&mut outcome.diagnostics);
    Ok(outcome)
}

/// The entries of what was published before and cannot be made anew.
fn last_good(publisher: &Publisher, failed: &[String], broken_leaflets: &[String]) -> Vec<Artifact> {
    let previous = publisher.previous().artifacts.into_iter();
    let stays =
        |artifact: &Artifact| failed.contains(&artifact.path) || broken_leaflets.contains(&artifact.leaflet);
    previous.filter(|artifact| stays(artifact) && publisher.exists(&artifact.path)).collect()
}

fn artifact(library: &Library, job: &Job, bytes: &[u8]) -> Artifact {
    let version = library.leaflets.get(&job.leaflet).map(|leaflet| leaflet.version.clone());
    Artifact {
        path: job.path(),
        size: bytes.len() as u64,
        digest: blake3::hash(bytes).to_hex().to_string(),
        media_type: "application/pdf".into(),
        leaflet: job.leaflet.clone(),
        language: job.language.clone(),
        format: job.format.id().into(),
        version: version.unwrap_or_default(),
    }
}

/// A job's bytes, unless it failed, and what was found.
type Made = (Option<Vec<u8>>, Vec<Diagnostic>);

/// Everything read and judged, ready to run.
struct Round {
    library: Option<Library>,
    snapshot: Arc<Snapshot>,
    jobs: Vec<Job>,
    /// Paths of files that cannot be made because their text has errors.
    broken: Vec<String>,
    broken_leaflets: Vec<String>,
    diagnostics: Vec<Diagnostic>,
}

impl Round {
    fn prepare(project: &Project) -> Result<Self> {
        let fonts = Arc::new(Fonts::load(project)?);
        let snapshot = Snapshot::read(project, Arc::clone(&fonts))?;
        let Reading { library, broken_leaflets, mut diagnostics } =
            content::read(project, &typeset::press(&|c| fonts.has(c)))?;
        let (mut jobs, mut broken) = (Vec::new(), Vec::new());
        if let Some(library) = &library {
            let verdict = editorial::review(library);
            diagnostics.extend(verdict.diagnostics);
            let is_blocked =
                |job: &Job| verdict.blocked.contains(&(job.leaflet.clone(), job.language.clone()));
            let (blocked, free): (Vec<Job>, Vec<Job>) = plan::jobs(library).into_iter().partition(is_blocked);
            jobs = free;
            broken = blocked.iter().chain(&plan::broken_jobs(library)).map(Job::path).collect();
        }
        Ok(Self { library, snapshot, jobs, broken, broken_leaflets, diagnostics })
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

    /// Does every job on all cores; `receive` gets the results one by one as they come.
    fn run(&self, progress: &dyn Progress, mut receive: impl FnMut(&Job, Made) -> Result<()>) -> Result<()> {
        let Some(library) = &self.library else { return Ok(()) };
        let next = AtomicUsize::new(0);
        let (sender, results) = mpsc::channel();
        let work = |sender: mpsc::Sender<(usize, Made)>| {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(job) = self.jobs.get(index) else { break };
                let made = make(&self.snapshot, library, job);
                if (index + 1).is_multiple_of(JOBS_BETWEEN_EVICTIONS) {
                    typeset::forget(0);
                }
                if sender.send((index, made)).is_err() {
                    break;
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..workers().min(self.jobs.len()) {
                let sender = sender.clone();
                scope.spawn(move || work(sender));
            }
            drop(sender);
            // In the order of the plan, so that logs and diagnostics are the same every time.
            let mut early = BTreeMap::new();
            for (expected, job) in self.jobs.iter().enumerate() {
                while !early.contains_key(&expected) {
                    let Ok((index, made)) = results.recv() else { return Ok(()) };
                    early.insert(index, made);
                }
                let Some(made) = early.remove(&expected) else { return Ok(()) };
                receive(job, made)?;
                progress.done(job);
            }
            Ok(())
        })
    }
}

fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
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
