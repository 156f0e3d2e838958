//! The commands as a person at a terminal meets them.

use std::fs;
use std::process::Output;

use crate::fixture::{Fixture, program, repository, walk};
use crate::tools::{text, tool};

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

#[test]
fn init_writes_a_project_that_builds_at_once() {
    let dir = tempfile::TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("folder");
    let project = dir.path().join("practice");
    let init = program().arg("init").arg(&project).output().expect("run");
    assert_eq!(code(&init), Some(0), "{}", stderr(&init));
    let build = program().arg("build").current_dir(&project).output().expect("run");
    assert_eq!(code(&build), Some(0), "{}", stderr(&build));
    assert_eq!(walk(&project.join("out/leaflets")).len(), 4);
    let again = program().arg("init").arg(&project).output().expect("run");
    assert_eq!(code(&again), Some(2));
    assert!(stderr(&again).contains("already holds a project"), "{}", stderr(&again));
}

#[test]
fn init_never_overwrites_a_file() {
    let dir = tempfile::TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("folder");
    fs::create_dir_all(dir.path().join("layouts")).expect("folder");
    fs::write(dir.path().join("layouts/leaflet.typ"), "mine").expect("write");
    let init = program().arg("init").arg(dir.path()).output().expect("run");
    assert_eq!(code(&init), Some(2));
    assert_eq!(walk(dir.path()).len(), 1, "nothing was written");
}

#[test]
fn a_new_leaflet_is_a_draft_that_builds() {
    let fixture = Fixture::sample();
    let new = fixture.run(&["new", "leaflet", "lumbar-discectomy"]);
    assert_eq!(code(&new), Some(0), "{}", stderr(&new));
    let build = fixture.run(&["build"]);
    assert_eq!(code(&build), Some(0), "{}", stderr(&build));
    let folder = "out/leaflets/lumbar-discectomy";
    assert_eq!(walk(&fixture.path(folder)).len(), 4);
    let wrongs = [
        (&["lumbar-discectomy"][..], "already exists"),
        (&["Lumbar"], "cannot be used"),
        (&["hip", "--code", "a\"b"], "cannot be used as a code"),
        (&["hip", "--code", "PCF"], "already that of `posterior-cervical-fusion`"),
    ];
    for (args, message) in wrongs {
        let wrong = fixture.run(&[&["new", "leaflet"], args].concat());
        assert_eq!(code(&wrong), Some(2));
        assert!(stderr(&wrong).contains(message), "{}", stderr(&wrong));
    }
}

#[test]
fn check_reports_and_writes_nothing() {
    let fixture = Fixture::small();
    let before = fixture.files(".");
    assert_eq!(code(&fixture.run(&["check"])), Some(0));
    fixture.replace("content/leaflets/knee/en.toml", "subtitle", "subtitel");
    let check = fixture.run(&["check", "--format", "json"]);
    assert_eq!(code(&check), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&check.stdout).expect("JSON");
    let found = &report["diagnostics"][0];
    assert_eq!(found["code"], "unknown-key");
    assert_eq!(found["file"], "content/leaflets/knee/en.toml");
    assert_eq!((&found["line"], &found["column"]), (&2.into(), &1.into()));
    assert_eq!(found["hints"][0], "did you mean `subtitle`?");
    assert!(stderr(&check).is_empty(), "{}", stderr(&check));
    fixture.replace("content/leaflets/knee/en.toml", "subtitel", "subtitle");
    assert_eq!(before, fixture.files("."));
}

#[test]
fn exit_codes_tell_what_kind_of_failure_it_was() {
    let fixture = Fixture::small();
    assert_eq!(code(&fixture.run(&["build"])), Some(0));
    assert_eq!(code(&fixture.run(&["bild"])), Some(2));
    assert_eq!(code(&fixture.run(&["build", "--project", "/nowhere"])), Some(2));
    let blocked = fixture.path("blocked");
    fs::write(&blocked, "a file, not a folder").expect("write");
    let build = fixture.run(&["build", "--out", "blocked/out"]);
    assert_eq!(code(&build), Some(3), "{}", stderr(&build));
    fixture.replace("content/leaflets/knee/en.toml", "title", "titel");
    assert_eq!(code(&fixture.run(&["build"])), Some(1));
}

