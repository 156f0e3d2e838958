//! Reads QR symbols back from finished pages.

use typst::layout::{Abs, Point, Ratio};
use typst_layout::Page;
use typst_render::RenderOptions;

use super::cut::cut_out;
use super::reading::Grey;
use crate::qr;

/// Grey above which a pixel of the quiet zone counts as white.
const WHITE: u8 = 250;

/// How a symbol is proved.
pub(super) struct Proof {
    /// Resolutions at which it is read, in pixels per pt: a decoder may miss a good symbol in one
    /// raster, so that a symbol fails only if none of them can be read.
    resolutions: &'static [f64],
    /// Least side of a module and of the symbol, in mm of paper; nothing for screens, where
    /// [`super::screen`] measures in pixels.
    smallest_mm: Option<(f64, f64)>,
}

/// On paper: as office printers and copiers show it, at 150, 200 and 300 pixels per inch.
pub(super) const PRINT: Proof = Proof {
    resolutions: &[150.0 / 72.0, 200.0 / 72.0, 300.0 / 72.0],
    smallest_mm: Some((qr::SMALLEST_MODULE_MM, qr::SMALLEST_SYMBOL_MM)),
};

/// On a screen: in its own pixels, one for each pt.
pub(super) const SCREEN: Proof = Proof { resolutions: &[1.0], smallest_mm: None };

/// The box of a QR symbol on a page, with its quiet zone.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SymbolBox {
    /// The page, counted from 1.
    pub page: usize,
    /// Its upper left corner.
    pub corner: Point,
    /// Its side, quiet zone included.
    pub width: Abs,
    /// The side of a module.
    pub module: Abs,
}

impl SymbolBox {
    /// Renders the part of the page that holds the symbol, and reads it back.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn prove(&self, page: &Page, link: &str, proof: &Proof) -> Result<(), String> {
        let part = cut_out(page, self.corner, self.width);
        let mut verdict = Ok(());
        for resolution in proof.resolutions {
            verdict = self.prove_at(&part, *resolution, link, proof.smallest_mm);
            if verdict.is_ok() {
                break;
            }
        }
        verdict
    }

    /// Side of the symbol without its quiet zone, in pt.
    pub fn side_pt(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "4")]
        let quiet = 2.0 * qr::QUIET_ZONE as f64;
        self.width.to_pt() - quiet * self.module.to_pt()
    }

    /// Whether its modules are whole pixels at whole places, one pixel for each pt.
    pub fn is_on_pixels(&self) -> bool {
        let whole = |length: Abs| (length.to_pt() - length.to_pt().round()).abs() < 0.001;
        whole(self.corner.x) && whole(self.corner.y) && whole(self.module)
    }

    fn prove_at(
        &self,
        part: &Page,
        px_per_pt: f64,
        link: &str,
        smallest_mm: Option<(f64, f64)>,
    ) -> Result<(), String> {
        let options = RenderOptions { pixel_per_pt: px_per_pt.into(), render_bleed: false };
        let picture = typst_render::render(part, &options);
        let grey = Grey {
            width: picture.width() as usize,
            height: picture.height() as usize,
            pixels: picture.pixels().iter().map(|p| luma(p.red(), p.green(), p.blue())).collect(),
        };
        self.quiet_zone_is_white(&grey)?;
        let sighting = grey.read()?;
        if let Some(smallest) = smallest_mm {
            is_large_enough(&sighting, px_per_pt * 72.0, smallest)?;
        }
        if sighting.text == link {
            Ok(())
        } else {
            Err(format!("the QR code on the finished page leads to `{}` instead of `{link}`", sighting.text))
        }
    }

    fn quiet_zone_is_white(&self, picture: &Grey) -> Result<(), String> {
        let (width, height) = (picture.width, picture.height);
        let ratio = Ratio::new(self.module.to_pt() / self.width.to_pt());
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "pixels"
        )]
        // One pixel is left for the soft edge of the symbol.
        let zone = ((ratio.get() * qr::QUIET_ZONE as f64 * width as f64) as usize).saturating_sub(1);
        let is_white = |pixels: &[u8]| pixels.iter().all(|pixel| *pixel >= WHITE);
        let disturbed = picture.pixels.chunks_exact(width).enumerate().any(|(y, row)| match y {
            _ if y < zone || y >= height - zone => !is_white(row),
            _ => !is_white(&row[..zone]) || !is_white(&row[width - zone..]),
        });
        if disturbed {
            return Err("something is printed inside the white margin of the QR code".into());
        }
        Ok(())
    }
}

/// Whether the symbol that was seen is large enough in print, but for the blur of a pixel.
fn is_large_enough(
    sighting: &qr::Sighting,
    ppi: f64,
    (module_mm, side_mm): (f64, f64),
) -> Result<(), String> {
    let millimetres = |pixels: f64| pixels / ppi * 25.4;
    let blur = 1.0 + 1.0 / sighting.side;
    let (module, side) = (millimetres(sighting.module) * blur, millimetres(sighting.side) * blur);
    if module < module_mm {
        return Err(format!("a module of the QR code is {module:.2} mm wide, at least {module_mm} mm scan"));
    }
    if side < side_mm {
        return Err(format!("the QR code is {side:.1} mm wide, at least {side_mm} mm scan"));
    }
    Ok(())
}

/// Brightness of an sRGB pixel (ITU-R BT.601).
fn luma(red: u8, green: u8, blue: u8) -> u8 {
    let sum = u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114;
    u8::try_from(sum / 1000).unwrap_or(u8::MAX)
}
