//! The screens: what they show, what they share, and what stays when something is wrong.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use leafcast::engine::{self, Extras, Silent};
use leafcast::model::SlideKind;
use leafcast::playlist::Playlist;

use crate::fixture::Fixture;
use crate::tools::{output, text, tool};

const LEAFLET: &str = "content/leaflets/posterior-cervical-fusion";
const SCREENS: [&str; 2] = ["waiting-room", "corridor"];
/// Limits of a slide's file, in bytes: whole, and compressed (the median).
const LARGEST_SLIDE: u64 = 150_000;
const USUAL_COMPRESSED: usize = 40_000;

fn playlist(fixture: &Fixture, screen: &str) -> Playlist {
    let json = fs::read(fixture.path(&format!("out/screens/{screen}/playlist.json"))).expect("a playlist");
    Playlist::from_json(&json).expect("a playlist that can be read")
}

/// The file of each slide, by the slide's id.
fn files(playlist: &Playlist) -> BTreeMap<String, String> {
    playlist.slides.iter().map(|(id, entry)| (id.clone(), entry.file.clone())).collect()
}

#[test]
fn the_sample_shows_ten_slides_for_each_leaflet_and_language_legible_from_the_farthest_seat() {
    let fixture = Fixture::sample();
    let outcome = fixture.build();
    assert_eq!(outcome.screens.len(), SCREENS.len());
    for report in &outcome.screens {
        let playlist = playlist(&fixture, &report.id);
        for language in ["en", "es"] {
            let own: Vec<_> = playlist
                .slides
                .values()
                .filter(|entry| entry.leaflet.is_some() && entry.language == language)
                .collect();
            assert!(own.len() >= 10, "{}: {} slides in {language}", report.id, own.len());
        }
        for slide in &*report.items {
            assert!(f64::from(slide.readable_from_m) >= report.viewing_distance_m, "{slide:?}");
            assert!(
                slide.scannable_from_m.is_none_or(|from| f64::from(from) >= report.viewing_distance_m),
                "{slide:?}"
            );
            assert!((1..=30).contains(&slide.words), "{slide:?}");
            assert!(slide.seconds >= 10, "{slide:?}");
        }
        assert_eq!(report.loop_seconds, playlist.items.iter().map(|item| item.seconds).sum::<u32>());
    }
    let sizes: Vec<_> = SCREENS.map(|screen| playlist(&fixture, screen).screen).into_iter().collect();
    assert!(sizes.iter().any(|screen| screen.width > screen.height), "a landscape screen");
    assert!(sizes.iter().any(|screen| screen.width < screen.height), "a portrait screen");
}

#[test]
fn red_flags_come_twice_and_languages_keep_the_same_times() {
    let fixture = Fixture::sample();
    fixture.build();
    for screen in SCREENS {
        let playlist = playlist(&fixture, screen);
        let times = |language: &str| -> Vec<(SlideKind, u32)> {
            let items = playlist.items.iter().map(|item| (item, &playlist.slides[&item.slide]));
            let own = items.filter(|(_, entry)| entry.leaflet.is_some() && entry.language == language);
            own.map(|(item, entry)| (entry.kind, item.seconds)).collect()
        };
        let english = times("en");
        assert_eq!(english, times("es"), "{screen}");
        assert_eq!(english.iter().filter(|(kind, _)| *kind == SlideKind::RedFlags).count(), 2);
        assert!(english.iter().any(|(kind, _)| *kind == SlideKind::Risks));
    }
}

#[test]
fn the_time_of_a_slide_can_be_set() {
    let fixture = Fixture::sample();
    fixture.replace(&format!("{LEAFLET}/leaflet.toml"), "[slides]", "[slides]\nseconds = { title = 77 }");
    fixture.build();
    let playlist = playlist(&fixture, "corridor");
    let titles = playlist.items.iter().filter(|item| playlist.slides[&item.slide].kind == SlideKind::Title);
    assert_eq!(titles.map(|item| item.seconds).collect::<Vec<_>>(), [77, 77]);
}

