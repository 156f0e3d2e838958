//! The preview: pages as they are now, and where each field landed on them.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, HeaderValue};
use axum::http::{Extensions, HeaderMap, Response, StatusCode, Uri};
use serde::Serialize;
use serde_json::json;

use super::front::Front;
use super::published::{PICTURE_POLICY, moved};
use super::words::PageWords;
use super::{local, pages, query, reply};
use crate::live::board::View;

/// What `preview.html` is filled with.
#[derive(Serialize)]
struct PreviewPage<'a> {
    practice: &'a str,
    /// Language of the page's own words.
    lang: &'a str,
    epoch: &'a str,
    /// The number up to which the page knows everything.
    after: String,
    #[serde(flatten)]
    words: PageWords,
}

/// The preview application.
pub(super) async fn page(State(front): State<Arc<Front>>, headers: HeaderMap) -> Response<Body> {
    let after = front.after();
    let accept = headers.get(ACCEPT_LANGUAGE).and_then(|accept| accept.to_str().ok());
    let lang = front.pages.words.preferred(accept);
    let page = PreviewPage {
        practice: &front.board.catalog().practice,
        lang,
        epoch: front.board.epoch(),
        after,
        words: front.pages.words.of("preview", lang),
    };
    pages::html(&front, StatusCode::OK, "preview.html", &page)
}

/// Leads to the address with a slash, to which the page's own addresses are relative.
pub(super) async fn slash(uri: Uri) -> Response<Body> {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    moved(&format!("/preview/{query}"))
}

/// A page as SVG, by the hash of its content.
pub(super) async fn svg(State(front): State<Arc<Front>>, Path(name): Path<String>) -> Response<Body> {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let hash = name
        .strip_suffix(".svg")
        .filter(|hash| (16..=64).contains(&hash.len()) && hash.bytes().all(is_digit));
    match hash.and_then(|hash| Some((hash, front.board.page(hash)?))) {
        Some((hash, svg)) => {
            let mut answer = reply::immutable("image/svg+xml", hash, Bytes::from_owner(svg));
            answer.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(PICTURE_POLICY));
            answer
        }
        None => reply::text(StatusCode::NOT_FOUND, "no such page"),
    }
}

/// Where the fields of a view landed.
pub(super) async fn regions(State(front): State<Arc<Front>>, uri: Uri) -> Response<Body> {
    let view = match query::first(&uri, "view").unwrap_or_default().parse::<View>() {
        Ok(view) => view,
        Err(error) => return reply::text(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    match front.board.regions(&view) {
        Some(json) => reply::json(StatusCode::OK, Bytes::from_owner(Arc::<[u8]>::from(json))),
        None => reply::text(StatusCode::NOT_FOUND, "nobody looks at this view"),
    }
}

/// What the application needs to know of the server. The token is for this machine's browser only.
pub(super) async fn state(
    State(front): State<Arc<Front>>,
    extensions: Extensions,
    headers: HeaderMap,
) -> Response<Body> {
    let is_local = local::is_local(&extensions, &headers);
    let state = json!({
        "token": is_local.then_some(&front.token),
        "editor": is_local && front.editor.is_some(),
        "epoch": &**front.board.epoch(),
        "number": front.board.number(),
    });
    reply::json(StatusCode::OK, state.to_string())
}
