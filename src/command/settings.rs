//! What a person has set for this computer, whatever the project.
//!
//! Not part of the project, because it names a program to start: whoever gets a project from somebody
//! else must not start that person's programs.

use std::path::PathBuf;

use serde::Deserialize;

use crate::{Error, Result};

/// The file, below the folder for settings.
const FILE: &str = "leafcast/config.toml";

/// The settings of a person.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonalSettings {
    /// What opens a file at a line, such as `code -g {file}:{line}:{column}`.
    pub editor: Option<String>,
}

impl PersonalSettings {
    /// Reads them; all are unset if there is no such file.
    ///
    /// # Errors
    /// If there is a file that cannot be read or understood.
    pub fn read() -> Result<Self> {
        let Some(path) = folder().map(|folder| folder.join(FILE)) else { return Ok(Self::default()) };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Error::io("read", path, error)),
        };
        toml::from_str(&text).map_err(|error| {
            let message = format!("`{}` cannot be understood: {}", path.display(), error.message());
            Error::usage(message, "it may have one line: `editor = \"code -g {file}:{line}:{column}\"`")
        })
    }
}

/// The folder for settings: that of the system, for this person.
fn folder() -> Option<PathBuf> {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    named("XDG_CONFIG_HOME").or_else(|| named("APPDATA")).or_else(|| Some(named("HOME")?.join(".config")))
}
