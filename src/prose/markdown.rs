//! The Markdown subset, read with `pulldown-cmark`: anything outside it is a fault at its place.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TextMergeWithOffset};

use super::{Block, Inline, Prose};

/// Something the subset does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The bytes in the text that was parsed.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}

const SUBSET: &str =
    "prose may have paragraphs, **strong**, *emphasis*, [links](https://…) and lists with `-` or `1.`";

/// Parses `text`; what the subset lacks is left out of the prose and reported.
pub fn parse(text: &str) -> (Prose, Vec<Fault>) {
    // Tables, strikethrough and footnotes are read as such only to be refused by name.
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let events = TextMergeWithOffset::new(Parser::new_ext(text, options).into_offset_iter());
    let mut builder = Builder::default();
    for (event, range) in events {
        builder.event(event, range);
    }
    (Prose(builder.blocks), builder.faults)
}

/// What is open while the events come in.
enum Open {
    Paragraph(Vec<Inline>),
    List {
        ordered: bool,
        items: Vec<Vec<Block>>,
    },
    Item(Vec<Block>),
    Strong(Vec<Inline>),
    Emphasis(Vec<Inline>),
    Link {
        url: String,
        content: Vec<Inline>,
    },
    /// Something outside the subset, already reported; what is inside is dropped.
    Refused,
}

#[derive(Default)]
struct Builder {
    blocks: Vec<Block>,
    stack: Vec<Open>,
    faults: Vec<Fault>,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.open(tag, range),
            Event::End(_) => self.close(),
            Event::Text(text) => self.push_inline(Inline::Text { text: text.into_string() }),
            Event::SoftBreak => self.push_inline(Inline::Text { text: " ".into() }),
            Event::HardBreak => self.refuse(range, "a line break inside a paragraph"),
            Event::Code(_) => self.refuse(range, "code"),
            Event::Html(_) | Event::InlineHtml(_) => self.refuse(range, "HTML"),
            Event::FootnoteReference(_) => self.refuse(range, "a footnote"),
            Event::Rule => self.refuse(range, "a horizontal rule"),
            Event::InlineMath(_) | Event::DisplayMath(_) => self.refuse(range, "a formula"),
            Event::TaskListMarker(_) => self.refuse(range, "a task list"),
        }
    }

    fn open(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let open = match tag {
            Tag::Paragraph => Open::Paragraph(Vec::new()),
            Tag::List(start) => Open::List { ordered: start.is_some(), items: Vec::new() },
            Tag::Item => Open::Item(Vec::new()),
            Tag::Strong => Open::Strong(Vec::new()),
            Tag::Emphasis => Open::Emphasis(Vec::new()),
            Tag::Link { dest_url, .. } => {
                self.check_target(&dest_url, range);
                Open::Link { url: dest_url.into_string(), content: Vec::new() }
            }
            other => {
                self.refuse(range, name(&other));
                Open::Refused
            }
        };
        self.stack.push(open);
    }

    fn close(&mut self) {
        match self.stack.pop() {
            Some(Open::Paragraph(content)) => self.push_block(Block::Paragraph { content }),
            Some(Open::List { ordered, items }) => self.push_block(Block::List { ordered, items }),
            Some(Open::Item(blocks)) => {
                if let Some(Open::List { items, .. }) = self.stack.last_mut() {
                    items.push(blocks);
                }
            }
            Some(Open::Strong(content)) => self.push_inline(Inline::Strong { content }),
            Some(Open::Emphasis(content)) => self.push_inline(Inline::Emphasis { content }),
            Some(Open::Link { url, content }) => self.push_inline(Inline::Link { url, content }),
            Some(Open::Refused) | None => {}
        }
    }

    fn push_block(&mut self, block: Block) {
        match self.stack.last_mut() {
            Some(Open::Item(blocks)) => blocks.push(block),
            None => self.blocks.push(block),
            Some(_) => {}
        }
    }

    fn push_inline(&mut self, inline: Inline) {
        match self.stack.last_mut() {
            Some(
                Open::Paragraph(content)
                | Open::Strong(content)
                | Open::Emphasis(content)
                | Open::Link { content, .. },
            ) => append(content, inline),
            // A tight list item has no paragraph of its own.
            Some(Open::Item(blocks)) => match blocks.last_mut() {
                Some(Block::Paragraph { content }) => append(content, inline),
                _ => blocks.push(Block::Paragraph { content: vec![inline] }),
            },
            _ => {}
        }
    }

    fn refuse(&mut self, range: Range<usize>, what: &str) {
        if self.stack.iter().any(|open| matches!(open, Open::Refused)) {
            return;
        }
        self.faults.push(Fault {
            range,
            message: format!("{what} cannot be used here"),
            hint: SUBSET.into(),
        });
    }

    fn check_target(&mut self, url: &str, range: Range<usize>) {
        let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        if !matches!(scheme.as_deref(), Some("https" | "tel" | "mailto")) {
            self.faults.push(Fault {
                range,
                message: format!("the link target `{url}` is not allowed"),
                hint: "links may start with `https:`, `tel:` or `mailto:`".into(),
            });
        }
    }
}

/// Adds a piece of text, joined to plain text before it.
fn append(content: &mut Vec<Inline>, inline: Inline) {
    match (content.last_mut(), inline) {
        (Some(Inline::Text { text }), Inline::Text { text: more }) => text.push_str(&more),
        (_, inline) => content.push(inline),
    }
}

fn name(tag: &Tag<'_>) -> &'static str {
    match tag {
        Tag::Heading { .. } => "a heading",
        Tag::BlockQuote(_) => "a block quote",
        Tag::CodeBlock(_) => "code (a line that starts with four spaces)",
        Tag::HtmlBlock => "HTML",
        Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell => "a table",
        Tag::Image { .. } => "an image",
        Tag::Strikethrough => "struck-out text",
        Tag::FootnoteDefinition(_) => "a footnote",
        _ => "this markup",
    }
}
