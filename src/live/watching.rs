//! How changes are noticed, as the board says it.

use super::board::{How, Watching};
use crate::watch::{self, News};

impl From<&watch::How> for Watching {
    fn from(how: &watch::How) -> Self {
        match how {
            watch::How::Events => Self { how: How::Events, reason: None },
            watch::How::Polling { why } => Self { how: How::Polling, reason: Some(why.to_string()) },
        }
    }
}

impl Watching {
    /// How changes are noticed after some news.
    pub(super) fn after(&self, news: &News) -> Self {
        match news {
            News::Degraded(why) => Self { how: How::Polling, reason: Some(why.to_string()) },
            News::Restored => Self { how: How::Events, reason: None },
            News::Recovered(_) => self.clone(),
        }
    }
}
