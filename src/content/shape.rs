//! Holds a TOML tree against its JSON Schema: unknown keys, missing keys, wrong types, wrong
//! values, faulty strings, all at once, each at its place.
//!
//! Also writes down where every field stands, and fills placeholders on the way.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::lexical::Lexicon;
use super::literal::Literal;
use crate::diagnostic::{Code, Diagnostic, nearest, ticked};
use crate::model::Date;
use crate::source::Source;

/// Where each field stands in its file: the whole value, or the header of a table.
pub(super) type Places = BTreeMap<String, Range<usize>>;

/// One walk over a file.
pub(super) struct Walk<'a> {
    source: &'a Arc<Source>,
    root: &'a Value,
    lexicon: &'a Lexicon<'a>,
    /// Where each field stands.
    pub places: Places,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Walk<'a> {
    /// Prepares to hold a file against `schema`.
    pub fn new(source: &'a Arc<Source>, schema: &'a Value, lexicon: &'a Lexicon<'a>) -> Self {
        let (places, diagnostics) = (Places::new(), Vec::new());
        Self { source, root: schema, lexicon, places, diagnostics }
    }

    /// Walks the whole file.
    pub fn file(&mut self, table: &mut DeTable<'_>) {
        let root = self.root;
        self.table(table, 0..0, root, "");
    }

    fn table(&mut self, table: &mut DeTable<'_>, span: Range<usize>, schema: &'a Value, path: &str) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let others = schema.get("additionalProperties").filter(|others| others.is_object());
        for (key, value) in table.iter_mut() {
            let name = key.get_ref();
            let field = join(path, name);
            match properties.and_then(|known| known.get(name.as_ref())).or(others) {
                Some(schema) => self.value(value, schema, &field),
                None => self.unknown_key(name, key.span(), schema, &field),
            }
        }
        for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            let name = name.as_str().unwrap_or_default();
            if table.get(name).is_none() {
                self.missing_key(name, span.clone(), schema, path);
            }
        }
    }

    fn value(&mut self, value: &mut Spanned<DeValue<'_>>, schema: &'a Value, field: &str) {
        let schema = self.resolve(schema);
        let span = value.span();
        self.places.insert(field.to_owned(), span.clone());
        match (expected(schema), value.get_mut()) {
            (Expected::Table, DeValue::Table(table)) => self.table(table, span, schema, field),
            (Expected::List, DeValue::Array(items)) => {
                let Some(item) = schema.get("items") else { return };
                for (index, value) in items.iter_mut().enumerate() {
                    self.value(value, item, &join(field, &(index + 1).to_string()));
                }
            }
            (Expected::Choice, DeValue::String(text)) => self.choice(text, span, schema, field),
            (Expected::Text(format), DeValue::String(text)) => {
                self.text(text, span, format, field);
            }
            (Expected::Date, DeValue::Datetime(date)) => {
                if Date::from_toml(date).is_none() {
                    let message = "this is not a calendar day".to_owned();
                    self.error(Code::BadDate, span, message, field, "write `2026-11-22`".into());
                }
            }
            (Expected::Year, DeValue::Integer(year)) => {
                let year: Option<i16> = year.as_str().parse().ok();
                if !year.is_some_and(|year| (1900..=2100).contains(&year)) {
                    let message = "this is not a year".to_owned();
                    self.error(Code::BadDate, span, message, field, "write `2003`".into());
                }
            }
            (Expected::Flag, DeValue::Boolean(_)) => {}
            (expected, found) => self.wrong_type(&expected, found, span, field),
        }
    }

    fn text(&mut self, text: &mut Cow<'_, str>, span: Range<usize>, format: &str, field: &str) {
        let (filled, faults) = self.lexicon.check(format, text);
        if faults.is_empty() {
            *text = Cow::Owned(filled);
            return;
        }
        let literal = Literal::new(&self.source.text()[span.clone()]);
        for fault in faults {
            let range = fault.range.map_or(span.clone(), |decoded| {
                let range = literal.range(decoded);
                span.start + range.start..span.start + range.end
            });
            self.diagnostics.push(
                Diagnostic::new(fault.severity, fault.code, self.source.place(range), fault.message)
                    .field(field)
                    .hint_if(fault.hint),
            );
        }
    }

    fn choice(&mut self, text: &str, span: Range<usize>, schema: &'a Value, field: &str) {
        let allowed = choices(schema);
        if !allowed.contains(&text) {
            let hint = nearest(text, allowed.iter().copied())
                .unwrap_or_else(|| format!("allowed here: {}", ticked(allowed)));
            let message = format!("`{text}` is not allowed here");
            self.error(Code::UnknownValue, span, message, field, hint);
        }
    }

    fn unknown_key(&mut self, name: &str, span: Range<usize>, schema: &'a Value, field: &str) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let known = || properties.into_iter().flat_map(|known| known.keys().map(String::as_str));
        let hint = if field != name && self.root["properties"].get(name).is_some() {
            format!("`{name}` belongs at the top of the file, before the first `[table]`")
        } else if let Some(suggestion) = nearest(name, known()) {
            suggestion
        } else {
            format!("known here: {}", ticked(known()))
        };
        self.error(Code::UnknownKey, span, format!("unknown key `{name}`"), field, hint);
    }

    fn missing_key(&mut self, name: &str, span: Range<usize>, schema: &'a Value, path: &str) {
        let property = schema["properties"].get(name).map(|property| self.resolve(property));
        let description = property.and_then(|property| property.get("description")).and_then(Value::as_str);
        let hint = match description {
            Some(text) => format!("add `{name}`: {}", lower_first(text.lines().next().unwrap_or(""))),
            None => format!("add `{name}`"),
        };
        let message = format!("`{name}` is missing");
        self.error(Code::MissingKey, span, message, &join(path, name), hint);
    }

    fn wrong_type(&mut self, expected: &Expected<'_>, found: &DeValue<'_>, span: Range<usize>, field: &str) {
        let message = format!("expected {}, found {}", expected.name(), kind(found));
        self.error(Code::WrongType, span, message, field, expected.example().to_owned());
    }

    fn error(&mut self, code: Code, span: Range<usize>, message: String, field: &str, hint: String) {
        let place = self.source.place(span);
        self.diagnostics.push(Diagnostic::error(code, place, message).field(field).hint(hint));
    }

    fn resolve(&self, schema: &'a Value) -> &'a Value {
        let reference = schema.get("$ref").or_else(|| schema["allOf"][0].get("$ref"));
        let name = reference.and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
        name.and_then(|name| self.root["definitions"].get(name)).unwrap_or(schema)
    }
}

