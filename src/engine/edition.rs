//! One edition of a screen: loop, player, handout, pictures. Writes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use super::make::{self, SLIDE_WEIGHT};
use super::memory::Memory;
use super::outcome::{ScreenReport, SlideReport};
use super::pool;
use super::record::{Made, SlideMade, said};
use super::set_slides::SetSlides;
use super::shelf::{Beside, Shelf};
use crate::Result;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::digest::Short;
use crate::model::{Date, Library, Screen};
use crate::plan::{Group, Origin, ScreenPlan};
use crate::playlist::{self, Entry, Playlist, Stock};
use crate::publish::{Publisher, ScreenFile};
use crate::slides::Slide;
use crate::source::Source;
use crate::typeset::{self, Manuscript, SLIDE_LAYOUT, Setting, Typeset};
use crate::{Error, export, player};

/// Share of the expected wait that the loop should take, so that people see it twice.
const GOOD_SHARE: f64 = 0.5;

/// What screens are made from.
pub(super) struct Workshop<'a> {
    pub shelf: &'a Shelf<'a>,
    pub beside: &'a Beside,
    pub set_slides: &'a SetSlides,
    pub memory: &'a Memory,
    pub stock: Stock<'a>,
    /// Whether pictures of all slides are asked for.
    pub png: bool,
    /// Held while the pictures of one screen are made, on all cores, and written: those of several would be too much
    /// in memory.
    pub drawing: Mutex<()>,
    /// Whether leaflets that are gone may be gone by mistake.
    pub hold: bool,
}

impl Workshop<'_> {
    /// Sets a slide, unless that was done lately.
    fn set(&self, library: &Library, plan: &ScreenPlan, slide: &Slide) -> Option<Arc<Setting>> {
        let manuscript = Manuscript::slide(library, &plan.screen.stage, slide)?;
        Some(self.set_slides.set(&self.shelf.ground.snapshot, &manuscript))
    }
}

/// An edition of a screen.
pub(super) struct Edition {
    /// The loop.
    pub playlist: Playlist,
    /// The player's files; none if those that are published stay.
    pub player: Vec<(String, Vec<u8>)>,
    /// All slides as a PDF; nothing if the published one stays, or goes.
    pub handout: Option<Vec<u8>>,
    keeps_handout: bool,
    /// Whether texts that it shows were written again meanwhile.
    pub lacks_words: bool,
    /// Leaflets and notices in one language that stay as they were published, and that are missing.
    kept: usize,
    missing: usize,
}

impl Edition {
    /// Whether a published file of the screen stays, though it was not made anew.
    pub fn keeps(&self, path: &str) -> bool {
        let id = &self.playlist.screen.id;
        let name = path.strip_prefix(&format!("screens/{id}/")).unwrap_or(path);
        let is_player = name.starts_with("player/") || name == "index.html" || name == "sw.js";
        (self.player.is_empty() && is_player)
            || (self.handout.is_none() && self.keeps_handout && name == format!("{id}.pdf"))
    }
}

/// Puts an edition together; nothing if the screen has to stay as it is.
pub(super) fn put_together(
    workshop: &Workshop<'_>,
    plan: &ScreenPlan,
    made: &BTreeMap<&str, &Made<SlideMade>>,
    previous: Option<&Playlist>,
    found: &mut Vec<Diagnostic>,
) -> Option<Edition> {
    // A player with a fault stays as it was published: what is withdrawn goes all the same.
    let (player, digest) = match player::render(workshop.shelf.project, &plan.screen) {
        Ok(player) => (player.files, player.digest),
        Err((path, problem)) => {
            let place = Source::new(path, "").start();
            found.push(Diagnostic::error(Code::Layout, place, problem));
            (Vec::new(), previous?.player.clone())
        }
    };
    let held = workshop.hold.then(|| with_lost(workshop.stock.catalog, plan, previous));
    let words = words(workshop, plan);
    let entries = words.entries(made);
    let lacks_words = entries.len() < made.len();
    let assembled =
        playlist::assemble(workshop.stock, held.as_ref().unwrap_or(plan), &entries, previous, &digest);
    let playlist = assembled.playlist?;
    found.extend(loop_length(workshop.beside, &plan.screen, &playlist));
    // A handout of mixed versions would be no edition: the last whole one stays, unless it shows what
    // is not shown any more.
    let keeps_handout = assembled.kept > 0 && !previous.is_some_and(|previous| lost(previous, &playlist));
    let handout = if keeps_handout { None } else { handout(workshop, &words, plan, &playlist, found) };
    let (kept, missing) = (assembled.kept, assembled.missing);
    Some(Edition { playlist, player, handout, keeps_handout, lacks_words, kept, missing })
}

