//! What is wrong with a file that is no TOML, in the words of somebody who writes texts.
//!
//! The parser's own messages list tokens; here each is turned into what people really got wrong.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;

const CURLY: [char; 12] = ['“', '”', '„', '‟', '«', '»', '‹', '›', '‘', '’', '‚', '′'];

/// One finding for each mistake: what only follows from another is left out.
pub(super) fn errors(source: &Arc<Source>, errors: &[toml::de::Error]) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let (mut last_line, mut skip_to) = (0, 0);
    let mut last_message = "";
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        let (line, _) = source.line_column(range.start);
        let message = error.message().lines().next().unwrap_or_default();
        let follows = line == last_line
            || range.start < skip_to
            || (message == "duplicate key" && last_message == message);
        if follows {
            continue;
        }
        (last_line, last_message) = (line, message);
        if opens_something(message) {
            // Everything up to the next table is read as part of what was left open.
            skip_to = source.text().len();
        }
        found.push(explain(source, range, message));
    }
    found
}

/// The parser's own words where nothing better is known.
pub(super) fn error(source: &Arc<Source>, error: &toml::de::Error) -> Diagnostic {
    explain(source, error.span().unwrap_or(0..0), error.message().lines().next().unwrap_or_default())
}

fn opens_something(message: &str) -> bool {
    ["missing comma", "unclosed array", "invalid basic string", "invalid multi-line", "invalid literal"]
        .iter()
        .any(|start| message.starts_with(start))
}

