//! Ranges of a file.

/// What part of a file is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it: no range, several, or one that cannot be understood.
    Whole,
    /// From the first to the last byte, both included.
    Bytes(u64, u64),
    /// Nothing of it is there.
    Outside,
}

/// What a `Range` header asks for of a file with this length.
pub(super) fn part(header: &str, length: u64) -> Part {
    parse(header.trim(), length).unwrap_or(Part::Whole)
}

fn parse(header: &str, length: u64) -> Option<Part> {
    let (unit, range) = header.split_once('=')?;
    if !unit.eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, last) = range.trim().split_once('-')?;
    if first.is_empty() {
        let count = number(last)?.min(length);
        return Some(if count == 0 { Part::Outside } else { Part::Bytes(length - count, length - 1) });
    }
    let first = number(first)?;
    let last = if last.is_empty() { u64::MAX } else { number(last)? };
    if last < first {
        return None;
    }
    Some(if first < length { Part::Bytes(first, last.min(length - 1)) } else { Part::Outside })
}

/// Digits only: signs and further ranges are no number. Too many digits are a large number.
fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}
