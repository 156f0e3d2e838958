//! What can be printed, asked by [`crate::content`] before anything is typeset.

use std::sync::Arc;

use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterImage, SvgImage};

use crate::content::Press;
use crate::model::{Image, ImageKind};

/// The press with a project's fonts.
pub fn press(has_glyph: &dyn Fn(char) -> bool) -> Press<'_> {
    Press { has_glyph, picture_fault: &picture_fault }
}

/// Why a picture cannot be decoded.
fn picture_fault(image: &Image) -> Option<String> {
    let bytes = Bytes::new(Arc::clone(&image.bytes));
    match image.kind {
        ImageKind::Svg => svg_fault(&image.bytes)
            .or_else(|| SvgImage::new(bytes).err().map(|_| "it is no whole SVG drawing"))
            .map(str::to_owned),
        ImageKind::Png => raster_fault(bytes, ExchangeFormat::Png),
        ImageKind::Jpeg => raster_fault(bytes, ExchangeFormat::Jpg),
    }
}

/// What a drawing may not have: words need their own fonts and no reader would find them, and
/// nothing is loaded from elsewhere.
fn svg_fault(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Some("it is compressed: save it as plain SVG");
    }
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let faults = [
        ("text", "it has text in it: turn the text into paths"),
        ("script", "it has a script in it"),
        ("foreignobject", "it has a foreign object in it"),
        ("image", "it has another picture in it"),
    ];
    // The name of an element, behind a prefix if it has one.
    let elements = text.split('<').skip(1).map(|tag| {
        let name = tag.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or(tag);
        name.rsplit(':').next().unwrap_or(name)
    });
    elements.into_iter().find_map(|element| faults.iter().find(|(name, _)| element == *name).map(|(_, f)| *f))
}

fn raster_fault(bytes: Bytes, format: ExchangeFormat) -> Option<String> {
    RasterImage::plain(bytes, format).err().map(|fault| fault.to_string())
}
