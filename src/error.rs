//! What stops the program as a whole: the operator's concern, not the editor's.
//!
//! Faults in content and layouts are [`crate::diagnostic::Diagnostic`]s instead.

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::serve;

/// A result whose error is an [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// What stops the program as a whole.
#[derive(Debug)]
pub enum Error {
    /// No project was found.
    NoProject {
        /// Where it was looked for.
        looked_in: PathBuf,
    },
    /// The project folder was there when the program started.
    ProjectGone {
        /// The folder.
        folder: PathBuf,
    },
    /// A file or folder cannot be used.
    Io {
        /// What was tried: `read`, `write`, …
        action: &'static str,
        /// On which path.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The fonts folder has no usable font.
    NoFonts {
        /// The folder.
        folder: PathBuf,
    },
    /// The server cannot start.
    Serve(serve::Error),
    /// The command asks for something impossible.
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        hint: String,
    },
}

impl Error {
    /// An input or output error on a path.
    pub fn io(action: &'static str, path: impl AsRef<Path>, source: std::io::Error) -> Self {
        Self::Io { action, path: path.as_ref().to_owned(), source }
    }

    /// A request that cannot be fulfilled, with what to do instead.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: hint.into() }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoProject { .. } => {
                Some("run `leafcast init` to make a project here, or name one with `--project DIR`".into())
            }
            Self::ProjectGone { .. } => Some("put it back where it was".into()),
            Self::NoFonts { .. } => {
                Some("`leafcast init` writes the default fonts into a new project".into())
            }
            Self::Usage { hint, .. } => Some(hint.clone()),
            Self::Serve(error) => error.hint(),
            Self::Io { source, .. } => io_hint(source.kind()).map(str::to_owned),
        }
    }

    /// The exit code of the program: 2 for usage, 3 for the environment.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NoProject { .. } | Self::Usage { .. } => 2,
            Self::Io { .. } | Self::NoFonts { .. } | Self::ProjectGone { .. } => 3,
            Self::Serve(error) => error.exit_code(),
        }
    }
}

/// What an operator can do about the usual failures.
fn io_hint(kind: ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::PermissionDenied => Some("check who may read and write there"),
        ErrorKind::StorageFull => Some("free some space; what was published before is still whole"),
        ErrorKind::ReadOnlyFilesystem => Some("choose another folder with `--out`"),
        _ => None,
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoProject { looked_in } => {
                write!(f, "no project found: `{}` has no `content/practice.toml`", looked_in.display())
            }
            Self::Io { action, path, source } => {
                write!(f, "cannot {action} `{}` ({source})", path.display())
            }
            Self::ProjectGone { folder } => write!(f, "the project folder `{}` is gone", folder.display()),
            Self::NoFonts { folder } => write!(f, "no fonts in `{}`", folder.display()),
            Self::Usage { message, .. } => f.write_str(message),
            Self::Serve(error) => error.fmt(f),
        }
    }
}

impl From<serve::Error> for Error {
    fn from(error: serve::Error) -> Self {
        Self::Serve(error)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Serve(error) => Some(error),
            _ => None,
        }
    }
}
