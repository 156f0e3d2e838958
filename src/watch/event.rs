//! What happened to one path, in the program's own words: the rest of the room does not know notify.

use std::path::{Path, PathBuf};

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A file, or whatever is neither a folder nor a link.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, whatever it leads to.
    Link,
    /// Not looked at yet: the watcher's thread must not wait for a disk.
    Unknown,
}

impl Sort {
    /// Looks; what is gone again counts as a file.
    pub fn of(path: &Path) -> Self {
        match std::fs::symlink_metadata(path).map(|found| found.file_type()) {
            Ok(found) if found.is_dir() => Self::Folder,
            Ok(found) if found.is_symlink() => Self::Link,
            _ => Self::File,
        }
    }
}

/// One event. All paths are absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Something new stands there.
    Created(PathBuf, Sort),
    /// Somebody opened it, for reading or writing: that is not told.
    Opened(PathBuf),
    /// Bytes of it changed; its writer may not be done.
    Written(PathBuf),
    /// Somebody who could write to it closed it.
    Closed(PathBuf),
    /// Its times, owner or permissions changed.
    Touched(PathBuf),
    /// It is gone.
    Removed(PathBuf),
    /// It has another name now; the number is the same in the [`Event::MovedTo`] that belongs to it, if
    /// the new place is watched too.
    MovedFrom(PathBuf, Option<usize>),
    /// It came here under a new name, and replaced what stood there.
    MovedTo(PathBuf, Option<usize>, Sort),
    /// A watched folder has another name, or lies in a folder that has. The folder above tells that too, if
    /// it is watched.
    Left(PathBuf),
    /// It changed and nobody writes to it any more.
    Changed(PathBuf),
    /// Events were lost.
    Lost,
}

impl Event {
    /// Looks at what was not looked at yet. Nothing if the event cannot matter after all.
    pub(super) fn settled(self, closes: bool) -> Option<Self> {
        match self {
            Self::Created(path, Sort::Unknown) => {
                let sort = Sort::of(&path);
                Some(Self::Created(path, sort))
            }
            // Where only "renamed" is told, it may be the old name.
            Self::MovedTo(path, None, Sort::Unknown) if path.symlink_metadata().is_err() => {
                Some(Self::Removed(path))
            }
            Self::MovedTo(path, cookie, Sort::Unknown) => {
                let sort = Sort::of(&path);
                Some(Self::MovedTo(path, cookie, sort))
            }
            // Where closing is not told, folders are reported as written whenever an entry changes; the
            // entry has an event of its own.
            Self::Written(path) if !closes && path.is_dir() => None,
            event => Some(event),
        }
    }
}

/// What went wrong with watching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The system allows no more watches, or no more watchers.
    Limit,
    /// A folder to be watched is not there.
    NotFound,
    /// Anything else, in the system's words.
    Other(String),
}
