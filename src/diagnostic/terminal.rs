//! Diagnostics for people at a terminal: message, place, excerpt of the source, hints.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::{Diagnostic, Severity};

/// Renders one diagnostic, with colours where `styled`.
pub fn render(diagnostic: &Diagnostic, styled: bool) -> String {
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let place = &diagnostic.place;
    let mut annotation = AnnotationKind::Primary.span(visible(diagnostic));
    if let [field] = diagnostic.field.split(", ").collect::<Vec<_>>()[..]
        && !field.is_empty()
    {
        annotation = annotation.label(format!("field `{field}`"));
    }
    let snippet = Snippet::source(place.source.text()).path(place.source.path()).annotation(annotation);
    let hints = diagnostic.hints.iter();
    let group = level
        .primary_title(&diagnostic.message)
        .id(diagnostic.code.as_str())
        .element(snippet)
        .elements(hints.map(|hint| Level::HELP.with_name("hint").message(hint)));
    renderer.render(&[group])
}

/// The range to underline: at most to the end of the first line, so that a long text is not
/// printed whole.
fn visible(diagnostic: &Diagnostic) -> std::ops::Range<usize> {
    let range = diagnostic.place.range.clone();
    let length = diagnostic.place.text().find('\n').unwrap_or(range.len());
    range.start..range.start + length
}
