//! The watcher does not die: errors that no healthy system gives, injected.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;

use leafcast::watch::{
    Backend, Batch, Degradation, Depth, Event, How, News, Options, Rhythm, Sink, Sort, Trouble, Watcher,
};

const LONG: Option<Duration> = Some(Duration::from_secs(10));

/// What the fake system does, and what was asked of it.
#[derive(Default)]
struct System {
    /// Answers to openings and watches, in this order; all is well when there are none left.
    openings: VecDeque<Trouble>,
    watches: VecDeque<Trouble>,
    opened: usize,
    watched: Vec<(PathBuf, Depth)>,
    sinks: Vec<Sink>,
}

type Shared = Arc<Mutex<System>>;

struct Fake(Shared);

impl Backend for Fake {
    fn watch(&mut self, folder: &Path, depth: Depth) -> Result<(), Trouble> {
        let mut system = self.0.lock().expect("lock");
        system.watched.push((folder.to_owned(), depth));
        system.watches.pop_front().map_or(Ok(()), Err)
    }

    fn unwatch(&mut self, folder: &Path) {
        self.0.lock().expect("lock").watched.retain(|(watched, _)| watched != folder);
    }
}

struct Scene {
    folder: TempDir,
    system: Shared,
    watcher: Watcher,
}

impl Scene {
    fn new(system: System, change: impl FnOnce(&mut Options)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("project");
        std::fs::create_dir_all(root.join("content/a")).expect("a project");
        let mut options = Options {
            poll_interval: Duration::from_millis(20),
            rhythm: Rhythm { tick: None, ..Rhythm::default() },
            ..Options::default()
        };
        change(&mut options);
        let system = Shared::new(Mutex::new(system));
        let own = system.clone();
        let open = move |sink| {
            let mut system = own.lock().expect("lock");
            system.opened += 1;
            system.sinks.push(sink);
            match system.openings.pop_front() {
                Some(trouble) => Err(trouble),
                None => Ok(Box::new(Fake(own.clone())) as Box<dyn Backend>),
            }
        };
        let watcher = Watcher::with_backend(&root, &["content", "layouts", "fonts"], options, Box::new(open));
        Self { folder, system, watcher }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    fn next(&mut self) -> Batch {
        self.watcher.next(LONG).expect("a batch")
    }

    fn is_silent(&mut self) -> bool {
        self.watcher.next(Some(Duration::from_millis(50))).is_none()
    }

    fn opened(&self) -> usize {
        self.system.lock().expect("lock").opened
    }

    fn sink(&self) -> Sink {
        self.system.lock().expect("lock").sinks.last().expect("opened").clone()
    }
}

fn other(what: &str) -> Trouble {
    Trouble::Other(what.to_owned())
}

fn polling(why: Degradation) -> How {
    How::Polling { why }
}

#[test]
fn what_is_watched_is_the_project_folder_and_its_folders() {
    let mut scene = Scene::new(System::default(), |_| ());
    let first = scene.next();
    assert!(first.whole && first.news.is_empty() && first.paths.is_empty());
    assert_eq!(scene.watcher.how(), How::Events);
    let root = scene.root().canonicalize().expect("root");
    let watched = [(root.clone(), Depth::Folder), (root.join("content"), Depth::Tree)];
    assert_eq!(scene.system.lock().expect("lock").watched, watched);
    assert!(scene.is_silent());
}

#[test]
fn at_the_limit_it_polls_says_so_once_and_comes_back() {
    let system = System { watches: [Trouble::Limit, Trouble::Limit].into(), ..System::default() };
    let retry_interval = Duration::from_millis(600);
    let mut scene = Scene::new(system, |options| options.retry_interval = retry_interval);
    assert_eq!(scene.watcher.how(), polling(Degradation::WatchLimit));
    let first = scene.next();
    assert!(first.whole);
    assert_eq!(first.news, [News::Degraded(Degradation::WatchLimit)]);
    let mut polls = 0;
    let restored = loop {
        let batch = scene.next();
        assert!(batch.whole);
        if !batch.news.is_empty() {
            break batch.news;
        }
        polls += 1;
    };
    assert_eq!((restored, scene.opened()), (vec![News::Restored], 3));
    // Sixty on a machine that is at leisure: it polls also while it tries again.
    assert!(polls > 1, "{polls}");
    assert_eq!(scene.watcher.how(), How::Events);
    assert!(scene.is_silent());
}

#[test]
fn too_many_watchers_is_a_limit_too() {
    let mut scene = Scene::new(System { openings: [Trouble::Limit].into(), ..System::default() }, |_| ());
    assert_eq!(scene.next().news, [News::Degraded(Degradation::WatchLimit)]);
}

#[test]
fn the_limit_may_be_reached_later() {
    let mut scene = Scene::new(System::default(), |_| ());
    scene.next();
    scene.sink().trouble(Trouble::Limit);
    let batch = scene.next();
    assert!(batch.whole);
    assert_eq!(batch.news, [News::Degraded(Degradation::WatchLimit)]);
    scene.sink().event(Event::Changed(scene.root().join("content/a/en.toml")));
    assert!(scene.next().paths.is_empty(), "a closed watcher is not listened to");
}

#[test]
fn an_error_has_everything_watched_anew_and_the_third_in_a_row_is_too_many() {
    let mut scene = Scene::new(System::default(), |_| ());
    scene.next();
    for what in ["first", "second"] {
        scene.sink().trouble(other(what));
        let batch = scene.next();
        assert!(batch.whole);
        assert_eq!(batch.news, [News::Recovered(what.into())]);
        assert_eq!(scene.watcher.how(), How::Events);
    }
    assert_eq!(scene.opened(), 3);
    scene.sink().trouble(other("third"));
    let batch = scene.next();
    assert!(batch.whole);
    assert_eq!(batch.news, [News::Degraded(Degradation::Failed("third".into()))]);
    assert!(scene.next().whole);
}

#[test]
fn a_start_that_fails_is_tried_again_before_polling() {
    let system = System { openings: [other("a"), other("b")].into(), ..System::default() };
    let mut scene = Scene::new(system, |_| ());
    assert_eq!(scene.watcher.how(), How::Events);
    assert_eq!(scene.next().news, [News::Recovered("b".into())]);
    let system = System { openings: [other("a"), other("b"), other("c")].into(), ..System::default() };
    let mut scene = Scene::new(system, |_| ());
    assert_eq!(scene.next().news, [News::Degraded(Degradation::Failed("c".into()))]);
}

#[test]
fn a_folder_that_vanishes_while_it_is_watched_is_watched_again() {
    let system = System { watches: [Trouble::NotFound, Trouble::NotFound].into(), ..System::default() };
    let mut scene = Scene::new(system, |_| ());
    assert!(scene.next().news.is_empty());
    assert_eq!(scene.watcher.how(), How::Events);
    assert_eq!(scene.system.lock().expect("lock").watched.len(), 4);
}

#[test]
fn full_queues_are_survived_but_not_for_ever() {
    let mut scene = Scene::new(System::default(), |_| ());
    scene.next();
    for _ in 0..4 {
        scene.sink().event(Event::Lost);
        let batch = scene.next();
        assert!(batch.whole && batch.news.is_empty());
        assert_eq!(scene.watcher.how(), How::Events);
    }
    scene.sink().event(Event::Lost);
    assert_eq!(scene.next().news, [News::Degraded(Degradation::QueueOverflowing)]);
    assert!(scene.next().whole);
}

#[test]
fn what_nobody_asks_for_does_not_fill_the_memory() {
    let mut scene = Scene::new(System::default(), |_| ());
    scene.next();
    let sink = scene.sink();
    for number in 0..120_000 {
        sink.event(Event::Changed(scene.root().join(format!("content/{number}"))));
    }
    for _ in 0..1_000 {
        sink.trouble(other("again"));
    }
    let batch = scene.next();
    assert!(batch.whole && batch.paths.len() <= 50_000, "{}", batch.paths.len());
}

#[test]
fn asked_to_poll_it_never_opens_a_watcher_but_takes_nudges() {
    let mut scene = Scene::new(System::default(), |options| {
        options.poll = true;
        options.poll_interval = Duration::from_mins(1);
    });
    assert_eq!(scene.next().news, [News::Degraded(Degradation::Asked)]);
    assert_eq!(scene.watcher.next(Some(Duration::ZERO)), None);
    let path = scene.root().canonicalize().expect("root").join("content/a/en.toml");
    scene.watcher.handle().nudge([path.clone()]);
    let batch = scene.next();
    assert_eq!((batch.paths, batch.whole), ([path].into(), false));
    assert_eq!((scene.opened(), scene.watcher.how()), (0, polling(Degradation::Asked)));
}

#[test]
fn a_stop_ends_the_waiting() {
    let mut scene = Scene::new(System::default(), |_| ());
    scene.next();
    let handle = scene.watcher.handle();
    let stopping = std::thread::spawn(move || handle.stop());
    assert_eq!(scene.watcher.next(None), None);
    assert_eq!(scene.watcher.next(None), None);
    stopping.join().expect("stopped");
}

#[test]
fn a_project_folder_that_goes_away_is_looked_for() {
    let mut scene = Scene::new(System::default(), |_| ());
    scene.next();
    let (root, away) = (scene.root(), scene.folder.path().join("away"));
    let real = root.canonicalize().expect("root");
    std::fs::rename(&root, &away).expect("rename");
    scene.sink().event(Event::MovedFrom(real, None));
    let batch = scene.next();
    assert!(batch.whole);
    assert_eq!(batch.news, [News::Degraded(Degradation::NoFolder)]);
    assert!(scene.next().news.is_empty());
    std::fs::rename(&away, &root).expect("rename");
    let batch =
        std::iter::repeat_with(|| scene.next()).find(|batch| !batch.news.is_empty()).expect("a batch");
    assert!(batch.whole);
    assert_eq!((batch.news, scene.watcher.how()), (vec![News::Restored], How::Events));
}

#[test]
fn a_folder_that_comes_is_watched_before_the_batch_is_handed_out() {
    let mut scene = Scene::new(System::default(), |_| ());
    scene.next();
    let layouts = scene.root().canonicalize().expect("root").join("layouts");
    std::fs::create_dir(&layouts).expect("a folder");
    scene.sink().event(Event::Created(layouts.clone(), Sort::Folder));
    assert!(scene.next().whole);
    assert!(scene.system.lock().expect("lock").watched.contains(&(layouts, Depth::Tree)));
}

#[test]
fn a_folder_that_is_replaced_is_watched_anew_before_the_batch_is_handed_out() {
    let mut scene = Scene::new(System::default(), |_| ());
    scene.next();
    let content = scene.root().canonicalize().expect("root").join("content");
    scene.sink().event(Event::Removed(content.clone()));
    scene.sink().event(Event::Created(content.clone(), Sort::Folder));
    assert!(scene.next().whole);
    let system = scene.system.lock().expect("lock");
    // The two events may come apart, and bring it about twice.
    let watched = system.watched.iter().filter(|(folder, _)| *folder == content).count();
    assert!(watched > 1, "{watched}");
}

#[cfg(unix)]
#[test]
fn where_links_lead_inside_the_project_is_watched_once_and_outside_never() {
    use std::os::unix::fs::symlink;
    let mut scene = Scene::new(System::default(), |_| ());
    scene.next();
    let root = scene.root().canonicalize().expect("root");
    for folder in ["shared/deep/a", "shared/b", "content/own"] {
        std::fs::create_dir_all(root.join(folder)).expect("folder");
    }
    std::fs::write(root.join("shared/b/es.toml"), "").expect("file");
    for (target, link) in [
        ("../shared/deep/a", "content/link"),
        ("link", "content/link-to-link"),
        ("../../shared/b/es.toml", "content/a/es.toml"),
        ("own", "content/alias"),
        ("../..", "content/a/up"),
        ("/", "content/a/out"),
        ("missing", "content/a/dangling"),
    ] {
        symlink(target, root.join(link)).expect("link");
    }
    scene.sink().event(Event::Created(root.join("content/link"), Sort::Link));
    scene.next();
    let mut watched = scene.system.lock().expect("lock").watched.clone();
    watched.sort();
    watched.dedup();
    let expected = [
        ("", Depth::Folder),
        ("content", Depth::Tree),
        ("shared", Depth::Folder),
        ("shared/b", Depth::Folder),
        ("shared/deep", Depth::Folder),
        ("shared/deep/a", Depth::Tree),
    ];
    assert_eq!(watched, expected.map(|(path, depth)| (root.join(path).components().collect(), depth)));
    scene.sink().event(Event::Closed(root.join("shared/deep/a/en.toml")));
    let up = "content/a/up/shared/deep/a/en.toml";
    let names = ["content/link-to-link/en.toml", "content/link/en.toml", up].map(|name| root.join(name));
    assert!(scene.next().paths.is_superset(&names.into()));
    scene.sink().event(Event::Closed(root.join("content/own/en.toml")));
    let up = "content/a/up/content/own/en.toml";
    let names = ["content/alias/en.toml", "content/own/en.toml", up].map(|name| root.join(name));
    assert!(scene.next().paths.is_superset(&names.into()));
    // The target under which everything lies goes away: nothing of it is watched any more.
    std::fs::remove_dir_all(root.join("shared")).expect("remove");
    scene.sink().event(Event::Removed(root.join("shared")));
    let gone = scene.next();
    assert!(gone.paths.contains(&root.join("content/link")), "{gone:?}");
    let left =
        scene.system.lock().expect("lock").watched.iter().any(|(path, _)| path.ends_with("shared/deep/a"));
    assert!(!left);
}
