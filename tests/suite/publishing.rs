//! What stands in `out/`: last good stays, what is gone goes away, nobody tears another's output.

use std::fs;
use std::thread;

use leafcast::digest;
use leafcast::publish::Manifest;

use crate::fixture::{Fixture, program};

const KNEE: &str = "content/leaflets/knee/en.toml";
const PDF: &str = "out/leaflets/knee/knee-en-a4.pdf";

fn manifest(fixture: &Fixture) -> Manifest {
    serde_json::from_str(&fixture.read("out/manifest.json")).expect("a manifest")
}

/// Whether a path below `out/` is that of a leaflet.
fn is_leaflet(path: &str) -> bool {
    path.starts_with("leaflets/")
}

fn leaflets(manifest: &Manifest) -> usize {
    manifest.artifacts.iter().filter(|artifact| is_leaflet(&artifact.path)).count()
}

/// Every artifact of the manifest is there, with its size and digest, and nothing else is.
fn assert_whole(fixture: &Fixture) {
    let manifest = manifest(fixture);
    let mut published: Vec<String> = fixture.files("out").into_iter().map(|(name, _)| name).collect();
    published.retain(|name| name != "manifest.json");
    let listed: Vec<String> = manifest.artifacts.iter().map(|a| a.path.clone()).collect();
    assert_eq!(published, listed);
    for artifact in &manifest.artifacts {
        let bytes = fs::read(fixture.path(&format!("out/{}", artifact.path))).expect("read");
        assert_eq!(bytes.len() as u64, artifact.size, "{}", artifact.path);
        assert_eq!(digest::of(&bytes), artifact.digest, "{}", artifact.path);
    }
}

#[test]
fn a_broken_text_keeps_its_last_good_version_and_stops_nobody_else() {
    let fixture = Fixture::sample();
    fixture.build();
    let before = fixture.files("out");
    fixture.write("content/leaflets/posterior-cervical-fusion/es.toml", "title = ");
    fixture.replace("content/leaflets/posterior-cervical-fusion/en.toml", "Red flags:", "Red flag:");
    let outcome = fixture.build();
    assert_eq!((outcome.made, outcome.changed, outcome.failed, outcome.kept), (2, 2, 2, 2));
    let after = fixture.files("out");
    for ((name, old), (_, new)) in before.iter().zip(&after).filter(|((name, _), _)| is_leaflet(name)) {
        assert_eq!(old == new, name.contains("-es-"), "{name}");
    }
    assert_whole(&fixture);
}

#[test]
fn a_fault_in_one_language_changes_no_other() {
    let fixture = Fixture::sample();
    fixture.build();
    let before = fixture.files("out");
    fixture.write("content/leaflets/posterior-cervical-fusion/en.toml", "title = ");
    assert_eq!(fixture.build().kept, 2);
    assert_eq!(before, fixture.files("out"));
}

#[test]
fn a_broken_practice_changes_nothing() {
    let fixture = Fixture::small();
    fixture.build();
    let before = fixture.files("out");
    fixture.replace("content/practice.toml", "languages", "langauges");
    assert!(fixture.build().has_errors());
    assert_eq!(before, fixture.files("out"));
}

#[test]
fn a_broken_layout_names_its_line_and_keeps_every_leaflet() {
    let fixture = Fixture::small();
    fixture.build();
    let before = fixture.files("out");
    fixture.replace("layouts/leaflet.typ", "#cover(", "#covr(");
    let outcome = fixture.build();
    assert_eq!((outcome.made, outcome.failed, outcome.kept), (0, 2, 2));
    let errors: Vec<_> = outcome.diagnostics.iter().filter(|d| d.is_error()).collect();
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!(errors[0].place.source.path(), "layouts/leaflet.typ");
    assert_eq!(errors[0].message, "unknown variable: covr");
    assert_eq!(before, fixture.files("out"));
}

#[test]
fn a_missing_font_family_is_an_error_and_keeps_every_leaflet() {
    let fixture = Fixture::small();
    fixture.build();
    for path in crate::fixture::walk(&fixture.path("fonts")) {
        if path.to_string_lossy().contains("atkinson") {
            fs::remove_file(path).expect("remove");
        }
    }
    let outcome = fixture.build();
    assert_eq!((outcome.made, outcome.failed, outcome.kept), (0, 2, 2));
    let codes: Vec<&str> = outcome.diagnostics.iter().map(|d| d.code.as_str()).collect();
    assert!(codes.contains(&"missing-font"), "{codes:?}");
}

