//! The tree that each piece of Markdown becomes, and the places of decoded strings.

use std::fs;

use leafcast::prose;
use proptest::prelude::*;

use crate::expectation::{compare, report};
use crate::fixture::{Fixture, repository, walk};

#[test]
fn every_prose_case_becomes_the_expected_tree() {
    let cases: Vec<_> = walk(&repository().join("tests/cases/prose"))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .collect();
    assert!(cases.len() >= 7, "{} cases", cases.len());
    let mut problems = Vec::new();
    for case in cases {
        let (tree, faults) = prose::parse(&fs::read_to_string(&case).expect("case"));
        assert!(faults.is_empty(), "{}: {faults:?}", case.display());
        let json = serde_json::to_string_pretty(&tree).expect("JSON") + "\n";
        problems.extend(compare(&case.with_extension("json"), &json).err());
    }
    report(&problems);
}

/// Ways of writing the same text in TOML: each must point at the same character.
fn literals(text: &str) -> [String; 4] {
    let escapes: Vec<String> = text.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
    let escaped = escapes.concat();
    [format!("\"{text}\""), format!("'{text}'"), format!("\"\"\"\n{text}\"\"\""), format!("\"{escaped}\"")]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_missing_character_is_found_however_the_text_is_quoted(before in "[a-zé ]{0,12}", after in "[a-zé ]{0,12}") {
        let fixture = Fixture::small();
        let path = "content/leaflets/knee/en.toml";
        let original = fixture.read(path);
        for literal in literals(&format!("x{before}你{after}x")) {
            fixture.write(path, original.replacen("\"A text to test with\"", &literal, 1));
            let press = leafcast::typeset::press(&|c| c != '你');
            let reading = leafcast::content::read(&fixture.project(), &press).expect("readable");
            let found: Vec<&str> = reading.diagnostics.iter().map(|d| d.place.text()).collect();
            let expected = if literal.contains('你') { "你" } else { "\\u4f60" };
            prop_assert_eq!(&found, &[expected], "{}", literal);
        }
    }
}
