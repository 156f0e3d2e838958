//! Pictures that content names: read, and refused where they cannot be printed.

use super::Reader;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::{Image, ImageKind};
use crate::source::Place;

impl Reader<'_> {
    /// Reads an image and checks that it is what its name says.
    pub(super) fn image(&mut self, path: &str, place: Place, field: &str) -> Option<Image> {
        let kind = ImageKind::of_name(path)?;
        let name = path.rsplit('/').next().unwrap_or(path);
        let (message, hint) = match self.project.read_bytes(path) {
            Ok(bytes) => {
                let image = Image { kind, bytes: bytes.into() };
                match (found_kind(&image.bytes), (self.press.picture_fault)(&image)) {
                    (Some(found), _) if found != kind => {
                        let ending = found.extension();
                        let message = format!("`{name}` is in fact a `.{ending}` file");
                        (message, format!("rename it so that it ends in `.{ending}`"))
                    }
                    (_, None) => return Some(image),
                    (_, Some(fault)) => {
                        let message = format!("`{name}` cannot be printed ({fault})");
                        (message, "export the picture again as SVG, PNG or JPEG".to_owned())
                    }
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                (format!("there is no image `{name}` in this folder"), self.similar_image(path))
            }
            Err(error) => {
                let hint = "put the image itself into the folder".to_owned();
                (format!("the image `{name}` cannot be read ({error})"), hint)
            }
        };
        self.out.push(Diagnostic::error(Code::BadImage, place, message).field(field).hint(hint));
        None
    }

    /// The image in the same folder that was probably meant.
    fn similar_image(&self, path: &str) -> String {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let files = self.project.files_below(folder).unwrap_or_default();
        let names = files.iter().filter_map(|file| file.strip_prefix(folder)?.strip_prefix('/'));
        let images = names.filter(|name| !name.contains('/') && ImageKind::of_name(name).is_some());
        let name = path.rsplit('/').next().unwrap_or(path);
        nearest(name, images).unwrap_or_else(|| "put the file into the folder, or remove the key".into())
    }
}

/// The kind of image that the first bytes tell.
fn found_kind(bytes: &[u8]) -> Option<ImageKind> {
    match bytes {
        _ if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => Some(ImageKind::Png),
        _ if bytes.starts_with(&[0xff, 0xd8, 0xff]) => Some(ImageKind::Jpeg),
        _ => None,
    }
}
