//! Pages to bytes: PDF, SVG, PNG. Knows Typst's exporters, and nothing of where the bytes go.

use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst::syntax::Span;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use typst_render::RenderOptions;
use typst_svg::SvgOptions;

use crate::diagnostic::Diagnostic;
use crate::model::Date;
use crate::typeset::Typeset;

/// Exports pages as a PDF that is PDF/UA-1 and PDF/A-2a at once.
///
/// The same pages give the same bytes: identifier and date derive from the path of the file and the
/// version of its content, never from a clock.
///
/// # Errors
/// What the pages lack under the standards.
pub fn pdf(pages: &Typeset, path: &str, updated: Date) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a]).map_err(|error| {
        let fault = SourceDiagnostic::error(Span::detached(), error.message().clone());
        vec![pages.export_fault(&fault)]
    })?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("leafcast:{path}")),
        creator: Smart::Custom(Some("leafcast".into())),
        timestamp: midnight(updated).map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&pages.document, &options)
        .map_err(|errors| errors.iter().map(|error| pages.export_fault(error)).collect())
}

/// A page, counted from 0, as a picture in its own right, without any file beside it.
pub fn svg(pages: &Typeset, index: usize) -> Option<Vec<u8>> {
    let page = pages.document.pages().get(index)?;
    Some(typst_svg::svg(page, &SvgOptions::default()).into_bytes())
}

/// A slide in the pixels of its screen.
///
/// # Errors
/// The encoder's own message.
pub fn png(slide: &Typeset) -> Result<Vec<u8>, String> {
    let page = slide.document.pages().first().ok_or("the slide has no page")?;
    let options = RenderOptions { pixel_per_pt: 1.0.into(), render_bleed: false };
    typst_render::render(page, &options).encode_png().map_err(|error| error.to_string())
}

/// The start of a day, in UTC wherever the program runs.
fn midnight(date: Date) -> Option<Datetime> {
    let day = date.0;
    let (month, number) = (day.month().unsigned_abs(), day.day().unsigned_abs());
    Datetime::from_ymd_hms(day.year().into(), month, number, 0, 0, 0)
}
