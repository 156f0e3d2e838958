//! The addresses the server listens on.

use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket};

use super::error::Error;

/// How many connections may wait to be accepted.
const BACKLOG: u32 = 1024;
/// What the system may hold for a client that does not read.
const SEND_BUFFER: u32 = 256 << 10;
/// Files and connections that may be open at once, where the system lets us have as many.
#[cfg(unix)]
const OPEN_FILES: u64 = 8192;

/// Listens on all addresses. Without a runtime around it, it panics.
pub(super) fn listen(addresses: &[SocketAddr]) -> Result<Vec<TcpListener>, Error> {
    let mut listeners: Vec<TcpListener> = Vec::new();
    let mut missing = None;
    for (index, address) in addresses.iter().enumerate() {
        if addresses[..index].contains(address) {
            continue;
        }
        let mut address = *address;
        let chosen = listeners.first().and_then(|first| first.local_addr().ok()).map(|first| first.port());
        let follows = address.port() == 0 && chosen.is_some();
        if follows {
            address.set_port(chosen.unwrap_or_default());
        }
        match bind(address) {
            Ok(listener) => listeners.push(listener),
            // The other address of this machine is enough.
            Err(error) if address.ip().is_loopback() && (follows || is_missing(&error)) => {
                missing = Some(Error::listen(address, error));
            }
            Err(error) => return Err(Error::listen(address, error)),
        }
    }
    if listeners.is_empty() { Err(missing.unwrap_or(Error::NoAddress)) } else { Ok(listeners) }
}

/// Whether the machine has no such address, or not this kind of address at all.
fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported)
        || error.raw_os_error() == Some(NO_SUCH_FAMILY)
}

/// The system's number for "address family not supported".
#[cfg(target_os = "linux")]
const NO_SUCH_FAMILY: i32 = 97;
#[cfg(windows)]
const NO_SUCH_FAMILY: i32 = 10047;
#[cfg(not(any(target_os = "linux", windows)))]
const NO_SUCH_FAMILY: i32 = 47;

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // Elsewhere than on Unix this would let others take the port over.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Has the system let us open as many files as connections need.
#[cfg(unix)]
pub(super) fn allow_many_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let now = getrlimit(Resource::Nofile);
    let wanted = now.maximum.map_or(OPEN_FILES, |most| most.min(OPEN_FILES));
    if now.current.is_some_and(|current| current < wanted) {
        // Where it may not, fewer clients are served at once.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum: now.maximum });
    }
}

/// Has the system let us open as many files as connections need: there is no such limit here.
#[cfg(not(unix))]
pub(super) fn allow_many_files() {}
