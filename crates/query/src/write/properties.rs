//! The values of `WITH (…)`.

use boathouse_sql::analyzer::PropertyValue;
use boathouse_types::Type;
use datafusion::arrow::array::AsArray;
use datafusion::common::ScalarValue;

use crate::{CATALOG_NAME, Failure};

const INVALID: &str = "INVALID_TABLE_PROPERTY";

/// Properties that are taken out one after the other; what is left at the end is refused.
#[derive(Debug)]
pub(super) struct Properties(Vec<PropertyValue>);

impl Properties {
    pub(super) fn new(values: Vec<PropertyValue>) -> Self {
        // DEFAULT is as if nothing was said.
        Self(values.into_iter().filter(|property| property.value.is_some()).collect())
    }

    fn take(&mut self, name: &str) -> Option<(Type, ScalarValue)> {
        let at = self.0.iter().position(|property| property.name == name)?;
        self.0.remove(at).value
    }

    /// A text.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Failure> {
        match self.take(name) {
            None => Ok(None),
            Some((Type::Varchar(_) | Type::Char(_), value)) => match value {
                ScalarValue::Utf8View(Some(text)) | ScalarValue::Utf8(Some(text)) => Ok(Some(text)),
                other => Err(wrong(name, &other, "varchar")),
            },
            Some((_, other)) => Err(wrong(name, &other, "varchar")),
        }
    }

    /// A whole number.
    pub(super) fn integer(&mut self, name: &str) -> Result<Option<i64>, Failure> {
        match self.take(name) {
            None => Ok(None),
            Some((_, ScalarValue::Int8(Some(value)))) => Ok(Some(value.into())),
            Some((_, ScalarValue::Int16(Some(value)))) => Ok(Some(value.into())),
            Some((_, ScalarValue::Int32(Some(value)))) => Ok(Some(value.into())),
            Some((_, ScalarValue::Int64(Some(value)))) => Ok(Some(value)),
            Some((_, other)) => Err(wrong(name, &other, "integer")),
        }
    }

    /// A truth value.
    pub(super) fn boolean(&mut self, name: &str) -> Result<Option<bool>, Failure> {
        match self.take(name) {
            None => Ok(None),
            Some((_, ScalarValue::Boolean(Some(value)))) => Ok(Some(value)),
            Some((_, other)) => Err(wrong(name, &other, "boolean")),
        }
    }

    /// Names of columns, in lower case.
    pub(super) fn names(&mut self, name: &str) -> Result<Vec<String>, Failure> {
        match self.take(name) {
            None => Ok(Vec::new()),
            Some((Type::Array(_), ScalarValue::List(list))) => {
                let items = list.value(0);
                let texts = items.as_string_view_opt().filter(|texts| texts.iter().all(|text| text.is_some()));
                let texts = texts.ok_or_else(|| wrong(name, &ScalarValue::List(list.clone()), "array(varchar)"))?;
                Ok(texts.iter().flatten().map(str::to_lowercase).collect())
            }
            Some((_, other)) => Err(wrong(name, &other, "array(varchar)")),
        }
    }

    /// Refuses what is there under one of these names, which begin or are those of properties of Iceberg's tables.
    pub(super) fn refuse_icebergs(&mut self, names: &[&str]) -> Result<(), Failure> {
        match self.0.iter().find(|property| names.iter().any(|name| property.name.starts_with(name))) {
            Some(property) => Err(invalid(&format!("The table property '{}' is of Iceberg tables", property.name))),
            None => Ok(()),
        }
    }

    /// Refuses what nothing was asked of.
    pub(super) fn done(self) -> Result<(), Failure> {
        match self.0.first() {
            Some(unknown) => {
                let text = format!("Catalog '{CATALOG_NAME}' does not support table property '{}'", unknown.name);
                Err(Failure::engine(INVALID, Some(unknown.at), &text))
            }
            None => Ok(()),
        }
    }
}

fn wrong(name: &str, value: &ScalarValue, wanted: &str) -> Failure {
    let text = format!(
        "Invalid value for catalog '{CATALOG_NAME}' table property '{name}': Cannot convert [{value}] to {wanted}"
    );
    Failure::engine(INVALID, None, &text)
}

/// A property that says something that cannot be.
pub(super) fn invalid(text: &str) -> Failure {
    Failure::engine(INVALID, None, text)
}
