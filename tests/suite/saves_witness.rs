//! Sees every version of every published file, in the moment in which it is published.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use notify::event::{CreateKind, EventKind, ModifyKind, RenameMode};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use leafcast::digest;
use leafcast::publish::Manifest;

use crate::fixture::walk;
use crate::saves_truth::Tree;

/// Its last word.
const END: &str = "the-witness-ends";

/// A published file, with the digest of its bytes; without, if it was taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    pub path: String,
    pub digest: Option<String>,
    /// What it lists, if it is the manifest, in the same way.
    pub lists: Vec<(String, String)>,
}

/// What somebody may see.
pub struct Allowed {
    /// The complete versions.
    pub trees: Vec<Arc<Tree>>,
    /// Whether the leaflet may be withdrawn meanwhile: then what tells of all leaflets is not judged.
    pub may_vanish: bool,
}

impl Allowed {
    /// Whether a complete version has that.
    pub fn allows(&self, seen: &Sighting) -> bool {
        let is_one_text = seen.path.starts_with("leaflets/knee/") || seen.path.contains("/slides/");
        let is_one = |path: &String, digest| self.trees.iter().any(|tree| tree.get(path) == digest);
        // Of two complete saves in a moment the manifest may list the leaflet of one and a slide of the other.
        let are_whole =
            !seen.lists.is_empty() && seen.lists.iter().all(|(p, digest)| is_one(p, Some(digest)));
        are_whole
            || is_one(&seen.path, seen.digest.as_ref())
            || (self.may_vanish && (seen.digest.is_none() || !is_one_text))
    }
}

#[derive(Default)]
struct Seen {
    sightings: Vec<Sighting>,
    has_ended: bool,
}

/// Looks at an output folder.
pub struct Witness {
    out: PathBuf,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    _watcher: RecommendedWatcher,
}

impl Witness {
    pub fn new(out: &Path) -> Self {
        let seen: Arc<(Mutex<Seen>, Condvar)> = Arc::default();
        let (kept, root) = (Arc::clone(&seen), out.to_owned());
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let event = event.expect("events");
            assert!(!event.need_rescan(), "the witness could not keep up");
            let sightings = sightings(&root, &event);
            let mut seen = kept.0.lock().unwrap_or_else(PoisonError::into_inner);
            seen.has_ended |= sightings.iter().any(|sighting| sighting.path == END);
            seen.sightings.extend(sightings);
            kept.1.notify_all();
        })
        .expect("a watcher");
        watcher.watch(out, RecursiveMode::Recursive).expect("watch");
        Self { out: out.to_owned(), seen, _watcher: watcher }
    }

    /// What was seen since this was last asked.
    pub fn take(&self) -> Vec<Sighting> {
        std::mem::take(&mut self.seen.0.lock().unwrap_or_else(PoisonError::into_inner).sightings)
    }

    /// Waits until something happens, or until the time is over.
    pub fn waits(&self, time: Duration) {
        let seen = self.seen.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = seen.sightings.len();
        drop(self.seen.1.wait_timeout_while(seen, time, |seen| seen.sightings.len() == count));
    }

    /// Everything that was not asked for yet, up to this moment.
    pub fn rest(&self) -> Vec<Sighting> {
        let end = self.out.join(END);
        fs::write(&end, "").expect("write");
        let seen = self.seen.0.lock().unwrap_or_else(PoisonError::into_inner);
        let time = Duration::from_secs(20);
        let waited = self.seen.1.wait_timeout_while(seen, time, |seen| !seen.has_ended);
        let (seen, late) = waited.unwrap_or_else(PoisonError::into_inner);
        assert!(!late.timed_out(), "the witness has not seen the end");
        drop(seen);
        fs::remove_file(&end).expect("remove");
        let mut sightings = self.take();
        sightings.retain(|sighting| sighting.path != END);
        sightings
    }
}

/// What an event shows. Files are read at once, before their successors come.
fn sightings(out: &Path, event: &notify::Event) -> Vec<Sighting> {
    match event.kind {
        EventKind::Create(CreateKind::Folder) => {
            event.paths.iter().flat_map(|folder| walk(folder)).filter_map(|path| now(out, &path)).collect()
        }
        EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(RenameMode::To)) => {
            event.paths.iter().filter_map(|path| now(out, path)).collect()
        }
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => {
            let gone =
                |path: &PathBuf| Some(Sighting { path: name(out, path)?, digest: None, lists: Vec::new() });
            event.paths.iter().filter_map(gone).collect()
        }
        _ => Vec::new(),
    }
}

fn now(out: &Path, path: &Path) -> Option<Sighting> {
    let path = name(out, path)?;
    let bytes = fs::read(out.join(&path)).ok();
    let manifest = bytes.as_deref().filter(|_| path == "manifest.json");
    let manifest: Option<Manifest> = manifest.map(|bytes| serde_json::from_slice(bytes).expect("a manifest"));
    let listed = manifest.into_iter().flat_map(|manifest| manifest.artifacts);
    let lists = listed.map(|artifact| (artifact.path, artifact.digest)).collect();
    Some(Sighting { path, digest: bytes.map(|bytes| digest::of(&bytes)), lists })
}

/// The name below the output folder; nothing for folders and for what is not published.
fn name(out: &Path, path: &Path) -> Option<String> {
    let name = path.strip_prefix(out).ok()?.to_str()?;
    let is_hidden = name.split('/').any(|part| part.starts_with('.'));
    (!is_hidden && (name == END || Path::new(name).extension().is_some())).then(|| name.to_owned())
}
