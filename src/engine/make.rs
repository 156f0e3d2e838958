//! One task: see whether it is done already; if not, typeset, prove, export.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::lineup::slide_path;
use super::memory::Layouts;
use super::record::{FileMade, Made, SlideMade, said};
use super::set_slides::SetSlides;
use super::shelf::{Beside, Shelf};
use crate::diagnostic::{self, Code, Diagnostic, Finding};
use crate::digest::{Short, Whole};
use crate::export;
use crate::model::{Library, Screen, Stage};
use crate::plan::{Job, Origin, Planned, ScreenPlan};
use crate::playlist::MadeSlide;
use crate::project::Project;
use crate::slides::{self, Slide};
use crate::typeset::{self, Manuscript, Measures, Setting};

/// How much of a slide stays in the typesetter's memory: see [`Task::weight`].
pub(super) const SLIDE_WEIGHT: usize = 3;

/// One thing to make.
pub(super) enum Task<'a> {
    /// A leaflet's file.
    Leaflet(Box<LeafletTask>),
    /// A slide.
    Slide(Box<SlideTask<'a>>),
}

/// A leaflet's file.
pub(super) struct LeafletTask {
    pub job: Job,
    /// Key of the leaflet's text.
    pub text: String,
    /// What was made of it before.
    pub known: Option<Made<FileMade>>,
    /// Its pages, where they were set for somebody who looks at them.
    pub ready: Mutex<Option<Ready>>,
}

/// Pages that were set for somebody who looks at them.
pub(super) struct Ready {
    pub manuscript: Manuscript,
    pub setting: Setting,
}

/// A slide for all screens that are alike.
pub(super) struct SlideTask<'a> {
    /// The slide, and what it is derived from.
    pub planned: Planned<'a>,
    /// The key of the stage.
    pub stage: Short,
    /// Key of the text it is derived from; nothing if that is always read again.
    pub text: Option<Short>,
    /// What was made of it before.
    pub known: Option<Box<Made<SlideMade>>>,
    /// The numbers of the screens in the plan.
    pub screens: Vec<usize>,
    /// Whether it lies in the folder of every one of them, as it was written.
    pub is_there: bool,
}

impl Task<'_> {
    /// How much of it stays in the typesetter's memory: a leaflet has five pages or more, a slide
    /// one that is set several times until it fits; what was not typeset leaves nothing.
    pub fn weight(&self, done: &Done) -> usize {
        match (done, self) {
            (Done::Leaflet(_) | Done::Slide(_), Self::Leaflet(_)) => 5,
            (Done::Leaflet(_) | Done::Slide(_), Self::Slide(_)) => SLIDE_WEIGHT,
            _ => 0,
        }
    }

    /// The leaflet that it is about.
    pub fn leaflet(&self) -> Option<&str> {
        match self {
            Self::Leaflet(task) => Some(&task.job.leaflet),
            Self::Slide(task) => task.planned.leaflet(),
        }
    }

    /// What it makes, for people.
    pub fn name(&self) -> String {
        match self {
            Self::Leaflet(task) => task.job.path(),
            Self::Slide(task) => task.planned.slide.id.to_string(),
        }
    }
}

/// The key of a text that is always read again.
const NO_TEXT: Short = Short::NONE;

/// The key of a stage: screens of the same stage share their slides.
pub(super) fn stage_key(stage: &Stage) -> Short {
    Short::of(format!("{stage:?}").as_bytes())
}

/// What came of a task.
pub(super) enum Done {
    /// It was done already.
    Current,
    /// The same is made of another text.
    SameOf(Short),
    /// The text was written again while it was about to be made.
    Changed,
    /// The same is made of this text, but does not lie in every folder: these are its bytes.
    SlideAgain(Short, Vec<u8>),
    /// It was done now.
    Leaflet(Fresh<Vec<u8>>),
    /// It was done now.
    Slide(Box<Fresh<SlideProduct>>),
}

/// What was made now, or failed.
pub(super) struct Fresh<P> {
    /// Digest of the manuscript.
    pub manuscript: Short,
    /// Key of the text.
    pub text: Short,
    /// Files of the layouts that were used.
    pub layouts: Vec<String>,
    pub product: Option<P>,
    pub findings: Vec<Finding>,
}

/// A slide as it was made.
pub(super) struct SlideProduct {
    /// The picture that players show.
    pub svg: Vec<u8>,
    pub made: SlideMade,
}

/// Everything that tasks are done with.
pub(super) struct Workbench<'a> {
    pub shelf: Shelf<'a>,
    pub beside: &'a Beside,
    pub set_slides: &'a SetSlides,
    /// What screens show.
    pub plans: &'a [ScreenPlan],
    /// The lists of layout files.
    pub layouts: &'a Layouts,
    /// Where files are published; nothing if nothing is.
    pub out: Option<&'a Path>,
}

