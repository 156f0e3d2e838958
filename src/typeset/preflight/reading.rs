//! Reads QR symbols in pictures.
//!
//! A symbol without a flaw is read module by module; only one that something disturbs has to be searched for, as a
//! scanner does, which takes dozens of times as long.

use std::ops::Range;

use crate::qr::{self, Sighting};

/// Brightness below which a pixel is dark, and above which it is light; what lies between is the soft edge of a module.
const DARK: u8 = 64;
const LIGHT: u8 = 191;
/// Brightness below which at least half of a pixel at the edge of a symbol belongs to it.
const HALF: u8 = 128;

/// What is seen in a picture.
type Reading = Result<Sighting, String>;

/// A picture in grey.
pub(super) struct Grey {
    pub width: usize,
    pub height: usize,
    /// Brightness, row by row.
    pub pixels: Vec<u8>,
}

impl Grey {
    /// The brightness of a pixel.
    pub fn at(&self, x: usize, y: usize) -> u8 {
        self.pixels[y * self.width + x]
    }

    /// Reads the first QR symbol.
    ///
    /// # Errors
    /// If there is none, or it cannot be read.
    pub fn read(&self) -> Reading {
        let flawless = Modules::of(self).and_then(|modules| modules.read());
        flawless.map_or_else(|| qr::decode(self.width, self.height, |x, y| self.at(x, y)), Ok)
    }
}

/// The modules of a symbol, each of which is dark or light as a whole. One that is wrong as a whole is left to the error
/// correction, as with every reader.
struct Modules {
    /// Row by row.
    dark: Vec<bool>,
    /// Modules on a side.
    count: usize,
    /// Pixels on a side.
    side: usize,
}

impl Modules {
    /// The modules of the symbol that fills all that is dark in a picture; nothing if it has the least flaw.
    fn of(picture: &Grey) -> Option<Self> {
        let (columns, rows) = dark_box(picture)?;
        let side = columns.len();
        if side != rows.len() || side < qr::modules_of_version(1) {
            return None;
        }
        // Not in the first row: its corner pixel may be three quarters light.
        let finder = columns.clone().take_while(|x| picture.at(*x, rows.start + 1) < HALF).count();
        let count = qr::modules_of_version(nearest_version(side, finder)?);
        let mut dark = Vec::with_capacity(count * count);
        for row in 0..count {
            for column in 0..count {
                let inside = |number: usize, from: usize| within(number, count, side, from);
                dark.push(is_dark(picture, inside(column, columns.start), inside(row, rows.start))?);
            }
        }
        Some(Self { dark, count, side })
    }

    fn read(&self) -> Option<Sighting> {
        let is_dark = |x: usize, y: usize| self.dark[y * self.count + x];
        let text = qr::decode_modules(self.count, is_dark)?;
        #[expect(clippy::cast_precision_loss, reason = "pixels of a page")]
        let (side, count) = (self.side as f64, self.count as f64);
        Some(Sighting { text, side, module: side / count })
    }
}

/// The columns and rows of the smallest box around everything dark.
fn dark_box(picture: &Grey) -> Option<(Range<usize>, Range<usize>)> {
    let (mut columns, mut rows) = (picture.width..0, picture.height..0);
    for (y, row) in picture.pixels.chunks_exact(picture.width).enumerate() {
        let Some(first) = row.iter().position(|pixel| *pixel < HALF) else { continue };
        let last = row.iter().rposition(|pixel| *pixel < HALF)?;
        columns = columns.start.min(first)..columns.end.max(last + 1);
        rows = rows.start.min(y)..y + 1;
    }
    (!columns.is_empty()).then_some((columns, rows))
}

/// The version of a symbol of so many pixels, by those of its finder pattern; nothing if there is none.
fn nearest_version(side: usize, finder: usize) -> Option<usize> {
    let beyond = (side * qr::FINDER).checked_sub(qr::modules_of_version(0) * finder)?;
    (beyond + 2 * finder).checked_div(4 * finder)
}

/// The pixels of a module on one axis that lie within it, though its edges may be half a pixel elsewhere; one in the
/// middle at least.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pixels of a page"
)]
fn within(number: usize, count: usize, side: usize, from: usize) -> Range<usize> {
    let module = side as f64 / count as f64;
    let middle = from as f64 + (number as f64 + 0.5) * module;
    // A pixel reaches up to 1 px beyond the point that it holds.
    let reach = (module / 2.0 - 1.5).max(0.0);
    (middle - reach) as usize..(middle + reach) as usize + 1
}

