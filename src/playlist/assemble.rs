//! From slides that were made to the loop of a screen.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Clock, Entry, FORMAT, Item, POLL_SECONDS, Playlist, ScreenInfo, Window};
use crate::catalog::{Catalog, SlideRef};
use crate::digest::{Short, Whole};
use crate::language::{Direction, Language};
use crate::model::{Notices, Reach, Screen, SlideKind};
use crate::plan::{Group, Origin, Planned, ScreenPlan};
use crate::slides::Slide;

/// Time on screen: a second for each word lets people finish who read a foreign language or look up
/// late (Western Michigan University), and scanning needs 7 to 10 s more.
const SECONDS_FOR_EACH_WORD: u32 = 1;
const LEAST_SECONDS: u32 = 10;
const SECONDS_TO_SCAN: u32 = 10;
/// Height of capitals in the typeface of the clock, in em.
const CLOCK_CAPITAL: f64 = 0.668;

/// What a loop is put together from, beside its slides.
#[derive(Debug, Clone, Copy)]
pub struct Stock<'a> {
    /// The leaflets.
    pub catalog: &'a Catalog,
    /// The notices.
    pub notices: &'a Notices,
    /// Time zone in which times are meant.
    pub time_zone: &'a str,
}

/// A slide as it was made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MadeSlide {
    /// Digest of the picture.
    pub sha256: Whole,
    /// Size of the picture in bytes.
    pub bytes: u64,
    /// How many words it has.
    pub words: u32,
    /// From how far it can be read, in m.
    pub readable_from_m: Reach,
    /// From how far its QR code can be scanned, in m.
    pub scannable_from_m: Option<Reach>,
}

/// Where a slide lies in the folder of a screen: it is named by its content, the digest of its picture.
pub fn slide_file(sha256: Whole) -> String {
    format!("slides/{}.svg", Short::from(sha256))
}

/// What came of assembling.
#[derive(Debug)]
pub struct Assembled {
    /// The playlist; nothing if there is not even a slide to fall back to.
    pub playlist: Option<Playlist>,
    /// Groups that could not be made: how many of them show their last good version, and how many
    /// show nothing.
    pub kept: usize,
    /// See `kept`.
    pub missing: usize,
}

/// Puts the loop of a screen together. `made` has the slides by id; what is missing in it stays as it
/// was in `previous`.
pub fn assemble(
    stock: Stock<'_>,
    plan: &ScreenPlan,
    made: &BTreeMap<String, Entry>,
    previous: Option<&Playlist>,
    player: &str,
) -> Assembled {
    // Slides of another panel are of no use.
    let previous = previous.filter(|previous| previous.screen.is_like(&info(&plan.screen)));
    let seconds = durations(plan, made, previous);
    let mut assembly = Assembly {
        stock,
        made,
        previous,
        seconds,
        slides: BTreeMap::new(),
        used: BTreeMap::new(),
        kept: BTreeSet::new(),
        wanted: BTreeSet::new(),
        shows_drafts: plan.screen.show_drafts,
        newest: None,
    };
    let items = assembly.loop_of(plan);
    let urgent = plan.urgent.iter().flat_map(|group| assembly.group(group, Turn::Urgent)).collect();
    let (kept, missing) = (assembly.kept.len(), assembly.missing());
    let Some(fallback) = assembly.fallback(&plan.fallback) else {
        return Assembled { playlist: None, kept, missing };
    };
    let mut not_before = assembly.newest.take().unwrap_or_else(|| "2020-01-01".into());
    if let Some(previous) = previous.filter(|_| !assembly.kept.is_empty()) {
        not_before = not_before.max(previous.not_before.clone());
    }
    let screen = &plan.screen;
    let playlist = Playlist {
        format: FORMAT,
        edition: String::new(),
        player: player.to_owned(),
        not_before,
        time_zone: stock.time_zone.to_owned(),
        poll_seconds: POLL_SECONDS,
        screen: info(screen),
        clock: screen.stage.clock.then(|| clock(screen)),
        opening_hours: screen.opening_hours.clone(),
        loop_seconds: items.iter().map(|item: &Item| item.seconds).sum(),
        slides: assembly.slides,
        items,
        urgent,
        fallback,
    };
    Assembled { playlist: Some(playlist.seal()), kept, missing }
}

fn info(screen: &Screen) -> ScreenInfo {
    let (width, height) = screen.stage.size.pixels();
    ScreenInfo { id: screen.id.clone(), name: screen.name.clone(), width, height, theme: screen.stage.theme }
}

/// The clock is as large as the smallest type, in the corner that slides leave free for it.
fn clock(screen: &Screen) -> Clock {
    let (x, y) = screen.stage.safe_margins_px();
    let round = |value: f64| (value * 100.0).round() / 100.0;
    Clock { size: round(screen.stage.smallest_capital_px() / CLOCK_CAPITAL), x, y }
}

