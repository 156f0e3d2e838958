//! The loop: waits for changes, runs rounds, and says on the board what came of them.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::board::{Board, LastRound, Phase, Status, Watching};
use super::excerpts::Excerpts;
use super::pending::{Pending, Waiting};
use super::projection;
use super::report::{self, Report};
use super::round::Round;
use super::stop::Stop;
use super::viewer::{Viewer, one_line};
use crate::diagnostic::Finding;
use crate::engine::{Changes, Engine, FOLDERS, Outcome, Progress};
use crate::watch::{self, Options, Watcher};
use crate::{Error, typeset};

/// A fault in a text that was just written is said after this time, in which the rest of it may come.
const SECOND_THOUGHT: Duration = Duration::from_millis(150);
/// So long after the first change such a fault is kept back while more changes come.
const LONGEST_THOUGHT: Duration = Duration::from_millis(600);
/// After how many rounds the typesetter forgets what none of them used: an editor's last steps are
/// quick to take back, and memory stays bounded.
const ROUNDS_REMEMBERED: usize = 3;
/// After a round of so many files and slides it forgets everything.
const LARGE_ROUND: usize = 40;
/// From so many files on, people are told that a round is at work.
const LONG_ROUND: usize = 8;
/// After a round that could not be run at all, the next one is tried after this time.
const RETRY: Duration = Duration::from_secs(5);

/// Keeps what is published and shown current until `stop` is asked for. Never ends for a fault of texts,
/// disks or the watching: it says what is wrong, and tries again.
pub fn run(engine: Engine, options: Options, board: &Arc<Board>, stop: &Stop, report: &dyn Report) {
    let pending = Arc::new(Pending::default());
    let mut watcher = Watcher::start(engine.project().root(), &FOLDERS, options);
    let watching = Watching::from(&watcher.how());
    let wished = {
        let pending = Arc::clone(&pending);
        board.on_new_interest(move || pending.wished())
    };
    let stopped = {
        let (pending, handle) = (Arc::clone(&pending), watcher.handle());
        stop.on_stop(move || {
            handle.stop();
            pending.stop();
        })
    };
    let (fill, done, in_flight) = (Arc::clone(&pending), stop.clone(), watcher.in_flight());
    std::thread::scope(|scope| {
        let filler = std::thread::Builder::new().name("watch".into());
        let filler = filler.spawn_scoped(scope, move || {
            while !done.is_stopped() {
                let Some(batch) = watcher.next(None) else { break };
                let is_polling = watcher.how() != watch::How::Events;
                let changes = Changes { paths: batch.paths, whole: batch.whole, settle: is_polling };
                fill.changed(changes, batch.urgent_at, batch.news);
            }
        });
        if let Err(error) = filler {
            report.failing(&format!("changes cannot be watched ({error})"));
        }
        let viewer = Viewer::new(Arc::clone(board), Arc::clone(&pending), in_flight);
        let (findings, count) = (Vec::new(), 0);
        Rounds { engine, viewer, watching, report, count, findings, failing: None, held: None }.run();
    });
    drop((wished, stopped));
}

struct Rounds<'a> {
    engine: Engine,
    viewer: Viewer,
    watching: Watching,
    report: &'a dyn Report,
    count: u64,
    /// What the last round found.
    findings: Vec<Finding>,
    /// What the operator has to see to.
    failing: Option<String>,
    /// A round whose faults may be gone in a moment.
    held: Option<Round>,
}

