//! What the commands say: findings, one summary line, errors, a progress bar on a terminal.
//!
//! Standard error is for people, standard output for data.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use clap::ColorChoice;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::Error;
use crate::cli::ReportFormat;
use crate::diagnostic::{Finding, json, terminal};
use crate::engine::{self, Outcome, Progress};
use crate::project::Project;

/// How things are shown on standard error.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    coloured: bool,
}

impl Style {
    /// Colours as asked for; `auto` means on a terminal, unless `NO_COLOR` is set.
    pub fn new(choice: ColorChoice) -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let coloured = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => std::io::stderr().is_terminal() && !unwanted,
        };
        Self { coloured }
    }

    fn bold(self, text: &str, ansi: &str) -> String {
        if self.coloured { format!("\x1b[1;{ansi}m{text}\x1b[0m") } else { text.to_owned() }
    }

    pub fn red(self, text: &str) -> String {
        self.bold(text, "31")
    }

    /// A line that somebody should read.
    pub fn warning(self, text: &impl std::fmt::Display) -> String {
        format!("{}: {text}", self.bold("warning", "33"))
    }

    fn green(self, text: &str) -> String {
        self.bold(text, "32")
    }
}

/// Writes a line for people; a closed pipe is no reason to stop.
pub(super) fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Writes data to standard output; a closed pipe is no reason to stop.
pub(super) fn print(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Reports what stopped the program.
pub(super) fn error(error: &Error, style: Style) {
    say(&format!("{}: {error}", style.red("error")));
    if let Some(hint) = error.hint() {
        say(&format!("  hint: {hint}"));
    }
}

/// Reports the findings of a round, and what came of it in one line.
pub(super) fn outcome(
    project: &Project,
    outcome: &Outcome,
    summary: &str,
    format: ReportFormat,
    style: Style,
) {
    match format {
        ReportFormat::Human => {
            // Errors last, beside the summary, where somebody who has just made one looks.
            let (errors, warnings): (Vec<_>, Vec<_>) =
                outcome.findings.iter().partition(|finding| finding.is_error());
            findings(project, warnings.into_iter().chain(errors), style);
            // Slides come and go with every sentence.
            for path in outcome.removed.iter().filter(|path| !path.starts_with("screens/")) {
                say(&format!("removed: {path}"));
            }
            let mark = if outcome.has_errors() { style.red("failed") } else { style.green("done") };
            say(&format!("{mark}: {summary}{}", counts(&outcome.findings)));
        }
        ReportFormat::Json => {
            let value = serde_json::json!({
                "made": outcome.made,
                "changed": outcome.changed,
                "failed": outcome.failed,
                "kept": outcome.kept,
                "unread": outcome.unread,
                "removed": outcome.removed,
                "screens": outcome.screens,
                "diagnostics": json::to_value(&outcome.findings),
            });
            print(&value.to_string());
        }
    }
}

/// Says findings, with the lines of the files that they point into.
pub(super) fn findings<'a>(
    project: &'a Project,
    findings: impl IntoIterator<Item = &'a Finding>,
    style: Style,
) {
    for diagnostic in engine::restore(project, findings) {
        say(&terminal::render(&diagnostic, style.coloured));
        say("");
    }
}

fn counts(findings: &[Finding]) -> String {
    let errors = findings.iter().filter(|finding| finding.is_error()).count();
    let warnings = findings.len() - errors;
    let part = |number: usize, name: &str| match number {
        0 => String::new(),
        _ => format!("; {}", count(number, name)),
    };
    part(errors, "error") + &part(warnings, "warning")
}

/// A number with its noun: "1 file", "2 files".
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// A duration as people read it: milliseconds below one second.
pub(super) fn duration(duration: Duration) -> String {
    if duration.as_secs() == 0 {
        format!("{} ms", duration.as_millis())
    } else {
        format!("{:.1} s", duration.as_secs_f64())
    }
}

/// A progress bar on standard error, drawn only where that is a terminal.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// A bar that is not drawn until tasks are planned.
    pub fn new() -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}");
        Self(style.map_or(bar.clone(), |style| bar.with_style(style)))
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn waiting(&self) {
        say("another leafcast is publishing to the same folder, waiting for it to finish");
    }

    fn planned(&self, files: usize) {
        self.0.inc_length(files as u64);
    }

    fn done(&self, name: &str) {
        self.0.set_message(name.to_owned());
        self.0.inc(1);
    }
}
