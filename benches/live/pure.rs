//! What typesetting and export alone cost: `cargo bench --bench pure -- PROJECT [EVERY]`.
//!
//! Sets and exports what `leafcast build` makes of a project (PDFs of leaflets, SVGs of slides, PDFs of
//! screens), one after the other, and nothing else: no reading, no proofs, no files. Prints processor
//! seconds of the whole process as one line of JSON, so that what Typst does on other threads counts
//! too. With EVERY only each so-manieth leaflet and screen is made, and the seconds are those of that share;
//! with 0 the project is read and nothing made.

#![allow(missing_docs, reason = "a program of its own")]

use std::sync::Arc;

use leafcast::model::{Library, Screen};
use leafcast::plan;
use leafcast::project::Project;
use leafcast::slides::{self, Slide};
use leafcast::typeset::{self, Fonts, Manuscript, Snapshot, Typeset};
use leafcast::{content, export};

/// The memory of the typesetter is emptied as often as in a build: see `src/engine/pool.rs`.
const LEAFLETS_BETWEEN_EVICTIONS: usize = 10;
const SLIDES_BETWEEN_EVICTIONS: usize = 17;

/// The same allocator as the program's.
#[cfg(all(unix, not(target_env = "musl")))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() {
    // `cargo bench` adds an argument of its own.
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let Some(root) = arguments.next() else { return eprintln!("usage: pure PROJECT [EVERY]") };
    let every = arguments.next().and_then(|number| number.parse().ok()).unwrap_or(1);
    let project = Project::open(Some(root.as_ref()), None).expect("a project");
    let fonts = Arc::new(Fonts::load(&project).expect("fonts"));
    let library = content::read(&project, &typeset::press(&|c| fonts.has(c))).expect("readable").library;
    let mut bench = Bench {
        snapshot: Snapshot::read(&project, fonts, None).expect("layouts"),
        library: library.expect("a practice without errors"),
        made: Made::default(),
    };
    let start = processor_seconds();
    bench.leaflets(every);
    let leaflets = processor_seconds();
    let handouts = bench.screens(every);
    let screens = processor_seconds();
    println!(
        "{{\"files\":{},\"slides\":{},\"handouts\":{},\
         \"files_cpu_s\":{:.2},\"slides_cpu_s\":{:.2},\"handouts_cpu_s\":{:.2}}}",
        bench.made.leaflets,
        bench.made.slides,
        bench.made.handouts,
        leaflets - start,
        screens - leaflets - handouts,
        handouts,
    );
}

/// Each so-manieth of a list; none of it with 0.
fn share<T>(all: &[T], every: usize) -> impl Iterator<Item = &T> {
    all.iter().step_by(every.max(1)).take_while(move |_| every > 0)
}

/// How much was made.
#[derive(Default)]
struct Made {
    leaflets: usize,
    slides: usize,
    handouts: usize,
}

struct Bench {
    snapshot: Arc<Snapshot>,
    library: Library,
    made: Made,
}

impl Bench {
    fn set(&self, manuscript: Option<Manuscript>) -> Arc<Typeset> {
        typeset::set(&self.snapshot, &manuscript.expect("a text")).pages.expect("pages")
    }

    fn leaflets(&mut self, every: usize) {
        for job in share(&plan::conceivable(&self.library), every) {
            let pages = self.set(Manuscript::leaflet(&self.library, job));
            let updated = self.library.leaflets[&job.leaflet].updated;
            export::pdf(&pages, &job.path(), updated).expect("a PDF");
            self.made.leaflets += 1;
            if self.made.leaflets.is_multiple_of(LEAFLETS_BETWEEN_EVICTIONS) {
                typeset::forget(0);
            }
        }
    }

    /// Slides, and the PDF of each screen, which is bound of their pages. Returns the seconds that the PDFs took.
    fn screens(&mut self, every: usize) -> f64 {
        let newest = self.library.leaflets.values().map(|leaflet| leaflet.updated).max();
        let mut seconds = 0.0;
        for screen in self.each_screen(every) {
            let mut pages = Vec::new();
            for slide in &self.slides_of(&screen) {
                let page = self.set(Manuscript::slide(&self.library, &screen.stage, slide));
                export::svg(&page, 0).expect("a picture");
                pages.push(page);
                self.made.slides += 1;
                if self.made.slides.is_multiple_of(SLIDES_BETWEEN_EVICTIONS) {
                    typeset::forget(0);
                }
            }
            let start = processor_seconds();
            let bound = typeset::bind(&screen.id, &pages).expect("pages");
            export::pdf(&bound, &screen.id, newest.expect("a leaflet")).expect("a PDF");
            self.made.handouts += 1;
            seconds += processor_seconds() - start;
        }
        seconds
    }

    fn each_screen(&self, every: usize) -> Vec<Screen> {
        let screens = self.library.screens.as_ref();
        screens.map(|screens| share(&screens.list, every).cloned().collect()).unwrap_or_default()
    }

    /// The slides of the leaflets of a screen. Notices and the slide of the practice are the same for all.
    fn slides_of(&self, screen: &Screen) -> Vec<Slide> {
        let leaflets = screen.leaflets.iter().filter_map(|id| self.library.leaflets.get(id));
        leaflets
            .flat_map(|leaflet| {
                let in_language =
                    |language| slides::of_leaflet(&self.library.practice, leaflet, language).slides;
                screen.languages.iter().flat_map(move |language| in_language(language))
            })
            .collect()
    }
}

/// User and system time of this process, in hundredths.
fn processor_seconds() -> f64 {
    let line = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let (_, fields) = line.rsplit_once(')').expect("a name in brackets");
    let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|number| number.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}