#[test]
fn files_of_removed_and_withdrawn_leaflets_go_away() {
    let sample = Fixture::sample();
    let leaflet = "content/leaflets/posterior-cervical-fusion/leaflet.toml";
    sample.build();
    assert_eq!(leaflets(&manifest(&sample)), 4);
    sample.replace(leaflet, "status = \"draft\"", "status = \"withdrawn\"");
    let removed = sample.build().removed.clone();
    assert_eq!(removed.iter().filter(|path| is_leaflet(path)).count(), 4);
    assert!(!sample.path("out/leaflets/posterior-cervical-fusion").exists());
    assert_whole(&sample);
}

#[test]
fn a_language_that_is_taken_away_goes_away() {
    let fixture = Fixture::sample();
    fixture.build();
    fs::remove_file(fixture.path("content/leaflets/posterior-cervical-fusion/es.toml")).expect("remove");
    let removed = fixture.build().removed.clone();
    assert_eq!(removed.iter().filter(|path| is_leaflet(path)).count(), 2);
    assert_eq!(leaflets(&manifest(&fixture)), 2);
    assert_whole(&fixture);
}

#[test]
fn files_of_others_in_the_output_folder_stay() {
    let fixture = Fixture::small();
    fixture.build();
    fixture.write("out/leaflets/knee/note.txt", "mine");
    fixture.write("out/readme.txt", "mine");
    fs::remove_file(fixture.path(KNEE)).expect("remove");
    fixture.build();
    assert_eq!(fixture.read("out/leaflets/knee/note.txt"), "mine");
    assert_eq!(fixture.read("out/readme.txt"), "mine");
    assert!(!fixture.path(PDF).exists());
}

#[cfg(unix)]
#[test]
fn published_files_can_be_read_by_everybody() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::small();
    fixture.build();
    for path in [PDF, "out/manifest.json"] {
        let mode = fs::metadata(fixture.path(path)).expect("metadata").permissions().mode();
        assert_eq!(mode & 0o777, 0o644, "{path}");
    }
}

#[test]
fn two_processes_that_build_at_once_do_not_disturb_each_other() {
    let fixture = Fixture::sample();
    fixture.build();
    let expected = fixture.files("out");
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..3 {
                    let output = program().arg("build").current_dir(fixture.root()).output().expect("run");
                    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                }
            });
        }
    });
    assert_eq!(expected, fixture.files("out"));
}

/// Builds the small project after a change to the layouts, and returns what the QR proof says.
fn qr_fault_after(file: &str, from: &str, to: &str) -> String {
    let fixture = Fixture::small();
    fixture.build();
    let before = fixture.files("out");
    fixture.replace(file, from, to);
    let outcome = fixture.build();
    assert_eq!((outcome.made, outcome.failed, outcome.kept), (0, 2, 2), "{:#?}", outcome.diagnostics);
    assert_eq!(before, fixture.files("out"), "the last good files stay");
    let faults = outcome.diagnostics.iter().filter(|d| d.code.as_str() == "qr-code");
    faults.map(|d| d.message.clone()).collect::<Vec<_>>().join("; ")
}

#[test]
fn a_leaflet_whose_code_cannot_be_found_on_the_page_is_not_published() {
    let fault = qr_fault_after("layouts/lib/qr.typ", "curve(fill: black", "curve(fill: white");
    assert!(fault.contains("no QR code can be found on the finished page"), "{fault}");
}

#[test]
fn a_leaflet_whose_code_leads_elsewhere_is_not_published() {
    // The layout draws another link than the one that was asked for.
    let other = leafcast::qr::encode("https://book.test-practice.org/knee-xx-l").expect("a symbol");
    let rows =
        format!("({},)", other.rows.iter().map(|row| format!("\"{row}\"")).collect::<Vec<_>>().join(","));
    let fault = qr_fault_after("layouts/lib/qr.typ", "code.rows.enumerate()", &format!("{rows}.enumerate()"));
    assert!(fault.contains("leads to `https://book.test-practice.org/knee-xx-l` instead of"), "{fault}");
}

