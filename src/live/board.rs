//! The board: the state that people look at, with numbers instead of a queue.
//!
//! Every change of a part gives the board the next number, and the part remembers it. Who saw
//! everything up to a number gets exactly the parts changed since: nothing is lost, nothing queues
//! up, and a slow reader gets the newest state. The `epoch` tells that numbers began anew.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex};

use super::listeners::{Listeners, lock};
use super::state::{Shown, State, json, set};

pub use super::interest::{Interest, MOST_VIEWS, TooManyViews};
pub use super::listeners::Subscription;
pub use super::pages::PageLimits;
pub use super::parts::*;
pub use super::update::*;
pub use super::view::{View, ViewError};
pub use super::view_pages::*;

/// The state that people look at. Cheap to read, safe to share.
pub struct Board {
    epoch: Arc<str>,
    limits: PageLimits,
    state: Mutex<State>,
    changes: Listeners<u64>,
    growth: Listeners<()>,
}

impl Board {
    /// A board with empty parts, numbered 1 to 3.
    pub fn new() -> Arc<Self> {
        Self::with_limits(PageLimits::default())
    }

    /// A board whose page store has other bounds.
    pub fn with_limits(limits: PageLimits) -> Arc<Self> {
        // Each `RandomState` is seeded by the operating system.
        let epoch = format!("{:016x}", RandomState::new().build_hasher().finish());
        Arc::new(Self {
            epoch: epoch.into(),
            limits,
            state: Mutex::new(State::new()),
            changes: Listeners::new(),
            growth: Listeners::new(),
        })
    }

    /// Differs for each board: numbers of different epochs cannot be compared. Letters and digits.
    pub fn epoch(&self) -> &Arc<str> {
        &self.epoch
    }

    /// The number of the last change.
    pub fn number(&self) -> u64 {
        lock(&self.state).number
    }

    /// Says how the program is doing.
    pub fn set_status(&self, status: Status) {
        let json = json(&status);
        self.change(|state| {
            state.ready |= status.phase == Phase::Ready;
            set(&mut state.status, &mut state.number, status, json)
        });
    }

    /// Says what there is.
    pub fn set_catalog(&self, catalog: Catalog) {
        let json = json(&catalog);
        self.change(|state| set(&mut state.catalog, &mut state.number, catalog, json));
    }

    /// Says what is wrong.
    pub fn set_problems(&self, problems: Problems) {
        let json = json(&problems);
        self.change(|state| set(&mut state.problems, &mut state.number, problems, json));
    }

    /// Says what a view shows, with its regions. Its pages are [put](Self::put_page) before.
    pub fn set_view(&self, view: &View, content: ViewPages) {
        let mut new = Shown::new(view, content);
        self.change(|state| {
            state.clock += 1;
            let old = state.views.get(view);
            new.used = old.map_or(state.clock, |old| old.used);
            let equal = old.is_some_and(|old| old.json == new.json && old.regions == new.regions);
            if !equal {
                state.number += 1;
                new.follow(old, state.number);
                state.views.insert(view.clone(), new);
                state.trim(self.limits);
            }
            !equal
        });
    }

    /// Stores a page under the hash of its content.
    pub fn put_page(&self, hash: &str, svg: Arc<[u8]>) {
        let mut state = lock(&self.state);
        state.pages.put(hash, svg);
        // Its view is about to name it: pages not named yet have some room of their own.
        let PageLimits { pages, bytes } = self.limits;
        if state.pages.is_over(PageLimits { pages: 2 * pages, bytes: 2 * bytes }) {
            state.trim(self.limits);
        }
    }

    /// A page by the hash of its content.
    pub fn page(&self, hash: &str) -> Option<Arc<[u8]>> {
        lock(&self.state).pages.get(hash)
    }

    /// How many pages are stored, and their bytes.
    pub fn stored(&self) -> (usize, usize) {
        lock(&self.state).pages.size()
    }

    /// How the program is doing.
    pub fn status(&self) -> Arc<Status> {
        Arc::clone(&lock(&self.state).status.value)
    }

