//! The parts that a leaflet must have in each language, and the lengths they may have.

use super::Judge;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::{Located, Translation};

/// Longest title, in characters.
const LONGEST_TITLE: usize = 70;
/// Most words of a short text for a slide.
const SHORT_WORDS: usize = 20;
/// Most words of the main message on a slide, beside title and picture.
const SHORT_MESSAGE_WORDS: usize = 15;
/// Most words beside the QR code.
const SHORT_INVITATION_WORDS: usize = 4;
/// Most words at a point of a timeline.
const SHORT_MILESTONE_WORDS: usize = 5;
/// Most items of a short list for a slide, and most words of each.
const SHORT_ITEMS: usize = 4;
const SHORT_ITEM_WORDS: usize = 7;
/// How many questions to ask a leaflet offers.
const QUESTIONS: std::ops::RangeInclusive<usize> = 4..=8;

/// A part, as key and what is missing without it.
type Part = (&'static str, &'static str);

/// What every leaflet must have (clear patient information: NHS, DISCERN, Ley 41/2002).
const MUST: [Part; 12] = [
    ("main_message", "what the reader should remember"),
    ("intro", "for whom it is"),
    ("what_is", "what the condition or procedure is"),
    ("red_flags", "which signs are red flags, what to do and whom to call"),
    ("red_flags.after_surgery", "which signs after the operation need a review, and what to do"),
    ("indications", "why and when the procedure is considered"),
    ("benefits", "what the procedure can bring"),
    ("alternatives", "which other ways of treating there are"),
    ("no_treatment", "what happens without treatment"),
    ("procedure", "what happens before, during and after"),
    ("risks", "what the risks are"),
    ("risks.frequency", "how often the risks happen, or that it is not known"),
];

/// What a leaflet should have; never more than a warning.
const SHOULD: [Part; 5] = [
    ("subtitle", "what the title means in plain words"),
    ("recovery", "how recovery goes on"),
    ("recovery.milestones", "how recovery goes on, as a timeline"),
    ("faq", "what patients often ask"),
    ("questions_to_ask", "what the patient may want to ask"),
];

/// What a leaflet that invites to book must have too.
const BOOKING: Part = ("booking", "how to book a consultation");

/// One finding for all parts that are missing, with a line for each.
fn missing(
    text: &Located<Translation>,
    severity: Severity,
    (verb, until): (&str, &str),
    parts: &[Part],
) -> Option<Diagnostic> {
    let message = match parts {
        [] => return None,
        [(_, what)] => format!("this leaflet {verb} say {what}{until}"),
        _ => format!("this leaflet {verb} have {} more parts{until}", parts.len()),
    };
    let fields: Vec<&str> = parts.iter().map(|(key, _)| *key).collect();
    let place = if let [key] = fields[..] { text.place(key) } else { text.start() };
    let diagnostic = Diagnostic::new(severity, Code::MissingPart, place, message).field(fields.join(", "));
    Some(parts.iter().fold(diagnostic, |diagnostic, (key, what)| {
        let hint = if parts.len() == 1 { format!("add `{key}`") } else { format!("add `{key}`: {what}") };
        diagnostic.hint(hint)
    }))
}

impl Judge<'_> {
    /// Judges the words in one language.
    pub(super) fn translation(&self, text: &Located<Translation>, out: &mut Vec<Diagnostic>) {
        self.parts(text, out);
        self.figure(text, out);
        lengths(text, out);
    }

    fn parts(&self, text: &Located<Translation>, out: &mut Vec<Diagnostic>) {
        // A part inside a missing part is not missed twice.
        let is_missing = |(key, _): &Part| {
            !text.has(key) && key.split_once('.').is_none_or(|(parent, _)| text.has(parent))
        };
        let booking = self.leaflet.invites_to_book().then_some(BOOKING);
        let must: Vec<Part> = MUST.into_iter().chain(booking).filter(is_missing).collect();
        let should: Vec<Part> = SHOULD.into_iter().filter(is_missing).collect();
        let until = if self.severity() == Severity::Warning { " before it is approved" } else { "" };
        let draft = (self.severity() == Severity::Error)
            .then(|| "or set `status = \"draft\"` in `leaflet.toml` meanwhile".to_owned());
        out.extend(missing(text, self.severity(), ("must", until), &must).map(|found| found.hint_if(draft)));
        out.extend(missing(text, Severity::Warning, ("should", ""), &should));
    }

    /// A picture needs its text alternative, and the other way round.
    fn figure(&self, text: &Located<Translation>, out: &mut Vec<Diagnostic>) {
        match (&self.leaflet.figure, &text.figure) {
            (Some(_), None) => {
                let message = "the illustration has no text alternative in this language";
                let diagnostic = Diagnostic::error(Code::MissingPart, text.start(), message);
                out.push(
                    diagnostic.field("figure.alt").hint("add `[figure]` with `alt`: what the picture shows"),
                );
            }
            (None, Some(_)) => {
                let message = "a text alternative without an illustration";
                let diagnostic = Diagnostic::warning(Code::MissingPart, text.place("figure"), message);
                out.push(
                    diagnostic
                        .field("figure")
                        .hint("add `[figure]` with `file` to `leaflet.toml`, or remove it here"),
                );
            }
            _ => {}
        }
    }
}