#[test]
fn a_leaflet_whose_code_is_too_fine_is_not_published() {
    let from = "let quiet = code.quiet_zone";
    let fault =
        qr_fault_after("layouts/lib/qr.typ", from, "let module = 0.4mm\n  let quiet = code.quiet_zone");
    assert!(fault.starts_with("a module of the QR code is 0.4"), "{fault}");
}

#[test]
fn a_leaflet_with_something_in_the_white_margin_of_its_code_is_not_published() {
    let from = "place(top + left, curve(fill: black";
    let to = "place(top + left, rect(width: 1mm, height: 1mm, fill: black))\n    place(top + left, curve(fill: black";
    let fault = qr_fault_after("layouts/lib/qr.typ", from, to);
    assert!(fault.contains("something is printed inside the white margin of the QR code"), "{fault}");
}

#[test]
fn type_below_the_smallest_size_is_an_error_at_its_field() {
    let fixture = Fixture::small();
    fixture.replace("layouts/lib/field.typ", "mark(path) + body", "mark(path) + text(size: 11pt, body)");
    let outcome = fixture.check();
    let small: Vec<_> = outcome.diagnostics.iter().filter(|d| d.code.as_str() == "small-type").collect();
    assert!(!small.is_empty());
    assert!(small.iter().any(|d| d.place.source.path() == KNEE), "{small:#?}");
    assert!(small.iter().all(|d| d.message.contains("11.0 pt")), "{small:#?}");
}

#[test]
fn a_code_that_is_drawn_smaller_than_its_box_is_not_published() {
    let from = "place(top + left, curve(fill: black, ..parts))";
    let to = "place(top + left, scale(45%, curve(fill: black, ..parts), origin: center))";
    let fault = qr_fault_after("layouts/lib/qr.typ", from, to);
    assert!(fault.contains("a module of the QR code is 0."), "{fault}");
}

/// Builds the small project, loses the manifest or not, and does something that must not take the
/// published files away.
fn stays_after(change: impl Fn(&Fixture)) {
    for lose_manifest in [false, true] {
        let fixture = Fixture::small();
        fixture.build();
        let before = pdfs(&fixture);
        assert_eq!(before.len(), 2);
        if lose_manifest {
            fs::remove_file(fixture.path("out/manifest.json")).expect("remove");
        }
        change(&fixture);
        let outcome = fixture.build();
        assert!(outcome.removed.is_empty(), "{:?}", outcome.removed);
        assert_eq!(before, pdfs(&fixture));
        assert_whole(&fixture);
    }
}

fn pdfs(fixture: &Fixture) -> Vec<(String, Vec<u8>)> {
    fixture.files("out").into_iter().filter(|(name, _)| name.ends_with(".pdf")).collect()
}

#[test]
fn what_was_published_stays_when_its_text_has_errors() {
    stays_after(|fixture| fixture.write(KNEE, "title = "));
}

#[test]
fn what_was_published_stays_when_its_leaflet_has_errors() {
    stays_after(|fixture| fixture.replace("content/leaflets/knee/leaflet.toml", "code", "cod"));
}

#[test]
fn what_was_published_stays_when_its_leaflet_file_is_missing() {
    stays_after(|fixture| {
        fs::remove_file(fixture.path("content/leaflets/knee/leaflet.toml")).expect("remove");
    });
}

#[test]
fn what_was_published_stays_when_its_text_is_misnamed() {
    stays_after(|fixture| {
        fs::rename(fixture.path(KNEE), fixture.path("content/leaflets/knee/eng.toml")).expect("rename");
    });
}

#[test]
fn what_was_published_stays_when_its_folder_is_misnamed() {
    let (from, to) = ("content/leaflets/knee", "content/leaflets/Knee");
    stays_after(|fixture| fs::rename(fixture.path(from), fixture.path(to)).expect("rename"));
}

#[test]
fn what_was_published_stays_when_the_folder_of_the_leaflets_is_gone() {
    stays_after(|fixture| {
        fs::rename(fixture.path("content/leaflets"), fixture.path("elsewhere")).expect("rename");
    });
}

