//! Which slides each screen shows, in which groups. Pure: no files, no clock.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalog::{self, Catalog, SlideRef};
use crate::model::{Notice, Notices, Practice, Priority, Screen, Screens};
use crate::slides;

/// What one screen shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ScreenPlan {
    /// The screen.
    pub screen: Screen,
    /// Leaflets, each in each language of the screen, in the order of the loop.
    pub groups: Vec<Group>,
    /// Notices that take their turn, each in each language of the screen.
    pub notices: Vec<Group>,
    /// Notices that take over.
    pub urgent: Vec<Group>,
    /// Shown where there is nothing else to show.
    pub fallback: SlideRef,
}

/// What stays together: a leaflet or a notice in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What the slides were derived from.
    pub origin: Origin,
    /// Language code.
    pub language: String,
    /// The slides in order; red flags come once.
    pub slides: Arc<[SlideRef]>,
    /// Whether it cannot be made now: what it published before stays.
    pub blocked: bool,
}

/// What slides are derived from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A leaflet, by its id.
    Leaflet(String),
    /// A notice, by its id.
    Notice(String),
}

impl Origin {
    /// The leaflet, if it is one.
    pub fn leaflet(&self) -> Option<&str> {
        match self {
            Self::Leaflet(id) => Some(id),
            Self::Notice(_) => None,
        }
    }
}

/// A slide that is to be made for a screen.
#[derive(Debug, Clone, Copy)]
pub struct Planned<'a> {
    /// What it is derived from; nothing for that of the practice.
    pub origin: Option<&'a Origin>,
    /// Language code.
    pub language: &'a str,
    /// The slide.
    pub slide: &'a SlideRef,
}

impl<'a> Planned<'a> {
    /// The leaflet that it is derived from.
    pub fn leaflet(self) -> Option<&'a str> {
        self.origin?.leaflet()
    }
}

/// Slides of the same origin in the same language that are to be made for a screen; for any other screen of the same
/// kind they are the same.
#[derive(Debug, Clone, Copy)]
pub struct PlannedGroup<'a> {
    /// What they are derived from; nothing for that of the practice.
    pub origin: Option<&'a Origin>,
    /// Language code.
    pub language: &'a str,
    /// The slides.
    pub slides: &'a [SlideRef],
}

impl<'a> PlannedGroup<'a> {
    /// The leaflet that they are derived from.
    pub fn leaflet(self) -> Option<&'a str> {
        self.origin?.leaflet()
    }

    /// One of its slides.
    pub fn planned(self, slide: &'a SlideRef) -> Planned<'a> {
        let Self { origin, language, .. } = self;
        Planned { origin, language, slide }
    }
}

impl ScreenPlan {
    /// Every group whose slides are to be made.
    pub fn good_groups(&self) -> impl Iterator<Item = PlannedGroup<'_>> {
        let groups = self.groups.iter().chain(&self.notices).chain(&self.urgent);
        let good = groups.filter(|group| !group.blocked).map(|group| {
            let (origin, language) = (Some(&group.origin), group.language.as_str());
            PlannedGroup { origin, language, slides: &group.slides }
        });
        let (language, slides) = (first_language(&self.screen), std::slice::from_ref(&self.fallback));
        good.chain([PlannedGroup { origin: None, language, slides }])
    }

    /// Every slide that is to be made.
    pub fn slides(&self) -> impl Iterator<Item = Planned<'_>> {
        self.good_groups().flat_map(|group| group.slides.iter().map(move |slide| group.planned(slide)))
    }
}

/// The language of what is shown where there is nothing else.
fn first_language(screen: &Screen) -> &str {
    screen.languages.first().map_or("en", String::as_str)
}

/// What screens show beside good leaflets, and what they cannot show.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// Whose screens they are.
    pub practice: &'a Practice,
    /// What the practice announces.
    pub notices: &'a Notices,
    /// Leaflets that have an error as a whole, so that their last good version stays.
    pub blocked: &'a BTreeSet<String>,
    /// Leaflets that cannot be read.
    pub broken: &'a [String],
}

/// What every screen shows.
pub fn screens(catalog: &Catalog, screens: &Screens, beside: Beside<'_>) -> Vec<ScreenPlan> {
    screens.list.iter().map(|screen| Planner { catalog, screen, beside }.plan()).collect()
}

struct Planner<'a> {
    catalog: &'a Catalog,
    screen: &'a Screen,
    beside: Beside<'a>,
}

impl Planner<'_> {
    fn plan(&self) -> ScreenPlan {
        let language = first_language(self.screen);
        ScreenPlan {
            screen: self.screen.clone(),
            groups: self.leaflets(),
            notices: self.notices(Priority::Normal),
            urgent: self.notices(Priority::Urgent),
            fallback: SlideRef::from(&slides::of_practice(self.beside.practice, language)),
        }
    }

    fn leaflets(&self) -> Vec<Group> {
        // Which category a leaflet belongs to that cannot be read, nobody knows: it stays if it was there.
        let unknown = |id: &&String| self.screen.open_ended && !self.screen.leaflets.contains(id);
        let unreadable = self.beside.broken.iter().filter(unknown);
        let ids = self.screen.leaflets.iter().chain(unreadable);
        ids.flat_map(|id| self.screen.languages.iter().filter_map(|language| self.leaflet(id, language)))
            .collect()
    }

    fn leaflet(&self, id: &str, language: &str) -> Option<Group> {
        let origin = Origin::Leaflet(id.to_owned());
        let group = |slides, blocked| Some(Group { origin, language: language.to_owned(), slides, blocked });
        let Some(card) = self.catalog.get(id) else { return group(Arc::default(), true) };
        if !self.screen.may_show(card.status) {
            return None;
        }
        let is_broken =
            card.broken_languages.iter().any(|broken| broken == language) || self.beside.blocked.contains(id);
        match card.texts.get(language) {
            Some(text) if !text.slides.is_empty() || text.blocked || is_broken => {
                group(Arc::clone(&text.slides), is_broken || text.blocked || text.lacks_mandatory)
            }
            None if is_broken => group(Arc::default(), true),
            _ => None,
        }
    }

    fn notices(&self, priority: Priority) -> Vec<Group> {
        let shown_here = |notice: &&Notice| notice.priority == priority && notice.is_for(self.screen);
        let good = self.beside.notices.good.values().filter(shown_here);
        let languages = &self.screen.languages;
        let groups = good.flat_map(|notice| {
            languages.iter().filter_map(|language| {
                let slides = Arc::from([catalog::of_notice(notice, language)?]);
                let origin = Origin::Notice(notice.id.clone());
                Some(Group { origin, language: language.clone(), slides, blocked: false })
            })
        });
        let broken = self.beside.notices.broken.iter().flat_map(|id| {
            languages.iter().map(|language| Group {
                origin: Origin::Notice(id.clone()),
                language: language.clone(),
                slides: Arc::default(),
                blocked: true,
            })
        });
        groups.chain(broken).collect()
    }
}
