//! Proves finished pages: type large enough, every glyph there, the QR code readable.
//!
//! Measured on the pages themselves, never guessed from the content.

mod cut;
mod print;
mod qr;
mod reading;
mod screen;
mod walk;

pub use print::{TextFault, TextFaultKind, survey};
pub use screen::{Measures, SlideFault, SlideFaultKind, survey as survey_slide};
pub(super) use walk::{Visitor, walk};
