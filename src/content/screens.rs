//! `screens.toml`: from what is written to checked [`Screens`].

use super::document;
use super::lexical::Lexicon;
use super::raw::{RawScreen, RawScreens};
use super::schema::FileKind;
use super::{Known, Reader, duplicates, empty_hours};
use crate::diagnostic::{Code, Diagnostic, nearest, ticked};
use crate::model::{Located, Practice, Screen, Screens, Stage};
use crate::placeholder::Facts;

/// Where the screens are described.
const SCREENS: &str = "content/screens.toml";
/// How long people wait where nobody has said it, in minutes (reported waits: 5 to 30).
const EXPECTED_WAIT_MINUTES: f64 = 10.0;

/// A reference from a screen, as it is reported where it leads nowhere.
struct Reference<'a> {
    field: String,
    kind: &'a str,
    name: &'a str,
    known: Vec<&'a str>,
}

impl Reader<'_> {
    /// Reads the screens; nothing if there is no such file, or it has errors: what was published
    /// before stays.
    pub(super) fn screens(&mut self, practice: &Practice, known: &Known<'_>) -> Option<Screens> {
        if !self.project.root().join(SCREENS).exists() {
            return None;
        }
        let source = self.source(SCREENS)?;
        let no_facts = Facts::default();
        let lexicon = Lexicon { has_glyph: self.press.has_glyph, facts: &no_facts };
        let document: Located<RawScreens> =
            document::read(&source, FileKind::Screens, &lexicon, &mut self.out)?;
        let before = self.out.len();
        let ids: Vec<&str> = document.screens.iter().map(|screen| screen.id.as_str()).collect();
        duplicates(self, &ids, "screens", |index| document.place(&format!("screens.{}.id", index + 1)));
        for (index, screen) in document.screens.iter().enumerate() {
            let leaflets =
                known.good.keys().copied().chain(known.broken.iter().map(String::as_str)).collect();
            self.screen_references(&document, index + 1, screen, practice, leaflets);
            self.screen_hours(&document, index + 1, screen);
        }
        if practice.time_zone.is_none() && !document.screens.is_empty() {
            let message = "the screens need the time zone of the practice";
            let place = practice.file.start();
            let diagnostic = Diagnostic::error(Code::MissingKey, place, message).field("time_zone");
            self.out
                .push(diagnostic.hint("add `time_zone = \"Europe/Madrid\"`, with your own region and city"));
        }
        if self.out[before..].iter().any(Diagnostic::is_error) {
            return None;
        }
        let (raw, file) = document.split();
        let screens = raw.screens.into_iter().enumerate();
        let list = screens.map(|(index, raw)| screen(index + 1, raw, known)).collect();
        Some(Screens { list, time_zone: practice.time_zone.clone().unwrap_or_default(), file })
    }

    fn screen_references<'a>(
        &mut self,
        document: &Located<RawScreens>,
        number: usize,
        screen: &'a RawScreen,
        practice: &'a Practice,
        leaflets: Vec<&'a str>,
    ) {
        let lists = [
            (
                "languages",
                "language",
                &screen.languages,
                practice.languages.iter().map(String::as_str).collect(),
            ),
            ("leaflets", "leaflet", &screen.leaflets, leaflets),
            (
                "categories",
                "category",
                &screen.categories,
                practice.categories.keys().map(String::as_str).collect(),
            ),
        ];
        for (key, kind, names, known) in lists {
            let field = format!("screens.{number}.{key}");
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            duplicates(self, &names, &field, |index| document.place(&format!("{field}.{}", index + 1)));
            for (index, name) in names.into_iter().enumerate() {
                let field = format!("{field}.{}", index + 1);
                self.screen_reference(document, Reference { field, kind, name, known: known.clone() });
            }
        }
    }

    /// Hours that end when they begin would keep the screen off for ever.
    fn screen_hours(&mut self, document: &Located<RawScreens>, number: usize, screen: &RawScreen) {
        for (index, _) in screen.opening_hours.iter().enumerate().filter(|(_, hours)| hours.from == hours.to)
        {
            let field = format!("screens.{number}.opening_hours.{}", index + 1);
            self.out.push(empty_hours(document.place(&field), field));
        }
    }

    fn screen_reference(&mut self, document: &Located<RawScreens>, reference: Reference<'_>) {
        let Reference { field, kind, name, known } = reference;
        if known.contains(&name) {
            return;
        }
        let hint = nearest(name, known.iter().copied()).unwrap_or_else(|| {
            if known.is_empty() { "there is none yet".into() } else { format!("there is: {}", ticked(known)) }
        });
        let message = match kind {
            "language" => format!("`{name}` is not among the languages of the practice"),
            _ => format!("there is no {kind} `{name}`"),
        };
        let place = document.place(&field);
        self.out.push(Diagnostic::error(Code::UnknownReference, place, message).field(field).hint(hint));
    }
}

fn screen(number: usize, raw: RawScreen, known: &Known<'_>) -> Screen {
    let everything = raw.leaflets.is_empty() && raw.categories.is_empty();
    let is_meant = |category: &str| everything || raw.categories.iter().any(|meant| meant == category);
    let is_named = |id: &str| raw.leaflets.iter().any(|named| named == id);
    let others = known.good.iter().filter(|(id, category)| is_meant(category) && !is_named(id));
    let shown = raw.leaflets.iter().cloned().chain(others.map(|(id, _)| (*id).to_owned())).collect();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 600 minutes")]
    let expected_wait_s = (raw.expected_wait_minutes.unwrap_or(EXPECTED_WAIT_MINUTES) * 60.0).round() as u32;
    Screen {
        id: raw.id,
        name: raw.name,
        stage: Stage {
            size: raw.size,
            diagonal_inches: raw.diagonal_inches,
            viewing_distance_m: raw.viewing_distance_m,
            theme: raw.theme,
            clock: raw.clock,
        },
        languages: raw.languages,
        leaflets: shown,
        open_ended: everything || !raw.categories.is_empty(),
        expected_wait_s,
        show_drafts: raw.show_drafts,
        opening_hours: raw.opening_hours,
        number,
    }
}
