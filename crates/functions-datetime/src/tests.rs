//! Calls written as SQL, on constants and on columns.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Decimal64Array, DurationMillisecondArray, Float64Array, Int64Array,
    IntervalYearMonthArray, StringViewArray, new_null_array,
};
use arrow::compute::concat;
use arrow::datatypes::{DurationMillisecondType, Float64Type, Int64Type};
use boathouse_functions::{Library, Session};
use boathouse_types::datetime::{
    date_days, date_literal, print_date, print_time, print_timestamp, print_timetz, print_zoned, time_literal,
    time_picos, timestamp_literal, timestamp_picos, timetz_picos, zoned_picos,
};
use boathouse_types::interval::{IntervalField, parse_day_time, parse_year_month, print_day_time};
use boathouse_types::{Result, Type};

use crate::SCALARS;

/// The sessions the cases run in: a zone, and a start of 2026-11-22 18:22:33.123456 UTC.
fn session(zone: &str) -> Arc<Session> {
    Arc::new(Session { zone: zone.parse().unwrap(), start_micros: 1_795_371_753_123_456, ..Session::default() })
}

fn field(name: &str) -> IntervalField {
    match name {
        "YEAR" => IntervalField::Year,
        "MONTH" => IntervalField::Month,
        "DAY" => IntervalField::Day,
        "HOUR" => IntervalField::Hour,
        "MINUTE" => IntervalField::Minute,
        "SECOND" => IntervalField::Second,
        other => panic!("{other}"),
    }
}

fn argument(sql: &str) -> (Type, ArrayRef) {
    let (word, rest) = sql.split_once('\'').unwrap_or((sql, ""));
    let (text, behind) = rest.rsplit_once('\'').unwrap_or(("", ""));
    match word.trim() {
        "" => {
            let text = text.replace("''", "'");
            let length = u32::try_from(text.chars().count()).unwrap();
            (Type::Varchar(Some(length)), Arc::new(StringViewArray::from(vec![text])))
        }
        "DATE" => date_literal(text).unwrap(),
        "TIME" => time_literal(text).unwrap(),
        "TIMESTAMP" => timestamp_literal(text).unwrap(),
        "DECIMAL" => {
            let (whole, fraction) = text.split_once('.').unwrap();
            let value: i64 = format!("{whole}{fraction}").parse().unwrap();
            let scale = i8::try_from(fraction.len()).unwrap();
            let column = Decimal64Array::from(vec![value]).with_precision_and_scale(18, scale).unwrap();
            (Type::decimal(18, scale as u8), Arc::new(column))
        }
        "INTERVAL" => {
            let fields: Vec<_> = behind.split_whitespace().filter(|w| *w != "TO").map(field).collect();
            if fields[0].is_year_month() {
                let months = parse_year_month(text, fields[0], fields.get(1).copied()).unwrap();
                (Type::IntervalYearToMonth, Arc::new(IntervalYearMonthArray::from(vec![months])))
            } else {
                let millis = parse_day_time(text, fields[0], fields.get(1).copied()).unwrap();
                (Type::IntervalDayToSecond, Arc::new(DurationMillisecondArray::from(vec![millis])))
            }
        }
        number => match number.parse::<i64>() {
            Ok(number) => (Type::BigInt, Arc::new(Int64Array::from(vec![number]))),
            Err(_) => (Type::Double, Arc::new(Float64Array::from(vec![number.parse::<f64>().unwrap()]))),
        },
    }
}

