//! The loop that keeps everything current, with a real watcher and nobody between.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use leafcast::diagnostic::Finding;
use leafcast::engine::{Engine, Extras, Outcome};
use leafcast::live::board::{Board, Problems};
use leafcast::live::report::Report;
use leafcast::live::stop::Stop;
use leafcast::watch::{News, Options};

use crate::clinic::{clinic, of, text};
use crate::fixture::Fixture;

/// No machine is so slow.
const PATIENCE: Duration = Duration::from_mins(1);

/// Nobody reads what is said.
struct Unread;

impl Report for Unread {
    fn round(&self, _: &BTreeSet<String>, _: &Outcome, _: &[Finding], _: Duration) {}

    fn news(&self, _: &News) {}

    fn failing(&self, _: &str) {}

    fn mended(&self) {}
}

/// A project that is kept current.
struct Practice {
    fixture: Fixture,
    board: Arc<Board>,
    stop: Stop,
    changes: Receiver<u64>,
    running: Option<JoinHandle<()>>,
    _subscription: Box<dyn std::any::Any>,
}

impl Practice {
    fn new() -> Self {
        let fixture = clinic();
        let (board, stop) = (Board::new(), Stop::new());
        let (tell, changes) = mpsc::channel();
        let subscription = board.subscribe(Box::new(move |number| tell.send(number).unwrap_or_default()));
        let running = {
            let engine = Engine::new(fixture.project(), Extras::default());
            let (board, stop) = (Arc::clone(&board), stop.clone());
            thread::spawn(move || leafcast::live::run(engine, Options::default(), &board, &stop, &Unread))
        };
        let practice = Self {
            fixture,
            board,
            stop,
            changes,
            running: Some(running),
            _subscription: Box::new(subscription),
        };
        practice.until("ready", PATIENCE, |practice| practice.board.is_ready());
        practice
    }

    /// Waits until the board says something; whether it does in time.
    fn comes(&self, patience: Duration, is_so: impl Fn(&Self) -> bool) -> bool {
        let start = Instant::now();
        loop {
            if is_so(self) {
                return true;
            }
            let Some(rest) = patience.checked_sub(start.elapsed()) else { return false };
            let _ = self.changes.recv_timeout(rest);
        }
    }

    #[track_caller]
    fn until(&self, what: &str, patience: Duration, is_so: impl Fn(&Self) -> bool) {
        assert!(self.comes(patience, is_so), "never: {what}");
    }

    fn problems(&self) -> Arc<Problems> {
        self.board.problems()
    }

    /// The lines in which there are errors.
    fn lines(&self) -> Vec<String> {
        let problems = self.problems();
        problems.list.iter().take(problems.errors).map(|problem| problem.excerpt.clone()).collect()
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        self.stop.stop();
        if let Some(running) = self.running.take() {
            let ended = running.join();
            assert!(ended.is_ok() || thread::panicking());
        }
    }
}

#[test]
fn the_line_of_an_error_is_that_of_the_folder_that_came() {
    let practice = Practice::new();
    let path = |name: &str| practice.fixture.path(&format!("content/leaflets/{name}"));
    for (name, word) in [("first", "one"), ("second", "two")] {
        for file in ["leaflet.toml", "en.toml"] {
            practice.fixture.write(&format!("aside/{name}/{file}"), practice.fixture.read(&of("hand", file)));
        }
        let aside = format!("aside/{name}/en.toml");
        practice.fixture.write(&aside, format!("{word} = \n{}", text("hand", "en")));
    }
    let aside = |name: &str| practice.fixture.path(&format!("aside/{name}"));
    fs::rename(path("hand"), aside("good")).expect("rename");
    fs::rename(aside("first"), path("hand")).expect("rename");
    practice.until("the first error", PATIENCE, |practice| practice.lines() == ["one = "]);
    fs::rename(path("hand"), aside("first")).expect("rename");
    fs::rename(aside("second"), path("hand")).expect("rename");
    practice.until("the second error", PATIENCE, |practice| practice.lines() == ["two = "]);
}

#[test]
fn an_error_in_a_text_that_never_rests_is_said_all_the_same() {
    let practice = Practice::new();
    let good = text("hand", "en");
    let start = Instant::now();
    let mut saves = 0;
    // A save every 60 ms, each with another error.
    while !practice.comes(Duration::from_millis(60), |practice| practice.problems().errors > 0) {
        assert!(start.elapsed() < PATIENCE, "nothing is said of an error after {saves} saves");
        saves += 1;
        practice.fixture.write(&of("hand", "en.toml"), format!("{good}\nnonsense{saves} = \n"));
    }
    assert!(saves > 0);
}
