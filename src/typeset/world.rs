//! What Typst sees of the project: layouts, fonts, and one job's data laid over `data.json`.
//!
//! File ids are minted once per path and never per job: Typst keeps each of them for ever.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::fonts::Fonts;
use crate::project::Project;
use crate::source;
use crate::{Error, Result};

/// Where the leaflet layout reads its data.
pub const LEAFLET_DATA: &str = "layouts/data.json";
/// Where the slide layout reads its data.
pub const SLIDE_DATA: &str = "layouts/slide.json";
/// Where layouts find a job's pictures; what stands there in the project is only the sample's.
const PICTURES: &str = "layouts/data/";

/// What the player is made of is no business of Typst.
const WEB: &str = "layouts/web/";

/// The Typst standard library, the same for every job.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// Layouts and fonts as they were at one moment, shared by every job of a round.
#[derive(Debug)]
pub struct Snapshot {
    fonts: Arc<Fonts>,
    files: HashMap<FileId, File>,
}

/// A file that layouts may use.
#[derive(Debug, Clone)]
enum File {
    Source(Source),
    Bytes(Bytes),
}

impl Snapshot {
    /// Reads every file below `layouts/`, but for the sample's data.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn read(project: &Project, fonts: Arc<Fonts>) -> Result<Arc<Self>> {
        let mut files = HashMap::new();
        for path in project.files_below("layouts")? {
            if path == LEAFLET_DATA
                || path == SLIDE_DATA
                || path.starts_with(PICTURES)
                || path.starts_with(WEB)
            {
                continue;
            }
            let bytes = project.read_bytes(&path).map_err(|e| Error::io("read", &path, e))?;
            if let Some(id) = file_id(&path) {
                files.insert(id, File::new(id, &path, bytes));
            }
        }
        Ok(Arc::new(Self { fonts, files }))
    }

    /// The same with one more file, given as text: for a layout that is not in the project.
    #[must_use]
    pub fn with_text(&self, path: &str, text: &str) -> Arc<Self> {
        let mut files = self.files.clone();
        if let Some(id) = file_id(path) {
            files.insert(id, File::new(id, path, text.as_bytes().to_vec()));
        }
        Arc::new(Self { fonts: Arc::clone(&self.fonts), files })
    }
}

impl File {
    fn new(id: FileId, path: &str, bytes: Vec<u8>) -> Self {
        if !path.ends_with(".typ") {
            return Self::Bytes(Bytes::new(bytes));
        }
        match String::from_utf8(bytes) {
            // The same text on every platform, with the places that diagnostics count.
            Ok(text) => Self::Source(Source::new(id, source::Source::new(path, text).text().to_owned())),
            Err(error) => Self::Bytes(Bytes::new(error.into_bytes())),
        }
    }
}

/// The id of a path relative to the project; `None` if no virtual path can be made of it.
fn file_id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(format!("/{path}")).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// One job's view: the snapshot, with the job's data and pictures laid over it.
pub struct JobWorld {
    snapshot: Arc<Snapshot>,
    main: FileId,
    own: Vec<(FileId, Bytes)>,
}

impl JobWorld {
    /// A world whose main file is `main`, with the job's data as JSON at the path where the layout
    /// reads it, and its pictures by name. Paths are relative to the project.
    pub fn new(
        snapshot: &Arc<Snapshot>,
        main: &str,
        (path, data): (&str, Vec<u8>),
        pictures: impl IntoIterator<Item = (String, Bytes)>,
    ) -> Option<Self> {
        let mut own = vec![(file_id(path)?, Bytes::new(data))];
        for (name, bytes) in pictures {
            own.push((file_id(&format!("{PICTURES}{name}"))?, bytes));
        }
        Some(Self { snapshot: Arc::clone(snapshot), main: file_id(main)?, own })
    }
}

impl World for JobWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.snapshot.fonts.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match self.snapshot.files.get(&id) {
            Some(File::Source(source)) => Ok(source.clone()),
            Some(File::Bytes(_)) => Err(FileError::InvalidUtf8),
            None => Err(not_found(id)),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if let Some((_, bytes)) = self.own.iter().find(|(own, _)| *own == id) {
            return Ok(bytes.clone());
        }
        match self.snapshot.files.get(&id) {
            Some(File::Source(source)) => Ok(Bytes::from_string(source.clone())),
            Some(File::Bytes(bytes)) => Ok(bytes.clone()),
            None => Err(not_found(id)),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.snapshot.fonts.fonts.get(index).cloned()
    }

    /// No clock: the same input gives the same pages.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}
