//! What is remembered of what was made, between rounds and between starts of the program.

use std::path::Path;
use std::sync::Arc;

use litemap::LiteMap;
use serde::{Deserialize, Serialize};

use super::lineup::slide_path;
use super::outcome::ScreenReport;
use crate::catalog::Card;
use crate::diagnostic::Finding;
use crate::digest::{Short, Whole};
use crate::playlist::MadeSlide;
use crate::publish::{self, Listed};
use crate::slides::Slide;

/// Something that was made, or failed, with everything that this depended on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Made<T> {
    /// Digest over manuscript, layouts, fonts and program: what has the same key is the same.
    pub key: Short,
    /// Key of the text that the manuscript was last seen to come from.
    pub text: Short,
    /// Digest of the manuscript.
    pub manuscript: Short,
    /// Which files of the layouts were used, by the name of their list.
    pub layouts: Short,
    /// What came of it; nothing if it failed.
    pub product: Option<T>,
    /// What was found.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub findings: Box<[Finding]>,
}

/// A published file as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AsWritten {
    /// Size in bytes.
    pub size: u64,
    /// Digest of its bytes.
    pub digest: Whole,
    /// When the disk says that it was written, in ns: what somebody else has written since is no good.
    pub modified: u64,
}

impl AsWritten {
    /// Whether the file at this path is still so.
    pub fn is_untouched(&self, path: &Path) -> bool {
        let metadata = std::fs::metadata(path).ok();
        metadata.is_some_and(|metadata| {
            metadata.len() == self.size && publish::modified(&metadata) == self.modified
        })
    }
}

/// A file that was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileMade {
    /// Path relative to the output folder; the manifest has it in common.
    pub path: Arc<str>,
    /// Size, digest and time.
    #[serde(flatten)]
    pub as_written: AsWritten,
}

impl FileMade {
    /// A file that was written at a time, in ns.
    pub fn new(file: Listed, modified: u64) -> Self {
        let Listed { path, size, digest } = file;
        Self { path, as_written: AsWritten { size, digest, modified } }
    }

    /// Whether the published file is as it was written.
    pub fn is_untouched(&self, out: &Path) -> bool {
        self.as_written.is_untouched(&out.join(&*self.path))
    }

    /// Its entry in the manifest.
    pub fn listed(&self) -> Listed {
        let AsWritten { size, digest, .. } = self.as_written;
        Listed { path: Arc::clone(&self.path), size, digest }
    }
}

/// A slide that was made. What it says is read again where a screen is put together: of thousands of
/// slides only the headings are in memory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct SlideMade {
    /// Its picture.
    #[serde(flatten)]
    pub picture: MadeSlide,
    /// Its heading.
    pub title: Box<str>,
    /// Digest over what a player knows of it beside the picture.
    pub said: Short,
}

impl SlideMade {
    /// A slide, and what was made of it.
    pub fn new(slide: &Slide, picture: MadeSlide) -> Self {
        Self { picture, title: slide.title.text.as_str().into(), said: said(slide) }
    }
}

/// Digest over what a player is told of a slide.
pub(super) fn said(slide: &Slide) -> Short {
    let Slide { draft, kind, title, .. } = slide;
    Short::of(format!("{draft} {kind:?}\n{}\n{}", title.text, slide.alternative()).as_bytes())
}

/// What is remembered of a leaflet.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct LeafletRecord {
    /// Digest over everything that it was read from.
    pub key: String,
    /// Its card; nothing if it cannot be read.
    pub card: Option<Arc<Card>>,
    /// What reading and judging it found in its own files.
    pub findings: Vec<Finding>,
    /// What judging it found in other files: thousands of leaflets say the same of the practice.
    pub beside: Arc<[Finding]>,
    /// Its files, by their path under the output folder.
    pub files: LiteMap<Box<str>, Made<FileMade>>,
    /// Its slides, by their name.
    pub slides: Slides,
}

impl LeafletRecord {
    /// An empty one that does not grow beyond what becomes of a leaflet where there is one format and one kind of
    /// screen: thousands of them are in memory.
    pub fn with_room_for(card: Option<&Card>) -> Self {
        let texts = card.map(|card| &card.texts);
        let files = texts.map_or(0, LiteMap::len);
        let slides = texts.map_or(0, |texts| texts.values().map(|text| text.slides.len()).sum());
        Self {
            files: LiteMap::with_capacity(files),
            slides: LiteMap::with_capacity(slides),
            ..Self::default()
        }
    }

