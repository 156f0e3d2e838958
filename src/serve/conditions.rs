//! What a client has already: `If-None-Match`, `If-Modified-Since`, `If-Range`.

use std::time::{Duration, SystemTime};

use axum::http::HeaderMap;
use axum::http::header::{HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE};

/// Whether the client has the content with this tag.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let tags = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    tags.flat_map(|value| value.split(',')).map(str::trim).any(|known| {
        // Comparing for reading is weak: `W/"x"` is known as `"x"`.
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
    })
}

/// Whether the client has the file with this tag and time. The time counts only without a tag.
pub(super) fn is_unchanged(headers: &HeaderMap, tag: &str, modified: SystemTime) -> bool {
    if headers.contains_key(IF_NONE_MATCH) {
        return is_known(headers, tag);
    }
    date(headers, &IF_MODIFIED_SINCE).is_some_and(|since| whole_seconds(modified) <= since)
}

/// Whether a range may be cut from this file: the rest the client has is of the same content.
pub(super) fn may_continue(headers: &HeaderMap, tag: &str, modified: SystemTime) -> bool {
    let Some(condition) = headers.get(IF_RANGE) else { return true };
    condition.as_bytes() == tag.as_bytes()
        || date(headers, &IF_RANGE).is_some_and(|date| date == whole_seconds(modified))
}

fn date(headers: &HeaderMap, name: &HeaderName) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(name)?.to_str().ok()?).ok()
}

/// Dates in headers have no fractions of seconds.
fn whole_seconds(time: SystemTime) -> SystemTime {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs())
}
