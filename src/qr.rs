//! Booking link to QR symbol, and back again as proof.
//!
//! Knows nothing of pages: [`decode`] is given grey pixels by whoever rendered them.

use qrcode::{Color, EcLevel, QrCode, Version};
use serde::Serialize;

/// Quiet zone around the symbol, in modules (ISO/IEC 18004, 5.3.8).
pub const QUIET_ZONE: usize = 4;
/// Smallest printed module, in mm.
pub const SMALLEST_MODULE_MM: f64 = 0.5;
/// Smallest printed symbol without its quiet zone, in mm.
pub const SMALLEST_SYMBOL_MM: f64 = 20.0;
/// The largest version (33 by 33 modules) that keeps error correction level Q.
const LARGEST_ROBUST_VERSION: i16 = 4;
/// Bytes that fit into a version 4 symbol at level Q; a longer link needs a finer symbol.
pub const ROBUST_BYTES: usize = 46;

/// Modules on a side of a finder pattern (ISO/IEC 18004, 5.3.3).
pub const FINDER: usize = 7;

/// A QR symbol as rows of modules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Symbol {
    /// Modules on a side, without the quiet zone.
    pub modules: usize,
    /// Modules of white on each side.
    pub quiet_zone: usize,
    /// One string for each row, `1` for a dark module and `0` for a light one.
    pub rows: Vec<String>,
}

/// Makes the symbol for a link: level Q as long as that stays within version 4, else M.
///
/// # Errors
/// If the link is too long for any symbol.
pub fn encode(link: &str) -> Result<Symbol, String> {
    let robust = QrCode::with_error_correction_level(link, EcLevel::Q)
        .ok()
        .filter(|code| matches!(code.version(), Version::Normal(v) if v <= LARGEST_ROBUST_VERSION));
    robust.map_or_else(|| encode_for_screen(link), |code| Ok(symbol(&code)))
}

/// Makes the symbol for a link at level M: nothing dirties a screen, and fewer modules are larger.
///
/// # Errors
/// If the link is too long for any symbol.
pub fn encode_for_screen(link: &str) -> Result<Symbol, String> {
    QrCode::with_error_correction_level(link, EcLevel::M)
        .map(|code| symbol(&code))
        .map_err(|error| format!("the link does not fit into a QR code ({error})"))
}

fn symbol(code: &QrCode) -> Symbol {
    let dark: Vec<bool> = code.to_colors().iter().map(|color| *color == Color::Dark).collect();
    let row = |modules: &[bool]| modules.iter().map(|dark| if *dark { '1' } else { '0' }).collect();
    let rows = dark.chunks(code.width()).map(row).collect();
    Symbol { modules: code.width(), quiet_zone: QUIET_ZONE, rows }
}

/// A symbol as it was read back from a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighting {
    /// What it says.
    pub text: String,
    /// Length of a side of the symbol without its quiet zone, in pixels.
    pub side: f64,
    /// Length of a side of a module, in pixels.
    pub module: f64,
}

/// Reads a symbol of which every module is known; nothing if it is none, or cannot be read. `is_dark` is asked for the
/// module in a column and a row.
pub fn decode_modules(modules: usize, is_dark: impl Fn(usize, usize) -> bool) -> Option<String> {
    let has_patterns = (1..=40).map(modules_of_version).any(|known| known == modules)
        && finder_patterns(modules).all(|(x, y, dark)| is_dark(x, y) == dark);
    if !has_patterns {
        return None;
    }
    let grid = rqrr::Grid::new(rqrr::SimpleGrid::from_func(modules, is_dark));
    grid.decode().ok().map(|(_, text)| text)
}

/// Modules on a side of a symbol, from version 1 on (ISO/IEC 18004, 5.3.1).
pub fn modules_of_version(version: usize) -> usize {
    17 + 4 * version
}

/// What the modules of the three finder patterns and of the separators around them must be (ISO/IEC 18004, 5.3.3): column,
/// row, whether it is dark. By them a scanner finds the symbol; reading its text needs none of them.
fn finder_patterns(modules: usize) -> impl Iterator<Item = (usize, usize, bool)> {
    let far = modules - FINDER;
    [(0, 0), (far, 0), (0, far)].into_iter().flat_map(move |(left, top)| {
        let own = (0..FINDER * FINDER).map(move |at| {
            let (x, y) = (at % FINDER, at / FINDER);
            // Rings around the middle: the fourth is dark, the third light, what is within dark.
            let ring = x.abs_diff(FINDER / 2).max(y.abs_diff(FINDER / 2));
            (left + x, top + y, ring != 2)
        });
        let beside = |near: usize| if near == 0 { FINDER } else { near - 1 };
        let (column, row) = (beside(left), beside(top));
        let separator = (0..FINDER).flat_map(move |at| [(column, top + at, false), (left + at, row, false)]);
        own.chain(separator).chain([(column, row, false)])
    })
}

/// Reads the first QR symbol in a grey picture; `grey` is asked for the brightness (0 to 255) of
/// each pixel.
///
/// # Errors
/// If no symbol is found, or it does not decode.
pub fn decode(width: usize, height: usize, grey: impl FnMut(usize, usize) -> u8) -> Result<Sighting, String> {
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    let grids = image.detect_grids();
    let grid = grids.first().ok_or("no QR code can be found on the finished page")?;
    match grid.decode() {
        Ok((metadata, text)) => {
            let [from, to, ..] = grid.bounds;
            let side = f64::from(to.x - from.x).hypot(f64::from(to.y - from.y));
            #[expect(clippy::cast_precision_loss, reason = "a symbol has at most 177 modules")]
            let module = side / metadata.version.to_size() as f64;
            Ok(Sighting { text, side, module })
        }
        Err(error) => Err(format!("the QR code on the finished page cannot be read ({error})")),
    }
}
