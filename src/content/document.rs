//! One TOML file: parsed with all its syntax errors, held against its schema, made into a value.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, Deserializer};

use super::lexical::Lexicon;
use super::schema::FileKind;
use super::shape::Walk;
use super::syntax;
use crate::diagnostic::Diagnostic;
use crate::model::Located;
use crate::source::Source;

/// Reads a file of the given kind; `None` if it has errors, which are added to `out`.
pub(super) fn read<T: DeserializeOwned>(
    source: &Arc<Source>,
    kind: FileKind,
    lexicon: &Lexicon<'_>,
    out: &mut Vec<Diagnostic>,
) -> Option<Located<T>> {
    let (mut table, errors) = DeTable::parse_recoverable(source.text());
    if !errors.is_empty() {
        out.extend(syntax::errors(source, &errors));
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
            out.push(syntax::error(source, &error));
            None
        }
    }
}
