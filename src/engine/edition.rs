//! One edition of a screen: loop, player, handout, pictures. Writes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::outcome::{ScreenReport, SlideReport};
use super::pool;
use crate::Result;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Date, Library, Screen};
use crate::plan::{Group, Origin, ScreenPlan};
use crate::playlist::{self, MadeSlide, Playlist};
use crate::project::Project;
use crate::publish::{Publisher, ScreenFile};
use crate::slides::Slide;
use crate::source::Source;
use crate::typeset::{self, SLIDE_LAYOUT, Snapshot};
use crate::{Error, export, player};

/// Share of the expected wait that the loop should take, so that people see it twice.
const GOOD_SHARE: f64 = 0.5;

/// What screens are made from.
pub(super) struct Workshop<'a> {
    pub project: &'a Project,
    pub snapshot: &'a Arc<Snapshot>,
    pub library: &'a Library,
    /// Whether pictures of all slides are asked for.
    pub png: bool,
    /// Whether leaflets that are gone may be gone by mistake.
    pub hold: bool,
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
    made: &BTreeMap<String, MadeSlide>,
    previous: Option<&Playlist>,
    found: &mut Vec<Diagnostic>,
) -> Option<Edition> {
    let library = workshop.library;
    // A player with a fault stays as it was published: what is withdrawn goes all the same.
    let (player, digest) = match player::render(workshop.project, &plan.screen) {
        Ok(player) => (player.files, player.digest),
        Err((path, problem)) => {
            let place = Source::new(path, "").start();
            found.push(Diagnostic::error(Code::Layout, place, problem));
            (Vec::new(), previous?.player.clone())
        }
    };
    let held = workshop.hold.then(|| with_lost(library, plan, previous));
    let assembled = playlist::assemble(library, held.as_ref().unwrap_or(plan), made, previous, &digest);
    let playlist = assembled.playlist?;
    found.extend(loop_length(library, &plan.screen, &playlist));
    // A handout of mixed versions would be no edition: the last whole one stays, unless it shows what
    // is not shown any more.
    let keeps_handout = assembled.kept > 0 && !previous.is_some_and(|previous| lost(previous, &playlist));
    let handout = if keeps_handout { None } else { handout(workshop, plan, &playlist, found) };
    let (kept, missing) = (assembled.kept, assembled.missing);
    Some(Edition { playlist, player, handout, keeps_handout, kept, missing })
}

/// The plan with the leaflets that were shown before and are gone, perhaps by mistake.
fn with_lost(library: &Library, plan: &ScreenPlan, previous: Option<&Playlist>) -> ScreenPlan {
    let mut plan = plan.clone();
    for entry in previous.iter().flat_map(|previous| previous.slides.values()) {
        let Some(id) = entry.leaflet.as_ref().filter(|id| !library.leaflets.contains_key(*id)) else {
            continue;
        };
        let origin = Origin::Leaflet(id.clone());
        let is_there = |group: &Group| group.origin == origin && group.language == entry.language;
        if !plan.groups.iter().any(is_there) {
            let language = entry.language.clone();
            plan.groups.push(Group { origin, language, slides: Vec::new(), blocked: true });
        }
    }
    plan
}

/// Whether something was shown before that is not shown any more.
fn lost(previous: &Playlist, playlist: &Playlist) -> bool {
    let mut before = previous.slides.values();
    before.any(|old| {
        !playlist.slides.values().any(|new| (&new.leaflet, &new.notice) == (&old.leaflet, &old.notice))
    })
}

/// The loop against the time that people wait.
fn loop_length(library: &Library, screen: &Screen, playlist: &Playlist) -> Option<Diagnostic> {
    // Notices that come and go are no reason to call the loop too long.
    let lasting: u32 =
        playlist.items.iter().filter(|item| item.when.is_none()).map(|item| item.seconds).sum();
    let (length, wait) = (f64::from(lasting), f64::from(screen.expected_wait_s));
    if length <= wait * GOOD_SHARE {
        return None;
    }
    let minutes = |seconds: f64| tenths(seconds / 60.0);
    let field = screen.field("expected_wait_minutes");
    let place = library.screens.as_ref()?.file.place(&field);
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

/// All slides that do not depend on a clock, as a PDF.
fn handout(
    workshop: &Workshop<'_>,
    plan: &ScreenPlan,
    playlist: &Playlist,
    found: &mut Vec<Diagnostic>,
) -> Option<Vec<u8>> {
    let slides: Vec<&Slide> =
        playlist.timeless().iter().filter_map(|id| plan.slides().find(|slide| slide.id == *id)).collect();
    let slides = if slides.is_empty() { vec![&plan.fallback] } else { slides };
    let (pages, diagnostics) = typeset::handout(workshop.snapshot, workshop.library, &plan.screen, &slides);
    found.extend(diagnostics);
    let date = playlist.not_before.parse().ok().map(Date)?;
    let path = format!("screens/{0}/{0}.pdf", plan.screen.id);
    match export::pdf(&pages?, &path, date) {
        Ok(bytes) => Some(bytes),
        Err(faults) => {
            found.extend(faults);
            None
        }
    }
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
    published: &[&ScreenFile],
) -> Result<Vec<(String, Vec<u8>)>> {
    if !workshop.png {
        return Ok(Vec::new());
    }
    let playlist = &edition.playlist;
    let mut shown = playlist.timeless();
    shown.push(&playlist.fallback);
    let mut pictures = vec![None; shown.len()];
    let render = |id: &&str| {
        let slide = plan.slides().find(|slide| slide.id == **id)?;
        let (page, _) = typeset::typeset_slide(workshop.snapshot, workshop.library, &plan.screen, slide);
        export::png(&page?).ok()
    };
    pool::work(&shown, |_| 3, render, |index, picture| pictures[index] = picture.flatten());
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
            None if plan.slides().any(|slide| slide.id == *id) => return Err(missing()),
            None => {}
        }
    }
    Ok(named)
}

/// What came of a screen; `changed` is nothing if it stays as it was.
pub(super) fn report(plan: &ScreenPlan, edition: Option<&Edition>, changed: Option<bool>) -> ScreenReport {
    let playlist = edition.map(|edition| &edition.playlist);
    let items = playlist.into_iter().flat_map(|playlist| {
        playlist.items.iter().filter_map(|item| {
            let entry = playlist.slides.get(&item.slide)?;
            Some(SlideReport {
                slide: item.slide.clone(),
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

/// Rounded down to tenths, so that nothing is said to reach farther than it does.
pub(super) fn tenths(value: f64) -> f64 {
    (value * 10.0 + 1e-6).floor() / 10.0
}
