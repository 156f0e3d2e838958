//! The stable names of findings.

/// What kind of finding it is; [`Code::as_str`] is stable and may be relied on by scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// The file is not valid TOML.
    Syntax,
    /// The file is not valid UTF-8 text.
    NotText,
    /// A file that must exist does not.
    MissingFile,
    /// A file that nothing reads.
    UnknownFile,
    /// A key that the format does not have.
    UnknownKey,
    /// A key that must be there is not.
    MissingKey,
    /// A value of the wrong type.
    WrongType,
    /// A value outside a closed list.
    UnknownValue,
    /// A text with nothing in it.
    EmptyText,
    /// A line break where one line is needed.
    LineBreak,
    /// A control character in a text.
    ControlCharacter,
    /// A character that no font has.
    MissingGlyph,
    /// `{{ … }}` that cannot be filled.
    UnknownPlaceholder,
    /// Markdown outside the subset.
    UnsupportedMarkup,
    /// A language that the program does not know.
    UnknownLanguage,
    /// A language file that `practice.toml` does not list.
    UnlistedLanguage,
    /// A listed language without a text.
    MissingTranslation,
    /// An id or code of the wrong form.
    BadId,
    /// The same id, code or file twice.
    Duplicate,
    /// A reference to something that does not exist.
    UnknownReference,
    /// A link of the wrong form, or to a host that is not allowed.
    BadLink,
    /// A link that is only a stand-in.
    PlaceholderLink,
    /// A booking link too long for a small QR code.
    LongLink,
    /// An image that cannot be used.
    BadImage,
    /// A colour of the wrong form.
    BadColor,
    /// A colour that is too light to read.
    LowContrast,
    /// A date or year that is none, or in the wrong order.
    BadDate,
    /// A number that is too small or too large.
    OutOfRange,
    /// A part that a leaflet must have.
    MissingPart,
    /// A review record that contradicts itself.
    Review,
    /// A text too long for its place, or a list with too many or too few items.
    Length,
    /// A layout that cannot be compiled.
    Layout,
    /// A font family that `fonts/` does not have.
    MissingFont,
    /// Type below the smallest size of the format.
    SmallType,
    /// A QR code that is missing, too small, or does not decode to its link.
    QrCode,
    /// Pages that cannot be exported under the PDF standards.
    Export,
    /// A slide that cannot be shown, or not be read from every seat.
    Slide,
    /// A loop that is too long for the time that people wait.
    LongLoop,
}

impl Code {
    /// The name, in words joined by hyphens.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::NotText => "not-text",
            Self::MissingFile => "missing-file",
            Self::UnknownFile => "unknown-file",
            Self::UnknownKey => "unknown-key",
            Self::MissingKey => "missing-key",
            Self::WrongType => "wrong-type",
            Self::UnknownValue => "unknown-value",
            Self::EmptyText => "empty-text",
            Self::LineBreak => "line-break",
            Self::ControlCharacter => "control-character",
            Self::MissingGlyph => "missing-glyph",
            Self::UnknownPlaceholder => "unknown-placeholder",
            Self::UnsupportedMarkup => "unsupported-markup",
            Self::UnknownLanguage => "unknown-language",
            Self::UnlistedLanguage => "unlisted-language",
            Self::MissingTranslation => "missing-translation",
            Self::BadId => "bad-id",
            Self::Duplicate => "duplicate",
            Self::UnknownReference => "unknown-reference",
            Self::BadLink => "bad-link",
            Self::PlaceholderLink => "placeholder-link",
            Self::LongLink => "long-link",
            Self::BadImage => "bad-image",
            Self::BadColor => "bad-color",
            Self::LowContrast => "low-contrast",
            Self::BadDate => "bad-date",
            Self::OutOfRange => "out-of-range",
            Self::MissingPart => "missing-part",
            Self::Review => "review",
            Self::Length => "length",
            Self::Layout => "layout",
            Self::MissingFont => "missing-font",
            Self::SmallType => "small-type",
            Self::QrCode => "qr-code",
            Self::Export => "export",
            Self::Slide => "slide",
            Self::LongLoop => "long-loop",
        }
    }
}
