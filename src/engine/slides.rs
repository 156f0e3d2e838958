//! The slides of a round: each is written as it comes, for every screen that shows it.

use super::collected::Round;
use super::ground::Ground;
use super::make::{Done, SlideProduct, SlideTask};
use super::memory::Memory;
use super::record::{Made, SlideMade, Slides};
use super::tasks::slide_name;
use crate::Result;
use crate::plan::{Origin, ScreenPlan};
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
                let written = publisher.map(|publisher| write_slide(publisher, plans, task, &slide));
                if let Some(Err(error)) = written {
                    self.outcome.write_error.get_or_insert(error);
                    forget(memory, task);
                    return;
                }
                remember(memory, task, Made { text, ..*known });
            }
            Done::Slide(mut fresh) => {
                self.outcome.typeset += 1;
                let product = fresh.product.take();
                if let Some((publisher, slide)) = publisher.zip(product.as_ref())
                    && let Err(error) = write_slide(publisher, plans, task, slide)
                {
                    self.outcome.write_error.get_or_insert(error);
                    // What was made before is not on the disk as it should be, either.
                    forget(memory, task);
                    return;
                }
                let made = fresh.remember(memory, ground, product.map(|product| product.made));
                remember(memory, task, made);
            }
        }
    }
}

fn remember(memory: &mut Memory, task: &SlideTask<'_>, made: Made<SlideMade>) {
    if let Some(slides) = slides_of(memory, task.origin) {
        slides.insert(slide_name(&task.stage, &task.slide.id), made);
    }
}

fn forget(memory: &mut Memory, task: &SlideTask<'_>) {
    if let Some(slides) = slides_of(memory, task.origin) {
        slides.remove(&slide_name(&task.stage, &task.slide.id));
    }
}

/// The slides that are remembered of an origin, about to be changed; nothing if it is not known.
fn slides_of<'a>(memory: &'a mut Memory, origin: Option<&Origin>) -> Option<&'a mut Slides> {
    if let Some(Origin::Leaflet(id)) = origin {
        memory.touch(id);
        return Some(&mut memory.leaflets.get_mut(id)?.slides);
    }
    memory.touch_common();
    Some(&mut memory.common)
}

/// Writes a slide into the folder of each screen that shows it; tries all of them.
fn write_slide(
    publisher: &Publisher,
    plans: &[ScreenPlan],
    task: &SlideTask<'_>,
    slide: &SlideProduct,
) -> Result<()> {
    let mut first: Option<String> = None;
    let mut failed = None;
    let file = slide.made.picture.file();
    for plan in task.screens.iter().filter_map(|number| plans.get(*number)) {
        let path = format!("screens/{}/{file}", plan.screen.id);
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
