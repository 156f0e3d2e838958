//! What the engine knows, as the board says it.

use std::collections::BTreeMap;

use super::board::{
    Catalog, Direction, FileEntry, LeafletEntry, LeafletStatus, Problem, Problems, ScreenEntry, Severity,
    SlideEntry,
};
use super::excerpts::Excerpts;
use crate::catalog::Card;
use crate::diagnostic::{self, Finding};
use crate::engine::{Engine, ListedFile};
use crate::language::{self, Language};
use crate::model::Status;

/// Everything that people can choose from; `before` is what there was.
pub(super) fn catalog(engine: &Engine, before: &Catalog) -> Catalog {
    let Some(practice) = engine.practice() else { return before.clone() };
    let spoken = || practice.languages.iter().filter_map(|code| Language::get(code));
    let mut leaflets: Vec<LeafletEntry> =
        engine.catalog().values().map(|card| leaflet(card, &engine.files(&card.id), before)).collect();
    leaflets.extend(engine.unreadable().iter().map(|id| unreadable(id, &engine.files(id), before)));
    leaflets.sort_by(|a, b| a.id.cmp(&b.id));
    Catalog {
        practice: practice.clinician.name.clone(),
        languages: practice.languages.clone(),
        language_names: spoken().map(|l| (l.code.clone(), l.words.name.clone())).collect(),
        directions: spoken().map(|l| (l.code.clone(), direction(l))).collect(),
        leaflets,
        screens: screens(engine),
    }
}

fn direction(language: &Language) -> Direction {
    match language.words.direction {
        language::Direction::Ltr => Direction::Ltr,
        language::Direction::Rtl => Direction::Rtl,
    }
}

fn leaflet(card: &Card, files: &[ListedFile], before: &Catalog) -> LeafletEntry {
    let mut broken: Vec<String> = card.broken_languages.clone();
    let failed = files.iter().filter(|file| !file.current).map(|file| file.job.language.clone());
    broken.extend(failed);
    broken.sort();
    broken.dedup();
    // A text with errors is still one of the leaflet's, under the title that it had.
    let known = entry(before, &card.id);
    let mut titles: BTreeMap<String, String> =
        known.map(|leaflet| leaflet.titles.clone()).unwrap_or_default();
    titles.retain(|language, _| card.broken_languages.contains(language));
    titles.extend(card.texts.iter().map(|(code, text)| (code.clone(), text.title.clone())));
    let mut languages: Vec<String> = card.texts.keys().chain(&card.broken_languages).cloned().collect();
    languages.sort();
    LeafletEntry {
        id: card.id.clone(),
        code: card.code.clone(),
        category: card.category.clone(),
        status: match card.status {
            Status::Draft => LeafletStatus::Draft,
            Status::Approved => LeafletStatus::Approved,
            Status::Withdrawn => LeafletStatus::Withdrawn,
        },
        version: card.version.clone(),
        updated: card.updated.clone(),
        titles,
        languages,
        broken,
        readable: true,
        files: files.iter().map(file).collect(),
    }
}

/// A leaflet that cannot be read is what it was, as far as its files are published.
fn unreadable(id: &str, files: &[ListedFile], before: &Catalog) -> LeafletEntry {
    let known = entry(before, id);
    let mut languages: Vec<String> =
        files.iter().filter(|file| file.published).map(|file| file.job.language.clone()).collect();
    languages.dedup();
    let titles = languages.iter().map(|code| (code.clone(), id.to_owned())).collect();
    let unknown = LeafletEntry { id: id.to_owned(), titles, ..LeafletEntry::default() };
    LeafletEntry {
        broken: languages.clone(),
        languages,
        readable: false,
        files: files.iter().filter(|file| file.published).map(file).collect(),
        ..known.cloned().unwrap_or(unknown)
    }
}

fn entry<'a>(catalog: &'a Catalog, id: &str) -> Option<&'a LeafletEntry> {
    let place = catalog.leaflets.binary_search_by(|leaflet| leaflet.id.as_str().cmp(id)).ok()?;
    catalog.leaflets.get(place)
}

fn file(file: &ListedFile) -> FileEntry {
    let format = file.job.format;
    let names = Language::all().filter_map(|language| {
        Some((language.code.clone(), language.words.formats.get(format.id())?.clone()))
    });
    FileEntry {
        language: file.job.language.clone(),
        format: format.id().to_owned(),
        format_name: names.collect::<BTreeMap<_, _>>(),
        path: file.job.path(),
        published: file.published,
    }
}

fn screens(engine: &Engine) -> Vec<ScreenEntry> {
    let listed = engine.screens().into_iter().map(|(screen, slides)| {
        let (width, height) = screen.stage.size.pixels();
        let slides = slides.into_iter().map(|slide| SlideEntry {
            title: slide.title.unwrap_or_else(|| slide.id.clone()),
            id: slide.id,
            language: slide.language,
            seconds: f64::from(slide.seconds),
        });
        ScreenEntry {
            id: screen.id.clone(),
            name: screen.name.clone(),
            width,
            height,
            path: format!("screens/{}/index.html", screen.id),
            slides: slides.collect(),
        }
    });
    listed.collect()
}

/// Everything that is wrong, the worst first, with the lines of the files.
pub(super) fn problems(findings: &[Finding], mut excerpts: Excerpts<'_>) -> Problems {
    let errors = findings.iter().filter(|finding| finding.is_error()).count();
    let mut list: Vec<Problem> =
        findings.iter().map(|finding| problem(finding, excerpts.of(&finding.spot))).collect();
    list.sort_by_key(|problem| problem.severity == Severity::Warning);
    Problems { errors, warnings: findings.len() - errors, list }
}

fn problem(finding: &Finding, excerpt: String) -> Problem {
    let spot = &finding.spot;
    let mut parts = spot.file.strip_prefix("content/leaflets/").unwrap_or_default().split('/');
    let leaflet = parts.next().filter(|id| !id.is_empty()).map(str::to_owned);
    let text = parts.next().and_then(|name| name.strip_suffix(".toml"));
    let notice = spot.file.strip_prefix("content/notices/").and_then(|name| name.strip_suffix(".toml"));
    Problem {
        severity: match finding.severity {
            diagnostic::Severity::Error => Severity::Error,
            diagnostic::Severity::Warning => Severity::Warning,
        },
        code: finding.code.as_str().to_owned(),
        message: finding.message.clone(),
        file: spot.file.clone(),
        line: spot.line,
        column: spot.column,
        end_line: spot.end_line,
        end_column: spot.end_column,
        field: Some(finding.field.clone()).filter(|field| !field.is_empty()),
        hints: finding.hints.clone(),
        leaflet,
        language: text.filter(|name| *name != "leaflet").map(str::to_owned),
        notice: notice.map(str::to_owned),
        excerpt,
    }
}
