//! A reader that believes the hints alone must end with what is really there, whatever happens on the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};

use leafcast::watch::{Batch, How, Options, Rhythm, Watcher, is_ignored};

const ROUNDS: usize = 8;
const ACTIONS: usize = 60;
/// Longer than all repeated hints.
const SILENCE: Duration = Duration::from_millis(400);

/// The files as the reader knows them, under the names that it reads them by.
#[derive(Default, PartialEq, Eq, Debug)]
struct Mirror(BTreeMap<PathBuf, Vec<u8>>);

impl Mirror {
    fn all(root: &Path) -> Self {
        let mut mirror = Self::default();
        mirror.read(root, &root.join("content"), &mut BTreeSet::new());
        mirror
    }

    fn read(&mut self, root: &Path, path: &Path, seen: &mut BTreeSet<PathBuf>) {
        let Ok(real) = path.canonicalize() else { return };
        if is_ignored(path.strip_prefix(root).expect("in the project")) || !real.starts_with(root) {
            return;
        }
        if let Ok(bytes) = fs::read(path) {
            self.0.insert(path.to_owned(), bytes);
        } else if seen.insert(real.clone()) {
            for entry in fs::read_dir(path).into_iter().flatten().flatten() {
                self.read(root, &entry.path(), seen);
            }
            seen.remove(&real);
        }
    }

    fn lines(&self, root: &Path) -> BTreeSet<String> {
        let line = |(path, text): (&PathBuf, &Vec<u8>)| {
            let name = path.strip_prefix(root).expect("in the project").to_string_lossy();
            format!("{name}: {}", String::from_utf8_lossy(text))
        };
        self.0.iter().map(line).collect()
    }

    fn believe(&mut self, root: &Path, batch: &Batch) {
        if batch.whole {
            *self = Self::all(root);
        }
        for path in &batch.paths {
            self.0.retain(|known, _| !known.starts_with(path));
            // What is below a link that goes round in circles is not read twice.
            let mut seen = BTreeSet::new();
            let above = path.ancestors().skip(1).take_while(|above| *above != root);
            let goes_on = above.filter_map(|above| above.canonicalize().ok()).all(|real| seen.insert(real));
            if goes_on {
                self.read(root, path, &mut seen);
            }
        }
    }
}

/// Does something to the disk; that it may fail is part of it.
fn act(root: &Path, random: &mut TestRng, number: usize) {
    let mut pick = |names: &[&str]| {
        let index = usize::try_from(random.next_u64() % names.len() as u64).expect("small");
        root.join(names[index])
    };
    let folders =
        ["content/a", "content/b", "content/a/x", "content/b/y", "shared/s", "shared/s/t", "outside"];
    let files = ["en.toml", "es.toml", ".hidden", "en.toml~"];
    let rare = ["", "", "", "", "", "", "", "content"];
    let action = random_below(&mut pick, 12);
    let file = |pick: &mut dyn FnMut(&[&str]) -> PathBuf| {
        let name = pick(&files);
        pick(&folders).join(name.file_name().expect("a name"))
    };
    let (one, two) = (file(&mut pick), file(&mut pick));
    let (from, to) = (pick(&folders), pick(&folders));
    let text = format!("text {number}");
    let _ = match action {
        0..=3 => fs::write(one, text),
        4 => {
            fs::write(root.join("shared/.new"), text).and_then(|()| fs::rename(root.join("shared/.new"), one))
        }
        5 => fs::rename(one, two),
        6 => fs::remove_file(one),
        7 => fs::create_dir_all(&from).and_then(|()| fs::write(from.join("en.toml"), text)),
        8 => fs::rename(from, to),
        9 => fs::remove_dir_all(from),
        10 => link(&pick(&["content/a/link", "content/link", "content/b/en.toml"]), &one, &from),
        _ if pick(&rare) == root.join("content") => {
            let away = root.join("away");
            fs::rename(root.join("content"), &away).and_then(|()| fs::rename(&away, root.join("content")))
        }
        // A file of two names is not told under both: the first one must not stay.
        _ => {
            let temporary = root.join("shared/.made");
            let made = fs::write(&temporary, text).and_then(|()| fs::hard_link(&temporary, &one));
            made.and(fs::remove_file(&temporary))
        }
    };
}

fn random_below(pick: &mut impl FnMut(&[&str]) -> PathBuf, below: usize) -> usize {
    let numbers: Vec<String> = (0..below).map(|number| number.to_string()).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    pick(&numbers).file_name().and_then(|name| name.to_str()?.parse().ok()).expect("a number")
}

#[cfg(unix)]
fn link(link: &Path, file: &Path, folder: &Path) -> std::io::Result<()> {
    let target = if link.extension().is_some() { file } else { folder };
    let _ = fs::remove_file(link);
    std::os::unix::fs::symlink(target, link)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path, _: &Path) -> std::io::Result<()> {
    Ok(())
}

#[test]
fn who_believes_the_hints_knows_what_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().canonicalize().expect("real");
    for name in ["content/a/x", "content/b", "shared/s"] {
        fs::create_dir_all(root.join(name)).expect("folders");
    }
    let options = Options { rhythm: Rhythm { tick: None, ..Rhythm::default() }, ..Options::default() };
    let mut watcher = Watcher::start(&root, &["content", "layouts", "fonts"], options);
    let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut mirror = Mirror::default();
    for round in 0..ROUNDS {
        let mut heard = Vec::new();
        for number in 0..ACTIONS {
            act(&root, &mut random, round * ACTIONS + number);
            if random.next_u64().is_multiple_of(4)
                && let Some(batch) = watcher.next(Some(Duration::ZERO))
            {
                mirror.believe(&root, &batch);
                heard.push(batch);
            }
        }
        while let Some(batch) = watcher.next(Some(SILENCE)) {
            mirror.believe(&root, &batch);
            heard.push(batch);
        }
        let (known, real) = (mirror.lines(&root), Mirror::all(&root).lines(&root));
        let wrong: Vec<_> = known.symmetric_difference(&real).collect();
        assert!(wrong.is_empty(), "round {round}: {wrong:#?} {heard:#?}");
        assert_eq!(watcher.how(), How::Events);
    }
}
