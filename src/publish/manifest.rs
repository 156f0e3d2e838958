//! The list of everything that is published.

use std::io::Write;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use crate::digest::{self, Whole};
use crate::plan::Job;

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
    /// SHA-256 digest of its bytes, in hexadecimal.
    pub digest: String,
    /// Media type.
    pub media_type: String,
    /// What it is, beyond its bytes.
    #[serde(flatten)]
    pub about: About,
}

/// What a file is: a leaflet, or part of a screen.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// Id of the leaflet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leaflet: Option<String>,
    /// Language code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Format id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Version of the leaflet that was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Id of the screen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub screen: Option<String>,
}

impl About {
    /// A leaflet's file.
    pub fn leaflet(job: &Job, version: String) -> Self {
        Self {
            leaflet: Some(job.leaflet.clone()),
            language: Some(job.language.clone()),
            format: Some(job.format.id().into()),
            version: Some(version),
            screen: None,
        }
    }

    /// A file of a screen.
    pub fn screen(id: &str) -> Self {
        Self { screen: Some(id.to_owned()), ..Self::default() }
    }
}

/// A published file in little memory: there are thousands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Path relative to the output folder, with forward slashes; the manifest and what is remembered have it in
    /// common.
    pub path: Arc<str>,
    /// Size in bytes.
    pub size: u64,
    /// Digest of its bytes.
    pub digest: Whole,
}

impl Listed {
    /// The entry of a file.
    pub fn new(path: &str, bytes: &[u8]) -> Self {
        Self { path: path.into(), size: bytes.len() as u64, digest: Whole::of(bytes) }
    }
}

/// Everything that is published, to be written as a [`Manifest`].
#[derive(Debug, Default)]
pub struct Edition(Vec<(Listed, Arc<About>)>);

impl Edition {
    /// An edition of about so many files.
    pub fn with_capacity(files: usize) -> Self {
        Self(Vec::with_capacity(files))
    }

    /// Adds a file.
    pub fn add(&mut self, file: Listed, about: &Arc<About>) {
        self.0.push((file, Arc::clone(about)));
    }

    /// The paths of the files.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(file, _)| file.path.as_ref())
    }

    /// Sorts the files; the name of the edition, which derives from them.
    pub(super) fn seal(&mut self) -> String {
        self.0.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
        let mut lines = digest::Lines::default();
        self.0.iter().for_each(|(file, _)| lines.add(format_args!("{} {}", file.path, file.digest)));
        lines.short().to_string()
    }

    /// Writes the manifest file by file, so that it is never in memory as a whole.
    pub(super) fn write(&self, edition: &str, to: &mut dyn Write) -> std::io::Result<()> {
        let manifest = Streamed { edition, artifacts: Entries(&self.0) };
        serde_json::to_writer_pretty(&mut *to, &manifest)?;
        to.write_all(b"\n")
    }
}

/// A [`Manifest`] of files in little memory.
#[derive(Serialize)]
struct Streamed<'a> {
    edition: &'a str,
    artifacts: Entries<'a>,
}

struct Entries<'a>(&'a [(Listed, Arc<About>)]);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|(file, about)| Entry {
            path: &file.path,
            size: file.size,
            digest: file.digest,
            media_type: media_type(&file.path),
            about,
        }))
    }
}

/// An [`Artifact`] that is only written.
#[derive(Serialize)]
struct Entry<'a> {
    path: &'a str,
    size: u64,
    digest: Whole,
    media_type: &'static str,
    #[serde(flatten)]
    about: &'a About,
}

/// The media type that a file's ending says.
fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("pdf") => "application/pdf",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("html") => "text/html",
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        Some("json") => "application/json",
        Some("ttf") => "font/ttf",
        _ => "application/octet-stream",
    }
}
