//! What the server is asked to do.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::editor::EditorCommand;

/// The port, unless another is asked for.
pub const DEFAULT_PORT: u16 = 8480;

/// Takes lines for the operator; none of them contains a secret.
pub type Log = Arc<dyn Fn(&str) + Send + Sync>;

/// What the server is asked to do.
#[derive(Clone)]
pub struct Settings {
    /// Addresses to listen on. `[::1]` is left out where the machine has no such address. Port 0 is
    /// any free port, the same one on every address.
    pub bind: Vec<SocketAddr>,
    /// Further names by which browsers may call this machine.
    pub hosts: Vec<String>,
    /// Whether to open the start page in the browser.
    pub open: bool,
    /// What opens a file at a line.
    pub editor: Option<EditorCommand>,
    /// The folder with published files.
    pub out: PathBuf,
    /// The project folder.
    pub root: PathBuf,
    /// Takes lines for the operator.
    pub log: Log,
    /// Limits on what clients may use up.
    pub limits: Limits,
}

impl Settings {
    /// The usual settings for a project: only this machine, the usual port.
    pub fn new(root: impl Into<PathBuf>, out: impl Into<PathBuf>) -> Self {
        Self {
            bind: Self::loopback(DEFAULT_PORT),
            hosts: Vec::new(),
            open: false,
            editor: None,
            out: out.into(),
            root: root.into(),
            log: Arc::new(|_| ()),
            limits: Limits::default(),
        }
    }

    /// The addresses that only this machine reaches.
    pub fn loopback(port: u16) -> Vec<SocketAddr> {
        [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)]
            .map(|address| SocketAddr::new(address, port))
            .to_vec()
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("bind", &self.bind).field("out", &self.out).finish_non_exhaustive()
    }
}

/// Limits on what clients may use up.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at once; further ones get 503 at once.
    pub connections: usize,
    /// Event streams at once; further ones get 503.
    pub streams: usize,
    /// Bytes of a request's body.
    pub body: usize,
    /// Bytes of a request's address.
    pub uri: usize,
    /// How long a connection may take to send the head of its next request. Also how long it may idle.
    pub head: Duration,
    /// How long a request's body may take.
    pub body_time: Duration,
    /// How long a client may not take anything of what is sent to it.
    pub write: Duration,
    /// How often an event stream says that it lives.
    pub heartbeat: Duration,
    /// How long open downloads have at the end.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 2000,
            streams: 1000,
            body: 64 << 10,
            uri: 4096,
            head: Duration::from_secs(20),
            body_time: Duration::from_secs(10),
            write: Duration::from_secs(30),
            heartbeat: Duration::from_secs(15),
            grace: Duration::from_secs(2),
        }
    }
}
