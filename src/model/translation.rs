//! The words of a leaflet in one language: exactly the tables of `<lang>.toml`, in its order.
//!
//! The same types are read from TOML, described by the JSON Schema and handed to the layouts, so
//! the three cannot drift apart. `short` texts are for slides and narrow panels, where the full
//! text does not fit: nothing is ever truncated.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Plain;
use crate::prose::Prose;

/// The words of a leaflet in one language. Only the title is needed to print a draft; what else
/// a leaflet must have is judged by [`crate::editorial`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// Name of the condition or procedure, at most 70 characters.
    pub title: Plain,
    /// Technical name, in brackets after the title.
    pub technical_name: Option<Plain>,
    /// The title in plain words.
    pub subtitle: Option<Plain>,
    /// One to three short sentences: what the reader should remember.
    pub main_message: Option<Prose>,
    /// The same in at most 15 words.
    pub main_message_short: Option<Plain>,
    /// Opening paragraph: for whom this is.
    pub intro: Option<Prose>,
    /// Lines about the clinician.
    #[serde(default)]
    pub about_clinician: Vec<Plain>,
    /// Words that belong to the illustration.
    pub figure: Option<FigureText>,
    /// What the condition or procedure is.
    pub what_is: Option<Passage>,
    /// Symptoms and warning signs.
    pub symptoms: Option<Symptoms>,
    /// Red flags: signs that need help at once.
    pub red_flags: Option<RedFlags>,
    /// When the procedure is considered.
    pub indications: Option<Bullets>,
    /// What the procedure can bring.
    pub benefits: Option<Bullets>,
    /// Other ways of treating.
    pub alternatives: Option<Passage>,
    /// What happens without treatment.
    pub no_treatment: Option<Passage>,
    /// How the procedure is done, step by step.
    pub procedure: Option<Procedure>,
    /// Recovery and daily life.
    pub recovery: Option<Recovery>,
    /// Risks and possible complications.
    pub risks: Option<Risks>,
    /// Frequently asked questions.
    pub faq: Option<Faq>,
    /// Questions that the patient may want to ask.
    pub questions_to_ask: Option<QuestionsToAsk>,
    /// Invitation to book a consultation.
    pub booking: Option<Call>,
}

/// Words that belong to the illustration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureText {
    /// What the picture shows, for those who cannot see it.
    pub alt: Plain,
    /// Line printed under the picture.
    pub caption: Option<Plain>,
}

/// A heading with running text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Passage {
    /// Heading.
    pub heading: Plain,
    /// Running text.
    pub body: Prose,
    /// The same in at most 20 words.
    pub short: Option<Plain>,
}

/// A heading with a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bullets {
    /// Heading.
    pub heading: Plain,
    /// The items.
    pub items: Vec<Prose>,
    /// The same in at most 4 items of at most 7 words.
    #[serde(default)]
    pub short: Vec<Plain>,
}

/// Symptoms and warning signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Symptoms {
    /// Heading.
    pub heading: Plain,
    /// Line that leads into the list.
    pub lead_in: Option<Plain>,
    /// The symptoms.
    pub items: Vec<Prose>,
    /// The same in at most 4 items of at most 7 words.
    #[serde(default)]
    pub short: Vec<Plain>,
}

/// Red flags: signs that need help at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RedFlags {
    /// Heading.
    pub heading: Plain,
    /// The signs.
    pub items: Vec<Prose>,
    /// What to do and whom to call.
    pub action: Prose,
    /// The signs in at most 4 items of at most 7 words.
    #[serde(default)]
    pub short: Vec<Plain>,
    /// Signs after the operation.
    pub after_surgery: Option<AfterSurgery>,
}

/// Signs after the operation that need a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AfterSurgery {
    /// Heading.
    pub heading: Plain,
    /// The signs.
    pub items: Vec<Prose>,
    /// What to do and whom to call.
    pub action: Prose,
}

/// How the procedure is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// Heading.
    pub heading: Plain,
    /// The steps in order; their numbers are printed by the layout.
    pub steps: Vec<Step>,
}

/// One step of the procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Title.
    pub title: Plain,
    /// What happens.
    pub body: Prose,
    /// The same in at most 20 words.
    pub short: Option<Plain>,
}

/// Recovery and daily life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recovery {
    /// Heading.
    pub heading: Plain,
    /// Running text.
    pub body: Prose,
    /// The same in at most 20 words.
    pub short: Option<Plain>,
    /// The timeline.
    #[serde(default)]
    pub milestones: Vec<Milestone>,
}

/// A point on the recovery timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// When, such as "4–6 weeks".
    pub when: Plain,
    /// What then.
    pub what: Plain,
    /// The same in at most 5 words; up to 4 milestones that have it are shown on screens.
    pub short: Option<Plain>,
}

/// Risks and possible complications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Risks {
    /// Heading.
    pub heading: Plain,
    /// Risks of any operation of this kind.
    pub general: Prose,
    /// Risks of this operation.
    pub specific: Prose,
    /// What the risks are weighed against.
    pub balance: Option<Prose>,
    /// How often they happen, or plainly that it is not known.
    pub frequency: Option<Prose>,
    /// The same in at most 4 items of at most 7 words.
    #[serde(default)]
    pub short: Vec<Plain>,
}

/// Frequently asked questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Faq {
    /// Heading.
    pub heading: Plain,
    /// Questions with answers.
    pub items: Vec<Question>,
}

/// A question with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question.
    pub question: Plain,
    /// The answer.
    pub answer: Prose,
    /// The answer in at most 20 words.
    pub short: Option<Plain>,
}

/// Questions that the patient may want to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionsToAsk {
    /// Heading.
    pub heading: Plain,
    /// The questions, four to eight.
    pub items: Vec<Plain>,
    /// The same in at most 4 items of at most 7 words.
    #[serde(default)]
    pub short: Vec<Plain>,
}

/// Invitation to book a consultation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Heading.
    pub heading: Plain,
    /// Running text.
    pub body: Prose,
    /// The invitation itself, such as "Request a consultation".
    pub button: Plain,
    /// The same in at most 4 words, beside the QR code on screens.
    pub short: Option<Plain>,
    /// Line under it.
    pub closing: Option<Plain>,
}
