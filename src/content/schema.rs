//! The JSON Schemas of the content files: made from the types, used to check files and to let
//! editors complete and validate them.

use std::sync::LazyLock;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::raw::{RawLeaflet, RawNotice, RawPractice, RawScreens};
use crate::model::Translation;

/// The kinds of content file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// `practice.toml`.
    Practice,
    /// `leaflet.toml`.
    Leaflet,
    /// `<lang>.toml`.
    Translation,
    /// `screens.toml`.
    Screens,
    /// A file in `notices/`.
    Notice,
}

impl FileKind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::Practice, Self::Leaflet, Self::Translation, Self::Screens, Self::Notice];

    /// The name under which its schema is written: `<name>.schema.json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Leaflet => "leaflet",
            Self::Translation => "translation",
            Self::Screens => "screens",
            Self::Notice => "notice",
        }
    }

    /// The JSON Schema of this kind of file.
    pub fn schema(self) -> &'static Value {
        static PRACTICE: LazyLock<Value> = LazyLock::new(generate::<RawPractice>);
        static LEAFLET: LazyLock<Value> = LazyLock::new(generate::<RawLeaflet>);
        static TRANSLATION: LazyLock<Value> = LazyLock::new(generate::<Translation>);
        static SCREENS: LazyLock<Value> = LazyLock::new(generate::<RawScreens>);
        static NOTICE: LazyLock<Value> = LazyLock::new(generate::<RawNotice>);
        match self {
            Self::Practice => &PRACTICE,
            Self::Leaflet => &LEAFLET,
            Self::Translation => &TRANSLATION,
            Self::Screens => &SCREENS,
            Self::Notice => &NOTICE,
        }
    }
}

/// Draft 7 is what TOML language servers understand best.
fn generate<T: JsonSchema>() -> Value {
    let schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<T>();
    let mut value = schema.to_value();
    without_null(&mut value);
    value
}

/// TOML has no null: an optional value is absent. Takes `null` out of every type.
fn without_null(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(without_null),
        Value::Object(map) => {
            if let Some(Value::Array(types)) = map.get_mut("type") {
                types.retain(|name| name != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    map.insert("type".into(), only);
                }
            }
            if let Some(Value::Array(options)) = map.get_mut("anyOf") {
                options.retain(|option| option.get("type").is_none_or(|name| name != "null"));
                if let [Value::Object(only)] = options.as_slice() {
                    let only = only.clone();
                    map.remove("anyOf");
                    map.extend(only);
                }
            }
            map.retain(|key, value| key != "default" || !value.is_null());
            map.values_mut().for_each(without_null);
        }
        _ => {}
    }
}
