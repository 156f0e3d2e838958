//! The slides of a screen: what they are derived from, and what is remembered of them.

use std::collections::BTreeMap;
use std::path::Path;

use super::make::stage_key;
use super::memory::Memory;
use super::record::{Made, SlideMade, SlideName};
use crate::digest::{Short, Whole};
use crate::plan::{Planned, ScreenPlan};
use crate::playlist::slide_file;
use crate::publish::Publisher;

/// The slides of a screen that were made and lie in its folder, by id.
pub(super) fn made_slides<'a>(
    memory: &'a Memory,
    plan: &'a ScreenPlan,
    publisher: Option<&Publisher>,
) -> BTreeMap<&'a str, &'a Made<SlideMade>> {
    let stage = stage_key(&plan.screen.stage);
    let made = plan.slides().filter_map(|planned| {
        let made = remembered(memory, &planned, stage)?;
        let picture = &made.product.as_ref()?.picture;
        // One that could not be written is none: what the screen has of its group is the last good.
        let path = slide_path(&plan.screen.id, picture.sha256);
        let is_there = publisher.is_none_or(|publisher| publisher.size(&path) == Some(picture.bytes));
        is_there.then_some((&*planned.slide.id, made))
    });
    made.collect()
}

/// Whether a slide lies in the folder of a screen, as it was written.
pub(super) fn is_there(memory: &Memory, out: Option<&Path>, screen: &str, made: &SlideMade) -> bool {
    let Some(out) = out else { return true };
    let path = slide_path(screen, made.picture.sha256);
    match memory.screens.get(screen).and_then(|record| record.file(&path)) {
        Some(file) if file.digest == made.picture.sha256 => file.is_untouched(&out.join(path)),
        // What is not remembered was written in a round that came to no end.
        _ => std::fs::metadata(out.join(path)).is_ok_and(|metadata| metadata.len() == made.picture.bytes),
    }
}

/// What is remembered of a slide for screens of a stage.
pub(super) fn remembered<'a>(
    memory: &'a Memory,
    planned: &Planned<'_>,
    stage: Short,
) -> Option<&'a Made<SlideMade>> {
    let name = SlideName::new(stage, &planned.slide.id);
    match planned.leaflet() {
        Some(id) => memory.leaflets.get(id)?.slides.get(&name),
        None => memory.common.get(&name),
    }
}

/// Where a slide is published for a screen.
pub(super) fn slide_path(screen: &str, sha256: Whole) -> String {
    format!("screens/{screen}/{}", slide_file(sha256))
}

/// Where the playlist of a screen is published.
pub(super) fn playlist(screen: &str) -> String {
    format!("screens/{screen}/playlist.json")
}
