//! What somebody looks at.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// The longest id of a leaflet, screen or format.
const LONGEST_ID: usize = 64;
/// The longest language code that BCP 47 recommends to allow for.
const LONGEST_LANGUAGE: usize = 35;
/// The longest id of a slide: a leaflet, a language and a part of the leaflet.
const LONGEST_SLIDE: usize = 200;

/// What somebody looks at. Its text is `leaflet/<id>/<language>/<format>`, `screen/<screen>` or
/// `screen/<screen>/<slide id>`; only well-formed texts become a view.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum View {
    /// The pages of a leaflet.
    Leaflet {
        /// Id of the leaflet.
        leaflet: String,
        /// Language code.
        language: String,
        /// Id of the format.
        format: String,
    },
    /// All slides of a screen in the order of its loop, each a page.
    Screen {
        /// Id of the screen.
        screen: String,
    },
    /// One slide.
    Slide {
        /// Id of the screen.
        screen: String,
        /// Id of the slide, such as `lumbar-disc-surgery/en/red-flags` or `notice:silent-phones/en`.
        slide: String,
    },
}

/// Why a text is no view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewError {
    /// It begins with neither `leaflet/` nor `screen/`, or has too few or too many parts.
    Shape,
    /// The id of a leaflet, screen or format is not made of `a-z`, `0-9` and `-`, or is too long.
    Id,
    /// The language is no language code.
    Language,
    /// The id of a slide has other characters than letters, digits, `:`, `/` and `-`, or is too long.
    Slide,
}

impl View {
    /// The view of a leaflet.
    ///
    /// # Errors
    /// If a part is not well-formed.
    pub fn leaflet(leaflet: &str, language: &str, format: &str) -> Result<Self, ViewError> {
        let is_language = (2..=LONGEST_LANGUAGE).contains(&language.len())
            && language.split('-').all(|p| !p.is_empty() && p.chars().all(|c| c.is_ascii_alphanumeric()));
        if !is_language {
            return Err(ViewError::Language);
        }
        Ok(Self::Leaflet { leaflet: id(leaflet)?, language: language.to_owned(), format: id(format)? })
    }

    /// The view of a screen.
    ///
    /// # Errors
    /// If the id is not well-formed.
    pub fn screen(screen: &str) -> Result<Self, ViewError> {
        Ok(Self::Screen { screen: id(screen)? })
    }

    /// The view of a slide.
    ///
    /// # Errors
    /// If an id is not well-formed.
    pub fn slide(screen: &str, slide: &str) -> Result<Self, ViewError> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-');
        let is_slide = slide.len() <= LONGEST_SLIDE
            && slide.split('/').all(|part| !part.is_empty() && part.chars().all(allowed));
        if !is_slide {
            return Err(ViewError::Slide);
        }
        Ok(Self::Slide { screen: id(screen)?, slide: slide.to_owned() })
    }
}

fn id(text: &str) -> Result<String, ViewError> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_id = (1..=LONGEST_ID).contains(&text.len())
        && text.chars().all(allowed)
        && !text.starts_with('-')
        && !text.ends_with('-');
    if is_id { Ok(text.to_owned()) } else { Err(ViewError::Id) }
}

impl FromStr for View {
    type Err = ViewError;

    fn from_str(text: &str) -> Result<Self, ViewError> {
        match text.split_once('/').ok_or(ViewError::Shape)? {
            ("leaflet", rest) => match rest.split('/').collect::<Vec<_>>()[..] {
                [leaflet, language, format] => Self::leaflet(leaflet, language, format),
                _ => Err(ViewError::Shape),
            },
            ("screen", rest) => match rest.split_once('/') {
                Some((screen, slide)) => Self::slide(screen, slide),
                None => Self::screen(rest),
            },
            _ => Err(ViewError::Shape),
        }
    }
}

impl fmt::Display for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leaflet { leaflet, language, format } => write!(f, "leaflet/{leaflet}/{language}/{format}"),
            Self::Screen { screen } => write!(f, "screen/{screen}"),
            Self::Slide { screen, slide } => write!(f, "screen/{screen}/{slide}"),
        }
    }
}

impl Serialize for View {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for ViewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shape => {
                "a view is `leaflet/<id>/<language>/<format>`, `screen/<id>` or `screen/<id>/<slide>`"
            }
            Self::Id => "an id in a view is made of a-z, 0-9 and -",
            Self::Language => "the language of a view is a language code",
            Self::Slide => "the slide of a view is made of letters, digits, :, / and -",
        })
    }
}

impl std::error::Error for ViewError {}
