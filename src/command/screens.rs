//! `leafcast screens`: what each screen shows, for how long, and from how far it can be read.

use std::path::Path;

use super::report::{self, Bar, Style};
use super::{CONTENT_ERRORS, DONE};
use crate::Result;
use crate::cli::{ReportArgs, ReportFormat};
use crate::engine::{self, ScreenReport, SlideReport};
use crate::model::Reach;
use crate::project::Project;

/// Lists the slides of every screen.
pub(super) fn run(root: Option<&Path>, args: &ReportArgs, style: Style) -> Result<u8> {
    let project = Project::open(root, None)?;
    let bar = Bar::new();
    let outcome = engine::check(&project, &bar);
    bar.clear();
    let outcome = outcome?;
    match args.format {
        ReportFormat::Json => report::print(&serde_json::json!({ "screens": outcome.screens }).to_string()),
        ReportFormat::Human => {
            for screen in &outcome.screens {
                report::print(&table(screen));
            }
        }
    }
    if outcome.has_errors() {
        report::say(&format!("{}: the content has errors; `leafcast check` shows them", style.red("failed")));
        return Ok(CONTENT_ERRORS);
    }
    if outcome.screens.is_empty() {
        report::say("there are no screens; describe them in `content/screens.toml`");
    }
    Ok(DONE)
}

fn table(screen: &ScreenReport) -> String {
    let mut text = format!(
        "{}: {} turns in {} min (people wait {} min), farthest seat {} m\n",
        screen.id,
        screen.items.len(),
        minutes(screen.loop_seconds),
        minutes(screen.expected_wait_s),
        screen.viewing_distance_m,
    );
    text += &format!("{:>6} {:>6} {:>9} {:>9}  slide\n", "time", "words", "readable", "scans");
    for item in &*screen.items {
        text += &line(item);
    }
    text
}

fn line(item: &SlideReport) -> String {
    let metres = |reach: Reach| format!("{:.1} m", f64::from(reach));
    let scans = item.scannable_from_m.map(metres).unwrap_or_default();
    let (time, readable) = (format!("{} s", item.seconds), metres(item.readable_from_m));
    format!("{time:>6} {:>6} {readable:>9} {scans:>9}  {}\n", item.words, item.slide)
}

fn minutes(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
