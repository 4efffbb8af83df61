//! Parts of JSON that a path leads to, each of which is a row.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::super::columns::Columns;
use super::shown::Values;
use super::{InferredColumn, Mismatch, Record, RecordVisitor, Shape, ShapeSeed, coarsen, plain};

/// Column of rows that are no objects.
pub(super) const RECORD_COLUMN: &str = "record";

/// `$`, then any of `.name`, `['name']`, `[n]`, `.*` and `[*]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonPath(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Name(String),
    Index(usize),
    /// Every element, or every value of an object.
    Any,
}

impl FromStr for JsonPath {
    type Err = Mismatch;

    fn from_str(path: &str) -> Result<Self, Mismatch> {
        let wrong = || Mismatch::new(format!("'{path}' is not '$' followed by .name, ['name'], [n] or *"));
        let mut rest = path.strip_prefix('$').ok_or_else(wrong)?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let (step, after) = step(rest).ok_or_else(wrong)?;
            steps.push(step);
            rest = after;
        }
        Ok(Self(steps))
    }
}

fn step(rest: &str) -> Option<(Step, &str)> {
    if let Some(quoted) = rest.strip_prefix("['") {
        let (name, after) = quoted.split_once("']")?;
        return (!name.is_empty()).then(|| (Step::Name(name.to_owned()), after));
    }
    if let Some(index) = rest.strip_prefix('[') {
        let (index, after) = index.split_once(']')?;
        if index == "*" {
            return Some((Step::Any, after));
        }
        let is_number = !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit());
        return if is_number { Some((Step::Index(index.parse().ok()?), after)) } else { None };
    }
    let named = rest.strip_prefix('.')?;
    let (name, after) = named.split_at(named.find(['.', '[']).unwrap_or(named.len()));
    if name == "*" {
        return Some((Step::Any, after));
    }
    let is_name = !name.is_empty() && !name.contains(['*', ']', '\'', '"', '(', ')', '?', '@']);
    is_name.then(|| (Step::Name(name.to_owned()), after))
}

/// What a sample says of the rows at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonPathSchema {
    /// The keys of rows that are objects; `record` for other rows.
    pub columns: Vec<InferredColumn>,
    /// The names as written, byte-sorted.
    pub paths: Vec<String>,
    /// Rows in the sample.
    pub records: u64,
    /// What a reader of this data should know.
    pub notes: Vec<String>,
}

/// Infers the columns of what a path leads to. `complete` says that the sample is the whole file.
///
/// # Errors
/// [`Mismatch`] when the sample is no JSON, or when the path leads to nothing in it; then with `needs_more` when more
/// could follow.
pub fn infer_json_path(sample: &[u8], complete: bool, path: &JsonPath) -> Result<JsonPathSchema, Mismatch> {
    let text = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample);
    if !text.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| matches!(byte, b'{' | b'[')) {
        return Err(Mismatch::new("it does not begin with { or ["));
    }
    let found = RefCell::new(Found::default());
    visit(text, complete, path, &found)?;
    let Found { columns, records, trouble } = found.into_inner();
    if let Some(trouble) = trouble {
        return Err(trouble);
    }
    if records == 0 {
        return Err(Mismatch { reason: "its path leads to nothing".to_owned(), needs_more: !complete });
    }
    let (mut columns, paths) = columns.finish();
    show(&mut columns, text, path);
    let notes = vec!["its rows are at a JSON path: Athena does not look there, a job can".to_owned()];
    Ok(JsonPathSchema { columns, paths, records: records as u64, notes })
}

