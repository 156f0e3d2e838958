//! Addresses of published files. Only what can be one of our names passes; everything else is
//! refused before the file system is asked.

use std::fs;
use std::path::{Path, PathBuf};

/// An address that may be a published file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A file, relative to the output folder.
    File(Vec<String>),
    /// A screen without the slash at its end.
    Screen(String),
}

/// What an address means; none if it cannot be a published file.
pub(super) fn target(path: &str) -> Option<Target> {
    let decoded = decode(path.strip_prefix('/')?)?;
    let mut names: Vec<&str> = decoded.split('/').collect();
    match names[..] {
        ["screens", id] if is_name(id) && !id.contains('.') => return Some(Target::Screen(id.to_owned())),
        ["screens", _, ""] => names[2] = "index.html",
        ["manifest.json"] | ["leaflets", _, _] | ["screens", _, _, ..] => {}
        _ => return None,
    }
    names
        .iter()
        .all(|name| is_name(name))
        .then(|| Target::File(names.into_iter().map(str::to_owned).collect()))
}

/// Decodes percent signs, once. What is not UTF-8 or not well-formed is nothing.
fn decode(path: &str) -> Option<String> {
    let mut bytes = path.bytes();
    let mut decoded = Vec::with_capacity(path.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let mut digit =
                || char::from(bytes.next()?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            decoded.push(digit()? * 16 + digit()?);
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).ok()
}

/// Whether a name can be that of something we published: no dots at its ends, nothing that means
/// something to a file system, no device of Windows.
fn is_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered =
        |stem: &str| stem.strip_prefix("com").or(stem.strip_prefix("lpt")).is_some_and(|n| n.len() == 1);
    let is_device = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered(&stem);
    (1..=128).contains(&name.len())
        && name.chars().all(allowed)
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !is_device
}

/// The real path of a regular file below a folder; none if it is not there, something else, or a
/// link leads out of the folder.
pub(super) fn regular_file(folder: &Path, relative: impl AsRef<Path>) -> Option<PathBuf> {
    let folder = folder.canonicalize().ok()?;
    let path = folder.join(relative).canonicalize().ok()?;
    // Opening a pipe would wait for its other end.
    let is_file = fs::metadata(&path).ok()?.is_file();
    (is_file && path.starts_with(&folder)).then_some(path)
}
