//! JSON Schema (draft-04, -06, -07): what a definition says, and whether all that one allows is allowed by another.

mod accept;
mod parse;
mod references;
mod subset;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;

use crate::json;

pub(crate) use parse::parse;
pub(crate) use subset::readable;

/// Index of a schema in its document.
pub(crate) type Id = usize;

/// A whole definition. All its schemas are in one list and refer to each other by index.
#[derive(Debug)]
pub(crate) struct Document {
    pub schemas: Vec<Schema>,
    pub root: Id,
}

#[derive(Debug)]
pub(crate) enum Schema {
    /// `true` and `{}`.
    Always,
    /// `false`.
    Never,
    /// `$ref` to a schema of the same document; its neighbours do not count in these drafts.
    Reference(Id),
    /// `$ref` to a document that is not here, by its address.
    Remote(String),
    Rules(Box<Rules>),
}

/// The keywords of one schema that restrict something. What is absent restricts nothing.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    pub types: Option<Types>,
    /// `enum` and `const`.
    pub values: Vec<Values>,
    pub has_default: bool,
    pub number: NumberRules,
    pub string: StringRules,
    pub array: ArrayRules,
    pub object: ObjectRules,
    pub all_of: Vec<Id>,
    pub any_of: Vec<Id>,
    pub one_of: Vec<Id>,
    pub not: Option<Id>,
    pub condition: Option<Condition>,
}

/// Values that are listed one by one.
#[derive(Debug)]
pub(crate) struct Values {
    pub list: Vec<Value>,
    /// The types that there are in the list.
    pub types: Types,
    keys: HashSet<String>,
}

impl Values {
    pub fn new(list: Vec<Value>) -> Self {
        let types = list.iter().fold(Types::NONE, |all, value| all.or(Types::of(value)));
        let keys = list.iter().map(json::key).collect();
        Self { list, types, keys }
    }

    pub fn contain(&self, value: &Value) -> bool {
        Types::of(value).within(self.types) && self.keys.contains(&json::key(value))
    }
}

#[derive(Debug)]
pub(crate) struct Condition {
    pub test: Id,
    pub then: Option<Id>,
    pub otherwise: Option<Id>,
}

#[derive(Debug, Default)]
pub(crate) struct NumberRules {
    pub lower: Option<Bound>,
    pub upper: Option<Bound>,
    pub multiple_of: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bound {
    pub value: f64,
    pub exclusive: bool,
}

#[derive(Debug, Default)]
pub(crate) struct StringRules {
    pub length_min: Option<u64>,
    pub length_max: Option<u64>,
    pub pattern: Option<Pattern>,
    pub format: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct ArrayRules {
    pub items: Items,
    pub count_min: Option<u64>,
    pub count_max: Option<u64>,
    pub unique: bool,
    pub contains: Option<Id>,
}

#[derive(Debug, Default)]
pub(crate) enum Items {
    #[default]
    Any,
    All(Id),
    Tuple(Vec<Id>, Option<Id>),
}

#[derive(Debug, Default)]
pub(crate) struct ObjectRules {
    pub properties: BTreeMap<String, Id>,
    pub patterns: Vec<(Pattern, Id)>,
    pub additional: Option<Id>,
    pub required: BTreeSet<String>,
    pub count_min: Option<u64>,
    pub count_max: Option<u64>,
    pub names: Option<Id>,
    pub dependencies: BTreeMap<String, Dependency>,
}

#[derive(Debug)]
pub(crate) enum Dependency {
    Properties(BTreeSet<String>),
    Schema(Id),
}

/// A regular expression. One that the engine here does not know is only compared by its text.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub text: String,
    pub regex: Option<fancy_regex::Regex>,
}

impl Pattern {
    /// Whether it is found in the text; `None` when that cannot be told.
    pub fn finds(&self, text: &str) -> Option<bool> {
        self.regex.as_ref()?.is_match(text).ok()
    }
}

/// A set of JSON types. Whole numbers and other numbers are two members: `number` is both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Types(u8);

impl Types {
    pub const NULL: Self = Self(1);
    pub const BOOLEAN: Self = Self(2);
    pub const INTEGER: Self = Self(4);
    pub const FRACTION: Self = Self(8);
    pub const STRING: Self = Self(16);
    pub const ARRAY: Self = Self(32);
    pub const OBJECT: Self = Self(64);
    pub const NUMBER: Self = Self(4 | 8);
    pub const NONE: Self = Self(0);
    pub const ALL: Self = Self(127);
    const EACH: [Self; 6] = [Self::NULL, Self::BOOLEAN, Self::NUMBER, Self::STRING, Self::ARRAY, Self::OBJECT];

    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

    pub fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(number) => match number.as_f64() {
                Some(float) if float.fract() != 0.0 => Self::FRACTION,
                _ => Self::INTEGER,
            },
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub fn within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The members, one by one; numbers stay together.
    pub fn each(self) -> impl Iterator<Item = Self> {
        Self::EACH.into_iter().map(move |one| one.and(self)).filter(|one| *one != Self::NONE)
    }
}

impl Document {
    /// Whether the schema, or what it refers to, gives a default. References may go round.
    pub fn has_default(&self, mut id: Id) -> bool {
        for _ in 0..self.schemas.len() {
            match self.schemas.get(id) {
                Some(Schema::Reference(next)) => id = *next,
                Some(Schema::Rules(rules)) => return rules.has_default,
                _ => return false,
            }
        }
        false
    }
}

#[cfg(test)]
mod tests;
