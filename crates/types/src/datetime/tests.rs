use arrow::array::Array;

use super::*;
use crate::{Type, Zone};

fn printed(found: crate::Result<(Type, arrow::array::ArrayRef)>) -> String {
    let (data_type, column) = match found {
        Ok(found) => found,
        Err(error) => return format!("{}: {}", error.code.as_str(), error.message),
    };
    assert_eq!(column.data_type(), &data_type.to_arrow(), "{data_type}");
    let text = match data_type {
        Type::Date => print_date(date_days(&column).unwrap().value(0)),
        Type::Time(p) => print_time(time_picos(&column).unwrap().get(0).unwrap(), p),
        Type::TimeTz(p) => {
            let (time, offset) = timetz_picos(&column).unwrap().get(0).unwrap();
            print_timetz(time, offset, p)
        }
        Type::Timestamp(p) => print_timestamp(timestamp_picos(&column).unwrap().get(0).unwrap(), p),
        Type::TimestampTz(p) => {
            let (instant, zone) = zoned_picos(&column).unwrap().get(0).unwrap();
            print_zoned(instant, zone, p)
        }
        ref other => panic!("{other}"),
    };
    format!("{text} {data_type}")
}

#[test]
fn date_literals() {
    for (text, expected) in [
        ("2020-05-01", "2020-05-01 date"),
        ("2001-1-22", "2001-01-22 date"),
        ("13-2-2", "0013-02-02 date"),
        ("-1996-09-14", "-1996-09-14 date"),
        ("12345-01-01", "12345-01-01 date"),
        ("5881580-07-11", "5881580-07-11 date"),
        ("2000-02-29", "2000-02-29 date"),
        ("5881580-07-12", "INVALID_LITERAL: '5881580-07-12' is not a valid DATE literal"),
        ("392251590-07-12", "INVALID_LITERAL: '392251590-07-12' is not a valid DATE literal"),
        ("20220101", "INVALID_LITERAL: '20220101' is not a valid DATE literal"),
        ("1900-02-29", "INVALID_LITERAL: '1900-02-29' is not a valid DATE literal"),
        ("+ 2013-02-02", "INVALID_LITERAL: '+ 2013-02-02' is not a valid DATE literal"),
        ("", "INVALID_LITERAL: '' is not a valid DATE literal"),
    ] {
        assert_eq!(printed(date_literal(text)), expected);
    }
}

#[test]
fn time_literals() {
    for (text, expected) in [
        ("12:34:56.123", "12:34:56.123 time(3)"),
        ("1:2", "01:02:00 time(0)"),
        ("12:34:56.123456789012", "12:34:56.123456789012 time(12)"),
        ("12:34:56.1234567", "12:34:56.1234567 time(7)"),
        ("12:34:56.1+08:35", "12:34:56.1+08:35 time(1) with time zone"),
        ("12:34:56.123456789012 -00:35", "12:34:56.123456789012-00:35 time(12) with time zone"),
        ("00:00+14:00", "00:00:00+14:00 time(0) with time zone"),
        ("12:34:56.1234567891234", "NUMERIC_VALUE_OUT_OF_RANGE: TIME precision must be in range [0, 12]: 13"),
        (
            "12:34:56.1234567891234+08:35",
            "NUMERIC_VALUE_OUT_OF_RANGE: TIME WITH TIME ZONE precision must be in range [0, 12]: 13",
        ),
        ("xxx", "INVALID_LITERAL: 'xxx' is not a valid TIME literal"),
        ("24:00", "INVALID_LITERAL: '24:00' is not a valid TIME literal"),
        ("12:65:00+08:35", "INVALID_LITERAL: '12:65:00+08:35' is not a valid TIME literal"),
        ("12:00:00-15:00", "INVALID_LITERAL: '12:00:00-15:00' is not a valid TIME literal"),
        ("12:00:00-14:01", "INVALID_LITERAL: '12:00:00-14:01' is not a valid TIME literal"),
        ("12:00:00+13:60", "INVALID_LITERAL: '12:00:00+13:60' is not a valid TIME literal"),
        ("12:00:00 Europe/Berlin", "INVALID_LITERAL: '12:00:00 Europe/Berlin' is not a valid TIME literal"),
    ] {
        assert_eq!(printed(time_literal(text)), expected);
    }
}

