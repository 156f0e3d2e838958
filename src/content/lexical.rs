//! What a single string of content may look like, by the `format` that its type declares.

use std::ops::Range;

use crate::diagnostic::{Code, Severity, nearest, ticked};
use crate::language::Language;
use crate::model::{Color, ImageKind, TimeOfDay};
use crate::placeholder::{self, Escape, Facts};
use crate::prose;

/// Contrast that coloured text needs against white (WCAG 2.2, 1.4.6).
const TEXT_CONTRAST: f64 = 7.0;
/// Contrast that coloured graphics need against white (WCAG 2.2, 1.4.11).
const GRAPHIC_CONTRAST: f64 = 3.0;

/// A fault in a string; `range` is in bytes of the decoded string, or the whole of it.
pub(super) struct Fault {
    pub severity: Severity,
    pub code: Code,
    pub range: Option<Range<usize>>,
    pub message: String,
    pub hint: Option<String>,
}

impl Fault {
    /// An error at a range of the decoded string.
    fn error(code: Code, range: Range<usize>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { range: Some(range), ..Self::whole(code, message, hint) }
    }

    /// A warning at a range of the decoded string.
    fn warning(code: Code, range: Range<usize>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, range, message, hint) }
    }

    fn whole(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            range: None,
            message: message.into(),
            hint: Some(hint.into()),
        }
    }
}

impl From<placeholder::Fault> for Fault {
    fn from(fault: placeholder::Fault) -> Self {
        Self::error(Code::UnknownPlaceholder, fault.range, fault.message, fault.hint)
    }
}

impl From<prose::Fault> for Fault {
    fn from(fault: prose::Fault) -> Self {
        Self::error(Code::UnsupportedMarkup, fault.range, fault.message, fault.hint)
    }
}

/// What strings are checked against.
pub struct Lexicon<'a> {
    /// Whether the fonts have a character.
    pub has_glyph: &'a dyn Fn(char) -> bool,
    /// The facts that placeholders may name.
    pub facts: &'a Facts,
}

impl Lexicon<'_> {
    /// Checks a decoded string against its format and fills its placeholders.
    ///
    /// Returns the text to go on with, and what is wrong.
    pub(super) fn check(&self, format: &str, text: &str) -> (String, Vec<Fault>) {
        match format {
            "prose" => self.text(text, true),
            "plain" => self.text(text, false),
            "note" => (text.to_owned(), Vec::new()),
            _ => (text.trim().to_owned(), self.value(format, text).into_iter().collect()),
        }
    }

    fn text(&self, text: &str, is_prose: bool) -> (String, Vec<Fault>) {
        let mut faults = Vec::new();
        faults.extend(self.characters(text, is_prose));
        let placeholders = placeholder::check(text, self.facts);
        let filled_in = placeholders.is_empty();
        faults.extend(placeholders.into_iter().map(Fault::from));
        faults.extend(self.single_braces(text));
        faults.extend(word_processor_bullet(text));
        if !is_prose {
            faults.extend(markup_in_plain(text));
        }
        if let Some(range) = placeholder_in_target(text).filter(|_| is_prose) {
            let message = "nothing is filled in inside the target of a link";
            faults.push(Fault::error(Code::UnknownPlaceholder, range, message, "write the target itself"));
        } else if is_prose {
            let (parsed, found) = prose::parse(text);
            faults.extend(stray_marks(text, &parsed.plain_text()));
            if faults.is_empty() && found.is_empty() {
                // Character references hide from the check of the text as it is written.
                faults
                    .extend(self.characters(&parsed.plain_text(), true).map(|f| Fault { range: None, ..f }));
            }
            faults.extend(found.into_iter().map(Fault::from));
        }
        if !filled_in {
            return (text.to_owned(), faults);
        }
        let escape = if is_prose { Escape::Markdown } else { Escape::None };
        match placeholder::fill(text, self.facts, escape) {
            Ok(filled) => (filled.trim().to_owned(), faults),
            Err(message) => {
                let hint = "write `{{ name }}` with a known name";
                faults.push(Fault::whole(Code::UnknownPlaceholder, message, hint));
                (text.to_owned(), faults)
            }
        }
    }

    /// `{ name }` would be printed as it is.
    fn single_braces(&self, text: &str) -> Option<Fault> {
        let starts = text.match_indices('{').map(|(at, _)| at);
        for start in starts.filter(|at| !text[at + 1..].starts_with('{') && !text[..*at].ends_with('{')) {
            let Some((inside, _)) = text[start + 1..].split_once('}') else { continue };
            if self.facts.get(inside.trim()).is_some() {
                return Some(Fault::error(
                    Code::UnknownPlaceholder,
                    start..start + inside.len() + 2,
                    "single braces are printed as they are",
                    format!("write `{{{{ {} }}}}`", inside.trim()),
                ));
            }
        }
        None
    }

    /// Empty texts, line breaks, control characters and characters that no font has.
    fn characters(&self, text: &str, is_prose: bool) -> Option<Fault> {
        if text.chars().all(is_invisible) {
            let hint = "write the text, or leave the key out";
            return Some(Fault::whole(Code::EmptyText, "this text is empty", hint));
        }
        let at = |(index, c): (usize, char), code, message: String, hint: &str| {
            Fault::error(code, index..index + c.len_utf8(), message, hint)
        };
        for (index, c) in text.trim_end().char_indices() {
            if c == '\n' && is_prose {
                continue;
            }
            if matches!(c, '\n' | '\u{2028}' | '\u{2029}') {
                let message = "this text must stay on one line".to_owned();
                return Some(at((index, c), Code::LineBreak, message, "remove the line break"));
            }
            if c == '\t' {
                let message = "a tab stands in this text".to_owned();
                return Some(at((index, c), Code::ControlCharacter, message, "write a space instead"));
            }
            if c.is_control() {
                let message = format!("an invisible control character (U+{:04X})", u32::from(c));
                return Some(at((index, c), Code::ControlCharacter, message, "take it away"));
            }
            if matches!(c, '\u{202a}'..='\u{202e}') {
                let message = format!("an invisible mark that turns words round (U+{:04X})", u32::from(c));
                return Some(at((index, c), Code::ControlCharacter, message, "take it away"));
            }
            if !is_invisible(c) && !(self.has_glyph)(c) {
                let message = format!("no font has the character `{c}` (U+{:04X})", u32::from(c));
                let hint = "use another character, or add a font that has it to `fonts/`";
                return Some(at((index, c), Code::MissingGlyph, message, hint));
            }
        }
        None
    }

    fn value(&self, format: &str, text: &str) -> Option<Fault> {
        match format {
            "language" => language(text),
            "key" => key(text),
            "code" => code(text),
            "link" => link(text),
            "host" => host(text),
            "link-template" => link_template(text),
            "image" => image(text),
            "slug" => slug(text),
            "time-of-day" => time_of_day(text),
            "time-zone" => time_zone(text),
            "text-color" => color(text, TEXT_CONTRAST),
            "graphic-color" => color(text, GRAPHIC_CONTRAST),
            _ => self.characters(text, false).or_else(|| unfilled(text)),
        }
    }
}

