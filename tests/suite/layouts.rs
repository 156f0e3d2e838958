//! Pictures of small layout cases, compared pixel by pixel with a tolerance.
//!
//! A case is a folder with `case.typ` (a block on a small page) or `data.json` (a whole leaflet).
//! Its expected pages stand beside it as `1.png`, `2.png`, …

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use image::GrayImage;
use leafcast::typeset::{Fonts, JobWorld, LEAFLET_DATA, LEAFLET_LAYOUT, Snapshot};
use typst::foundations::Bytes;
use typst_layout::PagedDocument;
use typst_render::RenderOptions;

use crate::expectation::report;
use crate::fixture::{Fixture, repository, walk};

/// Resolution of blocks and of whole pages, in pixels per inch.
const BLOCK_PPI: f64 = 72.0;
const PAGE_PPI: f64 = 40.0;
/// How far two pixels may differ in grey before they count as different.
const GREY_TOLERANCE: u8 = 24;
/// Which share of the pixels may differ.
const SHARE_TOLERANCE: f64 = 0.002;

struct Case {
    folder: PathBuf,
    is_page: bool,
    world: JobWorld,
}

fn cases() -> Vec<Case> {
    let fixture = Fixture::empty();
    fs::create_dir_all(fixture.path("content")).expect("folder");
    fixture.write("content/practice.toml", "");
    let project = fixture.project();
    let snapshot =
        Snapshot::read(&project, Arc::new(Fonts::load(&project).expect("fonts")), None).expect("layouts");
    let figure = fs::read(repository().join("layouts/data/figure.svg")).expect("figure");
    let mut folders: Vec<_> = fs::read_dir(repository().join("tests/cases/layout"))
        .expect("cases")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    folders.sort();
    let case = |folder: PathBuf| {
        let pictures = [("figure.svg".to_owned(), Bytes::new(figure.clone()))];
        let block = fs::read_to_string(folder.join("case.typ"));
        let world = if let Ok(text) = &block {
            let main = format!("{}.typ", folder.file_name().expect("name").to_string_lossy());
            JobWorld::new(&snapshot.with_text(&main, text), &main, (LEAFLET_DATA, b"{}".to_vec()), pictures)
        } else {
            let data = fs::read(folder.join("data.json")).expect("case.typ or data.json");
            JobWorld::new(&snapshot, LEAFLET_LAYOUT, (LEAFLET_DATA, data), pictures)
        };
        Case { is_page: block.is_err(), world: world.expect("a world"), folder }
    };
    folders.into_iter().map(case).collect()
}

fn pages(case: &Case) -> Vec<GrayImage> {
    let compiled = typst::compile::<PagedDocument>(&case.world);
    assert!(compiled.warnings.is_empty(), "{}: {:#?}", case.folder.display(), compiled.warnings);
    let document = compiled.output.unwrap_or_else(|errors| panic!("{}: {errors:#?}", case.folder.display()));
    let ppi = if case.is_page { PAGE_PPI } else { BLOCK_PPI };
    let options = RenderOptions { pixel_per_pt: (ppi / 72.0).into(), render_bleed: false };
    let render = |page| {
        let picture = typst_render::render(page, &options);
        let png = picture.encode_png().expect("PNG");
        image::load_from_memory(&png).expect("PNG").to_luma8()
    };
    document.pages().iter().map(render).collect()
}

/// The share of pixels that differ by more than the tolerance; all of them if the sizes differ.
fn difference(one: &GrayImage, two: &GrayImage) -> f64 {
    if one.dimensions() != two.dimensions() {
        return 1.0;
    }
    let different = one.pixels().zip(two.pixels()).filter(|(a, b)| a.0[0].abs_diff(b.0[0]) > GREY_TOLERANCE);
    let total = f64::from(one.width()) * f64::from(one.height());
    f64::from(u32::try_from(different.count()).expect("few pixels")) / total
}

fn compare(case: &Case, number: usize, page: &GrayImage) -> Result<(), String> {
    let path = case.folder.join(format!("{number}.png"));
    let expected = image::open(&path).map(|picture| picture.to_luma8());
    let problem = match &expected {
        Ok(expected) => match difference(expected, page) {
            share if share <= SHARE_TOLERANCE => return Ok(()),
            share => format!("{} differs in {:.2} % of its pixels", path.display(), share * 100.0),
        },
        Err(_) => format!("{} is new: look at it and run again", path.display()),
    };
    if expected.is_err() || std::env::var_os("LEAFCAST_UPDATE").is_some() {
        page.save(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    } else {
        save_for_inspection(&path, page);
    }
    if std::env::var_os("LEAFCAST_UPDATE").is_some() { Ok(()) } else { Err(problem) }
}

/// Puts what came out beside the build, for somebody to look at.
fn save_for_inspection(path: &Path, page: &GrayImage) {
    let name = path.strip_prefix(repository()).expect("below").to_string_lossy().replace('/', "-");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    page.save(&target).expect("save");
    println!("what came out: {}", target.display());
}

#[test]
fn every_layout_case_looks_as_expected() {
    let mut problems = Vec::new();
    for case in cases() {
        let pages = pages(&case);
        for (index, page) in pages.iter().enumerate() {
            problems.extend(compare(&case, index + 1, page).err());
        }
        let pictures =
            walk(&case.folder).into_iter().filter(|path| path.extension().is_some_and(|e| e == "png"));
        for path in pictures {
            let number: usize =
                path.file_stem().and_then(|s| s.to_str()).and_then(|s| s.parse().ok()).unwrap_or(0);
            if !(1..=pages.len()).contains(&number) {
                problems.push(format!("{} belongs to no page", path.display()));
            }
        }
    }
    report(&problems);
}
