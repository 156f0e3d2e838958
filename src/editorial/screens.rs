//! What screens show: leaflets that lack what a slide needs, notices that are too long.

use crate::catalog::{Card, Catalog};
use crate::diagnostic::{self, Code, Diagnostic, Finding, Severity};
use crate::model::{Leaflet, Notice, Notices, Practice, Priority, Screen, Screens, SlideKind, Status};
use crate::slides::{self, Lack};

/// Most words of a notice's heading and text.
const TITLE_WORDS: usize = 8;
const BODY_WORDS: usize = 20;
/// Largest capital letter that leaves room for a few words, as a share of the shorter side.
const LARGEST_LETTER: f64 = 0.075;

/// Everything that is to be said about screens and notices.
pub fn review(catalog: &Catalog, screens: Option<&Screens>, notices: &Notices) -> Vec<Finding> {
    let mut out = Vec::new();
    if let Some(screens) = screens {
        for screen in &screens.list {
            out.extend(shown_leaflets(catalog, screens, screen));
            let own = empty(catalog, screens, screen).into_iter().chain(too_far(screens, screen));
            out.extend(own.map(|diagnostic| Finding::from(&diagnostic)));
        }
    }
    let mut said = Vec::new();
    for notice in notices.good.values() {
        if let Some(screens) = screens {
            languages(screens, notice, &mut said);
        }
        lengths(notice, &mut said);
        endless(notice, &mut said);
    }
    out.extend(diagnostic::settle(&said));
    out
}

fn shown_leaflets(catalog: &Catalog, screens: &Screens, screen: &Screen) -> Vec<Finding> {
    let mut out = Vec::new();
    let shown = screen.leaflets.iter().filter_map(|id| catalog.get(id));
    for card in shown.filter(|card| screen.may_show(card.status)) {
        for language in &screen.languages {
            if let Some(text) = card.texts.get(language) {
                out.extend(text.lacks.iter().cloned());
            } else if !card.broken_languages.contains(language) {
                out.push(Finding::from(&untranslated(screens, screen, card, language)));
            }
        }
    }
    out
}

/// A screen that shows no leaflet, and why.
fn empty(catalog: &Catalog, screens: &Screens, screen: &Screen) -> Option<Diagnostic> {
    let shown = || screen.leaflets.iter().filter_map(|id| catalog.get(id));
    if shown().any(|card| screen.may_show(card.status)) {
        return None;
    }
    let hint = if shown().any(|card| card.status == Status::Draft) {
        "its leaflets are not approved yet: `show_drafts = true` shows them, marked as drafts"
    } else {
        "name its `leaflets` or `categories`"
    };
    let field = screen.field("show_drafts");
    let message = format!("screen `{}` has no leaflet to show", screen.id);
    Some(Diagnostic::warning(Code::MissingPart, screens.file.place(&field), message).field(field).hint(hint))
}

/// A panel that is too small for its room: no text would fit, whatever its words.
fn too_far(screens: &Screens, screen: &Screen) -> Option<Diagnostic> {
    let (width, height) = screen.stage.size.pixels();
    let share = screen.stage.smallest_capital_px() / f64::from(width.min(height));
    if share <= LARGEST_LETTER {
        return None;
    }
    let stage = &screen.stage;
    let (inches, metres) = (stage.diagonal_inches, stage.viewing_distance_m);
    let field = screen.field("viewing_distance_m");
    let message = format!("a panel of {inches} inches is too small to be read from {metres} m");
    let nearest = (metres * LARGEST_LETTER / share * 10.0).floor() / 10.0;
    let largest = (inches * share / LARGEST_LETTER).ceil();
    Some(
        Diagnostic::warning(Code::Slide, screens.file.place(&field), message)
            .field(field)
            .hint(format!("most slides will not fit: take {largest} inches, or seats within {nearest} m")),
    )
}

/// Numbers of questions that a language does not have, and points of the timeline that find no room.
pub(super) fn questions(leaflet: &Leaflet) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for (language, text) in &leaflet.translations {
        let count = text.faq.as_ref().map_or(0, |faq| faq.items.len());
        let numbers = leaflet.slides.questions.iter().enumerate();
        for (index, number) in numbers.filter(|(_, number)| usize::from(**number) > count) {
            let field = format!("slides.questions.{}", index + 1);
            let message = format!("the FAQ in `{language}` has no question {number}");
            let diagnostic = Diagnostic::new(
                severity(leaflet.review.status),
                Code::UnknownReference,
                leaflet.file.place(&field),
                message,
            );
            out.push(diagnostic.field(field).hint(format!("it has {count}, counted from 1")));
        }
        let points = text.recovery.iter().flat_map(|recovery| recovery.milestones.iter().enumerate());
        let short: Vec<usize> =
            points.filter(|(_, point)| point.short.is_some()).map(|(i, _)| i + 1).collect();
        for number in short.iter().skip(slides::MOST_MILESTONES) {
            let field = format!("recovery.milestones.{number}.short");
            let message = format!("a slide has room for {} points of the timeline", slides::MOST_MILESTONES);
            let diagnostic = Diagnostic::warning(Code::Length, text.place(&field), message);
            out.push(
                diagnostic.field(field).hint("this one is not shown: take `short` away here or elsewhere"),
            );
        }
    }
    out
}

/// Languages are shown in step: a leaflet that is missing in one of them is a fault.
fn untranslated(screens: &Screens, screen: &Screen, card: &Card, language: &str) -> Diagnostic {
    let id = &card.id;
    let field = screen.field("languages");
    let message = format!("screen `{}` shows `{language}`, but leaflet `{id}` has no text in it", screen.id);
    Diagnostic::new(severity(card.status), Code::MissingTranslation, screens.file.place(&field), message)
        .field(field)
        .hint(format!("write `content/leaflets/{id}/{language}.toml`, or take the leaflet from this screen"))
}

/// Error for an approved leaflet, warning for a draft.
fn severity(status: Status) -> Severity {
    match status {
        Status::Approved => Severity::Error,
        Status::Draft | Status::Withdrawn => Severity::Warning,
    }
}

/// Short texts that screens need and a leaflet does not have.
pub(super) fn lacks(practice: &Practice, leaflet: &Leaflet, language: &str) -> Vec<Diagnostic> {
    let Some(text) = leaflet.translations.get(language) else { return Vec::new() };
    // That a whole part is missing is said of the leaflet itself.
    let is_short = |lack: &Lack| lack.field.ends_with("short");
    let finding = |lack: Lack| {
        let (severity, consequence) = match lack.kind {
            SlideKind::Title => (Severity::Warning, "so this slide has only the title".to_owned()),
            kind if kind.is_mandatory() => (
                severity(leaflet.review.status),
                format!("so screens do not show the leaflet anew in `{language}`"),
            ),
            _ => (Severity::Warning, "so this slide is left out".to_owned()),
        };
        let message = format!("screens have no words for `{}`, {consequence}", lack.field);
        let name = lack.field.rsplit('.').next().unwrap_or_default().to_owned();
        Diagnostic::new(severity, Code::MissingPart, text.place(&lack.field), message)
            .field(&lack.field)
            .hint(format!("add `{name}`: the same in few words"))
    };
    slides::of_leaflet(practice, leaflet, language).lacks.into_iter().filter(is_short).map(finding).collect()
}

/// A notice without words in a language of its screens.
fn languages(screens: &Screens, notice: &Notice, out: &mut Vec<Diagnostic>) {
    let shows = |screen: &&Screen| notice.is_for(screen);
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
