//! The slides of one leaflet in one language, in the order in which they are shown.

use super::{Line, Point, Slide, number};
use crate::language::Language;
use crate::link;
use crate::model::{Leaflet, Medium, Plain, Practice, SlideKind, Status, Translation};

/// Most points of a timeline on one slide.
pub const MOST_MILESTONES: usize = 4;
/// How many questions are shown where none are chosen.
const QUESTIONS: usize = 3;

/// The slides of a leaflet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeafletSlides {
    /// In the order in which they are shown; red flags come once.
    pub slides: Vec<Slide>,
    /// What could not be made into a slide.
    pub lacks: Vec<Lack>,
}

/// A slide that cannot be made for want of a short text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// What it would show.
    pub kind: SlideKind,
    /// The field that is missing, in `<lang>.toml`.
    pub field: String,
}

/// Derives the slides; nothing if the leaflet has no text in this language.
pub fn of_leaflet(practice: &Practice, leaflet: &Leaflet, language: &str) -> LeafletSlides {
    let Some(text) = leaflet.translations.get(language) else { return LeafletSlides::default() };
    let mut series = Series { practice, leaflet, language, out: LeafletSlides::default() };
    series.about(text);
    series.warnings(text);
    series.steps(text);
    series.afterwards(text);
    series.questions(text);
    series.invitations(text);
    number(&mut series.out.slides);
    series.out
}

/// Slides as they are collected.
struct Series<'a> {
    practice: &'a Practice,
    leaflet: &'a Leaflet,
    language: &'a str,
    out: LeafletSlides,
}

