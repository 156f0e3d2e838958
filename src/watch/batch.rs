//! What the watcher hands out.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::degradation::News;

/// What may have changed since the last batch. All of it is a hint: only reading tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Files and folders (absolute, in the project's folders, under the names that the project reads
    /// them by) that may have changed, come or gone. A folder stands for everything below it.
    pub paths: BTreeSet<PathBuf>,
    /// Anything may have changed: events were lost, a folder of the project was replaced, it is the
    /// first batch, or time to look.
    pub whole: bool,
    /// When the first of the paths was known to be finished: what it takes from here on is the
    /// program's own slowness, not that of the writer.
    pub urgent_at: Instant,
    /// Files that somebody is still writing, so far as is known, and what vanished a moment ago and may
    /// be back in the next: a fault found in one of them, or for want of it, may be gone in a moment.
    /// Each comes in the paths of a later batch.
    pub unfinished: BTreeSet<PathBuf>,
    /// What happened to the watching itself.
    pub news: Vec<News>,
}

/// How long things may take. All but `tick` are about the pauses in which a batch is put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// A file that was not closed counts as finished once nothing was written to it for so long.
    pub quiet: Duration,
    /// And in any case so long after its writer began: some never stop, or never close.
    pub longest: Duration,
    /// A file that appeared and was not opened within this time was not made by a writer: it is a
    /// link, or a second name for a file.
    pub opening: Duration,
    /// What vanished counts as gone for good after this time: many editors rename the old file away
    /// before the new one gets its name, and nobody should see a leaflet disappear for that.
    pub returning: Duration,
    /// With more paths than this in a short time, a batch waits for further ones.
    pub many: usize,
    /// It waits while events follow each other within this time,
    pub gap: Duration,
    /// and at most so long.
    pub longest_gathering: Duration,
    /// New folders are hinted at again after these times: what is written into them before they are
    /// watched is never reported.
    pub again: [Duration; 2],
    /// After so long without a batch there is one that is `whole`, and after eight times as long though others
    /// come all the time; never, if there is no time.
    pub tick: Option<Duration>,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self {
            quiet: Duration::from_millis(400),
            longest: Duration::from_secs(10),
            opening: Duration::from_millis(5),
            returning: Duration::from_millis(50),
            many: 8,
            gap: Duration::from_millis(4),
            longest_gathering: Duration::from_millis(30),
            again: [Duration::from_millis(30), Duration::from_millis(250)],
            tick: Some(Duration::from_secs(30)),
        }
    }
}
