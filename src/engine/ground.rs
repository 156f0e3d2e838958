//! What all leaflets stand on: fonts, layouts, practice. Renewed only where something changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::memory::Layouts;
use crate::content::{self, Foundation};
use crate::diagnostic::{self, Finding};
use crate::digest::{self, Short};
use crate::model::Practice;
use crate::project::Project;
use crate::typeset::{self, Fonts, Snapshot};
use crate::{Error, Result};

/// The player's own files.
const WEB: &str = "layouts/web/";
/// Texts below these folders are read leaflet by leaflet, notice by notice.
const APART: [&str; 2] = ["content/leaflets/", "content/notices/"];
/// Described apart, too.
const SCREENS: &str = "content/screens.toml";

/// Which program makes the files: what an older one made is made again.
static PROGRAM: LazyLock<String> = LazyLock::new(|| {
    let metadata = std::env::current_exe().and_then(std::fs::metadata).ok();
    let (size, modified) = metadata.map(|m| (m.len(), m.modified().ok())).unwrap_or_default();
    digest::short(format!("{} {size} {modified:?}", env!("CARGO_PKG_VERSION")).as_bytes())
});

/// Fonts, layouts and practice as they were at one moment.
#[derive(Debug)]
pub(super) struct Ground {
    pub snapshot: Arc<Snapshot>,
    /// Nothing if `practice.toml` has errors.
    pub practice: Option<Arc<Practice>>,
    /// What reading the practice found.
    pub findings: Vec<Finding>,
    /// Digest over all that a leaflet is read against.
    pub reading_key: String,
    /// Digest over the player's own files.
    pub web: String,
    layouts: Mutex<BTreeMap<Short, String>>,
}

/// What tells whether one ground differs from another.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marks {
    /// Whether leaflets have to be read again.
    pub reading: String,
    layouts: String,
    web: String,
}

impl Ground {
    /// Reads everything.
    ///
    /// # Errors
    /// If fonts, layouts or the content folder cannot be read.
    pub fn read(project: &Project) -> Result<Self> {
        let snapshot = Snapshot::read(project, Arc::new(Fonts::load(project)?), None)?;
        let web = digest_below(project, WEB)?;
        Self::on(project, snapshot, web)
    }

    /// Reads what these files concern anew.
    ///
    /// # Errors
    /// As [`Ground::read`].
    pub fn renewed(self, project: &Project, changed: &BTreeSet<String>) -> Result<Self> {
        let any = |test: &dyn Fn(&str) -> bool| changed.iter().any(|path| test(path));
        let fonts_changed = any(&|path| path.starts_with("fonts/") || path == "fonts");
        let web_changed = any(&|path| path.starts_with(WEB) || path == "layouts" || path == "layouts/web");
        let layouts_changed = any(&|path| path.starts_with("layouts"));
        let is_common = |path: &str| {
            path.starts_with("content") && path != SCREENS && !APART.iter().any(|a| path.starts_with(a))
        };
        let practice_changed = any(&is_common);
        if !(fonts_changed || web_changed || layouts_changed || practice_changed) {
            return Ok(self);
        }
        let fonts = match Arc::clone(self.snapshot.fonts()) {
            old if !fonts_changed => old,
            old => {
                let new = Fonts::load(project)?;
                // The same fonts again are the same to Typst.
                if new.digest() == old.digest() { old } else { Arc::new(new) }
            }
        };
        let same_fonts = Arc::ptr_eq(&fonts, self.snapshot.fonts());
        let snapshot = if layouts_changed || !same_fonts {
            Snapshot::read(project, fonts, Some(&self.snapshot))?
        } else {
            Arc::clone(&self.snapshot)
        };
        let web = if web_changed { digest_below(project, WEB)? } else { self.web.clone() };
        if practice_changed || !same_fonts {
            return Self::on(project, snapshot, web);
        }
        Ok(Self { snapshot, web, layouts: Mutex::default(), ..self })
    }

    fn on(project: &Project, snapshot: Arc<Snapshot>, web: String) -> Result<Self> {
        let fonts = snapshot.fonts();
        let Foundation { practice, diagnostics } =
            content::foundation(project, &typeset::press(&|c| fonts.has(c)))?;
        let logo = practice.as_ref().and_then(|practice| practice.brand.logo.as_ref());
        let words = practice.as_ref().map(|practice| practice.file.text()).unwrap_or_default();
        let parts = [
            PROGRAM.as_str(),
            fonts.digest(),
            &digest::of(words.as_bytes()),
            &logo.map(|(image, _)| digest::of(&image.bytes)).unwrap_or_default(),
        ];
        Ok(Self {
            reading_key: digest::short(parts.join(" ").as_bytes()),
            practice: practice.map(Arc::new),
            findings: diagnostic::settle(&diagnostics),
            snapshot,
            web,
            layouts: Mutex::default(),
        })
    }

    /// Digest over fonts and practice: what leaflets are read with.
    pub fn reading_key(&self) -> &str {
        &self.reading_key
    }

    /// What tells it from another.
    pub fn marks(&self) -> Marks {
        let layouts = self.snapshot.digest();
        Marks { reading: self.reading_key.clone(), layouts, web: self.web.clone() }
    }

    /// Digest over everything that a leaflet is read from; nothing if its folder is gone.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn leaflet_key(&self, project: &Project, id: &str) -> Result<Option<String>> {
        let files = project.files_below(&format!("content/leaflets/{id}"))?;
        if files.is_empty() {
            return Ok(None);
        }
        let mut parts = format!("{}\n", self.reading_key);
        for path in files {
            // What cannot be read is another finding than what can.
            let digest = match project.read_bytes(&path) {
                Ok(bytes) => digest::of(&bytes),
                Err(error) => error.to_string(),
            };
            parts += &format!("{path} {digest}\n");
        }
        Ok(Some(digest::short(parts.as_bytes())))
    }

    /// The state of a list of layout files; nothing if the list is not known.
    pub fn layouts_state(&self, lists: &Layouts, name: Short) -> Option<String> {
        let mut known = self.layouts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(state) = known.get(&name) {
            return Some(state.clone());
        }
        let state = self.state_of(lists.get(&name)?);
        known.insert(name, state.clone());
        Some(state)
    }

    /// Digest over layout files as they are, missing ones included.
    pub fn state_of(&self, files: &[String]) -> String {
        let lines = files.iter().map(|path| {
            let digest = self.snapshot.digest_of(path).unwrap_or("missing");
            format!("{path} {digest}\n")
        });
        digest::short(lines.collect::<String>().as_bytes())
    }

    /// What is made of this manuscript with layout files in this state is always the same.
    pub fn product_key(&self, manuscript: Short, layouts_state: &str) -> Short {
        let fonts = self.snapshot.fonts().digest();
        Short::of(format!("{} {fonts} {manuscript} {layouts_state}", *PROGRAM).as_bytes())
    }
}

fn digest_below(project: &Project, folder: &str) -> Result<String> {
    let mut parts = String::new();
    for path in project.files_below(folder.trim_end_matches('/'))? {
        let bytes = project.read_bytes(&path).map_err(|e| Error::io("read", &path, e))?;
        parts += &format!("{path} {}\n", digest::of(&bytes));
    }
    Ok(digest::short(parts.as_bytes()))
}
