//! What comes of sequences of events, with an injected clock: `tests/cases/watch/*.txt`.
//!
//! Above the line of dashes is what happens, one line each: milliseconds, what, which path. Below is what
//! comes out: milliseconds, the batch. `LEAFCAST_UPDATE=1` rewrites what is below.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use proptest::prelude::*;

use leafcast::watch::{Batch, Collector, Due, Event, Links, Renewal, Rhythm, Sort, is_ignored};

const ROOT: &str = "/project";
const LINE: &str = "----\n";
/// Batches with more paths than this are shown by their number.
const SHOWN: usize = 8;

/// A sequence of events.
#[derive(Default)]
struct Scene {
    events: Vec<(Duration, Event)>,
    links: Links,
    tick: Option<Duration>,
    until: Duration,
    renamings: usize,
}

impl Scene {
    fn read(text: &str) -> Self {
        let mut scene = Self { until: millis("20000"), ..Self::default() };
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            scene.line(line).unwrap_or_else(|| panic!("cannot be read: {line}"));
        }
        scene.events.sort_by_key(|(at, _)| *at);
        scene
    }

    fn line(&mut self, line: &str) -> Option<()> {
        let (first, rest) = line.split_once(' ')?;
        match first {
            "tick" => self.tick = Some(millis(rest)),
            "until" => self.until = millis(rest),
            "links" => {
                let (link, target) = rest.split_once(" -> ")?;
                self.links.add(&path(link), &path(target));
            }
            "each" => {
                let (times, action) = rest.split_once(": ")?;
                let (count, pause) = times.split_once(" every ")?;
                for number in 0..count.parse::<u32>().ok()? {
                    let action = action.replace("{}", &number.to_string());
                    self.action(millis(pause) * number, &action)?;
                }
            }
            at => self.action(millis(at), rest)?,
        }
        Some(())
    }

    fn action(&mut self, at: Duration, action: &str) -> Option<()> {
        let (verbs, rest) = action.split_once(' ').unwrap_or((action, ""));
        for verb in verbs.split('+') {
            let here = path(rest);
            if let Some(sort) = verb.strip_prefix("rename") {
                let (from, to) = rest.split_once(" -> ")?;
                self.renamings += 1;
                let cookie = Some(self.renamings);
                self.events.push((at, Event::MovedFrom(path(from), cookie)));
                let sort = match sort {
                    "" => Sort::File,
                    "-folder" => Sort::Folder,
                    "-link" => Sort::Link,
                    _ => return None,
                };
                self.events.push((at, Event::MovedTo(path(to), cookie, sort)));
                continue;
            }
            let event = match verb {
                "create" => Event::Created(here, Sort::File),
                "mkdir" => Event::Created(here, Sort::Folder),
                "symlink" => Event::Created(here, Sort::Link),
                "open" => Event::Opened(here),
                "write" => Event::Written(here),
                "close" => Event::Closed(here),
                "chmod" => Event::Touched(here),
                "remove" => Event::Removed(here),
                "away" => Event::MovedFrom(here, None),
                "in" => Event::MovedTo(here, None, Sort::File),
                "in-folder" => Event::MovedTo(here, None, Sort::Folder),
                "left" => Event::Left(here),
                "change" => Event::Changed(here),
                "lost" => Event::Lost,
                _ => return None,
            };
            self.events.push((at, event));
        }
        Some(())
    }

    /// What comes out, asking whenever an event comes or the collector wants to be asked.
    fn play(&self) -> Vec<(Duration, Batch, Renewal, BTreeSet<PathBuf>)> {
        let start = Instant::now();
        let rhythm = Rhythm { tick: self.tick, ..Rhythm::default() };
        let folders = ["content", "layouts", "fonts"].map(path).to_vec();
        let mut collector = Collector::new(path("."), folders, rhythm, start);
        collector.set_links(self.links.clone());
        let Due::Batch(first) = collector.due(start) else { panic!("the first batch is due at once") };
        assert!(first.whole && first.paths.is_empty());
        let mut coming = self.events.iter().peekable();
        let (mut now, mut out) = (Duration::ZERO, Vec::new());
        loop {
            while let Some((at, event)) = coming.next_if(|(at, _)| *at <= now) {
                collector.event(start + *at, event.clone());
            }
            let wake = match collector.due(start + now) {
                Due::Batch(batch) => {
                    let (renewal, folders) = collector.take_renewal();
                    out.push((now, batch, renewal, folders));
                    continue;
                }
                Due::WaitUntil(at) => {
                    assert!(at > start + now, "to wait until now is not to wait");
                    Some(at.duration_since(start))
                }
                Due::Nothing => None,
            };
            let Some(next) = wake.into_iter().chain(coming.peek().map(|(at, _)| *at)).min() else { break };
            if next > self.until {
                break;
            }
            now = next;
        }
        out
    }
}

/// The project folder is `.`.
fn path(relative: &str) -> PathBuf {
    if relative == "." { PathBuf::from(ROOT) } else { Path::new(ROOT).join(relative) }
}

fn millis(text: &str) -> Duration {
    Duration::from_secs_f64(text.parse::<f64>().expect("milliseconds") / 1000.0)
}

