//! Judges leaflets as an editor would: what a leaflet must have, and what is only a stand-in.
//!
//! What an approved leaflet must have is an error there and a warning in a draft. The rules are
//! those of docs/content-format.md, "What a leaflet must have".

mod parts;
mod screens;

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Card, Catalog, Judgement};
use crate::diagnostic::{self, Code, Diagnostic, Finding, Severity};
use crate::model::{Leaflet, Medium, Practice, Status};
use crate::{link, qr};

pub use screens::review as review_screens;

/// What is to be said about one leaflet, and what of it may be published.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Every finding.
    pub diagnostics: Vec<Diagnostic>,
    /// What its card must know.
    pub judgement: Judgement,
}

/// Judges a leaflet that was read without errors.
pub fn review(practice: &Practice, leaflet: &Leaflet) -> Verdict {
    let mut verdict = Verdict::default();
    if leaflet.review.status == Status::Withdrawn {
        return verdict;
    }
    let judge = Judge { practice, leaflet };
    let mut common = Vec::new();
    judge.leaflet(&mut common);
    if leaflet.review.status == Status::Approved {
        let approved = approved_hint(&leaflet.id);
        common.iter_mut().filter(|d| d.is_error()).for_each(|d| d.hints.push(approved.clone()));
    }
    let all_blocked = common.iter().any(Diagnostic::is_error);
    verdict.diagnostics = common;
    for (language, text) in &leaflet.translations {
        let mut own = Vec::new();
        judge.translation(text, &mut own);
        if all_blocked || own.iter().any(Diagnostic::is_error) {
            verdict.judgement.blocked.insert(language.clone());
        }
        verdict.diagnostics.append(&mut own);
        let lacks = screens::lacks(practice, leaflet, language);
        verdict.judgement.lacks.insert(language.clone(), diagnostic::settle(&lacks));
    }
    verdict.diagnostics.extend(screens::questions(leaflet));
    verdict
}

fn approved_hint(id: &str) -> String {
    format!("`{id}` is approved, so this must be right")
}

/// What is to be said about the leaflets together: the same code twice. Such leaflets may not be
/// published. A code is printed to tell leaflets apart and is part of the booking link.
pub fn review_together(catalog: &Catalog) -> (Vec<Finding>, BTreeSet<String>) {
    let mut by_code: BTreeMap<&str, Vec<&Card>> = BTreeMap::new();
    for card in catalog.values() {
        by_code.entry(card.code.as_str()).or_default().push(card);
    }
    let (mut found, mut blocked) = (Vec::new(), BTreeSet::new());
    for cards in by_code.values().filter(|cards| cards.len() > 1) {
        for card in cards.iter().filter(|card| card.is_published()) {
            blocked.insert(card.id.clone());
            found
                .extend(cards.iter().filter(|other| other.id != card.id).map(|other| same_code(card, other)));
        }
    }
    (found, blocked)
}

fn same_code(card: &Card, other: &Card) -> Finding {
    let message = format!("the code `{}` is also that of `{}`", card.code, other.id);
    let finding = Finding::new(Severity::Error, Code::Duplicate, card.code_spot.clone(), message)
        .field("code")
        .hint("give each leaflet a code of its own");
    if card.status == Status::Approved { finding.hint(approved_hint(&card.id)) } else { finding }
}

/// Judges one leaflet.
struct Judge<'a> {
    practice: &'a Practice,
    leaflet: &'a Leaflet,
}

