//! Bad content, as files: each case edits a small good project, and the whole rendered report
//! must be as expected.
//!
//! A case is a folder with `edits.toml`, and where that is not enough with whole files that are
//! laid over the project.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use leafcast::diagnostic::terminal;

use crate::expectation::{compare, report};
use crate::fixture::{Fixture, Told, repository};

/// The whole report that a case must give.
const EXPECTED: &str = "expected.txt";
/// What a case changes.
const EDITS: &str = "edits.toml";

/// The changes of a case.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Edits {
    /// Texts to replace.
    #[serde(default)]
    edit: Vec<Edit>,
    /// Files to take away.
    #[serde(default)]
    remove: Vec<String>,
}

/// One text to replace in a file; the first that is found.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    find: String,
    replace: String,
}

fn rendered(outcome: &Told) -> String {
    let mut text = String::new();
    for diagnostic in &outcome.diagnostics {
        writeln!(text, "{}\n", terminal::render(diagnostic, false)).expect("write");
    }
    let (made, failed, unread) = (outcome.made, outcome.failed, outcome.unread);
    writeln!(text, "{made} made, {failed} failed, {unread} not read").expect("write");
    text
}

fn run(case: &Path) -> Told {
    let fixture = Fixture::small();
    fixture.overlay(case);
    let text = fs::read_to_string(case.join(EDITS)).unwrap_or_default();
    let edits: Edits = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", case.display()));
    for edit in edits.edit {
        fixture.replace(&edit.file, &edit.find, &edit.replace);
    }
    for path in edits.remove {
        fs::remove_file(fixture.path(&path)).expect(&path);
    }
    fixture.check()
}

#[test]
fn every_bad_content_case_is_reported_as_expected() {
    let folder = repository().join("tests/cases/content");
    let mut cases: Vec<_> = fs::read_dir(&folder).expect("cases").flatten().map(|e| e.path()).collect();
    cases.sort();
    let mut problems = Vec::new();
    let number = cases.len();
    for case in cases {
        let outcome = run(&case);
        let name = case.file_name().expect("name").to_string_lossy();
        if !name.starts_with("ok_") && outcome.diagnostics.is_empty() {
            problems.push(format!("{} reports nothing", case.display()));
        }
        problems.extend(compare(&case.join(EXPECTED), &rendered(&outcome)).err());
    }
    report(&problems);
    assert!(number >= 50, "only {number} cases");
}

#[test]
fn the_small_project_that_the_cases_build_on_has_no_findings() {
    let outcome = Fixture::small().check();
    assert_eq!(rendered(&outcome), "2 made, 0 failed, 0 not read\n");
}
