use super::temporal::MILLIS_PER_DAY;
use super::*;

#[test]
fn integers_are_javas() {
    for (text, value) in [
        ("0", Some(0)),
        ("-7", Some(-7)),
        ("+7", Some(7)),
        ("007", Some(7)),
        ("9223372036854775807", Some(i64::MAX)),
        ("-9223372036854775808", Some(i64::MIN)),
        ("9223372036854775808", None),
        ("-9223372036854775809", None),
        ("0000000000000000000000001", Some(1)),
        ("", None),
        ("-", None),
        ("1.0", None),
        (" 1", None),
        ("1e3", None),
        ("0x1", None),
    ] {
        assert_eq!(parse_integer(text.as_bytes()), value, "{text:?}");
    }
}

#[test]
fn floats_are_javas() {
    for (text, value) in [
        ("1.5", Some(1.5)),
        (" 1.5 ", Some(1.5)),
        (".5", Some(0.5)),
        ("1.", Some(1.0)),
        ("-1e3", Some(-1000.0)),
        ("1.5d", Some(1.5)),
        ("1.5f", Some(1.5)),
        ("Infinity", Some(f64::INFINITY)),
        ("-Infinity", Some(f64::NEG_INFINITY)),
        ("inf", None),
        ("nan", None),
        ("", None),
        ("d", None),
        ("1,5", None),
        ("1e", None),
    ] {
        assert_eq!(parse_f64(text.as_bytes()), value, "{text:?}");
    }
    assert!(parse_f64(b"NaN").is_some_and(f64::is_nan));
}

#[test]
fn decimals_round_half_up_and_know_their_precision() {
    for (text, value) in [
        ("1.23", Some(123)),
        ("1.235", Some(124)),
        ("-1.235", Some(-124)),
        ("1.2349", Some(123)),
        ("1", Some(100)),
        ("1e2", Some(10_000)),
        ("123e-2", Some(123)),
        (".5", Some(50)),
        ("0.004", Some(0)),
        ("999.99", Some(99_999)),
        ("999.995", None),
        ("1000", None),
        ("1e-30", Some(0)),
        ("0e30", Some(0)),
        ("1e30", None),
        ("", None),
        (".", None),
        ("abc", None),
        ("1.2.3", None),
    ] {
        assert_eq!(parse_decimal(text.as_bytes(), 5, 2), value, "{text:?}");
    }
    assert_eq!(parse_decimal("9".repeat(38).as_bytes(), 38, 0), Some(10_i128.pow(38) - 1));
    assert_eq!(parse_decimal("9".repeat(39).as_bytes(), 38, 0), None);
    assert_eq!(parse_decimal("9".repeat(60).as_bytes(), 38, 0), None);
}

#[test]
fn dates() {
    for (text, value) in [
        ("1970-01-01", Some(0)),
        ("1969-12-31", Some(-1)),
        ("2020-02-29", Some(18_321)),
        ("2020-2-9", Some(18_301)),
        ("2020-01-01 10:00:00", Some(18_262)),
        ("0001-01-01", Some(-719_162)),
        ("2019-02-29", None),
        ("2020-13-01", None),
        ("2020-00-01", None),
        ("20200101", None),
        ("2020-01-01x", None),
        ("", None),
    ] {
        assert_eq!(parse_date(text.as_bytes()), value, "{text:?}");
    }
}

#[test]
fn timestamps() {
    const DAY: i64 = 18_262 * MILLIS_PER_DAY;
    for (text, plain, zoned) in [
        ("2020-01-01 00:00:01", Some(DAY + 1000), Some(DAY + 1000)),
        ("2020-01-01 00:00:01.5", Some(DAY + 1500), Some(DAY + 1500)),
        ("2020-01-01 00:00:01.123999", Some(DAY + 1123), Some(DAY + 1123)),
        ("2020-01-01 1:2:3", Some(DAY + 3_723_000), Some(DAY + 3_723_000)),
        ("2020-01-01", Some(DAY), Some(DAY)),
        ("1969-12-31 23:59:59.999", Some(-1), Some(-1)),
        ("2020-01-01T00:00:01", None, Some(DAY + 1000)),
        ("2020-01-01T00:00:01Z", None, Some(DAY + 1000)),
        ("2020-01-01T02:00:00+02:00", None, Some(DAY)),
        ("2019-12-31T23:00:00-0100", None, Some(DAY)),
        ("2020-01-01 24:00:00", None, None),
        ("2020-01-01 00:60:00", None, None),
        ("2020-01-01 00:00", None, None),
        ("1577836800", None, None),
        ("", None, None),
    ] {
        assert_eq!(parse_timestamp(text.as_bytes()), plain, "{text:?}");
        assert_eq!(parse_zoned_timestamp(text.as_bytes()), zoned, "{text:?}");
    }
}

#[test]
fn booleans_and_truncation() {
    for (text, plain, extended) in [
        ("TRUE", Some(true), Some(true)),
        ("false", Some(false), Some(false)),
        ("t", None, Some(true)),
        ("0", None, Some(false)),
        ("yes", None, None),
        ("", None, None),
    ] {
        assert_eq!(parse_boolean(text.as_bytes(), false), plain, "{text}");
        assert_eq!(parse_boolean(text.as_bytes(), true), extended, "{text}");
    }
    assert_eq!(truncate_chars("häuser", 2), "hä");
    assert_eq!(truncate_chars("hä", 5), "hä");
}
