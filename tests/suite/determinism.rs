//! The same input gives the same bytes: in another folder, time zone, or run.

use crate::fixture::{Fixture, program};

#[test]
fn two_builds_in_different_folders_and_time_zones_give_identical_bytes() {
    let (one, two) = (Fixture::sample(), Fixture::sample());
    let build = |fixture: &Fixture, zone: &str, locale: &str| {
        let mut command = program();
        command.arg("build").current_dir(fixture.root()).env("TZ", zone).env("LC_ALL", locale);
        let output = command.output().expect("run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    build(&one, "Pacific/Kiritimati", "C");
    build(&two, "America/Los_Angeles", "es_ES.UTF-8");
    let (one, two) = (one.files("out"), two.files("out"));
    assert_eq!(one.len(), two.len());
    assert!(one.iter().any(|(name, _)| name.ends_with("playlist.json")), "screens are built too");
    for ((name, first), (other, second)) in one.iter().zip(&two) {
        assert_eq!(name, other);
        assert!(first == second, "{name} differs");
    }
}

#[test]
fn a_second_build_changes_nothing() {
    let fixture = Fixture::sample();
    assert_eq!(fixture.build().changed, 4);
    let before = fixture.files("out");
    let outcome = fixture.build();
    assert_eq!((outcome.made, outcome.changed), (4, 0));
    assert_eq!(before, fixture.files("out"));
}
