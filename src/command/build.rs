//! `leafcast build` and `leafcast check`.

use std::path::Path;
use std::time::Instant;

use super::report::{self, Bar, Style, count};
use super::{CONTENT_ERRORS, DONE};
use crate::Result;
use crate::cli::{BuildArgs, ReportArgs};
use crate::engine::{self, Extras, Outcome};
use crate::project::Project;

/// Builds and publishes.
pub(super) fn build(root: Option<&Path>, args: &BuildArgs, style: Style) -> Result<u8> {
    let project = Project::open(root, args.out.as_deref())?;
    let (start, bar) = (Instant::now(), Bar::new());
    let outcome = engine::build(&project, Extras { png: args.png }, &bar);
    bar.clear();
    let outcome = outcome?;
    let mut summary = format!(
        "{} in {} ({} changed) in {}",
        count(outcome.made, "leaflet file"),
        project.out().display(),
        outcome.changed,
        report::duration(start.elapsed()),
    );
    if outcome.made + outcome.failed + outcome.unread == 0 {
        summary += "; nothing to build, `leafcast new leaflet NAME` begins a leaflet";
    }
    if !outcome.removed.is_empty() {
        summary += &format!("; {} removed", outcome.removed.len());
    }
    if outcome.failed > 0 {
        summary += &format!("; {} not built", outcome.failed);
    }
    if outcome.unread > 0 {
        summary += &format!("; {} not read", count(outcome.unread, "leaflet"));
    }
    if outcome.kept > 0 {
        summary += &format!(", the last good version stays for {}", outcome.kept);
    }
    summary += &screens(&outcome);
    report::outcome(&project, &outcome, &summary, args.report.format, style);
    Ok(exit_code(&outcome))
}

/// What came of the screens, in a few words.
fn screens(outcome: &Outcome) -> String {
    let screens = &outcome.screens;
    if screens.is_empty() {
        return String::new();
    }
    let changed = screens.iter().filter(|screen| screen.changed == Some(true)).count();
    let mut summary = format!("; {} ({changed} changed)", count(screens.len(), "screen"));
    let stale = screens.iter().filter(|screen| screen.changed.is_none()).count();
    if stale > 0 {
        summary += &format!(", {stale} not updated");
    }
    let kept: usize = screens.iter().map(|screen| screen.kept).sum();
    if kept > 0 {
        summary += &format!(", {} in them as last published", count(kept, "text"));
    }
    summary
}

/// Checks and writes nothing.
pub(super) fn check(root: Option<&Path>, args: &ReportArgs, style: Style) -> Result<u8> {
    let project = Project::open(root, None)?;
    let (start, bar) = (Instant::now(), Bar::new());
    let outcome = engine::check(&project, &bar);
    bar.clear();
    let outcome = outcome?;
    let summary = format!(
        "{} checked in {}",
        count(outcome.made + outcome.failed, "leaflet file"),
        report::duration(start.elapsed()),
    ) + &match outcome.unread {
        0 => String::new(),
        unread => format!("; {} not read", count(unread, "leaflet")),
    } + &match outcome.screens.len() {
        0 => String::new(),
        number => format!("; {}", count(number, "screen")),
    };
    report::outcome(&project, &outcome, &summary, args.format, style);
    Ok(exit_code(&outcome))
}

fn exit_code(outcome: &Outcome) -> u8 {
    if outcome.has_errors() { CONTENT_ERRORS } else { DONE }
}