/// What a mistake looks like, what to say about it, and what to do.
type Rule = (fn(&Mistake<'_>) -> bool, &'static str, &'static str);

/// A mistake as the parser met it.
struct Mistake<'a> {
    /// The parser's message.
    message: &'a str,
    /// The text that it complains about.
    text: &'a str,
    /// The whole line.
    line: &'a str,
    /// The line from the place on.
    rest: &'a str,
}

/// The first rule that fits speaks.
const RULES: &[Rule] = &[
    (
        |m| m.rest.starts_with(CURLY) || m.text.starts_with(CURLY),
        "text stands between straight quotes, not curly ones",
        "write `\"…\"` with the quotes of the keyboard, not those of a word processor",
    ),
    (
        |m| m.message.starts_with("invalid date, expected day"),
        "this day does not exist",
        "look it up in the calendar",
    ),
    (
        |m| is_date_like(m.line),
        "this is no date",
        "write year, month and day, with zeros in front: such as `2026-01-31`",
    ),
    (
        |m| m.line.contains("<<<<<<<") || m.line.contains("======="),
        "two versions of this file were merged and not put right",
        "keep the version that is right and delete the lines with `<<<`, `===` and `>>>`",
    ),
    (
        |m| has_decimal_comma(m.line),
        "a number is written with a point, not with a comma",
        "write a point: such as `4.5`",
    ),
    (
        |m| m.message.starts_with("invalid boolean"),
        "this is neither `true` nor `false`",
        "write `true` or `false` in small letters, or text between quotes",
    ),
    (
        |m| m.message.starts_with("missing opening quote"),
        "this text has no opening quote",
        "write `\"` before it",
    ),
    (
        |m| m.rest.trim().is_empty() && m.line.trim_end().ends_with('='),
        "nothing stands after the `=`",
        "write the value, or take the whole line away",
    ),
    (
        |m| m.message.starts_with("string values must be quoted") || m.message.starts_with("invalid float"),
        "text must stand between quotes",
        "write `\"…\"`, or `\"\"\"` before and after a text of several lines",
    ),
    (
        |m| m.message.contains("leading zero"),
        "a number cannot begin with 0",
        "if this is no number to count with, put it between quotes: `\"012\"`",
    ),
    (
        |m| m.message == "duplicate key" && m.line.starts_with('[') && !m.line.starts_with("[["),
        "this table is there twice",
        "keep one of the two; where several of a kind follow each other, write `[[name]]`",
    ),
    (|m| m.message == "duplicate key", "this name is used twice", "keep one of the two"),
    (
        |m| m.message.starts_with("invalid multi-line"),
        "this text has no closing `\"\"\"`",
        "write `\"\"\"` where the text ends",
    ),
    (
        |m| m.message.contains("visible characters"),
        "an invisible character stands in this text",
        "delete it and type the words around it again",
    ),
    (
        |m| m.message.starts_with("invalid basic string") || m.message.starts_with("invalid literal string"),
        "this text has no closing quote on its line",
        "close it with `\"`; a text of several lines stands between `\"\"\"`",
    ),
    (
        |m| m.message.starts_with("missing escaped value") || m.message.contains("unicode value"),
        "a single `\\` has no meaning here",
        "write `\\\\` for a backslash, or put the text between single quotes `'…'`",
    ),
    (
        |m| m.message.starts_with("missing comma") && m.rest == m.line.trim_start() && is_new_entry(m.line),
        "the list before this line is not closed",
        "write `]` where the list ends",
    ),
    (
        |m| m.message.starts_with("missing comma"),
        "a comma is missing between two items",
        "write `\"…\", \"…\"`",
    ),
    (
        |m| m.message.starts_with("unclosed"),
        "the name of this table is not closed",
        "write `[name]` or `[[name]]`, with the same brackets on both sides",
    ),
    (
        |m| m.message.starts_with("unexpected key or value") && m.rest.starts_with("//"),
        "this is no comment",
        "a comment begins with `#`",
    ),
    (
        |m| m.message.starts_with("unexpected key or value") && m.rest.contains('"') && !m.rest.contains('='),
        "the text ends at the quote before this",
        "write `\\\"` for a quote inside a text, or use the quotes of the language: `“…”`",
    ),
    (
        |m| m.message.starts_with("unexpected key or value"),
        "only one `key = value` can stand on a line",
        "begin a new line before it",
    ),
    (
        |m| m.rest.starts_with(char::is_whitespace) && m.message.starts_with("invalid unquoted key"),
        "an invisible character stands before this key",
        "delete the space before it and type it again",
    ),
    (
        |m| m.message.starts_with("invalid unquoted key") && m.rest.starts_with(':'),
        "a key and its value are joined by `=`",
        "write `key = value`",
    ),
    (
        |m| m.message.starts_with("invalid unquoted key"),
        "a key has plain letters, digits, `-` and `_` only",
        "write it as it stands in the other files",
    ),
    (
        |m| m.message.starts_with("key with no value") && m.line.contains('='),
        "a key is one word",
        "write `_` between its parts, such as `main_message`",
    ),
    (
        |m| m.message.starts_with("key with no value"),
        "this line is no `key = value`",
        "text of several lines stands between `\"\"\"`; a comment begins with `#`",
    ),
];

fn explain(source: &Arc<Source>, range: Range<usize>, message: &str) -> Diagnostic {
    let text = source.text();
    let start = text.floor_char_boundary(range.start.min(text.len()));
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let mistake = Mistake {
        message,
        text: text.get(range.clone()).unwrap_or_default(),
        line: &text[line_start..line_end],
        rest: &text[start..line_end],
    };
    let place = if message.starts_with("invalid multi-line") {
        source.place(opening_of_text(text, start))
    } else {
        source.place(range)
    };
    if let Some((_, what, hint)) = RULES.iter().find(|(fits, _, _)| fits(&mistake)) {
        Diagnostic::error(Code::Syntax, place, *what).hint(*hint)
    } else {
        let what = message.split(", expected").next().unwrap_or(message);
        Diagnostic::error(Code::Syntax, place, what)
            .hint("a value is text in quotes, a list in brackets, a date, `true` or `false`")
    }
}

/// Where the multi-line text begins that is still open at `at`.
fn opening_of_text(text: &str, at: usize) -> Range<usize> {
    let before = &text[..at];
    let open = before.rfind("\"\"\"").max(before.rfind("'''")).unwrap_or(at);
    open..(open + 3).min(text.len())
}

/// `distance = 4,5`
fn has_decimal_comma(line: &str) -> bool {
    let value = line.split_once('=').map(|(_, value)| value.split('#').next().unwrap_or(value).trim());
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    value.and_then(|value| value.split_once(',')).is_some_and(|(a, b)| is_number(a) && is_number(b))
}

/// Whether the value on a line looks like a date, in whatever order.
fn is_date_like(line: &str) -> bool {
    let Some((_, value)) = line.split_once('=') else { return false };
    let value = value.split(['#', 'T']).next().unwrap_or_default().trim();
    let parts: Vec<&str> = value.split(['-', '.', '/']).collect();
    let is_number = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(is_number)
}

/// Whether a line begins a table or a `key = value` of its own.
fn is_new_entry(line: &str) -> bool {
    line.starts_with('[') || line.split_once('=').is_some_and(|(key, _)| !key.contains('"'))
}
