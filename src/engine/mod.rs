//! One round: read, judge, plan, typeset, prove, export, publish; only what is stale.
//!
//! `build` runs one round, `watch` and `serve` run one after every change: the same code. What is stale
//! is decided by digests alone: of texts, pictures, layouts, fonts, and the program itself. Every
//! leaflet, language and format succeeds or fails alone, and so does every slide and screen; what fails
//! keeps its last good file.

mod batches;
mod collected;
mod common_findings;
mod due;
mod due_files;
mod due_slides;
mod edition;
mod files;
mod finish;
mod ground;
mod inputs;
mod lineup;
mod listing;
mod make;
mod memory;
mod newest;
mod outcome;
mod pool;
mod record;
mod round;
mod screens;
mod set_slides;
mod shelf;
mod show;
mod slides;
mod stale;
mod withheld;

use std::collections::{BTreeMap, BTreeSet};

use crate::Result;
use crate::catalog::Catalog;
use crate::digest::Short;
use crate::plan::ScreenPlan;
use crate::project::Project;
use common_findings::CommonFindings;
use due::Due;
use ground::Ground;
use inputs::Inputs;
use memory::Memory;
use set_slides::SetSlides;
use shelf::{Beside, OpenLeaflets};
use withheld::Withheld;

pub use files::restore;
pub use inputs::{Changes, FOLDERS};
pub use listing::{ListedFile, ListedSlide};
pub use outcome::{Outcome, Progress, ScreenReport, Silent, SlideReport};
pub use show::{Onlooker, Shown, ShownPage, Wish};

/// What to make beyond the usual.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extras {
    /// Pictures of all slides in the pixels of their screen, for displays that only show pictures.
    pub png: bool,
}

/// Where results go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// They are published.
    Publish,
    /// They are only proved.
    Prove,
}

/// Runs rounds, and remembers between them.
#[derive(Debug)]
pub struct Engine {
    project: Project,
    extras: Extras,
    mode: Mode,
    memory: Memory,
    common_findings: CommonFindings,
    inputs: Inputs,
    open: OpenLeaflets,
    set_slides: SetSlides,
    /// Fonts, layouts and practice; nothing before the first round.
    ground: Option<Ground>,
    beside: Beside,
    catalog: Catalog,
    /// Leaflets that cannot be read.
    broken: Vec<String>,
    /// Leaflets that must not be published because of others.
    blocked: BTreeSet<String>,
    plans: Option<Vec<ScreenPlan>>,
    /// Digest over what all screens were put together from.
    common_terms: Option<Short>,
    /// What has to be done before the project is settled; survives a round that was interrupted.
    due: Due,
    /// Files of the project that were looked at since a round has come to its end.
    taken: BTreeSet<String>,
    /// Screens that were put together since a round has come to its end.
    renewed_screens: BTreeSet<String>,
    /// Their published files that nothing needs any more: they go when the manifest has stopped listing them.
    leftovers: BTreeSet<String>,
    /// What waits for its writer.
    withheld: Withheld,
    /// Whether a round has come to its end, so that only what is due has to be done.
    settled: bool,
    /// What onlookers were shown, by the key of its pages.
    shown: BTreeMap<Wish, String>,
    /// How much was set for them since somebody asked.
    set_to_show: usize,
}

impl Engine {
    /// An engine that publishes.
    pub fn new(project: Project, extras: Extras) -> Self {
        Self::with(project, extras, Mode::Publish)
    }

    fn with(project: Project, extras: Extras, mode: Mode) -> Self {
        Self {
            project,
            extras,
            mode,
            memory: Memory::default(),
            common_findings: CommonFindings::default(),
            inputs: Inputs::default(),
            open: OpenLeaflets::default(),
            set_slides: SetSlides::default(),
            ground: None,
            beside: Beside::default(),
            catalog: Catalog::new(),
            broken: Vec::new(),
            blocked: BTreeSet::new(),
            plans: None,
            common_terms: None,
            due: Due::default(),
            taken: BTreeSet::new(),
            renewed_screens: BTreeSet::new(),
            leftovers: BTreeSet::new(),
            withheld: Withheld::default(),
            settled: false,
            shown: BTreeMap::new(),
            set_to_show: 0,
        }
    }

    /// The project.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// How many leaflets and slides were set for onlookers since this was asked last, whatever became of them.
    pub fn take_set_to_show(&mut self) -> usize {
        std::mem::take(&mut self.set_to_show)
    }

    /// Shows a wish again in the next round, though nothing has changed.
    pub fn show_again(&mut self, wish: &Wish) {
        self.shown.remove(wish);
    }

    /// Shows everything again in the next round.
    pub fn show_all_again(&mut self) {
        self.shown.clear();
    }

    /// The leaflets that can be read.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }
}

/// Reads, checks and proves everything, and writes nothing.
///
/// # Errors
/// If the project itself cannot be read.
pub fn check(project: &Project, progress: &dyn Progress) -> Result<Outcome> {
    let mut engine = Engine::with(project.clone(), Extras::default(), Mode::Prove);
    one_round(&mut engine, progress)
}

/// Builds everything that is stale and publishes what has no errors.
///
/// # Errors
/// If the project cannot be read or the output folder cannot be written. A single file that cannot
/// be written stops no other: the error is returned when the rest is done.
pub fn build(project: &Project, extras: Extras, progress: &dyn Progress) -> Result<Outcome> {
    one_round(&mut Engine::new(project.clone(), extras), progress)
}

fn one_round(engine: &mut Engine, progress: &dyn Progress) -> Result<Outcome> {
    let mut outcome = engine.round(&Changes::whole(), progress, &show::Nobody)?;
    match outcome.write_error.take() {
        Some(error) => Err(error),
        None => Ok(outcome),
    }
}
