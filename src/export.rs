//! Pages to bytes. Knows Typst's exporters, and nothing of where the bytes go.

use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst::syntax::Span;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::diagnostic::Diagnostic;
use crate::model::Date;
use crate::plan::Job;
use crate::typeset::Typeset;

/// Exports pages as a PDF that is PDF/UA-1 and PDF/A-2a at once.
///
/// The same pages give the same bytes: identifier and date derive from the job and the leaflet's
/// version, never from a clock.
///
/// # Errors
/// What the pages lack under the standards.
pub fn pdf(pages: &Typeset, job: &Job, updated: Date) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a]).map_err(|error| {
        let fault = SourceDiagnostic::error(Span::detached(), error.message().clone());
        vec![pages.export_fault(job, &fault)]
    })?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("leafcast:{}", job.path())),
        creator: Smart::Custom(Some("leafcast".into())),
        timestamp: midnight(updated).map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&pages.document, &options)
        .map_err(|errors| errors.iter().map(|error| pages.export_fault(job, error)).collect())
}

/// The start of a day, in UTC wherever the program runs.
fn midnight(date: Date) -> Option<Datetime> {
    let day = date.0;
    let (month, number) = (day.month().unsigned_abs(), day.day().unsigned_abs());
    Datetime::from_ymd_hms(day.year().into(), month, number, 0, 0, 0)
}
