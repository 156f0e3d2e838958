//! The real `serve` under random edits, breakages, renames, kills and meddling with `out/`: what is
//! published is whole at every moment, and right in the end.
//!
//! `tests/soak [STEPS] [SEED]` runs it by hand.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use leafcast::digest;
use leafcast::playlist::Playlist;
use leafcast::publish::Manifest;
use serde_json::Value;

use crate::clinic;
use crate::edits::World;
use crate::fixture::program;

/// Steps of a usual run.
const STEPS: usize = 200;
/// After so many steps everything is mended and compared with a build from nothing.
const BETWEEN_CHECKPOINTS: usize = 40;
/// A server that does not answer for so long hangs.
const DEADLINE: Duration = Duration::from_mins(1);
/// What nobody answers within this time concerned nothing.
const PATIENCE: Duration = Duration::from_millis(1500);
/// So many of the server's last words are said when something is wrong.
const LAST_WORDS: usize = 40;

/// A running server, and what it says of itself.
struct Server {
    child: Child,
    status: Receiver<Value>,
    last: Value,
    words: Arc<Mutex<VecDeque<String>>>,
}

impl Server {
    fn start(root: &Path) -> Self {
        let mut child = program()
            .args(["serve", "--port", "0"])
            .current_dir(root)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("start");
        let words = Arc::new(Mutex::new(VecDeque::new()));
        let (said, lines) = channel();
        let stderr = BufReader::new(child.stderr.take().expect("stderr"));
        let kept = Arc::clone(&words);
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let _ = said.send(line.clone());
                let mut kept = kept.lock().expect("words");
                kept.push_back(line);
                if kept.len() > LAST_WORDS {
                    kept.pop_front();
                }
            }
        });
        let address = loop {
            let line = lines.recv_timeout(DEADLINE).expect("the server says where it is");
            if let Some((_, rest)) = line.split_once("http://") {
                break rest.split(['/', ' ']).next().expect("an address").to_owned();
            }
        };
        let (tell, status) = channel();
        // HTTP/1.0, so that the stream comes as it is, not in chunks.
        let mut stream = TcpStream::connect(&address).expect("connect");
        write!(stream, "GET /events HTTP/1.0\r\nHost: {address}\r\n\r\n").expect("ask");
        std::thread::spawn(move || {
            let mut event = String::new();
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                if let Some(name) = line.strip_prefix("event: ") {
                    name.clone_into(&mut event);
                } else if let Some(data) = line.strip_prefix("data: ").filter(|_| event == "status") {
                    let status = serde_json::from_str(data).expect("JSON");
                    if tell.send(status).is_err() {
                        return;
                    }
                }
            }
        });
        Self { child, status, last: Value::Null, words }
    }

    fn round(&self) -> u64 {
        self.last["round"].as_u64().unwrap_or(0)
    }

    fn is_ready(&self) -> bool {
        self.last["phase"] == "ready"
    }

    /// Takes the next status; nothing if none comes in time.
    fn next(&mut self, time: Duration) -> bool {
        match self.status.recv_timeout(time) {
            Ok(status) => {
                self.last = status;
                true
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => panic!("the server has ended: {:#?}", self.last_words()),
        }
    }

    fn take_all(&mut self) {
        while self.next(Duration::ZERO) {}
    }

    /// Waits until the server has done a round more than these; whether it has.
    fn waits_for_round_after(&mut self, round: u64, time: Duration) -> bool {
        let end = Instant::now() + time;
        while self.round() <= round || !self.is_ready() {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || !self.next(left) {
                return false;
            }
        }
        true
    }

    /// Memory of the process in KiB.
    fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
    }

    fn last_words(&self) -> Vec<String> {
        self.words.lock().expect("words").iter().cloned().collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A run, and what it has seen.
struct Run {
    world: World,
    server: Option<Server>,
    /// Whether the server is killed now and then; without that its memory can be watched.
    kills: bool,
    /// Steps and seed.
    name: String,
    /// What was done.
    story: VecDeque<String>,
    /// Whether files of `out/` were taken away by hand, so that screens may lack slides for a moment.
    is_harmed: bool,
    counts: BTreeMap<&'static str, usize>,
    memory: Vec<(usize, u64)>,
    rounds: u64,
}

impl Run {
    fn new(steps: usize, seed: u64) -> Self {
        let (world, name) = (World::new(seed), format!("{steps} {seed}"));
        let (story, counts, memory) = (VecDeque::new(), BTreeMap::new(), Vec::new());
        Self {
            world,
            server: None,
            kills: std::env::var_os("LEAFCAST_SOAK_NO_KILLS").is_none(),
            name,
            story,
            is_harmed: false,
            counts,
            memory,
            rounds: 0,
        }
    }

    fn server(&mut self) -> &mut Server {
        let root = self.world.fixture.root();
        self.server.get_or_insert_with(|| Server::start(root))
    }

    fn tell(&mut self, what: &'static str, more: &str) {
        *self.counts.entry(what).or_default() += 1;
        self.story.push_back(format!("{what} {more}"));
        if self.story.len() > LAST_WORDS {
            self.story.pop_front();
        }
    }

    fn step(&mut self) {
        self.server().take_all();
        let before = self.server().round();
        match self.world.random.below(40) {
            0 if self.kills => return self.kill(),
            1 => self.meddle(),
            2 | 3 => return self.write_in_pieces(),
            4 | 5 => {
                for _ in 0..=self.world.random.below(6) {
                    self.edit();
                }
                self.tell("burst", "");
            }
            _ => self.edit(),
        }
        self.assert_whole();
        // Sometimes the next edit comes while the server is still at work.
        if !self.world.random.once_in(4) && !self.server().waits_for_round_after(before, PATIENCE) {
            self.tell("unanswered", "");
        }
        self.assert_whole();
    }

    fn edit(&mut self) {
        let (name, paths) = self.world.step();
        self.tell(name, &format!("{paths:?}"));
    }

    /// Ends the server at a random moment after an edit, edits while it is away, and starts it again.
    fn kill(&mut self) {
        self.edit();
        let wait = Duration::from_micros(self.world.random.below(60_000) as u64);
        let end = Instant::now() + wait;
        while Instant::now() < end {
            std::thread::yield_now();
        }
        let mut server = self.server.take().expect("a server");
        server.child.kill().expect("kill");
        server.child.wait().expect("wait");
        self.rounds += server.round();
        self.tell("kill", "");
        self.assert_whole();
        for _ in 0..self.world.random.below(3) {
            self.edit();
        }
        if !self.server().waits_for_round_after(0, DEADLINE) {
            self.fail("the server is not ready in time");
        }
        self.assert_whole();
    }

    /// Takes away or cuts off a published file.
    fn meddle(&mut self) {
        let out = self.world.fixture.path("out");
        let files: Vec<_> = clinic::published(&out).into_iter().map(|(path, _)| path).collect();
        let Some(path) = self.world.random.pick(&files) else { return };
        // It may go meanwhile: that is the server's right.
        let _ = fs::remove_file(out.join(&path));
        self.is_harmed = true;
        self.tell("meddling", &path.to_string_lossy());
    }

    /// Writes a file in pieces, as slow programs do.
    fn write_in_pieces(&mut self) {
        let path = clinic::of("hip", "en.toml");
        let path = self.world.fixture.path(&path);
        let Ok(bytes) = fs::read(&path) else { return };
        let mut file = fs::File::create(&path).expect("create");
        let pieces = self.world.random.below(3) + 1;
        for piece in bytes.chunks(bytes.len() / pieces + 1) {
            file.write_all(piece).expect("write");
            let pause = Duration::from_millis(self.world.random.below(40) as u64);
            self.server().next(pause);
            self.assert_whole();
        }
        drop(file);
        self.tell("half-written", "");
    }

    /// Mends everything and waits until what is published is that of a build from nothing.
    fn checkpoint(&mut self) {
        let paths = self.world.mend();
        // Something that is always looked at, so that meddling comes to light.
        self.world.fixture.write("content/screens.toml", self.world.screens_text());
        self.tell("mended", &format!("{paths:?}"));
        let (clean, _) = clinic::clean_build(&self.world.fixture);
        let end = Instant::now() + DEADLINE;
        let mut wrong = Vec::new();
        while Instant::now() < end {
            wrong = clinic::differences(&self.world.fixture, clean.path());
            wrong.extend(self.fault_of_manifest());
            if wrong.is_empty() && self.server().is_ready() {
                break;
            }
            self.server().next(Duration::from_millis(200));
        }
        if !wrong.is_empty() {
            self.fail(&format!("not like a build from nothing: {wrong:#?}"));
        }
        self.is_harmed = false;
        *self.counts.entry("checkpoint").or_default() += 1;
    }

    /// What is wrong with files that must be whole at every moment.
    fn assert_whole(&mut self) {
        let out = self.world.fixture.path("out");
        for (path, bytes) in clinic::published(&out) {
            let name = path.to_string_lossy().into_owned();
            // A file that went away between listing and reading is empty here.
            if bytes.is_empty() {
                continue;
            }
            let is_whole = match name.rsplit('.').next() {
                Some("pdf") => is_pdf(&bytes),
                Some("svg" | "html") => bytes.trim_ascii_end().ends_with(b">"),
                Some("json") => serde_json::from_slice::<Value>(&bytes).is_ok(),
                _ => true,
            };
            if !is_whole {
                self.fail(&format!("{name} is not whole"));
            }
            if name.ends_with("playlist.json") && !self.is_harmed {
                self.assert_playlist(&out.join(&path), &bytes);
            }
        }
    }

    /// A playlist names only files that are there.
    fn assert_playlist(&mut self, path: &Path, bytes: &[u8]) {
        let mut bytes = bytes.to_vec();
        loop {
            let Some(playlist) = Playlist::from_json(&bytes) else {
                return self.fail(&format!("{} cannot be read", path.display()));
            };
            let folder = path.parent().expect("a folder");
            let wrong = playlist.slides.values().find(|slide| {
                !fs::read(folder.join(&slide.file)).is_ok_and(|bytes| digest::of(&bytes) == slide.sha256)
            });
            let Some(slide) = wrong else { return };
            // The next edition may have come meanwhile, or the screen may have gone.
            let Ok(now) = fs::read(path) else { return };
            if now == bytes {
                let (playlist, slide) = (path.display().to_string(), slide.file.clone());
                return self.fail(&format!("{playlist} names {slide}, which is not there as it should be"));
            }
            bytes = now;
        }
    }

    /// What is wrong with the manifest of a server that has nothing to do.
    fn fault_of_manifest(&mut self) -> Option<String> {
        let out = self.world.fixture.path("out");
        let text = fs::read(out.join("manifest.json")).unwrap_or_default();
        let Ok(manifest) = serde_json::from_slice::<Manifest>(&text) else {
            return Some("the manifest cannot be read".into());
        };
        let listed: BTreeMap<String, String> =
            manifest.artifacts.iter().map(|a| (a.path.clone(), a.digest.clone())).collect();
        let there: BTreeMap<String, String> = clinic::published(&out)
            .into_iter()
            .map(|(path, bytes)| (path.to_string_lossy().into_owned(), digest::of(&bytes)))
            .filter(|(path, _)| path != "manifest.json")
            .collect();
        let wrong: BTreeSet<&String> =
            listed.keys().chain(there.keys()).filter(|path| listed.get(*path) != there.get(*path)).collect();
        if !wrong.is_empty() {
            return Some(format!("the manifest is wrong about {wrong:?}"));
        }
        let edition = self.server().last["edition"].clone();
        (edition != manifest.edition.as_str())
            .then(|| format!("the server says edition {edition}, the manifest {}", manifest.edition))
    }

    fn fail(&mut self, what: &str) {
        let words = self.server.as_ref().map(Server::last_words).unwrap_or_default();
        let status = self.server.as_ref().map(|server| server.last.clone()).unwrap_or_default();
        panic!(
            "{what}\n\nto repeat: tests/soak {}\n\nstatus: {status}\n\nafter: {:#?}\n\nthe server: {words:#?}",
            self.name, self.story
        );
    }

    fn note_memory(&mut self, step: usize) {
        let memory = self.server().memory();
        self.memory.push((step, memory));
    }

    fn report(&mut self, took: Duration) {
        self.rounds += self.server().round();
        println!("{} rounds in {:.1} s; {:?}", self.rounds, took.as_secs_f64(), self.counts);
        let every = self.memory.len().div_ceil(20).max(1);
        let curve: Vec<String> =
            self.memory.iter().step_by(every).map(|(step, kib)| format!("{step}: {}", kib / 1024)).collect();
        let most = self.memory.iter().map(|(_, kib)| kib / 1024).max().unwrap_or(0);
        println!("memory in MiB, at most {most}; by step {}", curve.join(", "));
    }
}

/// Whether a PDF ends as it should and its cross-reference is where it says.
fn is_pdf(bytes: &[u8]) -> bool {
    let end = bytes.trim_ascii_end();
    let tail = String::from_utf8_lossy(&end[end.len().saturating_sub(64)..]).into_owned();
    let place =
        tail.rsplit_once("startxref").and_then(|(_, rest)| rest.split_whitespace().next()?.parse().ok());
    let is_reference = |place: usize| {
        bytes
            .get(place..)
            .is_some_and(|rest| rest.starts_with(b"xref") || rest.first().is_some_and(u8::is_ascii_digit))
    };
    bytes.starts_with(b"%PDF-") && end.ends_with(b"%%EOF") && place.is_some_and(is_reference)
}

#[test]
fn out_is_whole_at_every_moment_and_right_in_the_end() {
    let number = |name: &str| std::env::var(name).ok().map(|value| value.parse::<u64>().expect("a number"));
    let steps =
        number("LEAFCAST_SOAK_STEPS").map_or(STEPS, |steps| usize::try_from(steps).expect("a number"));
    let seed = number("LEAFCAST_SOAK_SEED").unwrap_or(1);
    println!("{steps} steps with seed {seed}");
    let start = Instant::now();
    let mut run = Run::new(steps, seed);
    if !run.server().waits_for_round_after(0, DEADLINE) {
        run.fail("the server is not ready in time");
    }
    let every = (steps / 100).max(10);
    for step in 1..=steps {
        run.step();
        if step % every == 0 {
            run.note_memory(step);
        }
        if step % BETWEEN_CHECKPOINTS == 0 {
            run.checkpoint();
        }
    }
    run.checkpoint();
    run.report(start.elapsed());
}