    /// What there is.
    pub fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(&lock(&self.state).catalog.value)
    }

    /// What is wrong.
    pub fn problems(&self) -> Arc<Problems> {
        Arc::clone(&lock(&self.state).problems.value)
    }

    /// Whether the first round is through.
    pub fn is_ready(&self) -> bool {
        lock(&self.state).ready
    }

    /// What a view shows, if somebody looks at it or did a while ago.
    pub fn view(&self, view: &View) -> Option<ViewPages> {
        lock(&self.state).views.get(view).map(|shown| shown.content.clone())
    }

    /// The regions of a view as JSON, with the hashes of the pages they belong to.
    pub fn regions(&self, view: &View) -> Option<Arc<str>> {
        lock(&self.state).views.get(view).map(|shown| Arc::clone(&shown.regions))
    }

    /// The parts changed after a number, in the order of their changes; all parts if there is no
    /// number, or it is not one of this board.
    pub fn since(&self, after: Option<(&str, u64)>, views: &[View]) -> Vec<Update> {
        let mut state = lock(&self.state);
        let known = |(epoch, number): (&str, u64)| epoch == &*self.epoch && number <= state.number;
        let after = after.filter(|after| known(*after)).map_or(0, |(_, number)| number);
        let common = [
            (state.status.number, Part::Status, &state.status.json),
            (state.catalog.number, Part::Catalog, &state.catalog.json),
            (state.problems.number, Part::Problems, &state.problems.json),
        ];
        let update = |(number, part, json): (u64, Part, &Arc<str>)| Update {
            number,
            part,
            json: Arc::clone(json),
            fresh: Vec::new(),
        };
        let mut updates: Vec<Update> =
            common.into_iter().filter(|(number, ..)| *number > after).map(update).collect();
        let views: BTreeSet<&View> = views.iter().collect();
        updates.extend(views.into_iter().filter_map(|view| state.update_of(view, after)));
        updates.sort_unstable_by_key(|update| update.number);
        updates
    }

    /// Says that somebody looks at views, until the guard is dropped. A view that nobody looked at
    /// is `loading` until it is set.
    ///
    /// # Errors
    /// If more different views than [`MOST_VIEWS`] would be looked at.
    pub fn watch_views(self: &Arc<Self>, views: &[View]) -> Result<Interest, TooManyViews> {
        let mut grown = Vec::new();
        let mut outcome = Ok(());
        self.change(|state| match state.interests.add(views) {
            Ok(new) => {
                for view in &new {
                    state.begin(view);
                }
                state.trim(self.limits);
                grown = new;
                !grown.is_empty()
            }
            Err(error) => {
                outcome = Err(error);
                false
            }
        });
        outcome?;
        if !grown.is_empty() {
            self.growth.tell(());
        }
        Ok(Interest { board: Arc::clone(self), views: views.to_vec() })
    }

    pub(super) fn unwatch(&self, views: &[View]) {
        let mut state = lock(&self.state);
        state.interests.remove(views);
        state.clock += 1;
        let now = state.clock;
        for view in views {
            if let Some(shown) = state.views.get_mut(view) {
                shown.used = now;
            }
        }
        state.trim(self.limits);
    }

    /// The views somebody looks at, the newest interest first.
    pub fn interests(&self) -> Vec<View> {
        lock(&self.state).interests.newest_first()
    }

    /// Has `listener` told the number of every change. It must not take long.
    pub fn subscribe(&self, listener: Box<dyn Fn(u64) + Send + Sync>) -> Subscription {
        self.changes.add(listener)
    }

    /// Has `listener` told whenever somebody looks at a view that nobody looked at before.
    pub fn on_new_interest(&self, listener: impl Fn() + Send + Sync + 'static) -> Subscription {
        self.growth.add(Box::new(move |()| listener()))
    }

    fn change(&self, change: impl FnOnce(&mut State) -> bool) {
        let mut state = lock(&self.state);
        if change(&mut state) {
            let number = state.number;
            drop(state);
            self.changes.tell(number);
        }
    }
}

impl std::fmt::Debug for Board {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Board").field("epoch", &self.epoch).finish_non_exhaustive()
    }
}