impl Judge<'_> {
    /// Error in an approved leaflet, warning in a draft.
    fn severity(&self) -> Severity {
        match self.leaflet.review.status {
            Status::Approved => Severity::Error,
            Status::Draft | Status::Withdrawn => Severity::Warning,
        }
    }

    /// What the leaflet has in common in every language.
    fn leaflet(&self, out: &mut Vec<Diagnostic>) {
        self.tags(out);
        self.registrations(out);
        self.sources(out);
        if self.leaflet.invites_to_book() {
            self.link(out);
        }
        if self.practice.phone.is_none() && !self.leaflet_locations().any(|l| l.phone.is_some()) {
            let place = self.practice.file.start();
            let diagnostic = Diagnostic::new(
                self.severity(),
                Code::MissingPart,
                place,
                "there is no telephone number to call with red flags",
            );
            out.push(diagnostic.field("phone").hint("add `phone`; until then a line to write on is printed"));
        }
    }

    fn leaflet_locations(&self) -> impl Iterator<Item = &crate::model::Location> {
        self.leaflet.locations.iter().filter_map(|index| self.practice.locations.get(*index))
    }

    fn tags(&self, out: &mut Vec<Diagnostic>) {
        for (index, tag) in self.leaflet.tags.iter().enumerate().filter(|(_, tag)| !tag.confirmed) {
            let field = format!("tags.{}", index + 1);
            let message = format!("nobody has confirmed that `{}` is true of this procedure", tag.id);
            let place = self.leaflet.file.place(&field);
            let diagnostic = Diagnostic::new(self.severity(), Code::Review, place, message);
            out.push(diagnostic.field(field).hint("set `confirmed = true` once it is, or remove the tag"));
        }
    }

    /// Spain: only registered centres may advertise, and must say their number (RD 1277/2003
    /// art. 6); the clinician states the college (Ley 34/2002 art. 10).
    fn registrations(&self, out: &mut Vec<Diagnostic>) {
        if self.practice.clinician.registration.is_none() {
            let place = self.practice.file.place("clinician");
            let message = "the clinician has no registration with a medical college";
            let diagnostic = Diagnostic::new(self.severity(), Code::MissingPart, place, message);
            out.push(diagnostic.field("clinician.registration").hint("add `registration`"));
        }
        if !self.leaflet.invites_to_book() {
            return;
        }
        let numbered = |index: &&usize| {
            self.practice.locations.get(**index).is_some_and(|l| l.registration_number.is_some())
        };
        for index in self.leaflet.locations.iter().filter(|index| !numbered(index)) {
            let field = format!("locations.{}.registration_number", index + 1);
            let place = self.practice.file.place(&field);
            let message = "this location has no number in the register of health centres";
            let diagnostic = Diagnostic::new(self.severity(), Code::MissingPart, place, message);
            out.push(
                diagnostic
                    .field(field)
                    .hint("add `registration_number`; leaflets that invite to book must print it"),
            );
        }
    }

    fn sources(&self, out: &mut Vec<Diagnostic>) {
        if self.leaflet.sources.is_empty() {
            let place = self.leaflet.file.start();
            let message = "the leaflet names no source";
            let diagnostic = Diagnostic::new(self.severity(), Code::MissingPart, place, message);
            out.push(diagnostic.field("sources").hint("add `[[sources]]` with `title` and `date`"));
        }
        for (index, _) in self.leaflet.sources.iter().enumerate().filter(|(_, s)| s.date.is_none()) {
            let field = format!("sources.{}.date", index + 1);
            let place = self.leaflet.file.place(&field);
            let message = "this source has no date";
            let diagnostic = Diagnostic::new(self.severity(), Code::MissingPart, place, message);
            out.push(diagnostic.field(field).hint("add its `date`, or the day on which it was consulted"));
        }
    }

    fn link(&self, out: &mut Vec<Diagnostic>) {
        let booking = &self.practice.booking;
        let place = || self.practice.file.place("booking.link");
        let links: Vec<String> = self
            .practice
            .languages
            .iter()
            .map(|language| link::fill(&booking.link, &self.leaflet.code, language, Medium::Leaflet.letter()))
            .collect();
        if let Some(fault) = links.iter().find_map(|link| link::check(link, &booking.hosts).err()) {
            let diagnostic = Diagnostic::error(Code::BadLink, place(), fault.message);
            out.push(diagnostic.field("booking.link").hint(fault.hint));
        }
        if let Some(problem) = links.iter().find_map(|link| qr::encode(link).err()) {
            out.push(
                Diagnostic::error(Code::BadLink, place(), problem).field("booking.link").hint("shorten it"),
            );
        }
        if links.iter().any(|link| link::is_placeholder(link)) {
            let message = "the booking link leads to a reserved example domain";
            let diagnostic = Diagnostic::new(self.severity(), Code::PlaceholderLink, place(), message);
            out.push(
                diagnostic
                    .field("booking.link")
                    .hint("put the practice's own short link here before patients get the leaflet"),
            );
        }
        let Some(link) = links.iter().max_by_key(|link| link.len()) else { return };
        if link.len() > qr::ROBUST_BYTES {
            let message =
                format!("the booking link has {} bytes, its QR code needs fine modules", link.len());
            let diagnostic = Diagnostic::warning(Code::LongLink, place(), message);
            out.push(
                diagnostic
                    .field("booking.link")
                    .hint(format!("at most {} bytes scan best", qr::ROBUST_BYTES)),
            );
        }
    }
}
