//! Comparing values as Trino does, row by row: order, three-valued equality, and IS NOT DISTINCT FROM.
//!
//! Each function here looks at the types once and returns a closure over two columns. Keys (see
//! [`crate::key_array`]) are faster where many values are compared with each other and NULLs inside do not
//! matter.

use std::cmp::Ordering;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, MapArray, StructArray, make_comparator};
use arrow::datatypes::{Float32Type, Float64Type};
use arrow_schema::SortOptions;
use boathouse_types::{ErrorCode, Result, TrinoError, Type};

use crate::compare_map::MapPairs;
use crate::key_array;

/// Orders a row of the left column against one of the right. The rows must not be NULL.
pub type Comparator = Box<dyn Fn(usize, usize) -> Result<Ordering> + Send + Sync>;

/// `=` of a row of the left column and one of the right; `None` is NULL.
pub type Equality = Box<dyn Fn(usize, usize) -> Option<bool> + Send + Sync>;

/// `IS NOT DISTINCT FROM` of a row of the left column and one of the right.
pub type Identity = Box<dyn Fn(usize, usize) -> bool + Send + Sync>;

/// Where NaN stands in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unordered {
    /// Below all numbers: what `max` and `greatest` use, so that NaN never wins.
    First,
    /// Above all numbers: `<` of rows and arrays, ORDER BY, `min` and `least`.
    Last,
}

/// The order of two columns of a type, NaN above all numbers.
///
/// # Errors
/// `NOT_SUPPORTED` when the type has no order, an internal error when a column is not held as its type says.
/// The closure raises `NOT_SUPPORTED` where the order hangs on a NULL inside an array or a row.
pub fn comparator(data_type: &Type, left: &ArrayRef, right: &ArrayRef) -> Result<Comparator> {
    comparator_with(data_type, left, right, Unordered::Last)
}

/// The order of two columns of a type.
///
/// # Errors
/// As [`comparator`].
pub fn comparator_with(data_type: &Type, left: &ArrayRef, right: &ArrayRef, nan: Unordered) -> Result<Comparator> {
    if !data_type.is_orderable() {
        return Err(TrinoError::not_supported(format!("Type {data_type} is not orderable")));
    }
    match data_type {
        Type::Real => {
            let (left, right) = (floats::<Float32Type>(left)?, floats::<Float32Type>(right)?);
            Ok(Box::new(move |i, j| Ok(order_floats(f64::from(left.value(i)), f64::from(right.value(j)), nan))))
        }
        Type::Double => {
            let (left, right) = (floats::<Float64Type>(left)?, floats::<Float64Type>(right)?);
            Ok(Box::new(move |i, j| Ok(order_floats(left.value(i), right.value(j), nan))))
        }
        Type::Char(_) => {
            let (left, right) = (texts(left)?, texts(right)?);
            Ok(Box::new(move |i, j| Ok(order_padded(left.value(i), right.value(j)))))
        }
        Type::Array(element) => array_comparator(element, lists(left)?, lists(right)?, nan),
        Type::Row(_) => row_comparator(data_type, structure(left)?, structure(right)?, nan),
        _ => {
            let (left, right) = (key_array(data_type, left)?, key_array(data_type, right)?);
            let order = make_comparator(&left, &right, SortOptions::default())?;
            Ok(Box::new(move |i, j| Ok(order(i, j))))
        }
    }
}

/// `=` of two columns of a type.
///
/// # Errors
/// `NOT_SUPPORTED` when the type cannot be compared, an internal error when a column is not held as its type
/// says.
pub fn equality(data_type: &Type, left: &ArrayRef, right: &ArrayRef) -> Result<Equality> {
    let equal = equality_of_values(data_type, left, right)?;
    let (left, right) = (left.logical_nulls(), right.logical_nulls());
    if left.is_none() && right.is_none() {
        return Ok(equal);
    }
    let valid = move |i: usize, j: usize| {
        left.as_ref().is_none_or(|nulls| nulls.is_valid(i)) && right.as_ref().is_none_or(|nulls| nulls.is_valid(j))
    };
    Ok(Box::new(move |i, j| if valid(i, j) { equal(i, j) } else { None }))
}

