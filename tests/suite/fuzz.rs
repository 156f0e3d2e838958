//! Damaged content never panics, and every finding has a place in its file.

use std::sync::OnceLock;

use leafcast::content::read;
use leafcast::prose;
use proptest::prelude::*;

use crate::fixture::{Fixture, repository};

/// One way of damaging a text.
#[derive(Debug, Clone)]
enum Damage {
    Delete(usize, usize),
    Insert(usize, String),
    Swap(usize, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let fragment = prop_oneof![
        prop::sample::select(vec![
            "\"",
            "\"\"\"",
            "'",
            "[",
            "]]",
            "{{",
            "}}",
            "{%",
            "=",
            "\n",
            "\\",
            "\\u00e9",
            "#",
            "**",
            "_",
            "![a](b)",
            "<b>",
            "| a |\n|-|\n",
            "  \n",
            "```",
            "你",
            "\u{0}",
            "é",
            "\u{feff}",
            "true",
            "1",
            "2026-02-30"
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ];
    prop_oneof![
        (any::<usize>(), 1_usize..40).prop_map(|(at, length)| Damage::Delete(at, length)),
        (any::<usize>(), fragment).prop_map(|(at, text)| Damage::Insert(at, text)),
        (any::<usize>(), any::<usize>()).prop_map(|(one, two)| Damage::Swap(one, two)),
    ]
}

fn apply(text: &str, damages: &[Damage]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for damage in damages {
        let length = chars.len().max(1);
        match damage {
            Damage::Delete(at, count) => {
                let start = (at % length).min(chars.len());
                let end = (start + count).min(chars.len());
                chars.drain(start..end);
            }
            Damage::Insert(at, text) => {
                let at = (at % length).min(chars.len());
                chars.splice(at..at, text.chars());
            }
            Damage::Swap(one, two) if !chars.is_empty() => {
                let (one, two) = (one % chars.len(), two % chars.len());
                chars.swap(one, two);
            }
            Damage::Swap(..) => {}
        }
    }
    chars.into_iter().collect()
}

/// One project for all runs: reading it is quick, making it is not.
fn fixture() -> &'static Fixture {
    static FIXTURE: OnceLock<Fixture> = OnceLock::new();
    FIXTURE.get_or_init(Fixture::small)
}

const FILES: [&str; 3] =
    ["content/practice.toml", "content/leaflets/knee/leaflet.toml", "content/leaflets/knee/en.toml"];

#[test]
fn lists_nested_without_end_are_refused_and_do_not_overflow_the_stack() {
    for depth in [4, 300, 20_000] {
        for text in ["- ".repeat(depth), "*a ".repeat(depth) + &"*".repeat(depth)] {
            let (prose, faults) = prose::parse(&text);
            assert!(!faults.is_empty() || text.starts_with('*'), "{depth}");
            assert!(serde_json::to_string(&prose).is_ok(), "{depth}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_content_never_panics_and_every_finding_has_a_place(
        file in 0..FILES.len(),
        damages in prop::collection::vec(damage(), 1..6),
    ) {
        let path = FILES[file];
        let good = std::fs::read_to_string(repository().join("tests/cases/content-base").join(path)).expect("good");
        fixture().write(path, apply(&good, &damages));
        let reading = read(&fixture().project(), &leafcast::typeset::press(&|c| c != '你')).expect("readable");
        fixture().write(path, &good);
        for diagnostic in &reading.diagnostics {
            let source = &diagnostic.place.source;
            prop_assert!(source.path().starts_with("content/"), "{diagnostic:?}");
            prop_assert!(diagnostic.place.range.end <= source.text().len(), "{diagnostic:?}");
            prop_assert!(!diagnostic.message.is_empty());
            let rendered = leafcast::diagnostic::terminal::render(diagnostic, false);
            prop_assert!(rendered.contains(source.path()), "{rendered}");
        }
    }

    #[test]
    fn any_prose_is_parsed_or_refused_at_a_place(text in "(\\PC|\n|[*_`#<>|\\[\\](){}!-]){0,80}") {
        let (prose, faults) = prose::parse(&text);
        for fault in &faults {
            prop_assert!(fault.range.end <= text.len() && text.get(fault.range.clone()).is_some(), "{fault:?}");
        }
        // What is neither kept nor refused would be lost without a word.
        let is_blank = text.chars().all(|c| c.is_whitespace() || c == '\u{0}');
        prop_assert!(is_blank || !faults.is_empty() || !prose.0.is_empty(), "{text:?} disappears");
    }
}
