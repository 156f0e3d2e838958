//! Opens the browser of this machine.

use super::editor;
use super::settings::Log;

/// Opens an address, without waiting.
pub(super) fn open(url: &str, log: &Log) -> std::io::Result<()> {
    let words: &[&str] = if cfg!(target_os = "macos") {
        &["open", url]
    } else if cfg!(windows) {
        // The empty word is the title of a window.
        &["cmd", "/c", "start", "", url]
    } else {
        &["xdg-open", url]
    };
    let words: Vec<String> = words.iter().map(ToString::to_string).collect();
    editor::start("the browser", &words, log)
}
