//! Which slides each screen shows, in which groups. Pure: no files, no clock.

use std::collections::BTreeSet;

use crate::model::{Library, Notice, Priority, Screen};
use crate::slides::{self, Slide};

/// What one screen shows.
#[derive(Debug, Clone)]
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
    pub fallback: Slide,
}

/// What stays together: a leaflet or a notice in one language.
#[derive(Debug, Clone)]
pub struct Group {
    /// What the slides were derived from.
    pub origin: Origin,
    /// Language code.
    pub language: String,
    /// The slides in order; red flags come once.
    pub slides: Vec<Slide>,
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

impl ScreenPlan {
    /// Every slide that is to be made.
    pub fn slides(&self) -> impl Iterator<Item = &Slide> {
        let groups = self.groups.iter().chain(&self.notices).chain(&self.urgent);
        groups.filter(|group| !group.blocked).flat_map(|group| &group.slides).chain([&self.fallback])
    }
}

/// What cannot be made now, so that its last good version stays.
#[derive(Debug, Default)]
pub struct Blocked<'a> {
    /// Leaflet and language pairs with errors.
    pub texts: BTreeSet<(String, String)>,
    /// Leaflets that cannot be read.
    pub leaflets: &'a [String],
}

/// What every screen shows; nothing if the screens cannot be read.
pub fn screens(library: &Library, blocked: &Blocked<'_>) -> Option<Vec<ScreenPlan>> {
    let screens = library.screens.as_ref()?;
    Some(screens.list.iter().map(|screen| Planner { library, screen, blocked }.plan()).collect())
}

struct Planner<'a> {
    library: &'a Library,
    screen: &'a Screen,
    blocked: &'a Blocked<'a>,
}

impl Planner<'_> {
    fn plan(&self) -> ScreenPlan {
        let language = self.screen.languages.first().map_or("en", String::as_str);
        ScreenPlan {
            screen: self.screen.clone(),
            groups: self.leaflets(),
            notices: self.notices(Priority::Normal),
            urgent: self.notices(Priority::Urgent),
            fallback: slides::of_practice(&self.library.practice, language),
        }
    }

    fn leaflets(&self) -> Vec<Group> {
        // Which category a leaflet belongs to that cannot be read, nobody knows: it stays if it was there.
        let unknown = |id: &&String| self.screen.open_ended && !self.screen.leaflets.contains(id);
        let unreadable = self.blocked.leaflets.iter().filter(unknown);
        let ids = self.screen.leaflets.iter().chain(unreadable);
        ids.flat_map(|id| self.screen.languages.iter().filter_map(|language| self.leaflet(id, language)))
            .collect()
    }

    fn leaflet(&self, id: &str, language: &str) -> Option<Group> {
        let origin = Origin::Leaflet(id.to_owned());
        let group = |slides, blocked| Some(Group { origin, language: language.to_owned(), slides, blocked });
        let Some(leaflet) = self.library.leaflets.get(id) else { return group(Vec::new(), true) };
        if !self.screen.may_show(leaflet) {
            return None;
        }
        let is_broken = leaflet.broken_languages.iter().any(|broken| broken == language)
            || self.blocked.texts.contains(&(id.to_owned(), language.to_owned()));
        let derived = slides::of_leaflet(&self.library.practice, leaflet, language);
        let lacks_mandatory = derived.lacks.iter().any(|lack| lack.kind.is_mandatory());
        if derived.slides.is_empty() && !is_broken {
            return None;
        }
        group(derived.slides, is_broken || lacks_mandatory)
    }

    fn notices(&self, priority: Priority) -> Vec<Group> {
        let shown_here = |notice: &&Notice| notice.priority == priority && notice.is_for(self.screen);
        let good = self.library.notices.values().filter(shown_here);
        let languages = &self.screen.languages;
        let groups = good.flat_map(|notice| {
            languages.iter().filter_map(|language| {
                let slides = vec![slides::of_notice(notice, language)?];
                let origin = Origin::Notice(notice.id.clone());
                Some(Group { origin, language: language.clone(), slides, blocked: false })
            })
        });
        let broken = self.library.broken_notices.iter().flat_map(|id| {
            languages.iter().map(|language| Group {
                origin: Origin::Notice(id.clone()),
                language: language.clone(),
                slides: Vec::new(),
                blocked: true,
            })
        });
        groups.chain(broken).collect()
    }
}
