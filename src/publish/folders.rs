//! What is in a folder, in a fixed order; links are somebody else's.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// The last part of a path.
pub(super) fn name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}

/// The entries of a folder, sorted; none if there is no such folder.
pub(super) fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = match fs::read_dir(folder) {
        Ok(read) => read,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io("read", folder, error)),
    };
    let paths: std::io::Result<Vec<PathBuf>> = read.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths.map_err(|e| Error::io("read", folder, e))?;
    paths.sort();
    Ok(paths)
}

/// The folders in a folder.
pub(super) fn folders(folder: &Path) -> Result<Vec<PathBuf>> {
    Ok(entries(folder)?.into_iter().filter(|path| path.is_dir() && !path.is_symlink()).collect())
}

/// Every folder below a folder, each before those in it.
pub(super) fn folders_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for inner in folders(folder)? {
        let deeper = folders_below(&inner)?;
        found.push(inner);
        found.extend(deeper);
    }
    Ok(found)
}

/// Every file in a folder and below it.
pub(super) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = entries(folder)?;
    for inner in folders_below(folder)? {
        found.extend(entries(&inner)?);
    }
    found.retain(|path| path.is_file());
    Ok(found)
}
