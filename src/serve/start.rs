//! The start page: reception finds a leaflet by name, in the patient's language, ready to print.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use serde::Serialize;

use super::front::Front;
use super::words::PageWords;
use super::{languages, pages, query};
use crate::live::board::{
    Catalog, Direction, FileEntry, LeafletEntry, LeafletStatus, ScreenEntry, Status, View,
};

/// The start page.
pub(super) async fn page(State(front): State<Arc<Front>>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    // Before reading: what changes meanwhile is sent as an event.
    let after = front.after();
    let catalog = front.board.catalog();
    let accept = headers.get(ACCEPT_LANGUAGE).and_then(|accept| accept.to_str().ok());
    let asked = query::first(&uri, "lang");
    let lang = languages::choose(&catalog.languages, asked.as_deref(), accept).unwrap_or("en");
    let desk = Desk { catalog: &catalog, lang };
    let status = front.board.status();
    let words = front.pages.words.of("start", lang);
    let page = desk.page(&status, front.board.is_ready(), after, words);
    pages::html(&front, StatusCode::OK, "start.html", &page)
}

/// What `start.html` is filled with.
#[derive(Serialize)]
struct StartPage<'a> {
    practice: &'a str,
    lang: &'a str,
    direction: Direction,
    /// Whether the first round is through.
    ready: bool,
    failing: Option<&'a str>,
    errors: usize,
    languages: Vec<Language<'a>>,
    /// In the order of the leaflets.
    categories: Vec<&'a str>,
    leaflets: Vec<Leaflet<'a>>,
    screens: Vec<Screen<'a>>,
    /// The number up to which the page knows everything.
    after: String,
    #[serde(flatten)]
    words: PageWords,
}

#[derive(Serialize)]
struct Language<'a> {
    code: &'a str,
    name: &'a str,
    direction: Direction,
    chosen: bool,
    url: String,
}

#[derive(Serialize)]
struct Leaflet<'a> {
    id: &'a str,
    code: &'a str,
    category: &'a str,
    status: LeafletStatus,
    draft: bool,
    version: &'a str,
    updated: &'a str,
    title: &'a str,
    title_language: &'a str,
    title_direction: Direction,
    other_titles: Vec<OtherTitle<'a>>,
    /// Whether the text in the chosen language has errors: its files are the last good ones.
    broken: bool,
    /// Whether there is a file in the chosen language.
    available: bool,
    preview: Option<String>,
    /// The published files, those in the chosen language first.
    files: Vec<PrintFile<'a>>,
}

#[derive(Serialize)]
struct OtherTitle<'a> {
    language: &'a str,
    direction: Direction,
    title: &'a str,
}

#[derive(Serialize)]
struct PrintFile<'a> {
    language: &'a str,
    language_name: &'a str,
    direction: Direction,
    format: &'a str,
    format_name: &'a str,
    url: String,
    chosen: bool,
}

#[derive(Serialize)]
struct Screen<'a> {
    id: &'a str,
    name: &'a str,
    width: u32,
    height: u32,
    url: String,
}

/// The catalog, seen in a language.
#[derive(Clone, Copy)]
struct Desk<'a> {
    catalog: &'a Catalog,
    lang: &'a str,
}

impl<'a> Desk<'a> {
    fn page(self, status: &'a Status, ready: bool, after: String, words: PageWords) -> StartPage<'a> {
        let catalog = self.catalog;
        let handed_out = catalog.leaflets.iter().filter(|leaflet| leaflet.status != LeafletStatus::Withdrawn);
        let mut leaflets: Vec<_> = handed_out.map(|leaflet| self.leaflet(leaflet)).collect();
        leaflets.sort_by_cached_key(|leaflet| (leaflet.title.to_lowercase(), leaflet.id));
        let mut categories: Vec<&str> = Vec::new();
        for leaflet in &leaflets {
            if !categories.contains(&leaflet.category) {
                categories.push(leaflet.category);
            }
        }
        StartPage {
            practice: &catalog.practice,
            lang: self.lang,
            direction: catalog.direction(self.lang),
            ready,
            failing: status.failing.as_deref(),
            errors: status.errors,
            languages: catalog.languages.iter().map(|code| self.language(code)).collect(),
            categories,
            leaflets,
            screens: catalog.screens.iter().map(screen).collect(),
            after,
            words,
        }
    }

    fn language(self, code: &'a str) -> Language<'a> {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("lang", code).finish();
        Language {
            code,
            name: self.catalog.language_name(code),
            direction: self.catalog.direction(code),
            chosen: code == self.lang,
            url: format!("/?{query}"),
        }
    }

    fn leaflet(self, leaflet: &'a LeafletEntry) -> Leaflet<'a> {
        let (title_language, title) = self.title(leaflet);
        let others = leaflet.titles.iter().filter(|(_, other)| *other != title);
        let direction = |code: &str| self.catalog.direction(code);
        let mut files: Vec<&FileEntry> = leaflet.files.iter().filter(|file| file.published).collect();
        files.sort_by_key(|file| file.language != self.lang);
        let preview = files.first().copied().or(leaflet.files.first());
        let preview = preview.and_then(|file| View::leaflet(&leaflet.id, &file.language, &file.format).ok());
        Leaflet {
            id: &leaflet.id,
            code: &leaflet.code,
            category: &leaflet.category,
            status: leaflet.status,
            draft: leaflet.status == LeafletStatus::Draft,
            version: &leaflet.version,
            updated: &leaflet.updated,
            title,
            title_language,
            title_direction: direction(title_language),
            other_titles: others
                .map(|(language, title)| OtherTitle { language, direction: direction(language), title })
                .collect(),
            broken: !leaflet.readable || leaflet.broken.iter().any(|language| language == self.lang),
            available: files.iter().any(|file| file.language == self.lang),
            preview: preview.map(|view| format!("/preview/?view={view}")),
            files: files.into_iter().map(|file| self.file(file)).collect(),
        }
    }

    fn file(self, file: &'a FileEntry) -> PrintFile<'a> {
        let name = file.format_name.get(self.lang).or_else(|| file.format_name.values().next());
        PrintFile {
            language: &file.language,
            language_name: self.catalog.language_name(&file.language),
            direction: self.catalog.direction(&file.language),
            format: &file.format,
            format_name: name.unwrap_or(&file.format),
            url: url(&file.path),
            chosen: file.language == self.lang,
        }
    }

    /// The title in the chosen language, else in the first language of the practice that has one.
    fn title(self, leaflet: &'a LeafletEntry) -> (&'a str, &'a str) {
        let in_language = |code: &'a str| Some((code, leaflet.titles.get(code)?.as_str()));
        in_language(self.lang)
            .or_else(|| self.catalog.languages.iter().find_map(|code| in_language(code)))
            .or_else(|| leaflet.titles.keys().find_map(|code| in_language(code)))
            .unwrap_or((self.lang, &leaflet.id))
    }
}

fn screen(screen: &ScreenEntry) -> Screen<'_> {
    let ScreenEntry { id, name, width, height, path, .. } = screen;
    Screen { id, name, width: *width, height: *height, url: url(path) }
}

/// The address of a published file: always one of ours.
fn url(path: &str) -> String {
    let mut url = String::from("/");
    for byte in path.trim_start_matches('/').bytes() {
        if byte.is_ascii_alphanumeric() || b"-_./".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url += &format!("%{byte:02X}");
        }
    }
    url
}
