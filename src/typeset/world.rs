//! What Typst sees of the project: layouts, fonts, and one job's data laid over `data.json`.
//!
//! File ids are minted once per path and never per job: Typst keeps each of them for ever.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::fonts::Fonts;
use crate::digest;
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
    digests: BTreeMap<String, String>,
}

/// A file that layouts may use.
#[derive(Debug, Clone)]
enum File {
    Source(Source),
    Bytes(Bytes),
}

impl Snapshot {
    /// Reads every file below `layouts/`, but for the sample's data. A file that is the same in
    /// `previous` is taken from there, so that Typst knows it again.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn read(project: &Project, fonts: Arc<Fonts>, previous: Option<&Self>) -> Result<Arc<Self>> {
        let (mut files, mut digests) = (HashMap::new(), BTreeMap::new());
        for path in project.files_below("layouts")? {
            if path == LEAFLET_DATA
                || path == SLIDE_DATA
                || path.starts_with(PICTURES)
                || path.starts_with(WEB)
            {
                continue;
            }
            let bytes = project.read_bytes(&path).map_err(|e| Error::io("read", &path, e))?;
            let digest = digest::short(&bytes);
            if let Some(id) = file_id(&path) {
                let known = previous.filter(|previous| previous.digests.get(&path) == Some(&digest));
                let known = known.and_then(|previous| previous.files.get(&id)).cloned();
                files.insert(id, known.unwrap_or_else(|| File::new(id, &path, bytes)));
            }
            digests.insert(path, digest);
        }
        Ok(Arc::new(Self { fonts, files, digests }))
    }

    /// The digest of a layout file; nothing if there is no such file.
    pub fn digest_of(&self, path: &str) -> Option<&str> {
        self.digests.get(path).map(String::as_str)
    }

    /// Digest over all layout files and fonts.
    pub fn digest(&self) -> String {
        let lines = self.digests.iter().map(|(path, digest)| format!("{path} {digest}\n"));
        digest::short((lines.collect::<String>() + self.fonts.digest()).as_bytes())
    }

    /// The fonts.
    pub fn fonts(&self) -> &Arc<Fonts> {
        &self.fonts
    }

    /// The same with one more file, given as text: for a layout that is not in the project.
    #[must_use]
    pub fn with_text(&self, path: &str, text: &str) -> Arc<Self> {
        let mut files = self.files.clone();
        if let Some(id) = file_id(path) {
            files.insert(id, File::new(id, path, text.as_bytes().to_vec()));
        }
        let mut digests = self.digests.clone();
        digests.insert(path.to_owned(), digest::short(text.as_bytes()));
        Arc::new(Self { fonts: Arc::clone(&self.fonts), files, digests })
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
    used: Mutex<HashSet<FileId>>,
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
        let (snapshot, used) = (Arc::clone(snapshot), Mutex::default());
        Some(Self { snapshot, main: file_id(main)?, own, used })
    }

    /// The files of the layout that the pages were made of, and those that were looked for in vain.
    pub fn used(&self) -> Vec<String> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let mut paths: Vec<String> = used.iter().map(|id| path_of(*id)).collect();
        paths.sort();
        paths
    }

    /// Takes note that the pages depend on a file.
    fn uses(&self, id: FileId) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
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
        self.uses(id);
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
        self.uses(id);
        match self.snapshot.files.get(&id) {
            Some(File::Source(source)) => Ok(Bytes::from_string(source.clone())),
            Some(File::Bytes(bytes)) => Ok(bytes.clone()),
            None => Err(not_found(id)),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.snapshot.fonts.faces.get(index).cloned()
    }

    /// No clock: the same input gives the same pages.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(path_of(id).into())
}

/// The path of a file relative to the project.
fn path_of(id: FileId) -> String {
    id.get().vpath().get_without_slash().to_owned()
}