/// Where a placeholder stands inside `](…)` or `<…>`.
fn placeholder_in_target(text: &str) -> Option<Range<usize>> {
    for (open, close) in [("](", ')'), ("<", '>')] {
        for (start, _) in text.match_indices(open) {
            let Some((inside, _)) = text[start + open.len()..].split_once(close) else { continue };
            let is_target = open != "<" || inside.starts_with(|c: char| c.is_alphabetic() || c == '{');
            if let Some(at) = inside.find("{{").filter(|_| is_target && !inside.contains('\n')) {
                let at = start + open.len() + at;
                return Some(at..at + 2);
            }
        }
    }
    None
}

/// Bullets of a word processor would be printed beside, or instead of, those of the layout.
fn word_processor_bullet(text: &str) -> Option<Fault> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bullet = line.trim_start().chars().next().filter(|c| matches!(c, '•' | '·' | '▪' | '◦'));
        if let Some(bullet) = bullet {
            let start = at + line.len() - line.trim_start().len();
            return Some(Fault::warning(
                Code::UnsupportedMarkup,
                start..start + bullet.len_utf8(),
                format!("`{bullet}` makes no list and is printed as it is"),
                "begin the items of a list with `- `; lists in brackets need no mark",
            ));
        }
        at += line.len();
    }
    None
}

/// Strong marks in a one-line text would be printed as they are.
fn markup_in_plain(text: &str) -> Option<Fault> {
    let start = text.find("**")?;
    let length = text[start + 2..].find("**")? + 4;
    Some(Fault::warning(
        Code::UnsupportedMarkup,
        start..start + length,
        "marks have no effect here and are printed as they are",
        "take the `**` away",
    ))
}

/// `**` that is not closed stays in the text.
fn stray_marks(text: &str, parsed: &str) -> Option<Fault> {
    parsed.find("**")?;
    let start = text.rfind("**")?;
    Some(Fault::warning(
        Code::UnsupportedMarkup,
        start..start + 2,
        "`**` is not closed and is printed as it is",
        "write `**words**`, without spaces inside the marks",
    ))
}

/// Placeholders are filled in texts only: elsewhere they would be printed as they are.
fn unfilled(text: &str) -> Option<Fault> {
    let start = text.find("{{")?;
    Some(Fault::error(
        Code::UnknownPlaceholder,
        start..start + 2,
        "nothing is filled in here",
        "`{{ }}` works in the texts of `<language>.toml` only",
    ))
}

/// Spaces, joiners, direction marks and variation selectors: they need no glyph of their own.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{00ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