#[test]
fn a_slide_says_in_words_all_that_it_shows() {
    let fixture = Fixture::sample();
    fixture.build();
    let playlist = playlist(&fixture, "waiting-room");
    let spoken = &playlist.slides["posterior-cervical-fusion/en/red-flags"].text;
    assert!(spoken.contains("Frequent falls.") && spoken.contains("112"), "{spoken}");
    let spoken = &playlist.slides["posterior-cervical-fusion/es/booking"].text;
    assert!(spoken.contains("booking.example/pcf-es-s"), "{spoken}");
}

#[test]
fn slides_are_small_files() {
    let Some(mut gzip) = tool("gzip") else { return };
    let fixture = Fixture::sample();
    fixture.build();
    let mut compressed = Vec::new();
    gzip.arg("-c");
    for (name, bytes) in fixture.files("out").into_iter().filter(|(name, _)| name.contains("/slides/")) {
        assert!((bytes.len() as u64) < LARGEST_SLIDE, "{name} has {} bytes", bytes.len());
        let mut gzip = Command::new(gzip.get_program());
        compressed.push(output(gzip.arg("-c").arg(fixture.path(&format!("out/{name}")))).len());
    }
    compressed.sort_unstable();
    let median = compressed[compressed.len() / 2];
    println!("{} slides, compressed median {median} bytes", compressed.len());
    assert!(median < USUAL_COMPRESSED, "{median} bytes");
}

#[test]
fn the_codes_of_every_screen_scan_from_its_own_pixels() {
    let Some(zbar) = tool("zbarimg") else { return };
    let fixture = Fixture::sample();
    engine::build(&fixture.project(), Extras { png: true }, &Silent).expect("build");
    let mut codes = Vec::new();
    let pictures = fixture.files("out").into_iter().filter(|(name, _)| name.ends_with("booking.png"));
    for (name, _) in pictures {
        let mut zbar = Command::new(zbar.get_program());
        codes.push(text(zbar.args(["--quiet", "--raw"]).arg(fixture.path(&format!("out/{name}")))));
    }
    codes.sort();
    let links = ["https://booking.example/pcf-en-s\n", "https://booking.example/pcf-es-s\n"];
    assert_eq!(codes, [links[0], links[0], links[1], links[1]]);
}

#[test]
fn pictures_are_as_large_as_the_screen_and_go_when_nobody_asks_for_them() {
    let fixture = Fixture::sample();
    engine::build(&fixture.project(), Extras { png: true }, &Silent).expect("build");
    let pictures = || -> Vec<(String, Vec<u8>)> {
        fixture.files("out").into_iter().filter(|(name, _)| name.ends_with(".png")).collect()
    };
    let made = pictures();
    assert!(made.len() >= 40, "{} pictures", made.len());
    for (name, bytes) in made {
        let picture = image::load_from_memory(&bytes).expect("PNG");
        let size = if name.contains("corridor") { (1080, 1920) } else { (1920, 1080) };
        assert_eq!((picture.width(), picture.height()), size, "{name}");
        assert!(!name.contains("example-ended"), "{name} may be over: a picture cannot know the day");
    }
    fixture.build();
    assert!(pictures().is_empty(), "pictures of an older edition are taken away");
}

#[cfg(unix)]
#[test]
fn screens_that_are_alike_share_their_slides() {
    use std::os::unix::fs::MetadataExt;
    let fixture = Fixture::sample();
    let screens = fixture.read("content/screens.toml");
    let twin = screens.replace("id = \"waiting-room\"", "id = \"entrance\"");
    let first = twin.find("[[screens]]").expect("a screen");
    let second = twin.rfind("[[screens]]").expect("two screens");
    fixture.write("content/screens.toml", format!("{screens}\n{}", &twin[first..second]));
    fixture.build();
    let (one, two) = (playlist(&fixture, "waiting-room"), playlist(&fixture, "entrance"));
    assert_eq!(files(&one), files(&two));
    for file in one.files() {
        let inode = |screen: &str| {
            fs::metadata(fixture.path(&format!("out/screens/{screen}/{file}"))).expect("a slide").ino()
        };
        assert_eq!(inode("waiting-room"), inode("entrance"), "{file}");
    }
}

