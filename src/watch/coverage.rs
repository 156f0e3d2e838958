//! What has to be watched: the project folder, its folders with content, and where links in them lead.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use super::links::Links;

/// So many links in a row are followed, as the kernel would.
const MOST_HOPS: usize = 40;

/// How far a watch reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// The entries of the folder.
    Folder,
    /// Everything below it, links not followed.
    Tree,
}

/// What has to be watched, and which links were found.
///
/// Watched is always the real folder: two watches on one folder, over different paths, are one to the
/// kernel, and it would report under either name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Folders without links in their paths; none lies in a tree that is watched.
    pub watches: BTreeMap<PathBuf, Depth>,
    /// The links that were found.
    pub links: Links,
}

impl Coverage {
    /// Looks what is there now. `root` must be absolute and without links.
    pub fn survey(root: &Path, folders: &[PathBuf]) -> Self {
        let mut survey = Survey { root, folders, found: Self::default(), trees: BTreeSet::new() };
        // Its entries are watched to see a folder of the project come, go, or be replaced.
        survey.found.watches.insert(root.to_owned(), Depth::Folder);
        for folder in folders {
            if folder.is_symlink() {
                survey.follow(folder);
            } else if folder.is_dir() {
                survey.walk(folder.clone());
            }
        }
        let Self { mut watches, links } = survey.found;
        let trees = survey.trees;
        watches.extend(trees.iter().map(|tree| (tree.clone(), Depth::Tree)));
        watches.retain(|path, _| !path.ancestors().skip(1).any(|above| trees.contains(above)));
        Self { watches, links }
    }
}

struct Survey<'a> {
    root: &'a Path,
    folders: &'a [PathBuf],
    found: Coverage,
    trees: BTreeSet<PathBuf>,
}

impl Survey<'_> {
    /// Watches a real folder and follows the links below it.
    fn walk(&mut self, tree: PathBuf) {
        // A link up to the project or above would have the output watched, and everything else.
        if self.folders.iter().any(|folder| folder.starts_with(&tree) && *folder != tree)
            || !self.trees.insert(tree.clone())
        {
            return;
        }
        let mut folders = vec![tree];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = std::fs::read_dir(&folder) else { continue };
            for entry in entries.flatten() {
                match entry.file_type() {
                    Ok(sort) if sort.is_dir() => folders.push(entry.path()),
                    Ok(sort) if sort.is_symlink() => self.follow(&entry.path()),
                    _ => {}
                }
            }
        }
    }

    /// Watches where a link leads, and every place on the way that can lead it elsewhere. What lies
    /// outside the project is not read, so not watched.
    fn follow(&mut self, link: &Path) {
        let mut here = link.to_owned();
        for _ in 0..MOST_HOPS {
            let Ok(target) = std::fs::read_link(&here) else { break };
            here = plain(&here.parent().unwrap_or(self.root).join(target));
            if !here.starts_with(self.root) {
                break;
            }
            self.found.links.add(link, &here);
            self.watch_above(&here);
        }
        let Ok(real) = link.canonicalize() else { return };
        if !real.starts_with(self.root) {
            return;
        }
        self.found.links.add(link, &real);
        self.watch_above(&real);
        if real.is_dir() {
            self.walk(real);
        }
    }

    /// Watches the folders from the project down to a place, so far as they exist.
    fn watch_above(&mut self, place: &Path) {
        let above = place.ancestors().skip(1).take_while(|above| above.starts_with(self.root));
        for folder in above.filter(|above| above.is_dir() && !above.is_symlink()) {
            self.found.watches.entry(folder.to_owned()).or_insert(Depth::Folder);
        }
    }
}

/// Without `.` and `..`, by the words alone: the place may not exist.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}
