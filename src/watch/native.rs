//! The system's own events, through notify. The only place that knows it.
//!
//! What notify 8.2.2 does on Linux, as tried and as read in its source:
//!
//! - A closed writer is told (`Access(Close(Write))`), a closed reader is not; every opening is, also of a
//!   file that this program reads. A hard or symbolic link is `Create(File)` without an opening.
//! - A renaming is `From`, `To` and then `Both`, all with one number; nothing says whether it is a folder.
//!   What left the watched folders has a `From` only, what came into them a `To` only.
//! - A file that is renamed while it is written reports the rest, and its closing, under the new name.
//! - A new or renamed folder is watched once everything that was queued is handed over, link targets
//!   only if it follows links. What was written before is never reported, and if a folder below
//!   vanishes meanwhile, its siblings stay unwatched without a word.
//! - A folder that is watched by itself tells of its own renaming too: `From` with its old name, without a
//!   number, after `To`, and again at every later renaming.
//! - A watched folder that is renamed away or removed is not watched any more, nor one that takes its name,
//!   unless the folder above is watched as a whole.
//! - The path of a watch is that of its beginning: two on one folder report under the later one only,
//!   and removing one removes both.
//! - A full queue is `Other` with `Flag::Rescan`; on Windows a full buffer is not told at all.
//! - It panics if its thread is gone, even when it is dropped.

use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind, RenameMode};
use notify::{Config, ErrorKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::coverage::Depth;
use super::event::{Event, Sort, Trouble};
use super::inbox::Sink;

/// Whether the system tells when a writer is done.
pub(super) const CLOSES: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// Errors of the system that mean "too many watchers" (`EMFILE`, `ENFILE`) or "too many watches" (`ENOSPC`).
const LIMITS: [i32; 3] = [24, 23, 28];

/// Sees events in folders. A seam for tests, which need errors that no healthy system gives.
pub trait Backend: Send {
    /// Watches a folder, or watches it anew: what is watched already may be watched again.
    ///
    /// # Errors
    /// If it cannot be watched as a whole.
    fn watch(&mut self, folder: &Path, depth: Depth) -> Result<(), Trouble>;

    /// Watches a folder no more; whether it was watched does not matter.
    fn unwatch(&mut self, folder: &Path);
}

/// Makes a [`Backend`] that reports to the sink.
pub type Open = Box<dyn FnMut(Sink) -> Result<Box<dyn Backend>, Trouble> + Send>;

struct Native {
    /// Gone only once it is dropped.
    watcher: Option<RecommendedWatcher>,
}

/// Watches by the system's own events.
pub(super) fn open(sink: Sink) -> Result<Box<dyn Backend>, Trouble> {
    let handler = move |event: notify::Result<notify::Event>| match event {
        Ok(event) => report(&sink, event),
        Err(error) => sink.trouble(trouble(&error)),
    };
    // Links are followed by `Coverage`, which knows where they must not lead.
    let config = Config::default().with_follow_symlinks(false);
    let watcher = guarded(|| RecommendedWatcher::new(handler, config))?;
    Ok(Box::new(Native { watcher: Some(watcher) }))
}

impl Backend for Native {
    fn watch(&mut self, folder: &Path, depth: Depth) -> Result<(), Trouble> {
        let Some(watcher) = &mut self.watcher else { return Err(gone()) };
        let mode = match depth {
            Depth::Folder => RecursiveMode::NonRecursive,
            Depth::Tree => RecursiveMode::Recursive,
        };
        guarded(|| watcher.watch(folder, mode))
    }

    fn unwatch(&mut self, folder: &Path) {
        if let Some(watcher) = &mut self.watcher {
            // It fails if the folder is gone, and with it its watch.
            let _ = guarded(|| watcher.unwatch(folder));
        }
    }
}

impl Drop for Native {
    fn drop(&mut self) {
        let watcher = self.watcher.take();
        let _ = guarded(|| {
            drop(watcher);
            Ok(())
        });
    }
}

fn guarded<T>(action: impl FnOnce() -> notify::Result<T>) -> Result<T, Trouble> {
    match std::panic::catch_unwind(AssertUnwindSafe(action)) {
        Ok(result) => result.map_err(|error| trouble(&error)),
        Err(_) => Err(gone()),
    }
}

fn gone() -> Trouble {
    Trouble::Other("the thread that watches is gone".to_owned())
}

fn trouble(error: &notify::Error) -> Trouble {
    match &error.kind {
        ErrorKind::MaxFilesWatch => Trouble::Limit,
        ErrorKind::PathNotFound => Trouble::NotFound,
        ErrorKind::Io(io) if CLOSES && io.raw_os_error().is_some_and(|code| LIMITS.contains(&code)) => {
            Trouble::Limit
        }
        ErrorKind::Io(io) if io.kind() == std::io::ErrorKind::NotFound => Trouble::NotFound,
        _ => Trouble::Other(error.to_string()),
    }
}

/// Runs on notify's thread: it only sorts, and looks at no file.
fn report(sink: &Sink, event: notify::Event) {
    if event.need_rescan() {
        sink.event(Event::Lost);
        return;
    }
    let cookie = event.tracker();
    for path in event.paths {
        if let Some(event) = translated(event.kind, path, cookie) {
            sink.event(event);
        }
    }
}

/// An event in the program's words; nothing if it cannot matter.
fn translated(kind: EventKind, path: PathBuf, cookie: Option<usize>) -> Option<Event> {
    Some(match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Event::Closed(path),
        EventKind::Access(AccessKind::Open(_)) => Event::Opened(path),
        // `Both` comes after `From` and `To`.
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => return None,
        EventKind::Create(CreateKind::Folder) => Event::Created(path, Sort::Folder),
        // Links too are reported as files.
        EventKind::Create(_) => Event::Created(path, Sort::Unknown),
        EventKind::Modify(ModifyKind::Metadata(_)) => Event::Touched(path),
        // Without a number it comes from the folder itself, and late.
        EventKind::Modify(ModifyKind::Name(RenameMode::From)) if CLOSES && cookie.is_none() => {
            Event::Left(path)
        }
        EventKind::Modify(ModifyKind::Name(RenameMode::From)) => Event::MovedFrom(path, cookie),
        // macOS does not say whether it is the old name or the new one.
        EventKind::Modify(ModifyKind::Name(_)) => Event::MovedTo(path, cookie, Sort::Unknown),
        EventKind::Modify(_) => Event::Written(path),
        EventKind::Remove(_) => Event::Removed(path),
        EventKind::Any | EventKind::Other => Event::Changed(path),
    })
}
