//! The fonts of the project: everything in `fonts/`, nothing from the system.

use std::collections::BTreeMap;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontStyle};
use typst::utils::LazyHash;

use crate::digest;
use crate::project::Project;
use crate::{Error, Result};

/// Every font of the project, in the order of their paths.
#[derive(Debug)]
pub struct Fonts {
    pub(super) book: LazyHash<FontBook>,
    pub(super) faces: Vec<Font>,
    /// Digest over all files.
    digest: String,
}

/// A font as `leafcast fonts` lists it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Face {
    /// Weight from 100 to 900 (OpenType `usWeightClass`).
    pub weight: u16,
    /// Whether it is italic or oblique.
    pub italic: bool,
}

impl Fonts {
    /// Loads every `.ttf` and `.otf` file below `fonts/`.
    ///
    /// # Errors
    /// If a file cannot be read, or there is no font at all.
    pub fn load(project: &Project) -> Result<Self> {
        let (mut fonts, mut digests) = (Vec::new(), String::new());
        for path in project.files_below("fonts")? {
            let name = path.to_ascii_lowercase();
            if !name.ends_with(".ttf") && !name.ends_with(".otf") {
                continue;
            }
            let data = project.read_bytes(&path).map_err(|e| Error::io("read", &path, e))?;
            digests += &format!("{path} {}\n", digest::of(&data));
            let before = fonts.len();
            fonts.extend(Font::iter(Bytes::new(data)));
            if fonts.len() == before {
                return Err(Error::io("read", &path, std::io::Error::other("it is no whole font")));
            }
        }
        if fonts.is_empty() {
            return Err(Error::NoFonts { folder: project.root().join("fonts") });
        }
        let digest = digest::short(digests.as_bytes());
        Ok(Self { book: LazyHash::new(FontBook::from_fonts(&fonts)), faces: fonts, digest })
    }

    /// Digest over all files.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Whether some font has the character.
    pub fn has(&self, c: char) -> bool {
        self.faces.iter().any(|font| font.info().coverage.contains(c.into()))
    }

    /// The families with their faces, by name.
    pub fn families(&self) -> BTreeMap<String, Vec<Face>> {
        let mut families: BTreeMap<String, Vec<Face>> = BTreeMap::new();
        for font in &self.faces {
            let info = font.info();
            let face = Face {
                weight: info.variant.weight.to_number(),
                italic: info.variant.style != FontStyle::Normal,
            };
            families.entry(info.family.as_str().to_owned()).or_default().push(face);
        }
        for faces in families.values_mut() {
            faces.sort();
        }
        families
    }
}