#[test]
fn one_sentence_changes_only_the_slides_that_show_it() {
    let fixture = Fixture::sample();
    fixture.build();
    let before = SCREENS.map(|screen| playlist(&fixture, screen));
    fixture.replace(
        &format!("{LEAFLET}/en.toml"),
        "\"Frequent falls\",\n  \"Bowel or bladder problems\",\n  \"Walking gets",
        "\"Many falls\",\n  \"Bowel or bladder problems\",\n  \"Walking gets",
    );
    fixture.build();
    for before in before {
        let after = playlist(&fixture, &before.screen.id);
        let (old, new) = (files(&before), files(&after));
        let changed: Vec<&String> = new.keys().filter(|id| old.get(*id) != new.get(*id)).collect();
        assert_eq!(changed, ["posterior-cervical-fusion/en/red-flags"]);
        assert_ne!(before.edition, after.edition);
        let gone = format!("out/screens/{}/{}", before.screen.id, old[changed[0]]);
        assert!(!fixture.path(&gone).exists(), "the old slide goes once nothing shows it");
    }
}

#[test]
fn red_flags_that_do_not_fit_keep_the_leaflet_as_it_was_in_that_language() {
    let fixture = Fixture::sample();
    fixture.build();
    let before = playlist(&fixture, "waiting-room");
    let long = "Loss of strength in your arms or in your legs, suddenly or slowly, with or without pain, or anything else of the kind";
    fixture.replace(&format!("{LEAFLET}/en.toml"), "Arm or leg weakness: sudden or worsening", long);
    let outcome = fixture.build();
    assert!(outcome.has_errors());
    let error = outcome.diagnostics.iter().find(|d| d.is_error()).expect("an error");
    assert_eq!(error.place.source.path(), format!("{LEAFLET}/en.toml"));
    assert!(error.field.starts_with("red_flags"), "{}", error.field);
    assert!(outcome.screens.iter().all(|screen| screen.kept == 1), "{:?}", outcome.screens);
    let after = playlist(&fixture, "waiting-room");
    assert_eq!(before, after);
}

#[test]
fn a_slide_that_does_not_fit_is_left_out_and_the_rest_is_shown() {
    let fixture = Fixture::sample();
    let long = "Neck surgery from the back, through an incision in the middle, with screws and rods and a bone graft that all help";
    fixture.replace(
        &format!("{LEAFLET}/en.toml"),
        "Neck surgery from the back. Screws and rods hold the bones; bone graft helps them fuse.",
        &format!("{long} {long}"),
    );
    let outcome = fixture.build();
    let found = outcome.diagnostics.iter().find(|d| d.code.as_str() == "slide").expect("a finding");
    assert!(!found.is_error());
    assert_eq!(found.place.source.path(), format!("{LEAFLET}/en.toml"));
    let slides = playlist(&fixture, "waiting-room").slides;
    assert!(!slides.contains_key("posterior-cervical-fusion/en/what-is"));
    assert!(slides.contains_key("posterior-cervical-fusion/es/what-is"));
}

#[test]
fn drafts_are_shown_only_where_that_is_asked_for_and_withdrawn_leaflets_nowhere() {
    let fixture = Fixture::sample();
    fixture.replace("content/screens.toml", "show_drafts = true", "show_drafts = false");
    fixture.build();
    let leaflets = |screen: &str| {
        playlist(&fixture, screen).slides.values().filter(|entry| entry.leaflet.is_some()).count()
    };
    assert_eq!(leaflets("waiting-room"), 0);
    assert!(leaflets("corridor") > 0);
    let leaflet = format!("{LEAFLET}/leaflet.toml");
    fixture.replace(&leaflet, "status = \"draft\"", "status = \"withdrawn\"");
    fixture.build();
    assert_eq!(leaflets("corridor"), 0);
    let left: Vec<String> = fixture.files("out/screens").into_iter().map(|(name, _)| name).collect();
    let slides = left.iter().filter(|name| name.contains("/slides/")).count();
    let shown: usize = SCREENS.iter().map(|screen| playlist(&fixture, screen).files().count()).sum();
    assert_eq!(slides, shown, "{left:?}");
}