    /// Whether its published files are as they were written.
    pub fn is_untouched(&self, out: &Path) -> bool {
        let mut files = self.files.values().filter_map(|made| made.product.as_ref());
        files.all(|file| file.is_untouched(out))
    }
}

/// Slides by their name.
pub(super) type Slides = LiteMap<SlideName, Made<SlideMade>>;

/// The name under which a slide is remembered, in few bytes: there are thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub(super) struct SlideName {
    /// The stage, so that the slides of one come before those of another.
    stage: Short,
    slide: Short,
}

impl SlideName {
    /// The name of a slide on a stage.
    pub fn new(stage: Short, slide: &str) -> Self {
        Self { stage, slide: Short::of(slide.as_bytes()) }
    }
}

impl From<String> for SlideName {
    fn from(text: String) -> Self {
        let (stage, slide) = text.split_once(' ').unwrap_or_default();
        Self { stage: stage.into(), slide: slide.into() }
    }
}

impl From<SlideName> for String {
    fn from(SlideName { stage, slide }: SlideName) -> Self {
        format!("{stage} {slide}")
    }
}

/// What is remembered of a screen.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct ScreenRecord {
    /// Digest over everything that its edition was put together from.
    pub key: String,
    /// What came of it.
    pub report: ScreenReport,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Its files, in the order of their paths, without the slides.
    files: Vec<FileMade>,
    /// The slides in its folder, in the order of their digests: their paths follow from these.
    slides: Vec<AsWritten>,
}

impl ScreenRecord {
    /// What is remembered of a screen with these files.
    pub fn new(key: String, report: ScreenReport, findings: Vec<Finding>, files: Vec<FileMade>) -> Self {
        let is_slide = |made: &FileMade| *made.path == *slide_path(&report.id, made.as_written.digest);
        let (slides, mut files): (Vec<_>, Vec<_>) = files.into_iter().partition(is_slide);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut slides: Vec<AsWritten> = slides.iter().map(|made| made.as_written).collect();
        slides.sort_by_key(|slide| slide.digest);
        Self { key, report, findings, files, slides }
    }

    /// What is remembered of one of its files.
    pub fn file(&self, path: &str) -> Option<&AsWritten> {
        if let Ok(position) = self.files.binary_search_by(|made| made.path.as_ref().cmp(path)) {
            return self.files.get(position).map(|made| &made.as_written);
        }
        let name = path.rsplit('/').next()?.strip_suffix(".svg").map(Short::from)?;
        let position = self.slides.binary_search_by_key(&name, |slide| slide.digest.into()).ok()?;
        self.slides.get(position).filter(|slide| slide_path(&self.report.id, slide.digest) == path)
    }

    /// The entries of its files in the manifest.
    pub fn listed(&self) -> impl Iterator<Item = Listed> {
        let slides = self.slides.iter().map(|&AsWritten { size, digest, .. }| {
            let path = slide_path(&self.report.id, digest).into();
            Listed { path, size, digest }
        });
        self.files.iter().map(FileMade::listed).chain(slides)
    }

    /// How many files it has.
    pub fn len(&self) -> usize {
        self.files.len() + self.slides.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_knows_its_files_again() {
        let picture = |screen: &str, bytes: &[u8]| Listed::new(&slide_path(screen, Whole::of(bytes)), bytes);
        let page = Listed::new("screens/hall/index.html", b"page");
        // Somebody wrote into this one: its name says something else.
        let foreign = Listed::new(&slide_path("hall", Whole::of(b"one")), b"none");
        let other = picture("entrance", b"two");
        let files = [picture("hall", b"three"), page, other, foreign, picture("hall", b"two")];
        let made: Vec<FileMade> =
            files.iter().zip(1..).map(|(file, modified)| FileMade::new(file.clone(), modified)).collect();
        let report = ScreenReport { id: "hall".to_owned(), ..ScreenReport::default() };
        let record = ScreenRecord::new(String::new(), report, Vec::new(), made.clone());
        assert_eq!((record.len(), record.slides.len()), (5, 2));
        for made in &made {
            assert_eq!(record.file(&made.path), Some(&made.as_written), "{}", made.path);
        }
        assert_eq!(record.file("screens/entrance/index.html"), None);
        assert_eq!(record.file(&slide_path("entrance", Whole::of(b"three"))), None);
        let mut listed: Vec<Listed> = record.listed().collect();
        listed.sort_by(|a, b| a.path.cmp(&b.path));
        let mut expected = files.to_vec();
        expected.sort_by(|a, b| a.path.cmp(&b.path));
        assert_eq!(listed, expected);
    }
}
