//! Casts of arrays, maps and rows, part by part.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, ListArray, MapArray, StructArray, UInt32Array};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{DataType, FieldRef};
use boathouse_functions::{Session, row_keys};
use boathouse_types::{Result, RowField, TrinoError, Type, is_type_only_coercion};

use crate::body::{Body, Mode, held};
use crate::caster;

/// The cast of a nested type; nested types become only types of the same shape.
pub(crate) fn body(from: &Type, to: &Type, session: &Arc<Session>) -> Option<Body> {
    match (from, to) {
        (Type::Array(a), Type::Array(b)) => Some(array(caster::body(a, b, session)?, to)),
        (Type::Map(k, v), Type::Map(l, w)) => {
            let unchecked = is_type_only_coercion(k, l);
            let parts = (caster::body(k, l, session)?, caster::body(v, w, session)?);
            Some(map(parts, (!unchecked).then(|| (**l).clone()), to))
        }
        (Type::Row(a), Type::Row(b)) => row(a, b, to, session),
        _ => None,
    }
}

/// A part fails as a whole: the caller finds out which of the rows hold what cannot be cast.
const PARTS: Mode = Mode::Strict;

fn array(element: Body, to: &Type) -> Body {
    let to = to.to_arrow();
    Arc::new(move |column, _| {
        let list = column.as_list_opt::<i32>().ok_or_else(|| held(column))?;
        let DataType::List(field) = &to else { return Err(held(column)) };
        let (offsets, rows) = referenced(list.offsets(), list.nulls())?;
        let values = element(&chosen(list.values(), rows)?, PARTS)?;
        Ok(Arc::new(ListArray::try_new(Arc::clone(field), offsets, values, list.nulls().cloned())?))
    })
}

/// `keys` is the type of the new keys when different keys may have become the same.
fn map((key, value): (Body, Body), keys: Option<Type>, to: &Type) -> Body {
    let to = to.to_arrow();
    Arc::new(move |column, _| {
        let map = column.as_map_opt().ok_or_else(|| held(column))?;
        let DataType::Map(field, sorted) = &to else { return Err(held(column)) };
        let DataType::Struct(parts) = field.data_type() else { return Err(held(column)) };
        let (offsets, rows) = referenced(map.offsets(), map.nulls())?;
        let new_keys = key(&chosen(map.keys(), rows.clone())?, PARTS)?;
        let new_values = value(&chosen(map.values(), rows)?, PARTS)?;
        if let Some(data_type) = &keys {
            check_keys(data_type, &new_keys, &offsets)?;
        }
        let entries = StructArray::try_new(parts.clone(), vec![new_keys, new_values], None)?;
        let result = MapArray::try_new(FieldRef::clone(field), offsets, entries, map.nulls().cloned(), *sorted)?;
        Ok(Arc::new(result))
    })
}

fn check_keys(data_type: &Type, keys: &ArrayRef, offsets: &OffsetBuffer<i32>) -> Result<()> {
    if keys.null_count() > 0 {
        return Err(TrinoError::invalid_cast("map key is null"));
    }
    let comparable = row_keys(data_type, keys)?;
    let mut seen = HashSet::new();
    for span in offsets.windows(2) {
        seen.clear();
        if !(span[0]..span[1]).all(|i| seen.insert(comparable.row(i as usize))) {
            return Err(TrinoError::invalid_cast("duplicate keys"));
        }
    }
    Ok(())
}

fn row(from: &[RowField], to_fields: &[RowField], to: &Type, session: &Arc<Session>) -> Option<Body> {
    if from.len() != to_fields.len() {
        return None;
    }
    let parts = from.iter().zip(to_fields).map(|(a, b)| caster::body(&a.data_type, &b.data_type, session));
    let parts: Vec<Body> = parts.collect::<Option<_>>()?;
    let to = to.to_arrow();
    Some(Arc::new(move |column, _| {
        let row = column.as_struct_opt().ok_or_else(|| held(column))?;
        let DataType::Struct(fields) = &to else { return Err(held(column)) };
        let casts = parts.iter().zip(row.columns()).map(|(part, column)| part(&masked(column, row.nulls())?, PARTS));
        let casts = casts.collect::<Result<Vec<_>>>()?;
        Ok(Arc::new(StructArray::try_new_with_length(fields.clone(), casts, row.nulls().cloned(), row.len())?))
    }))
}

/// What rows of a list refer to.
#[derive(Clone)]
enum Referenced {
    /// So many values from a place on.
    Span(usize, usize),
    /// Values here and there.
    Places(UInt32Array),
}

/// The offsets of a list whose values are only those that rows which are not NULL refer to: other values may be
/// anything and must not fail.
fn referenced(offsets: &OffsetBuffer<i32>, nulls: Option<&NullBuffer>) -> Result<(OffsetBuffer<i32>, Referenced)> {
    let is_null = |row| nulls.is_some_and(|nulls| nulls.is_null(row));
    let spans = || offsets.windows(2).enumerate();
    let (first, last) = (offsets[0] as usize, offsets[offsets.len() - 1] as usize);
    if spans().all(|(row, span)| !is_null(row) || span[0] == span[1]) {
        let moved = offsets.lengths();
        return Ok((OffsetBuffer::from_lengths(moved), Referenced::Span(first, last - first)));
    }
    let length = |(row, span): (usize, &[i32])| if is_null(row) { 0 } else { (span[1] - span[0]) as usize };
    let places = spans().filter(|(row, _)| !is_null(*row)).flat_map(|(_, span)| span[0] as u32..span[1] as u32);
    let places = Referenced::Places(places.collect());
    Ok((OffsetBuffer::from_lengths(spans().map(length)), places))
}

fn chosen(values: &ArrayRef, rows: Referenced) -> Result<ArrayRef> {
    Ok(match rows {
        Referenced::Span(start, length) => values.slice(start, length),
        Referenced::Places(places) => arrow::compute::take(values, &places, None)?,
    })
}

/// A field of a row, NULL where the row is.
fn masked(field: &ArrayRef, nulls: Option<&NullBuffer>) -> Result<ArrayRef> {
    match nulls {
        Some(nulls) if nulls.null_count() > 0 && field.data_type() != &DataType::Null => {
            Ok(arrow::compute::nullif(field, &BooleanArray::new(!nulls.inner(), None))?)
        }
        _ => Ok(Arc::clone(field)),
    }
}
