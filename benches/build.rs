//! How long each step takes on the sample: `cargo bench`.
//!
//! `whole_process` is what somebody at a terminal waits for; the others are its parts, measured
//! with warm caches but for the typesetter's memory, which is emptied before each run.

#![allow(clippy::disallowed_methods, missing_docs, reason = "each run starts from an empty folder")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use leafcast::engine::{self, Extras, Silent};
use leafcast::model::Library;
use leafcast::plan::{self, Job};
use leafcast::project::Project;
use leafcast::typeset::{self, Fonts, Snapshot};
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
    targets = steps, builds
}
criterion_main!(benches);
