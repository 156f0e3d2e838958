//! Reads the content folder into a checked [`Library`].
//!
//! One broken leaflet or language never hides the others: what has errors is left out and said to
//! be broken, so that its last good version stays published. Knows nothing of layouts.

mod document;
mod image;
mod leaflet;
mod lexical;
mod literal;
mod notice;
mod practice;
mod raw;
mod recent;
pub mod schema;
mod screens;
mod shape;
mod syntax;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::Result;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::{Image, Leaflet, Library, Notices, Practice, Screens};
use crate::project::{Project, TextFile};
use crate::source::{Place, Source};

pub use lexical::is_leaflet_code;
pub use recent::RecentTexts;

/// The folder of the leaflets.
const LEAFLETS: &str = "content/leaflets";

/// What the typesetter can print, asked while content is read so that what it cannot print is
/// reported at its exact place.
pub struct Press<'a> {
    /// Whether some font has a character.
    pub has_glyph: &'a dyn Fn(char) -> bool,
    /// Why a picture cannot be printed.
    pub picture_fault: &'a dyn Fn(&Image) -> Option<String>,
}

/// Texts that were read a moment ago with some fonts and some practice.
#[derive(Debug, Clone, Copy)]
pub struct Recent<'a> {
    /// The texts.
    pub texts: &'a RecentTexts,
    /// Digest over the fonts and the practice that are read with now.
    pub context: &'a str,
}

/// Reads with a common context.
pub(crate) struct Reader<'a> {
    project: &'a Project,
    press: &'a Press<'a>,
    /// Nothing if each text is read but once.
    recent: Option<Recent<'a>>,
    out: Vec<Diagnostic>,
}

/// What reading the whole content gave.
#[derive(Debug)]
pub struct Reading {
    /// What can be published; nothing if `practice.toml` has errors.
    pub library: Option<Library>,
    /// Leaflets whose `leaflet.toml` has errors.
    pub broken_leaflets: Vec<String>,
    /// Every finding.
    pub diagnostics: Vec<Diagnostic>,
}

/// What everything else stands on.
#[derive(Debug)]
pub struct Foundation {
    /// The practice; nothing if `practice.toml` has errors.
    pub practice: Option<Practice>,
    /// Every finding.
    pub diagnostics: Vec<Diagnostic>,
}

/// What came of reading one leaflet.
#[derive(Debug)]
pub struct LeafletReading {
    /// The leaflet; nothing if its `leaflet.toml` has errors.
    pub leaflet: Option<Leaflet>,
    /// Every finding.
    pub diagnostics: Vec<Diagnostic>,
}

/// What shows leaflets, or is shown beside them.
#[derive(Debug)]
pub struct Surroundings {
    /// The screens; nothing if there are none, or they have errors.
    pub screens: Option<Screens>,
    /// The notices.
    pub notices: Notices,
    /// Every finding.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the whole content folder, part after part.
///
/// # Errors
/// If the content folder itself cannot be read.
pub fn read(project: &Project, press: &Press<'_>) -> Result<Reading> {
    let folders = folders(project)?;
    let Foundation { practice, mut diagnostics } = foundation(project, press)?;
    let Some(practice) = practice else {
        return Ok(Reading { library: None, broken_leaflets: folders, diagnostics });
    };
    let (mut leaflets, mut broken_leaflets) = (BTreeMap::new(), Vec::new());
    for id in folders {
        let reading = leaflet(project, press, &practice, &id, None)?;
        diagnostics.extend(reading.diagnostics);
        match reading.leaflet {
            Some(leaflet) => {
                leaflets.insert(id, Arc::new(leaflet));
            }
            None => broken_leaflets.push(id),
        }
    }
    let categories = leaflets.values().map(|leaflet| (leaflet.id.as_str(), leaflet.category.as_str()));
    let known = Known { good: categories.collect(), broken: &broken_leaflets };
    let beside = surroundings(project, press, &practice, &known)?;
    diagnostics.extend(beside.diagnostics);
    let (screens, notices) = (beside.screens.map(Arc::new), Arc::new(beside.notices));
    let library = Some(Library { practice: Arc::new(practice), leaflets, screens, notices });
    Ok(Reading { library, broken_leaflets, diagnostics })
}

/// Reads `practice.toml`, and says which files nothing reads.
///
/// # Errors
/// If the content folder itself cannot be read.
pub fn foundation(project: &Project, press: &Press<'_>) -> Result<Foundation> {
    let mut reader = Reader { project, press, recent: None, out: Vec::new() };
    let practice = reader.practice();
    if practice.is_some() {
        reader.misplaced()?;
    }
    Ok(Foundation { practice, diagnostics: reader.out })
}

/// Reads one leaflet's folder; texts that were read a moment ago are not read again.
///
/// # Errors
/// If the folder cannot be read.
pub fn leaflet(
    project: &Project,
    press: &Press<'_>,
    practice: &Practice,
    id: &str,
    recent: Option<Recent<'_>>,
) -> Result<LeafletReading> {
    let mut reader = Reader { project, press, recent, out: Vec::new() };
    let leaflet = reader.leaflet(id, practice)?;
    Ok(LeafletReading { leaflet, diagnostics: reader.out })
}

/// The leaflets that screens can refer to.
#[derive(Debug)]
pub struct Known<'a> {
    /// The category of each leaflet, by its id.
    pub good: BTreeMap<&'a str, &'a str>,
    /// Leaflets that cannot be read.
    pub broken: &'a [String],
}

