//! `notices/<id>.toml`: from what is written to a checked [`Notice`].

use super::document;
use super::lexical::Lexicon;
use super::raw::RawNotice;
use super::schema::FileKind;
use super::{Reader, empty_hours, is_slug};
use crate::Result;
use crate::diagnostic::{Code, Diagnostic, nearest, ticked};
use crate::model::{Located, Notice, Notices, Practice, Screen, When};
use crate::placeholder::Facts;

/// The folder of the notices.
const NOTICES: &str = "content/notices";

impl Reader<'_> {
    /// Reads every notice.
    ///
    /// What `screens` names is checked where the screens are known.
    pub(super) fn notices(&mut self, practice: &Practice, screens: Option<&[Screen]>) -> Result<Notices> {
        let mut notices = Notices::default();
        for path in self.project.files_below(NOTICES)? {
            let name = path.strip_prefix(NOTICES).and_then(|rest| rest.strip_prefix('/'));
            let Some(id) = name.and_then(|name| name.strip_suffix(".toml")).filter(|id| !id.contains('/'))
            else {
                self.unread(&path, "name it `<id>.toml` and put it right into `content/notices`");
                continue;
            };
            match self.notice(id, &path, practice, screens) {
                Some(notice) => {
                    notices.good.insert(id.to_owned(), notice);
                }
                None => notices.broken.push(id.to_owned()),
            }
        }
        Ok(notices)
    }

    fn notice(
        &mut self,
        id: &str,
        path: &str,
        practice: &Practice,
        screens: Option<&[Screen]>,
    ) -> Option<Notice> {
        let source = self.source(path)?;
        if !is_slug(id) {
            let message = format!("the file name `{id}.toml` cannot be used for a notice");
            let hint = "rename it: at most 64 lower-case letters, digits and hyphens, a letter first";
            self.out.push(Diagnostic::error(Code::BadId, source.start(), message).hint(hint));
            return None;
        }
        let no_facts = Facts::default();
        let lexicon = Lexicon { has_glyph: self.press.has_glyph, facts: &no_facts };
        let document: Located<RawNotice> =
            document::read(&source, FileKind::Notice, &lexicon, &mut self.out)?;
        let before = self.out.len();
        self.notice_languages(&document, practice);
        self.notice_screens(&document, screens);
        self.notice_hours(&document);
        self.notice_period(&document);
        if self.out[before..].iter().any(Diagnostic::is_error) {
            return None;
        }
        let (raw, file) = document.split();
        let when = When { from: raw.from, until: raw.until, days: raw.days, hours: raw.hours };
        Some(Notice {
            id: id.to_owned(),
            updated: raw.updated,
            priority: raw.priority,
            when,
            screens: raw.screens,
            seconds: raw.seconds,
            text: raw.text,
            file,
        })
    }

    fn notice_languages(&mut self, document: &Located<RawNotice>, practice: &Practice) {
        for language in document.text.keys().filter(|language| !practice.languages.contains(language)) {
            let field = format!("text.{language}");
            let known = || practice.languages.iter().map(String::as_str);
            let hint = nearest(language, known()).unwrap_or_else(|| format!("there is: {}", ticked(known())));
            let message = format!("`{language}` is not among the languages of the practice");
            let place = document.place(&field);
            self.out.push(Diagnostic::error(Code::UnlistedLanguage, place, message).field(field).hint(hint));
        }
        if document.text.is_empty() {
            let message = "this notice has no words";
            let diagnostic =
                Diagnostic::error(Code::MissingKey, document.place("text"), message).field("text");
            self.out.push(diagnostic.hint("add `[text.en]` with `title`, and the same in each language"));
        }
    }

    fn notice_screens(&mut self, document: &Located<RawNotice>, screens: Option<&[Screen]>) {
        let Some(screens) = screens else { return };
        let known = || screens.iter().map(|screen| screen.id.as_str());
        for (index, name) in
            document.screens.iter().enumerate().filter(|(_, name)| !known().any(|id| id == *name))
        {
            let field = format!("screens.{}", index + 1);
            let hint = nearest(name, known()).unwrap_or_else(|| format!("there is: {}", ticked(known())));
            let message = format!("there is no screen `{name}`");
            let place = document.place(&field);
            self.out.push(Diagnostic::error(Code::UnknownReference, place, message).field(field).hint(hint));
        }
    }

    fn notice_hours(&mut self, document: &Located<RawNotice>) {
        for (index, _) in document.hours.iter().enumerate().filter(|(_, hours)| hours.from == hours.to) {
            let field = format!("hours.{}", index + 1);
            self.out.push(empty_hours(document.place(&field), field));
        }
    }

    fn notice_period(&mut self, document: &Located<RawNotice>) {
        let Some(until) = document.until else { return };
        if document.from.is_some_and(|from| from.begin() >= until.end()) {
            let message = "this notice ends before it begins";
            let diagnostic =
                Diagnostic::error(Code::BadDate, document.place("until"), message).field("until");
            self.out.push(diagnostic.hint("correct `from` or `until`"));
        } else if document.updated.0.to_string() > until.end() {
            // A year mistyped here makes every clock seem unset.
            let message = "this notice was written after its end";
            let place = document.place("updated");
            let diagnostic = Diagnostic::warning(Code::BadDate, place, message).field("updated");
            self.out.push(diagnostic.hint("correct `updated` or `until`"));
        }
    }
}
