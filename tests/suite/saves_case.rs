//! A way of saving as a file: what is done with files, step by step, and what may come of it.
//!
//! ```text
//! # What this is, and where the sequence comes from.
//! needs git
//! may vanish
//! once
//!     mkdir side
//! before
//!     write side/new.toml new
//! save
//!     rename side/new.toml @/en.toml
//! ```
//!
//! `once` is done before the program starts, `before` ahead of each repetition and where nobody looks, and
//! `save` is the pattern itself. `@` stands for the leaflet's folder. Texts are the complete ones `old`, `new`
//! and `draft` (saved in between), or parts: `new:head` is a complete leaflet with fewer questions,
//! `new:tail` the rest of it; `new:torn` ends inside a string, `new:rest` goes on from there.

use std::fs;
use std::time::Duration;

use crate::fixture::{repository, walk};

/// A way of saving.
#[derive(Debug, Default)]
pub struct Case {
    pub name: String,
    /// Programs that it runs.
    pub needs: Vec<String>,
    /// The leaflet is gone for so long that it may be withdrawn meanwhile.
    pub may_vanish: bool,
    /// Nothing changes, so nothing is published.
    pub publishes_nothing: bool,
    pub once: Vec<Step>,
    pub before: Vec<Step>,
    pub save: Vec<Step>,
}

/// One thing that is done. Paths are relative to the project.
#[derive(Debug, Clone)]
pub enum Step {
    /// Opens for writing, stays open.
    Open(String, How),
    /// Writes to what is open: in pieces, with a pause after each.
    Put {
        path: String,
        text: Text,
        pieces: usize,
        pause: Duration,
    },
    /// Cuts what is open off where it was written to.
    Cut(String),
    /// Gives what is open the size of a text.
    Reserve(String, Text),
    Sync(String),
    Close(String),
    /// Opens, writes, closes.
    Write(String, Text),
    /// Many small files in folders.
    Many(String, usize),
    Folder(String),
    /// A file, a link, or a folder with all that is in it.
    Remove(String),
    Rename(String, String),
    Exchange(String, String),
    /// The link's target, and the link.
    Symlink(String, String),
    Link(String, String),
    /// A file, or a folder with all that is in it.
    Copy(String, String),
    Mode(String, u32),
    Touch(String),
    Pause(Duration),
    /// In a shell, with the words as `$OLD`, `$NEW` and `$DRAFT`, and the leaflet's folder as `$LEAF`.
    Run(String),
}

/// How a file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Emptied.
    Emptied,
    /// Made; it must not be there.
    New,
    /// As it is.
    Kept,
    /// As it is, to write at its end.
    AtEnd,
}

/// A text that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    Words(Version, Part),
    /// `leaflet.toml`, `practice.toml`, `screens.toml` with a new comment, which changes nothing.
    Commented(&'static str),
    Empty,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    Old,
    New,
    Draft,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    All,
    Head,
    Tail,
    Torn,
    Rest,
}

/// All ways of saving, or those whose names contain one of these, with commas in between.
pub fn cases(filter: Option<&str>) -> Vec<Case> {
    let files = walk(&repository().join("tests/cases/saves"));
    let cases = files.iter().map(|file| {
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(file).expect("a case");
        parse(name.clone(), &text).unwrap_or_else(|line| panic!("{name}: cannot read `{line}`"))
    });
    let is_meant =
        |case: &Case| filter.is_none_or(|filter| filter.split(',').any(|part| case.name.contains(part)));
    cases.filter(is_meant).collect()
}

impl Case {
    /// Whether a complete text is saved in between.
    pub fn has_draft(&self) -> bool {
        self.save.iter().any(|step| match step {
            Step::Write(_, Text::Words(version, _)) | Step::Put { text: Text::Words(version, _), .. } => {
                *version == Version::Draft
            }
            Step::Run(line) => line.contains("$DRAFT"),
            _ => false,
        })
    }
}