/// Reads screens and notices.
///
/// # Errors
/// If the folder of the notices cannot be read.
pub fn surroundings(
    project: &Project,
    press: &Press<'_>,
    practice: &Practice,
    known: &Known<'_>,
) -> Result<Surroundings> {
    let mut reader = Reader { project, press, recent: None, out: Vec::new() };
    let screens = reader.screens(practice, known);
    let known_screens = screens.as_ref().map(|screens| screens.list.as_slice());
    let notices = reader.notices(practice, known_screens)?;
    Ok(Surroundings { screens, notices, diagnostics: reader.out })
}

/// Whether so much is in doubt that nothing published may be removed: the folder of the leaflets is
/// gone, or one of its folders has a name that cannot be used, or had when it was read.
pub fn is_in_doubt<'a>(project: &Project, mut read: impl Iterator<Item = &'a String>) -> bool {
    if read.any(|id| !is_slug(id)) {
        return true;
    }
    let Ok(Some(names)) = project.folders_in(LEAFLETS) else { return true };
    // A folder in which there is nothing to read is no leaflet.
    let mut unusable = names.iter().filter(|name| !is_slug(name));
    unusable.any(|name| {
        let files = project.files_below(&format!("{LEAFLETS}/{name}"));
        !files.is_ok_and(|files| files.is_empty())
    })
}

/// The folders under `content/leaflets/`, sorted: the ids of the leaflets.
///
/// # Errors
/// If one of them cannot be read.
pub fn folders(project: &Project) -> Result<Vec<String>> {
    let files = project.files_below(LEAFLETS)?;
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
            Ok(TextFile::NotText { source, valid }) => {
                Diagnostic::error(Code::NotText, source.place(valid..valid), "this file is not UTF-8 text")
                    .hint("save it with the encoding UTF-8")
            }
            Err(error) => {
                let place = Source::new(path, "").start();
                if error.kind() == std::io::ErrorKind::NotFound {
                    Diagnostic::error(Code::MissingFile, place, "this file is missing").hint(
                        "each leaflet's folder needs a `leaflet.toml`; `leafcast new leaflet` writes one",
                    )
                } else {
                    let message = format!("this file cannot be read ({error})");
                    Diagnostic::error(Code::MissingFile, place, message)
                }
            }
        };
        self.out.push(problem);
        None
    }

    /// Texts in `content/` that nothing reads, because they have another name or stand elsewhere.
    fn misplaced(&mut self) -> Result<()> {
        const READ: [&str; 2] = ["practice.toml", "screens.toml"];
        for path in self.project.files_below("content")? {
            let Some(name) = path.strip_prefix("content/").filter(|name| name.ends_with(".toml")) else {
                continue;
            };
            let is_elsewhere = name.starts_with("leaflets/") || name.starts_with("notices/");
            if is_elsewhere || READ.contains(&name) {
                continue;
            }
            let hint = nearest(name, READ).unwrap_or_else(|| {
                "leaflets stand in `content/leaflets`, notices in `content/notices`".to_owned()
            });
            self.unread(&path, &hint);
        }
        Ok(())
    }

    /// Says that a file is not read.
    fn unread(&mut self, path: &str, hint: &str) {
        let place = Source::new(path, "").start();
        self.out.push(Diagnostic::warning(Code::UnknownFile, place, "nothing reads this file").hint(hint));
    }

    fn practice(&mut self) -> Option<Practice> {
        let source = self.source("content/practice.toml")?;
        practice::read(self, &source)
    }
}

/// Longest id: it stands twice in a path.
const LONGEST_ID: usize = 64;

/// Whether a name can be used as the id of a leaflet, a screen or a notice: it becomes part of paths.
pub fn is_slug(id: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    // Names of devices on Windows, where the files may be copied to.
    let numbered = |id: &str| id.strip_prefix("com").or(id.strip_prefix("lpt")).is_some_and(|n| n.len() == 1);
    let reserved = ["con", "prn", "aux", "nul"].contains(&id) || numbered(id);
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(allowed)
        && !id.ends_with('-')
        && id.len() <= LONGEST_ID
        && !reserved
}

/// Hours that end when they begin: nothing would be shown, or the screen be off, for ever.
fn empty_hours(place: Place, field: String) -> Diagnostic {
    Diagnostic::error(Code::BadDate, place, "these hours end when they begin")
        .field(field)
        .hint("write `from = \"00:00\", to = \"24:00\"` for the whole day")
}

/// Reports each name that stood in the list before.
fn duplicates(reader: &mut Reader<'_>, names: &[&str], field: &str, place: impl Fn(usize) -> Place) {
    let mut seen = BTreeSet::new();
    for (index, name) in names.iter().enumerate() {
        if !seen.insert(name) {
            let message = format!("`{name}` is in this list twice");
            let diagnostic = Diagnostic::error(Code::Duplicate, place(index), message)
                .field(format!("{field}.{}", index + 1))
                .hint("keep one of the two");
            reader.out.push(diagnostic);
        }
    }
}
