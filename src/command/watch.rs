//! `leafcast watch`: builds again whatever a changed file concerns, until it is told to end.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::DONE;
use super::report::{self, Style};
use crate::cli::WatchArgs;
use crate::diagnostic::Finding;
use crate::engine::{Engine, Extras, Outcome};
use crate::live::board::Board;
use crate::live::report::{Report, line, mended, new_findings};
use crate::live::stop::Stop;
use crate::project::Project;
use crate::watch::{News, Options};
use crate::{Error, Result, live, serve};

/// Watches the project.
pub(super) fn run(root: Option<&Path>, args: &WatchArgs, style: Style) -> Result<u8> {
    let project = Project::open(root, args.out.as_deref())?;
    let stop = Stop::new();
    end_on_signals(&stop)?;
    report::say(&format!("watching {}; Ctrl-C ends", project.root().display()));
    until(project, args, &Board::new(), &stop, style);
    Ok(DONE)
}

/// Keeps everything current until `stop` is asked for.
pub(super) fn until(project: Project, args: &WatchArgs, board: &Arc<Board>, stop: &Stop, style: Style) {
    let options = Options { poll: args.poll, ..Options::default() };
    let report = Lines { project: project.clone(), style };
    live::run(Engine::new(project, Extras { png: args.png }), options, board, stop, &report);
}

/// Ctrl-C, and what a service manager sends.
pub(super) fn end_on_signals(stop: &Stop) -> Result<()> {
    let log: serve::Log = Arc::new(report::say);
    serve::listen_to_signals(stop.clone(), log).map_err(|error| Error::io("listen to signals of", ".", error))
}

/// Says what happens in lines on standard error.
struct Lines {
    project: Project,
    style: Style,
}

impl Report for Lines {
    fn round(&self, changed: &BTreeSet<String>, outcome: &Outcome, before: &[Finding], took: Duration) {
        let new: Vec<Finding> = new_findings(outcome, before).into_iter().cloned().collect();
        report::findings(&self.project, &new, self.style);
        for finding in mended(outcome, before) {
            report::say(&format!("mended: {}: {}", finding.spot.file, finding.message));
        }
        report::say(&line(changed, outcome, took));
    }

    fn news(&self, news: &News) {
        report::say(&if news.is_warning() { self.style.warning(news) } else { news.to_string() });
    }

    fn failing(&self, what: &str) {
        report::say(&format!("{}: {what}; trying again", self.style.red("error")));
    }

    fn mended(&self) {
        report::say("what could not be written is written now");
    }
}
