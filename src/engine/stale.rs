//! Which screens are stale: something that their edition is put together from is not what it was, or their files
//! are not as they were written.

use std::collections::BTreeMap;

use super::ground::Ground;
use super::lineup::{made_slides, playlist};
use super::record::{Made, ScreenRecord, SlideMade};
use super::{Engine, Mode};
use crate::Result;
use crate::digest::{self, Short};
use crate::plan::{Origin, ScreenPlan};
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
    /// Takes note of what all editions are put together from; where that is not what it was, every screen
    /// is due. `hold` says whether leaflets that are gone may be gone by mistake.
    pub(super) fn note_common_terms(&mut self, hold: bool) {
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
    }

    /// How the screens of this round are published.
    pub(super) fn terms<'a>(&self, publisher: Option<&'a Publisher>, hold: bool) -> Terms<'a> {
        Terms { publisher, hold, common: self.common_terms.unwrap_or(Short::NONE) }
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
        for plan in plans.iter().filter(|plan| self.due.concerns(plan, &self.memory)) {
            let id = plan.screen.id.as_str();
            let previous = terms.publisher.map(|publisher| publisher.read(&playlist(id))).transpose()?;
            let made = made_slides(&self.memory, plan, terms.publisher);
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
        record.is_some_and(|record| self.mode == Mode::Prove || self.are_all_there(record, published))
    }

    /// Whether exactly the files of a record are published, as they were written, beside what is about to go.
    fn are_all_there(&self, record: &ScreenRecord, published: &[ScreenFile]) -> bool {
        let is_leftover =
            |file: &&ScreenFile| self.leftovers.contains(&file.path) && record.file(&file.path).is_none();
        let mut needed = published.iter().filter(|file| !is_leftover(file));
        let is_there = |file: &ScreenFile| {
            let made = record.file(&file.path);
            made.is_some_and(|made| (made.size, made.modified) == (file.size, file.modified))
        };
        record.len() == needed.clone().count() && needed.all(is_there)
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

fn published_files(publisher: Option<&Publisher>, screen: &str) -> Result<Vec<ScreenFile>> {
    publisher.map_or_else(|| Ok(Vec::new()), |publisher| publisher.published_files(screen))
}