#[test]
fn timestamp_literals() {
    for (text, expected) in [
        ("2020-05-01 12:34:56.12345", "2020-05-01 12:34:56.12345 timestamp(5)"),
        ("2020-5-1", "2020-05-01 00:00:00 timestamp(0)"),
        ("2020-05-01 1:2", "2020-05-01 01:02:00 timestamp(0)"),
        ("1500-05-01 12:34:56.123456789", "1500-05-01 12:34:56.123456789 timestamp(9)"),
        ("+123001-05-01 12:34:56.12", "+123001-05-01 12:34:56.12 timestamp(2)"),
        ("-123001-05-01 12:34:56.123456789012", "-123001-05-01 12:34:56.123456789012 timestamp(12)"),
        ("2020-05-01 12:34:56.123 Europe/Berlin", "2020-05-01 12:34:56.123 Europe/Berlin timestamp(3) with time zone"),
        ("2020-05-01 Asia/Kathmandu", "2020-05-01 00:00:00 Asia/Kathmandu timestamp(0) with time zone"),
        ("2020-05-01 12:34+01:23", "2020-05-01 12:34:00 +01:23 timestamp(0) with time zone"),
        ("2020-05-01 12:34:56.1234567891 UTC", "2020-05-01 12:34:56.1234567891 UTC timestamp(10) with time zone"),
        ("1500-05-01 12:34:56.1234567 UTC", "1500-05-01 12:34:56.1234567 UTC timestamp(7) with time zone"),
        ("2150-07-01 12:34:56 Europe/Berlin", "2150-07-01 12:34:56 Europe/Berlin timestamp(0) with time zone"),
        (
            "2020-05-01 12:34:56.1234567890123",
            "NUMERIC_VALUE_OUT_OF_RANGE: TIMESTAMP precision must be in range [0, 12]: 13",
        ),
        ("2020-13-01", "INVALID_LITERAL: '2020-13-01' is not a valid TIMESTAMP literal"),
        ("2020-05-01T12:34:56", "INVALID_LITERAL: '2020-05-01T12:34:56' is not a valid TIMESTAMP literal"),
        ("2020-05-01 12:34:56 xxx", "INVALID_LITERAL: '2020-05-01 12:34:56 xxx' is not a valid TIMESTAMP literal"),
        ("2020-05-01 12", "INVALID_LITERAL: '2020-05-01 12' is not a valid TIMESTAMP literal"),
        ("2020-05-01 24:00", "INVALID_LITERAL: '2020-05-01 24:00' is not a valid TIMESTAMP literal"),
        (
            "123001-01-02 03:04:05.321 Europe/Berlin",
            "INVALID_LITERAL: '123001-01-02 03:04:05.321 Europe/Berlin' is not a valid TIMESTAMP literal",
        ),
        (
            "2026-03-29 02:30:00 Europe/Berlin",
            "INVALID_LITERAL: '2026-03-29 02:30:00 Europe/Berlin' is not a valid TIMESTAMP literal",
        ),
        ("999999999-01-01", "INVALID_LITERAL: '999999999-01-01' is not a valid TIMESTAMP literal"),
        ("\u{e4}", "INVALID_LITERAL: '\u{e4}' is not a valid TIMESTAMP literal"),
    ] {
        assert_eq!(printed(timestamp_literal(text)), expected);
    }
}

