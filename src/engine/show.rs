//! Pages for somebody who looks at them: set first, before anything is proved or published.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::Engine;
use super::make::{self, Ready};
use super::shelf::Shelf;
use crate::diagnostic::{Finding, Spot, settle};
use crate::export;
use crate::model::{Library, Practice};
use crate::plan::{Job, Origin, Planned};
use crate::typeset::{self, Manuscript, Owner, Region, Typeset};

/// What somebody looks at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wish {
    /// The pages of a leaflet.
    Leaflet(Job),
    /// A slide of a screen.
    Slide {
        /// Id of the screen.
        screen: String,
        /// Id of the slide.
        slide: String,
    },
    /// All slides of a screen.
    Screen(String),
}

/// Is shown what he wishes to see, and can interrupt a round.
pub trait Onlooker: Sync {
    /// What is wished for, the most urgent first.
    fn wishes(&self) -> Vec<Wish>;
    /// What there is to see of a wish, as soon as it is typeset. Not called where nothing has changed.
    fn shown(&self, wish: &Wish, shown: Shown);
    /// Whether there is something more urgent than the rest of the round.
    fn is_interrupted(&self) -> bool;

    /// Whether somebody is just writing this file, or something in this folder: what is read there would
    /// be half of it. Another round comes when it is finished.
    fn is_unfinished(&self, _: &Path) -> bool {
        false
    }

    /// Whether what was read there in this round may not have been the whole of it, since it has changed
    /// meanwhile or is being written. Another round comes.
    fn is_outdated(&self, _: &Path) -> bool {
        false
    }

    /// Waits until everything that has happened before is surely known.
    fn listen(&self) {}
}

/// Nobody looks.
pub(super) struct Nobody;

impl Onlooker for Nobody {
    fn wishes(&self) -> Vec<Wish> {
        Vec::new()
    }

    fn shown(&self, _: &Wish, _: Shown) {}

    fn is_interrupted(&self) -> bool {
        false
    }
}

/// What there is to see.
pub enum Shown {
    /// The pages of the newest text.
    Pages(Vec<ShownPage>),
    /// The newest text cannot be shown, because of these.
    Faulty(Vec<Finding>),
    /// There is no such thing.
    Nothing,
}

/// A page that is drawn when somebody asks for it.
#[derive(Clone)]
pub struct ShownPage {
    /// Id of the slide, if it is one.
    pub slide: Option<String>,
    /// Digest of what is on the page; valid in this process only.
    pub digest: u128,
    /// Width and height in pt.
    pub size: (f64, f64),
    pages: Arc<Typeset>,
    index: usize,
    /// The regions of all pages, once somebody has asked for them.
    regions: Arc<OnceLock<Vec<Vec<Region>>>>,
    library: Arc<Library>,
    leaflet: Option<String>,
    notice: Option<String>,
    language: String,
}

impl ShownPage {
    /// The page as SVG.
    pub fn svg(&self) -> Option<Vec<u8>> {
        export::svg(&self.pages, self.index)
    }

    /// Where fields of content are on the page, each with its place in the file.
    pub fn regions(&self) -> Vec<(Region, Spot)> {
        let owner = Owner {
            leaflet: self.leaflet.as_deref(),
            notice: self.notice.as_deref(),
            language: &self.language,
        };
        let regions = self.regions.get_or_init(|| typeset::regions(&self.pages)).get(self.index);
        let placed = regions.into_iter().flatten().filter_map(|region| {
            let spot = typeset::spot(&self.library, owner, &region.field)?;
            Some((region.clone(), spot))
        });
        placed.collect()
    }
}

impl Engine {
    /// Shows the leaflets that are wished for, where they have changed; returns pages that need not be set
    /// again. Nothing of what it takes is more for many leaflets than for one.
    pub(super) fn show_leaflets(
        &mut self,
        practice: &Arc<Practice>,
        onlooker: &dyn Onlooker,
    ) -> BTreeMap<Job, Ready> {
        let mut ready = BTreeMap::new();
        let wishes = onlooker.wishes();
        self.shown.retain(|wish, _| wishes.contains(wish));
        for wish in wishes {
            if let Wish::Leaflet(job) = &wish {
                ready.extend(self.show_leaflet(practice, job, &wish, onlooker));
            }
        }
        ready
    }