#[test]
fn screens_that_cannot_be_read_stay_and_screens_that_are_taken_away_go() {
    let fixture = Fixture::sample();
    fixture.build();
    let before = fixture.files("out/screens");
    let good = fixture.read("content/screens.toml");
    fixture.write("content/screens.toml", good.replace("size =", "sise ="));
    assert!(fixture.build().has_errors());
    assert_eq!(before, fixture.files("out/screens"));
    fs::remove_file(fixture.path("content/screens.toml")).expect("remove");
    fixture.build();
    assert_eq!(before, fixture.files("out/screens"), "a file that is gone by mistake darkens no screen");
    fixture.write("content/screens.toml", "screens = []\n");
    fixture.build();
    assert!(fixture.files("out/screens").is_empty());
}

#[test]
fn a_broken_notice_stays_where_it_stood() {
    let fixture = Fixture::sample();
    let notice = "content/notices/silent-phones.toml";
    fixture.build();
    let calm = playlist(&fixture, "corridor");
    fixture.replace(notice, "title", "titel");
    assert!(fixture.build().has_errors());
    let after = playlist(&fixture, "corridor");
    assert_eq!((&calm.items, &calm.urgent), (&after.items, &after.urgent), "it does not take over");

    fixture.replace(notice, "titel", "title");
    let text = fixture.read(notice).replace("priority = \"normal\"", "priority = \"urgent\"");
    fixture.write(notice, &text);
    fixture.build();
    let urgent = playlist(&fixture, "corridor").urgent;
    assert_eq!(urgent.len(), 2, "in both languages");
    fixture.replace(notice, "title", "titel");
    fixture.build();
    assert_eq!(playlist(&fixture, "corridor").urgent, urgent, "it goes on taking over");
}

#[test]
fn files_of_others_stay() {
    let fixture = Fixture::sample();
    let others = [
        "out/screens/mine/readme.txt",
        "out/screens/corridor/readme.txt",
        "out/screens/corridor/slides/x.png",
    ];
    for path in others {
        fixture.write(path, "mine");
    }
    fixture.build();
    fixture.write("content/screens.toml", "screens = []\n");
    fixture.build();
    for path in others {
        assert_eq!(fixture.read(path), "mine");
    }
}

#[test]
fn a_broken_player_keeps_every_screen() {
    let fixture = Fixture::sample();
    fixture.build();
    let before = fixture.files("out/screens");
    fixture.replace("layouts/web/player.html", "{{ screen.name }}", "{{ screen.nmae }}");
    let outcome = fixture.build();
    let error = outcome.diagnostics.iter().find(|d| d.is_error()).expect("an error");
    assert_eq!(error.place.source.path(), "layouts/web/player.html");
    assert_eq!(before, fixture.files("out/screens"));
}

#[test]
fn a_loop_that_nobody_can_see_whole_is_an_error_and_stops_nothing() {
    let fixture = Fixture::sample();
    let screens = fixture.read("content/screens.toml");
    let short = screens.replace("expected_wait_minutes = 25", "expected_wait_minutes = 2");
    fixture.write("content/screens.toml", short);
    let outcome = fixture.build();
    assert!(outcome.diagnostics.iter().any(|d| d.is_error() && d.code.as_str() == "long-loop"));
    assert!(!playlist(&fixture, "waiting-room").items.is_empty());
}

#[test]
fn a_slide_that_cannot_be_written_is_in_no_playlist_and_takes_nothing_away() {
    let fixture = Fixture::sample();
    fixture.build();
    let en = format!("{LEAFLET}/en.toml");
    let red_flags = "posterior-cervical-fusion/en/red-flags";
    // The slides of one screen cannot be written: a file stands where their folder was.
    fs::remove_dir_all(fixture.path("out/screens/corridor/slides")).expect("remove");
    fixture.write("out/screens/corridor/slides", "in the way");
    fixture.replace(&en, "Arm or leg weakness", "Leg or arm weakness");
    assert_eq!(fixture.run(&["build", "--png"]).status.code(), Some(3));
    let text = &playlist(&fixture, "waiting-room").slides[red_flags].text;
    assert!(text.contains("Leg or arm weakness"), "the other screen goes on: {text}");
    let text = &playlist(&fixture, "corridor").slides[red_flags].text;
    assert!(text.contains("Arm or leg weakness"), "no new edition without its slides: {text}");
}

