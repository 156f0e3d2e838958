//! The words of leaflets, read when they are needed: only a few leaflets are in memory at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ground::Ground;
use super::newest::Newest;
use crate::Result;
use crate::catalog::Card;
use crate::content::{self, LeafletReading, Recent, RecentTexts};
use crate::diagnostic::{self, Finding};
use crate::editorial;
use crate::model::{Leaflet, Library, Notices, Practice, Screens};
use crate::project::Project;
use crate::typeset;

/// How many leaflets stay in memory: an editor's last ones, and what is at work on all cores.
const OPEN: usize = 24;
/// How often a leaflet is read again that changes while it is read.
const ATTEMPTS: usize = 3;

/// Leaflets that are in memory.
#[derive(Debug)]
pub(super) struct OpenLeaflets {
    /// By the key of what they were read from.
    leaflets: Newest<Arc<Leaflet>>,
    /// Their texts, for when one of several languages changes.
    texts: RecentTexts,
}

impl Default for OpenLeaflets {
    fn default() -> Self {
        Self { leaflets: Newest::at_most(OPEN), texts: RecentTexts::default() }
    }
}

/// What came of reading a leaflet.
#[derive(Debug)]
pub(super) enum Read {
    /// There is no such folder any more.
    Gone,
    /// It is as it was.
    Same,
    /// It is new, or has changed.
    New {
        /// Digest over everything that it was read from.
        key: String,
        /// Nothing if it cannot be read.
        card: Option<Arc<Card>>,
        /// What was found in its own files.
        findings: Vec<Finding>,
        /// What was found in other files.
        beside: Arc<[Finding]>,
    },
}

/// Where leaflets are read from.
pub(super) struct Shelf<'a> {
    pub project: &'a Project,
    pub ground: &'a Ground,
    pub practice: &'a Arc<Practice>,
    pub open: &'a OpenLeaflets,
}

impl Shelf<'_> {
    /// Reads and judges a leaflet, unless everything that it is read from is as it was.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn read(&self, id: &str, known: Option<&str>) -> Result<Read> {
        let Some(mut key) = self.ground.leaflet_key(self.project, id)? else { return Ok(Read::Gone) };
        if known == Some(&key) {
            return Ok(Read::Same);
        }
        let mut reading = self.content(id)?;
        for _ in 1..ATTEMPTS {
            // What was written meanwhile must not pass for what was read before.
            let Some(now) = self.ground.leaflet_key(self.project, id)? else { return Ok(Read::Gone) };
            if now == key {
                break;
            }
            key = now;
            reading = self.content(id)?;
        }
        let mut diagnostics = reading.diagnostics;
        let card = reading.leaflet.map(|leaflet| {
            let verdict = editorial::review(self.practice, &leaflet);
            diagnostics.extend(verdict.diagnostics);
            let card = Card::new(self.practice, &leaflet, verdict.judgement);
            self.open.leaflets.put(&key, Arc::new(leaflet));
            card
        });
        let own = format!("content/leaflets/{id}/");
        let (findings, beside): (Vec<_>, Vec<_>) = diagnostic::settle(&diagnostics)
            .into_iter()
            .partition(|finding| finding.spot.file.starts_with(&own));
        Ok(Read::New { key, card: card.map(Arc::new), findings, beside: beside.into() })
    }

    fn content(&self, id: &str) -> Result<LeafletReading> {
        let fonts = self.ground.snapshot.fonts();
        let recent = Recent { texts: &self.open.texts, context: self.ground.reading_key() };
        let press = |c| fonts.has(c);
        content::leaflet(self.project, &typeset::press(&press), self.practice, id, Some(recent))
    }

    /// The words of a leaflet that was read before under this key; nothing if they have changed since.
    pub fn leaflet(&self, id: &str, key: &str) -> Option<Arc<Leaflet>> {
        if let Some(leaflet) = self.open.leaflets.get(key) {
            return Some(leaflet);
        }
        let reading = self.content(id).ok()?;
        let now = self.ground.leaflet_key(self.project, id).ok()??;
        let leaflet = Arc::new(reading.leaflet.filter(|_| now == key)?);
        self.open.leaflets.put(key, Arc::clone(&leaflet));
        Some(leaflet)
    }

    /// A library of one leaflet.
    pub fn library_of(&self, leaflet: Option<Arc<Leaflet>>, beside: &Beside) -> Library {
        let leaflets = leaflet.into_iter().map(|leaflet| (leaflet.id.clone(), leaflet)).collect();
        self.library(leaflets, beside)
    }

    /// A library of some leaflets.
    pub fn library(&self, leaflets: BTreeMap<String, Arc<Leaflet>>, beside: &Beside) -> Library {
        Library {
            practice: Arc::clone(self.practice),
            leaflets,
            screens: beside.screens.clone(),
            notices: Arc::clone(&beside.notices),
        }
    }
}

/// What is read beside the leaflets.
#[derive(Debug, Clone, Default)]
pub(super) struct Beside {
    /// Nothing if there are none, or they have errors.
    pub screens: Option<Arc<Screens>>,
    pub notices: Arc<Notices>,
    pub findings: Vec<Finding>,
}
