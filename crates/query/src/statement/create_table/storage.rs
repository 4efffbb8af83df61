//! `ROW FORMAT …` and `STORED AS …`: which classes read the table's files, and their parameters.

use std::collections::BTreeMap;

use boathouse_schema::{SerDe, StorageFormat};
use boathouse_sql::hive::ast::{CreateTable, Delimiters, RowFormat, StoredAs};

use crate::Failure;

/// The classes and parameters of a table's storage descriptor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Storage {
    pub(super) input_format: String,
    pub(super) output_format: String,
    pub(super) serde: String,
    pub(super) parameters: BTreeMap<String, String>,
}

/// Input format, output format and SerDe.
type Classes = (&'static str, &'static str, &'static str);

/// What Athena writes for tables of the OpenX SerDe, and for no others.
const OPENX_OUTPUT: &str = "org.apache.hadoop.hive.ql.io.IgnoreKeyTextOutputFormat";
const LAZY_SIMPLE: &str = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";

/// Formats that are named and that nothing here reads, yet a table can have.
const OTHERS: &[(&str, Classes)] = &[
    (
        "RCFILE",
        (
            "org.apache.hadoop.hive.ql.io.RCFileInputFormat",
            "org.apache.hadoop.hive.ql.io.RCFileOutputFormat",
            "org.apache.hadoop.hive.serde2.columnar.LazyBinaryColumnarSerDe",
        ),
    ),
    (
        "SEQUENCEFILE",
        (
            "org.apache.hadoop.mapred.SequenceFileInputFormat",
            "org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat",
            LAZY_SIMPLE,
        ),
    ),
];

/// What `STORED AS word` stands for.
const STORED_AS: &[(&str, SerDe)] = &[
    ("AVRO", SerDe::Avro),
    ("ION", SerDe::Ion),
    ("ORC", SerDe::Orc),
    ("PARQUET", SerDe::Parquet),
    ("TEXTFILE", SerDe::LazySimple),
];

impl Storage {
    pub(super) fn of(create: &CreateTable) -> Result<Self, Failure> {
        let mut parameters = BTreeMap::new();
        let mut class = None;
        match &create.row_format {
            Some(RowFormat::SerDe { class: named, properties }) => {
                class = Some(named.clone());
                parameters.extend(properties.iter().cloned());
            }
            Some(RowFormat::Delimited(delimiters)) => put_delimiters(delimiters, &mut parameters)?,
            None => {}
        }
        parameters.extend(create.serde_properties.iter().cloned());
        let (input, output, serde) = match &create.stored_as {
            Some(StoredAs::Format(word)) => {
                let (input, output, serde) = named_format(word)?;
                (input.to_owned(), output.to_owned(), serde)
            }
            Some(StoredAs::Classes { input, output }) => (input.clone(), output.clone(), LAZY_SIMPLE),
            // Classes not known here read text.
            None => {
                let known = class.as_deref().and_then(|class| class.parse().ok());
                let (input, output, serde) = classes(StorageFormat::of(known.unwrap_or(SerDe::LazySimple)));
                let output = if known == Some(SerDe::OpenXJson) { OPENX_OUTPUT } else { output };
                (input.to_owned(), output.to_owned(), serde)
            }
        };
        let separator = parameters.get("field.delim").cloned().unwrap_or_else(|| "1".to_owned());
        parameters.entry("serialization.format".to_owned()).or_insert(separator);
        let serde = class.unwrap_or_else(|| serde.to_owned());
        Ok(Self { input_format: input, output_format: output, serde, parameters })
    }
}

fn classes(format: StorageFormat) -> Classes {
    (format.input_format, format.output_format, format.serde.class_name())
}

fn named_format(word: &str) -> Result<Classes, Failure> {
    let known = STORED_AS.iter().find(|(name, _)| *name == word).map(|(_, serde)| classes(StorageFormat::of(*serde)));
    let known = known.or_else(|| OTHERS.iter().find(|(name, _)| *name == word).map(|(_, classes)| *classes));
    known.ok_or_else(|| Failure::meaningless(&format!("Unrecognized file format in STORED AS clause: '{word}'")))
}

/// The delimiters, under the parameter names Hive gives them (its own misspelling included).
fn put_delimiters(delimiters: &Delimiters, parameters: &mut BTreeMap<String, String>) -> Result<(), Failure> {
    if delimiters.line.as_deref().is_some_and(|line| line != "\n") {
        let text = "LINES TERMINATED BY only supports newline '\\n' right now";
        return Err(Failure::meaningless(text));
    }
    for (key, value) in [
        ("field.delim", &delimiters.field),
        ("escape.delim", &delimiters.escape),
        ("colelction.delim", &delimiters.collection),
        ("mapkey.delim", &delimiters.map_key),
        ("line.delim", &delimiters.line),
        ("serialization.null.format", &delimiters.null),
    ] {
        if let Some(value) = value {
            parameters.insert(key.to_owned(), value.clone());
        }
    }
    Ok(())
}
