//! Whether a file says already what is about to be written, found out without having all of it in memory.

use std::fs::File;
use std::io::{BufReader, Error, Read, Result, Write};
use std::path::Path;

/// Whether a file has exactly the bytes that `write` would write into it.
pub(super) fn is_written(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> bool {
    let Ok(file) = File::open(path) else { return false };
    let mut expected = Expected(BufReader::new(file));
    write(&mut expected).is_ok() && expected.has_ended()
}

/// Takes what a file has, and refuses everything else.
struct Expected(BufReader<File>);

impl Expected {
    fn has_ended(&mut self) -> bool {
        matches!(self.0.read(&mut [0]), Ok(0))
    }
}

impl Write for Expected {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let mut there = [0; 256];
        let length = bytes.len().min(there.len());
        self.0.read_exact(&mut there[..length])?;
        if there[..length] == bytes[..length] { Ok(length) } else { Err(Error::other("something else")) }
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_same_bytes_are_written_already() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let long = "abc".repeat(500);
        let is = |text: &str| is_written(file.path(), |to| to.write_all(text.as_bytes()));
        assert!(is("") && !is("a"));
        file.as_file().write_all(long.as_bytes()).expect("written");
        assert!(is(&long));
        assert!(!is(&long[1..]) && !is(&long[..long.len() - 1]) && !is(&format!("{long}a")) && !is(""));
        assert!(!is(&long.replacen('c', "d", 1)));
        assert!(!is_written(Path::new("/nowhere/at/all"), |_| Ok(())));
    }
}
