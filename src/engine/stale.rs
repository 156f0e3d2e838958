//! Which screens are not as they should be.

use std::collections::BTreeMap;

use super::ground::Ground;
use super::make::stage_name;
use super::memory::Memory;
use super::record::{Made, ScreenRecord, SlideMade};
use super::tasks::{remembered, slide_name, with_origins};
use super::{Due, Engine, Mode};
use crate::Result;
use crate::digest::{self, Short};
use crate::plan::{Group, Origin, ScreenPlan};
use crate::publish::{Publisher, ScreenFile};

/// A screen whose edition has to be put together.
pub(super) struct Stale<'a> {
    pub plan: &'a ScreenPlan,
    /// Digest over everything that the edition is put together from.
    pub key: String,
}

/// How the screens of a round are published.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    /// Nothing if they are only proved.
    pub publisher: Option<&'a Publisher>,
    /// Whether leaflets that are gone may be gone by mistake.
    pub hold: bool,
    /// Digest over what all editions are put together from.
    common: Short,
}

impl Engine {
    /// How the screens of this round are published.
    pub(super) fn terms<'a>(&mut self, publisher: Option<&'a Publisher>, hold: bool) -> Terms<'a> {
        let windows = self.beside.notices.good.values();
        let windows: Vec<String> =
            windows.map(|notice| format!("{} {} {:?}", notice.id, notice.updated.0, notice.when)).collect();
        let screens = self.beside.screens.as_ref().map(|screens| screens.file.text());
        // Layouts and practice are part of the handout.
        let marks = self.ground.as_ref().map(Ground::marks);
        let parts = [
            format!("{marks:?} {hold} {}", self.extras.png),
            windows.join("\n"),
            screens.unwrap_or_default().to_owned(),
        ];
        let common = Short::of(parts.join("\n").as_bytes());
        self.due.common |= self.common_terms.replace(common) != Some(common);
        Terms { publisher, hold, common }
    }

    /// The screens of which something is not as it should be.
    ///
    /// # Errors
    /// If what is published cannot be read.
    pub(super) fn stale_screens<'a>(
        &self,
        plans: &'a [ScreenPlan],
        terms: Terms<'_>,
    ) -> Result<Vec<Stale<'a>>> {
        let mut stale = Vec::new();
        for plan in plans.iter().filter(|plan| is_due(plan, &self.due, &self.memory)) {
            let id = plan.screen.id.as_str();
            let previous = terms.publisher.map(|publisher| publisher.read(&playlist(id))).transpose()?;
            let made = made_slides(&self.memory, plan);
            let key = self.screen_key(plan, &made, previous.flatten().as_deref(), terms);
            let published = published_files(terms.publisher, id)?;
            if !self.is_settled(id, &key, &published) {
                stale.push(Stale { plan, key });
            }
        }
        Ok(stale)
    }

    /// Whether a screen is as it should be.
    fn is_settled(&self, id: &str, key: &str, published: &[ScreenFile]) -> bool {
        let record = self.memory.screens.get(id).filter(|record| record.key == key);
        record.is_some_and(|record| self.mode == Mode::Prove || are_all_there(record, published))
    }

    /// Digest over everything that the edition of a screen is put together from; `previous` is the
    /// playlist that is published.
    pub(super) fn screen_key(
        &self,
        plan: &ScreenPlan,
        made: &BTreeMap<&str, &Made<SlideMade>>,
        previous: Option<&[u8]>,
        terms: Terms<'_>,
    ) -> String {
        let mut parts = digest::Lines::default();
        parts.add(terms.common);
        parts.add(format_args!("{plan:?}"));
        for (id, made) in made {
            // The picture follows from the key; what is said beside it does not.
            let said = made.product.as_ref().map_or(Short::NONE, |product| product.said);
            parts.add(format_args!("{id} {} {said}", made.key));
        }
        for group in &plan.groups {
            if let Origin::Leaflet(id) = &group.origin {
                parts.add(self.catalog.get(id).map_or("", |card| card.updated.as_str()));
            }
        }
        parts.add(previous.map(digest::of).unwrap_or_default());
        parts.short().to_string()
    }
}

/// Whether something has happened that concerns a screen. What somebody else has done to the published
/// files of others is found out in rounds that look at everything.
pub(super) fn is_due(plan: &ScreenPlan, due: &Due, memory: &Memory) -> bool {
    let is_stale = |group: &Group| match &group.origin {
        Origin::Leaflet(id) => due.making.contains(id),
        Origin::Notice(_) => false,
    };
    let record = memory.screens.get(&plan.screen.id);
    due.common
        || due.screens.contains(&plan.screen.id)
        || record.is_none_or(|record| record.key.is_empty())
        || plan.groups.iter().any(is_stale)
}

/// Where the playlist of a screen is published.
pub(super) fn playlist(screen: &str) -> String {
    format!("screens/{screen}/playlist.json")
}

fn published_files(publisher: Option<&Publisher>, screen: &str) -> Result<Vec<ScreenFile>> {
    publisher.map_or_else(|| Ok(Vec::new()), |publisher| publisher.published_files(screen))
}

/// The slides of a screen that were made, by id.
pub(super) fn made_slides<'a>(
    memory: &'a Memory,
    plan: &'a ScreenPlan,
) -> BTreeMap<&'a str, &'a Made<SlideMade>> {
    let stage = stage_name(&plan.screen.stage);
    let made = with_origins(plan).filter_map(|(origin, slide)| {
        let made = remembered(memory, origin, &slide_name(&stage, &slide.id))?;
        made.product.is_some().then_some((slide.id.as_str(), made))
    });
    made.collect()
}

/// Whether exactly the files of a record are published, as they were written.
fn are_all_there(record: &ScreenRecord, published: &[ScreenFile]) -> bool {
    let is_there = |file: &ScreenFile| {
        let made = record.file(&file.path);
        made.is_some_and(|made| (made.file.size, made.modified) == (file.size, file.modified))
    };
    record.files.len() == published.len() && published.iter().all(is_there)
}
