//! The data contract: what a layout finds in `data.json`. Described in docs/layouts.md.

use serde::Serialize;

use super::contract::{LanguageData, Phrases, path};
use crate::language::Language;
use crate::model::{Figure, Format, Leaflet, Library, Location, Medium, Purpose, Status, Translation};
use crate::plan::{self, Job};
use crate::{link, qr};

/// Version of the contract; it grows when a layout written for the old one would break.
const CONTRACT: u32 = 1;

/// Everything that a leaflet layout prints.
#[derive(Debug, Serialize)]
pub struct LeafletData<'a> {
    contract: u32,
    format: &'static str,
    format_name: &'a str,
    language: LanguageData<'a>,
    phrases: &'a Phrases,
    brand: BrandData<'a>,
    practice: PracticeData<'a>,
    leaflet: AboutLeaflet<'a>,
    figure: Option<PictureData>,
    text: &'a Translation,
    booking: Option<BookingData>,
    also_available: Vec<AlsoAvailable<'a>>,
}

#[derive(Debug, Serialize)]
struct BrandData<'a> {
    primary: String,
    accent: String,
    logo: Option<String>,
    logo_alt: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct PictureData {
    file: String,
}

#[derive(Debug, Serialize)]
struct PracticeData<'a> {
    clinician: ClinicianData<'a>,
    locations: Vec<&'a Location>,
    phone: Option<&'a str>,
    website: Option<&'a str>,
    emergency_number: &'a str,
}

#[derive(Debug, Serialize)]
struct ClinicianData<'a> {
    name: &'a str,
    specialty: &'a str,
    registration: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct AboutLeaflet<'a> {
    id: &'a str,
    code: &'a str,
    version: &'a str,
    updated: String,
    status: Status,
    approved_by: Option<&'a str>,
    approved_on: Option<String>,
    review_due: Option<String>,
    awaiting: Vec<&'a str>,
    purpose: Purpose,
    category: &'a str,
    tags: Vec<TagData<'a>>,
    sources: Vec<SourceData<'a>>,
    figure_credit: Option<&'a str>,
    figure_licence: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct TagData<'a> {
    text: &'a str,
    confirmed: bool,
}

#[derive(Debug, Serialize)]
struct SourceData<'a> {
    title: &'a str,
    url: Option<&'a str>,
    date: Option<String>,
}

/// The booking card: the link, as printed, and as a QR symbol.
#[derive(Debug, Serialize)]
pub struct BookingData {
    /// The link that the QR code must decode to.
    pub url: String,
    shown: String,
    qr: qr::Symbol,
}

#[derive(Debug, Serialize)]
struct AlsoAvailable<'a> {
    language: &'a str,
    name: &'a str,
    format: &'static str,
    format_name: &'a str,
}

impl<'a> LeafletData<'a> {
    /// Collects the data of one job; nothing if the library has no such leaflet and language.
    pub fn new(library: &'a Library, job: &'a Job) -> Option<Self> {
        let leaflet = library.leaflets.get(&job.leaflet)?;
        let text = leaflet.translations.get(&job.language)?;
        let language = Language::get(&job.language)?;
        Some(Self {
            contract: CONTRACT,
            format: job.format.id(),
            format_name: format_name(language, job.format),
            language: LanguageData::new(language),
            phrases: &language.words.phrases,
            brand: BrandData::new(library, &job.language),
            practice: PracticeData::new(library, leaflet, &job.language),
            leaflet: AboutLeaflet::new(library, leaflet, language),
            figure: leaflet.figure.as_ref().map(|f| PictureData { file: path("figure", &f.image) }),
            text,
            booking: text.booking.as_ref().and_then(|_| BookingData::new(library, leaflet, &job.language)),
            also_available: also_available(library, job),
        })
    }

    /// The link that the page's QR code must decode to.
    pub fn booking(&self) -> Option<&BookingData> {
        self.booking.as_ref()
    }
}

impl<'a> BrandData<'a> {
    fn new(library: &'a Library, language: &str) -> Self {
        let brand = &library.practice.brand;
        let logo = brand.logo.as_ref();
        Self {
            primary: brand.primary.hex(),
            accent: brand.accent.hex(),
            logo: logo.map(|(image, _)| path("logo", image)),
            logo_alt: logo.and_then(|(_, alt)| alt.get(language)).map(String::as_str),
        }
    }
}

