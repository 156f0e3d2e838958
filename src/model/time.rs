//! Times of day and days of the week, as the practice's own clock shows them.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A time of day to the minute, from 00:00 to 24:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay {
    minutes: u16,
}

impl TimeOfDay {
    /// Reads `HH:MM`.
    pub fn parse(text: &str) -> Option<Self> {
        let (hours, minutes) = text.split_once(':')?;
        let is_number = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        let number = |part: &str| if is_number(part) { part.parse::<u16>().ok() } else { None };
        let (hours, minutes) = (number(hours)?, number(minutes)?);
        (minutes < 60 && hours * 60 + minutes <= 24 * 60).then_some(Self { minutes: hours * 60 + minutes })
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a time of day"))
    }
}

impl JsonSchema for TimeOfDay {
    fn schema_name() -> Cow<'static, str> {
        "TimeOfDay".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "time-of-day" })
    }
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// Part of a day. Where the end is before the beginning it goes on over midnight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// First minute, such as "08:00".
    pub from: TimeOfDay,
    /// The minute after the last, at most "24:00".
    pub to: TimeOfDay,
}

/// Part of certain days of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningHours {
    /// The days.
    pub days: Vec<Weekday>,
    /// First minute, such as "08:00".
    pub from: TimeOfDay,
    /// The minute after the last, at most "24:00".
    pub to: TimeOfDay,
}

/// A day, or a minute of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    date: jiff::civil::Date,
    time: Option<TimeOfDay>,
}

impl Moment {
    /// The moment of a TOML local date or local date-time; nothing if it has an offset, or is no
    /// real day.
    pub fn from_toml(value: &toml::value::Datetime) -> Option<Self> {
        let day = toml::value::Datetime { time: None, ..*value };
        let date = super::Date::from_toml(&day)?.0;
        let time =
            value.time.map(|time| TimeOfDay { minutes: u16::from(time.hour) * 60 + u16::from(time.minute) });
        Some(Self { date, time })
    }

    /// Its first minute, as `YYYY-MM-DDTHH:MM`.
    pub fn begin(self) -> String {
        let time = self.time.map_or_else(|| "00:00".into(), |time| time.to_string());
        format!("{}T{time}", self.date)
    }

    /// The minute at which it is over: the moment itself, or the end of its day.
    pub fn end(self) -> String {
        match self.time {
            Some(_) => self.begin(),
            None => format!("{}T24:00", self.date),
        }
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = toml::value::Datetime::deserialize(deserializer)?;
        Self::from_toml(&value).ok_or_else(|| serde::de::Error::custom("not a day or moment"))
    }
}

impl JsonSchema for Moment {
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "moment" })
    }
}