/// Whether a module is dark; nothing if its pixels differ.
fn is_dark(picture: &Grey, columns: Range<usize>, mut rows: Range<usize>) -> Option<bool> {
    let first = picture.at(columns.start, rows.start);
    let mut all = |is: fn(&u8) -> bool| {
        rows.all(|y| picture.pixels[y * picture.width..][columns.clone()].iter().all(is))
    };
    match first {
        ..DARK => all(|pixel| *pixel < DARK).then_some(true),
        _ => all(|pixel| *pixel > LIGHT).then_some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://booking.example/pcf-en-s";

    /// The symbol of the link as it looks in a rendered page, 29 modules and the quiet zone in `side` pixels, soft where
    /// a module begins or ends within a pixel.
    fn picture(side: usize) -> Grey {
        let symbol = qr::encode_for_screen(LINK).expect("a symbol");
        let modules: Vec<&[u8]> = symbol.rows.iter().map(String::as_bytes).collect();
        let count = symbol.modules + 2 * symbol.quiet_zone;
        let is_dark = |x: usize, y: usize| {
            let of = |at: usize| (at * count / (side * PARTS)).checked_sub(symbol.quiet_zone);
            modules.get(of(y)?)?.get(of(x)?).map(|module| *module == b'1')
        };
        let grey = |at: usize| {
            let (x, y) = (at % side * PARTS, at / side * PARTS);
            let parts = (0..PARTS * PARTS).map(|part| (x + part % PARTS, y + part / PARTS));
            let light = parts.filter(|(x, y)| is_dark(*x, *y) != Some(true)).count();
            u8::try_from(light * 255 / (PARTS * PARTS)).unwrap_or(u8::MAX)
        };
        Grey { width: side, height: side, pixels: (0..side * side).map(grey).collect() }
    }

    /// Each pixel of a picture is the mean of so many parts on either side.
    const PARTS: usize = 8;

    fn searched(picture: &Grey) -> Reading {
        qr::decode(picture.width, picture.height, |x, y| picture.at(x, y))
    }

    #[test]
    fn module_by_module_says_the_same_as_a_search() {
        let mut found = 0;
        for side in (120..420).step_by(7) {
            let picture = picture(side);
            let read = Modules::of(&picture).and_then(|modules| modules.read());
            let read = read.unwrap_or_else(|| panic!("a symbol of {side} px has no flaw"));
            assert_eq!(read.text, LINK);
            let module = f64::from(u16::try_from(side).expect("small")) / 37.0;
            assert!((read.module - module).abs() <= 1.0 / 29.0, "{read:?}, not {module}");
            assert!((read.side - 29.0 * module).abs() <= 1.0, "{read:?}, not {module}");
            // A search misses some good symbols.
            if let Ok(searched) = searched(&picture) {
                assert_eq!(searched.text, LINK);
                found += 1;
            }
        }
        assert!(found > 30, "{found} of 43");
    }

    #[test]
    fn a_spot_within_a_module_is_a_flaw_that_makes_it_searched_for() {
        let clear = picture(330);
        let (columns, rows) = dark_box(&clear).expect("a symbol");
        let spot = columns.len() / Modules::of(&clear).expect("no flaw").count / 2;
        for step in 0..40 {
            let mut damaged = picture(330);
            let (x, y) = (columns.start + step * 5 % columns.len(), rows.start + step * 83 % rows.len());
            for y in y..y + spot {
                damaged.pixels[y * 330 + x..][..spot].iter_mut().for_each(|pixel| *pixel ^= 0xff);
            }
            assert!(Modules::of(&damaged).is_none(), "{x}, {y}");
            assert_eq!(damaged.read(), searched(&damaged), "{x}, {y}");
        }
    }

    #[test]
    fn a_symbol_without_its_finder_patterns_is_not_read() {
        let mut picture = picture(330);
        let (columns, rows) = dark_box(&picture).expect("a symbol");
        let modules = Modules::of(&picture).expect("no flaw");
        let module = columns.len() / modules.count;
        // The eye of the lower left one.
        for y in rows.end - 5 * module..rows.end - 2 * module {
            picture.pixels[y * 330 + columns.start + 2 * module..][..3 * module].fill(255);
        }
        assert!(Modules::of(&picture).and_then(|modules| modules.read()).is_none());
    }

    #[test]
    fn nothing_is_seen_where_nothing_is() {
        let empty = Grey { width: 90, height: 90, pixels: vec![255; 90 * 90] };
        let full = Grey { width: 90, height: 90, pixels: vec![0; 90 * 90] };
        assert!(empty.read().is_err() && full.read().is_err());
    }
}
