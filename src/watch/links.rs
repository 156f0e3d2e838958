//! Under which names the project reads a file that changed: links inside the project lead to it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// So many names of one file are told; links that lead to each other may give it any number. Whoever gets so
/// many must reckon with more.
pub(super) const MOST_NAMES: usize = 1_000;

/// The symbolic links in the watched folders, and where they lead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// Target and link. A link to a link has an entry for each place on the way.
    targets: BTreeSet<(PathBuf, PathBuf)>,
}

impl Links {
    /// Says that `link` leads to `target`, or over it. Both are absolute.
    pub fn add(&mut self, link: &Path, target: &Path) {
        self.targets.insert((target.to_owned(), link.to_owned()));
    }

    /// All names of what stands at `path`: its own, those under links to it, under links to these, and
    /// so on.
    pub fn names(&self, path: &Path) -> BTreeSet<PathBuf> {
        let mut names = BTreeSet::from([path.to_owned()]);
        let mut new = vec![path.to_owned()];
        while let Some(name) = new.pop() {
            // What was reached by a link is not reached by it again: the reader does not go in circles.
            for (target, link) in self.targets.iter().filter(|(_, link)| !name.starts_with(link)) {
                let other = match name.strip_prefix(target) {
                    Ok(rest) if rest.as_os_str().is_empty() => link.clone(),
                    Ok(rest) => link.join(rest),
                    // A folder on the way to the target: what the link shows comes or goes with it.
                    Err(_) if target.starts_with(&name) => link.clone(),
                    Err(_) => continue,
                };
                if names.len() < MOST_NAMES && names.insert(other.clone()) {
                    new.push(other);
                }
            }
        }
        names
    }

    /// Whether links lead elsewhere, or nowhere, once `path` is another file or folder, or gone.
    pub fn depend_on(&self, path: &Path) -> bool {
        self.targets.iter().any(|(target, link)| target.starts_with(path) || link.starts_with(path))
    }
}
