use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Decimal128Array, DictionaryArray, Int32Array, ListArray, StringArray, StringViewArray,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{Int32Type, Int64Type};
use arrow_schema::Field;
use boathouse_types::Type;

use super::{check, session};
use crate::{Caster, ValueText};

#[test]
fn values_as_text() {
    check(&[
        ("boolean", "true", "varchar", "true"),
        ("boolean", "true", "varchar(3)", "INVALID_CAST_ARGUMENT: Cannot cast 'true' to varchar(3)"),
        ("smallint", "123", "varchar(3)", "123"),
        ("smallint", "123", "varchar(2)", "INVALID_CAST_ARGUMENT: Value 123 cannot be represented as varchar(2)"),
        ("double", "12345678.9", "varchar(50)", "1.23456789E7"),
        ("double", "NaN", "varchar(3)", "NaN"),
        ("double", "NaN", "varchar(2)", "INVALID_CAST_ARGUMENT: Value NaN (NaN) cannot be represented as varchar(2)"),
        (
            "double",
            "-0.0",
            "varchar(3)",
            "INVALID_CAST_ARGUMENT: Value -0.0 (-0E0) cannot be represented as varchar(3)",
        ),
        ("real", "12e2", "varchar(5)", "1.2E3"),
        (
            "real",
            "12e2",
            "varchar(4)",
            "INVALID_CAST_ARGUMENT: Value 1200.0 (1.2E3) cannot be represented as varchar(4)",
        ),
        ("decimal(4,3)", "-.001", "varchar", "-0.001"),
        ("decimal(2,2)", "-.5", "varchar", "-0.50"),
        (
            "decimal(38,0)",
            "-99999999999999999999999999999999999999",
            "varchar",
            "-99999999999999999999999999999999999999",
        ),
        (
            "decimal(19,1)",
            "100000000000000000.1",
            "varchar(18)",
            "INVALID_CAST_ARGUMENT: Value 100000000000000000.1 cannot be represented as varchar(18)",
        ),
        ("date", "13-2-2", "varchar", "0013-02-02"),
        (
            "date",
            "2013-02-02",
            "varchar(9)",
            "INVALID_CAST_ARGUMENT: Value 2013-02-02 cannot be represented as varchar(9)",
        ),
        ("uuid", "12151FD2-7586-11E9-8F9E-2A86E4085A59", "varchar", "12151fd2-7586-11e9-8f9e-2a86e4085a59"),
        ("ipaddress", "::ffff:1.2.3.4", "varchar", "1.2.3.4"),
    ]);
}

#[test]
fn text_as_text() {
    check(&[
        ("varchar", "banana", "varchar(3)", "ban"),
        ("varchar", "häßlich", "varchar(3)", "häß"),
        ("varchar", "a", "varchar(3)", "a"),
        ("varchar", "bar", "char(1)", "b"),
        ("varchar", "b ", "char(3)", "b  "),
        ("char(3)", "b", "varchar(3)", "b  "),
        ("char(3)", "b", "varchar", "b  "),
        ("char(5)", "bar", "varchar(2)", "ba"),
        ("char(5)", "b", "varchar(2)", "b "),
        ("char(5)", "bar", "char(2)", "ba"),
        ("char(2)", "ba", "char(4)", "ba  "),
        ("varchar", "", "char(2)", "  "),
    ]);
}

#[test]
fn bytes() {
    check(&[
        ("varchar", "aé", "varbinary", "61 c3 a9"),
        ("varchar", "1-1-1-1-1", "uuid", "INVALID_CAST_ARGUMENT: Invalid UUID string length: 9"),
        ("varchar", "xyz", "uuid", "INVALID_CAST_ARGUMENT: Cannot cast value to UUID: xyz"),
        ("varbinary", "abcde", "uuid", "INVALID_CAST_ARGUMENT: Invalid UUID binary length: 5"),
        (
            "uuid",
            "00000000-0000-0000-0000-000000000001",
            "varbinary",
            "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01",
        ),
        ("varchar", "2001:0db8:0000:0000:0000:ff00:0042:8329", "ipaddress", "2001:db8::ff00:42:8329"),
        ("varchar", "2001:db8:0:0:1:0:0:1", "ipaddress", "2001:db8::1:0:0:1"),
        ("varchar", "::", "ipaddress", "::"),
        ("varchar", "1::", "ipaddress", "1::"),
        ("varchar", "::1", "ipaddress", "::1"),
        ("varchar", "1:2:3:4:5:6:7:0", "ipaddress", "1:2:3:4:5:6:7:0"),
        ("varchar", "789.1.1.1", "ipaddress", "INVALID_CAST_ARGUMENT: Cannot cast value to IPADDRESS: 789.1.1.1"),
        ("varbinary", "abc", "ipaddress", "INVALID_CAST_ARGUMENT: Invalid IP address binary length: 3"),
        ("varbinary", "aaaa", "ipaddress", "97.97.97.97"),
    ]);
}

