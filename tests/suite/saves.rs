//! Every way of saving, again and again under the real program: nothing is missed, what is published in the
//! end is right, and at no moment is a good version replaced by a half-written one.
//!
//! The ways are files in `tests/cases/saves/`. Usually each is repeated a few times; `tests/saves [REPEATS]
//! [NAMES]` repeats each 50 times.

use std::collections::VecDeque;
use std::fmt;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::fixture::{Fixture, program, walk};
use crate::saves_case::{Case, Version, cases};
use crate::saves_hand::{Hand, words};
use crate::saves_truth::{EN, Tree, Truth, tree};
use crate::saves_witness::{Allowed, Sighting, Witness};
use crate::tools::tool;

/// How often a way of saving is repeated in a usual run.
const REPEATS: usize = 5;
/// So many ways of saving at a time, if nobody says otherwise.
const AT_ONCE: usize = 2;
/// What is not published within this time was missed.
const DEADLINE: Duration = Duration::from_secs(20);
/// So often a note is written, until the program says that it has seen it.
const TRIES: u32 = 10;
/// Every so often the folder is looked at even if nobody tells of a change.
const LOOK: Duration = Duration::from_millis(50);
/// After so many faults a way of saving is given up.
const FAULTS: usize = 3;
/// A file that is read and changes nothing: when it is dealt with, so is what was saved before it.
const NOTE: &str = "content/leaflets/knee/note.txt";

#[test]
fn every_way_of_saving_is_seen_whole() {
    let number = |name: &str, usual: usize| {
        std::env::var(name).map_or(usual, |count| count.parse().expect("a number"))
    };
    let (repeats, at_once) = (number("LEAFCAST_REPEATS", REPEATS), number("LEAFCAST_AT_ONCE", AT_ONCE));
    let filter = std::env::var("LEAFCAST_SAVES").ok();
    let (start, truth) = (Instant::now(), Truth::new());
    let queue = Mutex::new(VecDeque::from(cases(filter.as_deref())));
    let results = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(case) = next else { break };
                    if case.needs.iter().all(|needed| tool(needed).is_some()) {
                        let result = Run::new(&case, &truth).all(repeats);
                        println!("{result}");
                        results.lock().unwrap_or_else(PoisonError::into_inner).push(result);
                    }
                }
            });
        }
    });
    let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    println!("{} ways of saving, {repeats} times each, in {:.0?}", results.len(), start.elapsed());
    let failed: Vec<String> = results.iter().filter(|r| !r.faults.is_empty()).map(Outcome::report).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// What came of a way of saving.
#[derive(Debug, Default)]
struct Outcome {
    name: String,
    repetitions: usize,
    missed: usize,
    wrong: usize,
    half_written: usize,
    /// Repetitions in which the machine was too busy to do the pattern as it is meant.
    held_up: usize,
    /// From the end of the save until all is published.
    latencies: Vec<Duration>,
    took: Duration,
    faults: Vec<String>,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let median = self.latencies.get(self.latencies.len() / 2).copied().unwrap_or_default();
        write!(
            f,
            "{:34} {:3} times: {} missed, {} wrong, {} half-written, {} held up; {:4.0?} to publish; {:.1?}",
            self.name,
            self.repetitions,
            self.missed,
            self.wrong,
            self.half_written,
            self.held_up,
            median,
            self.took
        )
    }
}

impl Outcome {
    fn report(&self) -> String {
        format!("{self}\n{}", self.faults.join("\n"))
    }
}

/// The running program.
struct Program {
    child: Child,
    lines: Receiver<String>,
    said: Vec<String>,
}

impl Program {
    /// Starts it, and waits until its first round is done.
    fn start(root: &Path) -> Self {
        let mut command = program();
        command.arg("watch").current_dir(root).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("start");
        let stderr = BufReader::new(child.stderr.take().expect("stderr"));
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        let mut started = Self { child, lines, said: Vec::new() };
        assert!(started.says("looked at everything: ", DEADLINE), "{:#?}", started.said);
        started
    }

    /// Waits until a line contains this.
    fn says(&mut self, text: &str, time: Duration) -> bool {
        while let Ok(line) = self.lines.recv_timeout(time) {
            self.said.push(line);
            if self.said.last().is_some_and(|line| line.contains(text)) {
                return true;
            }
        }
        false
    }

    /// Ends it as a service manager does.
    fn stop(&mut self) -> Option<i32> {
        let id = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).expect("an id");
        kill_process(id, Signal::TERM).expect("a signal");
        self.child.wait().expect("wait").code()
    }

    fn last_words(&mut self) -> String {
        self.said.extend(self.lines.try_iter());
        let from = self.said.len().saturating_sub(12);
        self.said[from..].join("\n  ")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A way of saving at work.
struct Run<'a> {
    case: &'a Case,
    truth: &'a Truth,
    fixture: Fixture,
    out: PathBuf,
    hand: Hand,
    program: Program,
    witness: Witness,
    outcome: Outcome,
}

impl<'a> Run<'a> {
    fn new(case: &'a Case, truth: &'a Truth) -> Self {
        let fixture = truth.project();
        fs::create_dir(fixture.path("side")).expect("folder");
        let mut hand = Hand::new(fixture.root());
        hand.begin(1);
        hand.act(&case.once);
        let out = fixture.path("out");
        let (witness, program) = (Witness::new(&out), Program::start(fixture.root()));
        let outcome = Outcome { name: case.name.clone(), ..Outcome::default() };
        Self { case, truth, fixture, out, hand, program, witness, outcome }
    }

