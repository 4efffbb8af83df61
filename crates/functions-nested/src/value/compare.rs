//! Elements of two columns compared: equality with three values, and order.
//!
//! Keys as bytes (`row_keys`) say what is the same value, where NULL is like NULL and NaN like NaN. Trino's `=`
//! says neither, so that elements with NULL or NaN inside are compared part by part.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{Float32Type, Float64Type};
use arrow::row::{RowConverter, Rows, SortField};
use boathouse_functions::{key_array, key_type};
use boathouse_types::{Result, TrinoError, Type};

use crate::args::null_at;

/// Two columns of one type, ready to be compared.
pub(crate) struct Pair {
    left: Side,
    right: Side,
    kind: Kind,
}

struct Side {
    nulls: Option<NullBuffer>,
    offsets: Option<OffsetBuffer<i32>>,
}

enum Kind {
    Leaf(Arc<Rows>, Arc<Rows>),
    Real(Vec<f64>, Vec<f64>),
    List(Box<Pair>),
    Row(Vec<Pair>),
    Map(Box<Pair>, Box<Pair>),
}

/// Where NaN stands among numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotANumber {
    First,
    Last,
}

impl Pair {
    /// Compares values of `left` with those of `right`.
    pub(crate) fn new(data_type: &Type, left: &ArrayRef, right: &ArrayRef) -> Result<Self> {
        Self::of_keys(data_type, &key_array(data_type, left)?, &key_array(data_type, right)?)
    }

    fn of_keys(data_type: &Type, left: &ArrayRef, right: &ArrayRef) -> Result<Self> {
        let kind = match data_type {
            Type::Double | Type::Real => Kind::Real(doubles(left)?, doubles(right)?),
            Type::Array(element) => {
                let (l, r) = (list(left)?, list(right)?);
                Kind::List(Box::new(Self::of_keys(element, l.values(), r.values())?))
            }
            Type::Map(key, value) => {
                let (l, r) = (list(left)?.values().as_struct_opt(), list(right)?.values().as_struct_opt());
                let (Some(l), Some(r)) = (l, r) else { return Err(held(left)) };
                let pair = |data_type: &Type, i: usize| {
                    Self::of_keys(data_type, l.column(i), r.column(i)).map(Box::new)
                };
                Kind::Map(pair(key, 0)?, pair(value, 1)?)
            }
            Type::Row(fields) => {
                let (Some(l), Some(r)) = (left.as_struct_opt(), right.as_struct_opt()) else { return Err(held(left)) };
                let pairs = fields.iter().enumerate();
                let pairs = pairs.map(|(i, f)| Self::of_keys(&f.data_type, l.column(i), r.column(i)));
                Kind::Row(pairs.collect::<Result<_>>()?)
            }
            leaf => {
                let converter = RowConverter::new(vec![SortField::new(key_type(leaf))])?;
                let rows = |keys: &ArrayRef| converter.convert_columns(std::slice::from_ref(keys)).map(Arc::new);
                let l = rows(left)?;
                let r = if Arc::ptr_eq(left, right) { Arc::clone(&l) } else { rows(right)? };
                Kind::Leaf(l, r)
            }
        };
        let side = |keys: &ArrayRef| Side {
            nulls: keys.logical_nulls(),
            offsets: keys.as_list_opt::<i32>().map(|list| list.offsets().clone()),
        };
        Ok(Self { left: side(left), right: side(right), kind })
    }

    /// Trino's `=`; nothing when NULL decides.
    pub(crate) fn equal(&self, left: usize, right: usize) -> Option<bool> {
        if null_at(self.left.nulls.as_ref(), left) || null_at(self.right.nulls.as_ref(), right) {
            return None;
        }
        match &self.kind {
            Kind::Leaf(l, r) => Some(l.row(left) == r.row(right)),
            Kind::Real(l, r) => Some(l[left] == r[right]),
            Kind::Row(fields) => all(fields.iter().map(|field| field.equal(left, right))),
            Kind::List(elements) => {
                let (l, r) = (self.left.range(left), self.right.range(right));
                if l.len() == r.len() { all(l.zip(r).map(|(l, r)| elements.equal(l, r))) } else { Some(false) }
            }
            Kind::Map(keys, values) => {
                // Entries are in the order of their keys, so that equal maps have equal keys place by place.
                let (l, r) = (self.left.range(left), self.right.range(right));
                let same = |(l, r): (usize, usize)| keys.order(l, r, NotANumber::Last).is_ok_and(Ordering::is_eq);
                if l.len() != r.len() || !l.clone().zip(r.clone()).all(same) {
                    return Some(false);
                }
                all(l.zip(r).map(|(l, r)| values.equal(l, r)))
            }
        }
    }