    /// Shows the slides that are wished for, where they have changed. Screens have to be planned before.
    pub(super) fn show_screens(&mut self, practice: &Arc<Practice>, onlooker: &dyn Onlooker) {
        for wish in onlooker.wishes() {
            match &wish {
                Wish::Leaflet(_) => {}
                Wish::Slide { screen, slide } => {
                    self.show_slides(practice, screen, |id| id == slide, &wish, onlooker);
                }
                Wish::Screen(screen) => self.show_slides(practice, screen, |_| true, &wish, onlooker),
            }
        }
    }

    /// Whether this is not what the wish was shown last.
    fn is_news(&mut self, wish: &Wish, key: String) -> bool {
        self.shown.insert(wish.clone(), key.clone()) != Some(key)
    }

    fn show_leaflet(
        &mut self,
        practice: &Arc<Practice>,
        job: &Job,
        wish: &Wish,
        onlooker: &dyn Onlooker,
    ) -> Option<(Job, Ready)> {
        let Some(record) = self.memory.leaflets.get(&job.leaflet) else {
            if self.is_news(wish, String::new()) {
                onlooker.shown(wish, Shown::Nothing);
            }
            return None;
        };
        let has_text = record.card.as_ref().is_some_and(|card| card.texts.contains_key(&job.language));
        if !has_text {
            let (key, faults) = (record.key.clone(), errors(&record.findings, &job.language));
            if self.is_news(wish, key) {
                let shown = if faults.is_empty() { Shown::Nothing } else { Shown::Faulty(faults) };
                onlooker.shown(wish, shown);
            }
            return None;
        }
        let ground = self.ground.as_ref()?;
        let shelf = Shelf { project: &self.project, ground, practice, open: &self.open };
        let leaflet = shelf.leaflet(&job.leaflet, &record.key)?;
        let library = shelf.library_of(Some(leaflet), &self.beside);
        let manuscript = Manuscript::leaflet(&library, job)?;
        let key = format!("{} {}", manuscript.digest, ground.snapshot.digest());
        let snapshot = Arc::clone(&ground.snapshot);
        if !self.is_news(wish, key) {
            return None;
        }
        let setting = typeset::set(&snapshot, &manuscript);
        self.set_to_show += 1;
        let library = Arc::new(library);
        onlooker.shown(
            wish,
            match &setting.pages {
                Some(pages) => {
                    let owner = (Some(job.leaflet.clone()), None, job.language.clone());
                    Shown::Pages(shown_pages(pages, &library, owner, None))
                }
                None => Shown::Faulty(settle(&setting.found)),
            },
        );
        Some((job.clone(), Ready { manuscript, setting }))
    }