/// `=` of rows that are not NULL.
fn equality_of_values(data_type: &Type, left: &ArrayRef, right: &ArrayRef) -> Result<Equality> {
    comparable(data_type)?;
    match data_type {
        Type::Real => {
            let (left, right) = (floats::<Float32Type>(left)?, floats::<Float32Type>(right)?);
            Ok(Box::new(move |i, j| Some(left.value(i) == right.value(j))))
        }
        Type::Double => {
            let (left, right) = (floats::<Float64Type>(left)?, floats::<Float64Type>(right)?);
            Ok(Box::new(move |i, j| Some(left.value(i) == right.value(j))))
        }
        Type::Array(element) => {
            let (left, right) = (lists(left)?, lists(right)?);
            let equal = equality(element, left.values(), right.values())?;
            Ok(Box::new(move |i, j| {
                let (a, b) = (range(&left, i), range(&right, j));
                if a.len() != b.len() { Some(false) } else { all(a.zip(b).map(|(i, j)| equal(i, j))) }
            }))
        }
        Type::Row(fields) => {
            let (left, right) = (structure(left)?, structure(right)?);
            let columns = left.columns().iter().zip(right.columns());
            let fields = fields.iter().zip(columns).map(|(field, (a, b))| equality(&field.data_type, a, b));
            let fields: Vec<_> = fields.collect::<Result<_>>()?;
            Ok(Box::new(move |i, j| all(fields.iter().map(|equal| equal(i, j)))))
        }
        Type::Map(key, value) => {
            let (left, right) = (map(left)?, map(right)?);
            let equal = equality(value, left.values(), right.values())?;
            let pairs = MapPairs::new(key, left, right)?;
            Ok(Box::new(move |i, j| match pairs.of(i, j) {
                None => Some(false),
                Some(pairs) => all(pairs.into_iter().map(|(i, j)| equal(i, j))),
            }))
        }
        Type::Unknown => Ok(Box::new(|_, _| None)),
        _ => {
            let (left, right) = (key_array(data_type, left)?, key_array(data_type, right)?);
            let order = make_comparator(&left, &right, SortOptions::default())?;
            Ok(Box::new(move |i, j| Some(order(i, j) == Ordering::Equal)))
        }
    }
}

/// `IS NOT DISTINCT FROM` of two columns of a type: NULL is NULL and NaN is NaN.
///
/// # Errors
/// As [`equality`].
pub fn identity(data_type: &Type, left: &ArrayRef, right: &ArrayRef) -> Result<Identity> {
    let same = identity_of_values(data_type, left, right)?;
    let (left, right) = (left.logical_nulls(), right.logical_nulls());
    if left.is_none() && right.is_none() {
        return Ok(same);
    }
    Ok(Box::new(move |i, j| {
        let a = left.as_ref().is_some_and(|nulls| nulls.is_null(i));
        let b = right.as_ref().is_some_and(|nulls| nulls.is_null(j));
        if a || b { a == b } else { same(i, j) }
    }))
}

fn identity_of_values(data_type: &Type, left: &ArrayRef, right: &ArrayRef) -> Result<Identity> {
    comparable(data_type)?;
    match data_type {
        Type::Real => {
            let (left, right) = (floats::<Float32Type>(left)?, floats::<Float32Type>(right)?);
            Ok(Box::new(move |i, j| {
                let (a, b) = (left.value(i), right.value(j));
                a == b || (a.is_nan() && b.is_nan())
            }))
        }
        Type::Double => {
            let (left, right) = (floats::<Float64Type>(left)?, floats::<Float64Type>(right)?);
            Ok(Box::new(move |i, j| {
                let (a, b) = (left.value(i), right.value(j));
                a == b || (a.is_nan() && b.is_nan())
            }))
        }
        Type::Array(element) => {
            let (left, right) = (lists(left)?, lists(right)?);
            let same = identity(element, left.values(), right.values())?;
            Ok(Box::new(move |i, j| {
                let (a, b) = (range(&left, i), range(&right, j));
                a.len() == b.len() && a.zip(b).all(|(i, j)| same(i, j))
            }))
        }
        Type::Row(fields) => {
            let (left, right) = (structure(left)?, structure(right)?);
            let columns = left.columns().iter().zip(right.columns());
            let fields = fields.iter().zip(columns).map(|(field, (a, b))| identity(&field.data_type, a, b));
            let fields: Vec<_> = fields.collect::<Result<_>>()?;
            Ok(Box::new(move |i, j| fields.iter().all(|same| same(i, j))))
        }
        Type::Map(key, value) => {
            let (left, right) = (map(left)?, map(right)?);
            let same = identity(value, left.values(), right.values())?;
            let pairs = MapPairs::new(key, left, right)?;
            Ok(Box::new(move |i, j| pairs.of(i, j).is_some_and(|pairs| pairs.into_iter().all(|(i, j)| same(i, j)))))
        }
        _ => {
            let equal = equality_of_values(data_type, left, right)?;
            Ok(Box::new(move |i, j| equal(i, j).unwrap_or(true)))
        }
    }
}

/// AND over three values: one that is false settles it, else one that is NULL does.
fn all(values: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut result = Some(true);
    for value in values {
        match value {
            Some(true) => {}
            Some(false) => return Some(false),
            None => result = None,
        }
    }
    result
}

