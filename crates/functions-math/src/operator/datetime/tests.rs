use std::sync::Arc;

use arrow::array::{Array, ArrayRef, DurationMillisecondArray, IntervalYearMonthArray};
use boathouse_functions::Session;
use boathouse_types::datetime::{
    date_days, date_literal, print_date, print_time, print_timestamp, print_timetz, print_zoned, time_literal,
    time_picos, timestamp_literal, timestamp_picos, timetz_picos, zoned_picos,
};
use boathouse_types::interval::{IntervalField, parse_day_time, parse_year_month};
use boathouse_types::{Result, Type};

use crate::testing::LIBRARY;

/// `date …`, `time …`, `timestamp …`, `day …`, `month …` as a value.
fn value(text: &str) -> (Type, ArrayRef) {
    let (kind, text) = text.split_once(' ').unwrap();
    match kind {
        "date" => date_literal(text).unwrap(),
        "time" => time_literal(text).unwrap(),
        "timestamp" => timestamp_literal(text).unwrap(),
        "day" => {
            let millis = parse_day_time(text, IntervalField::Day, Some(IntervalField::Second)).unwrap();
            (Type::IntervalDayToSecond, Arc::new(DurationMillisecondArray::from(vec![millis])))
        }
        "month" => {
            let months = parse_year_month(text, IntervalField::Month, None).unwrap();
            (Type::IntervalYearToMonth, Arc::new(IntervalYearMonthArray::from(vec![months])))
        }
        other => panic!("{other}"),
    }
}

fn print(data_type: &Type, column: &ArrayRef) -> String {
    match data_type {
        Type::Date => print_date(date_days(column).unwrap().value(0)),
        Type::Time(p) => print_time(time_picos(column).unwrap().get(0).unwrap(), *p),
        Type::TimeTz(p) => {
            let (time, offset) = timetz_picos(column).unwrap().get(0).unwrap();
            print_timetz(time, offset, *p)
        }
        Type::Timestamp(p) => print_timestamp(timestamp_picos(column).unwrap().get(0).unwrap(), *p),
        Type::TimestampTz(p) => {
            let (instant, zone) = zoned_picos(column).unwrap().get(0).unwrap();
            print_zoned(instant, zone, *p)
        }
        Type::IntervalDayToSecond => {
            let column = column.as_any().downcast_ref::<DurationMillisecondArray>().unwrap();
            format!("{} ms", column.value(0))
        }
        other => panic!("{other}"),
    }
}

fn call(name: &str, left: &str, right: &str) -> Result<(Type, ArrayRef)> {
    LIBRARY.call(name, &[value(left), value(right)], &Arc::new(Session::default()))
}

#[test]
fn dates_and_times_move() {
    for (left, operator, right, expected) in [
        ("date 2024-01-31", "$add", "month 1", "2024-02-29"),
        ("month 1", "$add", "date 2023-01-31", "2023-02-28"),
        ("date 2024-01-31", "$subtract", "month 2", "2023-11-30"),
        ("date 2024-01-31", "$add", "day 1 00:00:00", "2024-02-01"),
        ("day 1 00:00:00", "$add", "date 2024-01-31", "2024-02-01"),
        ("date 2024-03-01", "$subtract", "day 1 00:00:00", "2024-02-29"),
        ("time 23:30", "$add", "day 0 01:00:00", "00:30:00.000"),
        ("time 00:30:00.123456", "$subtract", "day 2 01:00:00", "23:30:00.123456"),
        ("time 23:30:00+02:00", "$add", "day 0 01:00:00", "00:30:00.000+02:00"),
        ("timestamp 2024-02-28 23:00:00", "$add", "day 1 02:00:00.5", "2024-03-01 01:00:00.500"),
        ("timestamp 2024-02-28 23:00:00.123456789012", "$add", "day 0 01:00:00", "2024-02-29 00:00:00.123456789012"),
        ("day 0 01:00:00", "$add", "timestamp 2024-02-28 23:00:00.123456", "2024-02-29 00:00:00.123456"),
        ("timestamp 2024-03-31 10:00:00.5", "$subtract", "month 1", "2024-02-29 10:00:00.5"),
        (
            "timestamp 2024-03-30 10:00:00 Europe/Berlin",
            "$add",
            "day 1 00:00:00",
            "2024-03-31 11:00:00.000 Europe/Berlin",
        ),
        ("timestamp 2024-02-29 02:30:00 Europe/Berlin", "$add", "month 1", "2024-03-29 02:30:00 Europe/Berlin"),
        ("month 1", "$add", "timestamp 2024-09-27 02:30:00 Europe/Berlin", "2024-10-27 02:30:00 Europe/Berlin"),
    ] {
        let (data_type, column) = call(operator, left, right).unwrap();
        assert_eq!(print(&data_type, &column), expected, "{left} {operator} {right}");
    }
}

#[test]
fn intervals_between() {
    for (left, right, expected) in [
        ("date 2024-03-01", "date 2024-02-28", "172800000 ms"),
        ("time 10:00:00.0005", "time 11:00:00.0000", "-3599999 ms"),
        ("time 10:00+02:00", "time 10:00+01:00", "-3600000 ms"),
        ("timestamp 2024-03-01 00:00:00.0004", "timestamp 2024-03-01 00:00:00.0000", "0 ms"),
        ("timestamp 2024-03-01 00:00 UTC", "timestamp 2024-03-01 00:00 +01:00", "3600000 ms"),
    ] {
        let (data_type, column) = call("$subtract", left, right).unwrap();
        assert_eq!(print(&data_type, &column), expected, "{left} - {right}");
    }
}

#[test]
fn dates_move_by_whole_days_only() {
    for (left, operator, right, expected) in [
        ("date 2024-01-01", "$add", "day 0 01:00:00", "Cannot add hour, minutes or seconds to a date"),
        ("date 2024-01-01", "$subtract", "day 1 01:00:00", "Cannot subtract hour, minutes or seconds from a date"),
    ] {
        assert_eq!(call(operator, left, right).unwrap_err().message, expected);
    }
}
