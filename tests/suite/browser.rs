//! Player, preview and start page in a real Chromium: the tests in `tests/browser/` on the sample.

use std::path::Path;
use std::process::Command;

use image::imageops::FilterType;

use crate::fixture::{Fixture, repository};
use crate::tools::{browser_tools, text, tool};

/// Width that a symbol of 400 mm has at 4 m in the viewfinder of a phone: 1920 px for an angle of 65°.
const SYMBOL_IN_VIEWFINDER_PX: f64 = 168.0;

#[test]
fn player_and_preview_hold_what_they_promise() {
    let Some(mut node) = browser_tools() else { return };
    let fixture = Fixture::sample();
    fixture.build();
    let tests = repository().join("tests/browser");
    node.args(["--test", "--test-reporter=spec"])
        .arg(tests)
        .env("LEAFCAST_SCREENS", fixture.path("out/screens"))
        .env("LEAFCAST_SERVE", env!("CARGO_BIN_EXE_leafcast"))
        .env("LEAFCAST_PROJECT", fixture.root());
    // A real browser keeps real time, on machines that others use too: a fault is what fails twice.
    let mut run = node.output().expect("run");
    if !run.status.success() {
        println!("{}", String::from_utf8_lossy(&run.stdout));
        run = node.output().expect("run");
    }
    let report = String::from_utf8_lossy(&run.stdout);
    println!("{report}");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(report.contains("first slide after"), "the tests did not run");
}

#[test]
fn codes_scan_from_the_screen_and_from_as_far_as_is_promised() {
    let (Some(node), Some(zbar)) = (browser_tools(), tool("zbarimg")) else { return };
    let fixture = Fixture::sample();
    let outcome = fixture.build();
    for report in &outcome.screens {
        let portrait = report.id == "corridor";
        let (width, height) = if portrait { ("1080", "1920") } else { ("1920", "1080") };
        // Notices that depend on the day are not shown while the clock is unset.
        let mut items = report.items.iter().filter(|item| !item.slide.contains("example-ended"));
        let place = items.position(|item| item.scannable_from_m.is_some()).expect("a booking slide");
        let page =
            format!("file://{}", fixture.path(&format!("out/screens/{}/index.html", report.id)).display());
        let shot = fixture.path("out/shot.png");
        let mut node = again(&node);
        node.arg(repository().join("tests/browser/screenshot.js"));
        text(node.args([&page, &place.to_string(), width, height]).arg(&shot));
        let link = format!("https://booking.example/pcf-{}-s\n", if portrait { "es" } else { "en" });
        let mut at_screen = again(&zbar);
        assert_eq!(text(at_screen.args(["--quiet", "--raw"]).arg(&shot)), link, "{}", report.id);
        // 29 modules of 28 px on the sample's screens.
        let far = fixture.path("out/far.png");
        shrink(&shot, &far, SYMBOL_IN_VIEWFINDER_PX / (29.0 * 28.0));
        let mut from_afar = again(&zbar);
        assert_eq!(text(from_afar.args(["--quiet", "--raw"]).arg(&far)), link, "{}", report.id);
    }
}

/// Writes the picture as it is when seen at `share` of its size.
fn shrink(picture: &Path, to: &Path, share: f64) {
    let whole = image::open(picture).expect("a screenshot");
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let smaller = |px: u32| (f64::from(px) * share).round() as u32;
    let far = whole.resize_exact(smaller(whole.width()), smaller(whole.height()), FilterType::Lanczos3);
    far.save(to).expect("room for a small picture");
}

/// The same program with the same environment, without arguments.
fn again(command: &Command) -> Command {
    let mut same = Command::new(command.get_program());
    same.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    same
}
