//! Puts the pages that people look at on the board, as soon as they are typeset.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::board::{Board, Page, Region, View, ViewPages, ViewState};
use super::listeners::lock;
use super::pending::Pending;
use crate::diagnostic::Finding;
use crate::engine::{Onlooker, Shown, ShownPage, Wish};
use crate::model::Format;
use crate::plan::Job;
use crate::watch::InFlight;

/// The eyes of everybody who looks at the board.
pub(super) struct Viewer {
    pub board: Arc<Board>,
    pub pending: Arc<Pending>,
    /// What is not finished.
    in_flight: InFlight,
    /// Faults of texts that are perhaps not written to their end yet.
    faults: Mutex<Vec<(View, String)>>,
    /// How often a round may still be interrupted before one has to come to its end.
    patience: AtomicUsize,
}

/// How often rounds may be interrupted in a row: somebody who writes all the time must not keep
/// everything from being published.
const PATIENCE: usize = 20;

/// So long the news of a change may be on its way.
const ON_THE_WAY: Duration = Duration::from_millis(20);

impl Viewer {
    /// Nobody looks yet.
    pub fn new(board: Arc<Board>, pending: Arc<Pending>, in_flight: InFlight) -> Self {
        Self { board, pending, in_flight, faults: Mutex::default(), patience: AtomicUsize::new(PATIENCE) }
    }

    /// A round was interrupted.
    pub fn was_interrupted(&self) {
        let less = |patience: usize| Some(patience.saturating_sub(1));
        let _ = self.patience.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }

    /// A round has come to its end.
    pub fn was_finished(&self) {
        self.patience.store(PATIENCE, Ordering::Relaxed);
    }

    fn has_patience(&self) -> bool {
        self.patience.load(Ordering::Relaxed) > 0
    }

    /// The views that wait for pages, as wishes.
    pub fn loading(&self) -> Vec<Wish> {
        let views = self.board.interests().into_iter();
        let is_loading =
            |view: &View| self.board.view(view).is_none_or(|pages| pages.state == ViewState::Loading);
        views.filter(is_loading).filter_map(|view| wish(&view)).collect()
    }

    /// Says of views whose text has errors that they are not current.
    pub fn show_faults(&self) {
        for (view, reason) in std::mem::take(&mut *lock(&self.faults)) {
            self.outdate(&view, &reason);
        }
    }

    /// Says of all views that they are not current.
    pub fn outdate_all(&self, reason: &str) {
        for view in self.board.interests() {
            self.outdate(&view, reason);
        }
    }

    /// The last good pages stay, with a note.
    fn outdate(&self, view: &View, reason: &str) {
        let before = self.board.view(view).unwrap_or_default();
        let state = if before.pages.is_empty() { ViewState::Missing } else { ViewState::Stale };
        self.board.set_view(view, ViewPages { state, reason: Some(reason.to_owned()), ..before });
    }

    fn show_nothing(&self, view: &View) {
        self.board.set_view(view, ViewPages { state: ViewState::Missing, ..ViewPages::default() });
    }

    fn show_pages(&self, view: &View, pages: &[ShownPage]) {
        let hash = |page: &ShownPage| format!("{:032x}", page.digest);
        for page in pages {
            let hash = hash(page);
            if self.board.page(&hash).is_none()
                && let Some(svg) = page.svg()
            {
                self.board.put_page(&hash, svg.into());
            }
        }
        let named = pages.iter().map(|page| Page {
            hash: hash(page),
            width: page.size.0,
            height: page.size.1,
            title: page.slide.clone(),
        });
        let before = self.board.view(view).unwrap_or_default();
        let shown = ViewPages {
            pages: named.collect(),
            state: ViewState::Current,
            reason: None,
            regions: before.regions,
        };
        // Pages first: where fields are is not needed to see them.
        self.board.set_view(view, shown.clone());
        let regions = pages.iter().map(|page| page.regions().into_iter().map(region).collect()).collect();
        self.board.set_view(view, ViewPages { regions, ..shown });
    }
}

impl Onlooker for Viewer {
    fn wishes(&self) -> Vec<Wish> {
        let mut wishes = Vec::new();
        for view in self.board.interests() {
            match wish(&view) {
                Some(wish) => wishes.push(wish),
                None => self.show_nothing(&view),
            }
        }
        wishes
    }

    fn shown(&self, wish: &Wish, shown: Shown) {
        let Some(view) = view(wish) else { return };
        lock(&self.faults).retain(|(other, _)| *other != view);
        match shown {
            Shown::Pages(pages) => self.show_pages(&view, &pages),
            Shown::Faulty(findings) => {
                let reason = findings.first().map(one_line).unwrap_or_default();
                lock(&self.faults).push((view, reason));
            }
            Shown::Nothing => self.show_nothing(&view),
        }
    }

    fn is_interrupted(&self) -> bool {
        self.pending.is_stopped() || (self.has_patience() && self.pending.is_urgent())
    }

    fn is_unfinished(&self, path: &Path) -> bool {
        self.in_flight.is_unfinished(path)
    }

    fn listen(&self) {
        std::thread::sleep(ON_THE_WAY);
    }

    fn is_outdated(&self, path: &Path) -> bool {
        self.has_patience() && (self.in_flight.is_coming(path) || self.pending.concerns(path))
    }
}

/// A finding as one line: where, and what.
pub(super) fn one_line(finding: &Finding) -> String {
    format!("{}:{}: {}", finding.spot.file, finding.spot.line, finding.message)
}

fn region((region, spot): (crate::typeset::Region, crate::diagnostic::Spot)) -> Region {
    Region {
        field: region.field,
        x: region.x,
        y: region.y,
        width: region.width,
        height: region.height,
        file: spot.file,
        line: spot.line,
        column: spot.column,
        text: region.text,
    }
}

/// What a view wishes for; nothing if there is no such format.
fn wish(view: &View) -> Option<Wish> {
    Some(match view {
        View::Leaflet { leaflet, language, format } => {
            let format = Format::ALL.into_iter().find(|known| known.id() == format)?;
            Wish::Leaflet(Job { leaflet: leaflet.clone(), language: language.clone(), format })
        }
        View::Screen { screen } => Wish::Screen(screen.clone()),
        View::Slide { screen, slide } => Wish::Slide { screen: screen.clone(), slide: slide.clone() },
    })
}

fn view(wish: &Wish) -> Option<View> {
    match wish {
        Wish::Leaflet(job) => View::leaflet(&job.leaflet, &job.language, job.format.id()).ok(),
        Wish::Screen(screen) => View::screen(screen).ok(),
        Wish::Slide { screen, slide } => View::slide(screen, slide).ok(),
    }
}