#[test]
fn calendar_there_and_back() {
    for days in (-5_000_000..5_000_000_i64).step_by(9_973).chain([-719_529, -719_528, -1, 0, 59, 60, 11_016, 18_321]) {
        let date = Civil::of_days(days);
        assert_eq!(date.to_days(), days);
        assert_eq!(Civil::of_days(days + 1).to_days(), days + 1);
        assert!((1..=days_in_month(date.year, date.month)).contains(&date.day), "{date:?}");
    }
    for (days, year, month, day, weekday, week) in [
        (0, 1970, 1, 1, 4, (1970, 1)),
        (-1, 1969, 12, 31, 3, (1970, 1)),
        (18_392, 2020, 5, 10, 7, (2020, 19)),
        (-719_528, 0, 1, 1, 6, (-1, 52)),
        (18_627, 2020, 12, 31, 4, (2020, 53)),
        (18_628, 2021, 1, 1, 5, (2020, 53)),
    ] {
        assert_eq!(Civil::of_days(days), Civil { year, month, day });
        assert_eq!(Civil::weekday_of_days(days), weekday);
        assert_eq!(Civil::week_of_days(days), week);
    }
    let january = Civil { year: 2020, month: 1, day: 31 };
    assert_eq!(january.plus_months(1), Some(Civil { year: 2020, month: 2, day: 29 }));
    assert_eq!(january.plus_months(-11), Some(Civil { year: 2019, month: 2, day: 28 }));
}

#[test]
fn rounding_goes_up_at_the_half() {
    let second = i128::from(PICOS_PER_SECOND);
    for (picos, precision, expected) in [
        (second / 2, 0, second),
        (second / 2 - 1, 0, 0),
        (-second / 2, 0, 0),
        (-second / 2 - 1, 0, -second),
        (999_950_000_000, 4, second),
        (123, 12, 123),
    ] {
        assert_eq!(round_picos(picos, precision), expected, "{picos} {precision}");
    }
    assert_eq!(round_time(PICOS_PER_DAY - 1, 0), 0);
    assert_eq!(round_time(PICOS_PER_DAY - 1, 12), PICOS_PER_DAY - 1);
}

#[test]
fn columns_there_and_back() {
    for precision in 0..=12 {
        let picos = round_picos(i128::from(PICOS_PER_DAY) * 18_392 + 45_296_123_456_789_012, precision);
        let mut builder = TimestampBuilder::new(precision, 3);
        for value in [Some(picos), None, Some(-picos)] {
            builder.push(value).unwrap();
        }
        let column = builder.finish();
        assert_eq!(column.data_type(), &Type::Timestamp(precision).to_arrow());
        let reader = timestamp_picos(&column).unwrap();
        assert_eq!([reader.get(0), reader.get(1), reader.get(2)], [Some(picos), None, Some(-picos)]);
        let time = round_time(45_296_123_456_789_012, precision);
        let mut builder = TimeBuilder::new(precision, 2);
        builder.push(Some(time));
        builder.push(None);
        let column = builder.finish();
        assert_eq!(column.data_type(), &Type::Time(precision).to_arrow());
        let reader = time_picos(&column).unwrap();
        assert_eq!([reader.get(0), reader.get(1)], [Some(time), None]);
    }
    let nanos = arrow::array::TimestampNanosecondArray::from(vec![Some(1_500_000), None, Some(-1)]);
    for (precision, expected) in
        [(9, [Some(1_500_000_000), None, Some(-1_000)]), (3, [Some(2_000_000_000), None, Some(0)])]
    {
        let column = timestamp_column(&nanos, precision).unwrap();
        assert_eq!(column.data_type(), &Type::Timestamp(precision).to_arrow());
        let reader = timestamp_picos(&column).unwrap();
        assert_eq!([reader.get(0), reader.get(1), reader.get(2)], expected);
    }
    let mut builder = ZonedBuilder::new(3, 2);
    builder.push(None).unwrap();
    builder.push(Some((0, Zone::Offset(60).key()))).unwrap();
    let column = builder.finish().unwrap();
    assert!(column.is_null(0));
    let reader = zoned_picos(&column).unwrap();
    assert_eq!((reader.get(0), reader.get(1)), (None, Some((0, 60))));
    let error = ZonedBuilder::new(3, 1).push(Some((-3_943_693_439_888_000 * 1_000_000_000, 0))).unwrap_err();
    assert_eq!(error.message, "Out of range for timestamp with time zone: -3943693439888000");
    assert!(TimestampBuilder::new(0, 1).push(Some(i128::from(i64::MAX) * 1_000_001)).is_err());
}
