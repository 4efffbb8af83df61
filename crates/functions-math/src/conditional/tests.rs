use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Int32Array, Int64Array, ListArray, MapArray, StructArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::Int32Type;
use arrow_schema::{DataType, Field};
use boathouse_functions::Session;
use boathouse_types::Type;

use crate::testing::{LIBRARY, call_on, check, value};

#[test]
fn greatest_and_least() {
    check(&[
        ("greatest(integer:1; integer:3; integer:2)", "integer:3"),
        ("greatest(double:NaN; double:5; double:4)", "5.0"),
        ("greatest(double:5; double:NaN)", "5.0"),
        ("greatest(double:NaN; double:NaN)", "NaN"),
        ("least(double:NaN; double:5; double:4)", "4.0"),
        ("least(real:NaN)", "NaN"),
        ("greatest(integer:1; integer:NULL)", "NULL"),
        ("least(varchar:b; varchar:a)", "a"),
        ("least(decimal(3,1):1.5; decimal(3,1):-1.5)", "-1.5"),
        ("greatest(decimal(38,1):1.5; decimal(38,1):-1.5)", "decimal(38,1):1.5"),
        ("least(smallint:4; smallint:-5)", "-5"),
        ("greatest(date:2024-01-01; date:2024-02-01)", "2024-02-01"),
        ("least(boolean:true; boolean:false)", "false"),
    ]);
}

fn array(values: &[Option<i32>]) -> (Type, ArrayRef) {
    let field = Arc::new(Field::new("item", DataType::Int32, true));
    let offsets = OffsetBuffer::from_lengths([values.len()]);
    let column = ListArray::new(field, offsets, Arc::new(Int32Array::from(values.to_vec())), None);
    (Type::array(Type::Integer), Arc::new(column))
}

#[test]
fn elements_of_arrays() {
    for (place, expected) in [
        (1, "10"),
        (3, "NULL"),
        (0, "SQL array indices start at 1"),
        (-1, "Array subscript is negative: -1"),
        (4, "Array subscript must be less than or equal to array length: 4 > 3"),
    ] {
        let place: (Type, ArrayRef) = (Type::BigInt, Arc::new(Int64Array::from(vec![place])));
        let found = call_on("$subscript", &[array(&[Some(10), Some(20), None]), place]);
        assert_eq!(found.map_or_else(|e| e.message, |(_, text)| text), expected);
    }
}

#[test]
fn values_of_maps() {
    let map = || -> (Type, ArrayRef) {
        let data_type = Type::map(Type::Double, Type::Integer);
        let DataType::Map(field, _) = data_type.to_arrow() else { unreachable!() };
        let DataType::Struct(fields) = field.data_type() else { unreachable!() };
        let keys: ArrayRef = Arc::new(arrow::array::Float64Array::from(vec![1.5, 2.5]));
        let entries =
            StructArray::new(fields.clone(), vec![keys, Arc::new(Int32Array::from(vec![Some(7), None]))], None);
        (data_type, Arc::new(MapArray::new(field, OffsetBuffer::from_lengths([2]), entries, None, false)))
    };
    for (key, expected) in [("1.5", "7"), ("2.5", "NULL"), ("3.5", "Key not present in map: 3.5E0"), ("NULL", "NULL")] {
        let found = call_on("$subscript", &[map(), value(&format!("double:{key}"))]);
        assert_eq!(found.map_or_else(|e| e.message, |(_, text)| text), expected, "{key}");
    }
}

#[test]
fn columns_beside_nulls() {
    let column =
        |values: &[Option<i32>]| -> (Type, ArrayRef) { (Type::Integer, Arc::new(Int32Array::from(values.to_vec()))) };
    let arguments = [column(&[Some(1), None, Some(3)]), column(&[Some(2), Some(5), Some(-3)])];
    for (name, expected) in [("greatest", [Some(2), None, Some(3)]), ("least", [Some(1), None, Some(-3)])] {
        let (_, found) = LIBRARY.call(name, &arguments, &Arc::new(Session::default())).unwrap();
        assert_eq!(found.as_primitive::<Int32Type>().iter().collect::<Vec<_>>(), expected, "{name}");
    }
}
