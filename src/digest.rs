//! SHA-256 digests: what browsers can verify, used for everything that is named or compared by content.

use sha2::{Digest, Sha256};

/// Length of the part of a digest that file names and editions carry, in hexadecimal digits.
const SHORT: usize = 16;

/// The digest of some bytes, in hexadecimal.
pub fn of(bytes: &[u8]) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digest = Sha256::digest(bytes);
    let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(HEX[usize::from(digit)])).collect()
}

/// The beginning of a digest: enough to tell files of one project apart.
pub fn short(bytes: &[u8]) -> String {
    shortened(&of(bytes)).to_owned()
}

/// The beginning of a digest that is known already.
pub fn shortened(digest: &str) -> &str {
    digest.get(..SHORT).unwrap_or(digest)
}
