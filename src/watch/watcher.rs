//! The watcher itself: waits for events, keeps the watching alive, hands out batches.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::batch::{Batch, Rhythm};
use super::collector::{Collector, Due, Renewal};
use super::degradation::{Degradation, How};
use super::event::{Event, Trouble};
use super::guard::Guard;
use super::in_flight::{InFlight, MOST_READY};
use super::inbox::{Handle, Inbox, Message};
use super::links::Links;
use super::native::{self, Open};

/// Shorter intervals than this would only keep the computer busy.
const SHORTEST: Duration = Duration::from_millis(10);

/// How to watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Look again and again, even if the system could tell.
    pub poll: bool,
    /// How often to look while polling.
    pub poll_interval: Duration,
    /// How long to wait before events are tried again after they failed.
    pub retry_interval: Duration,
    /// How batches are put together; its tick is used while events arrive.
    pub rhythm: Rhythm,
}

impl Default for Options {
    fn default() -> Self {
        let mut rhythm = Rhythm::default();
        if !native::CLOSES {
            // Nobody tells when a file is opened or finished: a pause has to do.
            rhythm.quiet = Duration::from_millis(20);
            rhythm.opening = rhythm.quiet;
        }
        Self {
            poll: false,
            poll_interval: Duration::from_millis(500),
            retry_interval: Duration::from_mins(5),
            rhythm,
        }
    }
}

/// Watches the folders of a project.
pub struct Watcher {
    inbox: Inbox,
    collector: Collector,
    guard: Guard,
    options: Options,
    in_flight: InFlight,
}

impl Watcher {
    /// Watches these folders of the project at `root`. Never fails: where the system does not tell about
    /// changes, they are looked for at intervals, and the first batch says why.
    ///
    /// The paths of all batches begin with `root` made absolute and free of links, as
    /// `Project::root` is.
    pub fn start(root: &Path, folders: &[&str], options: Options) -> Self {
        Self::with_backend(root, folders, options, Box::new(native::open))
    }

    /// As [`Watcher::start`], with other events than those of the system.
    pub fn with_backend(root: &Path, folders: &[&str], options: Options, open: Open) -> Self {
        let now = Instant::now();
        let absolute = || std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        let root = root.canonicalize().unwrap_or_else(|_| absolute());
        let folders: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
        let inbox = Inbox::default();
        let collector = Collector::new(root.clone(), folders.clone(), options.rhythm, now);
        let guard = Guard::new(root, folders, open, inbox.clone(), options.retry_interval.max(SHORTEST));
        let mut watcher = Self { inbox, collector, guard, options, in_flight: InFlight::default() };
        if options.poll {
            watcher.guard.degrade(now, Degradation::Asked);
            watcher.set_tick(now);
        } else {
            watcher.start_events(now);
        }
        watcher
    }

    /// Waits for the next batch. Nothing if the time is over without one, or a stop was asked for; without
    /// a time it waits as long as it takes. The first batch comes at once and is `whole`.
    pub fn next(&mut self, timeout: Option<Duration>) -> Option<Batch> {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        loop {
            if self.inbox.is_stopped() {
                return None;
            }
            self.take_in();
            let now = Instant::now();
            self.retry(now);
            self.renew(now);
            let due = self.collector.due(now);
            let mut in_flight = self.collector.in_flight();
            if let Due::Batch(batch) = &due {
                // Until somebody has taken it.
                in_flight.ready.extend(batch.paths.iter().take(MOST_READY).cloned());
            }
            self.in_flight.set(in_flight);
            let until = match due {
                Due::Batch(mut batch) => {
                    // A repeated hint also asks for a repeated watch, and that first.
                    self.renew(now);
                    batch.news = self.guard.take_news();
                    return Some(batch);
                }
                Due::WaitUntil(until) => Some(until),
                Due::Nothing => None,
            };
            if deadline.is_some_and(|deadline| deadline <= now) {
                return None;
            }
            self.inbox.wait([until, deadline, self.guard.retry_at()].into_iter().flatten().min());
        }
    }

    /// How changes are noticed now. Every change of it is in the news of a batch, once.
    pub fn how(&self) -> How {
        self.guard.how()
    }

    /// What is on its way, for other threads.
    pub fn in_flight(&self) -> InFlight {
        self.in_flight.clone()
    }

    /// Reaches this watcher from other threads.
    pub fn handle(&self) -> Handle {
        Handle(self.inbox.clone())
    }

    fn take_in(&mut self) {
        for (at, message) in self.inbox.take() {
            match message {
                Message::Event(event) => {
                    let is_lost = event == Event::Lost;
                    if let Some(event) = event.settled(native::CLOSES) {
                        self.collector.event(at, event);
                    }
                    if is_lost && !self.guard.overflowed(at) {
                        self.set_tick(at);
                    }
                }
                // Of several errors at once the first says it all; the rest went with its watcher.
                Message::Trouble(trouble) => {
                    self.recover(at, trouble);
                    return;
                }
            }
        }
    }

    /// Sets up anew what has to be.
    fn renew(&mut self, now: Instant) {
        let (renewal, folders) = self.collector.take_renewal();
        if self.guard.how() != How::Events {
            return;
        }
        if renewal == Renewal::Project {
            self.start_events(now);
            return;
        }
        let covered = match renewal {
            Renewal::None => Ok(None),
            Renewal::Links => self.guard.cover(now, false),
            Renewal::Folders | Renewal::Project => self.guard.cover(now, true),
        };
        match covered.and_then(|links| self.guard.rewatch(&folders).map(|()| links)) {
            Ok(Some(links)) => self.collector.set_links(links),
            Ok(None) if self.guard.how() != How::Events => self.set_tick(now),
            Ok(None) => {}
            Err(trouble) => self.recover(now, trouble),
        }
    }

    /// After an error everything is set up anew, and everything may have changed.
    fn recover(&mut self, now: Instant, trouble: Trouble) {
        if self.guard.survives(now, trouble) {
            self.start_events(now);
        } else {
            self.set_tick(now);
        }
        self.collector.change_all(now);
    }

    /// Tries events again when it is time to.
    fn retry(&mut self, now: Instant) {
        if self.guard.retry_at().is_some_and(|at| at <= now) || self.guard.is_back() {
            let before = self.guard.how();
            self.start_events(now);
            if self.guard.how() != before {
                self.collector.change_all(now);
            }
        }
    }

    fn start_events(&mut self, now: Instant) {
        if let Some(links) = self.guard.start(now) {
            self.collector.set_links(links);
        } else {
            // What is polled is compared by the reader, under every name.
            self.collector.set_links(Links::default());
        }
        self.set_tick(now);
    }

    fn set_tick(&mut self, now: Instant) {
        let tick = match self.guard.how() {
            How::Events => self.options.rhythm.tick,
            How::Polling { .. } => Some(self.options.poll_interval.max(SHORTEST)),
        };
        self.collector.set_tick(now, tick);
    }
}
