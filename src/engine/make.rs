//! One task: typeset, prove, export.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::export;
use crate::model::{Library, Screen};
use crate::plan::{Job, ScreenPlan};
use crate::slides::Slide;
use crate::typeset::{self, Measures, Snapshot};

/// One thing to make.
#[derive(Debug)]
pub(super) enum Task {
    /// A leaflet's file.
    Leaflet(Job),
    /// A slide.
    Slide(Box<SlideTask>),
}

/// A slide for all screens that are alike.
#[derive(Debug)]
pub(super) struct SlideTask {
    /// The slide.
    pub slide: Slide,
    /// The first of the screens.
    pub screen: Screen,
    /// The numbers of the screens in the plan.
    pub screens: Vec<usize>,
}

impl Task {
    /// How much of it stays in the typesetter's memory: a leaflet has five pages or more, a slide
    /// one that is set several times until it fits.
    pub fn weight(&self) -> usize {
        match self {
            Self::Leaflet(_) => 5,
            Self::Slide(_) => 3,
        }
    }

    /// What it makes, for people.
    pub fn name(&self) -> String {
        match self {
            Self::Leaflet(job) => job.path(),
            Self::Slide(task) => task.slide.id.clone(),
        }
    }
}

/// What was made.
pub(super) enum Product {
    /// A PDF.
    Leaflet(Vec<u8>),
    /// A slide.
    Slide(SlideProduct),
}

/// A slide as it was made.
pub(super) struct SlideProduct {
    /// The picture that players show.
    pub svg: Vec<u8>,
    /// What was measured.
    pub measures: Measures,
}

/// The slides of all screens, each once for screens that are alike.
pub(super) fn slide_tasks(plans: &[ScreenPlan]) -> Vec<SlideTask> {
    let mut tasks: Vec<SlideTask> = Vec::new();
    for (number, plan) in plans.iter().enumerate() {
        // Alike are screens of the same kind: everything that a slide knows of its screen.
        let twin = plans[..number].iter().position(|other| other.screen.stage == plan.screen.stage);
        for slide in plan.slides() {
            let same = |task: &&mut SlideTask| {
                twin.is_some() && task.screen.stage == plan.screen.stage && task.slide == *slide
            };
            if let Some(task) = tasks.iter_mut().find(same) {
                task.screens.push(number);
            } else {
                let screens = vec![number];
                tasks.push(SlideTask { slide: slide.clone(), screen: plan.screen.clone(), screens });
            }
        }
    }
    tasks
}

/// What came of a task, unless it failed, and what was found.
pub(super) type Made = (Option<Product>, Vec<Diagnostic>);

/// Does one task.
pub(super) fn make(snapshot: &Arc<Snapshot>, library: &Library, task: &Task) -> Made {
    match task {
        Task::Leaflet(job) => leaflet(snapshot, library, job),
        Task::Slide(task) => slide(snapshot, library, task),
    }
}

fn leaflet(snapshot: &Arc<Snapshot>, library: &Library, job: &Job) -> Made {
    let (pages, mut found) = typeset::typeset(snapshot, library, job);
    let updated = library.leaflets.get(&job.leaflet).map(|leaflet| leaflet.updated);
    let Some((pages, updated)) = pages.zip(updated) else { return (None, found) };
    match export::pdf(&pages, &job.path(), updated) {
        Ok(bytes) => (Some(Product::Leaflet(bytes)), found),
        Err(mut faults) => {
            found.append(&mut faults);
            (None, found)
        }
    }
}

fn slide(snapshot: &Arc<Snapshot>, library: &Library, task: &SlideTask) -> Made {
    let (typeset, found) = typeset::typeset_slide(snapshot, library, &task.screen, &task.slide);
    let product = typeset.and_then(|slide| {
        Some(Product::Slide(SlideProduct { svg: export::svg(&slide)?, measures: slide.measures }))
    });
    (product, found)
}

/// A panic in the typesetter or an exporter fails its task alone, and is said at what it was making.
pub(super) fn broken_down(library: &Library, task: &Task) -> Option<Diagnostic> {
    let file = match task {
        Task::Leaflet(job) => &library.leaflets.get(&job.leaflet)?.file,
        Task::Slide(task) => match (&task.slide.leaflet, &task.slide.notice) {
            (Some(id), _) => &library.leaflets.get(id)?.file,
            (None, Some(id)) => &library.notices.get(id)?.file,
            (None, None) => &library.practice.file,
        },
    };
    let message = format!("the typesetter broke down on `{}`", task.name());
    Some(
        Diagnostic::error(Code::Layout, file.start(), message)
            .hint("this is a fault of the program: please report it with the text"),
    )
}
