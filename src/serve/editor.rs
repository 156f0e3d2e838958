//! The command that opens a file at a line.

use std::fmt;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;

use super::settings::Log;

/// A command such as `code -g {file}:{line}:{column}`. It is cut into words as a shell would, and
/// run without one; the holes are filled after the cutting, so that no name of a file can add a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditorCommand {
    words: Vec<Vec<Piece>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    File,
    Line,
    Column,
}

/// Why a text is no editor command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditorError {
    /// There is no word in it.
    Empty,
    /// A quote has no end.
    OpenQuote,
    /// A hole has no end.
    OpenHole,
    /// A hole that nothing fills.
    UnknownHole(String),
    /// It does not say where the file goes.
    NoFile,
}

impl EditorCommand {
    /// Reads a command.
    ///
    /// # Errors
    /// If it cannot be run as it stands.
    pub fn parse(text: &str) -> Result<Self, EditorError> {
        let words = words(text)?.iter().map(|word| pieces(word)).collect::<Result<Vec<_>, _>>()?;
        let program = words.first().ok_or(EditorError::Empty)?;
        if program.iter().all(|piece| matches!(piece, Piece::Text(text) if text.is_empty())) {
            return Err(EditorError::Empty);
        }
        if !words[1..].iter().flatten().any(|piece| *piece == Piece::File) {
            return Err(EditorError::NoFile);
        }
        Ok(Self { words })
    }

    /// The program and its arguments for a place.
    pub fn words(&self, file: &str, line: u32, column: u32) -> Vec<String> {
        let fill = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::File => file.to_owned(),
            Piece::Line => line.to_string(),
            Piece::Column => column.to_string(),
        };
        self.words.iter().map(|word| word.iter().map(fill).collect()).collect()
    }

    /// Starts the editor and does not wait for it.
    pub(super) fn open(&self, file: &Path, line: u32, column: u32, log: &Log) -> io::Result<()> {
        let words = self.words(&file.to_string_lossy(), line, column);
        start("the editor", &words, log)
    }
}

/// Starts a program that may outlive this one, and takes note of its end.
pub(super) fn start(name: &'static str, words: &[String], log: &Log) -> io::Result<()> {
    let (program, arguments) = words.split_first().ok_or(io::ErrorKind::NotFound)?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // Ctrl-C in our terminal is not for it; systemd's messages are not from it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.env_remove("NOTIFY_SOCKET").env_remove("WATCHDOG_USEC").env_remove("WATCHDOG_PID");
    let mut child = command.spawn()?;
    let log = Arc::clone(log);
    let wait = move || match child.wait() {
        Ok(status) if !status.success() => log(&format!("{name} ended with {status}")),
        _ => {}
    };
    thread::Builder::new().name("child".into()).stack_size(64 << 10).spawn(wait).map(drop)
}

/// Cuts a command into words. Quotes are those of a shell; a backslash is one where it is no
/// separator of folders.
fn words(text: &str) -> Result<Vec<String>, EditorError> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None | Some('"'), '\\') if !cfg!(windows) => {
                let next = characters.next().ok_or(EditorError::OpenQuote)?;
                let word = word.get_or_insert_default();
                if quote.is_some() && !matches!(next, '"' | '\\') {
                    word.push('\\');
                }
                word.push(next);
            }
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err(EditorError::OpenQuote);
    }
    words.extend(word);
    Ok(words)
}

fn pieces(word: &str) -> Result<Vec<Piece>, EditorError> {
    let (mut pieces, mut rest) = (Vec::new(), word);
    while let Some((before, after)) = rest.split_once('{') {
        let (hole, after) = after.split_once('}').ok_or(EditorError::OpenHole)?;
        pieces.push(Piece::Text(before.to_owned()));
        pieces.push(match hole {
            "file" => Piece::File,
            "line" => Piece::Line,
            "column" => Piece::Column,
            _ => return Err(EditorError::UnknownHole(hole.to_owned())),
        });
        rest = after;
    }
    pieces.push(Piece::Text(rest.to_owned()));
    Ok(pieces)
}

impl fmt::Display for EditorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the editor command is empty"),
            Self::OpenQuote => f.write_str("a quote in the editor command has no end"),
            Self::OpenHole => f.write_str("a `{` in the editor command has no `}`"),
            Self::UnknownHole(hole) => {
                write!(
                    f,
                    "the editor command has `{{{hole}}}`; known are `{{file}}`, `{{line}}` and `{{column}}`"
                )
            }
            Self::NoFile => f.write_str("the editor command does not say where `{file}` goes"),
        }
    }
}

impl std::error::Error for EditorError {}
