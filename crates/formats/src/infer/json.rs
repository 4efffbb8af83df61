//! JSON: newline-delimited or concatenated objects, or one array at the root.

mod path;
mod shown;
mod typed;

use std::fmt;

use boathouse_schema::HiveType;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use self::typed::{JsonColumns, coarsen};
use super::hints::is_wide;
use super::merge::merge_fields;
use super::temporal::temporal;
use super::{Evidence, Hint, InferredColumn, Mismatch, Shape, TypeRules};

pub use self::path::{JsonPath, JsonPathSchema, infer_json_path};

/// Values nested deeper are registered as `string`: type texts of more levels are not read back.
const NESTING_DEPTH_MAX: u8 = 48;
/// Column of a file whose root is an array.
const ROOT_ARRAY_COLUMN: &str = "array";

/// What the file's top level is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonRoot {
    /// Objects, one after the other.
    Objects,
    /// One array.
    Array,
}

/// What a sample of a JSON file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonSchema {
    /// Columns in the order of first appearance.
    pub columns: Vec<InferredColumn>,
    /// Top-level keys as written, byte-sorted.
    pub paths: Vec<String>,
    /// Objects, or one array.
    pub root: JsonRoot,
    /// Whole records in the sample.
    pub records: u64,
    /// Bytes of those records, line ends not counted.
    pub record_bytes: u64,
    /// What a reader of this data should know.
    pub notes: Vec<String>,
    /// What the types do not say.
    pub hints: Vec<Hint>,
}

/// Infers the columns of a JSON sample by Glue's rules. `complete` says that the sample is the whole file.
///
/// # Errors
/// As [`infer_json_typed`].
pub fn infer_json(sample: &[u8], complete: bool) -> Result<JsonSchema, Mismatch> {
    infer_json_typed(sample, complete, TypeRules::Glue)
}

/// Infers the columns of a JSON sample. `complete` says that the sample is the whole file.
///
/// # Errors
/// [`Mismatch`] when the sample does not begin with `{` or `[` or does not parse; with `needs_more`
/// when no record ends within the sample.
pub fn infer_json_typed(sample: &[u8], complete: bool, types: TypeRules) -> Result<JsonSchema, Mismatch> {
    let text = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample);
    let mut schema = match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{') => objects(text, complete, types)?,
        Some(b'[') => root_array(text, complete, types)?,
        Some(_) => return Err(Mismatch::new("it does not begin with { or [")),
        None => return Err(Mismatch { reason: "it holds white space only".to_owned(), needs_more: !complete }),
    };
    if text.len() < sample.len() {
        schema.notes.push("the file begins with a byte order mark, which was skipped".to_owned());
    }
    Ok(schema)
}

fn objects(text: &[u8], complete: bool, types: TypeRules) -> Result<JsonSchema, Mismatch> {
    let mut columns = JsonColumns::new(types);
    let (mut records, mut record_bytes, mut multi_line) = (0, 0, None);
    let mut stream = serde_json::Deserializer::from_slice(text).into_iter::<Record>();
    let mut end = 0;
    while let Some(parsed) = stream.next() {
        let record = match parsed {
            Ok(record) => record,
            Err(error) if error.is_eof() && !complete => break,
            Err(error) => return Err(Mismatch::new(format!("record {} is not JSON: {error}", records + 1))),
        };
        let start = end + text[end..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        end = stream.byte_offset();
        records += 1;
        record_bytes += (end - start) as u64;
        if multi_line.is_none() && text[start..end].contains(&b'\n') {
            multi_line = Some(records);
        }
        columns.add(record, records, &text[start..end])?;
    }
    if records == 0 {
        return Err(Mismatch { reason: "no whole record was found".to_owned(), needs_more: !complete });
    }
    let notes = multi_line
        .map(|record| format!("record {record} spans several lines: Athena reads one JSON record a line"))
        .into_iter()
        .collect();
    let (columns, paths, hints) = columns.finish();
    Ok(JsonSchema { columns, paths, root: JsonRoot::Objects, records: records as u64, record_bytes, notes, hints })
}

/// Elements are taken one by one, so that a cut array still shows what it holds.
fn root_array(text: &[u8], complete: bool, types: TypeRules) -> Result<JsonSchema, Mismatch> {
    let mut item = Shape::Unknown;
    let mut elements = 0usize;
    let mut at = 1 + text.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    loop {
        at += text[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        match text.get(at) {
            Some(b']') if text[at + 1..].iter().all(u8::is_ascii_whitespace) => break,
            Some(b']') => return Err(Mismatch::new("more follows the array at the root")),
            Some(b',') if elements > 0 => at += 1,
            Some(_) => {
                let mut stream = serde_json::Deserializer::from_slice(&text[at..]).into_iter::<Element>();
                match stream.next() {
                    Some(Ok(Element(mut shape))) => {
                        if types == TypeRules::Glue {
                            coarsen(&mut shape);
                        }
                        item = item.join(shape);
                    }
                    Some(Err(error)) if !error.is_eof() || complete => {
                        return Err(Mismatch::new(format!("element {} is not JSON: {error}", elements + 1)));
                    }
                    _ => break,
                }
                elements += 1;
                at += stream.byte_offset();
            }
            None if complete => return Err(Mismatch::new("the array at the root does not end")),
            None => break,
        }
    }
    if elements == 0 && !complete {
        return Err(Mismatch { reason: "no whole element was found".to_owned(), needs_more: true });
    }
    Ok(JsonSchema {
        columns: vec![InferredColumn {
            name: ROOT_ARRAY_COLUMN.to_owned(),
            shape: Shape::Array(Box::new(item)),
            evidence: Some(Evidence::new(1, "[")),
        }],
        paths: vec![ROOT_ARRAY_COLUMN.to_owned()],
        root: JsonRoot::Array,
        records: 1,
        record_bytes: text.len() as u64,
        notes: vec!["the root is an array: Athena reads one JSON object a line and will not read this file".to_owned()],
        hints: Vec::new(),
    })
}

/// One object at the root, keys as written.
struct Record {
    fields: Vec<(String, Shape)>,
    /// Keys of integers that no double need hold.
    wide: Vec<String>,
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RecordVisitor)
    }
}

