//! Rounds that make only what is stale: what is made, what stays, and that the result never differs from
//! that of a build from nothing.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use leafcast::diagnostic::Finding;
use leafcast::engine::{Changes, Engine, Extras, Onlooker, Outcome, Shown, Silent, Wish};
use leafcast::model::Format;
use leafcast::plan::Job;
use leafcast::publish::Manifest;

use crate::clinic::{self, assert_like_clean, clinic, of};
use crate::edits::{Random, World};
use crate::fixture::{Fixture, walk};

/// Looks at nothing and interrupts nothing.
struct Nobody;

impl Onlooker for Nobody {
    fn wishes(&self) -> Vec<Wish> {
        Vec::new()
    }

    fn shown(&self, _: &Wish, _: Shown) {}

    fn is_interrupted(&self) -> bool {
        false
    }
}

/// A project and the engine that keeps it current.
struct Desk {
    fixture: Fixture,
    engine: Engine,
}

impl Desk {
    /// A project that was built by this engine.
    fn new() -> Self {
        let mut desk = Self::unbuilt();
        desk.whole();
        desk
    }

    fn unbuilt() -> Self {
        let fixture = clinic();
        let engine = Engine::new(fixture.project(), Extras::default());
        Self { fixture, engine }
    }

    /// Another start of the program.
    fn restart(&mut self) {
        self.engine = Engine::new(self.fixture.project(), Extras::default());
    }

    fn changes(&self, paths: &[&str]) -> Changes {
        let root = self.fixture.project().root().to_owned();
        Changes { paths: paths.iter().map(|path| root.join(path)).collect(), ..Changes::default() }
    }

    /// A round after these files and folders may have changed.
    fn round(&mut self, paths: &[&str]) -> Outcome {
        let changes = self.changes(paths);
        self.engine.round(&changes, &Silent, &Nobody).expect("a round")
    }

    fn watched(&mut self, paths: &[&str], onlooker: &dyn Onlooker) -> Outcome {
        let changes = self.changes(paths);
        self.engine.round(&changes, &Silent, onlooker).expect("a round")
    }

    /// A round after anything may have changed.
    fn whole(&mut self) -> Outcome {
        self.engine.round(&Changes::whole(), &Silent, &Nobody).expect("a round")
    }

    /// Writes a file and runs a round for it alone.
    fn write(&mut self, path: &str, text: impl AsRef<[u8]>) -> Outcome {
        self.fixture.write(path, text);
        self.round(&[path])
    }

    /// Replaces a text in a file and runs a round for it alone.
    fn replace(&mut self, path: &str, from: &str, to: &str) -> Outcome {
        self.fixture.replace(path, from, to);
        self.round(&[path])
    }

    /// What is published, with the numbers that the disk gives the files: a file that was written again
    /// has another.
    fn published(&self) -> BTreeSet<(PathBuf, u64)> {
        use std::os::unix::fs::MetadataExt;
        let out = self.fixture.path("out");
        let files = clinic::published(&out).into_iter();
        files.map(|(path, _)| (path.clone(), fs::metadata(out.join(path)).expect("metadata").ino())).collect()
    }

    /// The files that were written or removed since.
    fn touched(&self, before: &BTreeSet<(PathBuf, u64)>) -> BTreeSet<String> {
        let now = self.published();
        now.symmetric_difference(before).map(|(path, _)| path.to_string_lossy().into_owned()).collect()
    }
}

fn is_pdf_of_leaflet(path: &str) -> bool {
    path.starts_with("leaflets/")
}

fn is_slide(path: &str) -> bool {
    path.contains("/slides/")
}

/// How many slides are published, each counted once for all screens.
fn slides(fixture: &Fixture) -> usize {
    let names = fixture.files("out").into_iter().filter(|(path, _)| is_slide(path));
    names.map(|(path, _)| path.rsplit('/').next().expect("a name").to_owned()).collect::<BTreeSet<_>>().len()
}

/// How many files of leaflets are published.
fn leaflets(fixture: &Fixture) -> usize {
    fixture.files("out").into_iter().filter(|(path, _)| is_pdf_of_leaflet(path)).count()
}

/// Findings without what a build says differently from a round.
fn said(findings: &[Finding]) -> Vec<String> {
    let said = |f: &Finding| format!("{}:{}:{} {}", f.spot.file, f.spot.line, f.spot.column, f.message);
    let mut said: Vec<String> = findings.iter().map(said).collect();
    said.sort();
    said
}

/// What is published and what is said are those of a build from nothing.
#[track_caller]
fn assert_all_like_clean(desk: &Desk, outcome: &Outcome) {
    let clean = assert_like_clean(&desk.fixture);
    assert_eq!(said(&outcome.findings), said(&clean));
}

fn touch(path: &Path) {
    let file = File::options().append(true).open(path).expect("open");
    file.set_modified(SystemTime::now()).expect("touch");
}

#[test]
fn an_unchanged_project_is_never_typeset_again() {
    let mut desk = Desk::unbuilt();
    let first = desk.whole();
    assert_eq!(first.typeset, leaflets(&desk.fixture) + slides(&desk.fixture));
    assert_eq!((first.made, first.failed), (5, 0));
    let before = desk.published();
    let second = desk.whole();
    assert_eq!((second.typeset, second.made, second.changed), (0, 5, 0));
    assert!(desk.round(&[]).was_idle);
    desk.restart();
    let third = desk.whole();
    assert_eq!((third.typeset, third.made), (0, 5));
    for path in walk(&desk.fixture.path("content")) {
        touch(&path);
    }
    assert_eq!(desk.whole().typeset, 0);
    desk.restart();
    let last = desk.whole();
    assert_eq!(last.typeset, 0);
    assert_eq!(desk.touched(&before), BTreeSet::new());
    assert_eq!(said(&first.findings), said(&last.findings));
    assert_all_like_clean(&desk, &last);
}

#[test]
fn a_comment_moves_findings_and_makes_nothing() {
    let mut desk = Desk::unbuilt();
    let before = desk.whole();
    let path = of("hand", "leaflet.toml");
    let lines = |outcome: &Outcome| -> Vec<usize> {
        outcome
            .findings
            .iter()
            .filter(|f| f.spot.file == path && f.spot.line > 1)
            .map(|f| f.spot.line)
            .collect()
    };
    assert!(!lines(&before).is_empty(), "{:#?}", before.findings);
    let text = format!("# a comment\n{}", desk.fixture.read(&path));
    let after = desk.write(&path, text);
    let moved: Vec<usize> = lines(&before).iter().map(|line| line + 1).collect();
    assert_eq!((after.typeset, lines(&after)), (0, moved));
    assert_all_like_clean(&desk, &after);
}

