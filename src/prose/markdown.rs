//! The Markdown subset, read with `pulldown-cmark`: anything outside it is a fault at its place.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TextMergeWithOffset};

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

/// How deep lists may be nested.
const DEEPEST_LIST: usize = 3;
/// How deep anything may be nested: it bounds the depth of the tree.
const DEEPEST: usize = 16;
const SUBSET: &str =
    "prose may have paragraphs, **strong**, *emphasis*, [links](https://…) and lists with `-` or `1.`";

/// Parses `text`; what the subset lacks is left out of the prose and reported.
pub fn parse(text: &str) -> (Prose, Vec<Fault>) {
    // Tables, strikethrough and footnotes are read as such only to be refused by name.
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let parser = Parser::new_ext(text, options);
    let mut builder = Builder::default();
    let definitions = parser.reference_definitions().iter().map(|(_, definition)| definition.span.clone());
    builder.faults.extend(definitions.map(|range| Fault {
        range,
        message: "a link definition cannot be used here".into(),
        hint: "write `[words](https://…)`; for a bracket in a sentence write `\\\\[`".into(),
    }));
    // The parser keeps definitions in no order.
    builder.faults.sort_by_key(|fault| fault.range.start);
    let events = TextMergeWithOffset::new(parser.into_offset_iter());
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
    Item(Vec<Block>, Range<usize>),
    Strong(Vec<Inline>),
    Emphasis(Vec<Inline>),
    Link {
        url: String,
        content: Vec<Inline>,
        range: Range<usize>,
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
            Event::HardBreak => self.refuse_break(range),
            Event::Code(_) => self.refuse(range, ("code", SUBSET)),
            Event::Html(_) | Event::InlineHtml(_) => self.refuse(range, ("HTML", SUBSET)),
            Event::FootnoteReference(_) => self.refuse(range, ("a footnote", SUBSET)),
            Event::Rule => self.refuse(range, ("a horizontal rule", SUBSET)),
            Event::InlineMath(_) | Event::DisplayMath(_) => self.refuse(range, ("a formula", SUBSET)),
            Event::TaskListMarker(_) => self.refuse(range, ("a task list", SUBSET)),
        }
    }

    fn open(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let open = match tag {
            _ if self.stack.len() >= DEEPEST => {
                let message = "this is nested too deep".into();
                self.fault(range, message, "write it in simple sentences");
                Open::Refused
            }
            Tag::Paragraph => Open::Paragraph(Vec::new()),
            Tag::List(_) if self.list_depth() == DEEPEST_LIST => {
                let message = format!("lists are nested more than {DEEPEST_LIST} deep");
                self.fault(range, message, "make it a list of its own");
                Open::Refused
            }
            Tag::List(start) => {
                self.check_start(start, &range);
                Open::List { ordered: start.is_some(), items: Vec::new() }
            }
            Tag::Item => Open::Item(Vec::new(), range),
            Tag::Strong => Open::Strong(Vec::new()),
            Tag::Emphasis => Open::Emphasis(Vec::new()),
            Tag::Link { title, .. } if !title.is_empty() => {
                self.refuse(range, ("a link with a title", "write `[words](https://…)`"));
                Open::Refused
            }
            Tag::Link { link_type, dest_url, .. } => {
                let url = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.into_string(),
                };
                self.check_target(&url, range.clone());
                Open::Link { url, content: Vec::new(), range }
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
            Some(Open::Item(blocks, range)) => {
                if blocks.is_empty() {
                    self.fault(range, "this list item has no words".into(), "write them, or take it away");
                }
                if let Some(Open::List { items, .. }) = self.stack.last_mut() {
                    items.push(blocks);
                }
            }
            Some(Open::Strong(content)) => self.push_inline(Inline::Strong { content }),
            Some(Open::Emphasis(content)) => self.push_inline(Inline::Emphasis { content }),
            Some(Open::Link { url, content, range }) => {
                if content.is_empty() {
                    self.fault(range, "this link has no words".into(), "write `[words](https://…)`");
                }
                self.push_inline(Inline::Link { url, content });
            }
            Some(Open::Refused) | None => {}
        }
    }

    fn push_block(&mut self, block: Block) {
        match self.stack.last_mut() {
            Some(Open::Item(blocks, _)) => blocks.push(block),
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
            Some(Open::Item(blocks, _)) => match blocks.last_mut() {
                Some(Block::Paragraph { content }) => append(content, inline),
                _ => blocks.push(Block::Paragraph { content: vec![inline] }),
            },
            _ => {}
        }
    }

    fn list_depth(&self) -> usize {
        self.stack.iter().filter(|open| matches!(open, Open::List { .. })).count()
    }

    fn refuse(&mut self, range: Range<usize>, (what, hint): (&str, &str)) {
        self.fault(range, format!("{what} cannot be used here"), hint);
    }

    /// Reports a fault, unless it is inside something that was reported already.
    fn fault(&mut self, range: Range<usize>, message: String, hint: impl Into<String>) {
        if !self.stack.iter().any(|open| matches!(open, Open::Refused)) {
            self.faults.push(Fault { range, message, hint: hint.into() });
        }
    }

    fn check_target(&mut self, url: &str, range: Range<usize>) {
        let (scheme, rest) = url.split_once(':').unwrap_or((url, ""));
        let allowed = match scheme {
            "https" => rest.strip_prefix("//").is_some_and(|rest| !rest.is_empty()),
            "tel" | "mailto" => !rest.is_empty(),
            _ => false,
        };
        if !allowed || url.contains(|c: char| c.is_whitespace() || c == '\\') {
            let hint = "a link begins with `https://`, `tel:` or `mailto:` and has no spaces";
            let message = format!("the link target `{url}` is not allowed");
            self.faults.push(Fault { range, message, hint: hint.into() });
        }
    }

    /// A list is numbered from 1 by the layout: another start would be changed without a word.
    fn check_start(&mut self, start: Option<u64>, range: &Range<usize>) {
        if let Some(number) = start.filter(|number| *number != 1) {
            self.faults.push(Fault {
                range: range.clone(),
                message: format!("this list begins at {number}"),
                hint: format!("begin it at `1.`; if the number is part of a sentence, write `{number}\\\\.`"),
            });
        }
    }

    fn refuse_break(&mut self, range: Range<usize>) {
        self.faults.push(Fault {
            range,
            message: "a line break inside a paragraph cannot be used here".into(),
            hint: "take away the spaces or `\\` at the end of the line; an empty line begins a new paragraph"
                .into(),
        });
    }
}

/// Adds a piece of text, joined to plain text before it.
fn append(content: &mut Vec<Inline>, inline: Inline) {
    match (content.last_mut(), inline) {
        (Some(Inline::Text { text }), Inline::Text { text: more }) => text.push_str(&more),
        (_, inline) => content.push(inline),
    }
}

/// What markup outside the subset is called, and what to do instead.
fn name(tag: &Tag<'_>) -> (&'static str, &'static str) {
    let what = match tag {
        Tag::CodeBlock(CodeBlockKind::Indented) => {
            return ("a line that begins with four spaces", "take away the spaces before the line");
        }
        Tag::CodeBlock(CodeBlockKind::Fenced(_)) => "code",
        Tag::Heading { .. } => "a heading",
        Tag::BlockQuote(_) => "a block quote",
        Tag::HtmlBlock => "HTML",
        Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell => "a table",
        Tag::Image { .. } => "an image",
        Tag::Strikethrough => "struck-out text",
        Tag::FootnoteDefinition(_) => "a footnote",
        _ => "this markup",
    };
    (what, SUBSET)
}