/// The time on screen of every slide; the same in every language of the screen, so that languages stay
/// in step. A language that stays as it was published counts as it was.
fn durations(
    plan: &ScreenPlan,
    made: &BTreeMap<String, Entry>,
    previous: Option<&Playlist>,
) -> BTreeMap<String, u32> {
    let mut seconds: BTreeMap<String, u32> = BTreeMap::new();
    let mut count = |series: String, own: u32| {
        let longest = seconds.entry(series).or_default();
        *longest = own.max(*longest);
    };
    for Planned { language, slide, .. } in plan.slides() {
        if let Some(made) = made.get(&*slide.id) {
            count(series(&slide.id, language), duration(slide, made));
        }
    }
    for item in previous.iter().flat_map(|previous| &previous.items) {
        let entry = previous.and_then(|previous| previous.slides.get(&item.slide));
        if let Some(entry) = entry.filter(|entry| stays(plan, made, entry)) {
            count(series(&item.slide, &entry.language), item.seconds);
        }
    }
    seconds
}

/// Whether a published slide belongs to a group that stays as it was published.
fn stays(plan: &ScreenPlan, made: &BTreeMap<String, Entry>, entry: &Entry) -> bool {
    let groups = plan.groups.iter().chain(&plan.notices);
    groups.filter(|group| holds(group, entry)).any(|group| !is_whole(group, made))
}

/// Whether a slide belongs to a group.
fn holds(group: &Group, entry: &Entry) -> bool {
    entry.language == group.language
        && match &group.origin {
            Origin::Leaflet(id) => entry.leaflet.as_ref() == Some(id),
            Origin::Notice(id) => entry.notice.as_ref() == Some(id),
        }
}

/// Whether a group can be shown as it was made now.
fn is_whole(group: &Group, made: &BTreeMap<String, Entry>) -> bool {
    let is_made = |slide: &SlideRef| made.contains_key(&*slide.id);
    !group.blocked
        && group.slides.iter().any(is_made)
        && group.slides.iter().all(|slide| !slide.is_mandatory() || is_made(slide))
}

fn duration(slide: &SlideRef, made: &Entry) -> u32 {
    let by_words = made.words.saturating_mul(SECONDS_FOR_EACH_WORD).max(LEAST_SECONDS);
    let to_scan = if made.scannable_from_m.is_some() { SECONDS_TO_SCAN } else { 0 };
    slide.seconds.map_or(by_words.saturating_add(to_scan), u32::from)
}

/// What the same slide in every language has in common.
fn series(id: &str, language: &str) -> String {
    id.replacen(&format!("/{language}"), "/*", 1)
}

/// Where an item is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// In its turn.
    Loop,
    /// Instead of everything else.
    Urgent,
}

struct Assembly<'a> {
    stock: Stock<'a>,
    made: &'a BTreeMap<String, Entry>,
    previous: Option<&'a Playlist>,
    seconds: BTreeMap<String, u32>,
    slides: BTreeMap<String, Entry>,
    /// How often each slide is in the loop already.
    used: BTreeMap<String, usize>,
    kept: BTreeSet<(Origin, String)>,
    /// Groups that could not be made; those of them that stay as they were published are `kept`.
    wanted: BTreeSet<(Origin, String)>,
    /// Whether the screen shows leaflets that are not approved.
    shows_drafts: bool,
    /// The newest day that the content states.
    newest: Option<String>,
}

