//! The values of `WITH (…)`.

use std::collections::BTreeMap;

use boathouse_sql::Position;
use boathouse_sql::analyzer::PropertyValue;
use boathouse_types::Type;
use datafusion::arrow::array::{Array, AsArray};
use datafusion::common::ScalarValue;

use crate::{CATALOG_NAME, Failure};

const INVALID: &str = "INVALID_TABLE_PROPERTY";

/// Properties that are taken out one after the other; what is left at the end is refused.
#[derive(Debug)]
pub(super) struct Properties {
    left: Vec<PropertyValue>,
    /// Where each stands.
    places: BTreeMap<String, Position>,
}

impl Properties {
    pub(super) fn new(values: Vec<PropertyValue>) -> Self {
        let places = values.iter().map(|property| (property.name.clone(), property.at)).collect();
        // DEFAULT is as if nothing was said.
        Self { left: values.into_iter().filter(|property| property.value.is_some()).collect(), places }
    }

    fn take(&mut self, name: &str) -> Result<Option<(Type, ScalarValue)>, Failure> {
        let Some(at) = self.left.iter().position(|property| property.name == name) else { return Ok(None) };
        match self.left.remove(at).value {
            Some((_, value)) if value.is_null() => {
                let text = format!("Invalid null value for {} from [null]", described(name));
                Err(self.refused(name, &text))
            }
            value => Ok(value),
        }
    }

    /// A text.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Failure> {
        match self.take(name)? {
            None => Ok(None),
            Some((Type::Varchar(_), ScalarValue::Utf8View(Some(text)) | ScalarValue::Utf8(Some(text)))) => {
                Ok(Some(text))
            }
            Some((_, other)) => Err(self.wrong(name, &other, "varchar")),
        }
    }

    /// A whole number.
    pub(super) fn integer(&mut self, name: &str) -> Result<Option<i32>, Failure> {
        let value = self.take(name)?.map(|(_, value)| value);
        let number = match &value {
            None => return Ok(None),
            Some(ScalarValue::Int8(Some(value))) => i64::from(*value),
            Some(ScalarValue::Int16(Some(value))) => i64::from(*value),
            Some(ScalarValue::Int32(Some(value))) => i64::from(*value),
            Some(ScalarValue::Int64(Some(value))) => *value,
            Some(other) => return Err(self.wrong(name, other, "integer")),
        };
        let wide = || self.wrong(name, &ScalarValue::Int64(Some(number)), "integer");
        i32::try_from(number).map(Some).map_err(|_| wide())
    }

    /// A truth value.
    pub(super) fn boolean(&mut self, name: &str) -> Result<Option<bool>, Failure> {
        match self.take(name)? {
            None => Ok(None),
            Some((_, ScalarValue::Boolean(Some(value)))) => Ok(Some(value)),
            Some((_, other)) => Err(self.wrong(name, &other, "boolean")),
        }
    }

    /// Names of columns, in lower case.
    pub(super) fn names(&mut self, name: &str) -> Result<Vec<String>, Failure> {
        match self.take(name)? {
            None => Ok(Vec::new()),
            Some((Type::Array(_), ScalarValue::List(list))) if list.value(0).is_empty() => Ok(Vec::new()),
            Some((Type::Array(_), ScalarValue::List(list))) => {
                let items = list.value(0);
                let texts = items.as_string_view_opt().filter(|texts| texts.iter().all(|text| text.is_some()));
                let wrong = || self.wrong(name, &ScalarValue::List(list.clone()), "array(varchar)");
                Ok(texts.ok_or_else(wrong)?.iter().flatten().map(str::to_lowercase).collect())
            }
            Some((_, other)) => Err(self.wrong(name, &other, "array(varchar)")),
        }
    }

    /// A word that is none of those there are.
    pub(super) fn unknown_word(&self, name: &str, word: &str, words: &[&str]) -> Failure {
        let shown = shown(&ScalarValue::from(word));
        let why = format!("Invalid value [{word}]. Valid values: [{}]", words.join(", "));
        self.refused(name, &format!("Unable to set {} to [{shown}]: {why}", described(name)))
    }

    fn wrong(&self, name: &str, value: &ScalarValue, wanted: &str) -> Failure {
        let shown = shown(value);
        self.refused(name, &format!("Invalid value for {}: Cannot convert [{shown}] to {wanted}", described(name)))
    }

    fn refused(&self, name: &str, text: &str) -> Failure {
        Failure::engine(INVALID, self.places.get(name).copied(), text)
    }

    /// Refuses what is there under one of these names, which begin or are those of properties of Iceberg's tables.
    pub(super) fn refuse_icebergs(&mut self, names: &[&str]) -> Result<(), Failure> {
        match self.left.iter().find(|property| names.iter().any(|name| property.name.starts_with(name))) {
            Some(property) => Err(invalid(&format!("The table property '{}' is of Iceberg tables", property.name))),
            None => Ok(()),
        }
    }

    /// Refuses what nothing was asked of.
    pub(super) fn done(self) -> Result<(), Failure> {
        match self.left.first() {
            Some(unknown) => {
                let text = format!("Catalog '{CATALOG_NAME}' table property '{}' does not exist", unknown.name);
                Err(self.refused(&unknown.name, &text))
            }
            None => Ok(()),
        }
    }
}

fn described(name: &str) -> String {
    format!("catalog '{CATALOG_NAME}' table property '{name}'")
}

/// A value as it could be written in SQL.
fn shown(value: &ScalarValue) -> String {
    match value {
        value if value.is_null() => "null".to_owned(),
        ScalarValue::Utf8View(Some(text)) | ScalarValue::Utf8(Some(text)) => format!("'{}'", text.replace('\'', "''")),
        ScalarValue::List(list) => {
            let items = list.value(0);
            let item = |i| ScalarValue::try_from_array(&items, i).map_or_else(|_| "?".to_owned(), |item| shown(&item));
            format!("ARRAY[{}]", (0..items.len()).map(item).collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}

/// A property that says something that cannot be.
pub(super) fn invalid(text: &str) -> Failure {
    Failure::engine(INVALID, None, text)
}