impl<'a> PracticeData<'a> {
    fn new(library: &'a Library, leaflet: &'a Leaflet, language: &str) -> Self {
        let practice = &library.practice;
        let clinician = &practice.clinician;
        Self {
            clinician: ClinicianData {
                name: &clinician.name,
                specialty: clinician.specialty.get(language).map_or("", String::as_str),
                registration: clinician.registration.as_deref(),
            },
            locations: leaflet.locations.iter().filter_map(|i| practice.locations.get(*i)).collect(),
            phone: practice.phone.as_deref(),
            website: practice.website.as_deref(),
            emergency_number: &practice.emergency_number,
        }
    }
}

impl<'a> AboutLeaflet<'a> {
    fn new(library: &'a Library, leaflet: &'a Leaflet, language: &'static Language) -> Self {
        let word = |words: Option<&'a crate::model::Words>| {
            words.and_then(|words| words.get(&language.code)).map_or("", String::as_str)
        };
        let practice = &library.practice;
        let approval = leaflet.review.approval.as_ref();
        let draft = leaflet.review.status == Status::Draft;
        // What is not confirmed stays out of anything that patients may rely on.
        let tags = leaflet.tags.iter().filter(|tag| tag.confirmed || draft);
        let figure: Option<&Figure> = leaflet.figure.as_ref();
        Self {
            id: &leaflet.id,
            code: &leaflet.code,
            version: &leaflet.version,
            updated: language.date(leaflet.updated),
            status: leaflet.review.status,
            approved_by: approval.map(|approval| approval.by.as_str()),
            approved_on: approval.map(|approval| language.date(approval.on)),
            review_due: approval.map(|approval| language.date(approval.review_due)),
            awaiting: awaiting(leaflet, language),
            purpose: leaflet.purpose,
            category: word(practice.categories.get(&leaflet.category)),
            tags: tags
                .map(|tag| TagData { text: word(practice.tags.get(&tag.id)), confirmed: tag.confirmed })
                .collect(),
            sources: leaflet
                .sources
                .iter()
                .map(|source| SourceData {
                    title: &source.title,
                    url: source.url.as_deref(),
                    date: source.date.map(|date| language.date(date)),
                })
                .collect(),
            figure_credit: figure.and_then(|figure| figure.credit.as_deref()),
            figure_licence: figure.and_then(|figure| figure.licence.as_deref()),
        }
    }
}

/// Words for what awaits review; a text in the source language awaits no translation.
fn awaiting<'a>(leaflet: &Leaflet, language: &'static Language) -> Vec<&'a str> {
    let is_source = leaflet.source_language == language.code;
    let parts = leaflet.review.awaiting.iter();
    parts
        .filter(|part| !(is_source && **part == crate::model::Awaiting::Translation))
        .map(|part| language.awaiting(*part))
        .collect()
}

impl BookingData {
    fn new(library: &Library, leaflet: &Leaflet, language: &str) -> Option<Self> {
        if !leaflet.invites_to_book() {
            return None;
        }
        let template = &library.practice.booking.link;
        let url = link::fill(template, &leaflet.code, language, Medium::Leaflet.letter());
        let qr = qr::encode(&url).ok()?;
        Some(Self { shown: link::shown(&url).to_owned(), qr, url })
    }
}

/// The other languages and formats of the same leaflet.
fn also_available<'a>(library: &'a Library, job: &'a Job) -> Vec<AlsoAvailable<'a>> {
    let leaflet = library.leaflets.get(&job.leaflet);
    let available = leaflet.map(|leaflet| plan::available(&library.practice, leaflet)).unwrap_or_default();
    available
        .into_iter()
        .filter(|other| other != job)
        .filter_map(|other| {
            let language = Language::get(&other.language)?;
            let own = Language::get(&job.language)?;
            Some(AlsoAvailable {
                language: &language.code,
                name: &language.words.name,
                format: other.format.id(),
                format_name: format_name(own, other.format),
            })
        })
        .collect()
}

fn format_name(language: &'static Language, format: Format) -> &'static str {
    language.words.formats.get(format.id()).map_or(format.id(), String::as_str)
}
