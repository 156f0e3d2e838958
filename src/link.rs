//! The booking link: filled for one leaflet, checked before anything is made of it.
//!
//! Knows nothing of QR codes or pages.

use crate::placeholder::{self, Escape, Facts};

/// Fills the practice's link for one leaflet, language and medium; the code in lower case.
pub fn fill(template: &str, code: &str, language: &str, medium: &str) -> String {
    let mut facts = Facts::default();
    facts.set("code", code.to_lowercase());
    facts.set("language", language);
    facts.set("medium", medium);
    placeholder::fill(template, &facts, Escape::None).unwrap_or_else(|_| template.to_owned())
}

/// Why a booking link cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkFault {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// Checks that a link is https, leads to an allowed host and hides nothing.
///
/// # Errors
/// What is wrong with it.
pub fn check(link: &str, hosts: &[String]) -> Result<(), LinkFault> {
    let fault =
        |message: &str, hint: &str| Err(LinkFault { message: message.to_owned(), hint: hint.to_owned() });
    let Ok(url) = url::Url::parse(link) else {
        return fault("this is not a link", "write the whole address: `https://…`");
    };
    if !link.starts_with("https://") || link.contains(char::is_whitespace) {
        return fault("this is not an https link", "write `https://…`, without spaces");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return fault("the link carries a user name or password", "take away what stands before the `@`");
    }
    if url.port().is_some() {
        return fault("the link names a port", "take away the `:` and number after the host");
    }
    let host = match url.host() {
        Some(url::Host::Domain(host)) => host.to_owned(),
        Some(_) => return fault("the link leads to an address of numbers", "write the name of the host"),
        None => return fault("the link leads to no host", "write the whole address: `https://…`"),
    };
    if hosts.contains(&host) {
        return Ok(());
    }
    let message = format!("the link leads to `{host}`, which is not an allowed host");
    if host.contains("xn--") {
        let hint = "some of its letters only look like Latin ones: type the address again";
        return fault(&message, hint);
    }
    fault(&message, "write one of `booking.hosts`, or add the host there")
}

/// Whether a link leads to a domain that is reserved for examples and tests (RFC 2606, RFC 6761).
pub fn is_placeholder(link: &str) -> bool {
    let Ok(url) = url::Url::parse(link) else { return false };
    let Some(host) = url.host_str() else { return false };
    let reserved = ["example", "test", "invalid", "localhost"];
    let top = host.rsplit('.').next().unwrap_or(host);
    let second = ["example.com", "example.net", "example.org"];
    reserved.contains(&top) || second.iter().any(|name| host == *name || host.ends_with(&format!(".{name}")))
}

/// The link as it is printed for people to type: without the scheme.
pub fn shown(link: &str) -> &str {
    link.strip_prefix("https://").unwrap_or(link)
}