/// The plan with the leaflets that were shown before and are gone, perhaps by mistake.
fn with_lost(catalog: &Catalog, plan: &ScreenPlan, previous: Option<&Playlist>) -> ScreenPlan {
    let mut plan = plan.clone();
    for entry in previous.iter().flat_map(|previous| previous.slides.values()) {
        let Some(id) = entry.leaflet.as_ref().filter(|id| !catalog.contains_key(*id)) else {
            continue;
        };
        let origin = Origin::Leaflet(id.clone());
        let is_there = |group: &Group| group.origin == origin && group.language == entry.language;
        if !plan.groups.iter().any(is_there) {
            let language = entry.language.clone();
            plan.groups.push(Group { origin, language, slides: Arc::default(), blocked: true });
        }
    }
    plan
}

/// Whether something was shown before that is not shown any more.
fn lost(previous: &Playlist, playlist: &Playlist) -> bool {
    let origins = |playlist: &Playlist| -> BTreeSet<(Option<String>, Option<String>)> {
        playlist.slides.values().map(|entry| (entry.leaflet.clone(), entry.notice.clone())).collect()
    };
    !origins(previous).is_subset(&origins(playlist))
}

/// The loop against the time that people wait.
fn loop_length(beside: &Beside, screen: &Screen, playlist: &Playlist) -> Option<Diagnostic> {
    // Notices that come and go are no reason to call the loop too long.
    let lasting: u32 =
        playlist.items.iter().filter(|item| item.when.is_none()).map(|item| item.seconds).sum();
    let (length, wait) = (f64::from(lasting), f64::from(screen.expected_wait_s));
    if length <= wait * GOOD_SHARE {
        return None;
    }
    let minutes = |seconds: f64| tenths(seconds / 60.0);
    let field = screen.field("expected_wait_minutes");
    let place = beside.screens.as_ref()?.file.place(&field);
    let (id, length_min, wait_min) = (&screen.id, minutes(length), minutes(wait));
    let message = format!("the loop of screen `{id}` takes {length_min} minutes, people wait {wait_min}");
    let diagnostic = if length > wait {
        Diagnostic::error(Code::LongLoop, place, message)
            .hint("nobody sees all of it: show fewer leaflets or languages here")
    } else {
        Diagnostic::warning(Code::LongLoop, place, message)
            .hint("people should see it twice: show fewer leaflets or languages here")
    };
    Some(diagnostic.field(field))
}

/// The words of what a screen shows.
struct Words {
    library: Library,
    /// The slides by id, each with the key of the text that it is derived from; nothing for what is no leaflet's.
    slides: BTreeMap<String, (Slide, Option<Short>)>,
}

/// Reads the words of everything that a screen shows: in memory while its edition is put together.
fn words(workshop: &Workshop<'_>, plan: &ScreenPlan) -> Words {
    let mut leaflets = BTreeMap::new();
    let mut texts = BTreeMap::new();
    for planned in plan.slides() {
        if let Some(id) = planned.leaflet()
            && !leaflets.contains_key(id)
            && let Some(record) = workshop.memory.leaflets.get(id)
            && let Some(leaflet) = workshop.shelf.leaflet(id, &record.key)
        {
            leaflets.insert(id.to_owned(), leaflet);
            texts.insert(id, Short::from(record.key.as_str()));
        }
    }
    let library = workshop.shelf.library(leaflets, workshop.beside);
    let mut slides = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for planned in plan.slides() {
        if seen.insert((planned.origin, planned.language)) {
            let text = planned.leaflet().and_then(|id| texts.get(id).copied());
            let derived = make::of_origin(&library, planned.origin, planned.language);
            slides.extend(derived.into_iter().map(|slide| (slide.id.clone(), (slide, text))));
        }
    }
    Words { library, slides }
}

impl Words {
    fn slide(&self, id: &str) -> Option<&Slide> {
        self.slides.get(id).map(|(slide, _)| slide)
    }

    /// What players are told of the slides that were made; without those whose words are others now.
    fn entries(&self, made: &BTreeMap<&str, &Made<SlideMade>>) -> BTreeMap<String, Entry> {
        let entry = |(id, made): (&&str, &&Made<SlideMade>)| {
            let (slide, text) = self.slides.get(*id)?;
            let product = made.product.as_ref()?;
            let is_of_these = text.is_none_or(|text| text == made.text) && product.said == said(slide);
            is_of_these.then(|| (slide.id.clone(), Entry::new(slide, &product.picture)))
        };
        made.iter().filter_map(entry).collect()
    }
}

/// All slides that do not depend on a clock, as a PDF.
fn handout(
    workshop: &Workshop<'_>,
    words: &Words,
    plan: &ScreenPlan,
    playlist: &Playlist,
    found: &mut Vec<Diagnostic>,
) -> Option<Vec<u8>> {
    let timeless = playlist.timeless();
    let mut slides: Vec<&Slide> = timeless.iter().filter_map(|id| words.slide(id)).collect();
    if slides.is_empty() {
        slides.extend(words.slide(&plan.fallback.id));
    }
    let id = &plan.screen.id;
    let pages = typeset::bind(id, &pages_of(workshop, words, plan, &slides, found)?)?;
    let date = playlist.not_before.parse().ok().map(Date)?;
    match export::pdf(&pages, &format!("screens/{id}/{id}.pdf"), date) {
        Ok(bytes) => Some(bytes),
        Err(faults) => {
            found.extend(faults);
            None
        }
    }
}

