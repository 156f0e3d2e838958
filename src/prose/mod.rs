//! Prose: the small closed tree that texts become, so that content stays data.
//!
//! Paragraphs, lists, strong, emphasis and links, nothing else. Knows nothing of files: positions
//! in it are byte offsets into the text it was parsed from.

mod markdown;

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

pub use markdown::{Fault, parse};

/// A text of one or more blocks, written in the Markdown subset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Prose(pub Vec<Block>);

/// A block of prose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Block {
    /// Running text.
    Paragraph {
        /// The text.
        content: Vec<Inline>,
    },
    /// A list, its items blocks themselves.
    List {
        /// Numbered or with bullets.
        ordered: bool,
        /// The items.
        items: Vec<Vec<Block>>,
    },
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Inline {
    /// Plain characters.
    Text {
        /// The characters.
        text: String,
    },
    /// Strongly stressed.
    Strong {
        /// What is stressed.
        content: Vec<Inline>,
    },
    /// Stressed.
    Emphasis {
        /// What is stressed.
        content: Vec<Inline>,
    },
    /// A link; only `https`, `tel` and `mailto` pass the parser.
    Link {
        /// The target.
        url: String,
        /// The words that carry it.
        content: Vec<Inline>,
    },
}

impl Prose {
    /// The words alone, blocks separated by one space: what a reader reads.
    pub fn plain_text(&self) -> String {
        let mut out = String::new();
        collect_blocks(&self.0, &mut out);
        out
    }
}

fn collect_blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        if !out.is_empty() {
            out.push(' ');
        }
        match block {
            Block::Paragraph { content } => collect_inlines(content, out),
            Block::List { items, .. } => items.iter().for_each(|item| collect_blocks(item, out)),
        }
    }
}

fn collect_inlines(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text { text } => out.push_str(text),
            Inline::Strong { content } | Inline::Emphasis { content } | Inline::Link { content, .. } => {
                collect_inlines(content, out);
            }
        }
    }
}

impl<'de> Deserialize<'de> for Prose {
    /// Parses a string; its faults have been reported with their places before this runs.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (prose, faults) = parse(&text);
        match faults.into_iter().next() {
            Some(fault) => Err(serde::de::Error::custom(fault.message)),
            None => Ok(prose),
        }
    }
}

impl JsonSchema for Prose {
    fn schema_name() -> Cow<'static, str> {
        "Prose".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "prose" })
    }
}
