//! Why the server cannot start.

use std::fmt;
use std::io;
use std::net::SocketAddr;

/// Why the server cannot start.
#[derive(Debug)]
pub enum Error {
    /// Something listens on the port already.
    PortInUse {
        /// The address asked for.
        address: SocketAddr,
    },
    /// The port is reserved for privileged programs.
    PortReserved {
        /// The address asked for.
        address: SocketAddr,
    },
    /// The machine has no such address.
    NoSuchAddress {
        /// The address asked for.
        address: SocketAddr,
    },
    /// The address cannot be listened on for another reason.
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// No address was asked for.
    NoAddress,
    /// A name for this machine is not one.
    HostName {
        /// What was given.
        name: String,
    },
    /// The operating system refuses threads or randomness.
    System {
        /// Why.
        source: io::Error,
    },
    /// An embedded page is wrong: a fault of the program.
    Page {
        /// What is wrong.
        message: String,
    },
}

impl Error {
    pub(super) fn listen(address: SocketAddr, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::AddrInUse => Self::PortInUse { address },
            io::ErrorKind::PermissionDenied => Self::PortReserved { address },
            io::ErrorKind::AddrNotAvailable => Self::NoSuchAddress { address },
            _ => Self::Listen { address, source },
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::PortInUse { .. } => {
                Some("is leafcast running already? choose another port with `--port`".into())
            }
            Self::PortReserved { .. } => Some("choose a port above 1023 with `--port`".into()),
            Self::NoSuchAddress { .. } | Self::NoAddress => {
                Some("`--bind 0.0.0.0` listens on every address of this machine".into())
            }
            Self::HostName { .. } => Some("give a plain name, such as `--host leaflets.local`".into()),
            Self::Listen { .. } | Self::System { .. } | Self::Page { .. } => None,
        }
    }

    /// The exit code of the program: 2 for usage, 3 for the environment.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NoAddress | Self::HostName { .. } => 2,
            _ => 3,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PortInUse { address } => write!(f, "port {} is in use", address.port()),
            Self::PortReserved { address } => {
                write!(f, "port {} is reserved for the system's own services", address.port())
            }
            Self::NoSuchAddress { address } => write!(f, "this machine has no address {}", address.ip()),
            Self::Listen { address, source } => write!(f, "cannot listen on {address} ({source})"),
            Self::NoAddress => f.write_str("there is no address to listen on"),
            Self::HostName { name } => write!(f, "`{name}` is not the name of a machine"),
            Self::System { source } => write!(f, "the server cannot start ({source})"),
            Self::Page { message } => write!(f, "an embedded page is wrong ({message})"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen { source, .. } | Self::System { source } => Some(source),
            _ => None,
        }
    }
}
