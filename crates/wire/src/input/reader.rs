//! A serde deserialiser over a JSON value with AWS's rules and texts.

use std::cell::RefCell;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use super::reported::REPORTED;
use super::{Constraints, InputError};

pub(super) const LIST_NOT_EXPECTED: &str = "Start of list found where not expected";
const MAP_NOT_EXPECTED: &str = "Start of structure or map found where not expected.";

/// The members that were not read, as paths.
#[derive(Default)]
pub(super) struct Ignored {
    path: RefCell<Vec<String>>,
    found: RefCell<Vec<String>>,
}

impl Ignored {
    pub fn into_paths(self) -> Vec<String> {
        self.found.into_inner()
    }

    fn note(&self) {
        self.found.borrow_mut().push(self.path.borrow().join("."));
    }

    /// Runs `work` one step further down; the step's name is put in front of the path of its error.
    fn under<T>(&self, step: &str, error_step: &str, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        self.path.borrow_mut().push(step.to_owned());
        let outcome = work();
        self.path.borrow_mut().pop();
        outcome.map_err(|error| error.under(error_step))
    }
}

/// What went wrong, and where as far as it matters for the text.
#[derive(Debug)]
pub(super) enum Error {
    WrongKind(String),
    Missing { path: Vec<String> },
    NotInSet { path: Vec<String>, value: String, set: Vec<&'static str> },
}

impl Error {
    fn under(mut self, step: &str) -> Self {
        if let Self::Missing { path } | Self::NotInSet { path, .. } = &mut self {
            path.insert(0, step.to_owned());
        }
        self
    }

    pub fn into_input_error(self) -> InputError {
        let mut constraints = Constraints::naming_values();
        match self {
            Self::WrongKind(text) => return InputError::WrongKind(text),
            Self::Missing { path } => constraints.missing(&path.join(".")),
            Self::NotInSet { path, value, set } => constraints.one_of(&path.join("."), &value, &set),
        };
        constraints.finish().err().unwrap_or(InputError::Unreadable)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongKind(text) => f.write_str(text),
            Self::Missing { path } => write!(f, "{} is missing", path.join(".")),
            Self::NotInSet { path, value, .. } => write!(f, "{} cannot be '{value}'", path.join(".")),
        }
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(text: T) -> Self {
        Self::WrongKind(text.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing { path: vec![member(field)] }
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::NotInSet { path: Vec::new(), value: variant.to_owned(), set: expected.to_vec() }
    }
}

/// The text for a value that is not the wanted scalar (`an Integer`, `a String`).
pub(crate) fn not_a_scalar(value: &Value, wanted: &str) -> String {
    let kind = match value {
        Value::Array(_) => return LIST_NOT_EXPECTED.to_owned(),
        Value::Object(_) => return MAP_NOT_EXPECTED.to_owned(),
        Value::String(_) => "STRING_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Null => "NULL_VALUE",
    };
    format!("{kind} can not be converted to {wanted}")
}

/// The text for a value that is no list where one is wanted.
pub(crate) fn not_a_list(value: &Value) -> &'static str {
    if value.is_object() { MAP_NOT_EXPECTED } else { "Expected list or null" }
}

/// The text for a value that is no structure or map where one is wanted.
pub(crate) fn not_members(value: &Value) -> &'static str {
    if value.is_array() { LIST_NOT_EXPECTED } else { "Expected null" }
}

/// Members are written with a small first letter in the services' texts.
pub(crate) fn member(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    value: &'a Value,
    ignored: &'a Ignored,
}

impl<'a> Reader<'a> {
    pub fn new(value: &'a Value, ignored: &'a Ignored) -> Self {
        Self { value, ignored }
    }

    fn not_a_scalar(self, wanted: &str) -> Error {
        Error::WrongKind(not_a_scalar(self.value, wanted))
    }

    fn integer(self, wanted: &str) -> Result<i64, Error> {
        let Value::Number(number) = self.value else { return Err(self.not_a_scalar(wanted)) };
        // Decimals are cut, as the services do.
        number
            .as_i64()
            .or_else(|| number.as_f64().map(|decimal| decimal as i64))
            .ok_or_else(|| self.not_a_scalar(wanted))
    }

    fn visit_list<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Array(items) => visitor.visit_seq(Items { items, at: 0, ignored: self.ignored }),
            other => Err(Error::WrongKind(not_a_list(other).to_owned())),
        }
    }

    fn visit_members<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Object(members) => {
                visitor.visit_map(Members { members: members.iter(), next: None, ignored: self.ignored })
            }
            other => Err(Error::WrongKind(not_members(other).to_owned())),
        }
    }
}

macro_rules! integers {
    ($($method:ident $wanted:literal),+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.visit_i64(self.integer($wanted)?)
        }
    )+};
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(truth) => visitor.visit_bool(*truth),
            Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(integer), ..) => visitor.visit_i64(integer),
                (_, Some(integer), _) => visitor.visit_u64(integer),
                (.., decimal) => visitor.visit_f64(decimal.unwrap_or_default()),
            },
            Value::String(text) => visitor.visit_str(text),
            Value::Array(_) => self.visit_list(visitor),
            Value::Object(_) => self.visit_members(visitor),
        }
    }

    integers!(deserialize_i8 "a Byte", deserialize_i16 "a Short", deserialize_i32 "an Integer", deserialize_i64 "a Long");
    integers!(deserialize_u8 "a Byte", deserialize_u16 "a Short", deserialize_u32 "an Integer", deserialize_u64 "a Long");

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value.as_f64() {
            Some(number) => visitor.visit_f64(number),
            None => Err(self.not_a_scalar("a Double")),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Bool(truth) => visitor.visit_bool(*truth),
            _ => Err(self.not_a_scalar("a Boolean")),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::String(text) => visitor.visit_str(text),
            _ => Err(self.not_a_scalar("a String")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.visit_list(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.visit_members(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.visit_members(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        if name == REPORTED {
            self.ignored.note();
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.value {
            Value::String(text) => {
                let variant: StrDeserializer<'_, Error> = text.as_str().into_deserializer();
                visitor.visit_enum(variant)
            }
            _ => Err(self.not_a_scalar("a String")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.ignored.note();
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i128 u128 char bytes byte_buf unit unit_struct tuple tuple_struct identifier }
}

struct Items<'a> {
    items: &'a [Value],
    at: usize,
    ignored: &'a Ignored,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        // Null elements are dropped.
        while self.items.get(self.at).is_some_and(Value::is_null) {
            self.at += 1;
        }
        let Some(value) = self.items.get(self.at) else { return Ok(None) };
        self.at += 1;
        let reader = Reader::new(value, self.ignored);
        let (step, error_step) = ((self.at - 1).to_string(), format!("{}.member", self.at));
        self.ignored.under(&step, &error_step, || seed.deserialize(reader)).map(Some)
    }
}

struct Members<'a> {
    members: serde_json::map::Iter<'a>,
    next: Option<(&'a String, &'a Value)>,
    ignored: &'a Ignored,
}

impl<'de> MapAccess<'de> for Members<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        // Null members are absent.
        self.next = self.members.find(|(_, value)| !value.is_null());
        let Some((name, _)) = self.next else { return Ok(None) };
        let key: StrDeserializer<'_, Error> = name.as_str().into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        let Some((name, value)) = self.next.take() else {
            return Err(Error::WrongKind(MAP_NOT_EXPECTED.to_owned()));
        };
        let reader = Reader::new(value, self.ignored);
        self.ignored.under(name, &member(name), || seed.deserialize(reader))
    }
}
