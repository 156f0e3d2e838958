//! Names by which this server may be called. A page of another site that has its name point here
//! (DNS rebinding) calls us by that other name.

use std::net::IpAddr;

use axum::http::uri::Authority;

use super::error::Error;

/// The names given by the operator.
#[derive(Debug, Clone)]
pub(super) struct Hosts {
    names: Vec<String>,
}

impl Hosts {
    pub(super) fn new(names: &[String]) -> Result<Self, Error> {
        let names = names.iter().map(|name| {
            let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
            let is_name = !name.is_empty() && name.len() <= 253 && name.chars().all(allowed);
            if is_name { Ok(name.to_ascii_lowercase()) } else { Err(Error::HostName { name: name.clone() }) }
        });
        Ok(Self { names: names.collect::<Result<_, _>>()? })
    }

    /// Whether a `Host` means us, on a connection that came in on the address `local`. The port may
    /// be another: that of a tunnel or a container.
    pub(super) fn is_ours(&self, host: &str, local: IpAddr) -> bool {
        let Some(name) = name(host) else { return false };
        is_loopback_name(&name)
            || self.names.contains(&name)
            || address(&name).is_some_and(|address| address == local.to_canonical())
    }
}

/// Whether a `Host` means the machine the browser runs on.
pub(super) fn is_loopback(host: &str) -> bool {
    name(host).is_some_and(|name| is_loopback_name(&name))
}

fn is_loopback_name(name: &str) -> bool {
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

/// The name in a `Host` without its port; none if it is not well-formed.
fn name(host: &str) -> Option<String> {
    let authority: Authority = host.parse().ok()?;
    let port = &host[authority.host().len()..];
    let is_port = port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    // With a user name before it the host does not come first.
    let is_plain = host.starts_with(authority.host()) && !host.contains('@');
    (is_port && is_plain).then(|| authority.host().to_ascii_lowercase())
}

fn address(name: &str) -> Option<IpAddr> {
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    bare.unwrap_or(name).parse::<IpAddr>().ok().map(|address| address.to_canonical())
}
