//! One TOML file: parsed with all its syntax errors, held against its schema, made into a value.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, Deserializer};

use super::lexical::Lexicon;
use super::schema::FileKind;
use super::shape::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Located;
use crate::source::{Place, Source};

/// Reads a file of the given kind; `None` if it has errors, which are added to `out`.
pub(super) fn read<T: DeserializeOwned>(
    source: &Arc<Source>,
    kind: FileKind,
    lexicon: &Lexicon<'_>,
    out: &mut Vec<Diagnostic>,
) -> Option<Located<T>> {
    let (mut table, errors) = DeTable::parse_recoverable(source.text());
    if !errors.is_empty() {
        out.extend(errors.iter().map(|error| syntax_error(source, error)));
        return None;
    }
    let mut walk = Walk::new(source, kind.schema(), lexicon);
    walk.file(table.get_mut());
    let (places, found) = (walk.places, walk.diagnostics);
    let broken = found.iter().any(Diagnostic::is_error);
    out.extend(found);
    if broken {
        return None;
    }
    match T::deserialize(Deserializer::from(table)) {
        Ok(value) => Some(Located::new(value, Arc::clone(source), places)),
        Err(error) => {
            // The walk should have found it: say it plainly rather than not at all.
            out.push(syntax_error(source, &error));
            None
        }
    }
}

/// The parser's message, with a remedy for what people really get wrong.
fn syntax_error(source: &Arc<Source>, error: &toml::de::Error) -> Diagnostic {
    let place = source.place(error.span().unwrap_or(0..0));
    let line = line_around(&place).to_owned();
    let message = error.message().lines().next().unwrap_or_default();
    let diagnostic = Diagnostic::error(Code::Syntax, place, message);
    let hint = if line.contains(['“', '”', '„', '’']) && !line.contains('"') {
        "put straight quotes \" around the text, not the curly ones of a word processor"
    } else if message.contains("duplicate key") {
        "this name was used before in the same table: keep one of the two"
    } else if message.contains("string") {
        "text stands between straight quotes: `key = \"text\"`, or `\"\"\"` for several lines"
    } else if message.contains("newline") || message.contains("key") {
        "each line reads `key = value`; text over several lines stands between `\"\"\"`"
    } else {
        "see docs/content-format.md for how values are written"
    };
    diagnostic.hint(hint)
}

fn line_around(place: &Place) -> &str {
    let text = place.source.text();
    let start = text[..place.range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    &text[start..end]
}