impl Rounds<'_> {
    fn run(&mut self) {
        self.say(Phase::Starting, None, None);
        let mut retry = None;
        while let Some(waiting) = self.next(retry) {
            if waiting.stopped {
                return;
            }
            retry = self.react(waiting);
        }
    }

    fn next(&self, retry: Option<Duration>) -> Option<Waiting> {
        let pending = &self.viewer.pending;
        pending.take(retry).or_else(|| Some(Waiting { changes: Changes::whole(), ..Waiting::default() }))
    }

    /// Runs a round for what has come; the time after which another has to be run in any case.
    fn react(&mut self, waiting: Waiting) -> Option<Duration> {
        for news in &waiting.news {
            self.watching = self.watching.after(news);
            self.report.news(news);
        }
        for wish in self.viewer.loading() {
            self.engine.show_again(&wish);
        }
        let started = Instant::now();
        let known = waiting.since.unwrap_or(started);
        let progress = LongRound {
            report: self.report,
            board: &self.viewer.board,
            status: self.status(Phase::Working, None, None),
        };
        let outcome = self.engine.round(&waiting.changes, &progress, &self.viewer);
        let made = outcome.as_ref().map_or(0, |outcome| outcome.typeset);
        // Somebody who only looks fills the memory as well.
        match made + self.engine.take_set_to_show() {
            0 => {}
            many => typeset::forget(if many < LARGE_ROUND { ROUNDS_REMEMBERED } else { 0 }),
        }
        match outcome {
            Ok(outcome) if outcome.interrupted => {
                // What comes next is more urgent; the rest is done with it.
                self.viewer.was_interrupted();
                self.viewer.pending.changed(waiting.changes, known, Vec::new());
                None
            }
            Ok(outcome) if outcome.was_idle => {
                if let Some(held) = self.held.take() {
                    self.tell_or_wait(held, true);
                }
                self.viewer.show_faults();
                self.say(Phase::Ready, None, None);
                None
            }
            Ok(outcome) => self.take(outcome, &waiting.changes, known),
            Err(error) => {
                self.tell_held();
                self.viewer.show_faults();
                self.fail(&error);
                self.viewer.pending.again(Changes { whole: true, ..waiting.changes });
                Some(RETRY)
            }
        }
    }

    fn take(&mut self, mut outcome: Outcome, changes: &Changes, known: Instant) -> Option<Duration> {
        self.viewer.was_finished();
        let failing = outcome.write_error.take();
        match &failing {
            Some(error) => self.fail(error),
            None if self.failing.take().is_some() => self.report.mended(),
            None => {}
        }
        let (changed, whole) = (self.changed_names(&changes.paths), changes.whole);
        let mut round = Round { outcome, changed, whole, known, took: known.elapsed() };
        let held = self.held.take();
        let is_later = held.is_some();
        if let Some(held) = held {
            round = self.join(held, round);
        } else if self.is_nothing_new(&round) {
            self.say(Phase::Ready, None, None);
            return failing.map(|_| RETRY);
        } else {
            self.count += 1;
        }
        self.tell_or_wait(round, is_later);
        failing.map(|_| RETRY)
    }

    /// A round together with one before it that was kept back.
    fn join(&mut self, held: Round, mut round: Round) -> Round {
        if round.outcome.edition.is_empty() {
            // It has published nothing and says nothing of what was published before.
            self.count += 1;
            self.tell(held);
        } else {
            round.join(held);
        }
        round
    }

    /// Says what came of a round, unless the rest of its texts is about to come; `is_later` says that it was
    /// kept back before.
    fn tell_or_wait(&mut self, round: Round, is_later: bool) {
        let is_patient = self.count > 1 && (!is_later || round.known.elapsed() < LONGEST_THOUGHT);
        let may_wait = is_patient && self.is_perhaps_unfinished(&round);
        if may_wait && self.viewer.pending.waits(SECOND_THOUGHT) {
            // What is said now would be wrong in a moment.
            self.held = Some(round);
        } else {
            self.tell(round);
        }
    }

    /// Says what came of a round that was kept back.
    fn tell_held(&mut self) {
        if let Some(round) = self.held.take() {
            self.tell(round);
        }
    }

    /// Says what came of a round.
    fn tell(&mut self, Round { outcome, changed, whole, took, .. }: Round) {
        if outcome.without_practice {
            let reason = outcome.findings.iter().find(|f| f.is_error()).map(one_line).unwrap_or_default();
            self.viewer.outdate_all(&reason);
            self.engine.show_all_again();
        }
        self.viewer.show_faults();
        let board = &self.viewer.board;
        board.set_catalog(projection::catalog(&self.engine, &board.catalog()));
        let before = board.problems();
        let changed_files = (!whole).then_some(&outcome.inputs);
        let excerpts = Excerpts::new(self.engine.project(), &before, changed_files);
        board.set_problems(projection::problems(&outcome.findings, excerpts));
        let last = LastRound {
            changed: changed.iter().cloned().collect(),
            made: outcome.typeset,
            failed: outcome.failed,
            milliseconds: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        };
        let edition = Some(outcome.edition.clone()).filter(|edition| !edition.is_empty());
        self.report.round(&changed, &outcome, &self.findings, took);
        self.findings = outcome.findings;
        self.say(Phase::Ready, edition, Some(last));
    }

    /// Whether a look at everything has found it as it was.
    fn is_nothing_new(&self, Round { outcome, changed, .. }: &Round) -> bool {
        let status = self.viewer.board.status();
        let is_published = outcome.edition.is_empty() || status.edition.as_ref() == Some(&outcome.edition);
        let is_like_before = outcome.findings == self.findings && outcome.removed.is_empty();
        self.count > 0 && changed.is_empty() && outcome.typeset == 0 && is_like_before && is_published
    }

    /// Whether there is a new error in a text that was just written.
    fn is_perhaps_unfinished(&self, Round { outcome, .. }: &Round) -> bool {
        let is_own = |finding: &&Finding| finding.is_error() && outcome.inputs.contains(&finding.spot.file);
        let own: Vec<&Finding> = outcome.findings.iter().filter(is_own).collect();
        report::has_new(&own, &self.findings)
    }

    /// The files that changed, relative to the project.
    fn changed_names(&self, paths: &BTreeSet<PathBuf>) -> BTreeSet<String> {
        let root = self.engine.project().root();
        let relative = paths.iter().filter_map(|path| path.strip_prefix(root).ok()?.to_str());
        relative.map(|path| path.replace('\\', "/")).collect()
    }

    fn fail(&mut self, error: &Error) {
        let said = match error.hint() {
            Some(hint) => format!("{error}; {hint}"),
            None => error.to_string(),
        };
        if self.failing.as_ref() != Some(&said) {
            self.report.failing(&said);
        }
        self.failing = Some(said);
        let phase = if self.count == 0 { Phase::Starting } else { Phase::Ready };
        self.say(phase, None, None);
    }

    fn say(&self, phase: Phase, edition: Option<String>, last: Option<LastRound>) {
        self.viewer.board.set_status(self.status(phase, edition, last));
    }

    fn status(&self, phase: Phase, edition: Option<String>, last: Option<LastRound>) -> Status {
        let before = self.viewer.board.status();
        let errors = self.findings.iter().filter(|finding| finding.is_error()).count();
        Status {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            phase,
            edition: edition.or_else(|| before.edition.clone()),
            round: self.count,
            errors,
            warnings: self.findings.len() - errors,
            watching: self.watching.clone(),
            last: last.or_else(|| before.last.clone()),
            failing: self.failing.clone(),
        }
    }
}

/// Says on the board that a round takes longer.
struct LongRound<'a> {
    report: &'a dyn Report,
    board: &'a Board,
    status: Status,
}

impl Progress for LongRound<'_> {
    fn waiting(&self) {
        self.report.failing("another leafcast is publishing to the same folder: waiting for it to finish");
    }

    fn planned(&self, files: usize) {
        if files >= LONG_ROUND {
            self.board.set_status(self.status.clone());
        }
    }
}
