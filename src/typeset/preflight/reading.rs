//! Reads QR symbols in pictures, and remembers what it read.
//!
//! The code of a leaflet looks the same from one edit to the next. Reading it takes longer than setting the page, so
//! that the same pixels are read once. They are always those of the page at hand.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use typst::utils::hash128;

use crate::qr::{self, Sighting};

/// How many pictures are remembered: more than there are booking codes at work at one time.
const MOST: usize = 512;

/// Pixels to a module that are enough to read it. On a screen a module is a block of many equal pixels: with fewer of
/// them nothing is lost, and reading is quick.
const FINE: usize = 4;

/// Modules on a side of the smallest symbol, with its quiet zone.
const LEAST_MODULES: usize = 21 + 2 * qr::QUIET_ZONE;

/// What is seen in a picture.
type Reading = Result<Sighting, String>;

/// What was read, by the hash of the picture; the latest at the end.
static READ: Mutex<VecDeque<(u128, Reading)>> = Mutex::new(VecDeque::new());

/// A picture in grey.
#[derive(Hash)]
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
        let key = hash128(self);
        if let Some(known) = recall(key) {
            return known;
        }
        let block = self.block();
        let reading = if block > FINE { self.read_in_blocks(block) } else { self.read_whole() };
        remember(key, &reading);
        reading
    }

    fn read_whole(&self) -> Reading {
        qr::decode(self.width, self.height, |x, y| self.at(x, y))
    }

    /// The same picture with smaller blocks; lengths are given in its own pixels all the same.
    fn read_in_blocks(&self, block: usize) -> Reading {
        let smaller = |length: usize| length / block * FINE;
        let at = |x: usize, y: usize| self.at(x / FINE * block, y / FINE * block);
        let sighting = qr::decode(smaller(self.width), smaller(self.height), at)?;
        #[expect(clippy::cast_precision_loss, reason = "pixels of a screen")]
        let scale = block as f64 / FINE as f64;
        Ok(Sighting { side: sighting.side * scale, module: sighting.module * scale, ..sighting })
    }

    /// The side of the largest blocks of one brightness each that the whole picture is made of, none of them
    /// larger than a module can be.
    fn block(&self) -> usize {
        let longest = self.width.min(self.height) / LEAST_MODULES;
        let divides = |side: &usize| self.width.is_multiple_of(*side) && self.height.is_multiple_of(*side);
        (2..=longest).rev().filter(divides).find(|side| self.is_made_of(*side)).unwrap_or(1)
    }

    fn is_made_of(&self, block: usize) -> bool {
        let mut rows = self.pixels.chunks_exact(self.width).enumerate();
        rows.all(|(y, row)| {
            // Rows of a block are alike, and so are the pixels of each of its rows.
            let above = y - y % block;
            row == &self.pixels[above * self.width..][..self.width]
                && (y != above || row.chunks_exact(block).all(|run| run.iter().all(|pixel| *pixel == run[0])))
        })
    }
}

fn recall(key: u128) -> Option<Reading> {
    let read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    read.iter().rev().find(|(known, _)| *known == key).map(|(_, reading)| reading.clone())
}

fn remember(key: u128, reading: &Reading) {
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if read.len() == MOST {
        read.pop_front();
    }
    read.push_back((key, reading.clone()));
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://booking.example/pcf-en-s";

    /// The symbol of the link on a screen, `module` pixels to a module.
    fn picture(module: usize) -> Grey {
        let symbol = qr::encode_for_screen(LINK).expect("a symbol");
        let side = (symbol.modules + 2 * symbol.quiet_zone) * module;
        let modules: Vec<&[u8]> = symbol.rows.iter().map(String::as_bytes).collect();
        let of = |at: usize| (at / module).checked_sub(symbol.quiet_zone);
        let is_dark = |x: usize, y: usize| modules.get(of(y)?)?.get(of(x)?).map(|module| *module == b'1');
        let grey = |at: usize| if is_dark(at % side, at / side) == Some(true) { 0 } else { 255 };
        Grey { width: side, height: side, pixels: (0..side * side).map(grey).collect() }
    }

    #[test]
    fn a_picture_of_blocks_says_the_same_as_all_of_its_pixels() {
        let picture = picture(17);
        assert_eq!(picture.block(), 17);
        let (whole, blocks) =
            (picture.read_whole().expect("read"), picture.read_in_blocks(17).expect("read"));
        assert_eq!((whole.text.as_str(), blocks.text.as_str()), (LINK, LINK));
        assert!((whole.side - blocks.side).abs() < 17.0 && (whole.module - blocks.module).abs() < 0.7);
    }

    #[test]
    fn one_odd_pixel_makes_it_no_picture_of_blocks() {
        let mut picture = picture(12);
        let middle = picture.pixels.len() / 2;
        picture.pixels[middle] ^= 0xff;
        assert_eq!(picture.block(), 1);
    }

    #[test]
    fn what_was_read_is_remembered_for_the_same_pixels_only() {
        let (clear, mut damaged) = (picture(5), picture(5));
        assert_eq!(clear.read(), clear.read());
        damaged.pixels.fill(255);
        assert!(clear.read().is_ok() && damaged.read().is_err());
    }
}
