//! What the board knows, under its lock.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::interest::{Interests, MOST_VIEWS};
use super::pages::{PageLimits, PageStore};
use super::parts::{Catalog, Problems, Status};
use super::update::{FreshPage, Part, Update};
use super::view::View;
use super::view_pages::{Region, ViewPages, ViewState};

/// So many bytes of pages are sent ahead of one update; a reader asks for the rest, what is in the
/// window first.
const MOST_SENT_AHEAD: usize = 1 << 20;

pub(super) struct State {
    pub(super) number: u64,
    pub(super) ready: bool,
    pub(super) status: Slot<Status>,
    pub(super) catalog: Slot<Catalog>,
    pub(super) problems: Slot<Problems>,
    pub(super) views: BTreeMap<View, Shown>,
    pub(super) interests: Interests,
    pub(super) pages: PageStore,
    pub(super) clock: u64,
}

pub(super) struct Slot<T> {
    pub(super) number: u64,
    pub(super) value: Arc<T>,
    pub(super) json: Arc<str>,
}

impl<T: Serialize + Default> Slot<T> {
    pub(super) fn new(number: u64) -> Self {
        let value = T::default();
        Self { number, json: json(&value), value: Arc::new(value) }
    }
}

/// A view that is or was looked at.
pub(super) struct Shown {
    pub(super) number: u64,
    /// The number with which each page came.
    pub(super) came: Vec<u64>,
    pub(super) json: Arc<str>,
    pub(super) regions: Arc<str>,
    pub(super) content: ViewPages,
    /// When somebody last began or ended looking at it.
    pub(super) used: u64,
}

impl Shown {
    pub(super) fn new(view: &View, content: ViewPages) -> Self {
        Self {
            number: 0,
            came: Vec::new(),
            json: view_json(view, &content),
            regions: regions_json(&content),
            content,
            used: 0,
        }
    }

    /// Takes its number; pages that were there before keep theirs.
    pub(super) fn follow(&mut self, old: Option<&Self>, number: u64) {
        self.number = number;
        let known = |hash: &str| {
            let old = old?;
            let place = old.content.pages.iter().position(|page| page.hash == hash)?;
            old.came.get(place).copied()
        };
        self.came = self.content.pages.iter().map(|page| known(&page.hash).unwrap_or(number)).collect();
    }
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            number: 3,
            ready: false,
            status: Slot::new(1),
            catalog: Slot::new(2),
            problems: Slot::new(3),
            views: BTreeMap::new(),
            interests: Interests::default(),
            pages: PageStore::default(),
            clock: 0,
        }
    }

    /// Somebody begins to look at a view.
    pub(super) fn begin(&mut self, view: &View) {
        self.clock += 1;
        self.number += 1;
        let old = self.views.remove(view);
        let mut content = old.as_ref().map(|old| old.content.clone()).unwrap_or_default();
        // What happened while nobody looked is not in it.
        content.state = ViewState::Loading;
        content.reason = None;
        let mut shown = Shown::new(view, content);
        shown.follow(old.as_ref(), self.number);
        shown.used = self.clock;
        self.views.insert(view.clone(), shown);
    }

    /// A view, if it has changed after a number, with the pages that came since.
    pub(super) fn update_of(&mut self, view: &View, after: u64) -> Option<Update> {
        let shown = self.views.get(view).filter(|shown| shown.number > after)?;
        let named = shown.content.pages.iter().zip(&shown.came);
        let mut room = MOST_SENT_AHEAD;
        let mut fresh = Vec::new();
        for (page, _) in named.filter(|(_, came)| after > 0 && **came > after) {
            let Some(svg) = self.pages.get(&page.hash) else { continue };
            let Some(left) = room.checked_sub(svg.len()) else { break };
            room = left;
            fresh.push(FreshPage { hash: page.hash.clone(), svg });
        }
        Some(Update { number: shown.number, part: Part::View, json: Arc::clone(&shown.json), fresh })
    }

    /// Forgets pages that no view shows, and views that nobody looks at, until the bounds hold.
    pub(super) fn trim(&mut self, limits: PageLimits) {
        loop {
            let stay: BTreeSet<&str> = self
                .views
                .values()
                .flat_map(|view| view.content.pages.iter().map(|page| page.hash.as_str()))
                .collect();
            if self.pages.trim(limits, &stay) && self.views.len() <= MOST_VIEWS {
                return;
            }
            let unseen = self.views.iter().filter(|(view, _)| !self.interests.contains(view));
            let oldest = unseen.min_by_key(|(_, shown)| shown.used).map(|(view, _)| view.clone());
            let Some(oldest) = oldest else { return };
            self.views.remove(&oldest);
        }
    }
}

pub(super) fn set<T>(slot: &mut Slot<T>, number: &mut u64, value: T, json: Arc<str>) -> bool {
    if slot.json == json {
        return false;
    }
    *number += 1;
    *slot = Slot { number: *number, value: Arc::new(value), json };
    true
}

pub(super) fn json(value: &impl Serialize) -> Arc<str> {
    serde_json::to_string(value).expect("plain data with text keys").into()
}

fn view_json(view: &View, shown: &ViewPages) -> Arc<str> {
    #[derive(Serialize)]
    struct Named<'a> {
        view: &'a View,
        #[serde(flatten)]
        shown: &'a ViewPages,
    }
    json(&Named { view, shown })
}

fn regions_json(shown: &ViewPages) -> Arc<str> {
    #[derive(Serialize)]
    struct Regions<'a> {
        hashes: Vec<&'a str>,
        pages: &'a [Vec<Region>],
    }
    let hashes = shown.pages.iter().map(|page| page.hash.as_str()).collect();
    json(&Regions { hashes, pages: &shown.regions })
}
