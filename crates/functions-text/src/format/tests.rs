use super::*;
use crate::format::value::Moment;

fn format(template: &str, values: &[Value]) -> String {
    let mut text = String::new();
    let items = match spec::parse(template) {
        Ok(items) => items,
        Err(illegal) => return illegal.0,
    };
    for item in &items {
        if let Err(illegal) = append(&mut text, item, values).unwrap() {
            return illegal.0;
        }
    }
    text
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

#[test]
fn values_in_their_places() {
    let long = Value::Long;
    for (template, values, expected) in [
        ("%s", vec![text("x")], "x"),
        ("%%%s%n", vec![Value::Null], "%null\n"),
        ("%5s|%-5s|%.2s", vec![text("ab"), text("ab"), text("abc")], "   ab|ab   |ab"),
        ("%2$s %1$s %<s %s", vec![text("a"), text("b")], "b a a a"),
        ("%S", vec![text("ab")], "AB"),
        ("%d %,d %(d %+d % d", vec![long(-5), long(1_234_567), long(-7), long(3), long(3)], "-5 1,234,567 (7) +3  3"),
        ("%03d|%-3d|%3d", vec![long(8), long(8), long(8)], "008|8  |  8"),
        ("%06d", vec![long(-42)], "-00042"),
        ("%x %X %#x %o", vec![long(255), long(255), long(255), long(8)], "ff FF 0xff 10"),
        ("%x", vec![long(-1)], "ffffffffffffffff"),
        ("%b %b", vec![Value::Boolean(true), Value::Null], "true false"),
        ("%.2f %.0f %f", vec![Value::Double(2.345), Value::Double(2.5), Value::Double(1.0)], "2.35 3 1.000000"),
        ("%,.2f", vec![Value::Decimal(123_456_789, 2)], "1,234,567.89"),
        ("%.3f", vec![Value::Decimal(-5, 1)], "-0.500"),
        ("%.1f", vec![Value::Double(0.05)], "0.1"),
        ("%.1f", vec![Value::Double(9.96)], "10.0"),
        ("%.0f", vec![Value::Double(0.4)], "0"),
        ("%e %.2E", vec![Value::Double(12345.678), Value::Double(0.00012)], "1.234568e+04 1.20E-04"),
        ("%g %g", vec![Value::Double(12345.678), Value::Double(0.00001)], "12345.7 1.00000e-05"),
        ("%f %f", vec![Value::Double(f64::NAN), Value::Double(f64::NEG_INFINITY)], "NaN -Infinity"),
        ("%s %s", vec![Value::Double(1e8), Value::Float(1.5)], "1.0E8 1.5"),
        ("%s %s", vec![Value::Decimal(150, 2), Value::Decimal(1, 7)], "1.50 1E-7"),
        ("%h", vec![text("hello")], "5e918d2"),
    ] {
        assert_eq!(format(template, &values), expected, "{template} {values:?}");
    }
}

#[test]
fn dates_and_times() {
    let date = Value::Time(Moment { days: Some(13_333), nanos: None, zone: None });
    let stamp = Value::Time(Moment { days: Some(0), nanos: Some(45_296_120_000_000), zone: None });
    let zoned =
        Value::Time(Moment { days: Some(0), nanos: Some(0), zone: Some(("Europe/Berlin".parse().unwrap(), 3600)) });
    for (template, value, expected) in [
        ("%1$tA, %1$tB %1$te, %1$tY", &date, "Tuesday, July 4, 2006"),
        ("%tF|%<tD|%<ta|%<tb|%<tj|%<tC|%<ty", &date, "2006-07-04|07/04/06|Tue|Jul|185|20|06"),
        ("%s", &date, "2006-07-04"),
        ("%tT|%<tR|%<tr|%<tL|%<tN|%<tp|%<tI|%<tl", &stamp, "12:34:56|12:34|12:34:56 PM|120|120000000|pm|12|12"),
        ("%s", &stamp, "1970-01-01T12:34:56.120"),
        ("%s", &zoned, "1970-01-01T00:00+01:00[Europe/Berlin]"),
        ("%tz|%<tZ|%<ts|%<tQ", &zoned, "+0100|Europe/Berlin|-3600|-3600000"),
        ("%tH", &date, "IllegalFormatConversion: H != java.time.LocalDate"),
        ("%tY", &text("x"), "IllegalFormatConversion: Y != java.lang.String"),
    ] {
        assert_eq!(format(template, std::slice::from_ref(value)), expected, "{template}");
    }
}

#[test]
fn wrong_formats() {
    for (template, value, expected) in [
        ("%d", text("x"), "IllegalFormatConversion: d != java.lang.String"),
        ("%d", Value::Double(1.0), "IllegalFormatConversion: d != java.lang.Double"),
        ("%f", Value::Long(1), "IllegalFormatConversion: f != java.lang.Long"),
        ("%s %s", Value::Long(1), "MissingFormatArgument: Format specifier '%s'"),
        ("%y", Value::Long(1), "UnknownFormatConversion: Conversion = 'y'"),
        ("%", Value::Long(1), "UnknownFormatConversion: Conversion = '%'"),
        ("%-d", Value::Long(1), "MissingFormatWidth: %-d"),
        ("%.2d", Value::Long(1), "IllegalFormatPrecision: 2"),
        ("%--5d", Value::Long(1), "DuplicateFormatFlags: Flags = '-'"),
    ] {
        assert_eq!(format(template, &[value]), expected, "{template}");
    }
}
