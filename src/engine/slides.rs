//! The slides of a round: each is written as it comes, for every screen that shows it.

use super::collected::Round;
use super::ground::Ground;
use super::lineup::slide_path;
use super::make::{Done, SlideProduct, SlideTask};
use super::memory::Memory;
use super::record::{Made, SlideMade, SlideName, Slides};
use crate::Error;
use crate::plan::{Planned, ScreenPlan};
use crate::publish::Publisher;

impl Round {
    /// Writes a slide for each screen that shows it, and remembers it where that went well; nothing
    /// refers to it before the playlist does.
    pub fn take_slide(
        &mut self,
        (memory, ground): (&mut Memory, &Ground),
        publisher: Option<&Publisher>,
        plans: &[ScreenPlan],
        task: &SlideTask<'_>,
        done: Done,
    ) {
        match done {
            Done::Current | Done::Changed | Done::Leaflet(_) => {}
            Done::SameOf(text) => {
                if let Some(known) = task.known.clone() {
                    remember(memory, task, Made { text, ..*known });
                }
            }
            Done::SlideAgain(text, svg) => {
                let Some(known) = task.known.clone() else { return };
                let Some(made) = known.product.clone() else { return };
                let slide = SlideProduct { svg, made };
                if let Some(publisher) = publisher {
                    self.outcome.note(write_slide(publisher, plans, task, &slide).failed);
                }
                remember(memory, task, Made { text, ..*known });
            }
            Done::Slide(mut fresh) => {
                self.outcome.typeset += 1;
                let product = fresh.product.take();
                if let Some((publisher, slide)) = publisher.zip(product.as_ref()) {
                    let written = write_slide(publisher, plans, task, slide);
                    self.outcome.note(written.failed);
                    if written.first.is_none() {
                        // Nothing of it is on the disk: screens go on with what they have.
                        forget(memory, task);
                        return;
                    }
                }
                let made = fresh.remember(memory, ground, product.map(|product| product.made));
                remember(memory, task, made);
            }
        }
    }
}

fn remember(memory: &mut Memory, task: &SlideTask<'_>, made: Made<SlideMade>) {
    if let Some(slides) = slides_of(memory, task.planned) {
        slides.insert(SlideName::new(task.stage, &task.planned.slide.id), made);
    }
}

fn forget(memory: &mut Memory, task: &SlideTask<'_>) {
    if let Some(slides) = slides_of(memory, task.planned) {
        slides.remove(&SlideName::new(task.stage, &task.planned.slide.id));
    }
}

/// The slides that are remembered of an origin, about to be changed; nothing if it is not known.
fn slides_of<'a>(memory: &'a mut Memory, planned: Planned<'_>) -> Option<&'a mut Slides> {
    if let Some(id) = planned.leaflet() {
        memory.touch(id);
        return Some(&mut memory.leaflets.get_mut(id)?.slides);
    }
    memory.touch_common();
    Some(&mut memory.common)
}

/// What came of writing a slide into the folders of its screens.
#[derive(Default)]
struct WrittenSlide {
    /// The first that took it: from there it comes to the others, in this round or in the next.
    first: Option<String>,
    /// Why one of them did not.
    failed: Option<Error>,
}

/// Writes a slide into the folder of each screen that shows it; tries all of them.
fn write_slide(
    publisher: &Publisher,
    plans: &[ScreenPlan],
    task: &SlideTask<'_>,
    slide: &SlideProduct,
) -> WrittenSlide {
    let mut came = WrittenSlide::default();
    for plan in task.screens.iter().filter_map(|number| plans.get(*number)) {
        let path = slide_path(&plan.screen.id, slide.made.picture.sha256);
        let written = match &came.first {
            Some(first) => publisher.share(first, &path, &slide.svg),
            None => publisher.write(&path, &slide.svg),
        };
        match written {
            Ok(_) => came.first = came.first.or(Some(path)),
            Err(error) => came.failed = came.failed.or(Some(error)),
        }
    }
    came
}
