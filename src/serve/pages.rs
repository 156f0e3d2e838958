//! The embedded pages: templates, and what they need, under an address that names its content.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, VARY};
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value};
use rust_embed::RustEmbed;
use serde::Serialize;

use super::error::Error;
use super::front::Front;
use super::words::{PageWords, Words};
use super::{languages, query, reply};
use crate::digest;
use crate::live::board::Direction;

#[derive(RustEmbed)]
#[folder = "src/serve/pages/"]
#[include = "*.html"]
#[include = "*.css"]
#[include = "*.js"]
#[include = "*.svg"]
#[include = "words.json"]
struct Files;

const WORDS: &str = "words.json";

/// The templates, ready to be filled.
pub(super) struct Pages {
    templates: Environment<'static>,
    pub(super) words: Words,
    /// Digest of all files: relative addresses in one file lead to others of the same set.
    hash: String,
}

impl Pages {
    pub(super) fn load() -> Result<Self, Error> {
        let hash = hash();
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        // Titles and names are content: they never become markup.
        templates.set_auto_escape_callback(|_| AutoEscape::Html);
        let set = hash.clone();
        templates.add_function("static", move |name: String| match Files::get(&name) {
            Some(_) if is_static(&name) => Ok(format!("/static/{set}/{name}")),
            _ => Err(minijinja::Error::new(ErrorKind::InvalidOperation, format!("there is no `{name}`"))),
        });
        for name in Files::iter().filter(|name| name.ends_with(".html")) {
            let file = Files::get(&name).map(|file| file.data.into_owned()).unwrap_or_default();
            let text = String::from_utf8(file).map_err(|error| wrong(&name, &error))?;
            templates.add_template_owned(name.to_string(), text).map_err(|error| wrong(&name, &error))?;
        }
        let words = Files::get(WORDS).map(|file| file.data).unwrap_or_default();
        let words = Words::parse(&words).map_err(|error| wrong(WORDS, &error))?;
        Ok(Self { templates, words, hash })
    }
}

fn wrong(name: &str, error: &impl std::fmt::Display) -> Error {
    Error::Page { message: format!("{name}: {error}") }
}

fn is_static(name: &str) -> bool {
    !name.ends_with(".html") && name != WORDS
}

fn hash() -> String {
    let files = Files::iter().filter(|name| is_static(name)).filter_map(|name| {
        let file = Files::get(&name)?;
        Some(format!("{name} {}\n", digest::of(&file.data)))
    });
    let mut files: Vec<String> = files.collect();
    files.sort();
    digest::short(files.concat().as_bytes())
}

/// A file that pages need.
pub(super) async fn file(
    State(front): State<Arc<Front>>,
    Path((hash, name)): Path<(String, String)>,
) -> Response<Body> {
    let media_type = match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => return reply::text(StatusCode::NOT_FOUND, "no such file"),
    };
    match Files::get(&name).filter(|_| hash == front.pages.hash) {
        Some(file) => reply::immutable(media_type, &digest::short(&file.data), file.data.into_owned()),
        None => reply::text(StatusCode::NOT_FOUND, "no such file"),
    }
}

/// A filled template.
pub(super) fn html(front: &Front, status: StatusCode, name: &str, page: &impl Serialize) -> Response<Body> {
    let context = Value::from(Serde(page));
    let filled = front.pages.templates.get_template(name).and_then(|template| template.render(context));
    let mut answer = match filled {
        Ok(html) => Response::new(Body::from(html)),
        Err(error) => {
            report(front, &format!("the page {name} cannot be made ({error:#})"));
            return reply::text(StatusCode::INTERNAL_SERVER_ERROR, "this page cannot be made");
        }
    };
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(VARY, HeaderValue::from_static("accept, accept-language"));
    answer
}

/// Logs a fault, but not for each of a thousand requests.
fn report(front: &Front, line: &str) {
    static LAST: Mutex<String> = Mutex::new(String::new());
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if *last != line {
        line.clone_into(&mut last);
        (front.log)(line);
    }
}

/// What `not-found.html` is filled with.
#[derive(Serialize)]
struct NotFound<'a> {
    practice: &'a str,
    lang: &'a str,
    direction: Direction,
    #[serde(flatten)]
    words: PageWords,
}

/// The page for addresses that mean nothing; it leads back to the start page.
pub(super) async fn not_found(
    State(front): State<Arc<Front>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    let accepts = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if !accepts.contains("text/html") {
        return reply::text(StatusCode::NOT_FOUND, "not found");
    }
    let catalog = front.board.catalog();
    let accept = headers.get(ACCEPT_LANGUAGE).and_then(|accept| accept.to_str().ok());
    let lang = languages::choose(&catalog.languages, query::first(&uri, "lang").as_deref(), accept);
    let lang = lang.unwrap_or("en");
    let page = NotFound {
        practice: &catalog.practice,
        lang,
        direction: catalog.direction(lang),
        words: front.pages.words.of("not_found", lang),
    };
    html(&front, StatusCode::NOT_FOUND, "not-found.html", &page)
}
