//! The sample leaflets themselves: every sentence of the source, valid PDFs, codes that scan.

use std::fs;
use std::path::PathBuf;

use leafcast::content;
use leafcast::model::Library;
use oxidize_pdf::parser::PdfReader;
use oxidize_pdf::pdfa::{PdfALevel, PdfAValidator};
use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};

use crate::expectation::report;
use crate::fixture::{Fixture, repository};
use crate::tools::{output, text, tool};

const ID: &str = "posterior-cervical-fusion";
/// An A4 leaflet without raster images stays below this, in bytes.
const LARGEST_A4: u64 = 100_000;

/// The sentences of the source text, in order. Its first line is two tags glued together, and the
/// numbers of the three steps are glued to their titles.
fn source_sentences() -> Vec<String> {
    let path = repository().join("tests/cases/source-text").join(format!("{ID}.txt"));
    let text = fs::read_to_string(path).expect("source text");
    let text = text.replace("Cervical spineMinimally", "Cervical spine\nMinimally");
    let lines = text.lines().map(|line| line.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.'));
    lines.flat_map(sentences).map(|sentence| squeeze(&sentence)).filter(|s| !s.is_empty()).collect()
}

/// Cuts a line after each full stop or question mark that is followed by a space and a capital.
fn sentences(line: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        found.last_mut().expect("never empty").push(c);
        let ends = matches!(c, '.' | '?') && !line.starts_with("Dr") && chars.peek() == Some(&' ');
        if ends && !found.last().expect("never empty").ends_with("Dr.") {
            found.push(String::new());
        }
    }
    found
}

/// White space made uniform.
fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn library(fixture: &Fixture) -> Library {
    content::read(&fixture.project(), &leafcast::typeset::press(&|_| true))
        .expect("read")
        .library
        .expect("a library")
}

/// Every string of a JSON value, in the order of the value.
fn strings(value: &serde_json::Value, out: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => out.push(text.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| strings(item, out)),
        serde_json::Value::Object(map) => map.values().for_each(|value| strings(value, out)),
        _ => {}
    }
}

#[test]
fn every_sentence_of_the_source_text_is_in_a_field() {
    let library = library(&Fixture::sample());
    let leaflet = &library.leaflets[ID];
    let mut fields = vec![library.practice.categories[&leaflet.category]["en"].clone()];
    fields.extend(leaflet.tags.iter().map(|tag| library.practice.tags[&tag.id]["en"].clone()));
    let text = serde_json::to_value(&**leaflet.translations["en"]).expect("JSON");
    // The title and the technical name make up one line of the source.
    let of = |key: &str| text[key].as_str().expect(key).to_owned();
    fields.push(format!("{} {}", of("title"), of("technical_name")));
    prose_fields(&text, &mut fields);
    let fields: Vec<String> = fields.iter().map(|field| squeeze(field)).collect();
    let missing =
        source_sentences().into_iter().filter(|sentence| !fields.iter().any(|f| f.contains(sentence)));
    report(&missing.collect::<Vec<_>>());
}

/// The text of every field: a prose block joined, anything else as it is.
fn prose_fields(value: &serde_json::Value, out: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(map) if map.contains_key("kind") => {
            let mut parts = Vec::new();
            strings(map.get("content").unwrap_or(&serde_json::Value::Null), &mut parts);
            // The names of the kinds of nodes are strings too.
            parts.retain(|part| !matches!(part.as_str(), "text" | "strong" | "emphasis" | "link"));
            out.push(parts.concat());
            prose_fields(&map.get("items").cloned().unwrap_or_default(), out);
        }
        serde_json::Value::Object(map) => map.values().for_each(|value| prose_fields(value, out)),
        serde_json::Value::Array(items) => items.iter().for_each(|item| prose_fields(item, out)),
        serde_json::Value::String(text) => out.push(text.clone()),
        _ => {}
    }
}

/// The published PDFs of the sample.
fn built() -> (Fixture, Vec<PathBuf>) {
    let fixture = Fixture::sample();
    let outcome = fixture.build();
    assert!(!outcome.has_errors(), "{:#?}", outcome.diagnostics);
    let names = ["en-a4", "en-a4-large", "es-a4", "es-a4-large"];
    let pdfs = names.map(|name| fixture.path(&format!("out/leaflets/{ID}/{ID}-{name}.pdf")));
    assert!(pdfs.iter().all(|pdf| pdf.is_file()), "all four files");
    (fixture, pdfs.to_vec())
}

/// The same, and the handouts of the screens.
fn built_with_handouts() -> (Fixture, Vec<PathBuf>) {
    let (fixture, mut pdfs) = built();
    for screen in ["waiting-room", "corridor"] {
        pdfs.push(fixture.path(&format!("out/screens/{screen}/{screen}.pdf")));
    }
    (fixture, pdfs)
}

#[test]
fn the_english_leaflet_says_every_sentence_of_the_source_in_its_order() {
    let Some(mut pdftotext) = tool("pdftotext") else { return };
    let (_fixture, pdfs) = built();
    let page = squeeze(&text(pdftotext.arg(&pdfs[0]).arg("-")));
    let mut at = 0;
    let mut missing = Vec::new();
    for sentence in source_sentences() {
        match page[at..].find(&sentence) {
            Some(found) => at += found + sentence.len(),
            None => missing.push(sentence),
        }
    }
    report(&missing);
}

