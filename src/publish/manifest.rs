//! The list of everything that is published.

use serde::{Deserialize, Serialize};

use crate::digest;
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

impl Artifact {
    /// The entry of a file.
    pub fn new(path: String, about: About, bytes: &[u8]) -> Self {
        let media_type = media_type(&path).into();
        Self { size: bytes.len() as u64, digest: digest::of(bytes), media_type, path, about }
    }
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

impl Manifest {
    /// Sorts the artifacts and derives the edition from them.
    pub fn new(mut artifacts: Vec<Artifact>) -> Self {
        artifacts.sort();
        let list: Vec<String> = artifacts.iter().map(|a| format!("{} {}\n", a.path, a.digest)).collect();
        Self { edition: digest::short(list.concat().as_bytes()), artifacts }
    }
}
