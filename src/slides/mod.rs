//! What slides say: derived from leaflets, notices and the practice. Pure: no pages, no files.
//!
//! Only `short` texts are used, and nothing is cut: what has no short text gives no slide.

mod leaflet;

use serde::Serialize;

use crate::model::{Notice, Practice, Priority, SlideKind};

pub use leaflet::{Lack, LeafletSlides, MOST_MILESTONES, of_leaflet};

/// What one slide says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slide {
    /// Unique among all slides, such as `knee/en/red-flags`.
    pub id: String,
    /// What it shows.
    pub kind: SlideKind,
    /// Language code.
    pub language: String,
    /// Id of the leaflet it belongs to, if it belongs to one.
    #[serde(skip)]
    pub leaflet: Option<String>,
    /// Id of the notice it belongs to, if it belongs to one.
    #[serde(skip)]
    pub notice: Option<String>,
    /// Its time on screen in s, where that is set.
    #[serde(skip)]
    pub seconds: Option<u16>,
    /// Its place among the slides of its leaflet.
    pub progress: Option<Progress>,
    /// Whether its leaflet is not approved.
    pub draft: bool,
    /// Whether it is a notice that takes over.
    pub urgent: bool,
    /// Heading.
    pub title: Line,
    /// Running text.
    pub body: Option<Line>,
    /// A list.
    pub items: Vec<Line>,
    /// A timeline.
    pub milestones: Vec<Point>,
    /// What the layout adds from the practice: whom to call, where to book.
    #[serde(skip)]
    pub added: Vec<String>,
}

/// A text with the field of content that it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The field, as layouts mark it.
    pub field: String,
    /// The text.
    pub text: String,
}

/// A point of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Point {
    /// When.
    pub when: Line,
    /// What then.
    pub what: Line,
}

/// A place in a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Counted from 1.
    pub index: usize,
    /// How many there are.
    pub count: usize,
}

impl Line {
    fn new(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self { field: field.into(), text: text.into() }
    }
}

impl Slide {
    /// A slide with a heading only.
    fn new(id: String, kind: SlideKind, language: &str, title: Line) -> Self {
        Self {
            id,
            kind,
            language: language.to_owned(),
            leaflet: None,
            notice: None,
            seconds: None,
            progress: None,
            draft: false,
            urgent: false,
            title,
            body: None,
            items: Vec::new(),
            milestones: Vec::new(),
            added: Vec::new(),
        }
    }

    /// Whether it may not simply be left out: what warns, what balances, what the practice
    /// announces, and what is shown where there is nothing else.
    pub fn is_mandatory(&self) -> bool {
        self.kind.may_not_be_left_out()
    }

    /// The field of the longest text but the heading, for what concerns the slide as a whole.
    pub fn main_field(&self) -> &str {
        let points = self.milestones.iter().map(|point| &point.what);
        let lines = self.body.iter().chain(&self.items).chain(points);
        let longest = lines.max_by_key(|line| line.text.chars().count());
        longest.map_or(&self.title.field, |line| &line.field)
    }

    /// What it shows, for those who cannot see it: every text as a sentence.
    pub fn alternative(&self) -> String {
        let points = self.milestones.iter().map(|point| format!("{}: {}", point.when.text, point.what.text));
        let lines = std::iter::once(&self.title).chain(&self.body).chain(&self.items);
        let sentences: Vec<String> = lines
            .map(|line| line.text.clone())
            .chain(points)
            .map(|text| closed(&text))
            .chain(self.added.clone())
            .collect();
        sentences.join(" ")
    }
}

/// A text that ends like a sentence.
fn closed(text: &str) -> String {
    if text.ends_with(['.', '!', '?', '…', '؟', ':']) { text.to_owned() } else { format!("{text}.") }
}

/// A notice in one language; nothing if it has no words in it.
pub fn of_notice(notice: &Notice, language: &str) -> Option<Slide> {
    let text = notice.text.get(language)?;
    let field = |name: &str| format!("notice:text.{language}.{name}");
    let title = Line::new(field("title"), text.title.as_str());
    let id = format!("notice:{}/{language}", notice.id);
    Some(Slide {
        notice: Some(notice.id.clone()),
        seconds: notice.seconds,
        urgent: notice.priority == Priority::Urgent,
        body: text.body.as_ref().map(|body| Line::new(field("body"), body.as_str())),
        ..Slide::new(id, SlideKind::Notice, language, title)
    })
}

/// The practice itself, for when there is nothing else to show.
pub fn of_practice(practice: &Practice, language: &str) -> Slide {
    let clinician = &practice.clinician;
    let title = Line::new("practice:clinician.name", &clinician.name);
    let specialty = clinician.specialty.get(language);
    let places = practice.locations.iter().enumerate();
    Slide {
        body: specialty.map(|text| Line::new(format!("practice:clinician.specialty.{language}"), text)),
        items: places
            .map(|(index, place)| Line::new(format!("practice:locations.{}.name", index + 1), &place.name))
            .collect(),
        ..Slide::new(format!("practice/{language}"), SlideKind::Practice, language, title)
    }
}

/// Gives every slide of a sequence its place.
fn number(slides: &mut [Slide]) {
    let count = slides.len();
    for (index, slide) in slides.iter_mut().enumerate() {
        slide.progress = Some(Progress { index: index + 1, count });
    }
}