/// Reads a case; the line that is wrong, if one is.
fn parse(name: String, text: &str) -> Result<Case, &str> {
    let mut case = Case { name, ..Case::default() };
    let mut section = "";
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match (line.starts_with(' '), &words[..]) {
            (_, [] | ["#", ..]) => {}
            (true, _) => {
                let step = step(&words, line.trim()).ok_or(line)?;
                match section {
                    "once" => case.once.push(step),
                    "before" => case.before.push(step),
                    "save" => case.save.push(step),
                    _ => return Err(line),
                }
            }
            (false, ["needs", tools @ ..]) => case.needs.extend(tools.iter().map(|&tool| tool.to_owned())),
            (false, ["may", "vanish"]) => case.may_vanish = true,
            (false, ["publishes", "nothing"]) => case.publishes_nothing = true,
            (false, ["once" | "before" | "save"]) => section = words[0],
            _ => return Err(line),
        }
    }
    if case.save.is_empty() { Err("") } else { Ok(case) }
}

fn step(words: &[&str], line: &str) -> Option<Step> {
    let path = |path: &str| path.replacen('@', "content/leaflets/knee", 1);
    Some(match words {
        ["open", file] => Step::Open(path(file), How::Emptied),
        ["create", file] => Step::Open(path(file), How::New),
        ["reopen", file] => Step::Open(path(file), How::Kept),
        ["append", file] => Step::Open(path(file), How::AtEnd),
        ["put", file, what] => put(path(file), what, "1", "0")?,
        ["put", file, what, "in", pieces, "every", pause] => put(path(file), what, pieces, pause)?,
        ["cut", file] => Step::Cut(path(file)),
        ["reserve", file, what] => Step::Reserve(path(file), self::text(what)?),
        ["sync", file] => Step::Sync(path(file)),
        ["close", file] => Step::Close(path(file)),
        ["write", file, what] => Step::Write(path(file), self::text(what)?),
        ["many", folder, count] => Step::Many(path(folder), count.parse().ok()?),
        ["mkdir", folder] => Step::Folder(path(folder)),
        ["remove", file] => Step::Remove(path(file)),
        ["rename", from, to] => Step::Rename(path(from), path(to)),
        ["exchange", from, to] => Step::Exchange(path(from), path(to)),
        ["symlink", target, link] => Step::Symlink((*target).to_owned(), path(link)),
        ["link", from, to] => Step::Link(path(from), path(to)),
        ["copy", from, to] => Step::Copy(path(from), path(to)),
        ["mode", file, mode] => Step::Mode(path(file), u32::from_str_radix(mode, 8).ok()?),
        ["touch", file] => Step::Touch(path(file)),
        ["pause", time] => Step::Pause(milliseconds(time)?),
        ["run", ..] => Step::Run(line.strip_prefix("run ")?.to_owned()),
        _ => return None,
    })
}

fn put(path: String, what: &str, pieces: &str, pause: &str) -> Option<Step> {
    Some(Step::Put { path, text: text(what)?, pieces: pieces.parse().ok()?, pause: milliseconds(pause)? })
}

fn milliseconds(text: &str) -> Option<Duration> {
    Some(Duration::from_millis(text.parse().ok()?))
}

fn text(name: &str) -> Option<Text> {
    let (version, part) = name.split_once(':').unwrap_or((name, "all"));
    let version = match version {
        "old" => Version::Old,
        "new" => Version::New,
        "draft" => Version::Draft,
        "empty" => return Some(Text::Empty),
        "leaflet" => return Some(Text::Commented("content/leaflets/knee/leaflet.toml")),
        "practice" => return Some(Text::Commented("content/practice.toml")),
        "screens" => return Some(Text::Commented("content/screens.toml")),
        _ => return None,
    };
    let part = match part {
        "all" => Part::All,
        "head" => Part::Head,
        "tail" => Part::Tail,
        "torn" => Part::Torn,
        "rest" => Part::Rest,
        _ => return None,
    };
    Some(Text::Words(version, part))
}