#[test]
fn the_sample_in_layouts_is_what_the_program_writes() {
    let fixture = Fixture::sample();
    let names = ["layouts/data.json", "layouts/data/figure.svg"];
    let checked_in = names.map(|name| fs::read(repository().join(name)).expect(name));
    for path in walk(&fixture.path("layouts/data")).into_iter().chain([fixture.path("layouts/data.json")]) {
        fs::remove_file(path).expect("remove");
    }
    let sample = fixture.run(&["sample"]);
    assert_eq!(code(&sample), Some(0), "{}", stderr(&sample));
    for (name, expected) in names.iter().zip(checked_in) {
        assert!(
            fs::read(fixture.path(name)).expect(name) == expected,
            "{name} is outdated: run `leafcast sample`"
        );
    }
}

#[test]
fn the_stock_compiler_sets_the_sample_on_as_many_pages() {
    let Some(mut python) = tool("python-with-typst") else { return };
    let fixture = Fixture::sample();
    fixture.build();
    let script = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2], root=sys.argv[3], \
                  font_paths=[sys.argv[4]], ignore_system_fonts=True, pdf_standards=['ua-1', 'a-2a'])";
    let stock = fixture.path("stock.pdf");
    let args =
        [fixture.path("layouts/leaflet.typ"), stock.clone(), fixture.path("layouts"), fixture.path("fonts")];
    text(python.arg("-c").arg(script).args(args));
    let pages = |path: &std::path::Path| {
        let info = text(tool("pdfinfo").expect("pdfinfo").arg(path));
        info.lines().find(|line| line.starts_with("Pages:")).expect("pages").to_owned()
    };
    let ours = "out/leaflets/posterior-cervical-fusion/posterior-cervical-fusion-en-a4.pdf";
    assert_eq!(pages(&stock), pages(&fixture.path(ours)));
}

#[test]
fn the_schemas_in_the_content_folder_are_what_the_program_writes() {
    let fixture = Fixture::sample();
    let checked_in = walk(&repository().join("content/.schema"));
    assert_eq!(checked_in.len(), 5);
    fs::remove_dir_all(fixture.path("content/.schema")).expect("remove");
    assert_eq!(code(&fixture.run(&["schema"])), Some(0));
    for path in checked_in {
        let name = path.strip_prefix(repository()).expect("below");
        let written = fs::read_to_string(fixture.root().join(name)).expect("written");
        assert_eq!(fs::read_to_string(&path).expect("read"), written, "run `leafcast schema`");
    }
}

#[test]
fn help_names_every_command_and_the_first_step() {
    let help = program().arg("--help").output().expect("run");
    let text = String::from_utf8_lossy(&help.stdout);
    for word in [
        "init",
        "new",
        "build",
        "check",
        "sample",
        "schema",
        "fonts",
        "completions",
        "leafcast init my-practice",
    ] {
        assert!(text.contains(word), "{word} is not in\n{text}");
    }
}

#[test]
fn completions_and_fonts_are_listed() {
    let fixture = Fixture::small();
    for shell in ["bash", "zsh", "fish"] {
        let script = fixture.run(&["completions", shell]);
        assert!(String::from_utf8_lossy(&script.stdout).contains("leafcast"), "{shell}");
    }
    let fonts = fixture.run(&["fonts"]);
    let list = String::from_utf8_lossy(&fonts.stdout).into_owned();
    assert!(list.contains("Atkinson Hyperlegible Next: 400"), "{list}");
    assert!(list.contains("Noto Sans Arabic: 400, 700"), "{list}");
}
