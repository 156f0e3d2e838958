//! Reads the content folder into a checked [`Library`].
//!
//! One broken leaflet or language never hides the others: what has errors is left out and said to
//! be broken, so that its last good version stays published. Knows nothing of layouts.

mod document;
mod leaflet;
mod lexical;
mod literal;
mod placeholder;
mod practice;
mod raw;
pub mod schema;
mod shape;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::Result;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Library, Practice};
use crate::project::{Project, TextFile};
use crate::source::Source;

pub use leaflet::is_leaflet_id;
pub use placeholder::Facts;

/// Reads with a common context: the project, and the characters that the fonts have.
pub(crate) struct Reader<'a> {
    project: &'a Project,
    repertoire: &'a dyn Fn(char) -> bool,
    out: Vec<Diagnostic>,
}

/// What reading the content gave.
#[derive(Debug)]
pub struct Reading {
    /// What can be published; nothing if `practice.toml` has errors.
    pub library: Option<Library>,
    /// Leaflets whose `leaflet.toml` has errors.
    pub broken_leaflets: Vec<String>,
    /// Every finding.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the whole content folder; `repertoire` tells whether the fonts have a character.
///
/// # Errors
/// If the content folder itself cannot be read.
pub fn read(project: &Project, repertoire: &dyn Fn(char) -> bool) -> Result<Reading> {
    let mut reader = Reader { project, repertoire, out: Vec::new() };
    let folders = leaflet_folders(project)?;
    let Some(practice) = reader.practice() else {
        return Ok(Reading { library: None, broken_leaflets: folders, diagnostics: reader.out });
    };
    let mut leaflets = BTreeMap::new();
    let mut broken_leaflets = Vec::new();
    for id in folders {
        match reader.leaflet(&id, &practice)? {
            Some(leaflet) => {
                leaflets.insert(id, leaflet);
            }
            None => broken_leaflets.push(id),
        }
    }
    let library = Some(Library { practice, leaflets });
    Ok(Reading { library, broken_leaflets, diagnostics: reader.out })
}

/// The folders under `content/leaflets/`, sorted.
fn leaflet_folders(project: &Project) -> Result<Vec<String>> {
    let files = project.files_below("content/leaflets")?;
    let mut ids: Vec<String> = files
        .iter()
        .filter_map(|path| path.strip_prefix("content/leaflets/")?.split_once('/'))
        .map(|(id, _)| id.to_owned())
        .collect();
    ids.dedup();
    Ok(ids)
}

impl Reader<'_> {
    /// A text file; if it cannot be read, that is reported at the file itself.
    fn source(&mut self, path: &str) -> Option<Arc<Source>> {
        let problem = match self.project.read_text(path) {
            Ok(TextFile::Text(source)) => return Some(source),
            Ok(TextFile::NotText(source)) => {
                Diagnostic::error(Code::NotText, source.start(), "this file is not UTF-8 text")
                    .hint("save it with the encoding UTF-8")
            }
            Err(error) => {
                let place = Source::new(path, "").start();
                Diagnostic::error(Code::MissingFile, place, format!("this file cannot be read ({error})"))
            }
        };
        self.out.push(problem);
        None
    }

    fn practice(&mut self) -> Option<Practice> {
        let source = self.source("content/practice.toml")?;
        practice::read(self, &source)
    }
}
