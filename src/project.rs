//! The project folder: where content, layouts, fonts and output are, and safe reading from it.
//!
//! No path in content can lead out of it: [`Project::read_bytes`] refuses links that do.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::source::Source;
use crate::{Error, Result};

/// A project folder.
#[derive(Debug, Clone)]
pub struct Project {
    root: PathBuf,
    out: PathBuf,
}

/// What came of reading a file as text.
pub enum TextFile {
    /// Its text.
    Text(Arc<Source>),
    /// It is not UTF-8.
    NotText {
        /// What could be read of it.
        source: Arc<Source>,
        /// How many bytes from the start are valid.
        valid: usize,
    },
}

impl Project {
    /// Opens the project at `root`, or the nearest one at or above the current folder.
    ///
    /// # Errors
    /// If there is no `content/practice.toml` where it is looked for.
    pub fn open(root: Option<&Path>, out: Option<&Path>) -> Result<Self> {
        let start = match root {
            Some(root) => root.to_owned(),
            None => std::env::current_dir().map_err(|source| Error::io("read", ".", source))?,
        };
        let is_project = |folder: &Path| folder.join("content/practice.toml").is_file();
        let found = match root {
            Some(root) => Some(root).filter(|root| is_project(root)),
            None => start.ancestors().find(|folder| is_project(folder)),
        };
        let root = found.ok_or_else(|| Error::NoProject { looked_in: start.clone() })?;
        let root = root.canonicalize().map_err(|source| Error::io("open", root, source))?;
        let out = out.map_or_else(|| root.join("out"), Path::to_owned);
        let real_out = std::path::absolute(&out).unwrap_or_else(|_| out.clone());
        for own in ["content", "layouts", "fonts"] {
            if real_out.starts_with(root.join(own)) {
                let message = format!("results cannot be published into `{own}`");
                return Err(Error::usage(message, "choose a folder of its own with `--out`"));
            }
        }
        Ok(Self { root, out })
    }

    /// The project folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder that results are published to.
    pub fn out(&self) -> &Path {
        &self.out
    }

    /// Every file below a folder of the project, as paths relative to the project with forward
    /// slashes, sorted. Hidden files and editors' backups are left out.
    ///
    /// # Errors
    /// If a folder cannot be read; a missing folder is an empty list.
    pub fn files_below(&self, folder: &str) -> Result<Vec<String>> {
        let mut found = Vec::new();
        let mut folders = vec![folder.to_owned()];
        let mut seen = BTreeSet::new();
        while let Some(folder) = folders.pop() {
            let path = self.root.join(&folder);
            // A link may lead round in circles, or out of the project.
            let Ok(real) = path.canonicalize() else { continue };
            if !real.starts_with(&self.root) || !seen.insert(real) {
                continue;
            }
            for Entry { name, is_folder } in entries(&path)?.unwrap_or_default() {
                let relative = format!("{folder}/{name}");
                if is_folder { folders.push(relative) } else { found.push(relative) }
            }
        }
        found.sort();
        Ok(found)
    }

    /// The names of the folders in a folder of the project, without hidden ones and backups; nothing if there
    /// is no such folder, or it is a link to a place outside the project.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn folders_in(&self, folder: &str) -> Result<Option<Vec<String>>> {
        let Ok(real) = self.root.join(folder).canonicalize() else { return Ok(None) };
        let entries = if real.starts_with(&self.root) { entries(&real)? } else { None };
        let folders = |entries: Vec<Entry>| entries.into_iter().filter(|entry| entry.is_folder);
        Ok(entries.map(|entries| folders(entries).map(|entry| entry.name).collect()))
    }

    /// The bytes of a file of the project.
    ///
    /// # Errors
    /// If it cannot be read, or is a link to a place outside the project.
    pub fn read_bytes(&self, relative: &str) -> std::io::Result<Vec<u8>> {
        let path = self.root.join(relative).canonicalize()?;
        if !path.starts_with(&self.root) {
            return Err(std::io::Error::other("it is a link to a place outside the project"));
        }
        std::fs::read(path)
    }

    /// A text file of the project.
    ///
    /// # Errors
    /// As [`Project::read_bytes`].
    pub fn read_text(&self, relative: &str) -> std::io::Result<TextFile> {
        let bytes = self.read_bytes(relative)?;
        Ok(match String::from_utf8(bytes) {
            Ok(text) => TextFile::Text(Source::new(relative, text)),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                // Counted as the source counts, without byte order mark and Windows line ends.
                let before = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
                let valid = Source::new(relative, before).text().len();
                TextFile::NotText { source: Source::new(relative, text), valid }
            }
        })
    }
}

/// Something in a folder that is neither hidden nor a backup.
struct Entry {
    name: String,
    is_folder: bool,
}

/// What is in a folder; nothing if there is no such folder.
fn entries(folder: &Path) -> Result<Option<Vec<Entry>>> {
    let error = |source| Error::io("read", folder, source);
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(error(source)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(error)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.starts_with(['.', '#']) || name.ends_with('~') {
            continue;
        }
        let is_folder = match entry.file_type() {
            Ok(kind) => kind.is_dir() || (kind.is_symlink() && entry.path().is_dir()),
            // It has gone meanwhile.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(source) => return Err(error(source)),
        };
        found.push(Entry { name, is_folder });
    }
    Ok(Some(found))
}
