//! `leafcast fonts`: what layouts can use.

use std::path::Path;

use super::{DONE, report};
use crate::Result;
use crate::project::Project;
use crate::typeset::Fonts;

/// Lists families with their weights.
pub(super) fn run(root: Option<&Path>) -> Result<u8> {
    let project = Project::open(root, None)?;
    for (family, faces) in Fonts::load(&project)?.families() {
        let faces: Vec<String> = faces
            .iter()
            .map(|face| format!("{}{}", face.weight, if face.italic { " italic" } else { "" }))
            .collect();
        report::print(&format!("{family}: {}", faces.join(", ")));
    }
    Ok(DONE)
}