#[test]
fn a_playlist_that_cannot_be_read_takes_no_slide_away() {
    let fixture = Fixture::sample();
    fixture.build();
    let slides = || fixture.files("out/screens/corridor/slides");
    let before = slides();
    fixture.write("out/screens/corridor/playlist.json", "{");
    fixture.replace("layouts/web/player.html", "{{ screen.name }}", "{{ screen.nmae }}");
    fixture.build();
    assert_eq!(before, slides());
}

#[test]
fn what_is_withdrawn_goes_whatever_else_is_broken() {
    let fixture = Fixture::sample();
    fixture.build();
    let leaflet = format!("{LEAFLET}/leaflet.toml");
    fixture.replace(&leaflet, "status = \"draft\"", "status = \"withdrawn\"");
    fixture.replace("layouts/web/player.html", "{{ screen.name }}", "{{ screen.nmae }}");
    // A folder with a name that cannot be used: nothing that is gone may be taken for removed.
    fixture.write("content/leaflets/Copy of it/leaflet.toml", "");
    fixture.replace("content/notices/silent-phones.toml", "title", "titel");
    fixture.build();
    for screen in SCREENS {
        let playlist = playlist(&fixture, screen);
        assert!(playlist.slides.values().all(|entry| entry.leaflet.is_none()), "{screen}");
        assert!(playlist.slides.values().any(|entry| entry.notice.is_some()), "the notice stays");
        assert!(fixture.path(&format!("out/screens/{screen}/index.html")).is_file());
    }
}

#[test]
fn pictures_of_a_leaflet_are_whole_or_as_they_were() {
    let fixture = Fixture::sample();
    let build = || engine::build(&fixture.project(), Extras { png: true }, &Silent).expect("build");
    let pictures = || -> BTreeMap<String, Vec<u8>> {
        let files = fixture.files("out/screens/corridor/pictures");
        files.into_iter().map(|(name, bytes)| (name[4..].to_owned(), bytes)).collect()
    };
    build();
    let before = pictures();
    let long = "Loss of strength in your arms or in your legs, suddenly or slowly, with or without pain, or anything else of the kind";
    fixture.replace(&format!("{LEAFLET}/en.toml"), "Arm or leg weakness: sudden or worsening", long);
    fixture.replace(
        &format!("{LEAFLET}/en.toml"),
        "Neck surgery from the back.",
        "Neck surgery from behind.",
    );
    assert!(build().has_errors());
    let after = pictures();
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    assert!(before.contains_key("posterior-cervical-fusion-en-red-flags.png"));
    assert!(
        before["posterior-cervical-fusion-en-red-flags.png"]
            == after["posterior-cervical-fusion-en-red-flags.png"]
    );
}

#[cfg(unix)]
#[test]
fn a_full_disk_changes_nothing_that_is_shown() {
    let fixture = Fixture::sample();
    fixture.build();
    let before = SCREENS.map(|screen| playlist(&fixture, screen));
    let en = format!("{LEAFLET}/en.toml");
    fixture.replace(&en, "Arm or leg weakness", "Leg or arm weakness");
    // Files may not grow beyond 32 KiB: every slide and PDF fails as on a full disk.
    let script = "trap '' XFSZ; ulimit -f 32; exec \"$0\" build";
    let program = env!("CARGO_BIN_EXE_leafcast");
    let run =
        Command::new("bash").args(["-c", script, program]).current_dir(fixture.root()).output().expect("run");
    assert_eq!(run.status.code(), Some(3), "{}", String::from_utf8_lossy(&run.stderr));
    for before in before {
        let after = playlist(&fixture, &before.screen.id);
        assert_eq!(
            before.slides["posterior-cervical-fusion/en/red-flags"],
            after.slides["posterior-cervical-fusion/en/red-flags"]
        );
        for entry in after.slides.values() {
            let bytes = fs::read(fixture.path(&format!("out/screens/{}/{}", after.screen.id, entry.file)));
            assert_eq!(leafcast::digest::of(&bytes.expect("a slide")), entry.sha256);
        }
    }
    fixture.build();
    let text = &playlist(&fixture, "waiting-room").slides["posterior-cervical-fusion/en/red-flags"].text;
    assert!(text.contains("Leg or arm weakness"), "{text}");
}