fn array_comparator(element: &Type, left: ListArray, right: ListArray, nan: Unordered) -> Result<Comparator> {
    let order = comparator_with(element, left.values(), right.values(), nan)?;
    Ok(Box::new(move |i, j| {
        let (a, b) = (range(&left, i), range(&right, j));
        for (i, j) in a.clone().zip(b.clone()) {
            if left.values().is_null(i) || right.values().is_null(j) {
                return Err(null_inside("ARRAY comparison not supported for arrays with null elements"));
            }
            match order(i, j)? {
                Ordering::Equal => {}
                other => return Ok(other),
            }
        }
        Ok(a.len().cmp(&b.len()))
    }))
}

fn row_comparator(data_type: &Type, left: StructArray, right: StructArray, nan: Unordered) -> Result<Comparator> {
    let Type::Row(fields) = data_type else { return Err(TrinoError::internal("a row type was expected")) };
    let columns = left.columns().iter().zip(right.columns());
    let orders = fields.iter().zip(columns).map(|(field, (a, b))| comparator_with(&field.data_type, a, b, nan));
    let orders: Vec<_> = orders.collect::<Result<_>>()?;
    Ok(Box::new(move |i, j| {
        for (place, order) in orders.iter().enumerate() {
            if left.column(place).is_null(i) || right.column(place).is_null(j) {
                return Err(null_inside("ROW comparison not supported for fields with null elements"));
            }
            match order(i, j)? {
                Ordering::Equal => {}
                other => return Ok(other),
            }
        }
        Ok(Ordering::Equal)
    }))
}

fn null_inside(text: &str) -> TrinoError {
    TrinoError::new(ErrorCode::NotSupported, text)
}

fn order_floats(left: f64, right: f64, nan: Unordered) -> Ordering {
    left.partial_cmp(&right).unwrap_or_else(|| {
        let last = left.is_nan().cmp(&right.is_nan());
        if nan == Unordered::Last { last } else { last.reverse() }
    })
}

/// Text of type char is held without the blanks that pad it, but compares with them.
fn order_padded(left: &str, right: &str) -> Ordering {
    let common = left.len().min(right.len());
    let (a, b) = (left.as_bytes(), right.as_bytes());
    let rest = |bytes: &[u8]| bytes[common..].iter().map(|byte| byte.cmp(&b' ')).find(|o| o.is_ne());
    a[..common].cmp(&b[..common]).then_with(|| {
        let left = rest(a).unwrap_or(Ordering::Equal);
        left.then_with(|| rest(b).unwrap_or(Ordering::Equal).reverse())
    })
}

fn comparable(data_type: &Type) -> Result<()> {
    if data_type.is_comparable() {
        return Ok(());
    }
    Err(TrinoError::not_supported(format!("Type {data_type} is not comparable")))
}

fn floats<T: arrow::datatypes::ArrowPrimitiveType>(column: &ArrayRef) -> Result<arrow::array::PrimitiveArray<T>> {
    column.as_primitive_opt::<T>().cloned().ok_or_else(|| held(column))
}

fn texts(column: &ArrayRef) -> Result<arrow::array::StringViewArray> {
    column.as_string_view_opt().cloned().ok_or_else(|| held(column))
}

fn lists(column: &ArrayRef) -> Result<ListArray> {
    column.as_list_opt::<i32>().cloned().ok_or_else(|| held(column))
}

fn structure(column: &ArrayRef) -> Result<StructArray> {
    column.as_struct_opt().cloned().ok_or_else(|| held(column))
}

fn map(column: &ArrayRef) -> Result<MapArray> {
    column.as_map_opt().cloned().ok_or_else(|| held(column))
}

fn held(column: &ArrayRef) -> TrinoError {
    TrinoError::internal(format!("a column to compare is held as {}", column.data_type()))
}

/// The places of a list's elements.
fn range(list: &ListArray, row: usize) -> std::ops::Range<usize> {
    list.value_offsets()[row] as usize..list.value_offsets()[row + 1] as usize
}

/// Whether a value is NULL or, being an array, map or row, has one inside.
///
/// # Errors
/// Internal error when the column is not held as its type says.
pub fn is_indeterminate(data_type: &Type, column: &ArrayRef, row: usize) -> Result<bool> {
    if *data_type == Type::Unknown || column.is_null(row) {
        return Ok(true);
    }
    let any = |data_type: &Type, column: &ArrayRef, mut rows: std::ops::Range<usize>| {
        rows.try_fold(false, |found, row| Ok(found || is_indeterminate(data_type, column, row)?))
    };
    match data_type {
        Type::Array(element) => {
            let list = lists(column)?;
            any(element, list.values(), range(&list, row))
        }
        Type::Row(fields) => {
            let column = structure(column)?;
            let mut fields = fields.iter().zip(column.columns());
            fields.try_fold(false, |found, (f, c)| Ok(found || is_indeterminate(&f.data_type, c, row)?))
        }
        Type::Map(key, value) => {
            let map = map(column)?;
            let rows = map.value_offsets()[row] as usize..map.value_offsets()[row + 1] as usize;
            Ok(any(key, map.keys(), rows.clone())? || any(value, map.values(), rows)?)
        }
        _ => Ok(false),
    }
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