    fn all(mut self, repeats: usize) -> Outcome {
        let start = Instant::now();
        for repetition in 1..=repeats {
            // Where nothing changes, the text is the same each time.
            self.hand.begin(if self.case.publishes_nothing { 1 } else { repetition });
            self.outcome.repetitions += 1;
            self.hand.act(&self.case.before);
            if self.case.publishes_nothing {
                self.nothing();
            } else {
                self.once();
            }
            if self.outcome.faults.len() >= FAULTS {
                break;
            }
        }
        self.end();
        self.outcome.took = start.elapsed();
        self.outcome.latencies.sort();
        self.outcome
    }

    /// Saves, waits until the new text is published, and judges what was published meanwhile.
    fn once(&mut self) {
        let expected = self.truth.of(&self.hand.word(Version::New));
        self.hand.act(&self.case.save);
        let saved = Instant::now();
        assert_eq!(
            self.fixture.read(EN),
            words(&self.hand.word(Version::New)),
            "{} saves it",
            self.case.name
        );
        if self.settles(&expected) {
            self.outcome.latencies.push(saved.elapsed());
        } else {
            self.fault_in_the_end(&expected);
        }
        let sightings = self.witness.take();
        self.judge(&sightings);
    }

    fn settles(&self, expected: &Tree) -> bool {
        let end = Instant::now() + DEADLINE;
        while Instant::now() < end {
            // The manifest is published last.
            let manifest = fs::read(self.out.join("manifest.json")).unwrap_or_default();
            if expected.get("manifest.json") == Some(&leafcast::digest::of(&manifest))
                && tree(&self.out) == *expected
            {
                return true;
            }
            self.witness.waits(LOOK);
        }
        false
    }

    fn fault_in_the_end(&mut self, expected: &Tree) {
        let now = tree(&self.out);
        let old = self.truth.of(&self.hand.word(Version::Old));
        let what = if now == *old {
            self.outcome.missed += 1;
            "missed".to_owned()
        } else {
            self.outcome.wrong += 1;
            format!("wrong in the end: {:?}", differing(&now, expected))
        };
        self.fault(&what);
    }

    /// Only complete versions may ever be published: the old one, the new one, or one that was saved in between.
    fn judge(&mut self, sightings: &[Sighting]) {
        let mut versions = vec![Version::Old];
        if !self.case.publishes_nothing {
            versions.push(Version::New);
        }
        if self.case.has_draft() {
            versions.push(Version::Draft);
        }
        let trees = versions.into_iter().map(|version| self.truth.of(&self.hand.word(version))).collect();
        let is_held_up = self.hand.is_held_up;
        self.outcome.held_up += usize::from(is_held_up);
        let allowed = Allowed { trees, may_vanish: self.case.may_vanish };
        let wrong: Vec<&Sighting> = sightings.iter().filter(|seen| !allowed.allows(seen)).collect();
        if !wrong.is_empty() && !is_held_up {
            self.outcome.half_written += 1;
            let wrong: Vec<_> = wrong.iter().map(|seen| (&seen.path, &seen.digest)).collect();
            self.fault(&format!("published meanwhile: {wrong:?}"));
        }
    }

    /// Does what changes nothing; nothing is to be published.
    fn nothing(&mut self) {
        let before = stamps(&self.out);
        self.program.said.extend(self.program.lines.try_iter());
        self.hand.act(&self.case.save);
        assert_eq!(self.fixture.read(EN), words(&self.hand.word(Version::Old)));
        // Where the note was read together with the text, nothing is said of it.
        let is_told = (0..TRIES).any(|time| {
            let note = format!("{} {time}", self.outcome.repetitions);
            fs::write(self.fixture.path(NOTE), note).expect("write");
            self.program.says("note.txt", DEADLINE / TRIES)
        });
        if !is_told {
            self.outcome.missed += 1;
            self.fault("missed");
        }
        if stamps(&self.out) != before {
            self.outcome.wrong += 1;
            self.fault("something was published");
        }
        let sightings = self.witness.take();
        self.judge(&sightings);
    }

    /// Ends the program; what it leaves is what a build from nothing publishes.
    fn end(&mut self) {
        let code = self.program.stop();
        if code != Some(0) {
            self.fault(&format!("the program ends with {code:?}"));
        }
        let rest = self.witness.rest();
        self.hand.is_held_up = false;
        self.judge(&rest);
        let (now, clean) = (tree(&self.out), self.truth.clean(&self.fixture));
        if now != *clean {
            self.outcome.wrong += 1;
            let differing = differing(&now, &clean);
            self.fault(&format!("not what a build from nothing publishes: {differing:?}"));
        }
    }

    fn fault(&mut self, what: &str) {
        let (repetition, words) = (self.outcome.repetitions, self.program.last_words());
        self.outcome.faults.push(format!("  repetition {repetition}: {what}\n  {words}"));
    }
}

/// Names of the files that differ.
fn differing<'a>(one: &'a Tree, other: &'a Tree) -> Vec<&'a String> {
    one.keys().chain(other.keys()).filter(|path| one.get(*path) != other.get(*path)).collect()
}

/// Every published file as the disk knows it: a file that was published again has another number or time.
fn stamps(out: &Path) -> Vec<(PathBuf, u64, i64, i64)> {
    let stamp = |path: PathBuf| {
        let metadata = fs::metadata(&path).ok()?;
        let is_published = !path.strip_prefix(out).ok()?.to_string_lossy().starts_with('.');
        is_published.then(|| (path, metadata.ino(), metadata.mtime(), metadata.mtime_nsec()))
    };
    walk(out).into_iter().filter_map(stamp).collect()
}
