//! What has to be published for a text: found out by building it, and remembered.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use leafcast::digest;

use crate::clinic;
use crate::fixture::{Fixture, walk};
use crate::saves_hand::words;

/// The only text of the project.
pub const EN: &str = "content/leaflets/knee/en.toml";
const SCREENS: &str = r#"[[screens]]
id = "hall"
name = "Hall"
size = "1920x1080"
diagonal_inches = 43
viewing_distance_m = 3.5
languages = ["en"]
leaflets = ["knee"]
show_drafts = true
expected_wait_minutes = 60
"#;

/// Published files, each with the digest of its bytes.
pub type Tree = BTreeMap<String, String>;

/// Everything that is published; none of the program's own hidden files.
pub fn tree(out: &Path) -> Tree {
    let files = clinic::published(out).into_iter();
    files.map(|(path, bytes)| (path.to_string_lossy().into_owned(), digest::of(&bytes))).collect()
}

/// One leaflet in one language and one format, on one screen.
fn project(word: &str) -> Fixture {
    let fixture = Fixture::small();
    fixture.replace(
        "content/practice.toml",
        "[\"a4\", \"a4-large\"]",
        "[\"a4\"]\ntime_zone = \"Europe/Madrid\"",
    );
    fixture.write("content/screens.toml", SCREENS);
    fixture.write(EN, words(word));
    fixture
}

/// What has to be published.
pub struct Truth {
    /// Published by the program, so that every pattern begins where nothing is left to make.
    template: Fixture,
    /// Built again and again, with one text after the other.
    reference: Mutex<(Fixture, BTreeMap<String, Arc<Tree>>)>,
    /// By the digest of the content: what a build from nothing publishes.
    clean: Mutex<BTreeMap<String, Arc<Tree>>>,
}

impl Truth {
    pub fn new() -> Self {
        let template = project("w0000");
        let built = template.run(&["build"]);
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let reference = project("w0000");
        Self { template, reference: Mutex::new((reference, BTreeMap::new())), clean: Mutex::default() }
    }

    /// A project of its own, as published.
    pub fn project(&self) -> Fixture {
        let fixture = Fixture::empty();
        for folder in ["content", "out"] {
            for file in walk(&self.template.path(folder)) {
                let path = file.strip_prefix(self.template.root()).expect("below").to_string_lossy();
                fixture.write(&path, fs::read(&file).expect("read"));
            }
        }
        fixture
    }

    /// What has to be published when the text has this word.
    pub fn of(&self, word: &str) -> Arc<Tree> {
        let mut reference = self.reference.lock().unwrap_or_else(PoisonError::into_inner);
        let (fixture, known) = &mut *reference;
        if let Some(tree) = known.get(word) {
            return Arc::clone(tree);
        }
        fixture.write(EN, words(word));
        let outcome = fixture.build();
        assert_eq!(outcome.failed, 0, "{:?}", outcome.findings);
        let tree = Arc::new(tree(&fixture.path("out")));
        known.insert(word.to_owned(), Arc::clone(&tree));
        tree
    }

    /// What a build from nothing publishes for the content of a project.
    pub fn clean(&self, fixture: &Fixture) -> Arc<Tree> {
        let content = fixture.files("content");
        let list = content.iter().map(|(path, bytes)| format!("{path} {}\n", digest::of(bytes)));
        let key = digest::of(list.collect::<String>().as_bytes());
        let mut known = self.clean.lock().unwrap_or_else(PoisonError::into_inner);
        let made = known.entry(key).or_insert_with(|| {
            let clean = Fixture::empty();
            for (path, bytes) in content {
                clean.write(&format!("content/{path}"), bytes);
            }
            clean.build();
            Arc::new(tree(&clean.path("out")))
        });
        Arc::clone(made)
    }
}
