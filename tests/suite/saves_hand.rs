//! Does what a way of saving says, with real files.

use std::collections::BTreeMap;
use std::fs::{self, File, FileTimes, OpenOptions, Permissions};
use std::io::{Seek as _, Write as _};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use crate::fixture::{repository, walk};
use crate::saves_case::{How, Part, Step, Text, Version};

/// A step that takes longer was held up by a busy machine: then it is not the pattern any more.
const HELD_UP: Duration = Duration::from_millis(25);
/// In so many folders many files are spread.
const FOLDERS: usize = 25;

/// The leaflet's words in some version: they differ in one word, which is as long in each.
pub fn words(word: &str) -> String {
    head(word) + &tail(word)
}

fn head(word: &str) -> String {
    let base = repository().join("tests/cases/content/ok_screens/content/leaflets/knee/en.toml");
    let text = fs::read_to_string(base).expect("the base text");
    text.replace("Test knee", &format!("Test {word}"))
        .replace("\"It is tested\"", &format!("\"It is {word}\""))
}

/// More questions, without which the leaflet is complete as well.
fn tail(word: &str) -> String {
    let item = |number| {
        format!(
            "\n[[faq.items]]\nquestion = \"Question {number} of {word}?\"\nanswer = \"It says {word}.\"\n"
        )
    };
    (1..=6).map(item).collect()
}

fn part(word: &str, part: Part) -> String {
    let (head, tail) = (head(word), tail(word));
    let torn = tail.rfind("It says").unwrap_or(0) + 3;
    match part {
        Part::All => head + &tail,
        Part::Head => head,
        Part::Tail => tail,
        Part::Torn => head + &tail[..torn],
        Part::Rest => tail[torn..].to_owned(),
    }
}

/// What does the steps.
pub struct Hand {
    root: PathBuf,
    repetition: usize,
    open: BTreeMap<String, File>,
    /// Whether a step took longer than it should.
    pub is_held_up: bool,
}

