//! What the program remembers of published files, beside them in a hidden folder.
//!
//! Nothing in it is needed: whatever is missing or damaged is made again.

use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::folders::{Folder, name};
use super::{Publisher, unfinished};

/// The folder, under the output folder.
pub(super) const FOLDER: &str = ".leafcast";
/// The file that says which edition of the store this is.
const GENERATION: &str = "generation";

/// The store, for reading.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// The store of an output folder.
    pub fn new(out: &Path) -> Self {
        Self { folder: out.join(FOLDER) }
    }

    /// What was kept under a name.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.folder.join(name)).ok()
    }

    /// The names in a folder.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let folder = Folder::read(&self.folder.join(folder)).unwrap_or_default();
        folder.files.iter().filter_map(|path| Some(name(path)?.to_owned())).collect()
    }

    /// Which edition of the store this is; changes with everything that is kept.
    pub fn generation(&self) -> String {
        let text = self.read(GENERATION).unwrap_or_default();
        String::from_utf8(text).unwrap_or_default()
    }
}

impl Publisher {
    /// The store, for reading.
    pub fn store(&self) -> Store {
        Store::new(&self.out)
    }

    /// Keeps something; what cannot be kept is made again.
    pub fn keep(&self, name: &str, bytes: &[u8]) {
        let path = self.out.join(FOLDER).join(name);
        // Not brought to the disk at once, as published files are: after a power failure it is made again.
        let written = || -> std::io::Result<()> {
            let folder = path.parent().unwrap_or(&self.out);
            fs::create_dir_all(folder)?;
            let mut file = unfinished().tempfile_in(folder)?;
            file.write_all(bytes)?;
            file.persist(&path)?;
            Ok(())
        };
        if written().is_err() {
            self.drop_kept(name);
        }
    }

    /// Forgets what was kept.
    pub fn drop_kept(&self, name: &str) {
        let _ = fs::remove_file(self.out.join(FOLDER).join(name));
    }

    /// Begins a new edition of the store; its name, or nothing if that cannot be kept.
    pub fn new_generation(&self) -> String {
        let number = RandomState::new().build_hasher().finish();
        self.keep(GENERATION, format!("{number:016x}").as_bytes());
        self.store().generation()
    }
}