#[test]
fn dictionaries_are_cast_by_value() {
    let values: ArrayRef = Arc::new(StringViewArray::from(vec!["1", "x", "3"]));
    let column = DictionaryArray::<Int32Type>::new(Int32Array::from(vec![Some(0), Some(2), None, Some(0)]), values);
    let caster = Caster::new(&Type::VARCHAR, &Type::BigInt, &session()).unwrap();
    // The value that is no number is that of no row.
    let result = caster.cast(&(Arc::new(column) as ArrayRef)).unwrap();
    let found: Vec<_> = result.as_primitive::<Int64Type>().iter().collect();
    assert_eq!(found, [Some(1), Some(3), None, Some(1)]);
}

#[test]
fn columns_as_readers_of_files_hold_them() {
    let text: ArrayRef = Arc::new(StringArray::from(vec!["7"]));
    let caster = Caster::new(&Type::VARCHAR, &Type::BigInt, &session()).unwrap();
    assert_eq!(caster.cast(&text).unwrap().as_primitive::<Int64Type>().value(0), 7);
    let decimal: ArrayRef = Arc::new(Decimal128Array::from(vec![125]).with_precision_and_scale(5, 2).unwrap());
    let text = ValueText::new(&Type::decimal(5, 2), &decimal).unwrap();
    assert_eq!(text.get(0).as_deref(), Some("1.25"));
    let codes = DictionaryArray::<Int32Type>::from_iter(["a", "b"]);
    let text = ValueText::new(&Type::VARCHAR, &(Arc::new(codes) as ArrayRef)).unwrap();
    assert_eq!(text.get(1).as_deref(), Some("b"));
}

#[test]
fn rows_that_are_null_hold_nothing_that_fails() {
    let values: ArrayRef = Arc::new(StringViewArray::from(vec!["1", "x", "3", "y"]));
    let field = Arc::new(Field::new("item", Type::VARCHAR.to_arrow(), true));
    let offsets = OffsetBuffer::new(vec![0, 1, 2, 3, 4].into());
    let nulls = NullBuffer::from(vec![true, false, true, true]);
    let column: ArrayRef = Arc::new(ListArray::new(field, offsets, values, Some(nulls)));
    let to = Type::array(Type::BigInt);
    let caster = Caster::new(&Type::array(Type::VARCHAR), &to, &session()).unwrap();
    let error = caster.cast(&column).unwrap_err();
    assert_eq!(error.message, "Cannot cast 'y' to BIGINT");
    let result = caster.cast(&column.slice(0, 3)).unwrap();
    let text = ValueText::new(&to, &result).unwrap();
    assert_eq!((text.get(0).as_deref(), text.get(1), text.get(2).as_deref()), (Some("[1]"), None, Some("[3]")));
    let result = caster.try_cast(&column).unwrap();
    assert_eq!(result.logical_null_count(), 2);
    assert_eq!(ValueText::new(&to, &result).unwrap().get(2).as_deref(), Some("[3]"));
}

#[test]
fn broken_text() {
    let texts =
        ["", " ", "-", "+", ".", "e", "0x", "0x.p", "1e", "é", "12:3x", "2020-", "-2020-01-01 é", "::", "1.2.3.", "\0"];
    let column: ArrayRef = Arc::new(StringViewArray::from(texts.to_vec()));
    for to in [
        "boolean",
        "tinyint",
        "bigint",
        "real",
        "double",
        "decimal(38,38)",
        "decimal(1,0)",
        "date",
        "time(12)",
        "time(0) with time zone",
        "timestamp(12)",
        "timestamp(3) with time zone",
        "uuid",
        "ipaddress",
    ] {
        let caster = Caster::new(&Type::VARCHAR, &to.parse().unwrap(), &session()).unwrap();
        let result = caster.try_cast(&column).unwrap();
        let expected = if to == "ipaddress" { texts.len() - 1 } else { texts.len() };
        assert_eq!(result.null_count(), expected, "{to}");
    }
}
