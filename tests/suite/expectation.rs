//! Expected results kept as files.

use std::fs;
use std::path::Path;

/// Compares text with a file. With `LEAFCAST_UPDATE=1` the file is rewritten instead; a file that
/// does not exist is written, and the comparison fails so that somebody looks at it.
///
/// Returns what is wrong, if anything.
pub fn compare(path: &Path, actual: &str) -> Result<(), String> {
    let update = std::env::var_os("LEAFCAST_UPDATE").is_some();
    match fs::read_to_string(path) {
        Ok(expected) if expected == actual => Ok(()),
        _ if update => fs::write(path, actual).map_err(|error| format!("{}: {error}", path.display())),
        Ok(expected) => {
            Err(format!("{} differs\n--- expected\n{expected}\n--- actual\n{actual}", path.display()))
        }
        Err(_) => {
            fs::write(path, actual).map_err(|error| format!("{}: {error}", path.display()))?;
            Err(format!("{} is new: look at it and run again", path.display()))
        }
    }
}

/// Fails the test with every problem, if there are any.
pub fn report(problems: &[String]) {
    assert!(problems.is_empty(), "{} problems\n\n{}", problems.len(), problems.join("\n\n"));
}
