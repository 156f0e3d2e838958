//! The patterns of real programs, performed on a real disk under the real watcher.
//!
//! Nothing sleeps here: a test waits for the next batch, with a limit that only a failure reaches.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use leafcast::watch::{Batch, Degradation, How, News, Options, Rhythm, Watcher};

const LONG: Duration = Duration::from_secs(20);
/// Nothing comes for so long: then nothing comes any more. Longer than all repeated hints.
const SILENCE: Duration = Duration::from_millis(350);

struct Scene {
    _folder: TempDir,
    root: PathBuf,
    watcher: Watcher,
}

impl Scene {
    fn new() -> Self {
        Self::with(Options::default(), |_| ())
    }

    fn with(options: Options, prepare: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("real").join("project");
        for name in ["content/leaflets/a", "layouts", "fonts", "shared/s", "common"] {
            fs::create_dir_all(root.join(name)).expect("folders");
        }
        fs::write(root.join("content/leaflets/a/en.toml"), "old").expect("write");
        prepare(&root);
        // Only what events bring is to come out.
        let options = Options { rhythm: Rhythm { tick: None, ..options.rhythm }, ..options };
        let mut watcher = Watcher::start(&root, &["content", "layouts", "fonts"], options);
        assert!(watcher.next(Some(LONG)).expect("the first batch").whole);
        Self { _folder: folder, root, watcher }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    fn en(&self) -> PathBuf {
        self.path("content/leaflets/a/en.toml")
    }

    /// Waits until the file, or a folder that it is in, comes out.
    fn sees(&mut self, name: &str) -> Batch {
        let path = self.path(name);
        self.until(name, |batch| path.ancestors().any(|above| batch.paths.contains(above)))
    }

    fn sees_all(&mut self) -> Batch {
        self.until("everything", |batch| batch.whole)
    }

    fn until(&mut self, what: &str, is_it: impl Fn(&Batch) -> bool) -> Batch {
        let start = Instant::now();
        let mut seen = Vec::new();
        while let Some(left) = LONG.checked_sub(start.elapsed()) {
            match self.watcher.next(Some(left)) {
                Some(batch) if is_it(&batch) => return batch,
                batch => seen.extend(batch),
            }
        }
        panic!("{what} did not come out, but {seen:?}")
    }

    /// Everything that still comes out.
    fn rest(&mut self) -> (usize, BTreeSet<PathBuf>) {
        let (mut batches, mut paths) = (0, BTreeSet::new());
        while let Some(batch) = self.watcher.next(Some(SILENCE)) {
            batches += 1;
            paths.extend(batch.paths);
        }
        (batches, paths)
    }

    fn never_sees(&mut self, name: &str, within: Duration) {
        let path = self.path(name);
        while let Some(batch) = self.watcher.next(Some(within)) {
            assert!(!batch.paths.contains(&path), "{name} came out too early: {batch:?}");
        }
    }
}

/// Runs a program; whether it is there at all.
fn run(folder: &Path, program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    match command.status() {
        Ok(status) => status.success() || panic!("{program} {arguments:?} fails"),
        Err(_) => false,
    }
}

#[test]
fn a_plain_write_comes_alone_and_once() {
    let mut scene = Scene::new();
    fs::write(scene.en(), "new").expect("write");
    let batch = scene.sees("content/leaflets/a/en.toml");
    assert_eq!((batch.paths, batch.whole), ([scene.en()].into(), false));
    assert!(batch.unfinished.is_empty());
    assert_eq!(scene.rest().0, 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_slow_writer_comes_out_after_its_closing_and_delays_nobody() {
    let mut scene = Scene::new();
    let mut file = File::create(scene.en()).expect("emptied");
    scene.never_sees("content/leaflets/a/en.toml", Duration::from_millis(60));
    file.write_all(b"half").expect("write");
    fs::write(scene.path("content/leaflets/a/es.toml"), "new").expect("write");
    let batch = scene.sees("content/leaflets/a/es.toml");
    assert_eq!(batch.unfinished, [scene.en()].into());
    scene.never_sees("content/leaflets/a/en.toml", Duration::from_millis(60));
    file.write_all(b" and half").expect("write");
    drop(file);
    assert_eq!(scene.sees("content/leaflets/a/en.toml").unfinished, BTreeSet::new());
    assert_eq!(scene.rest().0, 0);
}

#[test]
fn a_writer_that_never_closes_comes_out_all_the_same() {
    let mut scene = Scene::new();
    let mut file = File::create(scene.en()).expect("emptied");
    file.write_all(b"all of it").expect("write");
    scene.sees("content/leaflets/a/en.toml");
}

#[test]
fn an_atomic_save_comes_out_under_its_real_name_only() {
    let mut scene = Scene::new();
    let temporary = scene.path("content/leaflets/a/.en.toml.1x");
    fs::write(&temporary, "new").expect("write");
    fs::rename(&temporary, scene.en()).expect("rename");
    scene.sees("content/leaflets/a/en.toml");
    assert_eq!(scene.rest().1, BTreeSet::new());
}

#[test]
fn a_save_by_three_renamings_never_shows_the_gap() {
    let mut scene = Scene::new();
    for _ in 0..20 {
        let (new, old) =
            (scene.path("content/leaflets/a/lu8.tmp"), scene.path("content/leaflets/a/en.toml~"));
        fs::write(&new, "new").expect("write");
        fs::rename(scene.en(), &old).expect("rename");
        fs::rename(&new, scene.en()).expect("rename");
        fs::remove_file(&old).expect("remove");
        let batch = scene.sees("content/leaflets/a/en.toml");
        assert_eq!(batch.paths, [scene.en()].into());
    }
    assert_eq!(scene.rest().1, BTreeSet::new());
}

#[test]
fn editors_and_tools_that_are_here() {
    let mut scene = Scene::new();
    let folder = scene.path("content/leaflets/a");
    for copy in ["no", "yes"] {
        // By default vim makes no backups in temporary folders.
        let option = format!("set backup backupskip= backupcopy={copy}");
        if run(&folder, "vim", &["-Nesu", "NONE", "-c", &option, "-c", "%s/$/x/", "-c", "wq", "en.toml"]) {
            let batch = scene.sees("content/leaflets/a/en.toml");
            assert!(batch.paths.iter().all(|path| *path == scene.en()), "{batch:?}");
            scene.rest();
        }
    }
    if run(&folder, "sed", &["-i", "s/x/y/", "en.toml"]) {
        scene.sees("content/leaflets/a/en.toml");
        scene.rest();
    }
    if run(&folder, "cp", &["--preserve=all", "en.toml", "es.toml"]) {
        scene.sees("content/leaflets/a/es.toml");
    }
}

#[test]
fn a_git_checkout_of_500_files_is_a_handful_of_batches() {
    let mut scene = Scene::new();
    let root = scene.root.clone();
    let git = |arguments: &[&str]| {
        let own = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "gc.auto=0"];
        run(&root, "git", &[&own[..], arguments].concat())
    };
    if !git(&["init", "-q", "-b", "one"]) {
        return;
    }
    let write = |text: &str| {
        for number in 0..500 {
            let folder = root.join(format!("content/leaflets/n{}", number % 25));
            fs::create_dir_all(&folder).expect("folder");
            fs::write(folder.join(format!("{number}.toml")), text).expect("write");
        }
    };
    write("one");
    git(&["add", "-A"]);
    git(&["commit", "-qm", "one"]);
    git(&["checkout", "-qb", "two"]);
    write("two");
    git(&["commit", "-qam", "two"]);
    scene.rest();
    git(&["checkout", "-q", "one"]);
    let (batches, paths) = scene.rest();
    assert_eq!(paths.iter().filter(|path| path.is_file()).count(), 500);
    assert!(batches <= 20, "{batches} batches");
    // To a state without the folders, and back.
    git(&["rm", "-rq", "content/leaflets"]);
    git(&["commit", "-qm", "none"]);
    scene.rest();
    git(&["checkout", "-q", "two"]);
    let (batches, paths) = scene.rest();
    for number in 0..500 {
        let path = root.join(format!("content/leaflets/n{}/{number}.toml", number % 25));
        assert!(path.ancestors().any(|above| paths.contains(above)), "{} did not come out", path.display());
    }
    assert!(batches <= 40, "{batches} batches");
}

#[test]
fn folders_come_go_and_change_their_names() {
    let mut scene = Scene::new();
    fs::create_dir_all(scene.path("content/leaflets/new/deep")).expect("folders");
    fs::write(scene.path("content/leaflets/new/deep/en.toml"), "at once").expect("write");
    scene.sees("content/leaflets/new/deep/en.toml");
    scene.rest();
    fs::write(scene.path("content/leaflets/new/deep/es.toml"), "later").expect("write");
    let batch = scene.sees("content/leaflets/new/deep/es.toml");
    assert!(batch.paths.contains(&scene.path("content/leaflets/new/deep/es.toml")));
    fs::rename(scene.path("content/leaflets/new"), scene.path("content/leaflets/renamed")).expect("rename");
    let batch = scene.sees("content/leaflets/renamed");
    assert!(batch.paths.contains(&scene.path("content/leaflets/new")), "{batch:?}");
    scene.rest();
    fs::write(scene.path("content/leaflets/renamed/deep/es.toml"), "again").expect("write");
    scene.sees("content/leaflets/renamed/deep/es.toml");
    fs::rename(scene.path("content/leaflets/renamed"), scene.path("outside")).expect("out");
    scene.sees("content/leaflets/renamed");
    scene.rest();
    fs::write(scene.path("outside/deep/es.toml"), "not ours").expect("write");
    assert_eq!(scene.rest().0, 0);
    fs::rename(scene.path("outside"), scene.path("content/leaflets/back")).expect("in");
    scene.sees("content/leaflets/back");
    scene.rest();
    fs::write(scene.path("content/leaflets/back/deep/es.toml"), "ours").expect("write");
    scene.sees("content/leaflets/back/deep/es.toml");
    fs::remove_dir_all(scene.path("content/leaflets/back")).expect("remove");
    scene.sees("content/leaflets/back");
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_somebody_is_still_in_is_removed_and_made_anew() {
    let mut scene = Scene::new();
    let folder = scene.path("content/leaflets/b");
    fs::create_dir(&folder).expect("folder");
    scene.rest();
    // As a terminal whose current folder it is.
    let somebody = File::open(&folder).expect("open");
    fs::remove_dir(&folder).expect("remove");
    fs::create_dir(&folder).expect("folder");
    scene.rest();
    drop(somebody);
    scene.rest();
    fs::write(folder.join("en.toml"), "new").expect("write");
    scene.sees("content/leaflets/b/en.toml");
}

#[test]
fn files_written_right_after_their_folder_are_hinted_at_after_they_are_there() {
    let mut scene = Scene::new();
    for round in 0..30 {
        let name = format!("content/leaflets/r{round}/x/y/en.toml");
        let path = scene.path(&name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(&path, "text").expect("write");
        let written = Instant::now();
        // A batch that is older than the file does not count.
        scene.until(&name, |batch| {
            batch.urgent_at >= written && path.ancestors().any(|above| batch.paths.contains(above))
        });
    }
}

#[test]
fn content_itself_is_removed_restored_and_replaced() {
    let mut scene = Scene::new();
    fs::rename(scene.path("content"), scene.path("away")).expect("rename");
    scene.sees_all();
    fs::write(scene.path("away/leaflets/a/en.toml"), "unseen").expect("write");
    scene.rest();
    fs::rename(scene.path("away"), scene.path("content")).expect("rename");
    scene.sees_all();
    scene.rest();
    fs::write(scene.en(), "restored").expect("write");
    scene.sees("content/leaflets/a/en.toml");
    fs::remove_dir_all(scene.path("content")).expect("remove");
    scene.sees_all();
    fs::create_dir_all(scene.path("content/leaflets/a")).expect("folders");
    scene.sees_all();
    scene.rest();
    fs::write(scene.en(), "new").expect("write");
    scene.sees("content/leaflets/a/en.toml");
    fs::remove_dir_all(scene.path("fonts")).expect("remove");
    scene.sees_all();
    assert_eq!(scene.watcher.how(), How::Events);
}

#[test]
fn the_project_folder_itself_is_replaced() {
    let mut scene = Scene::new();
    let other = scene.root.with_extension("other");
    fs::rename(&scene.root, &other).expect("rename");
    fs::create_dir_all(scene.path("content/leaflets/a")).expect("folders");
    scene.sees_all();
    let start = Instant::now();
    while scene.watcher.how() != How::Events {
        assert!(start.elapsed() < LONG, "{:?}", scene.watcher.how());
        scene.watcher.next(Some(LONG));
    }
    scene.rest();
    fs::write(scene.en(), "new").expect("write");
    scene.sees("content/leaflets/a/en.toml");
}

#[cfg(unix)]
#[test]
fn links_inside_the_project_are_followed_and_swapped() {
    use std::os::unix::fs::symlink;
    let mut scene = Scene::with(Options::default(), |root| {
        symlink("../../shared/s", root.join("content/leaflets/link")).expect("link");
        symlink("../common", root.join("layouts/lib")).expect("link");
        symlink("../../../shared/one.toml", root.join("content/leaflets/a/es.toml")).expect("link");
    });
    fs::write(scene.path("shared/s/en.toml"), "new").expect("write");
    scene.sees("content/leaflets/link/en.toml");
    fs::write(scene.path("common/page.typ"), "new").expect("write");
    scene.sees("layouts/lib/page.typ");
    fs::write(scene.path("shared/one.toml"), "was missing").expect("write");
    scene.sees("content/leaflets/a/es.toml");
    fs::create_dir(scene.path("shared/t")).expect("folder");
    symlink("../../shared/t", scene.path("content/leaflets/.swap")).expect("link");
    fs::rename(scene.path("content/leaflets/.swap"), scene.path("content/leaflets/link")).expect("swap");
    scene.sees("content/leaflets/link");
    fs::write(scene.path("shared/t/en.toml"), "seen").expect("write");
    scene.sees("content/leaflets/link/en.toml");
    scene.rest();
    fs::write(scene.path("shared/s/en.toml"), "not read any more").expect("write");
    assert_eq!(scene.rest().0, 0);
    // content/ itself becomes a link.
    fs::rename(scene.path("content"), scene.path("texts")).expect("rename");
    symlink("texts", scene.path("content")).expect("link");
    scene.sees_all();
    scene.rest();
    fs::write(scene.path("texts/leaflets/a/en.toml"), "new").expect("write");
    scene.sees("content/leaflets/a/en.toml");
}

#[test]
fn what_the_project_does_not_read_is_silent() {
    let mut scene = Scene::new();
    for name in ["content/leaflets/a/.x", "content/leaflets/a/en.toml~", "README.md", "common/x.typ"] {
        fs::write(scene.path(name), "x").expect("write");
    }
    fs::create_dir_all(scene.path("out/leaflets")).expect("folders");
    fs::write(scene.path("out/leaflets/x.pdf"), "x").expect("write");
    fs::read(scene.en()).expect("read");
    assert_eq!(scene.rest(), (0, BTreeSet::new()));
}

#[test]
fn a_save_is_known_sooner_than_any_waiting_time() {
    let mut scene = Scene::new();
    let mut latencies = Vec::new();
    for round in 0..50 {
        let path = scene.en();
        let saving = std::thread::spawn(move || {
            fs::write(path, format!("round {round}")).expect("write");
            Instant::now()
        });
        scene.sees("content/leaflets/a/en.toml");
        let seen = Instant::now();
        latencies.push(seen.saturating_duration_since(saving.join().expect("saved")));
    }
    latencies.sort();
    assert!(latencies[25] < Duration::from_millis(50), "{latencies:?}");
}

/// Runs a test of this file again, with so many watches allowed, in a user namespace of its own: the limit of
/// the whole system is not touched. Whether that is possible here.
#[cfg(target_os = "linux")]
fn run_limited(test: &str, limit: &str) -> bool {
    let program = std::env::current_exe().expect("this program");
    let script = format!("echo {limit} && exec \"$0\" --exact --ignored --nocapture {test}");
    let out = Command::new("unshare").args(["-Ur", "sh", "-c", &script]).arg(program).output();
    let Ok(out) = out else { return false };
    let text = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success() || !text.contains("running 1 test"), "{text}");
    text.contains("1 passed")
}

#[cfg(target_os = "linux")]
#[test]
fn at_the_real_limit_it_polls() {
    let ran = run_limited("watch_real::with_few_watches", "12 > /proc/sys/user/max_inotify_watches")
        && run_limited("watch_real::with_no_watcher", "0 > /proc/sys/user/max_inotify_instances");
    eprintln!("tried with the limits of a user namespace: {ran}");
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs a lowered limit; started by another test"]
fn with_few_watches() {
    let mut scene = Scene::new();
    assert_eq!(scene.watcher.how(), How::Events);
    for number in 0..20 {
        fs::create_dir(scene.path(&format!("content/{number}"))).expect("folder");
    }
    let batch = scene.until("the warning", |batch| !batch.news.is_empty());
    assert_eq!(batch.news, [News::Degraded(Degradation::WatchLimit)]);
    assert!(scene.sees_all().news.is_empty());
    let second = Watcher::start(&scene.root, &["content"], Options::default());
    assert_eq!(second.how(), How::Polling { why: Degradation::WatchLimit });
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs a lowered limit; started by another test"]
fn with_no_watcher() {
    let scene = Scene::new();
    assert_eq!(scene.watcher.how(), How::Polling { why: Degradation::WatchLimit });
}