/// The pages of slides; nothing if one of them cannot be set.
fn pages_of(
    workshop: &Workshop<'_>,
    words: &Words,
    plan: &ScreenPlan,
    slides: &[&Slide],
    found: &mut Vec<Diagnostic>,
) -> Option<Vec<Arc<Typeset>>> {
    let mut settings = vec![None; slides.len()];
    // Most were set a moment ago; of a screen of which one slide has changed, all others may have to be set.
    let set = |slide: &&Slide| workshop.set(&words.library, plan, slide);
    pool::work(slides, |_, _| 0, set, || false, |index, setting| settings[index] = setting.flatten());
    let mut pages = Vec::new();
    for setting in settings {
        let setting = setting?;
        found.extend(setting.found.iter().cloned());
        pages.push(Arc::clone(setting.pages.as_ref()?));
    }
    Some(pages)
}

/// Pictures of all slides that do not depend on a clock, for displays without a player; numbered, so that
/// they are shown in order. What stays as it was published keeps its picture.
///
/// # Errors
/// If a picture cannot be read or made.
pub(super) fn pictures(
    workshop: &Workshop<'_>,
    publisher: &Publisher,
    plan: &ScreenPlan,
    edition: &Edition,
    is_made: &dyn Fn(&str) -> bool,
    published: &[ScreenFile],
) -> Result<Vec<(String, Vec<u8>)>> {
    if !workshop.png {
        return Ok(Vec::new());
    }
    let playlist = &edition.playlist;
    let mut shown = playlist.timeless();
    shown.push(&playlist.fallback);
    let mut pictures = vec![None; shown.len()];
    let words = words(workshop, plan);
    let is_ready: BTreeSet<&str> = shown.iter().copied().filter(|id| is_made(id)).collect();
    let render = |id: &&str| {
        // What was not proved now is shown as it was.
        let slide = words.slide(id).filter(|_| is_ready.contains(*id))?;
        let setting = workshop.set(&words.library, plan, slide)?;
        export::png(setting.pages.as_deref()?).ok()
    };
    pool::work(
        &shown,
        |_, _| SLIDE_WEIGHT * workshop.set_slides.take_count(),
        render,
        || false,
        |index, picture| pictures[index] = picture.flatten(),
    );
    let mut named = Vec::new();
    for (index, (id, picture)) in shown.iter().zip(pictures).enumerate() {
        let ending = format!("-{}.png", id.replace(['/', ':'], "-"));
        let path = format!("screens/{}/pictures/{:03}{ending}", plan.screen.id, index + 1);
        let before = || published.iter().find(|file| file.path.ends_with(&ending));
        let bytes = match (picture, before()) {
            (Some(picture), _) => Some(picture),
            (None, Some(file)) => publisher.read(&file.path)?,
            (None, None) => None,
        };
        let missing = || {
            let problem = std::io::Error::other("the slide cannot be drawn");
            Error::io("write", SLIDE_LAYOUT, problem)
        };
        // A kept slide that never had a picture has none; a new one must have it.
        match bytes {
            Some(bytes) => named.push((path, bytes)),
            None if is_ready.contains(*id) => return Err(missing()),
            None => {}
        }
    }
    Ok(named)
}

/// What came of a screen; `changed` is nothing if it stays as it was.
pub(super) fn report(plan: &ScreenPlan, edition: Option<&Edition>, changed: Option<bool>) -> ScreenReport {
    let playlist = edition.map(|edition| &edition.playlist);
    let ids: BTreeSet<Arc<str>> = plan.slides().map(|planned| Arc::clone(&planned.slide.id)).collect();
    let shared = |id: &str| ids.get(id).map_or_else(|| id.into(), Arc::clone);
    let items = playlist.into_iter().flat_map(|playlist| {
        playlist.items.iter().filter_map(|item| {
            let entry = playlist.slides.get(&item.slide)?;
            Some(SlideReport {
                slide: shared(&item.slide),
                seconds: item.seconds,
                words: entry.words,
                readable_from_m: entry.readable_from_m,
                scannable_from_m: entry.scannable_from_m,
            })
        })
    });
    ScreenReport {
        id: plan.screen.id.clone(),
        changed: changed.filter(|_| edition.is_some()),
        kept: edition.map_or(0, |edition| edition.kept),
        missing: edition.map_or(0, |edition| edition.missing),
        loop_seconds: playlist.map_or(0, |playlist| playlist.loop_seconds),
        expected_wait_s: plan.screen.expected_wait_s,
        viewing_distance_m: plan.screen.stage.viewing_distance_m,
        items: items.collect(),
    }
}

/// Rounded down to tenths.
fn tenths(value: f64) -> f64 {
    (value * 10.0 + 1e-6).floor() / 10.0
}
