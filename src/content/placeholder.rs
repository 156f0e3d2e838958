//! `{{ name }}` in texts, filled by `minijinja` with the practice's facts.
//!
//! Only a bare name is allowed between the braces. Values are escaped where the text is Markdown,
//! so that a fact can never become markup.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use minijinja::{Environment, UndefinedBehavior, Value};

use crate::diagnostic::{nearest, ticked};

/// The facts that texts may refer to, by their dotted names.
#[derive(Debug, Default, Clone)]
pub struct Facts(BTreeMap<String, String>);

impl Facts {
    /// States a fact.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), value.into());
    }

    /// The value of a fact.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The facts as nested maps, for minijinja.
    fn context(&self) -> Value {
        let mut root = serde_json::Map::new();
        for (name, value) in &self.0 {
            let mut map = &mut root;
            let mut parts = name.split('.').peekable();
            while let Some(part) = parts.next() {
                if parts.peek().is_none() {
                    map.insert(part.to_owned(), value.clone().into());
                    break;
                }
                let next = map.entry(part).or_insert_with(|| serde_json::Map::new().into());
                let Some(object) = next.as_object_mut() else { break };
                map = object;
            }
        }
        Value::from(minijinja::value::Serde(root))
    }
}

/// A placeholder that cannot be filled.
pub(super) struct Fault {
    /// The bytes of the text.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub hint: Option<String>,
}

/// Finds every placeholder that cannot be filled with `facts`.
pub(super) fn check(text: &str, facts: &Facts) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('{') {
        let start = at + found;
        at = start + 1;
        match text[at..].chars().next() {
            Some('{') => {
                let end = text[start..].find("}}").map(|end| start + end + 2);
                at = end.unwrap_or(text.len());
                faults.extend(check_one(text, start..at, end.is_some(), facts));
            }
            Some('%' | '#') => {
                at += 1;
                faults.push(Fault {
                    range: start..at,
                    message: "only `{{ name }}` is filled in, no statements or comments".into(),
                    hint: None,
                });
            }
            _ => {}
        }
    }
    faults
}

fn check_one(text: &str, range: Range<usize>, closed: bool, facts: &Facts) -> Option<Fault> {
    if !closed {
        return Some(Fault {
            range: range.start..range.start + 2,
            message: "`{{` without `}}`".into(),
            hint: Some("write `{{ name }}`".into()),
        });
    }
    let name = text[range.start + 2..range.end - 2].trim();
    if facts.get(name).is_some() {
        return None;
    }
    let hint = nearest(name, facts.names()).unwrap_or_else(|| {
        if facts.0.is_empty() {
            "no facts are known here".into()
        } else {
            format!("known here: {}", ticked(facts.names()))
        }
    });
    Some(Fault { range, message: format!("nothing is known under the name `{name}`"), hint: Some(hint) })
}

/// How values are written into the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escape {
    /// As they are.
    None,
    /// With a backslash before each character that Markdown could take for markup.
    Markdown,
}

/// Fills the placeholders of a text.
///
/// # Errors
/// Minijinja's own message where a placeholder that [`check`] would have found cannot be filled.
pub(super) fn fill(text: &str, facts: &Facts, escape: Escape) -> Result<String, String> {
    static PLAIN: LazyLock<Environment<'static>> = LazyLock::new(|| environment(Escape::None));
    static MARKDOWN: LazyLock<Environment<'static>> = LazyLock::new(|| environment(Escape::Markdown));
    if !text.contains("{{") {
        return Ok(text.to_owned());
    }
    let environment = match escape {
        Escape::None => &*PLAIN,
        Escape::Markdown => &*MARKDOWN,
    };
    environment.render_str(text, facts.context()).map_err(|error| error.to_string())
}

fn environment(escape: Escape) -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_formatter(move |out, state, value| {
        if value.is_undefined() {
            return minijinja::escape_formatter(out, state, value);
        }
        for c in value.to_string().chars() {
            if escape == Escape::Markdown && c.is_ascii_punctuation() {
                write!(out, "\\")?;
            }
            write!(out, "{c}")?;
        }
        Ok(())
    });
    environment
}
