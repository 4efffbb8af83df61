use std::collections::BTreeMap;

use super::super::testing::{HIVE_JSON, LAZY, MULTI_DELIMIT, OPEN_CSV, OPENX, ORC, PARQUET, serde};
use super::*;

#[test]
fn what_cannot_be_read_is_named() {
    for (class, properties, expected) in [
        ("com.example.Serde", ("a", "b"), "the SerDe 'com.example.Serde' cannot be read"),
        (ORC, ("transactional", "true"), "the property 'transactional' = 'true' of OrcSerde"),
        (LAZY, ("timestamp.formats", "ww"), "the property 'timestamp.formats' = 'ww' is not valid"),
        (OPENX, ("timestamp.formats", "yyyy"), "the property 'timestamp.formats' = 'yyyy' of the OpenX JsonSerDe"),
        (MULTI_DELIMIT, ("a", "b"), "the property 'field.delim' = ''"),
        (LAZY, ("serialization.encoding", "latin1"), "'serialization.encoding' = 'latin1'"),
        (LAZY, ("field.delim", "é"), "the property 'field.delim' = 'é' is not valid"),
        (LAZY, ("line.delim", ";"), "the property 'line.delim'"),
        (LAZY, ("skip.header.line.count", "x"), "the property 'skip.header.line.count' = 'x' is not valid"),
        (LAZY, ("skip.header.line.count", "-1"), "the property 'skip.header.line.count'"),
        (OPEN_CSV, ("quoteChar", ","), "three different characters"),
        (HIVE_JSON, ("timestamp.formats", "Q"), "the property 'timestamp.formats' = 'Q' is not valid"),
        (HIVE_JSON, ("case.insensitive", "false"), "'case.insensitive' = 'false'"),
        (PARQUET, ("parquet.column.index.access", "1"), "expected true or false"),
    ] {
        let error = serde(class, &[properties]).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn properties_come_from_the_serde_and_then_the_table() {
    let map = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let format = RowFormat::from_serde(
        LAZY,
        &map(&[("field.delim", ",")]),
        &map(&[("field.delim", ";"), ("skip.header.line.count", "1"), ("serialization.null.format", "-")]),
    );
    let expected =
        LazySimpleOptions { header_lines: 1, null_text: "-".to_owned(), ..LazySimpleOptions::delimited(b',') };
    assert_eq!(format.unwrap(), RowFormat::LazySimple(expected));
}

#[test]
fn harmless_properties_are_let_through() {
    for (class, properties) in [
        (LAZY, [("serialization.encoding", "UTF-8"), ("line.delim", "\n")]),
        (OPENX, [("paths", "a,b"), ("explicit.null.value", "x")]),
        (OPENX, [("ignore.malformed.json", "1"), ("dots.in.keys", "no")]),
        (HIVE_JSON, [("ignore.malformed.json", "1"), ("dots.in.keys", "0")]),
        (PARQUET, [("serialization.format", "1"), ("parquet.ignore.statistics", "true")]),
    ] {
        assert!(serde(class, &properties).is_ok(), "{class}");
    }
}

#[test]
fn input_formats_without_a_reader() {
    for (class, expected) in [
        ("org.apache.hadoop.mapred.TextInputFormat", ""),
        ("org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat", ""),
        ("org.apache.hadoop.mapred.SequenceFileInputFormat", "the input format 'org.apache.hadoop.mapred.Seq"),
        ("org.apache.hadoop.hive.ql.io.RCFileInputFormat", "the input format 'org.apache.hadoop.hive.ql.io.RC"),
        ("org.apache.hudi.hadoop.HoodieParquetInputFormat", "the input format 'org.apache.hudi.hadoop.Hoodie"),
        ("org.acme.OarInputFormat", "HIVE_UNKNOWN_ERROR: Unable to create input format org.acme.OarInputFormat"),
        ("", "HIVE_UNKNOWN_ERROR: Unable to create input format"),
    ] {
        let found = RowFormat::check_input_format(class).err().map_or_else(String::new, |error| error.to_string());
        assert!(found.starts_with(expected) && found.is_empty() == expected.is_empty(), "{class}: {found}");
    }
}
