use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, Int16Array, Int32Array, Int64Array, ListArray, StringViewArray,
    StructArray, TimestampMillisecondArray,
};
use arrow::buffer::OffsetBuffer;
use arrow_schema::{DataType, Field};
use boathouse_functions::Session;
use boathouse_types::{Result, Type};

use crate::testing::LIBRARY;

const OPERATORS: [&str; 7] = ["$eq", "$neq", "$lt", "$lte", "$gt", "$gte", "$distinct"];

fn call(name: &str, data_type: &Type, left: &ArrayRef, right: &ArrayRef) -> Result<Vec<Option<bool>>> {
    let arguments = [(data_type.clone(), Arc::clone(left)), (data_type.clone(), Arc::clone(right))];
    let (_, column) = LIBRARY.call(name, &arguments, &Arc::new(Session::default()))?;
    Ok(column.as_boolean().iter().collect())
}

/// `=` `<>` `<` `<=` `>` `>=` and IS DISTINCT FROM, as `t`, `f` and `-` for NULL.
fn all(data_type: &Type, left: &ArrayRef, right: &ArrayRef) -> Vec<String> {
    let found: Vec<_> = OPERATORS.iter().map(|name| call(name, data_type, left, right).unwrap()).collect();
    let letter = |value: Option<bool>| value.map_or('-', |v| if v { 't' } else { 'f' });
    (0..left.len()).map(|row| found.iter().map(|column| letter(column[row])).collect()).collect()
}

#[test]
fn doubles_compare_as_ieee_says() {
    const NAN: f64 = f64::NAN;
    let left: ArrayRef =
        Arc::new(Float64Array::from(vec![Some(1.0), Some(0.0), Some(NAN), Some(NAN), None, None, Some(2.0)]));
    let right: ArrayRef =
        Arc::new(Float64Array::from(vec![Some(2.0), Some(-0.0), Some(NAN), Some(1.0), Some(1.0), None, Some(1.0)]));
    let expected = ["ftttfft", "tfftftf", "ftfffff", "ftfffft", "------t", "------f", "ftffttt"];
    assert_eq!(all(&Type::Double, &left, &right), expected);
}

#[test]
fn native_types_compare_as_arrow_does() {
    let left: ArrayRef = Arc::new(Int32Array::from(vec![Some(1), Some(2), None]));
    let right: ArrayRef = Arc::new(Int32Array::from(vec![Some(2), Some(2), Some(1)]));
    assert_eq!(all(&Type::Integer, &left, &right), ["ftttfft", "tfftftf", "------t"]);
    let left: ArrayRef = Arc::new(StringViewArray::from(vec!["a", "a longer text than twelve"]));
    let right: ArrayRef = Arc::new(StringViewArray::from(vec!["b", "a longer text"]));
    assert_eq!(all(&Type::VARCHAR, &left, &right), ["ftttfft", "ftffttt"]);
}

#[test]
fn char_sorts_with_its_blanks() {
    let left: ArrayRef = Arc::new(StringViewArray::from(vec!["a\t", "a"]));
    let right: ArrayRef = Arc::new(StringViewArray::from(vec!["a", "a"]));
    assert_eq!(all(&Type::Char(2), &left, &right), ["ftttfft", "tfftftf"]);
}

#[test]
fn zoned_values_compare_by_instant() {
    let column = |instants: Vec<Option<i64>>, zones: Vec<i16>| -> ArrayRef {
        let DataType::Struct(fields) = Type::TimestampTz(3).to_arrow() else { unreachable!() };
        let nulls = instants.iter().map(Option::is_some).collect::<Vec<_>>();
        let instants = Arc::new(TimestampMillisecondArray::from(instants));
        Arc::new(StructArray::new(fields, vec![instants, Arc::new(Int16Array::from(zones))], Some(nulls.into())))
    };
    let left = column(vec![Some(5), Some(5), None], vec![0, 60, 0]);
    let right = column(vec![Some(5), Some(6), Some(1)], vec![120, 60, 0]);
    assert_eq!(all(&Type::TimestampTz(3), &left, &right), ["tfftftf", "ftttfft", "------t"]);
    let column = |times: Vec<i64>, offsets: Vec<i16>| -> ArrayRef {
        let DataType::Struct(fields) = Type::TimeTz(3).to_arrow() else { unreachable!() };
        let times = Arc::new(Int64Array::from(times));
        Arc::new(StructArray::new(fields, vec![times, Arc::new(Int16Array::from(offsets))], None))
    };
    let hour = 3_600_000_000_000_000;
    let (left, right) = (column(vec![2 * hour], vec![120]), column(vec![hour], vec![60]));
    assert_eq!(all(&Type::TimeTz(3), &left, &right), ["tfftftf"]);
}

#[test]
fn arrays_with_nulls_have_no_order() {
    let column = |values: Vec<Option<i32>>| -> ArrayRef {
        let field = Arc::new(Field::new("item", DataType::Int32, true));
        let offsets = OffsetBuffer::from_lengths([values.len()]);
        Arc::new(ListArray::new(field, offsets, Arc::new(Int32Array::from(values)), None))
    };
    let data_type = Type::array(Type::Integer);
    assert_eq!(all(&data_type, &column(vec![Some(1)]), &column(vec![Some(1), None])), ["ftttfft"]);
    let (left, right) = (column(vec![Some(1), None]), column(vec![Some(1), Some(2)]));
    assert_eq!(call("$eq", &data_type, &left, &right).unwrap(), [None]);
    assert_eq!(call("$distinct", &data_type, &left, &right).unwrap(), [Some(true)]);
    let error = call("$lt", &data_type, &left, &right).unwrap_err();
    assert_eq!(error.message, "ARRAY comparison not supported for arrays with null elements");
}
