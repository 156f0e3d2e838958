//! Who may make this machine do something: our own page, in this machine's browser.

use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{Extensions, HeaderMap, HeaderName, StatusCode};

use super::connection::Ends;
use super::guard::only;
use super::host;

/// Headers of proxies: their clients are somewhere else.
const PROXY: [&str; 5] = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];
const TOKEN: HeaderName = HeaderName::from_static("x-leafcast");

/// Whether a request comes from this machine, under a name of this machine, and through no proxy.
pub(super) fn is_local(extensions: &Extensions, headers: &HeaderMap) -> bool {
    let is_near = extensions.get::<Ends>().is_some_and(|ends| ends.peer.ip().to_canonical().is_loopback());
    is_near
        && only(headers, &HOST).is_some_and(host::is_loopback)
        && PROXY.iter().all(|name| !headers.contains_key(*name))
}

/// Why a request that changes something is refused, if it is.
pub(super) fn refusal(
    extensions: &Extensions,
    headers: &HeaderMap,
    token: &str,
) -> Option<(StatusCode, &'static str)> {
    let host = only(headers, &HOST).unwrap_or_default();
    let is_ours = |origin: &str| origin.strip_prefix("http://").is_some_and(|o| o.eq_ignore_ascii_case(host));
    if !is_local(extensions, headers) {
        return Some((StatusCode::FORBIDDEN, "only on the machine that leafcast runs on"));
    }
    if !only(headers, &ORIGIN).is_some_and(is_ours) {
        return Some((StatusCode::FORBIDDEN, "only from the preview"));
    }
    let site = HeaderName::from_static("sec-fetch-site");
    if headers.contains_key(&site) && only(headers, &site) != Some("same-origin") {
        return Some((StatusCode::FORBIDDEN, "only from the preview"));
    }
    // No form can send this type.
    let media_type = only(headers, &CONTENT_TYPE).unwrap_or_default().split(';').next().unwrap_or_default();
    if !media_type.trim().eq_ignore_ascii_case("application/json") {
        return Some((StatusCode::UNSUPPORTED_MEDIA_TYPE, "only `application/json`"));
    }
    if !is_equal(only(headers, &TOKEN).unwrap_or_default().as_bytes(), token.as_bytes()) {
        return Some((StatusCode::FORBIDDEN, "the token is not that of this start: reload the preview"));
    }
    None
}

/// Compares without telling by the time taken where the difference is.
fn is_equal(one: &[u8], other: &[u8]) -> bool {
    let difference =
        one.iter().zip(other).fold(0, |all, (one, other)| std::hint::black_box(all | (one ^ other)));
    one.len() == other.len() && difference == 0
}
