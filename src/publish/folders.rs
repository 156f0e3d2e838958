//! What is in a folder, in a fixed order; links are somebody else's.

use std::fs::{self, DirEntry};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// What there is in a folder.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// Its files, sorted; a link to a file is one.
    pub files: Vec<PathBuf>,
    /// The folders in it, sorted.
    pub folders: Vec<PathBuf>,
}

impl Folder {
    /// Looks into a folder; there is nothing in it if there is no such folder.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(path: &Path) -> Result<Self> {
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Error::io("read", path, error)),
        };
        let mut found = Self::default();
        for entry in entries {
            let added = entry.and_then(|entry| found.add(&entry));
            added.map_err(|source| Error::io("read", path, source))?;
        }
        found.files.sort_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
        found.folders.sort_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
        Ok(found)
    }

    fn add(&mut self, entry: &DirEntry) -> io::Result<()> {
        // The folder itself tells the kind: the disk need not be asked for each of thousands of files.
        let kind = match entry.file_type() {
            Ok(kind) => kind,
            // It has gone meanwhile.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        let path = entry.path();
        if kind.is_dir() {
            self.folders.push(path);
        } else if kind.is_file() || path.is_file() {
            self.files.push(path);
        }
        Ok(())
    }
}

/// The last part of a path.
pub(super) fn name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}

/// Every folder below a folder, each before those in it.
pub(super) fn folders_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for inner in Folder::read(folder)?.folders {
        let deeper = folders_below(&inner)?;
        found.push(inner);
        found.extend(deeper);
    }
    Ok(found)
}

/// Every file in a folder and below it.
pub(super) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let Folder { mut files, folders } = Folder::read(folder)?;
    for inner in folders {
        files.extend(files_below(&inner)?);
    }
    Ok(files)
}
