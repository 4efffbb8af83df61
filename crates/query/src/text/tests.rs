use std::sync::Arc;

use datafusion::arrow::array::builder::Int32Builder;
use datafusion::arrow::array::{
    Array as _, ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, Float32Array, Float64Array,
    Int32Array, Int64Array, IntervalYearMonthArray, ListArray, MapArray, MapBuilder, StringArray, StringBuilder,
    StringViewArray, StructArray, TimestampMicrosecondArray, TimestampMillisecondArray,
};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::{DataType, Field, Int32Type};

use boathouse_types::Type;
use datafusion::arrow::compute::cast;

use super::ColumnText;

fn text(array: ArrayRef, row: usize) -> String {
    let data_type = Type::from_arrow(array.data_type()).expect("a type");
    let array = cast(&array, &data_type.to_arrow()).expect("held as the type is");
    typed(&data_type, array, row)
}

fn typed(data_type: &Type, array: ArrayRef, row: usize) -> String {
    let column = ColumnText::new(data_type, &array).expect("printable");
    let mut out = String::new();
    if column.is_null(row) {
        "NULL".to_owned()
    } else {
        column.write(row, &mut out);
        out
    }
}

#[test]
fn doubles_print_as_java_prints_them() {
    for (value, expected) in [
        (1.5, "1.5"),
        (100.0, "100.0"),
        (0.001, "0.001"),
        (0.0001, "1.0E-4"),
        (1e7, "1.0E7"),
        (9_999_999.0, "9999999.0"),
        (12_345_678.9, "1.23456789E7"),
        (1e20, "1.0E20"),
        (-0.0, "-0.0"),
        (0.0, "0.0"),
        (-1234.5, "-1234.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (f64::NAN, "NaN"),
        (f64::INFINITY, "Infinity"),
        (f64::NEG_INFINITY, "-Infinity"),
        (f64::MIN_POSITIVE, "2.2250738585072014E-308"),
        (5e-324, "4.9E-324"),
        (2e23, "2.0E23"),
    ] {
        assert_eq!(text(Arc::new(Float64Array::from(vec![value])), 0), expected);
    }
    for (value, expected) in [(0.1, "0.1"), (1e-45, "1.4E-45"), (1e10, "1.0E10")] {
        assert_eq!(text(Arc::new(Float32Array::from(vec![value])), 0), expected);
    }
}

#[test]
fn scalars() {
    let decimals = |unscaled, scale| -> ArrayRef {
        Arc::new(Decimal128Array::from(vec![unscaled]).with_precision_and_scale(10, scale).expect("fits"))
    };
    for (array, expected) in [
        (Arc::new(BooleanArray::from(vec![true])) as ArrayRef, "true"),
        (Arc::new(Int64Array::from(vec![-7])), "-7"),
        (Arc::new(Int64Array::from(vec![None])), "NULL"),
        (decimals(150, 2), "1.50"),
        (decimals(-5, 2), "-0.05"),
        (decimals(7, 0), "7"),
        (Arc::new(Date32Array::from(vec![18_262])), "2020-01-01"),
        (Arc::new(Date32Array::from(vec![-1])), "1969-12-31"),
        (Arc::new(TimestampMillisecondArray::from(vec![1_577_882_096_789])), "2020-01-01 12:34:56.789"),
        (Arc::new(TimestampMillisecondArray::from(vec![-1])), "1969-12-31 23:59:59.999"),
        (Arc::new(TimestampMicrosecondArray::from(vec![1_577_882_096_000_001])), "2020-01-01 12:34:56.000001"),
        (Arc::new(BinaryArray::from_vec(vec![&[1, 0xab]])), "01 ab"),
        (Arc::new(IntervalYearMonthArray::from(vec![14])), "1-2"),
        (Arc::new(StringArray::from(vec!["日本"])), "日本"),
    ] {
        assert_eq!(text(array, 0), expected);
    }
}

#[test]
fn what_takes_more_than_the_arrow_value() {
    let padded: ArrayRef = Arc::new(StringViewArray::from(vec!["ab"]));
    assert_eq!(typed(&Type::Char(4), padded, 0), "ab  ");
    let milliseconds: ArrayRef = Arc::new(TimestampMillisecondArray::from(vec![1_577_882_096_780]));
    assert_eq!(typed(&Type::Timestamp(2), milliseconds, 0), "2020-01-01 12:34:56.78");
}

#[test]
fn nested_values() {
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1), None]), Some(vec![]), None]);
    let list: ArrayRef = Arc::new(list);
    assert_eq!(text(list.clone(), 0), "[1, null]");
    assert_eq!(text(list.clone(), 1), "[]");
    assert_eq!(text(list, 2), "NULL");

    let row = |first: &str, second: &str| -> ArrayRef {
        Arc::new(StructArray::from(vec![
            (Arc::new(Field::new(first, DataType::Int32, true)), Arc::new(Int32Array::from(vec![1])) as ArrayRef),
            (Arc::new(Field::new(second, DataType::Utf8, true)), Arc::new(StringArray::from(vec!["x"])) as ArrayRef),
        ]))
    };
    assert_eq!(text(row("id", "name"), 0), "{id=1, name=x}");
    let anonymous = Type::anonymous_row([Type::Integer, Type::VARCHAR]);
    let held = cast(&row("a", "b"), &anonymous.to_arrow()).expect("held as the type is");
    assert_eq!(typed(&anonymous, held, 0), "{1, x}");

    let mut numbers = MapBuilder::new(None, Int32Builder::new(), StringBuilder::new());
    for (key, value) in [(10, "b"), (9, "a")] {
        numbers.keys().append_value(key);
        numbers.values().append_value(value);
    }
    numbers.append(true).expect("balanced");
    assert_eq!(text(Arc::new(numbers.finish()), 0), "{9=a, 10=b}");

    // Keys go by their values, not by their texts or how they are held.
    let (nanoseconds, lists) = (Type::Timestamp(9), Type::array(Type::Integer));
    let held: ArrayRef =
        Arc::new(Decimal128Array::from(vec![1_000_000, -1_000]).with_data_type(nanoseconds.to_arrow()));
    let sorted = "{1969-12-31 23:59:59.999999999=2, 1970-01-01 00:00:00.000001000=1}";
    assert_eq!(typed(&Type::map(nanoseconds, Type::Integer), map_of(held), 0), sorted);
    let held = ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(10), None]), Some(vec![Some(9)])]);
    assert_eq!(typed(&Type::map(lists, Type::Integer), map_of(Arc::new(held)), 0), "{[9]=2, [10, null]=1}");
}

/// One map of two keys to the numbers 1 and 2.
fn map_of(keys: ArrayRef) -> ArrayRef {
    let entries = StructArray::from(vec![
        (Arc::new(Field::new("key", keys.data_type().clone(), false)), keys),
        (Arc::new(Field::new("value", DataType::Int32, true)), Arc::new(Int32Array::from(vec![1, 2])) as ArrayRef),
    ]);
    let field = Arc::new(Field::new("entries", entries.data_type().clone(), false));
    Arc::new(MapArray::new(field, OffsetBuffer::from_lengths([2]), entries, None, false))
}
