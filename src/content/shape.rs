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
use crate::diagnostic::{Code, Diagnostic, Severity, most_alike, nearest, ticked};
use crate::model::{Date, Moment};
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
    /// Keys of the top that stand in a table by mistake.
    moved: Vec<String>,
}

impl<'a> Walk<'a> {
    /// Prepares to hold a file against `schema`.
    pub fn new(source: &'a Arc<Source>, schema: &'a Value, lexicon: &'a Lexicon<'a>) -> Self {
        let (places, diagnostics, moved) = (Places::new(), Vec::new(), Vec::new());
        Self { source, root: schema, lexicon, places, diagnostics, moved }
    }

    /// Walks the whole file.
    pub fn file(&mut self, table: &mut DeTable<'_>) {
        let root = self.root;
        self.table(table, 0..0, root, "");
        let moved = std::mem::take(&mut self.moved);
        self.diagnostics.retain(|d| d.code != Code::MissingKey || !moved.contains(&d.field));
    }

    fn table(&mut self, table: &mut DeTable<'_>, span: Range<usize>, schema: &'a Value, path: &str) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let others = schema.get("additionalProperties").filter(|others| others.is_object());
        // Keys that are there under a wrong name or in a wrong place are not missed as well.
        let mut misnamed = Vec::new();
        for (key, value) in table.iter_mut() {
            let name = key.get_ref();
            let field = join(path, name);
            if let Some(schema) = properties.and_then(|known| known.get(name.as_ref())) {
                self.value(value, schema, &field);
            } else if let Some(values) = others.filter(|values| self.may_be(value.get_ref(), values, name)) {
                self.map_key(name, key.span(), schema, &field);
                self.value(value, values, &field);
            } else {
                let is_table = is_table(value.get_ref());
                misnamed.extend(self.unknown_key(name, is_table, key.span(), schema, &field));
            }
        }
        for name in required(schema) {
            if table.get(name).is_none() && !misnamed.iter().any(|meant| meant == name) {
                self.missing_key(name, span.clone(), schema, path);
            }
        }
        for name in required(schema) {
            if let Some(value) = table.get(name)
                && matches!(value.get_ref(), DeValue::Array(items) if items.is_empty())
            {
                let message = "this list is empty".to_owned();
                let hint = "write at least one item".to_owned();
                self.error(Code::EmptyText, value.span(), message, &join(path, name), hint);
            }
        }
    }

    /// Whether an entry of a table of free names is meant as one, and not as a key of the top.
    fn may_be(&self, value: &DeValue<'_>, schema: &'a Value, name: &str) -> bool {
        let wants_table = matches!(expected(self.resolve(schema)), Expected::Table);
        is_table(value) || !wants_table || self.root["properties"].get(name).is_none()
    }

    /// The name of an entry in a table of free names.
    fn map_key(&mut self, name: &str, span: Range<usize>, schema: &Value, field: &str) {
        let in_placeholders = schema["propertyNames"]["format"] == "key";
        let allowed = |c: char| {
            c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || (c == '-' && !in_placeholders)
        };
        if name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(allowed) {
            return;
        }
        let hyphen = if in_placeholders { "" } else { ", `-`" };
        let hint = format!("use lower-case letters, digits{hyphen} and `_`, a letter first");
        self.error(Code::BadId, span, format!("`{name}` cannot be used as a name"), field, hint);
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
                    let message = "a date without a time is needed".to_owned();
                    let hint = "write the date alone, such as `2026-11-22`".to_owned();
                    self.error(Code::BadDate, span, message, field, hint);
                }
            }
            (Expected::Year, DeValue::Integer(year)) => {
                let year: Option<i16> = year.as_str().parse().ok();
                if !year.is_some_and(|year| (1900..=2100).contains(&year)) {
                    let message = "this is not a year".to_owned();
                    let hint = "write the year in which it began, such as `2003`".to_owned();
                    self.error(Code::BadDate, span, message, field, hint);
                }
            }
            (Expected::Moment, DeValue::Datetime(moment)) => {
                if Moment::from_toml(moment).is_none() {
                    let message = "a day, or a day with a time, is needed".to_owned();
                    let hint = "write `2026-12-24` or `2026-12-24T08:00:00`".to_owned();
                    self.error(Code::BadDate, span, message, field, hint);
                }
            }
            (Expected::Number { least, most, whole }, number)
                if matches!(number, DeValue::Integer(_))
                    || (!whole && matches!(number, DeValue::Float(_))) =>
            {
                let value: Option<f64> = digits(number).and_then(|digits| digits.parse().ok());
                if !value.is_some_and(|value| (least..=most).contains(&value)) {
                    let message = "this number is out of range".to_owned();
                    let hint = format!("write a number from {least} to {most}");
                    self.error(Code::OutOfRange, span, message, field, hint);
                }
            }
            (Expected::Flag, DeValue::Boolean(_)) => {}
            (expected, found) => {
                let hint = example(&expected, schema, found, field);
                let message = format!("expected {}, found {}", expected.name(), kind(found));
                self.error(Code::WrongType, span, message, field, hint);
            }
        }
    }

    fn text(&mut self, text: &mut Cow<'_, str>, span: Range<usize>, format: &str, field: &str) {
        let (filled, faults) = self.lexicon.check(format, text);
        if !faults.iter().any(|fault| fault.severity == Severity::Error) {
            *text = Cow::Owned(filled);
        }
        if faults.is_empty() {
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

    /// Reports a key that the format does not have; returns the name that was probably meant.
    fn unknown_key(
        &mut self,
        name: &str,
        is_table: bool,
        span: Range<usize>,
        schema: &'a Value,
        field: &str,
    ) -> Option<String> {
        let properties = schema.get("properties").and_then(Value::as_object);
        let known = || properties.into_iter().flat_map(|known| known.keys().map(String::as_str));
        let meant = most_alike(name, known()).map(str::to_owned);
        let belongs_to_top = field != name && self.root["properties"].get(name).is_some();
        let hint = match &meant {
            _ if belongs_to_top && is_table => {
                let around = field.trim_end_matches(name).trim_end_matches('.');
                if around == name {
                    let hint = format!("this is inside `[{name}]` already: write the next key alone");
                    self.error(Code::UnknownKey, span, format!("unknown key `{name}`"), field, hint);
                    return None;
                }
                format!("write `[{name}]` on its own, not inside `{around}`")
            }
            _ if belongs_to_top => {
                self.moved.push(name.to_owned());
                format!("`{name}` belongs at the top of the file, before the first `[table]`")
            }
            Some(meant) => format!("did you mean `{meant}`?"),
            None if !is_table && self.list_with(schema, name).is_some() => {
                format!(
                    "write `[[{}]]` on a line before it",
                    self.list_with(schema, name).unwrap_or_default()
                )
            }
            None => format!("known here: {}", ticked(known())),
        };
        self.error(Code::UnknownKey, span, format!("unknown key `{name}`"), field, hint);
        meant
    }

    /// The list whose entries have this key.
    fn list_with(&self, schema: &'a Value, name: &str) -> Option<&'a str> {
        let mut lists = schema.get("properties").and_then(Value::as_object)?.iter();
        lists.find_map(|(list, schema)| {
            let entry = self.resolve(self.resolve(schema).get("items")?);
            entry["properties"].get(name).map(|_| list.as_str())
        })
    }

    fn missing_key(&mut self, name: &str, span: Range<usize>, schema: &'a Value, path: &str) {
        let property = schema["properties"].get(name).map(|property| self.resolve(property));
        let description = property.and_then(|property| property.get("description")).and_then(Value::as_str);
        let hint = match description {
            // A description that only repeats the name says nothing.
            Some(text) if text.trim_end_matches('.').to_lowercase() != name => {
                format!("add `{name}`: {}", lower_first(text.lines().next().unwrap_or("")))
            }
            _ => format!("add `{name}`"),
        };
        let message = format!("`{name}` is missing");
        self.error(Code::MissingKey, span, message, &join(path, name), hint);
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
    Moment,
    Year,
    Number { least: f64, most: f64, whole: bool },
    Flag,
}

impl Expected<'_> {
    fn name(&self) -> &'static str {
        match self {
            Self::Table => "a table",
            Self::List => "a list",
            Self::Choice | Self::Text(_) => "text in quotes",
            Self::Date | Self::Moment => "a date",
            Self::Year => "a year",
            Self::Number { whole: true, .. } => "a whole number",
            Self::Number { .. } => "a number",
            Self::Flag => "`true` or `false`",
        }
    }
}

/// How a value of the expected type is written.
fn example(expected: &Expected<'_>, schema: &Value, found: &DeValue<'_>, field: &str) -> String {
    let name = field.rsplit('.').find(|part| part.parse::<usize>().is_err()).unwrap_or(field);
    let field = field.split('.').filter(|part| part.parse::<usize>().is_err()).collect::<Vec<_>>().join(".");
    let holds_tables = schema["items"].get("$ref").is_some() || schema["items"]["type"] == "object";
    match expected {
        Expected::List if holds_tables && matches!(found, DeValue::Table(_)) => {
            format!("write `[[{field}]]`, with two brackets on each side")
        }
        Expected::List if holds_tables => format!("write `[[{field}]]` before each entry"),
        Expected::Table if matches!(found, DeValue::Array(_)) => {
            format!("write `[{field}]`, with one bracket on each side")
        }
        Expected::Table => {
            let keys: Vec<String> = required(schema).map(|key| format!("{key} = \"…\"")).collect();
            let keys = if keys.is_empty() { "en = \"…\"".to_owned() } else { keys.join(", ") };
            format!("write `{{ {keys} }}`")
        }
        Expected::List => format!("write `{name} = [\"…\", \"…\"]`"),
        Expected::Choice | Expected::Text(_) => "write it between quotes: `\"…\"`".into(),
        Expected::Date => "write the date without quotes, such as `2026-11-22`".into(),
        Expected::Moment => {
            "write the date without quotes, such as `2026-12-24` or `2026-12-24T08:00:00`".into()
        }
        Expected::Number { least, .. } => {
            format!("write the number without quotes, such as `{}`", least.ceil())
        }
        Expected::Year => "write the year without quotes, such as `2003`".into(),
        Expected::Flag => "write `true` or `false`, without quotes".into(),
    }
}

fn expected(schema: &Value) -> Expected<'_> {
    let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
    match (schema.get("type").and_then(Value::as_str), format) {
        (Some("object"), _) => Expected::Table,
        (Some("array"), _) => Expected::List,
        (Some("boolean"), _) => Expected::Flag,
        (Some("integer"), "year") => Expected::Year,
        (Some(kind @ ("integer" | "number")), _) => {
            let bound =
                |key: &str, otherwise: f64| schema.get(key).and_then(Value::as_f64).unwrap_or(otherwise);
            let (least, most) = (bound("minimum", f64::MIN), bound("maximum", f64::MAX));
            Expected::Number { least, most, whole: kind == "integer" }
        }
        (_, "date") => Expected::Date,
        (_, "moment") => Expected::Moment,
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

/// Whether a value stands under a header of its own.
fn is_table(value: &DeValue<'_>) -> bool {
    match value {
        DeValue::Table(_) => true,
        DeValue::Array(items) => items.iter().any(|item| matches!(item.get_ref(), DeValue::Table(_))),
        _ => false,
    }
}

/// The digits of a number as they are written, without separators.
fn digits(value: &DeValue<'_>) -> Option<String> {
    let written = match value {
        DeValue::Integer(number) => number.as_str(),
        DeValue::Float(number) => number.as_str(),
        _ => return None,
    };
    Some(written.replace('_', ""))
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

/// The keys that a table must have.
fn required(schema: &Value) -> impl Iterator<Item = &str> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.trim_end_matches('.').chars();
    let first = chars.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    first + chars.as_str()
}
