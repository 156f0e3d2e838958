//! How long each step takes on the sample: `cargo bench`.
//!
//! `whole_process` is what somebody at a terminal waits for; the others are its parts, measured
//! with warm caches but for the typesetter's memory, which is emptied before each run. `edit_*` are what
//! somebody waits for who changes one word while the program stays: there that memory is kept, and every run has a
//! word that it never met before. In `other_*` every text is new, and only the layouts are known.

#![allow(clippy::disallowed_methods, missing_docs, reason = "each run starts from an empty folder")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use leafcast::engine::{self, Extras, Silent};
use leafcast::model::{Library, Screen};
use leafcast::plan::{self, Job};
use leafcast::project::Project;
use leafcast::slides::{self, Line, Slide};
use leafcast::typeset::{self, Fonts, Manuscript, Snapshot, Typeset};
use leafcast::{content, export, qr, starter};
use tempfile::TempDir;

/// The sample in a folder of its own, and what its jobs need.
struct Sample {
    _dir: TempDir,
    project: Project,
    library: Library,
    snapshot: Arc<Snapshot>,
}

impl Sample {
    fn new() -> Self {
        let dir = TempDir::new().expect("temporary folder");
        starter::init(dir.path()).expect("a project");
        let project = Project::open(Some(dir.path()), None).expect("a project");
        let fonts = Arc::new(Fonts::load(&project).expect("fonts"));
        let library = read(&project, &fonts);
        let snapshot = Snapshot::read(&project, fonts, None).expect("layouts");
        Self { _dir: dir, project, library, snapshot }
    }

    /// The English A4 leaflet.
    fn job(&self) -> Job {
        plan::conceivable(&self.library).into_iter().next().expect("a job")
    }

    fn typeset(&self, library: &Library) -> Arc<Typeset> {
        typeset::typeset(&self.snapshot, library, &self.job()).0.expect("pages")
    }

    fn pdf(&self, pages: &Typeset) -> Vec<u8> {
        let job = self.job();
        export::pdf(pages, &job.path(), self.library.leaflets[&job.leaflet].updated).expect("a PDF")
    }

    /// The library with another English text.
    fn with_text(&self, change: impl Fn(&str) -> String) -> Library {
        let fonts = Fonts::load(&self.project).expect("fonts");
        let job = self.job();
        let file =
            self.project.root().join(format!("content/leaflets/{}/{}.toml", job.leaflet, job.language));
        let text = std::fs::read_to_string(&file).expect("a text");
        std::fs::write(&file, change(&text)).expect("written");
        let library = read(&self.project, &fonts);
        std::fs::write(&file, text).expect("written");
        library
    }

    /// The first slide of a kind, with its screen.
    fn slide(&self, ending: &str) -> (Screen, Slide) {
        let screens = self.library.screens.as_ref().expect("screens");
        let job = self.job();
        let leaflet = &self.library.leaflets[&job.leaflet];
        let mut slides = slides::of_leaflet(&self.library.practice, leaflet, &job.language).slides;
        slides.retain(|slide| slide.id.ends_with(ending));
        (screens.list[0].clone(), slides.pop().expect("a slide"))
    }

    fn set_slide(&self, (screen, slide): &(Screen, Slide)) {
        let manuscript = Manuscript::slide(&self.library, &screen.stage, slide).expect("words");
        let page = typeset::set(&self.snapshot, &manuscript).pages.expect("a slide");
        typeset::prove_slide(&self.library, screen, slide, &manuscript, &page).0.expect("a good slide");
        export::svg(&page, 0).expect("a picture");
    }
}

/// Words that nobody has met before, one after the other.
#[derive(Default)]
struct NewWords(u32);

impl NewWords {
    fn make(&mut self) -> String {
        self.0 += 1;
        self.0.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
    }
}

fn read(project: &Project, fonts: &Fonts) -> Library {
    let reading = content::read(project, &typeset::press(&|c| fonts.has(c))).expect("readable");
    reading.library.expect("a library")
}

fn steps(c: &mut Criterion) {
    let sample = Sample::new();
    let fonts = Fonts::load(&sample.project).expect("fonts");
    c.bench_function("fonts", |b| b.iter(|| Fonts::load(&sample.project).expect("fonts")));
    c.bench_function("parsing", |b| b.iter(|| read(&sample.project, &fonts)));
    let job = sample.job();
    c.bench_function("typesetting_one_leaflet", |b| {
        let run = || typeset::typeset(&sample.snapshot, &sample.library, &job).0.expect("pages");
        b.iter_batched(|| typeset::forget(0), |()| run(), BatchSize::PerIteration);
    });
    let pages = typeset::typeset(&sample.snapshot, &sample.library, &job).0.expect("pages");
    let updated = sample.library.leaflets[&job.leaflet].updated;
    c.bench_function("export_one_leaflet", |b| {
        let run = || export::pdf(&pages, &job.path(), updated).expect("a PDF");
        b.iter_batched(|| typeset::forget(0), |()| run(), BatchSize::PerIteration);
    });
    let link = "https://booking.example/pcf-en-l";
    c.bench_function("qr_encode", |b| b.iter(|| qr::encode(link).expect("a symbol")));
    let grey = grey_symbol(link);
    c.bench_function("qr_decode", |b| {
        b.iter(|| qr::decode(grey.side, grey.side, |x, y| grey.at(x, y)).expect("a link"));
    });
}