    /// The order of two values that are not NULL.
    ///
    /// # Errors
    /// When NULL inside them would decide.
    pub(crate) fn order(&self, left: usize, right: usize, nan: NotANumber) -> Result<Ordering> {
        match &self.kind {
            Kind::Leaf(l, r) => Ok(l.row(left).cmp(&r.row(right))),
            Kind::Real(l, r) => Ok(order_of_doubles(l[left], r[right], nan)),
            Kind::Row(fields) => {
                for field in fields {
                    let text = "ROW comparison not supported for fields with null elements";
                    match field.order_inside(left, right, nan, text)? {
                        Ordering::Equal => {}
                        decided => return Ok(decided),
                    }
                }
                Ok(Ordering::Equal)
            }
            Kind::List(elements) => {
                let (l, r) = (self.left.range(left), self.right.range(right));
                let lengths = l.len().cmp(&r.len());
                for (l, r) in l.zip(r) {
                    let text = "ARRAY comparison not supported for arrays with null elements";
                    match elements.order_inside(l, r, nan, text)? {
                        Ordering::Equal => {}
                        decided => return Ok(decided),
                    }
                }
                Ok(lengths)
            }
            Kind::Map(keys, values) => {
                let (l, r) = (self.left.range(left), self.right.range(right));
                let lengths = l.len().cmp(&r.len());
                for (l, r) in l.zip(r) {
                    let decided = keys.order(l, r, nan)?.then(values.order(l, r, nan)?);
                    if decided.is_ne() {
                        return Ok(decided);
                    }
                }
                Ok(lengths)
            }
        }
    }

    fn order_inside(&self, left: usize, right: usize, nan: NotANumber, text: &str) -> Result<Ordering> {
        if null_at(self.left.nulls.as_ref(), left) || null_at(self.right.nulls.as_ref(), right) {
            return Err(TrinoError::not_supported(text));
        }
        self.order(left, right, nan)
    }
}

impl Side {
    fn range(&self, row: usize) -> std::ops::Range<usize> {
        self.offsets.as_ref().map_or(0..0, |offsets| offsets[row] as usize..offsets[row + 1] as usize)
    }
}

/// False when one is, else NULL when one is.
fn all(mut parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut unknown = false;
    for part in parts.by_ref() {
        match part {
            Some(false) => return Some(false),
            Some(true) => {}
            None => unknown = true,
        }
    }
    (!unknown).then_some(true)
}

fn order_of_doubles(left: f64, right: f64, nan: NotANumber) -> Ordering {
    let by_number = left.partial_cmp(&right);
    by_number.unwrap_or_else(|| {
        let order = left.is_nan().cmp(&right.is_nan());
        if nan == NotANumber::First { order.reverse() } else { order }
    })
}

fn doubles(keys: &ArrayRef) -> Result<Vec<f64>> {
    match (keys.as_primitive_opt::<Float64Type>(), keys.as_primitive_opt::<Float32Type>()) {
        (Some(keys), _) => Ok(keys.values().to_vec()),
        (_, Some(keys)) => Ok(keys.values().iter().map(|v| f64::from(*v)).collect()),
        _ => Err(held(keys)),
    }
}

fn list(keys: &ArrayRef) -> Result<&arrow::array::ListArray> {
    keys.as_list_opt::<i32>().ok_or_else(|| held(keys))
}

fn held(keys: &ArrayRef) -> TrinoError {
    TrinoError::internal(format!("values to compare are held as {}", keys.data_type()))
}

/// For each value whether NULL is inside it, so that it cannot be the key of a map.
pub(crate) fn indeterminate(data_type: &Type, column: &ArrayRef) -> Result<Vec<bool>> {
    let mut found = vec![false; column.len()];
    let mut mark = |row: usize, children: &[bool], range: std::ops::Range<usize>| {
        found[row] = found[row] || children[range].iter().any(|inside| *inside);
    };
    match data_type {
        Type::Array(element) => {
            let list = list(column)?;
            let children = null_or_indeterminate(element, list.values())?;
            let offsets = list.value_offsets();
            (0..list.len()).for_each(|row| mark(row, &children, offsets[row] as usize..offsets[row + 1] as usize));
        }
        Type::Map(key, value) => {
            let map = column.as_map_opt().ok_or_else(|| held(column))?;
            for children in [null_or_indeterminate(key, map.keys())?, null_or_indeterminate(value, map.values())?] {
                let offsets = map.value_offsets();
                (0..map.len()).for_each(|row| mark(row, &children, offsets[row] as usize..offsets[row + 1] as usize));
            }
        }
        Type::Row(fields) => {
            let structure = column.as_struct_opt().ok_or_else(|| held(column))?;
            for (field, child) in fields.iter().zip(structure.columns()) {
                let children = null_or_indeterminate(&field.data_type, child)?;
                (0..structure.len()).for_each(|row| mark(row, &children, row..row + 1));
            }
        }
        _ => {}
    }
    Ok(found)
}

fn null_or_indeterminate(data_type: &Type, column: &ArrayRef) -> Result<Vec<bool>> {
    let mut found = indeterminate(data_type, column)?;
    if let Some(nulls) = column.logical_nulls() {
        found.iter_mut().enumerate().for_each(|(i, inside)| *inside = *inside || nulls.is_null(i));
    }
    Ok(found)
}
