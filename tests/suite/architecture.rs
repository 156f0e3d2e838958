//! The structure that docs/architecture.md promises, read from the sources.

use std::fs;

use crate::fixture::{repository, walk};

/// Which rooms may name a heavy dependency.
const ROOMS: [(&str, &[&str]); 19] = [
    ("typst", &["typeset", "export.rs"]),
    ("typst_pdf", &["export.rs"]),
    ("typst_layout", &["typeset"]),
    ("typst_render", &["typeset", "export.rs"]),
    ("typst_svg", &["export.rs"]),
    ("sha2", &["digest.rs"]),
    ("minijinja", &["placeholder.rs", "player.rs", "serve", "starter"]),
    ("notify", &["watch"]),
    ("axum", &["serve"]),
    ("hyper", &["serve"]),
    ("hyper_util", &["serve"]),
    ("rustix", &["serve"]),
    ("sd_notify", &["serve"]),
    ("tokio", &["serve"]),
    ("qrcode", &["qr.rs"]),
    ("rqrr", &["qr.rs"]),
    ("clap", &["cli.rs", "command", "main.rs"]),
    ("annotate_snippets", &["diagnostic"]),
    ("pulldown_cmark", &["prose"]),
];
/// The longest file, in lines.
const LONGEST_FILE: usize = 500;

fn sources() -> Vec<(String, String)> {
    let root = repository().join("src");
    walk(&root)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .map(|path| {
            let name = path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(&path).expect("source"))
        })
        .collect()
}

#[test]
fn heavy_dependencies_are_named_in_their_rooms_only() {
    for (name, source) in sources() {
        for (dependency, rooms) in ROOMS {
            let at_home = rooms.iter().any(|room| name == *room || name.starts_with(&format!("{room}/")));
            let uses =
                names(&source, &format!("{dependency}::")) || names(&source, &format!("use {dependency};"));
            assert!(at_home || !uses, "{name} names {dependency}, which belongs to {rooms:?}");
        }
    }
}

/// Whether a source has this text at the beginning of a name.
fn names(source: &str, text: &str) -> bool {
    source.match_indices(text).any(|(at, _)| {
        let before = source[..at].chars().next_back();
        !before.is_some_and(|before| before.is_alphanumeric() || before == '_')
    })
}

#[test]
fn the_way_of_the_data_goes_one_way() {
    // From left to right; a room may use only what stands before it.
    let order = [
        "digest",
        "source",
        "prose",
        "model",
        "language",
        "diagnostic",
        "project",
        "placeholder",
        "link",
        "qr",
        "content",
        "slides",
        "catalog",
        "editorial",
        "plan",
        "typeset",
        "export",
        "playlist",
        "player",
        "publish",
        "engine",
        "watch",
        "live",
        "serve",
    ];
    let place = |room: &str| order.iter().position(|name| *name == room);
    for (name, source) in sources() {
        let room = name.split(['/', '.']).next().expect("a room");
        let Some(here) = place(room) else { continue };
        for (index, other) in order.iter().enumerate().skip(here + 1) {
            assert!(
                !source.contains(&format!("crate::{other}::")),
                "{name} looks forward to {other} ({index})"
            );
        }
    }
}

#[test]
fn files_stay_short_and_say_what_they_are_for() {
    for (name, source) in sources() {
        assert!(source.lines().count() <= LONGEST_FILE, "{name} is too long");
        assert!(source.starts_with("//! "), "{name} does not say what it is for");
    }
}

#[test]
fn only_publish_and_starter_write_files() {
    for (name, source) in sources() {
        let writes = ["fs::write", "File::create", "fs::rename", "fs::remove"]
            .iter()
            .any(|call| source.contains(call));
        assert!(
            !writes || name.starts_with("publish/") || name.starts_with("starter/"),
            "{name} writes files"
        );
    }
}

#[test]
fn every_dependency_is_listed_with_its_reason() {
    let manifest: toml::Table =
        toml::from_str(&fs::read_to_string(repository().join("Cargo.toml")).expect("Cargo.toml"))
            .expect("TOML");
    let text = fs::read_to_string(repository().join("docs/architecture.md")).expect("docs/architecture.md");
    for table in ["dependencies", "dev-dependencies"] {
        for name in manifest[table].as_table().expect(table).keys() {
            assert!(text.contains(&format!("`{name}`")), "docs/architecture.md does not list `{name}`");
        }
    }
    assert!(text.lines().count() <= 200, "docs/architecture.md is too long");
}
