//! `ROW FORMAT …` and `STORED AS …`: which classes read the table's files, and their parameters.

use std::collections::BTreeMap;

use boathouse_schema::{SerDe, StorageFormat};

use super::formats_of;
use crate::statement::hive_parser::{HiveParser, Malformed, Parse};

/// The classes and parameters of a table's storage descriptor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Storage {
    pub(super) input_format: String,
    pub(super) output_format: String,
    pub(super) serde: String,
    pub(super) parameters: BTreeMap<String, String>,
}

/// What `STORED AS word` stands for.
const STORED_AS: &[(&str, SerDe)] = &[
    ("AVRO", SerDe::Avro),
    ("ION", SerDe::Ion),
    ("ORC", SerDe::Orc),
    ("PARQUET", SerDe::Parquet),
    ("TEXTFILE", SerDe::LazySimple),
];

enum Classes {
    Named(SerDe),
    Explicit { input: String, output: String },
}

pub(super) fn parse(parser: &mut HiveParser<'_>) -> Parse<Storage> {
    let mut serde = None;
    let mut parameters = None;
    if parser.eat(&["ROW", "FORMAT"]) {
        if parser.eat(&["SERDE"]) {
            serde = Some(parser.text()?);
        } else {
            parser.require(&["DELIMITED"])?;
            parameters = Some(delimited(parser)?);
        }
    }
    serde_properties(parser, &mut parameters)?;
    let classes = stored_as(parser)?;
    serde_properties(parser, &mut parameters)?;

    let format = match (&classes, &serde) {
        // A SerDe with a format of another family keeps its own class and takes the format's files.
        (Some(Classes::Named(named)), _) => StorageFormat::of(*named),
        (_, Some(serde)) => formats_of(serde),
        _ => StorageFormat::of(SerDe::LazySimple),
    };
    let serde = serde.unwrap_or_else(|| format.serde.class_name().to_owned());
    let (input_format, output_format) = match classes {
        Some(Classes::Explicit { input, output }) => (input, output),
        _ => (format.input_format.to_owned(), format.output_format.to_owned()),
    };
    let mut parameters = parameters.unwrap_or_default();
    let separator = parameters.get("field.delim").cloned().unwrap_or_else(|| "1".to_owned());
    parameters.entry("serialization.format".to_owned()).or_insert(separator);
    Ok(Storage { input_format, output_format, serde, parameters })
}

fn serde_properties(parser: &mut HiveParser<'_>, into: &mut Option<BTreeMap<String, String>>) -> Parse<()> {
    if parser.eat(&["WITH"]) {
        parser.require(&["SERDEPROPERTIES"])?;
        into.get_or_insert_default().extend(parser.properties()?);
    }
    Ok(())
}

/// The delimiters, under the parameter names Hive gives them (its own misspelling included).
fn delimited(parser: &mut HiveParser<'_>) -> Parse<BTreeMap<String, String>> {
    let mut parameters = BTreeMap::new();
    let mut put = |key: &str, value: String| drop(parameters.insert(key.to_owned(), value));
    if parser.eat(&["FIELDS"]) {
        parser.require(&["TERMINATED", "BY"])?;
        put("field.delim", parser.text()?);
        if parser.eat(&["ESCAPED"]) {
            parser.require(&["BY"])?;
            put("escape.delim", parser.text()?);
        }
    }
    if parser.eat(&["COLLECTION"]) {
        parser.require(&["ITEMS", "TERMINATED", "BY"])?;
        put("colelction.delim", parser.text()?);
    }
    if parser.eat(&["MAP"]) {
        parser.require(&["KEYS", "TERMINATED", "BY"])?;
        put("mapkey.delim", parser.text()?);
    }
    if parser.eat(&["LINES"]) {
        parser.require(&["TERMINATED", "BY"])?;
        let line = parser.text()?;
        if line != "\n" {
            return Err(Malformed("LINES TERMINATED BY only supports newline '\\n' right now".to_owned()));
        }
        put("line.delim", line);
    }
    if parser.eat(&["NULL"]) {
        parser.require(&["DEFINED", "AS"])?;
        put("serialization.null.format", parser.text()?);
    }
    Ok(parameters)
}

fn stored_as(parser: &mut HiveParser<'_>) -> Parse<Option<Classes>> {
    if !parser.eat(&["STORED"]) {
        return Ok(None);
    }
    if parser.eat(&["BY"]) {
        return Err(Malformed("STORED BY is not supported by boathouse: name a file format with STORED AS".to_owned()));
    }
    parser.require(&["AS"])?;
    if parser.eat(&["INPUTFORMAT"]) {
        let input = parser.text()?;
        parser.require(&["OUTPUTFORMAT"])?;
        return Ok(Some(Classes::Explicit { input, output: parser.text()? }));
    }
    for (word, serde) in STORED_AS {
        if parser.eat(&[word]) {
            return Ok(Some(Classes::Named(*serde)));
        }
    }
    let unknown = parser.mismatched("a file format: AVRO, ION, ORC, PARQUET, TEXTFILE or INPUTFORMAT");
    let word = parser.identifier()?;
    if ["sequencefile", "rcfile"].contains(&word.as_str()) {
        return Err(Malformed(format!("STORED AS {} is not supported by boathouse", word.to_uppercase())));
    }
    Err(unknown)
}
