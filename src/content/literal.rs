//! From a position in a decoded TOML string back to the file.

use std::ops::Range;

/// Where each byte of a decoded TOML string stands in the literal it was written as.
pub(super) struct Literal {
    /// Offsets into the literal, one for each decoded byte and one for the end.
    offsets: Vec<usize>,
}

impl Literal {
    /// Lexes a TOML string literal, quotes included (TOML 1.0, "String").
    pub(super) fn new(literal: &str) -> Self {
        let (quotes, raw) = match literal {
            _ if literal.starts_with("\"\"\"") => (3, false),
            _ if literal.starts_with("'''") => (3, true),
            _ if literal.starts_with('\'') => (1, true),
            _ => (1, false),
        };
        let end = literal.len().saturating_sub(quotes).max(quotes.min(literal.len()));
        let mut at = quotes.min(literal.len());
        if quotes == 3 && literal[at..].starts_with('\n') {
            at += 1;
        }
        let mut offsets = Vec::with_capacity(literal.len());
        while at < end {
            let (length, decoded) = step(&literal[at..end], raw);
            offsets.extend(std::iter::repeat_n(at, decoded));
            at += length;
        }
        offsets.push(end);
        Self { offsets }
    }

    /// The range in the literal of a range in the decoded string.
    pub(super) fn range(&self, decoded: Range<usize>) -> Range<usize> {
        let last = self.offsets.len() - 1;
        self.offsets[decoded.start.min(last)]..self.offsets[decoded.end.min(last)]
    }
}

/// The next unit of a literal: its length in the file and the bytes it decodes to.
fn step(rest: &str, raw: bool) -> (usize, usize) {
    let mut chars = rest.chars();
    let first = chars.next().map_or(1, char::len_utf8);
    if raw || !rest.starts_with('\\') {
        return (first, first);
    }
    let hex = |digits: usize| {
        let value = rest.get(2..2 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        let length = value.and_then(char::from_u32).map_or(1, char::len_utf8);
        ((2 + digits).min(rest.len()), length)
    };
    match chars.next() {
        Some('u') => hex(4),
        Some('U') => hex(8),
        Some('x') => hex(2),
        // A backslash at the end of a line swallows the white space that follows.
        Some(c) if c.is_whitespace() => {
            (1 + (rest.len() - 1 - rest[1..].trim_start_matches([' ', '\t', '\n', '\r']).len()), 0)
        }
        Some(c) => (1 + c.len_utf8(), 1),
        None => (1, 1),
    }
}
