use std::collections::BTreeMap;

use super::super::testing::{HIVE_JSON, LAZY, OPEN_CSV, OPENX, PARQUET, serde};
use super::*;

#[test]
fn what_cannot_be_read_is_named() {
    for (class, properties, expected) in [
        ("com.example.Serde", ("a", "b"), "the SerDe 'com.example.Serde' cannot be read"),
        ("org.apache.hadoop.hive.ql.io.orc.OrcSerde", ("a", "b"), "OrcSerde' cannot be read"),
        (LAZY, ("timestamp.formats", "yyyy"), "the property 'timestamp.formats' = 'yyyy' of LazySimpleSerDe"),
        (LAZY, ("serialization.encoding", "latin1"), "'serialization.encoding' = 'latin1'"),
        (LAZY, ("field.delim", "é"), "the property 'field.delim' = 'é' is not valid"),
        (LAZY, ("line.delim", ";"), "the property 'line.delim'"),
        (LAZY, ("skip.header.line.count", "x"), "the property 'skip.header.line.count' = 'x' is not valid"),
        (LAZY, ("skip.header.line.count", "-1"), "the property 'skip.header.line.count'"),
        (OPEN_CSV, ("quoteChar", ","), "three different characters"),
        (HIVE_JSON, ("timestamp.formats", "x"), "the Hive JsonSerDe"),
        (HIVE_JSON, ("case.insensitive", "false"), "'case.insensitive' = 'false'"),
        (OPENX, ("ignore.malformed.json", "maybe"), "expected true or false"),
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
        (PARQUET, [("serialization.format", "1"), ("parquet.ignore.statistics", "true")]),
    ] {
        assert!(serde(class, &properties).is_ok(), "{class}");
    }
}
