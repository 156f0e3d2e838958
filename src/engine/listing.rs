//! What there is, for those who show it to people.

use std::collections::HashMap;
use std::sync::Arc;

use super::Engine;
use super::lineup::remembered;
use super::make::stage_key;
use crate::model::{Practice, Screen};
use crate::plan::{self, Job};

/// A file of a leaflet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFile {
    /// What makes it.
    pub job: Job,
    /// Whether it is published, be it as it was the last time.
    pub published: bool,
    /// Whether what is published is made of the newest text.
    pub current: bool,
}

/// A slide of a screen.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedSlide {
    /// Its id.
    pub id: String,
    /// Its heading, as far as it is known.
    pub title: Option<String>,
    /// Language code.
    pub language: String,
    /// Its time on screen in s; 0 if it is not shown.
    pub seconds: u32,
}

impl Engine {
    /// The practice; nothing if it cannot be read.
    pub fn practice(&self) -> Option<&Arc<Practice>> {
        self.ground.as_ref()?.practice.as_ref()
    }

    /// Leaflets that cannot be read.
    pub fn unreadable(&self) -> &[String] {
        &self.broken
    }

    /// The files of a leaflet, in the order language, format; of one that cannot be read, those that are
    /// published.
    pub fn files(&self, id: &str) -> Vec<ListedFile> {
        let Some(practice) = self.practice() else { return Vec::new() };
        let record = self.memory.leaflets.get(id);
        let mut jobs = match record.and_then(|record| record.card.as_ref()) {
            Some(card) => [plan::jobs(practice, card), plan::broken_jobs(practice, card)].concat(),
            None => plan::each(id, &practice.languages, &practice.formats),
        };
        jobs.sort();
        let listed = jobs.into_iter().map(|job| {
            let made = record.and_then(|record| record.files.get(job.path().as_str()));
            let published = self.project.out().join(job.path()).is_file();
            let current = published && made.is_some_and(|made| made.product.is_some());
            ListedFile { job, published, current }
        });
        listed.collect()
    }

    /// The screens, each with its slides in order.
    pub fn screens(&self) -> Vec<(&Screen, Vec<ListedSlide>)> {
        let plans = self.plans.iter().flatten();
        plans
            .map(|plan| {
                let stage = stage_key(&plan.screen.stage);
                let report = self.memory.screens.get(&plan.screen.id).map(|record| &record.report);
                // Of several turns the first one counts.
                let items = report.iter().flat_map(|report| report.items.iter().rev());
                let seconds: HashMap<&str, u32> = items.map(|item| (&*item.slide, item.seconds)).collect();
                let slides = plan.slides().map(|planned| {
                    let made = remembered(&self.memory, &planned, stage);
                    let product = made.and_then(|made| made.product.as_ref());
                    ListedSlide {
                        id: planned.slide.id.to_string(),
                        title: product.map(|product| product.title.to_string()),
                        language: planned.language.to_owned(),
                        seconds: seconds.get(&*planned.slide.id).copied().unwrap_or(0),
                    }
                });
                (&plan.screen, slides.collect())
            })
            .collect()
    }
}
