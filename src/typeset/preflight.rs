//! Proves finished pages: type large enough, every glyph there, the QR code readable.
//!
//! Measured on the pages themselves, never guessed from the content.

use typst::foundations::{Dict, Value};
use typst::introspection::{MetadataElem, Tag};
use typst::layout::{Abs, Frame, FrameItem, Point, Ratio, Size, Transform};
use typst::text::TextItem;
use typst_layout::{Page, PagedDocument};
use typst_render::RenderOptions;

use crate::qr;

/// Resolutions at which a QR code is read back, in pixels per inch: a decoder may miss a good symbol
/// in one raster, so that a symbol fails only if none of them can be read.
const PROOF_PPI: [f64; 3] = [150.0, 200.0, 300.0];
/// Grey above which a pixel of the quiet zone counts as white.
const WHITE: u8 = 250;
/// Tolerance when comparing sizes that went through floating point, in pt.
const TOLERANCE_PT: f64 = 0.01;

/// Where a field of content begins on the pages.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldMark {
    /// The field, such as `procedure.steps.1.body`.
    pub field: String,
    /// The page, counted from 1.
    pub page: usize,
    /// From the left edge of the page, in pt.
    pub x: f64,
    /// From the top edge of the page, in pt.
    pub y: f64,
}

/// The box of a QR symbol on a page, with its quiet zone.
#[derive(Debug, Clone, PartialEq)]
struct SymbolBox {
    page: usize,
    corner: Point,
    width: Abs,
    module: Abs,
}

/// Text that is too small or has no glyphs.
#[derive(Debug, Clone, PartialEq)]
pub struct TextFault {
    /// The field it belongs to, as far as the marks tell.
    pub field: String,
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub kind: TextFaultKind,
}

/// What is wrong with a text on the page.
#[derive(Debug, Clone, PartialEq)]
pub enum TextFaultKind {
    /// Set smaller than the format allows.
    Small {
        /// The size it is set in, in pt.
        size_pt: f64,
    },
    /// A character without a glyph.
    MissingGlyph,
}

/// What the pages were found to hold.
#[derive(Debug, Default)]
pub struct Survey {
    /// Where the fields of content begin, in reading order.
    pub fields: Vec<FieldMark>,
    /// Faulty texts.
    pub faults: Vec<TextFault>,
    symbols: Vec<SymbolBox>,
}

/// Surveys every page; `smallest_pt` is the smallest type that the format allows.
pub fn survey(document: &PagedDocument, smallest_pt: f64) -> Survey {
    let mut walk = Walk { survey: Survey::default(), page: 0, field: String::new(), smallest_pt };
    for (index, page) in document.pages().iter().enumerate() {
        walk.page = index + 1;
        walk.frame(&page.frame, Transform::identity());
    }
    walk.survey
}

struct Walk {
    survey: Survey,
    page: usize,
    field: String,
    smallest_pt: f64,
}

impl Walk {
    fn frame(&mut self, frame: &Frame, transform: Transform) {
        for (position, item) in frame.items() {
            let here = transform.pre_concat(Transform::translate(position.x, position.y));
            match item {
                FrameItem::Group(group) => self.frame(&group.frame, here.pre_concat(group.transform)),
                FrameItem::Text(text) => self.text(text, here),
                FrameItem::Tag(Tag::Start(content, _)) => {
                    if let Some(metadata) = content.to_packed::<MetadataElem>()
                        && let Value::Dict(dict) = &metadata.value
                    {
                        self.mark(dict, Point::zero().transform(here));
                    }
                }
                _ => {}
            }
        }
    }

    fn mark(&mut self, dict: &Dict, at: Point) {
        if let Ok(Value::Str(field)) = dict.get("field") {
            field.as_str().clone_into(&mut self.field);
            let (x, y) = (at.x.to_pt(), at.y.to_pt());
            // An empty name ends a field.
            if !self.field.is_empty() {
                let mark = FieldMark { field: self.field.clone(), page: self.page, x, y };
                self.survey.fields.push(mark);
            }
        }
        if dict.get("qr").is_ok()
            && let (Some(width), Some(module)) = (number(dict, "width"), number(dict, "module"))
        {
            let (width, module) = (Abs::pt(width), Abs::pt(module));
            self.survey.symbols.push(SymbolBox { page: self.page, corner: at, width, module });
        }
    }

    fn text(&mut self, text: &TextItem, transform: Transform) {
        let size_pt = text.size.to_pt() * transform.kx.get().hypot(transform.sy.get());
        if size_pt + TOLERANCE_PT < self.smallest_pt {
            self.fault(text, TextFaultKind::Small { size_pt });
        }
        if text.glyphs.iter().any(|glyph| glyph.id == 0) {
            self.fault(text, TextFaultKind::MissingGlyph);
        }
    }

