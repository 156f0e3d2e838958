//! The end of a round: what nothing makes any more goes, and it is said what came of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Engine;
use super::collected::Round;
use super::outcome::Outcome;
use crate::diagnostic::Finding;
use crate::model::Practice;
use crate::plan::{self, Job};
use crate::publish::{About, Edition, Publisher};
use crate::{Result, diagnostic, editorial};

impl Engine {
    /// Removes what nothing makes any more, and writes the manifest.
    pub(super) fn finish(
        &mut self,
        practice: &Practice,
        publisher: Option<&Publisher>,
        hold: bool,
        mut round: Round,
    ) -> Result<Outcome> {
        let mut edition = Edition::with_capacity(self.memory.files());
        let mut goes = Vec::new();
        self.count_files(practice, &mut round, &mut edition);
        if let Some(publisher) = publisher {
            goes = self.stay_or_go(publisher, hold, &mut round, &mut edition)?;
        }
        goes.extend(self.list_screens(publisher, hold, &mut round, &mut edition)?);
        let leftovers = std::mem::take(&mut self.leftovers);
        let again: BTreeSet<&str> = edition.paths().filter(|path| leftovers.contains(*path)).collect();
        goes.extend(leftovers.iter().filter(|path| !again.contains(path.as_str())).cloned());
        // What a screen had left over goes with the screen.
        goes.sort();
        goes.dedup();
        if let Some(publisher) = publisher {
            round.outcome.edition = publisher.finish(edition)?;
            if self.due.common || !goes.is_empty() {
                // Nothing goes away before the manifest has stopped listing it.
                publisher.remove(&goes)?;
            }
            self.memory.save(publisher);
        }
        round.outcome.removed = goes;
        // Where something could not be written, everything is tried again in the next round.
        if round.outcome.write_error.is_none() {
            self.due.is_made(std::mem::take(&mut round.undone.again));
            self.settled = true;
        }
        Ok(self.sum_up(round))
    }

    /// Every finding of the project, in the order of files and places.
    fn sum_up(&self, round: Round) -> Outcome {
        let (screens, notices) = (self.beside.screens.as_deref(), &self.beside.notices);
        let of_screens = editorial::review_screens(&self.catalog, screens, notices);
        // While the screens cannot be read, nobody knows which of their slides would be shown.
        let has_screens = self.plans.is_some();
        // References only: thousands of leaflets say the same of the practice.
        let mut findings: Vec<&Finding> =
            round.undone.findings.iter().chain(&round.broken.together).collect();
        findings.extend(self.ground.iter().flat_map(|ground| &ground.findings));
        findings.extend(self.beside.findings.iter().chain(&of_screens));
        for record in self.memory.leaflets.values() {
            findings.extend(record.findings.iter().chain(&*record.beside));
            findings.extend(record.files.values().flat_map(|made| &*made.findings));
            findings.extend(record.slides.values().filter(|_| has_screens).flat_map(|made| &*made.findings));
        }
        findings.extend(self.memory.common.values().filter(|_| has_screens).flat_map(|made| &*made.findings));
        let planned = self.plans.iter().flatten().filter_map(|plan| self.memory.screens.get(&plan.screen.id));
        findings.extend(planned.flat_map(|record| &record.findings));
        let findings = diagnostic::sorted(findings);
        Outcome { findings, unread: self.broken.len(), ..round.outcome }
    }

    /// Counts what is good and what failed, and lists the good files for the manifest.
    fn count_files(&mut self, practice: &Practice, round: &mut Round, edition: &mut Edition) {
        for record in self.memory.leaflets.values_mut() {
            let Some(card) = &record.card else { continue };
            let jobs = plan::jobs(practice, card);
            let blocked = round.broken.blocked.contains(&card.id);
            let paths: BTreeMap<String, Job> = jobs.into_iter().map(|job| (job.path(), job)).collect();
            record.files.retain(|path, _| paths.contains_key(&**path));
            for (path, job) in paths.into_iter().filter(|_| !blocked) {
                let product = record.files.get(path.as_str()).and_then(|made| made.product.as_ref());
                match product.filter(|_| !round.unwritten.contains(&path)) {
                    Some(made) => {
                        let about = Arc::new(About::leaflet(&job, card.version.clone()));
                        edition.add(made.listed(), &about);
                        round.outcome.made += 1;
                    }
                    None => {
                        round.failed.insert(job);
                    }
                }
            }
        }
        round.failed.extend(round.broken.jobs.iter().cloned());
        round.outcome.failed = round.failed.len();
    }

    /// Which published files of leaflets stay though they were not made, and which go.
    fn stay_or_go(
        &self,
        publisher: &Publisher,
        hold: bool,
        round: &mut Round,
        edition: &mut Edition,
    ) -> Result<Vec<String>> {
        let made: BTreeSet<&str> = edition.paths().collect();
        let published = publisher.published()?.into_iter().filter(|job| !made.contains(job.path().as_str()));
        let (stays, goes): (Vec<Job>, Vec<Job>) = published
            .partition(|job| hold || round.failed.contains(job) || self.broken.contains(&job.leaflet));
        for (file, about) in publisher.kept(&stays)? {
            edition.add(file, &Arc::new(about));
        }
        round.outcome.kept = stays.len();
        Ok(goes.iter().map(Job::path).collect())
    }
}
