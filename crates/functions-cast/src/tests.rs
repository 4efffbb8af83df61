//! Casts as tables of cases.

mod datetimes;
mod json;
mod nested;
mod numbers;
mod texts;

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, StringViewArray, new_null_array};
use boathouse_functions::Session;
use boathouse_types::{Result, Type};

use crate::{Caster, RowText, ValueText};

/// Noon of 10 May 2020 in UTC, in a zone whose date is another.
fn session() -> Arc<Session> {
    Arc::new(Session {
        zone: "Pacific/Apia".parse().unwrap(),
        start_micros: 1_589_112_000_000_000,
        ..Session::default()
    })
}

/// A column of a type from text, for nested types from json, by the casts themselves.
fn column(from: &str, text: &str) -> (Type, ArrayRef) {
    let from: Type = from.parse().unwrap();
    let texts: ArrayRef = Arc::new(StringViewArray::from(vec![text]));
    let source = match from {
        Type::Json | Type::Array(_) | Type::Map(..) | Type::Row(_) => Type::Json,
        _ => Type::VARCHAR,
    };
    let caster = Caster::new(&source, &from, &session()).unwrap();
    let column = caster.cast(&texts).unwrap_or_else(|e| panic!("{text} is no {from}: {e}"));
    assert_eq!(column.data_type(), &from.to_arrow(), "{from}");
    (from, column)
}

fn shown(data_type: &Type, column: &ArrayRef) -> String {
    assert_eq!(column.data_type(), &data_type.to_arrow(), "{data_type}");
    let text = ValueText::with_rows(data_type, column, RowText::List).unwrap();
    text.get(0).unwrap_or_else(|| "NULL".to_owned())
}

fn outcome(to: &Type, result: Result<ArrayRef>) -> String {
    match result {
        Ok(column) => shown(to, &column),
        Err(error) => format!("{}: {}", error.code.as_str(), error.message),
    }
}

/// Runs cases: type, text of the value, type to cast to, text of the result or the error.
fn check(cases: &[(&str, &str, &str, &str)]) {
    let mut wrong = Vec::new();
    for (from, text, to, expected) in cases {
        let (from, column) = column(from, text);
        let to: Type = to.parse().unwrap();
        let Some(caster) = Caster::new(&from, &to, &session()) else {
            wrong.push(format!("{from} '{text}' to {to}: no such cast"));
            continue;
        };
        let found = outcome(&to, caster.cast(&column));
        if found != *expected {
            wrong.push(format!("{from} '{text}' to {to}: {found}, not {expected}"));
        }
        let is_error = expected.contains(": ") && expected.starts_with(|c: char| c.is_ascii_uppercase());
        let tried = outcome(&to, caster.try_cast(&column));
        if tried != if is_error { "NULL" } else { *expected } {
            wrong.push(format!("try {from} '{text}' to {to}: {tried}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pairs_that_cannot_be_cast() {
    for (from, to) in [
        ("bigint", "date"),
        ("varbinary", "varchar"),
        ("boolean", "date"),
        ("date", "time(3)"),
        ("time(3)", "date"),
        ("array(bigint)", "varchar"),
        ("array(bigint)", "array(date)"),
        ("row(bigint)", "row(bigint, bigint)"),
        ("map(bigint, bigint)", "array(bigint)"),
        ("interval day to second", "bigint"),
        ("bigint", "char(3)"),
        ("char(3)", "bigint"),
        ("uuid", "bigint"),
        ("HyperLogLog", "varchar"),
        ("json", "map(array(bigint), bigint)"),
    ] {
        let (a, b) = (from.parse().unwrap(), to.parse().unwrap());
        assert!(Caster::new(&a, &b, &session()).is_none(), "{from} to {to}");
    }
}

#[test]
fn null_becomes_anything() {
    let column = new_null_array(&Type::Unknown.to_arrow(), 2);
    for to in ["bigint", "varchar(3)", "array(row(a bigint))", "map(varchar, json)", "timestamp(12) with time zone"] {
        let to: Type = to.parse().unwrap();
        let result = Caster::new(&Type::Unknown, &to, &session()).unwrap().cast(&column).unwrap();
        assert_eq!((result.data_type(), result.null_count(), result.len()), (&to.to_arrow(), 2, 2));
    }
}
