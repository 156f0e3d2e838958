//! The slides of a screen: what they are derived from, and what is remembered of them.

use std::collections::BTreeMap;
use std::path::Path;

use super::make::stage_name;
use super::memory::Memory;
use super::record::{Made, SlideMade};
use crate::catalog::SlideRef;
use crate::plan::{Origin, ScreenPlan};
use crate::publish::Publisher;

/// The slides of a screen that were made and lie in its folder, by id.
pub(super) fn made_slides<'a>(
    memory: &'a Memory,
    plan: &'a ScreenPlan,
    publisher: Option<&Publisher>,
) -> BTreeMap<&'a str, &'a Made<SlideMade>> {
    let stage = stage_name(&plan.screen.stage);
    let made = with_origins(plan).filter_map(|(origin, slide)| {
        let made = remembered(memory, origin, &slide_name(&stage, &slide.id))?;
        let picture = &made.product.as_ref()?.picture;
        // One that could not be written is none: what the screen has of its group is the last good.
        let path = format!("screens/{}/{}", plan.screen.id, picture.file());
        let is_there = publisher.is_none_or(|publisher| publisher.size(&path) == Some(picture.bytes));
        is_there.then_some((slide.id.as_str(), made))
    });
    made.collect()
}

/// Whether a slide lies in the folder of a screen, as it was written.
pub(super) fn is_there(memory: &Memory, out: Option<&Path>, screen: &str, made: &SlideMade) -> bool {
    let Some(out) = out else { return true };
    let path = format!("screens/{screen}/{}", made.picture.file());
    match memory.screens.get(screen).and_then(|record| record.file(&path)) {
        Some(file) if file.file.digest == made.picture.sha256 => file.is_untouched(out),
        // What is not remembered was written in a round that came to no end.
        _ => std::fs::metadata(out.join(path)).is_ok_and(|metadata| metadata.len() == made.picture.bytes),
    }
}

/// What is remembered of a slide.
pub(super) fn remembered<'a>(
    memory: &'a Memory,
    origin: Option<&Origin>,
    name: &str,
) -> Option<&'a Made<SlideMade>> {
    match origin {
        Some(Origin::Leaflet(id)) => memory.leaflets.get(id)?.slides.get(name),
        _ => memory.common.get(name),
    }
}

/// The slides of a screen, with what they are derived from.
pub(super) fn with_origins(plan: &ScreenPlan) -> impl Iterator<Item = (Option<&Origin>, &SlideRef)> {
    let groups = plan.groups.iter().chain(&plan.notices).chain(&plan.urgent);
    let good = groups.filter(|group| !group.blocked);
    good.flat_map(|group| group.slides.iter().map(|slide| (Some(&group.origin), slide)))
        .chain([(None, &plan.fallback)])
}

/// The name under which a slide is remembered.
pub(super) fn slide_name(stage: &str, id: &str) -> String {
    format!("{stage} {id}")
}

/// Where the playlist of a screen is published.
pub(super) fn playlist(screen: &str) -> String {
    format!("screens/{screen}/playlist.json")
}