fn printed(data_type: &Type, column: &ArrayRef, row: usize) -> String {
    if column.is_null(row) {
        return "NULL".to_owned();
    }
    match data_type {
        Type::Date => print_date(date_days(column).unwrap().value(row)),
        Type::Time(p) => print_time(time_picos(column).unwrap().get(row).unwrap(), *p),
        Type::TimeTz(p) => {
            let (picos, offset) = timetz_picos(column).unwrap().get(row).unwrap();
            print_timetz(picos, offset, *p)
        }
        Type::Timestamp(p) => print_timestamp(timestamp_picos(column).unwrap().get(row).unwrap(), *p),
        Type::TimestampTz(p) => {
            let (picos, zone) = zoned_picos(column).unwrap().get(row).unwrap();
            print_zoned(picos, zone, *p)
        }
        Type::BigInt => column.as_primitive::<Int64Type>().value(row).to_string(),
        Type::Double => column.as_primitive::<Float64Type>().value(row).to_string(),
        Type::IntervalDayToSecond => print_day_time(column.as_primitive::<DurationMillisecondType>().value(row)),
        Type::Varchar(_) => column.as_string_view().value(row).to_owned(),
        other => panic!("{other}"),
    }
}

/// Splits at the commas outside quotes.
fn arguments(sql: &str) -> Vec<(Type, ArrayRef)> {
    let mut quoted = false;
    sql.split(|c| {
        quoted ^= c == '\'';
        c == ',' && !quoted
    })
    .map(str::trim)
    .filter(|a| !a.is_empty())
    .map(argument)
    .collect()
}

/// The printed result of a call, on one row and, again, on the middle one of three rows of which others are NULL.
pub(crate) fn call(sql: &str, zone: &str) -> String {
    let mut library = Library::default();
    library.add_scalars(SCALARS).unwrap();
    let (name, rest) = sql.split_once('(').unwrap();
    let mut arguments = arguments(rest.strip_suffix(')').unwrap());
    let session = session(zone);
    let run = |arguments: &[(Type, ArrayRef)]| -> Result<(Type, ArrayRef)> { library.call(name, arguments, &session) };
    let text = |found: Result<(Type, ArrayRef)>, row: usize| match found {
        Ok((data_type, column)) => printed(&data_type, &column, row),
        Err(error) => format!("{}: {}", error.code.as_str(), error.message),
    };
    let mut one = text(run(&arguments), 0);
    if one.starts_with("FUNCTION_NOT_FOUND") || one.starts_with("GENERIC_INTERNAL_ERROR") {
        for (data_type, column) in &mut arguments {
            if *data_type == Type::BigInt {
                let value = column.as_primitive::<Int64Type>().value(0) as f64;
                (*data_type, *column) = (Type::Double, Arc::new(Float64Array::from(vec![value])));
                break;
            }
        }
        one = text(run(&arguments), 0);
    }
    if arguments.is_empty() {
        return one;
    }
    let three: Vec<_> = arguments
        .iter()
        .map(|(data_type, column)| {
            let null = new_null_array(&data_type.to_arrow(), 1);
            (data_type.clone(), concat(&[null.as_ref(), column.as_ref(), null.as_ref()]).unwrap())
        })
        .collect();
    let found = run(&three);
    assert_eq!(text(found.clone(), 1), one, "{sql}");
    if found.is_ok() {
        assert_eq!((text(found.clone(), 0).as_str(), text(found, 2).as_str()), ("NULL", "NULL"), "{sql}");
    }
    one
}

#[test]
fn functions_are_in_order_and_their_examples_are_true() {
    assert!(SCALARS.windows(2).all(|pair| pair[0].name < pair[1].name));
    for function in SCALARS {
        assert!(!function.examples.is_empty(), "{}", function.name);
        for example in function.examples {
            let (sql, result) = (example.sql, example.result);
            if sql.ends_with(')') && !sql.contains(" = ") {
                assert_eq!(call(sql, "UTC"), result, "{sql}");
            }
        }
    }
}

#[test]
fn calls() {
    for line in include_str!("cases.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (sql, expected) = line.split_once(" => ").unwrap_or_else(|| panic!("{line}"));
        let (zone, sql) = sql.split_once(": ").filter(|(zone, _)| zone.contains('/')).unwrap_or(("UTC", sql));
        assert_eq!(call(sql, zone), expected, "{sql}");
    }
}