#[test]
fn what_was_published_stays_when_an_approval_lacks_its_parts() {
    let approval = "status = \"approved\"\napproved_by = \"Dr. Test\"\napproved_on = 2026-02-01\nreview_due = 2028-02-01";
    stays_after(|fixture| {
        fixture.replace("content/leaflets/knee/leaflet.toml", "status = \"draft\"", approval);
        fixture.replace(KNEE, "[benefits]\nheading = \"Benefits\"\nitems = [\"It is tested\"]\n", "");
    });
}

#[test]
fn a_leaflet_can_be_withdrawn_whatever_else_is_wrong_with_it() {
    let fixture = Fixture::small();
    fixture.build();
    fixture.replace("content/leaflets/knee/leaflet.toml", "status = \"draft\"", "status = \"withdrawn\"");
    fixture.replace("content/leaflets/knee/leaflet.toml", "category = \"knee\"", "category = \"gone\"");
    assert_eq!(fixture.build().removed.len(), 2);
    assert!(pdfs(&fixture).is_empty());
}

#[test]
fn a_file_that_cannot_be_written_stops_no_other() {
    let fixture = Fixture::small();
    fixture.build();
    fs::remove_file(fixture.path(PDF)).expect("remove");
    fs::create_dir_all(fixture.path(PDF).join("in the way")).expect("folder");
    fixture.replace(KNEE, "This is a test.", "This is another test.");
    let build = fixture.run(&["build"]);
    assert_eq!(build.status.code(), Some(3));
    let listed: Vec<String> = manifest(&fixture).artifacts.into_iter().map(|a| a.path).collect();
    assert_eq!(listed, ["leaflets/knee/knee-en-a4-large.pdf"], "the other file is published");
}

#[test]
fn a_font_that_is_no_whole_font_stops_the_build() {
    let fixture = Fixture::small();
    fixture.build();
    let before = fixture.files("out");
    let font = "fonts/atkinson-hyperlegible-next/AtkinsonHyperlegibleNext-Bold.ttf";
    let bytes = fs::read(fixture.path(font)).expect("font");
    fixture.write(font, &bytes[..1000]);
    assert_eq!(fixture.run(&["build"]).status.code(), Some(3));
    assert_eq!(before, fixture.files("out"));
}

#[test]
fn a_link_that_leaves_the_allowed_hosts_in_one_language_only_is_an_error() {
    let fixture = Fixture::sample();
    let practice = "content/practice.toml";
    fixture.replace(practice, "https://booking.example/", "https://{{ language }}.booking.example/");
    fixture.replace(practice, "hosts = [\"booking.example\"]", "hosts = [\"en.booking.example\"]");
    let outcome = fixture.build();
    assert_eq!(outcome.made, 0, "{:#?}", outcome.diagnostics);
    assert!(outcome.diagnostics.iter().any(|d| d.message.contains("`es.booking.example`")));
}

#[test]
fn codes_that_a_decoder_misses_in_one_raster_are_published() {
    let fixture = Fixture::sample();
    let leaflet = "content/leaflets/posterior-cervical-fusion/leaflet.toml";
    let original = fixture.read(leaflet);
    for code in ["X6", "X31", "X91", "IY", "ZH"] {
        fixture.write(leaflet, original.replace("code = \"PCF\"", &format!("code = \"{code}\"")));
        let outcome = fixture.build();
        assert_eq!((outcome.made, outcome.failed), (4, 0), "{code}: {:#?}", outcome.diagnostics);
    }
}

#[test]
fn a_link_with_the_language_in_its_host_is_checked_in_the_languages_of_the_practice_only() {
    let fixture = Fixture::small();
    let (practice, folder) = ("content/practice.toml", "content/leaflets/knee");
    let text = fixture.read(practice).replace("{ en =", "{ es =").replace("[\"en\"]", "[\"es\"]");
    let text = text.replace("https://book.test-practice.org", "https://{{ language }}.test-practice.org");
    fixture.write(practice, text.replace("\"book.test-practice.org\"", "\"es.test-practice.org\""));
    fixture.replace(&format!("{folder}/leaflet.toml"), "\"en\"", "\"es\"");
    fs::rename(fixture.path(KNEE), fixture.path(&format!("{folder}/es.toml"))).expect("rename");
    let outcome = fixture.build();
    assert_eq!((outcome.made, outcome.failed), (2, 0), "{:#?}", outcome.diagnostics);
}