fn lengths(text: &Located<Translation>, out: &mut Vec<Diagnostic>) {
    let length = text.title.as_str().chars().count();
    if length > LONGEST_TITLE {
        let message = format!("the title is too long: {length} characters");
        let diagnostic = Diagnostic::warning(Code::Length, text.place("title"), message);
        out.push(
            diagnostic
                .field("title")
                .hint(format!("at most {LONGEST_TITLE}; put the rest into `technical_name`")),
        );
    }
    if let Some(questions) = &text.questions_to_ask
        && !QUESTIONS.contains(&questions.items.len())
    {
        let message = format!("{} questions to ask", questions.items.len())
            + if questions.items.len() > 8 { " are too many" } else { " are too few" };
        let place = text.place("questions_to_ask.items");
        let diagnostic = Diagnostic::warning(Code::Length, place, message);
        out.push(diagnostic.field("questions_to_ask.items").hint("four to eight serve best"));
    }
    for (field, short) in shorts(text) {
        if let Some((message, hint)) = short.fault() {
            let diagnostic = Diagnostic::warning(Code::Length, text.place(&field), message);
            out.push(diagnostic.field(field).hint(hint));
        }
    }
}

/// A short text for a slide, as its numbers of words.
enum Short {
    /// One text, with the most words that it may have.
    Text(usize, usize),
    /// A list, with the words of each item.
    List(Vec<usize>),
}

impl Short {
    /// What is too long about it, and what would fit.
    fn fault(&self) -> Option<(String, String)> {
        match self {
            Self::Text(words, most) if words > most => Some((
                format!("this short text has {words} words"),
                format!("a slide holds at most {most} here"),
            )),
            Self::List(items) if items.len() > SHORT_ITEMS => Some((
                format!("this short list has {} items", items.len()),
                format!("a slide holds at most {SHORT_ITEMS}"),
            )),
            Self::List(items) => {
                let words = items.iter().max().filter(|words| **words > SHORT_ITEM_WORDS)?;
                let message = format!("an item of this short list has {words} words");
                Some((message, format!("a slide holds at most {SHORT_ITEM_WORDS} in each")))
            }
            Self::Text(..) => None,
        }
    }
}

/// Every short text, by its field.
fn shorts(text: &Translation) -> Vec<(String, Short)> {
    let words = |text: &str| text.split_whitespace().count();
    let at_most = |field: String, short: &Option<crate::model::Plain>, most: usize| {
        short.as_ref().map(|short| (field, Short::Text(words(short.as_str()), most)))
    };
    let one = |field: &str, short: &Option<crate::model::Plain>| {
        at_most(format!("{field}.short"), short, SHORT_WORDS)
    };
    let list = |field: &str, short: &[crate::model::Plain]| {
        let items = short.iter().map(|item| words(item.as_str())).collect();
        (!short.is_empty()).then(|| (format!("{field}.short"), Short::List(items)))
    };
    let mut out = Vec::new();
    out.extend(at_most("main_message_short".into(), &text.main_message_short, SHORT_MESSAGE_WORDS));
    out.extend(text.what_is.as_ref().and_then(|p| one("what_is", &p.short)));
    out.extend(text.symptoms.as_ref().and_then(|p| list("symptoms", &p.short)));
    out.extend(text.red_flags.as_ref().and_then(|p| list("red_flags", &p.short)));
    out.extend(text.indications.as_ref().and_then(|p| list("indications", &p.short)));
    out.extend(text.benefits.as_ref().and_then(|p| list("benefits", &p.short)));
    out.extend(text.recovery.as_ref().and_then(|p| one("recovery", &p.short)));
    out.extend(text.risks.as_ref().and_then(|p| list("risks", &p.short)));
    out.extend(text.questions_to_ask.as_ref().and_then(|p| list("questions_to_ask", &p.short)));
    let invitation = text.booking.as_ref();
    out.extend(invitation.and_then(|p| at_most("booking.short".into(), &p.short, SHORT_INVITATION_WORDS)));
    let milestones = text.recovery.iter().flat_map(|recovery| recovery.milestones.iter().enumerate());
    out.extend(milestones.filter_map(|(i, m)| {
        at_most(format!("recovery.milestones.{}.short", i + 1), &m.short, SHORT_MILESTONE_WORDS)
    }));
    let steps = text.procedure.iter().flat_map(|procedure| procedure.steps.iter().enumerate());
    out.extend(steps.filter_map(|(i, s)| one(&format!("procedure.steps.{}", i + 1), &s.short)));
    let answers = text.faq.iter().flat_map(|faq| faq.items.iter().enumerate());
    out.extend(answers.filter_map(|(i, q)| one(&format!("faq.items.{}", i + 1), &q.short)));
    out
}
