//! Keeps the watching alive: sets it up anew after errors, falls back to polling, and comes back from it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::coverage::{Coverage, Depth};
use super::degradation::{Degradation, How, News};
use super::event::Trouble;
use super::inbox::Inbox;
use super::links::Links;
use super::mount::share_among;
use super::native::{Backend, Open};

/// So many failures within this time are one too many.
const FAILURES: (usize, Duration) = (3, Duration::from_mins(1));
/// So many full queues within this time are one too many.
const OVERFLOWS: (usize, Duration) = (5, Duration::from_secs(30));
/// So often a folder is watched again, if something in it vanishes while that is done.
const ATTEMPTS: usize = 5;

pub(super) struct Guard {
    root: PathBuf,
    folders: Vec<PathBuf>,
    open: Open,
    inbox: Inbox,
    /// There is none while polling.
    backend: Option<Box<dyn Backend>>,
    watches: BTreeMap<PathBuf, Depth>,
    why: Option<Degradation>,
    /// How long to wait before events are tried again.
    retry: Duration,
    retry_at: Option<Instant>,
    failures: VecDeque<Instant>,
    overflows: VecDeque<Instant>,
    news: Vec<News>,
    /// What failed and was not set up anew yet.
    failed: Option<String>,
}

impl Guard {
    /// Watches nothing yet.
    pub(super) fn new(
        root: PathBuf,
        folders: Vec<PathBuf>,
        open: Open,
        inbox: Inbox,
        retry: Duration,
    ) -> Self {
        Self {
            root,
            folders,
            open,
            inbox,
            backend: None,
            watches: BTreeMap::new(),
            why: None,
            retry,
            retry_at: None,
            failures: VecDeque::new(),
            overflows: VecDeque::new(),
            news: Vec::new(),
            failed: None,
        }
    }

    pub(super) fn how(&self) -> How {
        self.why.clone().map_or(How::Events, |why| How::Polling { why })
    }

    pub(super) fn take_news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }

    /// When events are to be tried again.
    pub(super) fn retry_at(&self) -> Option<Instant> {
        self.retry_at
    }

    /// Polls from now on.
    pub(super) fn degrade(&mut self, now: Instant, why: Degradation) {
        self.backend = None;
        self.watches.clear();
        self.failed = None;
        self.inbox.close();
        self.retry_at = (why != Degradation::Asked).then(|| now + self.retry);
        if self.why.as_ref() != Some(&why) {
            self.news.push(News::Degraded(why.clone()));
            self.why = Some(why);
        }
    }

    /// Whether the project folder came back while it is looked for.
    pub(super) fn is_back(&self) -> bool {
        self.why == Some(Degradation::NoFolder) && self.root.is_dir()
    }

    /// Tries to watch by events with a new backend. The links that were found, or nothing while polling.
    pub(super) fn start(&mut self, now: Instant) -> Option<Links> {
        self.backend = None;
        self.watches.clear();
        if !self.root.is_dir() {
            self.degrade(now, Degradation::NoFolder);
            return None;
        }
        loop {
            let trouble = match (self.open)(self.inbox.sink()) {
                Ok(backend) => {
                    self.backend = Some(backend);
                    match self.cover(now, true) {
                        Ok(links) => return self.started(links),
                        Err(trouble) => trouble,
                    }
                }
                Err(trouble) => trouble,
            };
            if !self.survives(now, trouble) {
                return None;
            }
        }
    }

    fn started(&mut self, links: Option<Links>) -> Option<Links> {
        links.as_ref()?;
        let failed = self.failed.take();
        if self.why.take().is_some() {
            self.news.push(News::Restored);
            self.retry_at = None;
        } else {
            self.news.extend(failed.map(News::Recovered));
        }
        links
    }

    /// Watches what there is to watch now; `anew` also what is watched already, since another folder may
    /// have its name. The links, or nothing while polling.
    pub(super) fn cover(&mut self, now: Instant, anew: bool) -> Result<Option<Links>, Trouble> {
        let Coverage { watches, links } = Coverage::survey(&self.root, &self.folders);
        if let Some(kind) = share_among(watches.keys()) {
            self.degrade(now, Degradation::NetworkShare(kind));
        }
        let Some(backend) = &mut self.backend else { return Ok(None) };
        let old: Vec<_> =
            self.watches.keys().filter(|old| watches.get(*old) != self.watches.get(*old)).collect();
        // Removing a watch removes those below it too, so that all are needed anew.
        let anew = anew || !old.is_empty();
        for old in old {
            backend.unwatch(old);
        }
        for (folder, depth) in &watches {
            if anew || !self.watches.contains_key(folder) {
                watch(backend.as_mut(), folder, *depth)?;
            }
        }
        self.watches = watches;
        Ok(Some(links))
    }

    /// Watches folders that were new a moment ago again: something below may have been missed.
    pub(super) fn rewatch(&mut self, folders: &BTreeSet<PathBuf>) -> Result<(), Trouble> {
        let Some(backend) = &mut self.backend else { return Ok(()) };
        // A folder beside the way to a link's target is not watched, nor one that is gone again.
        let is_watched = |folder: &Path| {
            folder.ancestors().any(|above| self.watches.get(above) == Some(&Depth::Tree)) && folder.is_dir()
        };
        for folder in folders.iter().filter(|folder| is_watched(folder)) {
            watch(backend.as_mut(), folder, Depth::Tree)?;
        }
        Ok(())
    }

    /// Something went wrong. Whether events are to be tried again at once.
    pub(super) fn survives(&mut self, now: Instant, trouble: Trouble) -> bool {
        let what = match trouble {
            Trouble::Limit => {
                self.degrade(now, Degradation::WatchLimit);
                return false;
            }
            Trouble::NotFound => "a folder vanished".to_owned(),
            Trouble::Other(what) => what,
        };
        if is_too_often(&mut self.failures, now, FAILURES) {
            self.degrade(now, Degradation::Failed(what));
            return false;
        }
        self.failed = Some(what);
        true
    }

    /// Events were lost. Whether events are still what is used.
    pub(super) fn overflowed(&mut self, now: Instant) -> bool {
        let too_often = self.backend.is_some() && is_too_often(&mut self.overflows, now, OVERFLOWS);
        if too_often {
            self.degrade(now, Degradation::QueueOverflowing);
        }
        !too_often
    }
}

/// Counts one more; whether there were too many lately, which begins the count anew.
fn is_too_often(times: &mut VecDeque<Instant>, now: Instant, (most, within): (usize, Duration)) -> bool {
    times.push_back(now);
    times.retain(|time| now.saturating_duration_since(*time) < within);
    let too_often = times.len() >= most;
    if too_often {
        times.clear();
    }
    too_often
}

fn watch(backend: &mut dyn Backend, folder: &Path, depth: Depth) -> Result<(), Trouble> {
    for _ in 0..ATTEMPTS {
        match backend.watch(folder, depth) {
            // If it is gone itself, the folder above tells when it comes back. If not, something below
            // vanished, and what comes after it is not watched.
            Err(Trouble::NotFound) if !folder.is_dir() => return Ok(()),
            Err(Trouble::NotFound) => {}
            result => return result,
        }
    }
    Err(Trouble::NotFound)
}
