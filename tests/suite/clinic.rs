//! A small project with everything in it: three leaflets, two languages, two screens, a notice, a picture.

use std::fs;
use std::path::{Path, PathBuf};

use leafcast::diagnostic::Finding;
use leafcast::engine::{self, Extras, Outcome, Silent};
use leafcast::project::Project;
use tempfile::TempDir;

use crate::fixture::{Fixture, repository, walk};

/// The leaflets, each with its languages.
pub const LEAFLETS: [(&str, &[&str]); 3] =
    [("hand", &["en"]), ("hip", &["en", "es"]), ("knee", &["en", "es"])];

/// Two screens of different shape.
pub const SCREENS: &str = r#"[[screens]]
id = "hall"
name = "Hall"
size = "1920x1080"
diagonal_inches = 43
viewing_distance_m = 4
languages = ["en", "es"]
leaflets = ["knee"]
show_drafts = true
clock = true
expected_wait_minutes = 30

[[screens]]
id = "door"
name = "Door"
size = "1080x1920"
diagonal_inches = 43
viewing_distance_m = 3.5
languages = ["en"]
leaflets = ["hip"]
theme = "dark"
show_drafts = true
expected_wait_minutes = 30
"#;

/// The practice.
pub const PRACTICE: &str = r##"languages = ["en", "es"]
formats = ["a4"]
time_zone = "Europe/Madrid"
emergency_number = "112"
phone = "000 000 000"

[clinician]
name = "Dr. Test"
experience_since = 2001
specialty = { en = "Tester", es = "Tester" }
registration = "Test college 0"

[[locations]]
id = "main"
name = "Test House"
city = "Testville"
registration_number = "T-0"

[booking]
link = "https://book.test-practice.org/{{ code }}-{{ language }}-{{ medium }}"
hosts = ["book.test-practice.org"]

[brand]
primary = "#0b3c5d"
accent = "#1f8a83"

[categories]
knee = { en = "Knee", es = "Rodilla" }

[tags]
day_case = { en = "Day case", es = "Sin ingreso" }
"##;

/// A notice in two languages.
pub fn notice(word: &str) -> String {
    format!(
        "updated = 2026-01-31\npriority = \"normal\"\n\n[text.en]\ntitle = \"A notice\"\nbody = \"It says {word}.\"\n\n\
         [text.es]\ntitle = \"Un aviso\"\nbody = \"Dice {word}.\"\n"
    )
}

/// A picture with a bar of some height.
pub fn picture(height: usize) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 40\">\
         <rect x=\"4\" y=\"0\" width=\"9\" height=\"{height}\" fill=\"#0b3c5d\"/></svg>"
    )
}

/// The path of a leaflet's file.
pub fn of(id: &str, file: &str) -> String {
    format!("content/leaflets/{id}/{file}")
}

/// The words of a leaflet; `word` stands in a text that is on no slide.
pub fn text(id: &str, word: &str) -> String {
    let base = repository().join("tests/cases/content/ok_screens/content/leaflets/knee/en.toml");
    let text = fs::read_to_string(base).expect("the base text");
    let text = text.replace("Test knee", &format!("Test {id}")).replace("No test.", &format!("No {word}."));
    if id == "knee" { format!("{text}\n[figure]\nalt = \"A bar\"\ncaption = \"A drawing.\"\n") } else { text }
}

/// What is the same in every language of a leaflet.
pub fn leaflet(id: &str) -> String {
    let base = repository().join("tests/cases/content-base/content/leaflets/knee/leaflet.toml");
    let text = fs::read_to_string(base).expect("the base leaflet");
    let text = text.replace("\"KNEE\"", &format!("\"{}\"", code(id)));
    if id == "knee" {
        format!("{text}\n[figure]\nfile = \"figure.svg\"\ncredit = \"Test\"\nlicence = \"CC0-1.0\"\n")
    } else {
        text
    }
}

/// The code of a leaflet.
pub fn code(id: &str) -> String {
    let letters = id.bytes().filter(u8::is_ascii_alphanumeric).take(6);
    letters.map(|letter| char::from(letter.to_ascii_uppercase())).collect()
}

/// Every file of the content.
pub fn content() -> Vec<(String, String)> {
    let mut files = vec![
        ("content/practice.toml".to_owned(), PRACTICE.to_owned()),
        ("content/screens.toml".to_owned(), SCREENS.to_owned()),
        ("content/notices/first.toml".to_owned(), notice("little")),
        (of("knee", "figure.svg"), picture(12)),
    ];
    for (id, languages) in LEAFLETS {
        files.push((of(id, "leaflet.toml"), leaflet(id)));
        let texts = languages.iter().map(|code| (of(id, &format!("{code}.toml")), text(id, code)));
        files.extend(texts);
    }
    files
}

/// The project.
pub fn clinic() -> Fixture {
    let fixture = Fixture::empty();
    for (path, text) in content() {
        fixture.write(&path, text);
    }
    fixture
}

/// Every file below a folder with its bytes, without the program's own hidden files.
pub fn published(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let files = walk(folder).into_iter().filter_map(|path| {
        let relative = path.strip_prefix(folder).ok()?.to_owned();
        let is_hidden = relative.iter().any(|part| part.to_string_lossy().starts_with('.'));
        (!is_hidden).then(|| (relative, fs::read(&path).unwrap_or_default()))
    });
    files.collect()
}

/// A build of what the project holds now into an empty folder.
pub fn clean_build(fixture: &Fixture) -> (TempDir, Outcome) {
    let out = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("temporary folder");
    let project = Project::open(Some(fixture.root()), Some(out.path())).expect("a project");
    let outcome = engine::build(&project, Extras::default(), &Silent).expect("build");
    (out, outcome)
}

/// How what is published differs from what a build from nothing publishes; empty if it does not.
pub fn differences(fixture: &Fixture, clean: &Path) -> Vec<String> {
    let (ours, theirs) = (published(&fixture.path("out")), published(clean));
    let mut found = Vec::new();
    for (path, bytes) in &theirs {
        match ours.iter().find(|(other, _)| other == path) {
            None => found.push(format!("{} is missing", path.display())),
            Some((_, own)) if own != bytes => found.push(format!("{} differs", path.display())),
            Some(_) => {}
        }
    }
    let too_much = ours.iter().filter(|(path, _)| !theirs.iter().any(|(other, _)| other == path));
    found.extend(too_much.map(|(path, _)| format!("{} is too much", path.display())));
    found
}

/// What is published is, byte for byte, what a build from nothing publishes. Returns what that found.
#[track_caller]
pub fn assert_like_clean(fixture: &Fixture) -> Vec<Finding> {
    let (clean, outcome) = clean_build(fixture);
    let differences = differences(fixture, clean.path());
    assert!(differences.is_empty(), "{differences:#?}");
    outcome.findings
}