impl Hand {
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), repetition: 0, open: BTreeMap::new(), is_held_up: false }
    }

    /// Begins another repetition, with new texts.
    pub fn begin(&mut self, repetition: usize) {
        self.repetition = repetition;
        self.open.clear();
        self.is_held_up = false;
    }

    /// The word in which this version's text differs from others.
    pub fn word(&self, version: Version) -> String {
        match version {
            Version::Old => format!("w{:04}", self.repetition - 1),
            Version::New => format!("w{:04}", self.repetition),
            Version::Draft => format!("d{:04}", self.repetition),
        }
    }

    /// Does the steps, one after the other.
    pub fn act(&mut self, steps: &[Step]) {
        for step in steps {
            let start = Instant::now();
            self.step(step).unwrap_or_else(|error| panic!("{step:?} fails: {error}"));
            let (took, meant) = (start.elapsed(), meant(step));
            self.is_held_up |= meant.is_some_and(|meant| took > meant + HELD_UP);
        }
    }

    fn text(&self, text: Text) -> String {
        match text {
            Text::Words(version, which) => part(&self.word(version), which),
            Text::Commented(path) => {
                let text = fs::read_to_string(self.root.join(path)).expect("a text");
                let kept = text.lines().filter(|line| !line.starts_with("# comment"));
                let kept: Vec<&str> = kept.collect();
                format!("# comment {}\n{}\n", self.repetition, kept.join("\n"))
            }
            Text::Empty => String::new(),
        }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    fn handle(&mut self, path: &str) -> &mut File {
        self.open.get_mut(path).unwrap_or_else(|| panic!("{path} is not open"))
    }

    fn step(&mut self, step: &Step) -> std::io::Result<()> {
        match step {
            Step::Open(path, how) => {
                let mut options = OpenOptions::new();
                match how {
                    How::Emptied => options.write(true).create(true).truncate(true),
                    How::New => options.write(true).create_new(true),
                    How::Kept => options.write(true),
                    How::AtEnd => options.append(true),
                };
                let file = options.open(self.path(path))?;
                self.open.insert(path.clone(), file);
                Ok(())
            }
            Step::Put { path, text, pieces, pause } => self.put(path, *text, *pieces, *pause),
            Step::Cut(path) => {
                let end = self.handle(path).stream_position()?;
                self.handle(path).set_len(end)
            }
            Step::Reserve(path, text) => {
                let size = self.text(*text).len() as u64;
                self.handle(path).set_len(size)
            }
            Step::Sync(path) => self.handle(path).sync_all(),
            Step::Close(path) => {
                self.open.remove(path).unwrap_or_else(|| panic!("{path} is not open"));
                Ok(())
            }
            Step::Write(path, text) => {
                let text = self.text(*text);
                fs::write(self.path(path), text)
            }
            Step::Many(folder, count) => self.many(folder, *count),
            Step::Run(line) => self.run(line),
            Step::Pause(time) => {
                std::thread::sleep(*time);
                Ok(())
            }
            _ => self.change_names(step),
        }
    }

    /// Writes in pieces of about the same length.
    fn put(&mut self, path: &str, text: Text, pieces: usize, pause: Duration) -> std::io::Result<()> {
        let text = self.text(text);
        for piece in text.as_bytes().chunks(text.len().div_ceil(pieces).max(1)) {
            self.handle(path).write_all(piece)?;
            std::thread::sleep(pause);
        }
        Ok(())
    }

    fn many(&self, folder: &str, count: usize) -> std::io::Result<()> {
        for number in 0..count {
            let folder = self.path(folder).join(format!("{:02}", number % FOLDERS));
            fs::create_dir_all(&folder)?;
            fs::write(folder.join(format!("{number}.txt")), format!("{} {number}", self.repetition))?;
        }
        Ok(())
    }

    /// What concerns names, modes and times.
    fn change_names(&self, step: &Step) -> std::io::Result<()> {
        let here = |path: &String| self.path(path);
        match step {
            Step::Folder(path) => fs::create_dir_all(here(path)),
            Step::Remove(path) if fs::symlink_metadata(here(path))?.is_dir() => {
                fs::remove_dir_all(here(path))
            }
            Step::Remove(path) => fs::remove_file(here(path)),
            Step::Rename(from, to) => fs::rename(here(from), here(to)),
            Step::Exchange(from, to) => exchange(&here(from), &here(to)),
            Step::Symlink(target, link) => symlink(target, here(link)),
            Step::Link(from, to) => fs::hard_link(here(from), here(to)),
            Step::Copy(from, to) => copy(&here(from), &here(to)),
            Step::Mode(path, mode) => fs::set_permissions(here(path), Permissions::from_mode(*mode)),
            Step::Touch(path) => {
                let file = OpenOptions::new().append(true).open(here(path))?;
                file.set_times(FileTimes::new().set_modified(SystemTime::now()))
            }
            _ => unreachable!("done elsewhere"),
        }
    }

    fn run(&self, line: &str) -> std::io::Result<()> {
        let mut command = Command::new("sh");
        command.args(["-ec", line]).current_dir(&self.root).stdin(Stdio::null());
        command.env("OLD", self.word(Version::Old)).env("NEW", self.word(Version::New));
        command.env("DRAFT", self.word(Version::Draft)).env("LEAF", "content/leaflets/knee");
        // A person's own settings are none of the pattern.
        command.env("HOME", self.root.join("side")).env("GIT_CONFIG_NOSYSTEM", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "x").env(format!("GIT_{who}_EMAIL"), "x@example.org");
        }
        let output = command.output()?;
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`{line}` fails: {error}");
        Ok(())
    }
}

/// How long a step should take; nothing if nobody can say.
fn meant(step: &Step) -> Option<Duration> {
    match step {
        Step::Run(_) | Step::Sync(_) | Step::Many(..) => None,
        Step::Pause(time) => Some(*time),
        Step::Put { pieces, pause, .. } => Some(*pause * u32::try_from(*pieces).unwrap_or(0)),
        _ => Some(Duration::ZERO),
    }
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    if from.is_file() {
        return fs::copy(from, to).map(drop);
    }
    for file in walk(from) {
        let target = to.join(file.strip_prefix(from).expect("below"));
        fs::create_dir_all(target.parent().expect("a folder"))?;
        fs::copy(file, target)?;
    }
    Ok(())
}

/// Two names change places, in one moment.
#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}