#[test]
fn one_word_makes_the_files_of_its_language_only() {
    let mut desk = Desk::new();
    let before = desk.published();
    let outcome = desk.replace(&of("knee", "es.toml"), "No es.", "No more.");
    assert_eq!(outcome.typeset, 1);
    assert_eq!(desk.touched(&before), touched(&["leaflets/knee/knee-es-a4.pdf", "manifest.json"]));
    assert_all_like_clean(&desk, &outcome);
}

fn touched(paths: &[&str]) -> BTreeSet<String> {
    paths.iter().map(|path| (*path).to_owned()).collect()
}

#[test]
fn one_word_of_a_short_text_changes_its_slide_and_no_leaflet() {
    let mut desk = Desk::new();
    let before = desk.published();
    let outcome =
        desk.replace(&of("knee", "en.toml"), "short = \"Only a test.\"", "short = \"Just a test.\"");
    let touched = desk.touched(&before);
    let slides: Vec<&String> = touched.iter().filter(|path| is_slide(path)).collect();
    assert_eq!(slides.len(), 2, "the old one and the new one: {touched:?}");
    assert_eq!(outcome.typeset, 1 + 1, "the leaflet is looked at because its manuscript has every word");
    assert!(touched.iter().all(|path| !path.starts_with("screens/door/")), "{touched:?}");
    assert!(touched.iter().all(|path| !is_pdf_of_leaflet(path)), "{touched:?}");
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn the_telephone_of_the_practice_changes_everything_that_shows_it() {
    let mut desk = Desk::new();
    let before = desk.published();
    let outcome = desk.replace("content/practice.toml", "000 000 000", "111 111 111");
    let touched = desk.touched(&before);
    assert_eq!(touched.iter().filter(|path| is_pdf_of_leaflet(path)).count(), 5);
    assert!(touched.iter().any(|path| is_slide(path)), "{touched:?}");
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn a_layout_of_slides_makes_slides_only_and_a_layout_of_leaflets_leaflets_only() {
    let mut desk = Desk::new();
    let layout = |desk: &mut Desk, path: &str| {
        let text = format!("// a comment\n{}", desk.fixture.read(path));
        desk.write(path, text).typeset
    };
    let (leaflets, slides) = (leaflets(&desk.fixture), slides(&desk.fixture));
    assert_eq!(layout(&mut desk, "layouts/slide.typ"), slides);
    assert_eq!(layout(&mut desk, "layouts/leaflet.typ"), leaflets);
    assert_eq!(desk.write("layouts/lib/unused.typ", "#let unused = 1\n").typeset, 0);
    assert_eq!(layout(&mut desk, "layouts/lib/unused.typ"), 0);
    assert_like_clean(&desk.fixture);
}

#[test]
fn a_file_that_a_layout_looked_for_in_vain_is_used_when_it_comes() {
    let mut desk = Desk::new();
    let text = format!("#import \"lib/late.typ\": late\n#late\n{}", desk.fixture.read("layouts/leaflet.typ"));
    let outcome = desk.write("layouts/leaflet.typ", text);
    assert_eq!((outcome.made, outcome.failed), (0, 5));
    let outcome = desk.write("layouts/lib/late.typ", "#let late = none\n");
    assert_eq!((outcome.made, outcome.failed, outcome.typeset), (5, 0, 5));
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn a_font_that_comes_and_goes_is_looked_at() {
    let mut desk = Desk::new();
    let font =
        walk(&desk.fixture.path("fonts")).into_iter().find(|p| p.extension().is_some_and(|e| e == "ttf"));
    let bytes = fs::read(font.expect("a font")).expect("read");
    let outcome = desk.write("fonts/again/copy.ttf", bytes);
    assert_eq!(outcome.failed, 0);
    assert_all_like_clean(&desk, &outcome);
    fs::remove_dir_all(desk.fixture.path("fonts/again")).expect("remove");
    let outcome = desk.round(&["fonts/again"]);
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn a_picture_makes_the_files_of_its_leaflet_only() {
    let mut desk = Desk::new();
    let before = desk.published();
    let outcome = desk.write(&of("knee", "figure.svg"), clinic::picture(30));
    assert_eq!(outcome.typeset, 2 + 2, "two leaflets, and the slides with their titles");
    let touched = desk.touched(&before);
    assert!(touched.contains("leaflets/knee/knee-es-a4.pdf"), "{touched:?}");
    let others = ["leaflets/hip/", "leaflets/hand/", "screens/door/"];
    assert!(!touched.iter().any(|path| others.iter().any(|other| path.starts_with(other))), "{touched:?}");
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn what_is_taken_away_is_gone_in_the_next_round() {
    let mut desk = Desk::new();
    fs::remove_dir_all(desk.fixture.path("content/leaflets/hand")).expect("remove");
    let outcome = desk.round(&["content/leaflets/hand"]);
    assert_eq!((outcome.typeset, outcome.removed.len()), (0, 1));
    assert_all_like_clean(&desk, &outcome);
    let path = of("knee", "es.toml");
    fs::remove_file(desk.fixture.path(&path)).expect("remove");
    let outcome = desk.round(&[&path]);
    assert_all_like_clean(&desk, &outcome);
    let outcome = desk.write(&path, clinic::text("knee", "es"));
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn a_leaflet_whose_folder_is_renamed_goes_and_comes() {
    let mut desk = Desk::new();
    let folder = |id: &str| desk.fixture.path(&format!("content/leaflets/{id}"));
    fs::rename(folder("hand"), folder("wrist")).expect("rename");
    let outcome = desk.round(&["content/leaflets/hand", "content/leaflets/wrist"]);
    assert_eq!(outcome.typeset, 1);
    assert!(!desk.fixture.path("out/leaflets/hand").exists());
    assert_all_like_clean(&desk, &outcome);
    let folder = |id: &str| desk.fixture.path(&format!("content/leaflets/{id}"));
    fs::rename(folder("knee"), folder("shin")).expect("rename");
    let outcome = desk.round(&["content/leaflets/knee", "content/leaflets/shin"]);
    assert!(outcome.has_errors(), "a screen shows `knee`");
    let outcome = desk.replace("content/screens.toml", "\"knee\"", "\"shin\"");
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn a_folder_whose_new_name_is_no_id_takes_nothing_away() {
    // The watcher does not tell of names that programs give to what is not finished.
    for (name, hints) in [("hand.tmp", &["hand"][..]), ("Hand", &["hand", "Hand"][..])] {
        let mut desk = Desk::new();
        let before = desk.fixture.files("out");
        let folder = |id: &str| desk.fixture.path(&format!("content/leaflets/{id}"));
        fs::rename(folder("hand"), folder(name)).expect("rename");
        let hints: Vec<String> = hints.iter().map(|id| format!("content/leaflets/{id}")).collect();
        let outcome = desk.round(&hints.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(outcome.removed, Vec::<String>::new(), "{name}");
        // Nor does a later round, of something else.
        let outcome = desk.replace("content/screens.toml", "name = \"Hall\"", "name = \"Great hall\"");
        assert_eq!(outcome.removed, Vec::<String>::new(), "{name}");
        let pdf = |(path, _): &&(String, Vec<u8>)| is_pdf_of_leaflet(path);
        let after = desk.fixture.files("out");
        assert!(before.iter().filter(pdf).eq(after.iter().filter(pdf)), "{name}");
        let folder = |id: &str| desk.fixture.path(&format!("content/leaflets/{id}"));
        fs::rename(folder(name), folder("wrist")).expect("rename");
        let outcome = desk.round(&[&hints[0], &format!("content/leaflets/{name}"), "content/leaflets/wrist"]);
        assert_eq!(outcome.removed.len(), 1, "{name}");
        assert_all_like_clean(&desk, &outcome);
    }
}

#[test]
fn screens_that_cannot_be_read_for_a_moment_cost_no_typesetting() {
    let mut desk = Desk::new();
    let good = desk.fixture.read("content/screens.toml");
    assert!(desk.write("content/screens.toml", "[[screens]]\nid = ").has_errors());
    let outcome = desk.write("content/screens.toml", good);
    assert_eq!(outcome.typeset, 0);
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn what_changes_while_screens_cannot_be_read_is_on_them_afterwards() {
    let changes: [(String, &str, &str); 3] = [
        (of("knee", "en.toml"), "short = \"Only a test.\"", "short = \"Just a test.\""),
        ("layouts/slide.typ".to_owned(), "", "\n// changed\n"),
        (of("hip", "leaflet.toml"), "status = \"draft\"", "status = \"withdrawn\""),
    ];
    for (path, from, to) in changes {
        let mut desk = Desk::new();
        let good = desk.fixture.read("content/screens.toml");
        desk.write("content/screens.toml", "[[screens]]\nid = ");
        let text = desk.fixture.read(&path);
        let text = if from.is_empty() { text + to } else { text.replacen(from, to, 1) };
        desk.write(&path, text);
        let outcome = desk.write("content/screens.toml", good);
        assert_all_like_clean(&desk, &outcome);
    }
}

#[test]
fn nothing_is_said_of_screens_that_cannot_be_read() {
    let mut desk = Desk::new();
    let outcome =
        desk.replace("content/screens.toml", "expected_wait_minutes = 30", "expected_wait_minutes = 1");
    let is_of_a_loop = |finding: &&Finding| finding.code.as_str() == "long-loop";
    assert!(outcome.findings.iter().any(|finding| is_of_a_loop(&finding)), "{:?}", said(&outcome.findings));
    let outcome = desk.write("content/screens.toml", "[[screens]]\nid = ");
    assert_eq!(outcome.findings.iter().find(is_of_a_loop), None);
}

/// The slides that are published for a screen.
fn slides_of(desk: &Desk, screen: &str) -> BTreeSet<String> {
    let files = desk.fixture.files(&format!("out/screens/{screen}/slides")).into_iter();
    files.map(|(path, _)| path.rsplit('/').next().expect("a name").to_owned()).collect()
}

#[test]
fn what_is_withdrawn_leaves_a_screen_that_cannot_take_new_slides() {
    let twin = clinic::SCREENS.split("\n\n").next().expect("a screen").replace("\"hall\"", "\"entrance\"");
    let twin = twin.replace("[\"knee\"]", "[\"knee\", \"hip\"]");
    let screens = format!("{}\n{twin}\n", clinic::SCREENS);
    let [mut desk, mut other] = [Desk::new(), Desk::new()];
    for desk in [&mut desk, &mut other] {
        desk.write("content/screens.toml", &screens);
    }
    let shown = |desk: &Desk| desk.fixture.read("out/screens/entrance/playlist.json").contains("hip/en/");
    assert!(shown(&desk));
    let before = slides_of(&other, "entrance");
    other.replace(&of("knee", "en.toml"), "short = \"Only a test.\"", "short = \"Just a test.\"");
    let after = slides_of(&other, "entrance");
    // Folders where the new slides should be.
    let in_the_way: Vec<PathBuf> = after
        .difference(&before)
        .map(|name| desk.fixture.path(&format!("out/screens/entrance/slides/{name}")))
        .collect();
    assert!(!in_the_way.is_empty());
    for path in &in_the_way {
        fs::create_dir(path).expect("a folder");
        fs::write(path.join("file"), "in the way").expect("write");
    }
    desk.fixture.replace(&of("hip", "leaflet.toml"), "status = \"draft\"", "status = \"withdrawn\"");
    desk.fixture.replace(&of("knee", "en.toml"), "short = \"Only a test.\"", "short = \"Just a test.\"");
    let outcome = desk.round(&[&of("hip", "leaflet.toml"), &of("knee", "en.toml")]);
    assert!(outcome.write_error.is_some());
    assert!(!shown(&desk), "what is withdrawn goes whatever else is broken");
    for path in &in_the_way {
        fs::remove_dir_all(path).expect("remove");
    }
    let outcome = desk.whole();
    assert_eq!((outcome.typeset, outcome.write_error.is_some()), (0, false));
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn leaflets_behind_a_link_out_of_the_project_are_not_taken_away() {
    let mut desk = Desk::new();
    let before = desk.fixture.files("out");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let (own, other) = (desk.fixture.path("content/leaflets"), elsewhere.path().join("leaflets"));
    assert!(std::process::Command::new("mv").arg(&own).arg(&other).status().expect("mv").success());
    std::os::unix::fs::symlink(&other, &own).expect("link");
    assert_eq!(desk.whole().removed, Vec::<String>::new());
    let pdf = |(path, _): &&(String, Vec<u8>)| is_pdf_of_leaflet(path);
    assert!(before.iter().filter(pdf).eq(desk.fixture.files("out").iter().filter(pdf)));
}

#[test]
fn a_screen_that_cannot_be_written_costs_its_twin_no_typesetting() {
    let mut desk = Desk::new();
    let twin = clinic::SCREENS.split("\n\n").next().expect("a screen").replace("\"hall\"", "\"entrance\"");
    desk.write("content/screens.toml", format!("{}\n{twin}\n", clinic::SCREENS));
    // A file where the folder of the slides should be.
    let folder = desk.fixture.path("out/screens/entrance/slides");
    fs::remove_dir_all(&folder).expect("remove");
    fs::write(&folder, "in the way").expect("write");
    let outcome = desk.replace(&of("knee", "en.toml"), "No en.", "No more.");
    assert!(outcome.write_error.is_some() && outcome.typeset > 0);
    fs::remove_file(&folder).expect("remove");
    let outcome = desk.whole();
    assert!(outcome.write_error.is_none(), "{:?}", outcome.write_error);
    assert_eq!(outcome.typeset, 0, "the other screen has them");
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn a_round_says_which_files_it_has_looked_at() {
    let mut desk = Desk::new();
    let (leaflet, text) = (of("hand", "leaflet.toml"), of("hand", "en.toml"));
    let outcome = desk.replace(&text, "No en.", "No more.");
    assert_eq!(outcome.inputs, [text.clone()].into());
    desk.fixture.replace(&text, "No more.", "No less.");
    let interrupted = desk.watched(&[&text], &Hasty(AtomicUsize::new(0)));
    assert!(interrupted.interrupted && interrupted.inputs.is_empty());
    // Of a folder every file, and those of the round that was interrupted.
    let outcome = desk.round(&["content/leaflets/hip"]);
    let hip = ["leaflet.toml", "en.toml", "es.toml"].map(|name| of("hip", name));
    assert_eq!(outcome.inputs, hip.into_iter().chain([text]).collect());
    let outcome = desk.replace(&leaflet, "version = \"1.0\"", "version = \"1.1\"");
    assert_eq!(outcome.inputs, [leaflet].into());
}

#[test]
fn screens_and_notices_that_change_are_published_anew() {
    let mut desk = Desk::new();
    let outcome = desk.replace("content/screens.toml", "name = \"Hall\"", "name = \"Great hall\"");
    assert_eq!(outcome.typeset, 0);
    assert_all_like_clean(&desk, &outcome);
    let outcome = desk.replace("content/screens.toml", "clock = true\n", "theme = \"dark\"\n");
    assert!(outcome.typeset > 0);
    assert_all_like_clean(&desk, &outcome);
    let outcome = desk.write("content/notices/first.toml", clinic::notice("much"));
    assert_eq!(outcome.typeset, 3, "two languages on one screen, one on the other");
    assert_all_like_clean(&desk, &outcome);
    let outcome = desk.write("content/notices/second.toml", clinic::notice("more"));
    assert_all_like_clean(&desk, &outcome);
    fs::remove_file(desk.fixture.path("content/notices/first.toml")).expect("remove");
    let outcome = desk.round(&["content/notices/first.toml"]);
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn a_screen_like_another_shares_its_slides() {
    let mut desk = Desk::new();
    let twin = clinic::SCREENS.split("\n\n").next().expect("a screen").replace("\"hall\"", "\"entrance\"");
    let outcome = desk.write("content/screens.toml", format!("{}\n{twin}\n", clinic::SCREENS));
    assert!(outcome.write_error.is_none(), "{:?}", outcome.write_error);
    assert_eq!(outcome.typeset, 0, "what another screen shows is on the disk");
    assert_all_like_clean(&desk, &outcome);
    let outcome = desk.write("content/screens.toml", clinic::SCREENS);
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn a_screen_that_shows_one_more_leaflet_gets_all_its_slides() {
    let mut desk = Desk::new();
    let twin = clinic::SCREENS.split("\n\n").next().expect("a screen").replace("\"hall\"", "\"entrance\"");
    let other = twin.replace("[\"knee\"]", "[\"hip\"]");
    desk.write("content/screens.toml", format!("{}\n{other}\n", clinic::SCREENS));
    let both = twin.replace("[\"knee\"]", "[\"hip\", \"knee\"]");
    let outcome = desk.write("content/screens.toml", format!("{}\n{both}\n", clinic::SCREENS));
    assert!(outcome.write_error.is_none(), "{:?}", outcome.write_error);
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn published_files_that_somebody_spoils_are_restored() {
    let mut desk = Desk::new();
    let files: Vec<PathBuf> =
        clinic::published(&desk.fixture.path("out")).into_iter().map(|(p, _)| p).collect();
    for path in files {
        let path = desk.fixture.path("out").join(path);
        let bytes = fs::read(&path).expect("read");
        let mut flipped = bytes.clone();
        flipped[bytes.len() / 2] ^= 1;
        // Taken away, cut off, and of the same length.
        let spoiled: [Option<&[u8]>; 3] = [None, Some(&bytes[..bytes.len() / 2]), Some(&flipped)];
        for spoiled in spoiled {
            fs::remove_file(&path).expect("remove");
            if let Some(bytes) = spoiled {
                fs::write(&path, bytes).expect("write");
            }
            desk.whole();
            assert!(fs::read(&path).is_ok_and(|now| now == bytes), "{} stays spoiled", path.display());
        }
    }
    assert_like_clean(&desk.fixture);
}

#[test]
fn a_published_leaflet_that_is_taken_away_is_back_after_the_next_change_of_anything() {
    let mut desk = Desk::new();
    fs::remove_file(desk.fixture.path("out/leaflets/hip/hip-en-a4.pdf")).expect("remove");
    let outcome = desk.replace(&of("hand", "en.toml"), "No en.", "No more.");
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn a_slide_that_is_taken_away_is_back_when_its_screen_or_everything_is_looked_at() {
    let mut desk = Desk::new();
    let mut slides: Vec<String> = desk.fixture.files("out").into_iter().map(|(path, _)| path).collect();
    slides.retain(|path| path.starts_with("screens/hall/slides/"));
    assert!(slides.len() > 3, "{slides:?}");
    for (number, slide) in slides.into_iter().enumerate() {
        let slide = desk.fixture.path("out").join(slide);
        fs::remove_file(&slide).expect("remove");
        // What does not concern the screen leaves it alone.
        let [old, new] = if number % 2 == 0 { ["No en.", "No less."] } else { ["No less.", "No en."] };
        let outcome = desk.replace(&of("hand", "en.toml"), old, new);
        assert!(outcome.write_error.is_none() && !slide.exists(), "{:?}", outcome.write_error);
        let outcome = if number % 2 == 0 {
            desk.whole()
        } else {
            let [old, new] = if number % 4 == 1 { ["No en.", "No more."] } else { ["No more.", "No en."] };
            desk.replace(&of("knee", "en.toml"), old, new)
        };
        assert!(slide.exists(), "{} stays away", slide.display());
        assert_all_like_clean(&desk, &outcome);
    }
}

#[test]
fn whatever_happens_to_the_store_everything_is_right() {
    let mut random = Random(7);
    let (mut desk, other) = (Desk::new(), Desk::new());
    let store = |desk: &Desk| desk.fixture.path("out/.leafcast");
    fs::remove_dir_all(store(&desk)).expect("remove");
    assert!(desk.whole().typeset > 0);
    assert_like_clean(&desk.fixture);
    for round in 0..12 {
        let files = walk(&store(&desk));
        for path in files {
            let bytes = fs::read(&path).expect("read");
            match (round % 4, random.below(3)) {
                // Cut off at any place.
                (0, 0..2) => fs::write(&path, &bytes[..random.below(bytes.len() + 1)]).expect("write"),
                // Filled with rubbish.
                (1, 0..2) => fs::write(&path, random.bytes(bytes.len())).expect("write"),
                // Other JSON than was expected.
                (2, 0) => fs::write(&path, "{}").expect("write"),
                (2, 1) => fs::remove_file(&path).expect("remove"),
                _ => {}
            }
        }
        if round % 4 == 3 {
            // That of a project with other words.
            other.fixture.write(&of("knee", "en.toml"), clinic::text("knee", &format!("other{round}")));
            other.fixture.build();
            fs::remove_dir_all(store(&desk)).expect("remove");
            for path in walk(&store(&other)) {
                let to = store(&desk).join(path.strip_prefix(store(&other)).expect("below"));
                fs::create_dir_all(to.parent().expect("parent")).expect("folder");
                fs::copy(&path, to).expect("copy");
            }
        }
        if random.below(2) == 0 {
            desk.restart();
        }
        desk.fixture.write(&of("hip", "en.toml"), clinic::text("hip", &format!("round{round}")));
        let outcome = desk.whole();
        assert_all_like_clean(&desk, &outcome);
    }
}

#[test]
fn unfinished_files_in_the_store_are_swept_at_the_next_start() {
    let mut desk = Desk::new();
    // What a kill leaves behind, beside what was kept and beside what was published.
    let left = [
        "out/.leafcast/.leafcast-left.tmp",
        "out/.leafcast/leaflets/.leafcast-left.tmp",
        "out/.leafcast-left.tmp",
    ];
    for path in left {
        desk.fixture.write(path, "half of somethi");
    }
    desk.restart();
    assert_eq!(desk.whole().typeset, 0);
    assert_eq!(left.map(|path| desk.fixture.path(path).exists()), [false; 3]);
}

#[test]
fn a_store_without_its_name_is_idle_all_the_same() {
    let mut desk = Desk::new();
    fs::remove_file(desk.fixture.path("out/.leafcast/generation")).expect("remove");
    desk.round(&[]);
    assert!(desk.round(&[]).was_idle);
}

/// Interrupts a round when it was asked so many times.
struct Hasty(AtomicUsize);

impl Onlooker for Hasty {
    fn wishes(&self) -> Vec<Wish> {
        Vec::new()
    }

    fn shown(&self, _: &Wish, _: Shown) {}

    fn is_interrupted(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_err()
    }
}

#[test]
fn a_round_that_is_interrupted_is_finished_by_the_next() {
    for patience in [0, 1, 2, 5, 9, 14, 20, 27] {
        let mut desk = Desk::unbuilt();
        let hasty = Hasty(AtomicUsize::new(patience));
        let outcome = desk.engine.round(&Changes::whole(), &Silent, &hasty).expect("a round");
        assert!(outcome.interrupted, "after {patience} questions");
        assert!(!desk.fixture.path("out/manifest.json").exists());
        if patience % 2 == 1 {
            desk.restart();
        }
        let outcome = desk.round(&[]);
        assert!(!outcome.interrupted && outcome.failed == 0);
        assert_all_like_clean(&desk, &outcome);
        // The same where something was published before.
        desk.fixture.replace("content/practice.toml", "000 000 000", "222 222 222");
        desk.fixture.write(&of("hip", "en.toml"), clinic::text("hip", "hurry"));
        let hasty = Hasty(AtomicUsize::new(patience));
        let outcome = desk.watched(&["content/practice.toml", &of("hip", "en.toml")], &hasty);
        assert!(outcome.interrupted, "after {patience} questions");
        let outcome = desk.replace(&of("hand", "en.toml"), "No en.", "No more.");
        assert_all_like_clean(&desk, &outcome);
    }
}

/// Interrupts a round as soon as a file is another than before.
struct Until {
    file: PathBuf,
    before: Option<Vec<u8>>,
}

impl Until {
    fn changed(file: PathBuf) -> Self {
        let before = fs::read(&file).ok();
        Self { file, before }
    }
}

impl Onlooker for Until {
    fn wishes(&self) -> Vec<Wish> {
        Vec::new()
    }

    fn shown(&self, _: &Wish, _: Shown) {}

    fn is_interrupted(&self) -> bool {
        fs::read(&self.file).ok() != self.before
    }
}

/// Screens from this number on that share no slide: so many that they are not all made together.
fn many_screens(first: usize) -> String {
    let screens = (first..5).map(|number| {
        format!(
            "[[screens]]\nid = \"s{number:02}\"\nname = \"S\"\nsize = \"1920x1080\"\ndiagonal_inches = 43\n\
             viewing_distance_m = 3.{number:02}\nlanguages = [\"en\", \"es\"]\nleaflets = [\"knee\", \"hip\"]\n\
             show_drafts = true\nexpected_wait_minutes = 60\n"
        )
    });
    screens.collect()
}

#[test]
fn a_round_that_is_interrupted_between_screens_is_finished_by_the_next() {
    let mut desk = Desk::unbuilt();
    desk.fixture.write("content/screens.toml", many_screens(0));
    let playlist = |number: usize| desk.fixture.path(&format!("out/screens/s{number:02}/playlist.json"));
    let (first, last) = (playlist(0), playlist(4));
    // Another colour on every slide; what is seen of it when the first screen is there.
    let interrupt = |desk: &mut Desk, number: usize| {
        let colour = format!("primary = \"#0b3c5{number}\"");
        let practice = clinic::PRACTICE.replace("primary = \"#0b3c5d\"", &colour);
        desk.fixture.write("content/practice.toml", practice);
        let until = Until::changed(first.clone());
        let (before, untouched) = (until.before.clone(), fs::read(&last).ok());
        let outcome = desk.engine.round(&Changes::whole(), &Silent, &until).expect("a round");
        assert!(outcome.interrupted);
        assert!(fs::read(&first).ok() != before && fs::read(&last).ok() == untouched);
    };
    for (number, restarts) in [false, false, true].into_iter().enumerate() {
        interrupt(&mut desk, number);
        if restarts {
            desk.restart();
        }
        let outcome = desk.whole();
        assert!(!outcome.interrupted && outcome.failed == 0);
        // What nobody was told before is told now; after another start nobody knows.
        let told = outcome.screens.iter().filter(|screen| screen.changed == Some(true)).count();
        assert!(told == 5 || restarts, "{told} screens");
        assert_all_like_clean(&desk, &outcome);
    }
    // What the first screen has left over goes with it.
    interrupt(&mut desk, 9);
    desk.fixture.write("content/screens.toml", many_screens(1));
    let outcome = desk.whole();
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn two_engines_take_turns_on_one_project() {
    let mut desk = Desk::new();
    let mut other = Engine::new(desk.fixture.project(), Extras::default());
    for turn in 0..4 {
        let path = of("hip", "en.toml");
        desk.write(&path, clinic::text("hip", &format!("one{turn}")));
        let path = of("knee", "es.toml");
        desk.fixture.write(&path, clinic::text("knee", &format!("two{turn}")));
        let changes = desk.changes(&[&path, &of("hip", "en.toml")]);
        other.round(&changes, &Silent, &Nobody).expect("a round");
        assert_like_clean(&desk.fixture);
        let outcome = desk.round(&[&path]);
        assert_eq!(outcome.typeset, 0, "the other has made it");
        assert_all_like_clean(&desk, &outcome);
    }
}

#[test]
fn an_error_keeps_the_last_good_and_what_is_said_of_others() {
    let mut desk = Desk::new();
    let before = desk.fixture.files("out");
    let of_others = |outcome: &Outcome| -> Vec<Finding> {
        let is_other =
            |f: &&Finding| f.spot.file.starts_with("content/leaflets/") && !f.spot.file.contains("/knee/");
        outcome.findings.iter().filter(is_other).cloned().collect()
    };
    let first = desk.whole();
    assert!(!of_others(&first).is_empty());
    for (path, failed) in [(of("knee", "en.toml"), 1), (of("knee", "leaflet.toml"), 0)] {
        let good = desk.fixture.read(&path);
        let outcome = desk.write(&path, "title = ");
        assert_eq!((outcome.failed, outcome.has_errors()), (failed, true), "{path}");
        assert_eq!(desk.fixture.files("out"), before, "{path}");
        assert_eq!(of_others(&outcome), of_others(&first), "{path}");
        desk.restart();
        let outcome = desk.whole();
        assert_eq!(desk.fixture.files("out"), before, "{path} after another start");
        assert_eq!(of_others(&outcome), of_others(&first), "{path}");
        let outcome = desk.write(&path, good);
        assert_eq!(desk.fixture.files("out"), before, "{path}");
        assert_eq!(said(&outcome.findings), said(&first.findings), "{path}");
        assert_all_like_clean(&desk, &outcome);
    }
}

#[test]
fn changes_made_while_the_practice_is_broken_are_not_lost() {
    let mut desk = Desk::new();
    let before = desk.fixture.files("out");
    let good = desk.fixture.read("content/practice.toml");
    assert!(desk.write("content/practice.toml", "languages = [").without_practice);
    assert!(desk.replace(&of("knee", "en.toml"), "No en.", "No more.").without_practice);
    fs::remove_dir_all(desk.fixture.path("content/leaflets/hand")).expect("remove");
    assert!(desk.round(&["content/leaflets/hand"]).without_practice);
    assert_eq!(desk.fixture.files("out"), before);
    let outcome = desk.write("content/practice.toml", good);
    assert_eq!(outcome.typeset, 1);
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn leaflets_that_were_held_up_by_another_are_made_when_that_is_mended() {
    let mut desk = Desk::new();
    // A new leaflet with the code of another: neither is published until one of them has its own.
    desk.fixture.write(&of("elbow", "leaflet.toml"), clinic::leaflet("hip"));
    desk.fixture.write(&of("elbow", "en.toml"), clinic::text("elbow", "en"));
    assert!(desk.round(&["content/leaflets/elbow"]).has_errors());
    desk.replace(&of("elbow", "en.toml"), "No en.", "No more.");
    let outcome = desk.replace(&of("hip", "leaflet.toml"), "\"HIP\"", "\"HIPS\"");
    assert_eq!(outcome.failed, 0);
    assert_all_like_clean(&desk, &outcome);
    // The same the other way round, with a text that was edited meanwhile.
    desk.replace(&of("knee", "leaflet.toml"), "\"KNEE\"", "\"HIP\"");
    desk.replace(&of("knee", "en.toml"), "No en.", "No matter.");
    let outcome = desk.replace(&of("elbow", "leaflet.toml"), "\"HIP\"", "\"ELBOW\"");
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn a_leaflet_that_a_screen_waits_for_is_known_though_it_is_broken() {
    let mut desk = Desk::new();
    desk.replace("content/screens.toml", "[\"hip\"]", "[\"hip\", \"elbow\"]");
    let outcome = desk.write(&of("elbow", "leaflet.toml"), "code = ");
    let clean = clinic::clean_build(&desk.fixture).1;
    assert_eq!(said(&outcome.findings), said(&clean.findings));
    desk.fixture.write(&of("elbow", "leaflet.toml"), clinic::leaflet("elbow"));
    desk.fixture.write(&of("elbow", "en.toml"), clinic::text("elbow", "en"));
    let outcome = desk.round(&["content/leaflets/elbow"]);
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn a_file_beside_the_folders_of_leaflets_disturbs_nothing() {
    let mut desk = Desk::new();
    for stray in ["content/leaflets/notes.txt", "content/leaflets/stray.toml", "content/notices/notes.txt"] {
        desk.write(stray, "a note");
        assert_like_clean(&desk.fixture);
    }
    let outcome = desk.replace(&of("hand", "en.toml"), "No en.", "No more.");
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn a_round_that_fails_forgets_no_change() {
    let mut desk = Desk::new();
    let link = desk.fixture.path("layouts/web/broken.js");
    std::os::unix::fs::symlink("nowhere", &link).expect("link");
    let path = of("hand", "en.toml");
    desk.fixture.replace(&path, "No en.", "No more.");
    let changes = desk.changes(&[&path, "layouts/web/player.css"]);
    desk.engine.round(&changes, &Silent, &Nobody).expect_err("a file that cannot be read");
    fs::remove_file(&link).expect("remove");
    let outcome = desk.round(&["layouts/web/player.css"]);
    assert_all_like_clean(&desk, &outcome);
}

/// Wishes to see something, and writes down what there was to see.
struct Eyes<'a> {
    wishes: Vec<Wish>,
    fixture: &'a Path,
    seen: Mutex<Vec<(Wish, Seen)>>,
}

#[derive(Debug, Clone, PartialEq)]
enum Seen {
    /// So many pages, and the manifest as it was at that moment.
    Pages(usize, Option<String>),
    Faulty,
    Nothing,
}

impl Eyes<'_> {
    fn take(&self) -> Vec<(Wish, Seen)> {
        std::mem::take(&mut self.seen.lock().expect("seen"))
    }
}

impl Onlooker for Eyes<'_> {
    fn wishes(&self) -> Vec<Wish> {
        self.wishes.clone()
    }

    fn shown(&self, wish: &Wish, shown: Shown) {
        let edition = || -> Option<String> {
            let manifest: Manifest =
                serde_json::from_slice(&fs::read(self.fixture.join("out/manifest.json")).ok()?).ok()?;
            Some(manifest.edition)
        };
        let seen = match shown {
            Shown::Pages(pages) => {
                assert!(pages.iter().all(|page| page.svg().is_some_and(|svg| svg.starts_with(b"<svg"))));
                Seen::Pages(pages.len(), edition())
            }
            Shown::Faulty(findings) => {
                assert!(findings.iter().any(Finding::is_error));
                Seen::Faulty
            }
            Shown::Nothing => Seen::Nothing,
        };
        self.seen.lock().expect("seen").push((wish.clone(), seen));
    }

    fn is_interrupted(&self) -> bool {
        false
    }
}

fn wishes() -> [Wish; 4] {
    let job = Job { leaflet: "knee".into(), language: "en".into(), format: Format::A4 };
    [
        Wish::Leaflet(job),
        Wish::Slide { screen: "hall".into(), slide: "knee/en/what-is".into() },
        Wish::Screen("hall".into()),
        Wish::Slide { screen: "hall".into(), slide: "notice:first/en".into() },
    ]
}

#[test]
fn wishes_are_shown_before_anything_is_published_and_once_only() {
    for wish in wishes().into_iter().take(3) {
        let mut desk = Desk::unbuilt();
        let root = desk.fixture.root().to_owned();
        let eyes = Eyes { wishes: vec![wish.clone()], fixture: &root, seen: Mutex::default() };
        desk.watched(&[], &eyes);
        let seen = eyes.take();
        assert!(matches!(&seen[..], [(_, Seen::Pages(1.., None))]), "{wish:?}: {seen:?}");
        desk.watched(&[], &eyes);
        desk.watched(&[&of("hand", "en.toml")], &eyes);
        desk.fixture.replace(&of("hand", "en.toml"), "No en.", "No more.");
        desk.watched(&[&of("hand", "en.toml")], &eyes);
        assert_eq!(eyes.take(), [], "{wish:?} has not changed");
        let edition = |desk: &Desk| -> Manifest {
            serde_json::from_str(&desk.fixture.read("out/manifest.json")).expect("a manifest")
        };
        let before = edition(&desk).edition;
        let path = of("knee", "en.toml");
        desk.fixture.replace(&path, "short = \"Only a test.\"", "short = \"Just a test.\"");
        desk.watched(&[&path], &eyes);
        let seen = eyes.take();
        let [(_, Seen::Pages(_, Some(then)))] = &seen[..] else { panic!("{wish:?}: {seen:?}") };
        assert_eq!(*then, before, "{wish:?} is shown before the new edition is published");
        assert_ne!(edition(&desk).edition, before);
        desk.engine.show_again(&wish);
        desk.watched(&[], &eyes);
        assert_eq!(eyes.take().len(), 1, "{wish:?} is shown again to who asks for it");
    }
}

#[test]
fn what_cannot_be_published_is_shown_all_the_same() {
    let mut desk = Desk::new();
    let root = desk.fixture.root().to_owned();
    let eyes = Eyes { wishes: vec![wishes()[0].clone()], fixture: &root, seen: Mutex::default() };
    desk.watched(&[], &eyes);
    eyes.take();
    let path = of("knee", "en.toml");
    fs::rename(root.join("out"), root.join("away")).expect("rename");
    desk.fixture.write("out", "in the way");
    desk.fixture.replace(&path, "short = \"Only a test.\"", "short = \"Just a test.\"");
    let text = desk.fixture.read(&path).replace("No en.", "Not in the way.");
    desk.fixture.write(&path, &text);
    let changes = desk.changes(&[&path]);
    desk.engine.round(&changes, &Silent, &eyes).expect_err("a file where the folder should be");
    assert!(matches!(eyes.take()[..], [(_, Seen::Pages(1.., None))]));
    fs::remove_file(root.join("out")).expect("remove");
    fs::rename(root.join("away"), root.join("out")).expect("rename");
    let outcome = desk.whole();
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn a_project_folder_that_is_gone_is_not_made_anew() {
    let mut desk = Desk::new();
    let root = desk.fixture.root().to_owned();
    let away = root.with_extension("away");
    fs::rename(&root, &away).expect("rename");
    let error = desk.engine.round(&Changes::whole(), &Silent, &Nobody).expect_err("no folder");
    assert_eq!(error.to_string(), format!("the project folder `{}` is gone", root.display()));
    assert!(!root.exists(), "what was moved away could not be put back");
    fs::rename(&away, &root).expect("rename back");
    let outcome = desk.whole();
    assert_all_like_clean(&desk, &outcome);
}

#[test]
fn a_wish_is_faulty_while_its_text_is_broken_and_shown_again_when_it_is_mended() {
    let [leaflet, slide, _, notice] = wishes();
    let texts = vec![of("knee", "en.toml"), of("knee", "leaflet.toml")];
    let of_notice = vec!["content/notices/first.toml".to_owned()];
    for (wish, paths) in [(leaflet, texts.clone()), (slide, texts), (notice, of_notice)] {
        let mut desk = Desk::new();
        let root = desk.fixture.root().to_owned();
        let eyes = Eyes { wishes: vec![wish.clone()], fixture: &root, seen: Mutex::default() };
        desk.watched(&[], &eyes);
        eyes.take();
        for path in paths {
            let good = desk.fixture.read(&path);
            desk.fixture.write(&path, "title = ");
            desk.watched(&[&path], &eyes);
            assert_eq!(eyes.take(), [(wish.clone(), Seen::Faulty)], "{path}");
            desk.watched(&[], &eyes);
            assert_eq!(eyes.take(), [], "{path}");
            desk.fixture.write(&path, good);
            desk.watched(&[&path], &eyes);
            let seen = eyes.take();
            assert!(matches!(&seen[..], [(_, Seen::Pages(..))]), "{wish:?}, {path}: {seen:?}");
        }
    }
}

#[test]
fn a_whole_screen_shows_what_it_has_while_one_of_its_texts_is_broken() {
    let mut desk = Desk::new();
    let root = desk.fixture.root().to_owned();
    let wish = Wish::Screen("hall".into());
    let eyes = Eyes { wishes: vec![wish], fixture: &root, seen: Mutex::default() };
    desk.watched(&[], &eyes);
    let pages = |seen: Vec<(Wish, Seen)>| match &seen[..] {
        [(_, Seen::Pages(pages, _))] => *pages,
        _ => panic!("{seen:?}"),
    };
    let all = pages(eyes.take());
    let path = of("knee", "en.toml");
    let good = desk.fixture.read(&path);
    desk.fixture.write(&path, "title = ");
    desk.watched(&[&path], &eyes);
    let some = pages(eyes.take());
    assert!(some < all && some > 0, "{some} of {all}");
    desk.fixture.write(&path, good);
    desk.watched(&[&path], &eyes);
    assert_eq!(pages(eyes.take()), all);
}

#[test]
fn a_wish_follows_screens_and_notices_in_the_round_in_which_they_change() {
    let mut desk = Desk::new();
    let root = desk.fixture.root().to_owned();
    let notice = wishes().into_iter().next_back().expect("a notice");
    let eyes = |wish: Wish| Eyes { wishes: vec![wish], fixture: &root, seen: Mutex::default() };
    let (one, all) = (eyes(notice), eyes(Wish::Screen("hall".into())));
    desk.watched(&[], &one);
    assert!(matches!(&one.take()[..], [(_, Seen::Pages(1, _))]));
    desk.fixture.write("content/notices/first.toml", clinic::notice("much"));
    desk.watched(&["content/notices/first.toml"], &one);
    assert!(matches!(&one.take()[..], [(_, Seen::Pages(1, _))]), "the notice that was edited");
    desk.watched(&[], &all);
    let Some((_, Seen::Pages(before, _))) = all.take().pop() else { panic!("no pages") };
    desk.fixture.write("content/notices/second.toml", clinic::notice("more"));
    desk.watched(&["content/notices/second.toml"], &all);
    let seen = all.take();
    assert!(matches!(&seen[..], [(_, Seen::Pages(after, _))] if *after > before), "{seen:?}");
}

/// How many edits a sequence has, and after how many one is compared where nothing is broken.
const EDITS: usize = 30;

/// Random edits, one engine, rounds with hints only, some of them interrupted, some after another start.
fn run_sequence(seed: u64) {
    let mut world = World::new(seed);
    let mut engine = Engine::new(world.fixture.project(), Extras::default());
    let mut story = vec![format!("seed {seed}")];
    let mut left = Vec::new();
    engine.round(&Changes::whole(), &Silent, &Nobody).expect("a round");
    for _ in 0..EDITS {
        let (name, paths) = world.step();
        story.push(format!("{name}: {paths:?}"));
        left.extend(paths);
        let changes = |left: &[String]| {
            let root = world.fixture.project().root().to_owned();
            Changes { paths: left.iter().map(|path| root.join(path)).collect(), ..Changes::default() }
        };
        if world.random.once_in(5) {
            let hasty = Hasty(AtomicUsize::new(world.random.below(20)));
            story.push("interrupted".into());
            engine.round(&changes(&left), &Silent, &hasty).expect("a round");
        } else {
            engine.round(&changes(&left), &Silent, &Nobody).expect("a round");
        }
        left.clear();
        if world.random.once_in(10) {
            story.push("another start".into());
            engine = Engine::new(world.fixture.project(), Extras::default());
            engine.round(&Changes::whole(), &Silent, &Nobody).expect("a round");
        }
    }
    let paths = world.mend();
    story.push(format!("mended: {paths:?}"));
    let root = world.fixture.project().root().to_owned();
    let mut changes =
        Changes { paths: paths.iter().map(|path| root.join(path)).collect(), ..Changes::default() };
    // A round that does something, so that it says what it found.
    world.fixture.write("content/stray.toml", "last");
    changes.paths.insert(root.join("content/stray.toml"));
    let outcome = engine.round(&changes, &Silent, &Nobody).expect("a round");
    let (clean, from_nothing) = clinic::clean_build(&world.fixture);
    let differences = clinic::differences(&world.fixture, clean.path());
    assert!(differences.is_empty(), "{differences:#?} after {story:#?}");
    assert_eq!(said(&outcome.findings), said(&from_nothing.findings), "after {story:#?}");
}

#[test]
fn any_sequence_of_edits_ends_like_a_build_from_nothing() {
    let number = |name: &str, usual: u64| {
        std::env::var(name).ok().map_or(usual, |value| value.parse().expect("a number"))
    };
    let (first, count) = (number("LEAFCAST_SEED", 1), number("LEAFCAST_SEQUENCES", 6));
    for seed in first..first + count {
        run_sequence(seed);
    }
}
