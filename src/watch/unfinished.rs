//! Which files are not finished: somebody is writing them, or they vanished a moment ago and may be back
//! in the next, since that is how many editors save.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::batch::Rhythm;

/// So many renamed paths wait for their new name; those that left the watched folders never get one.
const MOST_MOVING: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// New. There is no writer until somebody opens it.
    Made,
    /// Somebody writes to it.
    Written,
    /// Nothing is there.
    Gone,
}

#[derive(Debug, Clone, Copy)]
struct File {
    state: State,
    /// When it became unfinished, and when that was last confirmed.
    began: Instant,
    last: Instant,
}

impl File {
    /// When it counts as finished although nobody said so.
    fn patience(&self, rhythm: &Rhythm) -> Instant {
        let pause = match self.state {
            State::Made => rhythm.opening,
            State::Written => rhythm.quiet,
            State::Gone => rhythm.returning,
        };
        (self.last + pause).min(self.began + rhythm.longest)
    }
}

/// A file that counts as finished although nobody said so.
#[derive(Debug)]
pub(super) struct Overdue {
    pub(super) path: PathBuf,
    pub(super) began: Instant,
    pub(super) is_gone: bool,
    /// Somebody is still writing it, and has been for too long.
    pub(super) is_endless: bool,
}

/// The files that are not finished.
#[derive(Debug, Default)]
pub(super) struct Unfinished {
    files: BTreeMap<PathBuf, File>,
    /// By the number of the renaming: the old name, and what was written at or below it.
    moving: BTreeMap<usize, (PathBuf, Vec<(PathBuf, File)>)>,
}

impl Unfinished {
    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    pub(super) fn clear(&mut self) {
        self.files.clear();
        self.moving.clear();
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.keys().map(PathBuf::as_path)
    }

    pub(super) fn contains(&self, path: &Path) -> bool {
        self.files.contains_key(path)
    }

    /// A new file; `began` if it was known before and is not handed out yet.
    pub(super) fn made(&mut self, path: PathBuf, now: Instant, began: Option<Instant>) {
        self.set(path, State::Made, now, began);
    }

    /// By itself no sign of a writer: readers open files too. Right after the file was made it is one.
    pub(super) fn opened(&mut self, path: &Path, now: Instant) {
        if let Some(file) = self.files.get_mut(path).filter(|file| file.state == State::Made) {
            file.state = State::Written;
            file.last = now;
        }
    }

    /// Some of it was written; `began` as in [`Unfinished::made`].
    pub(super) fn written(&mut self, path: PathBuf, now: Instant, began: Option<Instant>) {
        self.set(path, State::Written, now, began);
    }

    /// Nothing is there any more, nor below; `began` as in [`Unfinished::made`].
    pub(super) fn gone(&mut self, path: &Path, now: Instant, began: Option<Instant>) {
        self.files.retain(|file, _| file == path || !file.starts_with(path));
        self.set(path.to_owned(), State::Gone, now, began);
    }

    /// The file is finished. When it became unfinished, if it was.
    pub(super) fn finished(&mut self, path: &Path) -> Option<Instant> {
        self.files.remove(path).map(|file| file.began)
    }

    /// As [`Unfinished::gone`], with another name to come. A renamed file keeps its writer: some
    /// programs rename first and write the rest then.
    pub(super) fn moved_from(
        &mut self,
        path: &Path,
        cookie: Option<usize>,
        now: Instant,
        began: Option<Instant>,
    ) {
        if let Some(cookie) = cookie {
            let written = self.files.iter().filter(|(_, file)| file.state == State::Written);
            let below =
                written.filter_map(|(name, file)| Some((name.strip_prefix(path).ok()?.to_owned(), *file)));
            let moved = (path.to_owned(), below.collect());
            if self.moving.len() >= MOST_MOVING {
                self.moving.pop_first();
            }
            self.moving.insert(cookie, moved);
        }
        self.gone(path, now, began);
    }

    /// What came replaces what was there. The old name, if nothing else came there meanwhile.
    pub(super) fn moved_to(&mut self, path: &Path, cookie: Option<usize>) -> Option<PathBuf> {
        self.files.retain(|file, _| !file.starts_with(path));
        let (from, below) = self.moving.remove(&cookie?)?;
        for (rest, file) in below {
            let name = if rest.as_os_str().is_empty() { path.to_owned() } else { path.join(rest) };
            self.files.insert(name, file);
        }
        let is_gone = self.files.get(&from).is_some_and(|file| file.state == State::Gone);
        is_gone.then_some(from)
    }

    /// Takes out the files that count as finished by now.
    pub(super) fn overdue(&mut self, now: Instant, rhythm: &Rhythm) -> Vec<Overdue> {
        let late = self.files.extract_if(.., |_, file| file.patience(rhythm) <= now);
        late.map(|(path, file)| Overdue {
            path,
            began: file.began,
            is_gone: file.state == State::Gone,
            is_endless: file.state == State::Written && file.began + rhythm.longest <= now,
        })
        .collect()
    }

    /// When the next file counts as finished.
    pub(super) fn next_overdue(&self, rhythm: &Rhythm) -> Option<Instant> {
        self.files.values().map(|file| file.patience(rhythm)).min()
    }

    fn set(&mut self, path: PathBuf, state: State, now: Instant, began: Option<Instant>) {
        let file = self.files.entry(path).or_insert(File { state, began: began.unwrap_or(now), last: now });
        file.state = state;
        file.last = now;
    }
}
