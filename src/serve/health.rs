//! How the program is doing, for machines.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, ETAG, HeaderValue};
use axum::http::{HeaderMap, Response, StatusCode};
use serde::Serialize;

use super::conditions;
use super::front::Front;
use super::reply;
use crate::digest;
use crate::live::board;

/// Says that the process answers.
pub(super) async fn live() -> Response<Body> {
    reply::text(StatusCode::OK, "ok")
}

/// Says whether the first round is through.
pub(super) async fn ready(State(front): State<Arc<Front>>) -> Response<Body> {
    if front.board.is_ready() {
        reply::text(StatusCode::OK, "ok")
    } else {
        reply::busy("the first round is not through")
    }
}

#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    status: &'a board::Status,
    epoch: &'a str,
    number: u64,
    started: u64,
}

/// The status of the board, its numbers and the time of the start.
pub(super) async fn status(State(front): State<Arc<Front>>, headers: HeaderMap) -> Response<Body> {
    let report = Report {
        epoch: front.board.epoch(),
        number: front.board.number(),
        status: &front.board.status(),
        started: front.started,
    };
    let json = serde_json::to_vec(&report).unwrap_or_default();
    let tag = format!("\"{}\"", digest::short(&json));
    let mut answer = if conditions::is_known(&headers, &tag) {
        let mut unchanged = Response::new(Body::empty());
        *unchanged.status_mut() = StatusCode::NOT_MODIFIED;
        unchanged
    } else {
        reply::json(StatusCode::OK, json)
    };
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.headers_mut().insert(ETAG, tag);
    }
    answer
}