/// What a schema asks for.
enum Expected<'a> {
    Table,
    List,
    Choice,
    Text(&'a str),
    Date,
    Year,
    Flag,
}

impl Expected<'_> {
    fn name(&self) -> &'static str {
        match self {
            Self::Table => "a table",
            Self::List => "a list",
            Self::Choice | Self::Text(_) => "text in quotes",
            Self::Date => "a date",
            Self::Year => "a year",
            Self::Flag => "`true` or `false`",
        }
    }

    fn example(&self) -> &'static str {
        match self {
            Self::Table => "write `[name]` on a line of its own, or `{ key = \"…\" }`",
            Self::List => "write `[\"…\", \"…\"]`",
            Self::Choice | Self::Text(_) => "write `\"…\"`",
            Self::Date => "write the date without quotes: `2026-11-22`",
            Self::Year => "write the year without quotes: `2003`",
            Self::Flag => "write `true` or `false`, without quotes",
        }
    }
}

fn expected(schema: &Value) -> Expected<'_> {
    let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
    match (schema.get("type").and_then(Value::as_str), format) {
        (Some("object"), _) => Expected::Table,
        (Some("array"), _) => Expected::List,
        (Some("boolean"), _) => Expected::Flag,
        (Some("integer"), _) => Expected::Year,
        (_, "date") => Expected::Date,
        _ if !choices(schema).is_empty() => Expected::Choice,
        _ => Expected::Text(format),
    }
}

/// The allowed values of an enumeration, whose variants may be documented one by one.
fn choices(schema: &Value) -> Vec<&str> {
    let list = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten();
    let plain = list("enum");
    let documented = list("oneOf").flat_map(|option| {
        option.get("const").into_iter().chain(option["enum"].as_array().into_iter().flatten())
    });
    plain.chain(documented).filter_map(Value::as_str).collect()
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.trim_end_matches('.').chars();
    let first = chars.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    first + chars.as_str()
}
