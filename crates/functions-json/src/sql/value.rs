//! `JSON_VALUE`: the one scalar a path finds, as an SQL value.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int64Array, StringViewArray, new_null_array,
};
use boathouse_functions::{Bound, Category, Example, Function, Kernel, Overload, kernel};
use boathouse_functions_cast::Caster;
use boathouse_types::{ErrorCode, Result, TrinoError, Type};

use super::options::Behavior;
use super::rows::{Found, PathCall, column};
use crate::document::Json;
use crate::path::{Item, Number};

pub(crate) const FUNCTION: Function = Function {
    name: "$json_value",
    category: Category::Json,
    description: "The scalar a JSON path finds in a document, as a value of an SQL type.",
    examples: &[Example { sql: r#"json_value('{"a": 5}', 'lax $.a' RETURNING bigint)"#, result: "5" }],
    overloads: &[Overload { signature: "<T> $json_value(T, any...) -> T", returns: None, kernel: value }],
    fallible: true,
    called_on_null: true,
    ..Function::DEFAULT
};

/// Where the value of a row comes from.
#[derive(Debug, Clone)]
pub(super) enum Place {
    Null,
    /// A value, as one of a type.
    Cast(Scalar),
    OnEmpty,
    OnError,
}

#[derive(Debug, Clone)]
pub(super) enum Scalar {
    Bool(bool),
    Whole(i64),
    Double(f64),
    Decimal(i128, u8),
    Text(String),
}

fn failed(text: &str) -> TrinoError {
    TrinoError::new(ErrorCode::JsonValueResultError, format!("cannot extract SQL scalar from JSON: {text}"))
}

fn value(bound: &Bound) -> Result<Kernel> {
    // Behind the options stand the defaults: on empty and on error.
    let path = PathCall::new(bound, 2);
    let (returns, session) = (bound.returns.clone(), Arc::clone(&bound.session));
    Ok(kernel(move |call| {
        let mut places = Vec::with_capacity(call.rows);
        let mut raise = false;
        path.run(call, |_, options, found| {
            raise = options.on_error == Behavior::Error;
            places.push(place_of(found, options.on_empty, options.on_error)?);
            Ok(())
        })?;
        let defaults = Defaults {
            on_empty: column(call, 3)?,
            on_error: column(call, 4)?,
            raise,
            by_default: on_error_is_default(call)?,
        };
        call.finish(assemble(places, &defaults, &returns, &session, |row| row)?)
    }))
}

/// What a path found as a value to be cast, or what stands in for it.
pub(super) fn place_of(found: Found<'_>, on_empty: Behavior, on_error: Behavior) -> Result<Place> {
    let special = |behavior: Behavior, place: Place, error: TrinoError| match behavior {
        Behavior::Error => Err(error),
        Behavior::Default => Ok(place),
        _ => Ok(Place::Null),
    };
    match found {
        Found::Null => Ok(Place::Null),
        Found::Failed(error) => special(on_error, Place::OnError, error),
        Found::Items(items) => match items.as_slice() {
            [] => special(on_empty, Place::OnEmpty, failed("JSON path found no items")),
            [item] => match scalar(item) {
                Ok(None) => Ok(Place::Null),
                Ok(Some(scalar)) => Ok(Place::Cast(scalar)),
                Err(error) => special(on_error, Place::OnError, error),
            },
            _ => special(on_error, Place::OnError, failed("JSON path found multiple items")),
        },
    }
}

/// Whether ON ERROR names a default.
fn on_error_is_default(call: &boathouse_functions::Invocation<'_>) -> Result<bool> {
    let options = boathouse_functions::Input::<boathouse_functions::Text>::of(call, 2)?;
    let Some(options) = options.get(0).filter(|_| call.rows > 0) else { return Ok(false) };
    Ok(super::options::Options::decode(options)?.on_error == Behavior::Default)
}

/// The scalar of an item; none for JSON's null.
fn scalar(item: &Item<'_>) -> Result<Option<Scalar>> {
    let unconvertible = || failed("JSON path found an item that cannot be converted to an SQL value");
    let number = |number: Number| match number {
        Number::Integer(value) => Scalar::Whole(i64::from(value)),
        Number::BigInt(value) => Scalar::Whole(value),
        Number::Decimal(value, scale) => Scalar::Decimal(value, scale),
        Number::Double(value) => Scalar::Double(value),
    };
    let json = match item {
        Item::Number(value) => return Ok(Some(number(*value))),
        Item::Typed(_, text) => return Ok(Some(Scalar::Text(text.clone().into_owned()))),
        Item::Node(json) => *json,
        Item::Made(json) => json,
    };
    match json {
        Json::Null => Ok(None),
        Json::Bool(value) => Ok(Some(Scalar::Bool(*value))),
        Json::Text(text) => Ok(Some(Scalar::Text(text.clone().into_owned()))),
        Json::Number(text) => Number::of_json(text).map(|value| Some(number(value))).ok_or_else(unconvertible),
        Json::Array(_) | Json::Object(_) => Err(unconvertible()),
    }
}

/// Scalars as values of the result's type; NULL where there is no cast.
fn cast_scalars(
    rows: Vec<(usize, Scalar)>,
    returns: &Type,
    session: &Arc<boathouse_functions::Session>,
) -> Result<Vec<(usize, ArrayRef, usize)>> {
    let (mut bools, mut wholes, mut doubles, mut texts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut decimals: Vec<(u8, Vec<(usize, i128)>)> = Vec::new();
    for (row, scalar) in rows {
        match scalar {
            Scalar::Bool(value) => bools.push((row, value)),
            Scalar::Whole(value) => wholes.push((row, value)),
            Scalar::Double(value) => doubles.push((row, value)),
            Scalar::Text(value) => texts.push((row, value)),
            Scalar::Decimal(value, scale) => match decimals.iter_mut().find(|(known, _)| *known == scale) {
                Some((_, values)) => values.push((row, value)),
                None => decimals.push((scale, vec![(row, value)])),
            },
        }
    }
    let mut found = Vec::new();
    let mut add = |from: &Type, rows: Vec<usize>, column: ArrayRef| -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let cast = match Caster::new(from, returns, session) {
            Some(caster) => caster.try_cast(&column)?,
            None => new_null_array(&returns.to_arrow(), column.len()),
        };
        found.extend(rows.into_iter().enumerate().map(|(i, row)| (row, Arc::clone(&cast), i)));
        Ok(())
    };
    let (rows, values): (Vec<_>, Vec<_>) = bools.into_iter().unzip();
    add(&Type::Boolean, rows, Arc::new(BooleanArray::from(values)))?;
    let (rows, values): (Vec<_>, Vec<i64>) = wholes.into_iter().unzip();
    add(&Type::BigInt, rows, Arc::new(Int64Array::from(values)))?;
    let (rows, values): (Vec<_>, Vec<f64>) = doubles.into_iter().unzip();
    add(&Type::Double, rows, Arc::new(Float64Array::from(values)))?;
    let (rows, values): (Vec<_>, Vec<String>) = texts.into_iter().unzip();
    add(&Type::VARCHAR, rows, Arc::new(StringViewArray::from_iter_values(values)))?;
    for (scale, values) in decimals {
        let (rows, values): (Vec<_>, Vec<i128>) = values.into_iter().unzip();
        let column = Decimal128Array::from(values).with_precision_and_scale(38, scale as i8)?;
        add(&Type::decimal(38, scale), rows, Arc::new(column))?;
    }
    Ok(found)
}

/// What stands in for values that are missing or wrong.
pub(super) struct Defaults {
    pub(super) on_empty: ArrayRef,
    pub(super) on_error: ArrayRef,
    /// Whether an error is raised.
    pub(super) raise: bool,
    /// Whether an error gives the default.
    pub(super) by_default: bool,
}

/// Puts the result together from what can be cast and the defaults, which are those of the row `outer` gives.
pub(super) fn assemble(
    places: Vec<Place>,
    defaults: &Defaults,
    returns: &Type,
    session: &Arc<boathouse_functions::Session>,
    outer: impl Fn(usize) -> usize,
) -> Result<ArrayRef> {
    let null = new_null_array(&returns.to_arrow(), 1);
    let mut arrays: Vec<ArrayRef> = vec![null, Arc::clone(&defaults.on_empty), Arc::clone(&defaults.on_error)];
    let of_default = |array: &ArrayRef, row: usize| if array.len() == 1 { 0 } else { outer(row) };
    let mut indices = Vec::with_capacity(places.len());
    let mut scalars = Vec::new();
    for (row, place) in places.into_iter().enumerate() {
        indices.push(match place {
            Place::Null => (0, 0),
            Place::OnEmpty => (1, of_default(&defaults.on_empty, row)),
            Place::OnError => (2, of_default(&defaults.on_error, row)),
            Place::Cast(scalar) => {
                scalars.push((row, scalar));
                (0, 0)
            }
        });
    }
    for (row, array, place) in cast_scalars(scalars, returns, session)? {
        // What cannot be cast is an error of the call, not of the query.
        if array.is_null(place) {
            if defaults.raise {
                return Err(failed(&format!("JSON value cannot be converted to {returns}")));
            }
            indices[row] = if defaults.by_default { (2, of_default(&defaults.on_error, row)) } else { (0, 0) };
            continue;
        }
        let known = arrays.iter().position(|known| Arc::ptr_eq(known, &array));
        let index = known.unwrap_or_else(|| {
            arrays.push(Arc::clone(&array));
            arrays.len() - 1
        });
        indices[row] = (index, place);
    }
    let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
    Ok(arrow::compute::interleave(&arrays, &indices)?)
}