impl Assembly<'_> {
    /// Leaflets in their order, each in every language; behind each the notices in that language.
    fn loop_of(&mut self, plan: &ScreenPlan) -> Vec<Item> {
        let mut items = Vec::new();
        let mut spoken = BTreeSet::new();
        for group in &plan.groups {
            let shown = self.group(group, Turn::Loop);
            if !shown.is_empty() {
                spoken.insert(group.language.clone());
                items.extend(shown);
                items.extend(self.notices(plan, &group.language));
            }
        }
        // Notices in languages that no leaflet is shown in.
        let silent = |language: &&String| !spoken.contains(*language);
        for language in plan.screen.languages.iter().filter(silent) {
            items.extend(self.notices(plan, language));
        }
        items
    }

    fn notices(&mut self, plan: &ScreenPlan, language: &str) -> Vec<Item> {
        let spoken = plan.notices.iter().filter(|group| group.language == language);
        spoken.flat_map(|group| self.group(group, Turn::Loop)).collect()
    }

    /// The items of a group: as it was made now, or as it was published before.
    fn group(&mut self, group: &Group, turn: Turn) -> Vec<Item> {
        let items = if is_whole(group, self.made) { self.fresh(group) } else { self.before(group, turn) };
        items.into_iter().map(|item| self.unique(item)).collect()
    }

    fn fresh(&mut self, group: &Group) -> Vec<Item> {
        let when = self.origin(group);
        let mut items = Vec::new();
        let mut red_flags = None;
        for slide in group.slides.iter() {
            let id = slide.id.to_string();
            let Some(made) = self.made.get(&id) else { continue };
            self.slides.insert(id.clone(), made.clone());
            // What warns is shown twice: the second time before the invitations.
            if matches!(slide.kind, SlideKind::QuestionsToAsk | SlideKind::Booking) {
                items.extend(red_flags.take());
            }
            let seconds = self.seconds.get(&series(&id, &group.language)).copied();
            let item = Item {
                id: id.clone(),
                slide: id,
                seconds: seconds.unwrap_or(LEAST_SECONDS),
                cut: made.scannable_from_m.is_some(),
                when: when.clone(),
            };
            if slide.kind == SlideKind::RedFlags {
                red_flags = Some(item.clone());
            }
            items.push(item);
        }
        items.extend(red_flags);
        items
    }

    /// Takes note of the day that the group's content states; returns when it is shown.
    fn origin(&mut self, group: &Group) -> Option<Window> {
        let (updated, when) = match &group.origin {
            Origin::Leaflet(id) => (self.stock.catalog.get(id).map(|card| card.updated.clone()), None),
            Origin::Notice(id) => {
                let notice = self.stock.notices.good.get(id);
                let window = notice.and_then(|notice| Window::new(&notice.when));
                (notice.map(|notice| notice.updated.0.to_string()), window)
            }
        };
        self.newest = self.newest.take().max(updated);
        when
    }

    /// The items of the group in the playlist that was published before.
    ///
    /// A notice whose text is broken may be of either kind: it stays where it stood.
    fn before(&mut self, group: &Group, turn: Turn) -> Vec<Item> {
        let key = (group.origin.clone(), group.language.clone());
        self.wanted.insert(key.clone());
        let Some(previous) = self.previous else { return Vec::new() };
        let readable = match &group.origin {
            Origin::Notice(id) => self.stock.notices.good.get(id),
            Origin::Leaflet(_) => None,
        };
        let (regular, urgent) = (&previous.items[..], &previous.urgent[..]);
        let source = match (readable, turn) {
            // What is known of a notice holds for its old words too.
            (Some(_), _) => [regular, urgent].concat(),
            (None, Turn::Loop) => regular.to_vec(),
            (None, Turn::Urgent) => urgent.to_vec(),
        };
        let mut items: Vec<Item> = Vec::new();
        for item in source {
            let entry = previous.slides.get(&item.slide).filter(|entry| holds(group, entry));
            let Some(entry) = entry.filter(|entry| self.shows_drafts || !entry.draft) else { continue };
            // A notice comes once for each leaflet: here once is enough.
            if matches!(group.origin, Origin::Notice(_))
                && items.iter().any(|other| other.slide == item.slide)
            {
                continue;
            }
            let when = match readable {
                Some(notice) => Window::new(&notice.when),
                None => item.when.clone(),
            };
            self.slides.insert(item.slide.clone(), entry.clone());
            items.push(Item { id: item.slide.clone(), when, ..item });
        }
        if !items.is_empty() {
            self.kept.insert(key);
        }
        items
    }

    /// How many groups could neither be made nor kept.
    fn missing(&self) -> usize {
        self.wanted.difference(&self.kept).count()
    }

    /// Gives an item an id of its own.
    fn unique(&mut self, item: Item) -> Item {
        let used = self.used.entry(item.slide.clone()).or_default();
        *used += 1;
        let id = if *used == 1 { item.slide.clone() } else { format!("{}#{used}", item.slide) };
        Item { id, ..item }
    }

    /// The slide of the practice, as it was made now or published before.
    fn fallback(&mut self, slide: &SlideRef) -> Option<String> {
        let id = &*slide.id;
        let entry = self.made.get(id).or_else(|| self.previous?.slides.get(id))?.clone();
        self.slides.insert(id.to_owned(), entry);
        Some(id.to_owned())
    }
}

impl Entry {
    /// A slide of the loop: what was made, and what it says.
    pub fn new(slide: &Slide, made: &MadeSlide) -> Self {
        let direction =
            Language::get(&slide.language).map_or(Direction::Ltr, |language| language.words.direction);
        Self {
            file: slide_file(made.sha256),
            sha256: made.sha256.to_string(),
            bytes: made.bytes,
            language: slide.language.clone(),
            direction,
            draft: slide.draft,
            leaflet: slide.leaflet.clone(),
            notice: slide.notice.clone(),
            kind: slide.kind,
            title: slide.title.text.clone(),
            text: slide.alternative(),
            words: made.words,
            readable_from_m: made.readable_from_m,
            scannable_from_m: made.scannable_from_m,
        }
    }
}
