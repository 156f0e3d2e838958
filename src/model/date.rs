//! A calendar date as content states it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

/// A day of the Gregorian calendar, without time or zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(pub jiff::civil::Date);

impl Date {
    /// The date of a TOML local date; nothing if it has a time, or is no real day.
    pub fn from_toml(value: &toml::value::Datetime) -> Option<Self> {
        let (Some(date), None, None) = (value.date, value.time, value.offset) else { return None };
        let year = i16::try_from(date.year).ok()?;
        let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
        jiff::civil::Date::new(year, month, day).ok().map(Self)
    }

    /// Whole calendar years since `year`.
    pub fn years_since(self, year: i16) -> i16 {
        self.0.year() - year
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = toml::value::Datetime::deserialize(deserializer)?;
        Self::from_toml(&value).ok_or_else(|| serde::de::Error::custom("not a date"))
    }
}

impl JsonSchema for Date {
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}