fn relative(paths: &BTreeSet<PathBuf>) -> String {
    if paths.len() > SHOWN {
        return format!(" {} paths", paths.len());
    }
    let names = paths.iter().map(|path| path.strip_prefix(ROOT).expect("in the project").to_string_lossy());
    names.fold(String::new(), |all, name| format!("{all} {name}"))
}

fn shown(out: &[(Duration, Batch, Renewal, BTreeSet<PathBuf>)]) -> String {
    let mut text = String::new();
    for (at, batch, renewal, folders) in out {
        write!(text, "{}", at.as_secs_f64().mul_add(1e6, 0.0).round() / 1e3).expect("a string");
        text += if batch.whole { " whole" } else { "" };
        text += &relative(&batch.paths);
        for (name, paths) in [("unfinished", &batch.unfinished), ("watch again", folders)] {
            if !paths.is_empty() {
                write!(text, ", {name}:{}", relative(paths)).expect("a string");
            }
        }
        if *renewal != Renewal::None {
            write!(text, ", renew: {renewal:?}").expect("a string");
        }
        text.push('\n');
    }
    text
}

#[test]
fn events_become_the_batches_that_the_cases_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/watch");
    let mut problems = Vec::new();
    for entry in std::fs::read_dir(&folder).expect("cases") {
        let file = entry.expect("a case").path();
        let text = std::fs::read_to_string(&file).expect("text");
        let input = text.split(LINE).next().expect("the events");
        let actual = format!("{input}{LINE}{}", shown(&Scene::read(input).play()));
        if actual != text {
            problems.push(format!("{}:\n{actual}", file.display()));
            if std::env::var_os("LEAFCAST_UPDATE").is_some() {
                std::fs::write(&file, actual).expect("write");
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn a_path() -> impl Strategy<Value = PathBuf> {
    let names =
        ["content", "content/a", "content/a/en.toml", "content/a/.x", "content/b/en.toml", "shared/a"];
    let more = ["shared/a/en.toml", "shared", ".", "README.md", "layouts/lib/page.typ", "fonts/x.ttf~"];
    proptest::sample::select([names, more].concat()).prop_map(path)
}

fn an_event() -> impl Strategy<Value = Event> {
    let sort = || proptest::sample::select(vec![Sort::File, Sort::Folder, Sort::Link]);
    let cookie = || proptest::option::of(0_usize..3);
    prop_oneof![
        (a_path(), sort()).prop_map(|(path, sort)| Event::Created(path, sort)),
        a_path().prop_map(Event::Opened),
        a_path().prop_map(Event::Written),
        a_path().prop_map(Event::Closed),
        a_path().prop_map(Event::Touched),
        a_path().prop_map(Event::Removed),
        a_path().prop_map(Event::Left),
        (a_path(), cookie()).prop_map(|(path, cookie)| Event::MovedFrom(path, cookie)),
        (a_path(), cookie(), sort()).prop_map(|(path, cookie, sort)| Event::MovedTo(path, cookie, sort)),
        Just(Event::Lost),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever comes in which order: nothing foreign comes out, and nothing that is read stays in.
    #[test]
    fn nothing_foreign_comes_out_and_nothing_that_is_read_stays_in(
        events in proptest::collection::vec((0_u32..50_000, an_event()), 0..60),
    ) {
        let mut links = Links::default();
        links.add(&path("content/leaflets/a"), &path("shared/a"));
        let mut scene = Scene { links: links.clone(), until: Duration::from_mins(1), ..Scene::default() };
        let mut at = Duration::ZERO;
        for (pause, event) in events {
            at += Duration::from_micros(pause.into());
            scene.events.push((at, event));
        }
        let out = scene.play();
        for (_, batch, ..) in &out {
            prop_assert!(batch.whole || !batch.paths.is_empty());
            for name in batch.paths.iter().chain(&batch.unfinished) {
                let name = name.strip_prefix(ROOT).expect("in the project");
                prop_assert!(["content", "layouts", "fonts"].iter().any(|folder| name.starts_with(folder)));
                prop_assert!(!is_ignored(name));
            }
            prop_assert!(batch.paths.is_disjoint(&batch.unfinished));
        }
        prop_assert!(out.last().is_none_or(|(_, batch, ..)| batch.unfinished.is_empty()));
        for (at, event) in &scene.events {
            let (Event::Written(changed) | Event::Removed(changed) | Event::MovedTo(changed, ..)
                | Event::Created(changed, _)) = event else { continue };
            for name in links.names(changed) {
                let below = name.strip_prefix(ROOT).expect("in the project");
                let is_read = ["content", "layouts", "fonts"].iter().any(|folder| below.starts_with(folder));
                let comes = out.iter().any(|(then, batch, ..)| {
                    then >= at && (batch.whole || name.ancestors().any(|above| batch.paths.contains(above)))
                });
                // What is renamed while it is written comes under its new name, or the folder's.
                prop_assert!(comes || !is_read || is_ignored(below), "{name:?} after {at:?}: {}", shown(&out));
            }
        }
    }
}