#[test]
fn two_validators_accept_every_pdf_for_ua_1_and_a_2a() {
    let (_fixture, pdfs) = built_with_handouts();
    let mut problems = Vec::new();
    for pdf in &pdfs {
        let bytes = fs::read(pdf).expect("PDF");
        for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA2a] {
            let options = ValidationOptions::default().profile(profile);
            let verdict = validate_pdf_bytes(&bytes, &options).expect("a verdict");
            // A stream whose compressed bytes happen to end with a carriage return stands before the
            // line end of `endstream`: this validator takes both for the line end and reports a wrong
            // length. The length is right: qpdf and the second validator agree.
            let ends_with_return = bytes.windows(11).any(|window| window == b"\r\nendstream");
            let only_that = verdict.failures.iter().all(|f| f.rule_id == "ISO 19005-2:2011:6.1.7.1:1");
            let harmless = ends_with_return && only_that;
            if !verdict.is_compliant && !harmless {
                problems.push(format!("{}: {verdict:#?}", pdf.display()));
            }
        }
        // The second opinion on PDF/A-2a.
        let mut reader = PdfReader::open(pdf).expect("PDF");
        let validator = PdfAValidator::new(PdfALevel::A2a).collect_all_errors(true);
        let verdict = validator.validate(&mut reader).expect("a verdict");
        problems.extend(verdict.errors().iter().map(|error| format!("{}: {error}", pdf.display())));
        // The second opinion on PDF/UA-1.
        if let Some(mut pdfua) = tool("pdfua") {
            text(pdfua.arg("check").arg(pdf));
        }
    }
    report(&problems);
}

#[test]
fn qpdf_finds_no_fault_and_every_font_is_embedded() {
    let (_fixture, pdfs) = built_with_handouts();
    for pdf in &pdfs {
        if let Some(mut qpdf) = tool("qpdf") {
            let verdict = text(qpdf.arg("--check").arg(pdf));
            assert!(verdict.contains("No syntax or stream encoding errors found"), "{verdict}");
        }
        if let Some(mut pdffonts) = tool("pdffonts") {
            let table = text(pdffonts.arg(pdf));
            let fonts: Vec<&str> = table.lines().skip(2).collect();
            assert!(!fonts.is_empty());
            for font in fonts {
                let columns: Vec<&str> = font.split_whitespace().rev().collect();
                // From the right: object, id, unicode, subset, embedded.
                assert_eq!(columns[2..5], ["yes", "yes", "yes"], "{font}");
            }
        }
    }
}

#[test]
fn the_codes_of_every_leaflet_scan_from_a_grey_print_at_150_dpi() {
    let (_fixture, pdfs) = built();
    for (pdf, link) in pdfs.iter().zip(["en", "en", "es", "es"]) {
        let (Some(mut raster), Some(_)) = (tool("pdftoppm"), tool("zbarimg")) else { return };
        let base = pdf.with_extension("page");
        output(raster.args(["-r", "150", "-gray", "-png"]).arg(pdf).arg(&base));
        let folder = pdf.parent().expect("parent");
        let pages = crate::fixture::walk(folder).into_iter().filter(|path| {
            path.extension().is_some_and(|e| e == "png")
                && path.to_string_lossy().starts_with(&*base.to_string_lossy())
        });
        let mut decoded = Vec::new();
        for page in pages {
            let found =
                tool("zbarimg").expect("checked").args(["--raw", "-q"]).arg(page).output().expect("run");
            decoded.extend(String::from_utf8_lossy(&found.stdout).lines().map(str::to_owned));
        }
        assert_eq!(decoded, [format!("https://booking.example/pcf-{link}-l")], "{}", pdf.display());
    }
}

#[test]
fn a4_leaflets_are_small_and_have_few_pages() {
    let (_fixture, pdfs) = built();
    for pdf in [&pdfs[0], &pdfs[2]] {
        let size = fs::metadata(pdf).expect("PDF").len();
        assert!(size < LARGEST_A4, "{} has {size} bytes", pdf.display());
        if let Some(mut pdfinfo) = tool("pdfinfo") {
            let info = text(pdfinfo.arg(pdf));
            let line = info.lines().find_map(|line| line.strip_prefix("Pages:")).expect("pages");
            let pages: usize = line.trim().parse().expect("a number");
            assert!(pages <= 5, "{} has {pages} pages", pdf.display());
        }
    }
}

#[test]
fn a_draft_says_so_on_every_page_and_an_approved_leaflet_does_not() {
    let pages = |fixture: &Fixture| -> Vec<String> {
        assert!(!fixture.build().has_errors());
        let pdf = fixture.path("out/leaflets/knee/knee-en-a4.pdf");
        let text = text(tool("pdftotext").expect("pdftotext").arg(pdf).arg("-"));
        text.split('\u{c}').filter(|page| !page.trim().is_empty()).map(str::to_owned).collect()
    };
    if tool("pdftotext").is_none() {
        return;
    }
    let fixture = Fixture::small();
    let draft = pages(&fixture);
    assert!(draft.iter().all(|page| page.contains("Draft")), "{draft:#?}");
    assert!(draft.iter().all(|page| page.contains("KNEE") && page.contains("1.0")), "{draft:#?}");
    let approval = "status = \"approved\"\napproved_by = \"Dr. Test\"\napproved_on = 2026-02-01\nreview_due = 2028-02-01";
    fixture.replace("content/leaflets/knee/leaflet.toml", "status = \"draft\"", approval);
    let approved = pages(&fixture);
    assert!(approved.iter().all(|page| !page.contains("Draft")), "{approved:#?}");
    let all = squeeze(&approved.join(" "));
    assert!(all.contains("Approved by Dr. Test on 1 February 2026"), "{all}");
    assert!(all.contains("1 February 2028"), "{all}");
}
