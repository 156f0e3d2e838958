//! What every request passes on its way in, and every answer on its way out.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_SECURITY_POLICY, HOST, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use axum::middleware::Next;

use super::connection::Ends;
use super::front::Front;
use super::reply;

/// Of our own pages; published files bring their own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; frame-src 'self'; object-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

const ALWAYS: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Lets a request pass or refuses it, and adds the headers that protect the browser.
pub(super) async fn guard(State(front): State<Arc<Front>>, request: Request, next: Next) -> Response<Body> {
    let mut answer = match refusal(&front, &request) {
        None => next.run(request).await,
        Some((status, line)) => reply::text(status, line),
    };
    for (name, value) in ALWAYS {
        answer.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    answer.headers_mut().entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    answer
}

fn refusal(front: &Front, request: &Request) -> Option<(StatusCode, &'static str)> {
    let uri = request.uri();
    let length = uri.path_and_query().map_or(0, |path| path.as_str().len());
    if length > front.limits.uri {
        return Some((StatusCode::URI_TOO_LONG, "the address is too long"));
    }
    if !is_called_rightly(front, request) {
        return Some((
            StatusCode::MISDIRECTED_REQUEST,
            "this server is not called by that name (see --host)",
        ));
    }
    if is_from_elsewhere(request.method(), request.headers()) {
        return Some((StatusCode::FORBIDDEN, "not for pages of other sites"));
    }
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if announced
        .and_then(|length| length.parse().ok())
        .is_some_and(|length: usize| length > front.limits.body)
    {
        return Some((StatusCode::PAYLOAD_TOO_LARGE, "the body is too large"));
    }
    None
}

/// Whether the one `Host` of the request is ours, and so is the host in its address, if any.
fn is_called_rightly(front: &Front, request: &Request) -> bool {
    let Some(ends) = request.extensions().get::<Ends>() else { return false };
    let is_ours = |host: &str| front.hosts.is_ours(host, ends.local.ip());
    only(request.headers(), &HOST).is_some_and(is_ours)
        && request.uri().authority().is_none_or(|authority| is_ours(authority.as_str()))
}

/// Whether a page of another site asks for a part of a page. Following a link from there is fine.
fn is_from_elsewhere(method: &Method, headers: &HeaderMap) -> bool {
    let value = |name: &str| headers.get(name).map(HeaderValue::as_bytes);
    let is_ours = matches!(value("sec-fetch-site"), None | Some(b"same-origin" | b"none"));
    let is_link =
        value("sec-fetch-mode") == Some(b"navigate") && matches!(*method, Method::GET | Method::HEAD);
    !is_ours && !is_link
}

/// The value of a header that is there exactly once.
pub(super) fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}