fn edits(c: &mut Criterion) {
    let sample = Sample::new();
    let mut words = NewWords::default();
    let mut edited = || {
        let word = words.make();
        sample.with_text(|text| text.replacen("the neck", &format!("the {word} neck"), 1))
    };
    // A little is forgotten now and then, as in a process that stays.
    let settle = |library: Library| {
        typeset::forget(3);
        library
    };
    sample.typeset(&sample.library);
    c.bench_function("edit_one_word_to_pages", |b| {
        b.iter_batched(|| settle(edited()), |library| sample.typeset(&library), BatchSize::PerIteration);
    });
    c.bench_function("edit_one_word_to_svg_of_a_page", |b| {
        let run = |library| {
            typst_svg::svg(&sample.typeset(&library).document.pages()[1], &typst_svg::SvgOptions::default())
        };
        b.iter_batched(|| settle(edited()), run, BatchSize::PerIteration);
    });
    c.bench_function("edit_one_word_to_pdf", |b| {
        let run = |library| sample.pdf(&sample.typeset(&library));
        b.iter_batched(|| settle(edited()), run, BatchSize::PerIteration);
    });
    let mut words = NewWords::default();
    let mut other = || {
        let word = words.make();
        sample.with_text(|text| {
            text.replace(". ", &format!(" {word}. ")).replace(" the ", &format!(" {word} the "))
        })
    };
    c.bench_function("other_leaflet_to_pdf", |b| {
        let run = |library| sample.pdf(&sample.typeset(&library));
        b.iter_batched(|| settle(other()), run, BatchSize::PerIteration);
    });
    c.bench_function("known_pages_to_pdf", |b| {
        let pages = sample.typeset(&sample.library);
        b.iter(|| sample.pdf(&pages));
    });
}

fn slides(c: &mut Criterion) {
    let sample = Sample::new();
    let mut words = NewWords::default();
    for kind in ["title", "symptoms", "red-flags", "step-1", "recovery", "booking"] {
        let (screen, slide) = sample.slide(kind);
        let mut changed = |all: bool| {
            let word = words.make();
            let mut slide = slide.clone();
            let change = |line: &mut Line| {
                let rest = line.text.split_once(' ').map_or("", |(_, rest)| rest);
                line.text = format!("{word} {rest}");
            };
            change(&mut slide.title);
            if all {
                let points = slide.milestones.iter_mut().map(|point| &mut point.what);
                slide.body.iter_mut().chain(&mut slide.items).chain(points).for_each(change);
            }
            (screen.clone(), slide)
        };
        c.bench_function(&format!("edit_title_of_slide_{kind}"), |b| {
            b.iter_batched(|| changed(false), |slide| sample.set_slide(&slide), BatchSize::PerIteration);
        });
        c.bench_function(&format!("other_slide_{kind}"), |b| {
            b.iter_batched(|| changed(true), |slide| sample.set_slide(&slide), BatchSize::PerIteration);
        });
    }
}

/// A symbol as grey pixels, four to a module.
struct Grey {
    side: usize,
    rows: Vec<Vec<u8>>,
}

impl Grey {
    fn at(&self, x: usize, y: usize) -> u8 {
        let module = |at: usize| (at / 4).checked_sub(qr::QUIET_ZONE);
        let dark = module(y).and_then(|y| self.rows.get(y)).zip(module(x)).and_then(|(row, x)| row.get(x));
        if dark == Some(&b'1') { 0 } else { 255 }
    }
}

fn grey_symbol(link: &str) -> Grey {
    let symbol = qr::encode(link).expect("a symbol");
    let side = (symbol.modules + 2 * symbol.quiet_zone) * 4;
    Grey { side, rows: symbol.rows.into_iter().map(String::into_bytes).collect() }
}

fn builds(c: &mut Criterion) {
    let sample = Sample::new();
    let out = sample.project.root().join("out");
    let clean = |out: &Path| {
        typeset::forget(0);
        let _ = std::fs::remove_dir_all(out);
    };
    c.bench_function("first_build_in_process", |b| {
        let run = || engine::build(&sample.project, Extras::default(), &Silent).expect("built");
        b.iter_batched(|| clean(&out), |()| run(), BatchSize::PerIteration);
    });
    c.bench_function("whole_process", |b| {
        let run = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_leafcast"));
            command.arg("build").current_dir(sample.project.root()).stderr(Stdio::null());
            assert!(command.status().expect("run").success());
        };
        b.iter_batched(|| clean(&out), |()| run(), BatchSize::PerIteration);
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30);
    targets = steps, edits, slides, builds
}
criterion_main!(benches);
