use std::sync::Arc;

use arrow::array::{Float64Array, Int32Array, Int32Builder, MapBuilder, StringViewArray};
use arrow::buffer::OffsetBuffer;
use arrow_schema::{DataType, Field};

use super::*;

fn numbers(values: &[Option<f64>]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}

fn arrays(rows: &[&[Option<i32>]]) -> ArrayRef {
    let values: Int32Array = rows.iter().flat_map(|row| row.iter().copied()).collect();
    let field = Arc::new(Field::new("item", DataType::Int32, true));
    let offsets = OffsetBuffer::from_lengths(rows.iter().map(|row| row.len()));
    Arc::new(ListArray::new(field, offsets, Arc::new(values), None))
}

fn maps(rows: &[&[(i32, Option<i32>)]]) -> ArrayRef {
    let mut builder = MapBuilder::new(None, Int32Builder::new(), Int32Builder::new());
    for row in rows {
        for (key, value) in *row {
            builder.keys().append_value(*key);
            builder.values().append_option(*value);
        }
        builder.append(true).unwrap();
    }
    Arc::new(builder.finish())
}

fn rows(first: &[Option<f64>], second: &[Option<f64>]) -> (Type, ArrayRef) {
    let data_type = Type::anonymous_row([Type::Double, Type::Double]);
    let DataType::Struct(fields) = data_type.to_arrow() else { unreachable!() };
    (data_type, Arc::new(StructArray::new(fields, vec![numbers(first), numbers(second)], None)))
}

#[test]
fn numbers_with_nan_and_both_zeros() {
    const NAN: f64 = f64::NAN;
    for (left, right, equal, same, last, first) in [
        (1.0, 2.0, false, false, Ordering::Less, Ordering::Less),
        (0.0, -0.0, true, true, Ordering::Equal, Ordering::Equal),
        (NAN, NAN, false, true, Ordering::Equal, Ordering::Equal),
        (NAN, f64::INFINITY, false, false, Ordering::Greater, Ordering::Less),
        (1.0, -NAN, false, false, Ordering::Less, Ordering::Greater),
    ] {
        let (a, b) = (numbers(&[Some(left)]), numbers(&[Some(right)]));
        assert_eq!(equality(&Type::Double, &a, &b).unwrap()(0, 0), Some(equal), "{left} = {right}");
        assert_eq!(identity(&Type::Double, &a, &b).unwrap()(0, 0), same, "{left} is {right}");
        assert_eq!(comparator(&Type::Double, &a, &b).unwrap()(0, 0).unwrap(), last, "{left} < {right}");
        let order = comparator_with(&Type::Double, &a, &b, Unordered::First).unwrap();
        assert_eq!(order(0, 0).unwrap(), first, "{left} < {right}, NaN first");
    }
}

#[test]
fn arrays_compare_by_element_then_by_length() {
    let data_type = Type::array(Type::Integer);
    for (left, right, equal, order) in [
        (&[Some(1), Some(2)][..], &[Some(1), Some(2)][..], Some(true), Some(Ordering::Equal)),
        (&[Some(1)], &[Some(1), None], Some(false), Some(Ordering::Less)),
        (&[Some(1), None], &[Some(2), None], Some(false), Some(Ordering::Less)),
        (&[Some(1), None], &[Some(1), None], None, None),
        (&[None, Some(1)], &[None, Some(2)], Some(false), None),
        (&[], &[], Some(true), Some(Ordering::Equal)),
    ] {
        let (a, b) = (arrays(&[left]), arrays(&[right]));
        assert_eq!(equality(&data_type, &a, &b).unwrap()(0, 0), equal, "{left:?} = {right:?}");
        let found = comparator(&data_type, &a, &b).unwrap()(0, 0);
        match order {
            Some(order) => assert_eq!(found.unwrap(), order, "{left:?} < {right:?}"),
            None => assert_eq!(
                found.unwrap_err(),
                TrinoError::not_supported("ARRAY comparison not supported for arrays with null elements")
            ),
        }
        assert!(identity(&data_type, &a, &a).unwrap()(0, 0), "{left:?} is itself");
    }
}

#[test]
fn rows_are_three_valued() {
    let (data_type, column) = rows(&[Some(1.0), Some(1.0), Some(2.0), None], &[Some(2.0), None, None, Some(2.0)]);
    let equal = equality(&data_type, &column, &column).unwrap();
    let same = identity(&data_type, &column, &column).unwrap();
    let order = comparator(&data_type, &column, &column).unwrap();
    for (i, j, expected, is) in [
        (0, 0, Some(true), true),
        (0, 1, None, false),
        (1, 1, None, true),
        (1, 2, Some(false), false),
        (0, 3, None, false),
    ] {
        assert_eq!(equal(i, j), expected, "{i} = {j}");
        assert_eq!(same(i, j), is, "{i} is {j}");
    }
    assert_eq!(order(0, 2).unwrap(), Ordering::Less);
    assert_eq!(order(0, 1).unwrap_err().message, "ROW comparison not supported for fields with null elements");
    for (row, expected) in [(0, false), (1, true), (3, true)] {
        assert_eq!(is_indeterminate(&data_type, &column, row).unwrap(), expected, "{row}");
    }
}

#[test]
fn maps_compare_by_key() {
    let data_type = Type::map(Type::Integer, Type::Integer);
    let many: Vec<_> = (0..20).map(|i| (i, Some(i))).collect();
    let reversed: Vec<_> = many.iter().rev().copied().collect();
    for (left, right, equal, is) in [
        (&[(1, Some(2)), (3, Some(4))][..], &[(3, Some(4)), (1, Some(2))][..], Some(true), true),
        (&[(1, Some(2))], &[(1, Some(3))], Some(false), false),
        (&[(1, Some(2))], &[(2, Some(2))], Some(false), false),
        (&[(1, None)], &[(1, None)], None, true),
        (&[(1, None), (2, Some(1))], &[(1, None), (2, Some(2))], Some(false), false),
        (&[], &[(1, None)], Some(false), false),
        (&many, &reversed, Some(true), true),
    ] {
        let (a, b) = (maps(&[left]), maps(&[right]));
        assert_eq!(equality(&data_type, &a, &b).unwrap()(0, 0), equal, "{left:?} = {right:?}");
        assert_eq!(identity(&data_type, &a, &b).unwrap()(0, 0), is, "{left:?} is {right:?}");
    }
    let column = maps(&[&[]]);
    assert_eq!(comparator(&data_type, &column, &column).err().unwrap().code, ErrorCode::NotSupported);
}

#[test]
fn char_compares_with_its_blanks() {
    let column: ArrayRef = Arc::new(StringViewArray::from(vec!["a", "a\t", "ab", ""]));
    let order = comparator(&Type::Char(3), &column, &column).unwrap();
    for (i, j, expected) in [
        (0, 0, Ordering::Equal),
        (0, 1, Ordering::Greater), // a tab sorts before a blank
        (0, 2, Ordering::Less),
        (1, 0, Ordering::Less),
        (3, 0, Ordering::Less),
    ] {
        assert_eq!(order(i, j).unwrap(), expected, "{i} {j}");
    }
}

#[test]
fn null_equals_nothing_but_is_null() {
    let (a, b) = (numbers(&[None, Some(1.0)]), numbers(&[None]));
    let (equal, same) = (equality(&Type::Double, &a, &b).unwrap(), identity(&Type::Double, &a, &b).unwrap());
    assert_eq!((equal(0, 0), same(0, 0)), (None, true));
    assert_eq!((equal(1, 0), same(1, 0)), (None, false));
}
