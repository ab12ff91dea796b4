//! Values with their place in the file, and the whole numbers that people write.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};
use toml::Spanned;

/// Findings accepted at an entry: code = "reason", or code = { of = […], because = "reason" }, with their places.
pub type RawAccept = BTreeMap<Placed<String>, Placed<RawAcceptance>>;

/// Why a finding is accepted, and of what it may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawAcceptance {
    /// The findings that are meant, each by the names that it may be about besides that of its entry; absent: any.
    pub of: Option<Vec<BTreeSet<String>>>,
    /// Why it is fine there.
    pub because: String,
}

impl JsonSchema for RawAcceptance {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Acceptance".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

impl<'de> Deserialize<'de> for RawAcceptance {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ReasonOrTable)
    }
}

/// The names of one finding, or lists of the names of several.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected names, such as `[\"a\", \"b\"]`, or a list of such lists: one for each finding"
)]
enum Names {
    OfOne(BTreeSet<String>),
    OfEach(Vec<BTreeSet<String>>),
}

impl Names {
    fn groups(self) -> Vec<BTreeSet<String>> {
        match self {
            Self::OfOne(names) => vec![names],
            Self::OfEach(groups) => groups,
        }
    }
}

/// Reads a reason, or a table with one.
struct ReasonOrTable;

impl<'de> Visitor<'de> for ReasonOrTable {
    type Value = RawAcceptance;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a reason, or `{ of = [names], because = \"reason\" }`")
    }

    fn visit_str<E: de::Error>(self, because: &str) -> Result<RawAcceptance, E> {
        Ok(RawAcceptance { of: None, because: because.to_owned() })
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<RawAcceptance, A::Error> {
        let (mut of, mut because) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "of" => of = Some(map.next_value::<Names>()?.groups()),
                "because" => because = Some(map.next_value()?),
                other => return Err(de::Error::unknown_field(other, &["of", "because"])),
            }
        }
        Ok(RawAcceptance { of, because: because.ok_or_else(|| de::Error::missing_field("because"))? })
    }
}

/// A value with its place in the file; to editors it is just the value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Placed<T>(Spanned<T>);

impl<T> Placed<T> {
    /// Another value at the same place.
    #[must_use]
    pub fn with(&self, value: T) -> Self {
        Self(Spanned::new(self.0.span(), value))
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.0.into_inner()
    }
}

impl<T> Deref for Placed<T> {
    type Target = Spanned<T>;

    fn deref(&self) -> &Spanned<T> {
        &self.0
    }
}

impl<T: JsonSchema> JsonSchema for Placed<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A lead that is too close to call: fit points, or a share as text.
#[derive(Clone, Debug, PartialEq)]
pub enum RawCloseCall {
    /// Fit points.
    Points(f64),
    /// What should be a share, such as `10 %`.
    Share(String),
}

impl<'de> Deserialize<'de> for RawCloseCall {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PointsOrShare;
        impl Visitor<'_> for PointsOrShare {
            type Value = RawCloseCall;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("fit points, such as 4 or 1.5, or a share of the leading option's fit, such as \"10 %\"")
            }
            fn visit_i64<E: de::Error>(self, points: i64) -> Result<RawCloseCall, E> {
                Ok(RawCloseCall::Points(points as f64))
            }
            fn visit_f64<E: de::Error>(self, points: f64) -> Result<RawCloseCall, E> {
                Ok(RawCloseCall::Points(points))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<RawCloseCall, E> {
                Ok(RawCloseCall::Share(text.to_owned()))
            }
        }
        deserializer.deserialize_any(PointsOrShare)
    }
}

impl JsonSchema for RawCloseCall {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "CloseCall".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "anyOf": [
                { "type": "number", "minimum": 0, "maximum": 100 },
                { "type": "string", "pattern": "^[0-9]+(\\.[0-9])? ?%$" }
            ]
        })
    }
}

/// A whole number, also written as text: `10_000`, `"10k"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Whole(pub i64);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WholeVisitor;
        impl Visitor<'_> for WholeVisitor {
            type Value = Whole;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a whole number, such as 500 or \"10k\"")
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Whole, E> {
                Ok(Whole(number))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Whole, E> {
                let number = crate::condition::parse_number(text);
                number.map(Whole).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_any(WholeVisitor)
    }
}

impl JsonSchema for Whole {
    fn schema_name() -> Cow<'static, str> {
        "Whole".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "description": "A whole number: 500, 10_000, \"10k\", \"1.5M\".",
            "anyOf": [{ "type": "integer" }, { "type": "string", "pattern": "^-?[0-9][0-9_]*(\\.[0-9]+)?[kKmMgG]?$" }]
        })
    }
}
