//! Small answers.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, RETRY_AFTER};
use axum::http::{HeaderValue, Response, StatusCode};

/// An answer of one line.
pub(super) fn text(status: StatusCode, line: &str) -> Response<Body> {
    typed(status, "text/plain; charset=utf-8", Body::from(format!("{line}\n")))
}

/// An answer in JSON that must not be kept.
pub(super) fn json(status: StatusCode, json: impl Into<Body>) -> Response<Body> {
    typed(status, "application/json", json.into())
}

/// An answer that says to come back later.
pub(super) fn busy(line: &str) -> Response<Body> {
    let mut reply = text(StatusCode::SERVICE_UNAVAILABLE, line);
    reply.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
    reply
}

/// An answer that never changes under its address.
pub(super) fn immutable(media_type: &'static str, hash: &str, body: impl Into<Body>) -> Response<Body> {
    let mut reply = typed(StatusCode::OK, media_type, body.into());
    let headers = reply.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(IMMUTABLE));
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{hash}\"")) {
        headers.insert(ETAG, tag);
    }
    reply
}

/// For what is named by its content.
pub(super) const IMMUTABLE: &str = "public, max-age=31536000, immutable";

fn typed(status: StatusCode, media_type: &'static str, body: Body) -> Response<Body> {
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    reply.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    reply
}
