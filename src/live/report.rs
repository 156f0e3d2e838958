//! What the loop says in words: one line for each round, what is newly wrong, what is mended.

use std::collections::{BTreeSet, HashSet};
use std::time::Duration;

use crate::diagnostic::{Code, Finding};
use crate::engine::Outcome;
use crate::watch::News;

/// Takes what is to be said to the operator.
pub trait Report: Sync {
    /// A round is done. `before` is what was wrong before it.
    fn round(&self, changed: &BTreeSet<String>, outcome: &Outcome, before: &[Finding], took: Duration);
    /// How changes are noticed has become worse or better.
    fn news(&self, news: &News);
    /// Something that the operator has to see to; said once.
    fn failing(&self, what: &str);
    /// What the operator had to see to is well again.
    fn mended(&self);
}

/// How many files are named in a line.
const NAMED: usize = 3;

/// A round as one line: what changed, what was made, how long it took, what failed.
pub fn line(changed: &BTreeSet<String>, outcome: &Outcome, took: Duration) -> String {
    let cause = match changed.len() {
        0 => "looked at everything".to_owned(),
        count if count <= NAMED => changed.iter().cloned().collect::<Vec<_>>().join(", "),
        count => {
            let named: Vec<&str> = changed.iter().take(NAMED - 1).map(String::as_str).collect();
            format!("{} and {} more", named.join(", "), count + 1 - NAMED)
        }
    };
    let mut parts = vec![match outcome.typeset {
        0 => "nothing to make".to_owned(),
        1 => "1 made".to_owned(),
        many => format!("{many} made"),
    }];
    if outcome.failed > 0 {
        parts.push(format!("{} not made, {} of them as last published", outcome.failed, outcome.kept));
    }
    if outcome.unread > 0 {
        parts.push(format!("{} not read", outcome.unread));
    }
    if !outcome.removed.is_empty() {
        parts.push(format!("{} removed", outcome.removed.len()));
    }
    format!("{cause}: {} in {} ms", parts.join(", "), took.as_millis())
}

/// Errors and warnings that were not there before.
pub fn new_findings<'a>(outcome: &'a Outcome, before: &[Finding]) -> Vec<&'a Finding> {
    let known = all_said(before);
    outcome.findings.iter().filter(|finding| !known.contains(&said(finding))).collect()
}

/// Errors that are no more.
pub fn mended<'a>(outcome: &Outcome, before: &'a [Finding]) -> Vec<&'a Finding> {
    let known = all_said(&outcome.findings);
    before.iter().filter(|finding| finding.is_error() && !known.contains(&said(finding))).collect()
}

/// Whether one of some findings was not there before.
pub(super) fn has_new(findings: &[&Finding], before: &[Finding]) -> bool {
    let known = if findings.is_empty() { HashSet::new() } else { all_said(before) };
    findings.iter().any(|finding| !known.contains(&said(finding)))
}

/// What a finding says of which field. The same in another line is the same: lines move.
type Said<'a> = (Code, &'a str, &'a str, &'a str);

fn said(finding: &Finding) -> Said<'_> {
    (finding.code, &finding.spot.file, &finding.field, &finding.message)
}

fn all_said(findings: &[Finding]) -> HashSet<Said<'_>> {
    findings.iter().map(said).collect()
}
