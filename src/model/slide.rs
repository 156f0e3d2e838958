//! The kinds of slide, and what a leaflet says about its own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a slide shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlideKind {
    /// Title, main message and picture.
    Title,
    /// What the condition or procedure is.
    WhatIs,
    /// Symptoms and warning signs.
    Symptoms,
    /// Red flags, and whom to call.
    RedFlags,
    /// A step: before, during, after.
    Step,
    /// The recovery timeline.
    Recovery,
    /// Risks.
    Risks,
    /// A question with its answer.
    Question,
    /// What the patient may want to ask.
    QuestionsToAsk,
    /// Invitation to book, with the QR code.
    Booking,
    /// A notice of the practice.
    Notice,
    /// The practice itself: shown where there is nothing else to show.
    Practice,
}

impl SlideKind {
    /// Without these a leaflet is not shown at all: what warns, and what balances.
    pub fn is_mandatory(self) -> bool {
        matches!(self, Self::RedFlags | Self::Risks)
    }

    /// What may not simply be left out: what warns, what balances, what the practice announces, and
    /// what is shown where there is nothing else.
    pub fn may_not_be_left_out(self) -> bool {
        self.is_mandatory() || matches!(self, Self::Notice | Self::Practice)
    }
}

/// What the slides of a leaflet show, and for how long.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlideChoices {
    /// Questions of the FAQ that are shown, counted from 1; the first three with a short answer if
    /// none are named.
    #[serde(default)]
    #[schemars(inner(range(min = 1, max = 99)))]
    pub questions: Vec<u16>,
    /// Times on screen in s, where the number of words is no good measure.
    #[serde(default)]
    pub seconds: SlideSeconds,
}

/// The time on screen of each kind of slide, in s.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the kinds of slide, see SlideKind")]
pub struct SlideSeconds {
    #[schemars(range(min = 5, max = 300))]
    pub title: Option<u16>,
    #[schemars(range(min = 5, max = 300))]
    pub what_is: Option<u16>,
    #[schemars(range(min = 5, max = 300))]
    pub symptoms: Option<u16>,
    #[schemars(range(min = 5, max = 300))]
    pub red_flags: Option<u16>,
    #[schemars(range(min = 5, max = 300))]
    pub step: Option<u16>,
    #[schemars(range(min = 5, max = 300))]
    pub recovery: Option<u16>,
    #[schemars(range(min = 5, max = 300))]
    pub risks: Option<u16>,
    #[schemars(range(min = 5, max = 300))]
    pub question: Option<u16>,
    #[schemars(range(min = 5, max = 300))]
    pub questions_to_ask: Option<u16>,
    #[schemars(range(min = 5, max = 300))]
    pub booking: Option<u16>,
}

impl SlideSeconds {
    /// The time that is set for a kind of slide.
    pub fn get(&self, kind: SlideKind) -> Option<u16> {
        match kind {
            SlideKind::Title => self.title,
            SlideKind::WhatIs => self.what_is,
            SlideKind::Symptoms => self.symptoms,
            SlideKind::RedFlags => self.red_flags,
            SlideKind::Step => self.step,
            SlideKind::Recovery => self.recovery,
            SlideKind::Risks => self.risks,
            SlideKind::Question => self.question,
            SlideKind::QuestionsToAsk => self.questions_to_ask,
            SlideKind::Booking => self.booking,
            SlideKind::Notice | SlideKind::Practice => None,
        }
    }
}
