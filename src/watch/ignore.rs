//! Which names cannot matter: what editors and other programs keep beside the files they write.
//!
//! Such a file matters only once it gets a real name, and that event carries the real name.

use std::path::{Component, Path};

/// The project never reads names that begin like this: hidden files, Emacs's locks and autosaves, what
/// rsync and `publish` have not finished.
const BEGINNINGS: [&str; 2] = [".", "#"];
/// Backups (which the project does not read either), vim's swap files, and what is not finished yet.
const ENDINGS: [&str; 9] =
    ["~", ".swp", ".swx", ".swo", ".tmp", ".temp", ".part", ".crdownload", ".kate-swp"];
/// Vim makes this file to see whether it may write in the folder.
const NAMES: [&str; 1] = ["4913"];

/// Whether a path below the project cannot matter, by its own name or that of a folder it is in.
pub fn is_ignored(relative: &Path) -> bool {
    relative.components().any(|part| match part {
        // A name that is no text is not read.
        Component::Normal(name) => name.to_str().is_none_or(is_ignored_name),
        _ => false,
    })
}

fn is_ignored_name(name: &str) -> bool {
    BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
        || ENDINGS.iter().any(|ending| name.ends_with(ending))
        || NAMES.contains(&name)
}
