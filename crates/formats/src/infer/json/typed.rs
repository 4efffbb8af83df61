//! The columns of JSON records under either rule of types, and what the types do not say.

use std::collections::HashMap;

use boathouse_schema::HiveType;
use serde::de::{Deserialize, IgnoredAny};

use super::super::columns::Columns;
use super::super::hints::temporal_hint;
use super::super::{Evidence, Hint, HintKind, InferredColumn, Mismatch, Shape, TypeRules};
use super::Record;

/// Columns in the making.
pub(super) struct JsonColumns {
    types: TypeRules,
    columns: Columns,
    wide: HashMap<String, Evidence>,
    /// What kind of times all values of a column are, if they are, and the first.
    times: HashMap<String, Option<(HiveType, Evidence)>>,
}

impl JsonColumns {
    pub fn new(types: TypeRules) -> Self {
        Self { types, columns: Columns::default(), wide: HashMap::new(), times: HashMap::new() }
    }

    /// Adds a record and the text it was read from.
    pub fn add(&mut self, record: Record, number: usize, text: &[u8]) -> Result<(), Mismatch> {
        let value = |path: &str| value_text(text, path);
        for path in record.wide {
            let shown = value(&path).unwrap_or_default();
            self.wide.entry(path.to_lowercase()).or_insert_with(|| Evidence::new(number, &shown));
        }
        let mut fields = record.fields;
        if self.types == TypeRules::Glue {
            for (path, shape) in &mut fields {
                self.see_time(path, shape, || Evidence::new(number, &value(path).unwrap_or_default()));
                coarsen(shape);
            }
        }
        self.columns.add_showing(fields, number, value)
    }

    fn see_time(&mut self, path: &str, shape: &Shape, evidence: impl FnOnce() -> Evidence) {
        let time = match shape {
            Shape::Unknown => return,
            Shape::Scalar(kind @ (HiveType::Date | HiveType::Timestamp)) => Some(kind),
            _ => None,
        };
        let name = path.to_lowercase();
        match (self.times.get_mut(&name), time) {
            (None, time) => _ = self.times.insert(name, time.map(|kind| (kind.clone(), evidence()))),
            (Some(known), None) => *known = None,
            (Some(Some((known, _))), Some(HiveType::Timestamp)) => *known = HiveType::Timestamp,
            (Some(_), Some(_)) => {}
        }
    }

    /// The columns, the names as written and the hints.
    pub fn finish(self) -> (Vec<InferredColumn>, Vec<String>, Vec<Hint>) {
        let (columns, paths) = self.columns.finish();
        let mut hints = Vec::new();
        for column in columns.iter().filter(|_| self.types == TypeRules::Glue) {
            let hint =
                |kind, evidence: &Evidence| Hint { column: column.name.clone(), kind, evidence: evidence.clone() };
            match &column.shape {
                Shape::Scalar(HiveType::String) => {
                    let time = self.times.get(&column.name).and_then(Option::as_ref);
                    hints.extend(time.and_then(|(kind, evidence)| {
                        temporal_hint(&column.name, &Shape::Scalar(kind.clone()), Some(evidence))
                    }));
                }
                Shape::Scalar(HiveType::Double) => {
                    hints.extend(self.wide.get(&column.name).map(|evidence| hint(HintKind::WideIntegers, evidence)));
                }
                _ => {}
            }
        }
        (columns, paths, hints)
    }
}

/// Glue knows no dates and times in JSON.
pub(super) fn coarsen(shape: &mut Shape) {
    match shape {
        Shape::Scalar(kind @ (HiveType::Date | HiveType::Timestamp)) => *kind = HiveType::String,
        Shape::Array(item) => coarsen(item),
        Shape::Map(key, value) => {
            coarsen(key);
            coarsen(value);
        }
        Shape::Struct(fields) => fields.iter_mut().for_each(|field| coarsen(&mut field.shape)),
        Shape::Scalar(_) | Shape::Unknown => {}
    }
}

/// The value of a key of an object, as it is written; of a key that comes twice the last.
fn value_text(object: &[u8], key: &str) -> Option<String> {
    let mut at = 1;
    let mut found = None;
    loop {
        at += object.get(at..)?.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b',').count();
        if object.get(at) == Some(&b'}') {
            return found;
        }
        let (name, length) = read::<String>(object.get(at..)?)?;
        at += length;
        at += object.get(at..)?.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b':').count();
        let (_, length) = read::<IgnoredAny>(object.get(at..)?)?;
        if name == key {
            let value = String::from_utf8_lossy(&object[at..at + length]);
            found = Some(value.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(&value).to_owned());
        }
        at += length;
    }
}

/// One JSON value from the front of `text`, and how long it is.
fn read<'a, T: Deserialize<'a>>(text: &'a [u8]) -> Option<(T, usize)> {
    let mut stream = serde_json::Deserializer::from_slice(text).into_iter::<T>();
    let value = stream.next()?.ok()?;
    Some((value, stream.byte_offset()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_as_they_are_written() {
        for (object, key, expected) in [
            ("{\"a\": 1.50, \"b\":\"x y\"}", "a", Some("1.50")),
            ("{\"a\": 1.50, \"b\":\"x y\"}", "b", Some("x y")),
            ("{ \"a\" : {\"c\":[1, 2]} , \"b\":null}", "a", Some("{\"c\":[1, 2]}")),
            ("{\"a\":1,\"a\":2}", "a", Some("2")),
            ("{\"a\":1}", "b", None),
            ("{}", "a", None),
            ("{\"a", "a", None),
            ("", "a", None),
        ] {
            assert_eq!(value_text(object.as_bytes(), key).as_deref(), expected, "{object} {key}");
        }
    }
}
