//! Texts that somebody is just writing: they are not read, or what was read of them is not published, and the
//! others do not wait for them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use leafcast::engine::{Changes, Engine, Extras, Onlooker, Outcome, Shown, Silent, Wish};
use leafcast::watch::touches;

use crate::clinic::{assert_like_clean, clinic, of, text};
use crate::fixture::Fixture;

/// Knows who is writing.
#[derive(Default)]
struct Knower {
    unfinished: BTreeSet<PathBuf>,
    /// What changes after it was read.
    outdated: Mutex<BTreeSet<PathBuf>>,
}

impl Onlooker for Knower {
    fn wishes(&self) -> Vec<Wish> {
        Vec::new()
    }

    fn shown(&self, _: &Wish, _: Shown) {}

    fn is_interrupted(&self) -> bool {
        false
    }

    fn is_unfinished(&self, path: &Path) -> bool {
        touches(&self.unfinished, path)
    }

    fn is_outdated(&self, path: &Path) -> bool {
        touches(&self.outdated.lock().expect("paths"), path)
    }
}

struct Desk {
    fixture: Fixture,
    engine: Engine,
    knower: Knower,
}

impl Desk {
    fn new() -> Self {
        let fixture = clinic();
        let engine = Engine::new(fixture.project(), Extras::default());
        let mut desk = Self { fixture, engine, knower: Knower::default() };
        desk.round(&[]);
        desk
    }

    /// Where the engine knows a file to be.
    fn path(&self, path: &str) -> PathBuf {
        self.engine.project().root().join(path)
    }

    fn round(&mut self, paths: &[&str]) -> Outcome {
        let paths: BTreeSet<PathBuf> = paths.iter().map(|path| self.path(path)).collect();
        let changes = Changes { whole: false, settle: false, paths };
        self.engine.round(&changes, &Silent, &self.knower).expect("a round")
    }

    /// What is published of a leaflet.
    fn pdf(&self, id: &str) -> Vec<u8> {
        fs::read(self.fixture.path(&format!("out/leaflets/{id}/{id}-en-a4.pdf"))).expect("a leaflet")
    }
}

#[test]
fn an_unfinished_text_waits_and_the_others_do_not() {
    let mut desk = Desk::new();
    let (hand, hip) = (desk.pdf("hand"), desk.pdf("hip"));
    let (half, whole) = (of("hand", "en.toml"), of("hip", "en.toml"));
    desk.fixture.write(&half, text("hand", "half"));
    desk.fixture.write(&whole, text("hip", "whole"));
    desk.knower.unfinished = [desk.path(&half)].into();
    // A neighbour of the half-written text changes, too, and then what all leaflets are read against.
    desk.fixture.replace(&of("hand", "leaflet.toml"), "version = \"1.0\"", "version = \"1.1\"");
    desk.round(&[&of("hand", "leaflet.toml"), &whole]);
    assert_eq!(desk.pdf("hand"), hand);
    assert_ne!(desk.pdf("hip"), hip);
    desk.fixture.replace("content/practice.toml", "000 000 000", "000 000 001");
    desk.round(&["content/practice.toml"]);
    assert_eq!(desk.pdf("hand"), hand);
    assert!(desk.round(&[]).was_idle, "what waits for its writer is nothing to do");
    desk.knower.unfinished.clear();
    desk.round(&[&half]);
    assert_like_clean(&desk.fixture);
}

#[test]
fn a_folder_under_a_bad_name_that_is_being_written_takes_nothing_away() {
    let mut desk = Desk::new();
    let hand = desk.pdf("hand");
    fs::rename(desk.path("content/leaflets/hand"), desk.path("content/leaflets/Hand")).expect("rename");
    desk.knower.unfinished = [desk.path("content/leaflets/Hand/en.toml")].into();
    desk.round(&["content/leaflets/hand", "content/leaflets/Hand"]);
    assert_eq!(desk.pdf("hand"), hand);
    desk.knower.unfinished.clear();
    desk.round(&["content/leaflets/Hand/en.toml"]);
    assert_eq!(desk.pdf("hand"), hand);
}

#[test]
fn half_written_screens_and_layouts_are_not_read() {
    let mut desk = Desk::new();
    let before = desk.fixture.files("out");
    desk.fixture.replace("content/screens.toml", "id = \"hall\"", "id = \"other\"");
    let layout = desk.fixture.read("layouts/leaflet.typ");
    desk.fixture.write("layouts/leaflet.typ", layout + "\n= A heading\n");
    desk.knower.unfinished = [desk.path("content/screens.toml"), desk.path("layouts/slide.typ")].into();
    desk.round(&["content/screens.toml", "layouts/leaflet.typ"]);
    assert!(desk.fixture.files("out") == before);
    desk.knower.unfinished.clear();
    desk.round(&["content/screens.toml"]);
    assert_like_clean(&desk.fixture);
}

#[test]
fn a_text_that_changes_while_it_is_read_is_read_again() {
    let mut desk = Desk::new();
    let before = desk.fixture.files("out");
    let path = of("hand", "en.toml");
    desk.fixture.write(&path, text("hand", "half"));
    desk.knower.outdated = Mutex::new([desk.path(&path)].into());
    let outcome = desk.round(&[&path]);
    assert!(outcome.interrupted);
    assert!(desk.fixture.files("out") == before, "nothing of it is published");
    // Its writer goes on: what was read is forgotten.
    desk.knower.unfinished = [desk.path(&path)].into();
    desk.knower.outdated.lock().expect("paths").clear();
    assert!(desk.round(&[]).findings.iter().all(|finding| !finding.is_error()));
    assert!(desk.fixture.files("out") == before);
    desk.knower.unfinished.clear();
    desk.fixture.write(&path, text("hand", "whole"));
    desk.round(&[&path]);
    assert_like_clean(&desk.fixture);
}

#[test]
fn a_new_leaflet_that_changes_while_it_is_read_comes_later() {
    let mut desk = Desk::new();
    let before = desk.fixture.files("out");
    for (file, words) in [("en.toml", text("foot", "half")), ("leaflet.toml", crate::clinic::leaflet("foot"))]
    {
        desk.fixture.write(&of("foot", file), words);
    }
    desk.knower.outdated = Mutex::new([desk.path(&of("foot", "en.toml"))].into());
    assert!(desk.round(&["content/leaflets/foot"]).interrupted);
    assert!(desk.fixture.files("out") == before);
    desk.knower.outdated.lock().expect("paths").clear();
    desk.round(&[]);
    assert_like_clean(&desk.fixture);
}

#[test]
fn paths_touch_what_is_below_and_above_them() {
    let paths: BTreeSet<PathBuf> = [PathBuf::from("/a/b/c"), PathBuf::from("/a/bd")].into();
    let touched = ["/a", "/a/b", "/a/b/c", "/a/b/c/d", "/a/bd"];
    assert!(touched.iter().all(|path| touches(&paths, Path::new(path))));
    let others = ["/a/b/d", "/a/bc", "/b", "/a/b/cd"];
    assert!(others.iter().all(|path| !touches(&paths, Path::new(path))));
}