struct RecordVisitor;

impl<'de> Visitor<'de> for RecordVisitor {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let (mut fields, mut wide) = (Vec::new(), Vec::new());
        while let Some(key) = map.next_key::<String>()? {
            let shape = map.next_value_seed(ShapeSeed(1))?;
            if shape == WIDE || shape == WIDER {
                wide.push(key.clone());
            }
            fields.push((key, plain(shape)));
        }
        Ok(Record { fields, wide })
    }
}

/// One value of any kind.
struct Element(Shape);

impl<'de> Deserialize<'de> for Element {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ShapeSeed(1).deserialize(deserializer).map(|shape| Element(plain(shape)))
    }
}

/// What [`ShapeSeed`] gives for an integer that no double need hold, until [`plain`] makes it what it is registered as:
/// JSON has no decimals of its own.
const WIDE: Shape = Shape::Scalar(HiveType::Decimal { precision: 19, scale: 0 });
/// The same for an integer beyond 64 bits.
const WIDER: Shape = Shape::Scalar(HiveType::Decimal { precision: 20, scale: 0 });

fn plain(shape: Shape) -> Shape {
    match shape {
        WIDE => Shape::Scalar(HiveType::BigInt),
        // Integers beyond 64 bits have no Hive type that every reader knows but `double`.
        WIDER => Shape::Scalar(HiveType::Double),
        other => other,
    }
}

fn whole(value: i64) -> Shape {
    match i32::try_from(value) {
        Ok(_) => Shape::Scalar(HiveType::Int),
        Err(_) if is_wide(value.unsigned_abs()) => WIDE,
        Err(_) => Shape::Scalar(HiveType::BigInt),
    }
}

/// Reads a value for its shape; values themselves are not kept. The number is the depth.
#[derive(Clone, Copy)]
struct ShapeSeed(u8);

impl<'de> DeserializeSeed<'de> for ShapeSeed {
    type Value = Shape;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Shape, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ShapeSeed {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::Scalar(HiveType::Boolean))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Shape, E> {
        Ok(whole(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Shape, E> {
        Ok(i64::try_from(value).map_or(WIDER, whole))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Scalar(HiveType::Double))
    }

    fn visit_str<E>(self, value: &str) -> Result<Shape, E> {
        Ok(Shape::Scalar(temporal(value).unwrap_or(HiveType::String)))
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape::Unknown)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Shape, A::Error> {
        if self.0 >= NESTING_DEPTH_MAX {
            while items.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Shape::Scalar(HiveType::String));
        }
        let mut item = Shape::Unknown;
        while let Some(next) = items.next_element_seed(ShapeSeed(self.0 + 1))? {
            item = item.join(plain(next));
        }
        Ok(Shape::Array(Box::new(item)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        if self.0 >= NESTING_DEPTH_MAX {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Shape::Scalar(HiveType::String));
        }
        let mut fields = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            fields.push((key.to_lowercase(), plain(map.next_value_seed(ShapeSeed(self.0 + 1))?)));
        }
        Ok(Shape::Struct(merge_fields(fields.into_iter())))
    }
}

#[cfg(test)]
mod tests;
