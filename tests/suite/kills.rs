//! Killed at any moment, `out/` holds only whole files, and the next build finishes the job.

use std::fs;
use std::time::Duration;

use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};

use leafcast::digest;
use leafcast::playlist::Playlist;

use crate::fixture::{Fixture, program};

/// How often a build is killed.
const KILLS: u32 = 100;

#[test]
fn a_build_that_is_killed_leaves_only_whole_files_and_the_next_one_finishes() {
    let fixture = Fixture::sample();
    let en = "content/leaflets/posterior-cervical-fusion/en.toml";
    let original = fixture.read(en);
    let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    // A whole run, to know over how long the moments are to be spread.
    let start = std::time::Instant::now();
    fixture.build();
    let mut whole = start.elapsed() * 2;
    let mut torn = Vec::new();
    let mut killed = 0;
    for round in 0..KILLS {
        // Every round has something new to publish.
        fixture.write(en, original.replace("Red flags:", &format!("Red flags {round}:")));
        let mut child = program()
            .args(["build", "--color", "never"])
            .current_dir(fixture.root())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("start");
        let micros = random.next_u64() % u64::try_from(whole.as_micros()).expect("short");
        wait(Duration::from_micros(micros));
        child.kill().expect("kill");
        let status = child.wait().expect("wait");
        // The machine is faster or slower from moment to moment: keep about half of the builds alive.
        if status.code().is_none() {
            killed += 1;
            whole = whole * 11 / 10;
        } else {
            whole = whole * 4 / 5;
        }
        for (name, bytes) in fixture.files("out") {
            if !is_whole(&fixture, &name, &bytes) {
                torn.push(format!("round {round}: {name}"));
            }
        }
    }
    assert!(torn.is_empty(), "{torn:?}");
    fixture.write(en, original);
    let outcome = fixture.build();
    assert_eq!((outcome.made, outcome.failed), (4, 0));
    let clean = Fixture::sample();
    clean.build();
    assert_eq!(fixture.files("out"), clean.files("out"));
    let left = crate::fixture::walk(&fixture.path("out"))
        .into_iter()
        .filter(|p| p.to_string_lossy().ends_with(".tmp"));
    assert_eq!(left.count(), 0, "unfinished files are swept");
    let lock = fs::File::open(fixture.path("out/.lock")).expect("the lock file");
    lock.try_lock().expect("the lock is free");
    assert!(killed > KILLS / 4, "only {killed} builds were still running when they were killed");
}

/// Whether a file is complete; a playlist also needs every slide that it names.
fn is_whole(fixture: &Fixture, name: &str, bytes: &[u8]) -> bool {
    match name.rsplit('.').next() {
        Some("pdf") => bytes.starts_with(b"%PDF-") && bytes.trim_ascii_end().ends_with(b"%%EOF"),
        Some("svg" | "html") => bytes.trim_ascii_end().ends_with(b">"),
        Some("json") if name.ends_with("playlist.json") => {
            let Some(playlist) = Playlist::from_json(bytes) else { return false };
            let folder = name.trim_end_matches("playlist.json");
            playlist.slides.values().all(|slide| {
                let file = fs::read(fixture.path(&format!("out/{folder}{}", slide.file)));
                file.is_ok_and(|bytes| digest::of(&bytes) == slide.sha256)
            })
        }
        Some("json") => serde_json::from_slice::<serde_json::Value>(bytes).is_ok(),
        _ => !bytes.is_empty(),
    }
}

/// Lets the other process run for about this long.
fn wait(duration: Duration) {
    let start = std::time::Instant::now();
    while start.elapsed() < duration {
        std::thread::yield_now();
    }
}
