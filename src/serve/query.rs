//! Reading the query of an address.

use std::borrow::Cow;

use axum::http::Uri;

/// The values of a name in the query, in order.
pub(super) fn values<'a>(uri: &'a Uri, name: &str) -> impl Iterator<Item = Cow<'a, str>> {
    form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .filter(move |(key, _)| key == name)
        .map(|(_, value)| value)
}

/// The first value of a name in the query.
pub(super) fn first<'a>(uri: &'a Uri, name: &str) -> Option<Cow<'a, str>> {
    values(uri, name).next()
}
