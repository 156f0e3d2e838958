//! SHA-256 digests: what browsers can verify, used for everything that is named or compared by content.

use sha2::{Digest, Sha256};

/// Length of the part of a digest that file names and editions carry, in hexadecimal digits.
const SHORT: usize = 16;

/// The digest of some bytes, in hexadecimal.
pub fn of(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// The beginning of a digest: enough to tell files of one project apart.
pub fn short(bytes: &[u8]) -> String {
    let mut digest = of(bytes);
    digest.truncate(SHORT);
    digest
}
