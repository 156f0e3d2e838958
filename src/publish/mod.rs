//! The only writer under `out/`: whole files by rename, the manifest last.
//!
//! Killed at any moment, every file under its final name is whole. One writer at a time: others
//! wait for the lock, which the operating system releases when its holder dies.

mod compare;
mod folders;
mod manifest;
mod store;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::plan::Job;
use crate::{Error, Result};
use compare::is_written;
use folders::{Folder, files_below, folders_below, name};

pub use manifest::{About, Artifact, Edition, Listed, Manifest};
pub use store::Store;

const MANIFEST: &str = "manifest.json";
const LOCK: &str = ".lock";
const LEAFLETS: &str = "leaflets";
const SCREENS: &str = "screens";
/// Unfinished files begin and end like this; what a killed build left behind is swept.
const UNFINISHED: (&str, &str) = (".leafcast-", ".tmp");

/// What came of writing a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is new or differs from what was there.
    Changed,
    /// The same bytes were there already and stay untouched.
    Unchanged,
}

/// A published file of a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenFile {
    /// Path relative to the output folder.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// When the disk says that it was written, in ns since 1970; 0 if it does not say.
    pub modified: u64,
}

/// When the disk says that a file was written, in ns since 1970; 0 if it does not say.
pub fn modified(metadata: &fs::Metadata) -> u64 {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.and_then(|since| u64::try_from(since.as_nanos()).ok()).unwrap_or(0)
}

/// Whether the program writes files of this name for a screen; others are somebody else's.
fn is_of_screen(screen: &str, path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').skip(2).collect();
    match parts[..] {
        ["index.html" | "sw.js" | "playlist.json" | "playlist.js"] | ["player", _] => true,
        [file] => file == format!("{screen}.pdf"),
        ["slides", file] => file.ends_with(".svg"),
        ["pictures", file] => file.ends_with(".png"),
        _ => false,
    }
}

/// Temporary files that are swept if nobody finishes them.
fn unfinished() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1);
    builder
}

/// The right to write under the output folder.
#[derive(Debug)]
pub struct Publisher {
    out: PathBuf,
    _lock: File,
}

impl Publisher {
    /// Makes the output folder if need be, and waits for its lock.
    ///
    /// `waiting` is called once if somebody else holds the lock.
    ///
    /// # Errors
    /// If the folder cannot be made or locked.
    pub fn open(out: &Path, waiting: impl FnOnce()) -> Result<Self> {
        fs::create_dir_all(out).map_err(|e| Error::io("make the folder", out, e))?;
        let path = out.join(LOCK);
        let lock = File::create(&path).map_err(|e| Error::io("write", &path, e))?;
        if lock.try_lock().is_err() {
            waiting();
            lock.lock().map_err(|e| Error::io("lock", &path, e))?;
        }
        Ok(Self { out: out.to_owned(), _lock: lock })
    }

    /// When the disk says that a published file was written, in ns since 1970; 0 if it does not say.
    pub fn modified(&self, path: &str) -> u64 {
        fs::metadata(self.out.join(path)).map_or(0, |metadata| modified(&metadata))
    }

    /// The size of a published file in bytes; nothing if there is none.
    pub fn size(&self, path: &str) -> Option<u64> {
        let metadata = fs::metadata(self.out.join(path)).ok()?;
        metadata.is_file().then_some(metadata.len())
    }

    /// The versions of leaflets that were published before, by path; none if there is no manifest that can
    /// be read.
    fn versions(&self) -> BTreeMap<String, String> {
        let text = fs::read(self.out.join(MANIFEST)).unwrap_or_default();
        let artifacts = serde_json::from_slice(&text).map(|manifest: Manifest| manifest.artifacts);
        let artifacts = artifacts.unwrap_or_default().into_iter();
        artifacts.filter_map(|artifact| Some((artifact.path, artifact.about.version?))).collect()
    }

