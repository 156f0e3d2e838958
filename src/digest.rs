//! SHA-256 digests: what browsers can verify, used for everything that is named or compared by content.

use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Length of the part of a digest that file names and editions carry, in hexadecimal digits.
const SHORT: usize = 16;

/// The digest of some bytes, in hexadecimal.
pub fn of(bytes: &[u8]) -> String {
    Whole::of(bytes).to_string()
}

/// The digest of a text that comes in parts, one in a line, and is never in memory as a whole.
#[derive(Debug, Default)]
pub struct Lines(Sha256);

impl Lines {
    /// Adds a line.
    pub fn add(&mut self, line: impl fmt::Display) {
        // Writing to a digest cannot fail.
        let _ = writeln!(self, "{line}");
    }

    /// The beginning of the digest of all lines.
    pub fn short(self) -> Short {
        Whole(self.0.finalize().into()).into()
    }
}

impl fmt::Write for Lines {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        self.0.update(part.as_bytes());
        Ok(())
    }
}

/// A whole digest in as few bytes as there are; written and kept in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Whole([u8; 32]);

impl Whole {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Whole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let halves = self.0.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
        let text: String = halves.map(|half| char::from(DIGITS[usize::from(half)])).collect();
        f.write_str(&text)
    }
}

impl From<Whole> for String {
    fn from(digest: Whole) -> Self {
        digest.to_string()
    }
}

impl TryFrom<String> for Whole {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const EXPECTED: &str = "64 hexadecimal digits";
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(EXPECTED);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| EXPECTED)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| EXPECTED)?;
        }
        Ok(Self(bytes))
    }
}

/// The beginning of a digest in as few bytes as there are: records hold many of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Short(u64);

impl Short {
    /// Stands for the digest of what there is none of.
    pub const NONE: Self = Self(0);

    /// The beginning of the digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Whole::of(bytes).into()
    }
}

impl From<Whole> for Short {
    fn from(Whole(bytes): Whole) -> Self {
        Self(u64::from_be_bytes(bytes.first_chunk().copied().unwrap_or_default()))
    }
}

impl From<&str> for Short {
    /// A short digest; what is none has one.
    fn from(text: &str) -> Self {
        let is_short = text.len() == SHORT && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        match u64::from_str_radix(text, 16) {
            Ok(number) if is_short => Self(number),
            _ => Self::of(text.as_bytes()),
        }
    }
}

impl From<String> for Short {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Short> for String {
    fn from(digest: Short) -> Self {
        digest.to_string()
    }
}

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The beginning of a digest: enough to tell files of one project apart.
pub fn short(bytes: &[u8]) -> String {
    Short::of(bytes).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_in_bytes_are_those_in_hexadecimal() {
        let text = of(b"abc");
        assert_eq!(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(Whole::try_from(text.clone()).expect("a digest").to_string(), text);
        assert_eq!(Short::from(short(b"abc").as_str()).to_string(), text[..SHORT]);
        assert_eq!(Short::of(b"abc").to_string(), short(b"abc"));
        let mut lines = Lines::default();
        for line in ["a", "", "bc"] {
            lines.add(line);
        }
        assert_eq!(lines.short(), Short::of(b"a\n\nbc\n"));
    }

    #[test]
    fn what_is_no_digest_is_refused_or_has_one() {
        for text in ["", "ba78", &"g".repeat(64), &"é".repeat(32), &"a".repeat(65)] {
            assert!(Whole::try_from(text.to_owned()).is_err(), "{text}");
        }
        // Other ways of writing the same number are other texts.
        for text in ["", "+a7816bf8f01cfea", "BA7816BF8F01CFEA", "0"] {
            assert_eq!(Short::from(text), Short::of(text.as_bytes()), "{text}");
        }
        assert_ne!(Short::from(""), Short::NONE);
    }
}