    fn show_slides(
        &mut self,
        practice: &Arc<Practice>,
        screen: &str,
        is_meant: impl Fn(&str) -> bool,
        wish: &Wish,
        onlooker: &dyn Onlooker,
    ) {
        let plan = self.plans.iter().flatten().find(|plan| plan.screen.id == screen).cloned();
        let Some((plan, ground)) = plan.zip(self.ground.as_ref()) else {
            if self.plans.is_some() || self.beside.screens.is_none() {
                let faults = errors_in(&self.beside.findings, "content/screens.toml");
                self.show_none(wish, faults, onlooker);
            }
            return;
        };
        let shelf = Shelf { project: &self.project, ground, practice, open: &self.open };
        let meant: Vec<_> = plan.slides().filter(|planned| is_meant(&planned.slide.id)).collect();
        let manuscripts: Vec<(Arc<Library>, Planned<'_>, Manuscript)> = meant
            .iter()
            .filter_map(|planned| {
                let library = match planned.leaflet() {
                    Some(id) => {
                        let record = self.memory.leaflets.get(id)?;
                        shelf.library_of(shelf.leaflet(id, &record.key), &self.beside)
                    }
                    None => shelf.library_of(None, &self.beside),
                };
                let words = make::derive(&library, *planned)?;
                let manuscript = Manuscript::slide(&library, &plan.screen.stage, &words)?;
                Some((Arc::new(library), *planned, manuscript))
            })
            .collect();
        if manuscripts.is_empty() {
            let faults = self.faults_of_slide(wish);
            return self.show_none(wish, faults, onlooker);
        }
        let digests: Vec<&str> = manuscripts.iter().map(|(_, _, m)| m.digest.as_str()).collect();
        let key = format!("{} {}", digests.join(" "), ground.snapshot.digest());
        let snapshot = Arc::clone(&ground.snapshot);
        if !self.is_news(wish, key) {
            return;
        }
        let (mut pages, mut faults) = (Vec::new(), Vec::new());
        self.set_slides.take_count();
        for (library, planned, manuscript) in &manuscripts {
            let setting = self.set_slides.set(&snapshot, manuscript);
            let Some(set) = &setting.pages else {
                faults.extend(settle(&setting.found));
                continue;
            };
            let language = planned.language.to_owned();
            let owner = match planned.origin {
                Some(Origin::Leaflet(id)) => (Some(id.clone()), None, language),
                Some(Origin::Notice(id)) => (None, Some(id.clone()), language),
                None => (None, None, language),
            };
            pages.extend(shown_pages(set, library, owner, Some(&planned.slide.id)));
        }
        self.set_to_show += self.set_slides.take_count();
        onlooker.shown(wish, if pages.is_empty() { Shown::Faulty(faults) } else { Shown::Pages(pages) });
    }

    /// Says that there is nothing to see, or why.
    fn show_none(&mut self, wish: &Wish, faults: Vec<Finding>, onlooker: &dyn Onlooker) {
        if self.is_news(wish, format!("{faults:?}")) {
            onlooker.shown(wish, if faults.is_empty() { Shown::Nothing } else { Shown::Faulty(faults) });
        }
    }

    /// What is wrong with the text of a slide that cannot be derived from it.
    fn faults_of_slide(&self, wish: &Wish) -> Vec<Finding> {
        let Wish::Slide { slide, .. } = wish else { return Vec::new() };
        let mut parts = slide.split(['/', ':']);
        match (parts.next().unwrap_or_default(), parts.next().unwrap_or_default()) {
            ("notice", id) => errors_in(&self.beside.findings, &format!("content/notices/{id}.toml")),
            (id, language) => {
                let record = self.memory.leaflets.get(id);
                let findings = record.map(|record| record.findings.as_slice()).unwrap_or_default();
                let files = ["leaflet", language].map(|name| format!("content/leaflets/{id}/{name}.toml"));
                files.iter().flat_map(|file| errors_in(findings, file)).collect()
            }
        }
    }
}

type OwnerIds = (Option<String>, Option<String>, String);

fn shown_pages(
    pages: &Arc<Typeset>,
    library: &Arc<Library>,
    (leaflet, notice, language): OwnerIds,
    slide: Option<&str>,
) -> Vec<ShownPage> {
    let regions = Arc::new(OnceLock::new());
    let looks = pages.page_digests().into_iter().zip(pages.page_sizes()).enumerate();
    looks
        .map(|(index, (digest, size))| ShownPage {
            slide: slide.map(str::to_owned),
            digest,
            size,
            pages: Arc::clone(pages),
            index,
            regions: Arc::clone(&regions),
            library: Arc::clone(library),
            leaflet: leaflet.clone(),
            notice: notice.clone(),
            language: language.clone(),
        })
        .collect()
}

/// The errors that concern a leaflet in one language.
fn errors(findings: &[Finding], language: &str) -> Vec<Finding> {
    let concerns = |finding: &&Finding| {
        let name = finding.spot.file.rsplit('/').next().unwrap_or_default();
        let other = name.strip_suffix(".toml").filter(|name| *name != "leaflet" && *name != language);
        finding.is_error() && other.is_none()
    };
    findings.iter().filter(concerns).cloned().collect()
}

fn errors_in(findings: &[Finding], file: &str) -> Vec<Finding> {
    findings.iter().filter(|finding| finding.is_error() && finding.spot.file == file).cloned().collect()
}
