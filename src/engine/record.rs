//! What is remembered of what was made, between rounds and between starts of the program.

use std::path::Path;
use std::sync::Arc;

use litemap::LiteMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::outcome::ScreenReport;
use crate::catalog::Card;
use crate::diagnostic::Finding;
use crate::digest::Short;
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

/// A file that was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileMade {
    /// Path, size and digest.
    #[serde(flatten)]
    pub file: Listed,
    /// When the disk says that it was written, in ns: what somebody else has written since is no good.
    pub modified: u64,
}

impl FileMade {
    /// Whether the published file is as it was written.
    pub fn is_untouched(&self, out: &Path) -> bool {
        let metadata = std::fs::metadata(out.join(&*self.file.path)).ok();
        metadata.is_some_and(|metadata| {
            metadata.len() == self.file.size && publish::modified(&metadata) == self.modified
        })
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
    #[serde(serialize_with = "card", deserialize_with = "shared_card")]
    pub card: Option<Arc<Card>>,
    /// What reading and judging it found in its own files.
    pub findings: Vec<Finding>,
    /// What judging it found in other files: thousands of leaflets say the same of the practice.
    #[serde(serialize_with = "list", deserialize_with = "shared_list")]
    pub beside: Arc<[Finding]>,
    /// Its files, by their path under the output folder.
    pub files: LiteMap<Box<str>, Made<FileMade>>,
    /// Its slides, by stage and id.
    pub slides: Slides,
}

impl LeafletRecord {
    /// Whether its published files are as they were written.
    pub fn is_untouched(&self, out: &Path) -> bool {
        let mut files = self.files.values().filter_map(|made| made.product.as_ref());
        files.all(|file| file.is_untouched(out))
    }
}

#[expect(clippy::ref_option, reason = "so serde hands it over")]
fn card<S: Serializer>(card: &Option<Arc<Card>>, serializer: S) -> Result<S::Ok, S::Error> {
    card.as_deref().serialize(serializer)
}

fn shared_card<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Arc<Card>>, D::Error> {
    Ok(Option::deserialize(deserializer)?.map(Arc::new))
}

fn list<S: Serializer>(list: &Arc<[Finding]>, serializer: S) -> Result<S::Ok, S::Error> {
    list.as_ref().serialize(serializer)
}

fn shared_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<[Finding]>, D::Error> {
    Ok(Vec::deserialize(deserializer)?.into())
}

/// Slides by stage and id.
pub(super) type Slides = LiteMap<Box<str>, Made<SlideMade>>;

/// What is remembered of a screen.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct ScreenRecord {
    /// Digest over everything that its edition was put together from.
    pub key: String,
    /// What came of it.
    pub report: ScreenReport,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Its files, in the order of their paths.
    pub files: Vec<FileMade>,
}

impl ScreenRecord {
    /// What is remembered of one of its files.
    pub fn file(&self, path: &str) -> Option<&FileMade> {
        let position = self.files.binary_search_by(|made| made.file.path.as_ref().cmp(path)).ok()?;
        self.files.get(position)
    }
}