    fn fault(&mut self, text: &TextItem, kind: TextFaultKind) {
        let fault = TextFault { field: self.field.clone(), text: text.text.to_string(), kind };
        self.survey.faults.push(fault);
    }
}

fn number(dict: &Dict, key: &str) -> Option<f64> {
    match dict.get(key) {
        Ok(Value::Float(number)) => Some(*number),
        #[expect(clippy::cast_precision_loss, reason = "sizes on a page are small")]
        Ok(Value::Int(number)) => Some(*number as f64),
        _ => None,
    }
}

impl Survey {
    /// Proves that each page symbol decodes to `link`, is large enough and has its quiet zone.
    ///
    /// # Errors
    /// What is wrong with the first symbol that fails, or that there is none.
    pub fn prove_qr(&self, document: &PagedDocument, link: &str) -> Result<(), String> {
        if self.symbols.is_empty() {
            return Err("the layout prints no QR code for the booking link".into());
        }
        for symbol in &self.symbols {
            let page = &document.pages()[symbol.page - 1];
            symbol.prove(page, link)?;
        }
        Ok(())
    }
}

impl SymbolBox {
    /// Renders the part of the page that holds the symbol, and reads it back.
    fn prove(&self, page: &Page, link: &str) -> Result<(), String> {
        let part = self.cut_out(page);
        let mut verdict = Ok(());
        for ppi in PROOF_PPI {
            verdict = self.prove_at(&part, ppi, link);
            if verdict.is_ok() {
                break;
            }
        }
        verdict
    }

    fn prove_at(&self, part: &Page, ppi: f64, link: &str) -> Result<(), String> {
        let options = RenderOptions { pixel_per_pt: (ppi / 72.0).into(), render_bleed: false };
        let picture = typst_render::render(part, &options);
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let grey: Vec<u8> = picture.pixels().iter().map(|p| luma(p.red(), p.green(), p.blue())).collect();
        let at = |x: usize, y: usize| grey[y * width + x];
        self.quiet_zone_is_white(width, height, at)?;
        let sighting = qr::decode(width, height, at)?;
        is_large_enough(&sighting, ppi)?;
        if sighting.text == link {
            Ok(())
        } else {
            Err(format!("the QR code on the finished page leads to `{}` instead of `{link}`", sighting.text))
        }
    }

    /// A page of the symbol's size that shows just this part of the page.
    fn cut_out(&self, page: &Page) -> Page {
        let mut frame = Frame::hard(Size::splat(self.width));
        frame.push_frame(-self.corner, page.frame.clone());
        Page { frame, ..page.clone() }
    }

    fn quiet_zone_is_white(
        &self,
        width: usize,
        height: usize,
        at: impl Fn(usize, usize) -> u8,
    ) -> Result<(), String> {
        let ratio = Ratio::new(self.module.to_pt() / self.width.to_pt());
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "pixels"
        )]
        // One pixel is left for the soft edge of the symbol.
        let zone = ((ratio.get() * qr::QUIET_ZONE as f64 * width as f64) as usize).saturating_sub(1);
        let in_zone = |x: usize, y: usize| x < zone || y < zone || x >= width - zone || y >= height - zone;
        let disturbed = (0..height).any(|y| (0..width).any(|x| in_zone(x, y) && at(x, y) < WHITE));
        if disturbed {
            return Err("something is printed inside the white margin of the QR code".into());
        }
        Ok(())
    }
}

/// Whether the symbol that was seen is large enough in print, but for the blur of a pixel.
fn is_large_enough(sighting: &qr::Sighting, ppi: f64) -> Result<(), String> {
    let millimetres = |pixels: f64| pixels / ppi * 25.4;
    let blur = 1.0 + 1.0 / sighting.side;
    let (module, side) = (millimetres(sighting.module) * blur, millimetres(sighting.side) * blur);
    if module < qr::SMALLEST_MODULE_MM {
        let smallest = qr::SMALLEST_MODULE_MM;
        return Err(format!("a module of the QR code is {module:.2} mm wide, at least {smallest} mm scan"));
    }
    if side < qr::SMALLEST_SYMBOL_MM {
        let smallest = qr::SMALLEST_SYMBOL_MM;
        return Err(format!("the QR code is {side:.1} mm wide, at least {smallest} mm scan"));
    }
    Ok(())
}

/// Brightness of an sRGB pixel (ITU-R BT.601).
fn luma(red: u8, green: u8, blue: u8) -> u8 {
    let sum = u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114;
    u8::try_from(sum / 1000).unwrap_or(u8::MAX)
}