impl Workbench<'_> {
    /// Does one task.
    pub fn make(&self, task: &Task<'_>) -> Done {
        match task {
            Task::Leaflet(task) => self.leaflet(task),
            Task::Slide(task) => self.slide(task),
        }
    }

    fn leaflet(&self, task: &LeafletTask) -> Done {
        let known = task.known.as_ref().filter(|known| {
            let is_there = |file: &FileMade| self.out.is_none_or(|out| file.is_untouched(out));
            self.is_valid(known) && known.product.as_ref().is_none_or(is_there)
        });
        let text = Short::from(task.text.as_str());
        if known.is_some_and(|known| known.text == text) {
            return Done::Current;
        }
        let ready = task.ready.lock().unwrap_or_else(PoisonError::into_inner).take();
        let library = self.library(Some((&task.job.leaflet, &task.text)));
        let (manuscript, setting) = match ready {
            Some(ready) => (Some(ready.manuscript), Some(ready.setting)),
            None => (Manuscript::leaflet(&library, &task.job), None),
        };
        let Some(manuscript) = manuscript else { return Done::Changed };
        if known.is_some_and(|known| is_same(known, &manuscript)) {
            return Done::SameOf(text);
        }
        let setting = setting.unwrap_or_else(|| typeset::set(&self.shelf.ground.snapshot, &manuscript));
        let (product, found) = pdf(&library, &task.job, &manuscript, &setting);
        Done::Leaflet(Fresh {
            manuscript: Short::from(manuscript.digest),
            text,
            layouts: setting.used,
            product,
            findings: diagnostic::settle(&found),
        })
    }

    fn slide(&self, task: &SlideTask<'_>) -> Done {
        let known = task.known.as_deref().filter(|known| self.is_valid(known));
        let text = task.text.unwrap_or(NO_TEXT);
        if let Some(known) = known.filter(|known| Some(known.text) == task.text)
            && let Some(done) = self.already(task, known, Done::Current)
        {
            return done;
        }
        let Some(screen) = task.screens.first().and_then(|number| self.plans.get(*number)) else {
            return Done::Current;
        };
        let screen = &screen.screen;
        let library = self.library_for(task.planned, text);
        let slide = derive(&library, task.planned);
        let manuscript = slide.as_ref().and_then(|s| Manuscript::slide(&library, &screen.stage, s));
        let Some((slide, manuscript)) = slide.zip(manuscript) else { return Done::Changed };
        // What a player knows of it beside the picture derives from the text, too.
        let says_the_same =
            |known: &Made<SlideMade>| known.product.as_ref().is_none_or(|made| made.said == said(&slide));
        if let Some(known) = known.filter(|known| is_same(known, &manuscript) && says_the_same(known))
            && let Some(done) = self.already(task, known, Done::SameOf(text))
        {
            return done;
        }
        let setting = self.set_slides.set(&self.shelf.ground.snapshot, &manuscript);
        let (product, found) = picture(&library, screen, &slide, &manuscript, &setting);
        Done::Slide(Box::new(Fresh {
            manuscript: Short::from(manuscript.digest),
            text,
            layouts: setting.used.clone(),
            product,
            findings: diagnostic::settle(&found),
        }))
    }

    /// `done` if a slide that was made before lies where it should, or its bytes if it lies elsewhere;
    /// nothing if it lies nowhere.
    fn already(&self, task: &SlideTask<'_>, known: &Made<SlideMade>, done: Done) -> Option<Done> {
        let Some((made, out)) = known.product.as_ref().filter(|_| !task.is_there).zip(self.out) else {
            return Some(done);
        };
        let screens = task.screens.iter().filter_map(|number| self.plans.get(*number));
        let mut found = screens.filter_map(|plan| {
            let path = slide_path(&plan.screen.id, made.picture.sha256);
            std::fs::read(out.join(path)).ok().filter(|svg| Whole::of(svg) == made.picture.sha256)
        });
        Some(Done::SlideAgain(task.text.unwrap_or(NO_TEXT), found.next()?))
    }

    /// Whether layouts, fonts and program are those that it was made with.
    fn is_valid<T>(&self, known: &Made<T>) -> bool {
        let state = self.shelf.ground.layouts_state(self.layouts, known.layouts);
        state.is_some_and(|state| self.shelf.ground.product_key(known.manuscript, &state) == known.key)
    }

    fn library(&self, leaflet: Option<(&str, &str)>) -> Library {
        let leaflet = leaflet.and_then(|(id, key)| self.shelf.leaflet(id, key));
        self.shelf.library_of(leaflet, self.beside)
    }

    /// A library with what a slide is derived from.
    fn library_for(&self, planned: Planned<'_>, text: Short) -> Library {
        let text = text.to_string();
        self.library(planned.leaflet().map(|id| (id, text.as_str())))
    }
}