impl Series<'_> {
    fn slide(&self, kind: SlideKind, key: &str, field: &str, title: &Plain) -> Slide {
        let id = format!("{}/{}/{key}", self.leaflet.id, self.language);
        Slide {
            leaflet: Some(self.leaflet.id.clone()),
            draft: self.leaflet.review.status == Status::Draft,
            seconds: self.leaflet.slides.seconds.get(kind),
            added: self.added(kind),
            ..Slide::new(id, kind, self.language, Line::new(field, title.as_str()))
        }
    }

    /// What a slide shows beside the words of the leaflet.
    fn added(&self, kind: SlideKind) -> Vec<String> {
        let phrase = |key: &str, hole: &str, value: &str| {
            let phrase = Language::get(self.language)?.words.phrases.get(key)?;
            Some(phrase.replace(&format!("{{{hole}}}"), value) + ".")
        };
        let practice = self.practice;
        match kind {
            SlideKind::RedFlags => {
                phrase("emergency_call", "number", &practice.emergency_number).into_iter().collect()
            }
            SlideKind::Booking => {
                let (template, code) = (&practice.booking.link, &self.leaflet.code);
                let url = link::fill(template, code, self.language, Medium::Screen.letter());
                let phone = practice.phone.as_ref().and_then(|phone| phrase("slide_call", "phone", phone));
                std::iter::once(link::shown(&url).to_owned()).chain(phone).collect()
            }
            _ => Vec::new(),
        }
    }

    fn push(&mut self, slide: Slide) {
        self.out.slides.push(slide);
    }

    fn lack(&mut self, kind: SlideKind, field: impl Into<String>) {
        self.out.lacks.push(Lack { kind, field: field.into() });
    }

    /// A heading with one short text.
    fn passage(
        &mut self,
        kind: SlideKind,
        key: &str,
        (field, title): (&str, &Plain),
        short: (&str, Option<&Plain>),
    ) {
        let (name, Some(text)) = short else { return self.lack(kind, short.0) };
        let body = Some(Line::new(name, text.as_str()));
        let slide = Slide { body, ..self.slide(kind, key, field, title) };
        self.push(slide);
    }

    /// A heading with a short list.
    fn list(&mut self, kind: SlideKind, key: &str, part: &str, heading: &Plain, short: &[Plain]) {
        let field = format!("{part}.short");
        if short.is_empty() {
            return self.lack(kind, field);
        }
        let items = short.iter().enumerate();
        let items = items.map(|(i, item)| Line::new(format!("{field}.{}", i + 1), item.as_str())).collect();
        let slide = Slide { items, ..self.slide(kind, key, &format!("{part}.heading"), heading) };
        self.push(slide);
    }

    fn about(&mut self, text: &Translation) {
        let short = text.main_message_short.as_ref();
        // The title is a slide of its own even without a message.
        if short.is_none() && text.main_message.is_some() {
            self.lack(SlideKind::Title, "main_message_short");
        }
        let body = short.map(|short| Line::new("main_message_short", short.as_str()));
        let slide = Slide { body, ..self.slide(SlideKind::Title, "title", "title", &text.title) };
        self.push(slide);
        if let Some(part) = &text.what_is {
            let title = ("what_is.heading", &part.heading);
            self.passage(SlideKind::WhatIs, "what-is", title, ("what_is.short", part.short.as_ref()));
        }
    }

    fn warnings(&mut self, text: &Translation) {
        if let Some(part) = &text.symptoms {
            self.list(SlideKind::Symptoms, "symptoms", "symptoms", &part.heading, &part.short);
        }
        match &text.red_flags {
            Some(part) => {
                self.list(SlideKind::RedFlags, "red-flags", "red_flags", &part.heading, &part.short);
            }
            None => self.lack(SlideKind::RedFlags, "red_flags"),
        }
    }

    fn steps(&mut self, text: &Translation) {
        for (index, step) in text.procedure.iter().flat_map(|part| part.steps.iter().enumerate()) {
            let field = format!("procedure.steps.{}", index + 1);
            let (title, short) = (format!("{field}.title"), format!("{field}.short"));
            let key = format!("step-{}", index + 1);
            self.passage(SlideKind::Step, &key, (&title, &step.title), (&short, step.short.as_ref()));
        }
    }

    fn afterwards(&mut self, text: &Translation) {
        if let Some(part) = text.recovery.as_ref().filter(|part| !part.milestones.is_empty()) {
            let points: Vec<Point> = part
                .milestones
                .iter()
                .enumerate()
                .filter_map(|(index, milestone)| {
                    let field = format!("recovery.milestones.{}", index + 1);
                    let what = Line::new(format!("{field}.short"), milestone.short.as_ref()?.as_str());
                    Some(Point { when: Line::new(format!("{field}.when"), milestone.when.as_str()), what })
                })
                .take(MOST_MILESTONES)
                .collect();
            if points.is_empty() {
                self.lack(SlideKind::Recovery, "recovery.milestones.1.short");
            } else {
                let slide = self.slide(SlideKind::Recovery, "recovery", "recovery.heading", &part.heading);
                self.push(Slide { milestones: points, ..slide });
            }
        }
        match &text.risks {
            Some(part) => self.list(SlideKind::Risks, "risks", "risks", &part.heading, &part.short),
            None => self.lack(SlideKind::Risks, "risks"),
        }
    }

    fn questions(&mut self, text: &Translation) {
        let Some(faq) = &text.faq else { return };
        let chosen: Vec<usize> = match self.leaflet.slides.questions.as_slice() {
            [] => {
                (1..=faq.items.len()).filter(|n| faq.items[n - 1].short.is_some()).take(QUESTIONS).collect()
            }
            numbers => numbers.iter().copied().map(usize::from).collect(),
        };
        for number in chosen {
            let field = format!("faq.items.{number}");
            // A number without a question is reported where the numbers stand.
            let Some(item) = number.checked_sub(1).and_then(|index| faq.items.get(index)) else { continue };
            let (question, short) = (format!("{field}.question"), format!("{field}.short"));
            let key = format!("question-{number}");
            self.passage(
                SlideKind::Question,
                &key,
                (&question, &item.question),
                (&short, item.short.as_ref()),
            );
        }
    }

    fn invitations(&mut self, text: &Translation) {
        if let Some(part) = &text.questions_to_ask {
            let kind = SlideKind::QuestionsToAsk;
            self.list(kind, "questions-to-ask", "questions_to_ask", &part.heading, &part.short);
        }
        if let Some(part) = text.booking.as_ref().filter(|_| self.leaflet.invites_to_book()) {
            let (field, title) = match &part.short {
                Some(short) => ("booking.short", short),
                None => ("booking.button", &part.button),
            };
            let slide = self.slide(SlideKind::Booking, "booking", field, title);
            self.push(slide);
        }
    }
}
