//! The only writer under `out/`: whole files by rename, the manifest last.
//!
//! Killed at any moment, every file under its final name is whole. One writer at a time: others
//! wait for the lock, which the operating system releases when its holder dies.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::plan::Job;
use crate::{Error, Result};

const MANIFEST: &str = "manifest.json";
const LOCK: &str = ".lock";
/// Unfinished files begin and end like this; what a killed build left behind is swept.
const UNFINISHED: (&str, &str) = (".leafcast-", ".tmp");

/// Everything that is published: written last, read by desks, screens and scripts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Digest over all artifacts: the same content, layouts and fonts give the same edition.
    pub edition: String,
    /// The artifacts, sorted by path.
    pub artifacts: Vec<Artifact>,
}

/// One published file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Artifact {
    /// Path relative to the output folder, with forward slashes.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// BLAKE3 digest of its bytes, in hexadecimal.
    pub digest: String,
    /// Media type.
    pub media_type: String,
    /// Id of the leaflet.
    pub leaflet: String,
    /// Language code.
    pub language: String,
    /// Format id.
    pub format: String,
    /// Version of the leaflet that was published.
    pub version: String,
}

impl Artifact {
    /// The entry of a job's file.
    pub fn new(job: &Job, version: String, bytes: &[u8]) -> Self {
        Self {
            path: job.path(),
            size: bytes.len() as u64,
            digest: blake3::hash(bytes).to_hex().to_string(),
            media_type: "application/pdf".into(),
            leaflet: job.leaflet.clone(),
            language: job.language.clone(),
            format: job.format.id().into(),
            version,
        }
    }
}

impl Manifest {
    /// Sorts the artifacts and derives the edition from them.
    pub fn new(mut artifacts: Vec<Artifact>) -> Self {
        artifacts.sort();
        let mut hasher = blake3::Hasher::new();
        for artifact in &artifacts {
            hasher.update(format!("{} {}\n", artifact.path, artifact.digest).as_bytes());
        }
        Self { edition: hasher.finalize().to_hex()[..16].to_owned(), artifacts }
    }
}

/// What came of writing a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is new or differs from what was there.
    Changed,
    /// The same bytes were there already and stay untouched.
    Unchanged,
}

/// The right to write under the output folder.
#[derive(Debug)]
pub struct Publisher {
    out: PathBuf,
    _lock: File,
}

impl Publisher {
    /// Makes the output folder if need be, waits for its lock, and sweeps unfinished files.
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
        let publisher = Self { out: out.to_owned(), _lock: lock };
        publisher.sweep()?;
        Ok(publisher)
    }

    /// The manifest of what was published before; empty if there is none that can be read.
    fn previous(&self) -> Manifest {
        let text = fs::read(self.out.join(MANIFEST)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_else(|_| Manifest::new(Vec::new()))
    }

    /// Every leaflet that is published, as the job that makes it. What counts is the file, not the
    /// manifest: a killed build may have left one without the other.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn published(&self) -> Result<Vec<Job>> {
        let mut jobs = Vec::new();
        for folder in self.leaflet_folders()? {
            let Some(id) = name(&folder) else { continue };
            let files = entries(&folder)?;
            jobs.extend(
                files.iter().filter(|file| file.is_file()).filter_map(|file| Job::from_name(id, name(file)?)),
            );
        }
        Ok(jobs)
    }

    /// The entries of files that stay as they are.
    ///
    /// # Errors
    /// If one of them cannot be read.
    pub fn kept(&self, jobs: &[Job]) -> Result<Vec<Artifact>> {
        let previous = self.previous();
        let entry = |job: &Job| {
            let path = self.out.join(job.path());
            let bytes = fs::read(&path).map_err(|e| Error::io("read", &path, e))?;
            let before = previous.artifacts.iter().find(|artifact| artifact.path == job.path());
            let version = before.map(|artifact| artifact.version.clone()).unwrap_or_default();
            Ok(Artifact::new(job, version, &bytes))
        };
        jobs.iter().map(entry).collect()
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

    /// A temporary file in the same folder, on the disk before it takes its name.
    fn replace(&self, target: &Path, bytes: &[u8]) -> std::io::Result<()> {
        let folder = target.parent().unwrap_or(&self.out);
        fs::create_dir_all(folder)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_data()?;
        file.persist(target)?;
        Ok(())
    }

    /// Removes published files, and the folders that this empties; returns their paths.
    ///
    /// # Errors
    /// If a file cannot be removed.
    pub fn remove(&self, jobs: &[Job]) -> Result<Vec<String>> {
        for job in jobs {
            let path = self.out.join(job.path());
            fs::remove_file(&path).map_err(|e| Error::io("remove", &path, e))?;
        }
        for folder in self.leaflet_folders()? {
            // Fails, and should, where something is left in it.
            let _ = fs::remove_dir(&folder);
        }
        Ok(jobs.iter().map(Job::path).collect())
    }

    /// The folders that leaflets are published in.
    fn leaflet_folders(&self) -> Result<Vec<PathBuf>> {
        let folders = entries(&self.out.join("leaflets"))?.into_iter();
        Ok(folders.filter(|path| path.is_dir() && !path.is_symlink()).collect())
    }

    /// Writes the manifest: from now on the new edition is the published one.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(&self, manifest: &Manifest) -> Result<Written> {
        let mut json = serde_json::to_vec_pretty(manifest)
            .map_err(|e| Error::io("write", self.out.join(MANIFEST), e.into()))?;
        json.push(b'\n');
        self.write(MANIFEST, &json)
    }

    /// Removes what a killed build left unfinished, where the program writes.
    fn sweep(&self) -> Result<()> {
        let folders =
            [self.out.clone(), self.out.join("leaflets")].into_iter().chain(self.leaflet_folders()?);
        for folder in folders {
            for path in entries(&folder)? {
                let is_unfinished = name(&path)
                    .is_some_and(|name| name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1));
                if is_unfinished && path.is_file() {
                    fs::remove_file(&path).map_err(|e| Error::io("remove", &path, e))?;
                }
            }
        }
        Ok(())
    }
}

fn name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}

/// The entries of a folder, sorted; none if there is no such folder.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
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