/// Whether the same manuscript was made before. Findings point into the text, which is another now.
fn is_same<T>(known: &Made<T>, manuscript: &Manuscript) -> bool {
    known.manuscript == Short::from(manuscript.digest.as_str()) && known.findings.is_empty()
}

fn pdf(
    library: &Library,
    job: &Job,
    manuscript: &Manuscript,
    setting: &Setting,
) -> (Option<Vec<u8>>, Vec<Diagnostic>) {
    let mut found = setting.found.clone();
    let updated = library.leaflets.get(&job.leaflet).map(|leaflet| leaflet.updated);
    let Some((pages, updated)) = setting.pages.as_ref().zip(updated) else { return (None, found) };
    found.extend(typeset::prove(library, job, manuscript, pages));
    if found.iter().any(Diagnostic::is_error) {
        return (None, found);
    }
    match export::pdf(pages, &job.path(), updated) {
        Ok(bytes) => (Some(bytes), found),
        Err(mut faults) => {
            found.append(&mut faults);
            (None, found)
        }
    }
}

fn picture(
    library: &Library,
    screen: &Screen,
    slide: &Slide,
    manuscript: &Manuscript,
    setting: &Setting,
) -> (Option<SlideProduct>, Vec<Diagnostic>) {
    let mut found = setting.found.clone();
    let Some(page) = &setting.pages else { return (None, found) };
    let (measures, proved) = typeset::prove_slide(library, screen, slide, manuscript, page);
    found.extend(proved);
    let measures = measures.filter(|_| !found.iter().any(Diagnostic::is_error));
    let product = measures.and_then(|measures| {
        let svg = export::svg(page, 0)?;
        let made = SlideMade::new(slide, made_slide(&screen.stage, &measures, &svg));
        Some(SlideProduct { svg, made })
    });
    (product, found)
}

fn made_slide(stage: &Stage, measures: &Measures, svg: &[u8]) -> MadeSlide {
    MadeSlide {
        sha256: Whole::of(svg),
        bytes: svg.len() as u64,
        words: u32::try_from(measures.words).unwrap_or(u32::MAX),
        readable_from_m: stage.readable_from_m(measures.capital_px).into(),
        scannable_from_m: measures.symbol_px.map(|px| stage.scannable_from_m(px).into()),
    }
}

/// The words of a slide.
pub(super) fn derive(library: &Library, planned: Planned<'_>) -> Option<Slide> {
    let Planned { origin, language, slide } = planned;
    of_origin(library, origin, language).into_iter().find(|derived| *derived.id == *slide.id)
}

/// All slides of an origin in one language.
pub(super) fn of_origin(library: &Library, origin: Option<&Origin>, language: &str) -> Vec<Slide> {
    match origin {
        Some(Origin::Leaflet(id)) => match library.leaflets.get(id) {
            Some(leaflet) => slides::of_leaflet(&library.practice, leaflet, language).slides,
            None => Vec::new(),
        },
        Some(Origin::Notice(id)) => {
            let notice = library.notices.good.get(id);
            notice.and_then(|notice| slides::of_notice(notice, language)).into_iter().collect()
        }
        None => vec![slides::of_practice(&library.practice, language)],
    }
}

/// A panic in the typesetter or an exporter fails its task alone, and is said at what it was making.
pub(super) fn broken_down(project: &Project, task: &Task<'_>) -> Finding {
    broke_down(project, &text_of(task), &format!("`{}`", task.name()))
}

/// The typesetter or an exporter broke down on something that is made of this file.
pub(super) fn broke_down(project: &Project, file: &str, what: &str) -> Finding {
    let hint = "this is a fault of the program: please report it with the text";
    at(project, file, &format!("the typesetter broke down on {what}"), hint)
}

/// A text that was written again while it was about to be made; the round that this brings about makes it.
pub(super) fn changed_meanwhile(project: &Project, task: &Task<'_>) -> Finding {
    let message = format!("the text was changed while `{}` was being made", task.name());
    at(project, &text_of(task), &message, "build again")
}

/// The file with the text that something is made of.
fn text_of(task: &Task<'_>) -> String {
    match task {
        Task::Leaflet(task) => format!("content/leaflets/{}/leaflet.toml", task.job.leaflet),
        Task::Slide(task) => match task.planned.origin {
            Some(Origin::Leaflet(id)) => format!("content/leaflets/{id}/leaflet.toml"),
            Some(Origin::Notice(id)) => format!("content/notices/{id}.toml"),
            None => "content/practice.toml".to_owned(),
        },
    }
}

fn at(project: &Project, file: &str, message: &str, hint: &str) -> Finding {
    let place = super::files::source(project, file).start();
    Finding::from(&Diagnostic::error(Code::Layout, place, message).hint(hint))
}