fn language(text: &str) -> Option<Fault> {
    if Language::get(text).is_some() {
        return None;
    }
    let codes = || Language::all().map(|language| language.code.as_str());
    let known = format!("known languages: {}", ticked(codes()));
    let message = format!("unknown language `{text}`");
    Some(Fault::whole(Code::UnknownLanguage, message, nearest(text, codes()).unwrap_or(known)))
}

fn key(text: &str) -> Option<Fault> {
    let is_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(is_key) {
        return None;
    }
    let message = format!("`{text}` cannot be used as an id");
    Some(Fault::whole(Code::BadId, message, "use lower-case letters, digits and `_`, a letter first"))
}

/// Whether a text can be a leaflet's code: 1 to 6 capital letters and digits.
pub fn is_leaflet_code(text: &str) -> bool {
    let is_code = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    (1..=6).contains(&text.len()) && text.chars().all(is_code)
}

fn code(text: &str) -> Option<Fault> {
    if is_leaflet_code(text) {
        return None;
    }
    let message = format!("`{text}` cannot be used as a code");
    Some(Fault::whole(Code::BadId, message, "use 1 to 6 capital letters and digits, such as `PCF`"))
}

fn link(text: &str) -> Option<Fault> {
    if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
        return Some(Fault::whole(Code::BadLink, "a link has no spaces", "take them away"));
    }
    if !text.starts_with("https://") {
        let message = format!("`{text}` is not an https link");
        return Some(Fault::whole(Code::BadLink, message, "write the whole address: `https://…`"));
    }
    match url::Url::parse(text) {
        Ok(_) => None,
        Err(error) => {
            let message = format!("`{text}` is not a link ({error})");
            Some(Fault::whole(Code::BadLink, message, "write the whole address: `https://…`"))
        }
    }
}

fn host(text: &str) -> Option<Fault> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
    let is_host = text.contains('.')
        && text.chars().all(allowed)
        && matches!(url::Host::parse(text), Ok(url::Host::Domain(domain)) if domain == text);
    if is_host {
        return None;
    }
    let message = format!("`{text}` is not a host name");
    let hint = "write the name alone, in lower case, such as `booking.example`";
    Some(Fault::whole(Code::BadLink, message, hint))
}

fn link_template(text: &str) -> Option<Fault> {
    let mut facts = Facts::default();
    for name in ["code", "language", "medium"] {
        facts.set(name, "x");
    }
    if let Some(fault) = placeholder::check(text, &facts).into_iter().next() {
        return Some(fault.into());
    }
    placeholder::fill(text, &facts, Escape::None).ok().and_then(|filled| link(&filled))
}

fn image(text: &str) -> Option<Fault> {
    if text.is_empty() || text.contains(['/', '\\', ':']) || text.starts_with('.') {
        let message = format!("`{text}` is not the name of a file in this folder");
        let hint = "put the image beside this file and write its name alone";
        return Some(Fault::whole(Code::BadImage, message, hint));
    }
    if ImageKind::of_name(text).is_none() {
        let message = format!("`{text}` is no image that can be printed");
        return Some(Fault::whole(Code::BadImage, message, "use an `.svg`, `.png` or `.jpg` file"));
    }
    None
}

fn slug(text: &str) -> Option<Fault> {
    if super::is_slug(text) {
        return None;
    }
    let message = format!("`{text}` cannot be used as an id");
    let hint =
        "use lower-case letters, digits and hyphens between them, a letter first, such as `waiting-room`";
    Some(Fault::whole(Code::BadId, message, hint))
}

fn time_of_day(text: &str) -> Option<Fault> {
    if TimeOfDay::parse(text).is_some() {
        return None;
    }
    let message = format!("`{text}` is not a time of day");
    Some(Fault::whole(Code::BadDate, message, "write hours and minutes, such as `\"08:30\"`"))
}

/// Zones are looked up in the copy inside the program, the same on every machine.
fn time_zone(text: &str) -> Option<Fault> {
    let zones = || jiff::tz::db().available();
    let names: Vec<String> = zones().map(|zone| zone.to_string()).collect();
    if names.iter().any(|name| name == text) {
        return None;
    }
    let message = format!("`{text}` is not a time zone");
    let hint = nearest(text, names.iter().map(String::as_str))
        .unwrap_or_else(|| "write region and city, such as `Europe/Madrid`".into());
    Some(Fault::whole(Code::BadDate, message, hint))
}

fn color(text: &str, required: f64) -> Option<Fault> {
    let Some(color) = Color::parse(text) else {
        let message = format!("`{text}` is not a colour");
        return Some(Fault::whole(Code::BadColor, message, "write it as `#rrggbb`, such as `#0b3c5d`"));
    };
    let contrast = color.contrast_with_white();
    if contrast >= required {
        return None;
    }
    // Rounded down, so that a colour just below the limit is not said to reach it.
    let shown = (contrast * 10.0).floor() / 10.0;
    let message = format!("the contrast of `{text}` against white is {shown}:1, too low to be seen well");
    Some(Fault::whole(Code::LowContrast, message, format!("choose a darker colour: at least {required}:1")))
}