/// Leads the documents of a text along the path.
fn visit<R: Rows>(text: &[u8], complete: bool, path: &JsonPath, rows: &RefCell<R>) -> Result<(), Mismatch> {
    let mut documents = 0;
    let mut at = 0;
    loop {
        at += text[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if at >= text.len() {
            return Ok(());
        }
        let mut document = serde_json::Deserializer::from_slice(&text[at..]);
        documents += 1;
        match (At { steps: &path.0, rows }).deserialize(&mut document) {
            Ok(()) => at += document.into_iter::<IgnoredAny>().byte_offset().max(1),
            // What was found before the text was cut counts.
            Err(error) if error.is_eof() && !complete => return Ok(()),
            Err(error) => return Err(Mismatch::new(format!("document {documents} is not JSON: {error}"))),
        }
    }
}

/// Looks again for the values that decided, which are few: while rows are read, none of their text is at hand.
fn show(columns: &mut [InferredColumn], text: &[u8], path: &JsonPath) {
    let mut wanted = Wanted::default();
    for column in columns.iter() {
        let Some(evidence) = &column.evidence else { continue };
        wanted.rows.entry(evidence.record).or_default().insert(column.name.clone());
    }
    let wanted = RefCell::new(wanted);
    // The text has been read once, so that it can be read again.
    if visit(text, false, path, &wanted).is_err() {
        return;
    }
    let mut shown = wanted.into_inner().shown;
    for column in columns {
        if let (Some(evidence), Some(value)) = (&mut column.evidence, shown.remove(&column.name)) {
            evidence.value = value;
        }
    }
}

/// What is at the end of a path, row by row.
trait Rows {
    fn row<'de, D: Deserializer<'de>>(rows: &RefCell<Self>, deserializer: D) -> Result<(), D::Error>;
}

/// Values to be shown.
#[derive(Default)]
struct Wanted {
    /// Names of columns, by the row whose value is wanted.
    rows: BTreeMap<u64, BTreeSet<String>>,
    row: u64,
    shown: BTreeMap<String, String>,
}

impl Rows for Wanted {
    fn row<'de, D: Deserializer<'de>>(rows: &RefCell<Self>, deserializer: D) -> Result<(), D::Error> {
        let names = {
            let mut wanted = rows.borrow_mut();
            wanted.row += 1;
            let row = wanted.row;
            wanted.rows.remove(&row)
        };
        let Some(names) = names else { return deserializer.deserialize_ignored_any(IgnoredAny).map(drop) };
        let shown = deserializer.deserialize_any(Values { names })?;
        rows.borrow_mut().shown.extend(shown);
        Ok(())
    }
}

#[derive(Default)]
struct Found {
    columns: Columns,
    records: usize,
    trouble: Option<Mismatch>,
}

impl Found {
    fn add(&mut self, mut fields: Vec<(String, Shape)>) {
        fields.iter_mut().for_each(|(_, shape)| coarsen(shape));
        self.records += 1;
        if let Err(trouble) = self.columns.add(fields, self.records) {
            self.trouble.get_or_insert(trouble);
        }
    }
}

impl Rows for Found {
    fn row<'de, D: Deserializer<'de>>(rows: &RefCell<Self>, deserializer: D) -> Result<(), D::Error> {
        let fields = deserializer.deserialize_any(Row)?;
        rows.borrow_mut().add(fields);
        Ok(())
    }
}

/// A place on the way along a path.
struct At<'a, R> {
    steps: &'a [Step],
    rows: &'a RefCell<R>,
}

impl<'de, R: Rows> DeserializeSeed<'de> for At<'_, R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if !self.steps.is_empty() {
            return deserializer.deserialize_any(self);
        }
        R::row(self.rows, deserializer)
    }
}

