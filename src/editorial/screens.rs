//! What screens show: leaflets that lack what a slide needs, notices that are too long.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::{Leaflet, Library, Notice, Practice, Priority, Screen, Screens, Status};
use crate::slides::{self, Lack};

/// Most words of a notice's heading and text.
const TITLE_WORDS: usize = 8;
const BODY_WORDS: usize = 20;

/// Everything that is to be said about screens and notices.
pub(super) fn review(library: &Library) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    if let Some(screens) = &library.screens {
        for screen in &screens.list {
            shown_leaflets(library, screens, screen, &mut out);
        }
        for notice in library.notices.values() {
            languages(screens, notice, &mut out);
        }
    }
    for notice in library.notices.values() {
        lengths(notice, &mut out);
        endless(notice, &mut out);
    }
    out
}

fn shown_leaflets(library: &Library, screens: &Screens, screen: &Screen, out: &mut Vec<Diagnostic>) {
    let shown = screen.leaflets.iter().filter_map(|id| library.leaflets.get(id));
    for leaflet in shown.filter(|leaflet| screen.may_show(leaflet)) {
        for language in &screen.languages {
            if leaflet.translations.contains_key(language) {
                out.extend(lacks(&library.practice, leaflet, language));
            } else if !leaflet.broken_languages.contains(language) {
                out.push(untranslated(screens, screen, leaflet, language));
            }
        }
    }
}

/// Languages are shown in step: a leaflet that is missing in one of them is a fault.
fn untranslated(screens: &Screens, screen: &Screen, leaflet: &Leaflet, language: &str) -> Diagnostic {
    let id = &leaflet.id;
    let field = screen.field("languages");
    let message = format!("screen `{}` shows `{language}`, but leaflet `{id}` has no text in it", screen.id);
    Diagnostic::new(severity(leaflet), Code::MissingTranslation, screens.file.place(&field), message)
        .field(field)
        .hint(format!("write `content/leaflets/{id}/{language}.toml`, or take the leaflet from this screen"))
}

/// Error for an approved leaflet, warning for a draft.
fn severity(leaflet: &Leaflet) -> Severity {
    match leaflet.review.status {
        Status::Approved => Severity::Error,
        Status::Draft | Status::Withdrawn => Severity::Warning,
    }
}

fn lacks(practice: &Practice, leaflet: &Leaflet, language: &str) -> Vec<Diagnostic> {
    let Some(text) = leaflet.translations.get(language) else { return Vec::new() };
    let finding = |lack: Lack| {
        let mandatory = lack.kind.is_mandatory();
        let (severity, consequence) = if mandatory {
            (severity(leaflet), "so no screen shows the leaflet")
        } else {
            (Severity::Warning, "so this slide is left out")
        };
        let message = format!("screens have no words for `{}`, {consequence}", lack.field);
        Diagnostic::new(severity, Code::MissingPart, text.place(&lack.field), message)
            .field(&lack.field)
            .hint(format!(
                "add `{}`: the same in few words",
                lack.field.rsplit('.').next().unwrap_or_default()
            ))
    };
    slides::of_leaflet(practice, leaflet, language).lacks.into_iter().map(finding).collect()
}

/// A notice without words in a language of its screens.
fn languages(screens: &Screens, notice: &Notice, out: &mut Vec<Diagnostic>) {
    let shows = |screen: &&Screen| notice.screens.is_empty() || notice.screens.contains(&screen.id);
    let mut missing: Vec<&String> =
        screens.list.iter().filter(shows).flat_map(|screen| &screen.languages).collect();
    missing.sort();
    missing.dedup();
    for language in missing.into_iter().filter(|language| !notice.text.contains_key(*language)) {
        let message = format!("screens show `{language}`, but this notice has no words in it");
        let diagnostic = Diagnostic::warning(Code::MissingTranslation, notice.file.place("text"), message);
        out.push(diagnostic.field("text").hint(format!("add `[text.{language}]`")));
    }
}

fn lengths(notice: &Notice, out: &mut Vec<Diagnostic>) {
    for (language, text) in &notice.text {
        let body = text.body.as_ref().map(|body| ("body", body, BODY_WORDS));
        for (name, text, most) in [("title", &text.title, TITLE_WORDS)].into_iter().chain(body) {
            let words = text.as_str().split_whitespace().count();
            if words <= most {
                continue;
            }
            let field = format!("text.{language}.{name}");
            let message = format!("this text has {words} words");
            let diagnostic = Diagnostic::warning(Code::Length, notice.file.place(&field), message);
            out.push(diagnostic.field(field).hint(format!("a slide holds at most {most} here")));
        }
    }
}

/// An urgent notice without an end keeps everything else from the screens for ever.
fn endless(notice: &Notice, out: &mut Vec<Diagnostic>) {
    if notice.priority == Priority::Urgent && notice.when.until.is_none() {
        let message = "this urgent notice has no end: nothing else will be shown until it is taken away";
        let diagnostic = Diagnostic::warning(Code::MissingKey, notice.file.place("priority"), message);
        out.push(diagnostic.field("until").hint("add `until`, a day or a moment"));
    }
}
