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
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Facts {
    known: BTreeMap<String, String>,
    unset: BTreeMap<String, String>,
}

impl Facts {
    /// States a fact.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.known.insert(name.into(), value.into());
    }

    /// Names a fact that could be known but is not, and says what to do about it.
    pub fn unset(&mut self, name: impl Into<String>, remedy: impl Into<String>) {
        self.unset.insert(name.into(), remedy.into());
    }

    /// States a fact, or says what to do to have it.
    pub fn set_or(&mut self, name: &str, value: Option<&str>, remedy: &str) {
        match value {
            Some(value) => self.set(name, value),
            None => self.unset(name, remedy),
        }
    }

    /// The value of a fact.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.known.get(name).map(String::as_str)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.known.keys().map(String::as_str)
    }

    /// The facts as nested maps, for minijinja.
    fn context(&self) -> Value {
        let mut root = serde_json::Map::new();
        for (name, value) in &self.known {
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
pub(crate) struct Fault {
    /// The bytes of the text.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}

/// Finds every placeholder that cannot be filled with `facts`.
pub(crate) fn check(text: &str, facts: &Facts) -> Vec<Fault> {
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
                    hint: "take this away".into(),
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
            hint: "write `{{ name }}`".into(),
        });
    }
    let name = text[range.start + 2..range.end - 2].trim();
    if facts.get(name).is_some() {
        return None;
    }
    let (message, hint) = if name.is_empty() {
        ("a name is missing between `{{` and `}}`".to_owned(), known_names(facts.names()))
    } else if !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_')) {
        let message = "only a name can stand between `{{` and `}}`".to_owned();
        (message, known_names(facts.names()))
    } else if let Some(remedy) = facts.unset.get(name) {
        (format!("`{name}` is not known yet"), remedy.clone())
    } else {
        (format!("nothing is known under the name `{name}`"), similar_name(name, facts))
    };
    Some(Fault { range, message, hint })
}

/// The name that was probably meant: of the same group first, such as `numbers.…`.
fn similar_name(name: &str, facts: &Facts) -> String {
    let Some((group, rest)) = name.split_once('.') else {
        return nearest(name, facts.names()).unwrap_or_else(|| known_names(facts.names()));
    };
    let in_group = || facts.names().filter(|known| known.split('.').next() == Some(group));
    if in_group().next().is_none() {
        return nearest(name, facts.names()).unwrap_or_else(|| known_names(facts.names()));
    }
    let likeness = |known: &str| strsim::jaro_winkler(rest, known.split_once('.').map_or("", |(_, r)| r));
    match in_group().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).filter(|known| likeness(known) > 0.8)
    {
        Some(known) => format!("did you mean `{known}`?"),
        None => known_names(in_group()),
    }
}

fn known_names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() { "no facts are known here".into() } else { format!("known here: {}", ticked(names)) }
}

/// How values are written into the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escape {
    /// As they are.
    None,
    /// As character references, so that Markdown takes nothing in them for markup.
    Markdown,
}

/// Fills the placeholders of a text.
///
/// # Errors
/// Minijinja's own message where a placeholder that [`check`] would have found cannot be filled.
pub(crate) fn fill(text: &str, facts: &Facts, escape: Escape) -> Result<String, String> {
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
            match escape {
                // A character reference is never structure (CommonMark 0.31, 2.5).
                Escape::Markdown => write!(out, "&#{};", u32::from(c))?,
                Escape::None => write!(out, "{c}")?,
            }
        }
        Ok(())
    });
    environment
}