impl<'de, R: Rows> Visitor<'de> for At<'_, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((step, steps)) = self.steps.split_first() else { return Ok(()) };
        while let Some(key) = map.next_key::<String>()? {
            if *step == Step::Any || matches!(step, Step::Name(name) if *name == key) {
                map.next_value_seed(At { steps, rows: self.rows })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Some((step, steps)) = self.steps.split_first() else { return Ok(()) };
        for i in 0usize.. {
            let more = if *step == Step::Any || *step == Step::Index(i) {
                items.next_element_seed(At { steps, rows: self.rows })?.is_some()
            } else {
                items.next_element::<IgnoredAny>()?.is_some()
            };
            if !more {
                break;
            }
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// One row: the fields of an object, or one column of anything else.
struct Row;

fn one(shape: Shape) -> Vec<(String, Shape)> {
    vec![(RECORD_COLUMN.to_owned(), plain(shape))]
}

impl<'de> Visitor<'de> for Row {
    type Value = Vec<(String, Shape)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        RecordVisitor.visit_map(map).map(|Record { fields, .. }| fields)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        ShapeSeed(1).visit_seq(items).map(one)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Self::Value, E> {
        ShapeSeed(1).visit_bool(value).map(one)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Self::Value, E> {
        ShapeSeed(1).visit_i64(value).map(one)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Self::Value, E> {
        ShapeSeed(1).visit_u64(value).map(one)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Self::Value, E> {
        ShapeSeed(1).visit_f64(value).map(one)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Self::Value, E> {
        ShapeSeed(1).visit_str(value).map(one)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        ShapeSeed(1).visit_unit().map(one)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn infer(text: &str, complete: bool, path: &str) -> Result<String, Mismatch> {
        let schema = infer_json_path(text.as_bytes(), complete, &path.parse().unwrap())?;
        let column = |column: &InferredColumn| format!("{} {}", column.name, column.shape.to_hive());
        let columns: Vec<String> = schema.columns.iter().map(column).collect();
        Ok(format!("{} rows: {}", schema.records, columns.join(", ")))
    }

    #[test]
    fn rows_at_a_path() {
        for (text, path, expected) in [
            ("[{\"a\":1},{\"B\":\"x\"}]", "$[*]", "2 rows: a int, b string"),
            ("{\"id\":\"p1\",\"n\":2}\n{\"id\":\"p2\"}", "$.id", "2 rows: record string"),
            ("{\"ids\":[{\"i\":\"a\"},{\"i\":\"b\"},{}]}", "$.ids[*].i", "2 rows: record string"),
            ("{\"a b\":[[1],[2,3]]}", "$['a b'][1]", "1 rows: record array<int>"),
            ("{\"x\":{\"k\":1},\"y\":{\"k\":2.5}}", "$.*", "2 rows: k double"),
            ("{\"a\":{\"b\":1}}{\"a\":{\"c\":null}}", "$", "2 rows: a struct<b:int,c:string>"),
            ("[1,true,{\"a\":1}]", "$[*]", "3 rows: record string, a int"),
        ] {
            assert_eq!(infer(text, true, path).unwrap(), expected, "{text} {path}");
        }
        // A row counts when it is whole.
        assert_eq!(infer("[{\"a\":1},{\"b\":2", false, "$[*]").unwrap(), "1 rows: a int");
        assert!(infer("[{\"a\":1", false, "$[*]").unwrap_err().needs_more);
    }

    #[test]
    fn the_values_that_decided() {
        for (text, path, expected) in [
            ("[{\"a\":1,\"B\":null},{\"a\":2.5,\"B\":\"x\"}]", "$[*]", "a 2:2.5, b 2:x"),
            ("{\"id\":\"p1\",\"n\":2}\n{\"id\":\"p2\"}", "$.id", "record 1:p1"),
            ("{\"a b\":[[1],[2,[\"x\",{\"k\":true}]]]}", "$['a b'][1]", "record 1:[2,[\"x\",{\"k\":true}]]"),
            ("{\"a\":{\"b\":1}} {\"a\":{\"c\":-0.5}}", "$", "a 2:{\"c\":-0.5}"),
            ("[1,true,{\"a\":[]}]", "$[*]", "record 2:true, a 3:[]"),
            ("[{\"a\":7},{\"a\":\"cut", "$[*]", "a 1:7"),
        ] {
            let schema = infer_json_path(text.as_bytes(), false, &path.parse().unwrap()).unwrap();
            let column = |column: &InferredColumn| {
                let evidence = column.evidence.as_ref().unwrap();
                format!("{} {}:{}", column.name, evidence.record, evidence.value)
            };
            assert_eq!(schema.columns.iter().map(column).collect::<Vec<_>>().join(", "), expected, "{text} {path}");
        }
        let long = format!("[{{\"a\":[\"{}\", 1, 2]}}]", "ä".repeat(1000));
        let schema = infer_json_path(long.as_bytes(), true, &"$[*]".parse().unwrap()).unwrap();
        assert_eq!(schema.columns[0].evidence.as_ref().unwrap().value, format!("[\"{}", "ä".repeat(58)));
    }

    #[test]
    fn what_has_no_rows() {
        for (text, path, expected) in [
            ("a,b", "$", "does not begin"),
            ("{\"a\":1}", "$.b", "leads to nothing"),
            ("{\"a\":1}", "$[*].x", "leads to nothing"),
            ("{\"a\":1", "$.a", "document 1 is not JSON"),
            ("{\"a\":1}\n]", "$.a", "document 2 is not JSON"),
        ] {
            let reason = infer(text, true, path).unwrap_err().reason;
            assert!(reason.contains(expected), "{text} {path}: {reason}");
        }
    }

    #[test]
    fn paths() {
        for path in ["$", "$[*]", "$.id", "$.identifiers[*].identifier", "$['a b'][0].*", "$.größe"] {
            assert!(path.parse::<JsonPath>().is_ok(), "{path}");
        }
        for path in ["", "id", "$.", "$..id", "$id", "$[", "$[x]", "$['']", "$['a]", "$[?(@.a)]", "$.a*"] {
            assert!(path.parse::<JsonPath>().is_err(), "{path}");
        }
    }

    proptest! {
        #[test]
        fn any_text(text in "[\\[{][\\[\\]{}\",:a0-9 ]{0,60}", complete: bool) {
            for path in ["$", "$[*]", "$.a[0]", "$.*.a"] {
                let _ = infer(&text, complete, path);
            }
        }
    }
}
