//! How changes are noticed, and what people are told when that becomes worse or better.

use std::fmt;

/// How changes are noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// The system tells.
    Events,
    /// By looking again and again.
    Polling {
        /// Why not by events.
        why: Degradation,
    },
}

/// Why changes are noticed by looking again and again. Displayed as one line for people, with the remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Degradation {
    /// Somebody wanted it so.
    Asked,
    /// The system allows no more watches.
    WatchLimit,
    /// The project lies on a network share of this kind.
    NetworkShare(String),
    /// Events come faster than the system keeps them, again and again.
    QueueOverflowing,
    /// The project folder itself is gone.
    NoFolder,
    /// Watching failed again and again; in the system's words.
    Failed(String),
}

impl fmt::Display for Degradation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => f.write_str("changes are looked for at intervals, as asked for"),
            Self::WatchLimit => f.write_str(
                "the system allows no more watches: changes are looked for at intervals instead; \
                 on Linux raise `fs.inotify.max_user_watches` or `fs.inotify.max_user_instances` with sysctl",
            ),
            Self::NetworkShare(kind) => write!(
                f,
                "the project is on a network share ({kind}), which reports no changes: they are looked \
                 for at intervals instead; a project on a local disk is faster"
            ),
            Self::QueueOverflowing => f.write_str(
                "changes come faster than the system can report them: they are looked for at intervals \
                 instead; on Linux raise `fs.inotify.max_queued_events` with sysctl, or keep programs that \
                 write all the time out of the project's folders",
            ),
            Self::NoFolder => f.write_str(
                "the project folder is gone: it is looked for at intervals; put it back where it was",
            ),
            Self::Failed(what) => write!(
                f,
                "watching fails ({what}): changes are looked for at intervals instead; if that stays so, \
                 `--poll` avoids the attempts"
            ),
        }
    }
}

/// What people should know about the watching itself; each comes once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// From now on by looking again and again. A warning, unless it was asked for.
    Degraded(Degradation),
    /// From now on by events again.
    Restored,
    /// Watching failed and was set up anew; in the system's words. A warning.
    Recovered(String),
}

impl News {
    /// Whether it is a warning rather than a notice.
    pub fn is_warning(&self) -> bool {
        !matches!(self, Self::Restored | Self::Degraded(Degradation::Asked))
    }
}

impl fmt::Display for News {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Degraded(why) => why.fmt(f),
            Self::Restored => f.write_str("changes are reported by the system again"),
            Self::Recovered(what) => {
                write!(f, "watching failed ({what}) and was set up anew; everything is looked at once")
            }
        }
    }
}