    /// Every leaflet that is published, as the job that makes it. What counts is the file, not the
    /// manifest: a killed build may have left one without the other.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn published(&self) -> Result<Vec<Job>> {
        let mut jobs = Vec::new();
        for folder in Folder::read(&self.out.join(LEAFLETS))?.folders {
            let Some(id) = name(&folder) else { continue };
            let files = Folder::read(&folder)?.files;
            jobs.extend(files.iter().filter_map(|file| Job::from_name(id, name(file)?)));
        }
        Ok(jobs)
    }

    /// The screens that something is published of.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn published_screens(&self) -> Result<Vec<String>> {
        let folders = Folder::read(&self.out.join(SCREENS))?.folders;
        Ok(folders.iter().filter_map(|folder| name(folder)).map(str::to_owned).collect())
    }

    /// Every file of a screen that is published.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn published_files(&self, screen: &str) -> Result<Vec<ScreenFile>> {
        let mut files = Vec::new();
        for path in files_below(&self.out.join(SCREENS).join(screen))? {
            let relative = path.strip_prefix(&self.out).ok().and_then(Path::to_str);
            if let Some(relative) = relative
                .filter(|path| is_of_screen(screen, path))
                .filter(|path| !path.split('/').any(|part| part.starts_with('.')))
            {
                let metadata = fs::metadata(&path).ok();
                let (size, modified) = metadata.map_or((0, 0), |m| (m.len(), modified(&m)));
                files.push(ScreenFile { path: relative.to_owned(), size, modified });
            }
        }
        Ok(files)
    }

    /// The bytes of a published file; nothing if there is no such file.
    ///
    /// # Errors
    /// If it is there and cannot be read.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let file = self.out.join(path);
        match fs::read(&file) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io("read", &file, error)),
        }
    }

    /// The entries of leaflets that stay as they are, each with what it is.
    ///
    /// # Errors
    /// If one of them cannot be read.
    pub fn kept(&self, jobs: &[Job]) -> Result<Vec<(Listed, About)>> {
        if jobs.is_empty() {
            return Ok(Vec::new());
        }
        let mut versions = self.versions();
        let mut kept = |job: &Job| {
            let version = versions.remove(&job.path()).unwrap_or_default();
            Ok((self.entry(&job.path())?, About::leaflet(job, version)))
        };
        jobs.iter().map(&mut kept).collect()
    }

    /// The entry of a file that is published.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn entry(&self, path: &str) -> Result<Listed> {
        let file = self.out.join(path);
        let bytes = fs::read(&file).map_err(|e| Error::io("read", &file, e))?;
        Ok(Listed::new(path, &bytes))
    }

    /// Publishes a file, unless the same bytes are there already.
    ///
    /// # Errors
    /// If it cannot be written; what was there before stays.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<Written> {
        let target = self.out.join(path);
        if fs::read(&target).is_ok_and(|old| old == bytes) {
            return Ok(Written::Unchanged);
        }
        self.replace(&target, bytes).map_err(|e| Error::io("write", &target, e))?;
        Ok(Written::Changed)
    }

    /// Publishes a file under a second name: as the same file where the disk can do that, so that
    /// screens share their slides.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn share(&self, from: &str, to: &str, bytes: &[u8]) -> Result<Written> {
        let (source, target) = (self.out.join(from), self.out.join(to));
        if !target.exists() {
            let made = target.parent().map_or(Ok(()), fs::create_dir_all);
            // Fails on disks without links.
            if made.is_ok() && fs::hard_link(&source, &target).is_ok() {
                return Ok(Written::Changed);
            }
        }
        self.write(to, bytes)
    }

    fn replace(&self, target: &Path, bytes: &[u8]) -> std::io::Result<()> {
        self.replace_with(target, |to| to.write_all(bytes))
    }

    /// A temporary file in the same folder, on the disk before it takes its name.
    fn replace_with(
        &self,
        target: &Path,
        write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> std::io::Result<()> {
        let folder = target.parent().unwrap_or(&self.out);
        fs::create_dir_all(folder)?;
        let mut builder = unfinished();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
        let mut file = BufWriter::new(builder.tempfile_in(folder)?);
        write(&mut file)?;
        let file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.as_file().sync_data()?;
        file.persist(target)?;
        Ok(())
    }

    /// Removes published files, and the folders that this empties. What is gone already is no error.
    ///
    /// # Errors
    /// If a file cannot be removed.
    pub fn remove(&self, paths: &[String]) -> Result<()> {
        for path in paths {
            let file = self.out.join(path);
            match fs::remove_file(&file) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(Error::io("remove", &file, error));
                }
                _ => {}
            }
        }
        for root in [LEAFLETS, SCREENS] {
            for folder in folders_below(&self.out.join(root))?.into_iter().rev() {
                // Fails, and should, where something is left in it.
                let _ = fs::remove_dir(&folder);
            }
        }
        Ok(())
    }

    /// Writes the manifest, unless it is as it was: from now on the new edition is the published one.
    /// Returns the name of the edition.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(&self, mut edition: Edition) -> Result<String> {
        let target = self.out.join(MANIFEST);
        let name = edition.seal();
        if !is_written(&target, |to| edition.write(&name, to)) {
            let replaced = self.replace_with(&target, |to| edition.write(&name, to));
            replaced.map_err(|e| Error::io("write", &target, e))?;
        }
        Ok(name)
    }

    /// Removes what a killed build left unfinished, where the program writes.
    ///
    /// # Errors
    /// If a folder cannot be read, or a file not removed.
    pub fn sweep(&self) -> Result<()> {
        let mut swept = vec![self.out.clone()];
        for root in [LEAFLETS, SCREENS, store::FOLDER].map(|root| self.out.join(root)) {
            swept.extend(folders_below(&root)?);
            swept.push(root);
        }
        for folder in swept {
            for path in Folder::read(&folder)?.files {
                let is_unfinished = name(&path)
                    .is_some_and(|name| name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1));
                if is_unfinished {
                    fs::remove_file(&path).map_err(|e| Error::io("remove", &path, e))?;
                }
            }
        }
        Ok(())
    }
}
