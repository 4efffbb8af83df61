//! A cast between two types, chosen once and run over columns.

use std::fmt;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, new_null_array};
use boathouse_functions::Session;
use boathouse_types::{Result, Type, is_type_only_coercion};

use crate::body::{Body, Mode, identity, native};
use crate::{binary, json, nested, numbers, temporal, text};

/// A cast from one type to another.
#[derive(Clone)]
pub struct Caster {
    from: Type,
    to: Type,
    body: Body,
}

impl Caster {
    /// The cast of two types; none when Trino has none, which its analyzer says as `Cannot cast X to Y`.
    pub fn new(from: &Type, to: &Type, session: &Arc<Session>) -> Option<Self> {
        Some(Self { from: from.clone(), to: to.clone(), body: body(from, to, session)? })
    }

    /// The type values come in.
    pub fn from(&self) -> &Type {
        &self.from
    }

    /// The type values leave in.
    pub fn to(&self) -> &Type {
        &self.to
    }

    /// Casts a column.
    ///
    /// # Errors
    /// The error of the first value that cannot be cast.
    pub fn cast(&self, column: &ArrayRef) -> Result<ArrayRef> {
        self.run(column, Mode::Strict)
    }

    /// Casts a column; values that cannot be cast become NULL.
    ///
    /// # Errors
    /// Only errors that TRY does not catch.
    pub fn try_cast(&self, column: &ArrayRef) -> Result<ArrayRef> {
        match self.run(column, Mode::Try) {
            Err(error) if error.is_caught_by_try() => self.try_halves(column),
            other => other,
        }
    }

    /// Cuts the column until each part is cast or is one bad value.
    fn try_halves(&self, column: &ArrayRef) -> Result<ArrayRef> {
        if column.len() <= 1 {
            return Ok(new_null_array(&self.to.to_arrow(), column.len()));
        }
        let middle = column.len() / 2;
        let left = self.try_cast(&column.slice(0, middle))?;
        let right = self.try_cast(&column.slice(middle, column.len() - middle))?;
        Ok(arrow::compute::concat(&[left.as_ref(), right.as_ref()])?)
    }

    fn run(&self, column: &ArrayRef, mode: Mode) -> Result<ArrayRef> {
        match column.as_any_dictionary_opt() {
            // Values no row refers to must not fail, so an error is not final until the rows are spelled out.
            Some(dictionary) => match (self.body)(&native(&self.from, dictionary.values())?, mode) {
                Ok(values) => Ok(arrow::compute::take(&values, dictionary.keys(), None)?),
                Err(_) => (self.body)(&native(&self.from, column)?, mode),
            },
            None => (self.body)(&native(&self.from, column)?, mode),
        }
    }
}

impl fmt::Debug for Caster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Caster({} to {})", self.from, self.to)
    }
}

/// Whether no value of `from` fails to become one of `to`.
pub(crate) fn never_fails(from: &Type, to: &Type) -> bool {
    if from == to || *from == Type::Unknown || is_type_only_coercion(from, to) {
        return true;
    }
    match (from, to) {
        (Type::Varchar(_) | Type::Char(_), Type::Varchar(_) | Type::Char(_)) => true,
        (Type::Varchar(_), Type::Varbinary) => true,
        (Type::Array(a), Type::Array(b)) => never_fails(a, b),
        (Type::Row(a), Type::Row(b)) => a.iter().zip(b.iter()).all(|(x, y)| never_fails(&x.data_type, &y.data_type)),
        (_, Type::Json) => true,
        (Type::Timestamp(_) | Type::TimestampTz(_), Type::Date | Type::Time(_)) => true,
        (Type::Time(_) | Type::TimeTz(_), Type::Time(_) | Type::TimeTz(_)) => true,
        // Text of any length holds whatever these print.
        (_, Type::Varchar(None)) => !matches!(from, Type::Json),
        (_, Type::Boolean) => from.is_numeric(),
        (Type::Boolean, _) => to.is_integer() || matches!(to, Type::Real | Type::Double),
        (_, Type::Real | Type::Double) => from.is_numeric(),
        (_, Type::Decimal { precision, scale }) if from.is_integer() => {
            integer_digits(from).is_some_and(|digits| digits <= precision - scale)
        }
        _ => from.is_integer() && to.is_integer() && integer_digits(from) < integer_digits(to),
    }
}

fn integer_digits(data_type: &Type) -> Option<u8> {
    match data_type {
        Type::TinyInt => Some(3),
        Type::SmallInt => Some(5),
        Type::Integer => Some(10),
        Type::BigInt => Some(19),
        _ => None,
    }
}

/// The body of the cast of two types.
pub(crate) fn body(from: &Type, to: &Type, session: &Arc<Session>) -> Option<Body> {
    if from == to || (is_type_only_coercion(from, to) && from.to_arrow() == to.to_arrow()) {
        return Some(identity());
    }
    match (from, to) {
        (Type::Unknown, Type::Function(..)) => None,
        (Type::Unknown, _) => {
            let to = to.to_arrow();
            Some(Arc::new(move |column, _| Ok(new_null_array(&to, column.len()))))
        }
        (_, Type::Json) | (Type::Json, _) => json::body(from, to),
        (Type::Array(_) | Type::Map(..) | Type::Row(_), _) => nested::body(from, to, session),
        (Type::Varchar(_) | Type::Char(_), Type::Varchar(_) | Type::Char(_)) => text::body(from, to),
        (Type::Varchar(_) | Type::Char(_), Type::JsonPath) => text::body(from, to),
        (Type::Varchar(_), _) if to.is_numeric() || *to == Type::Boolean => numbers::of_text(to),
        (_, Type::Varchar(length)) => text::of_values(from, *length),
        _ if is_temporal(from) || is_temporal(to) => temporal::body(from, to, session),
        _ if is_number(from) && is_number(to) => numbers::body(from, to),
        _ => binary::body(from, to),
    }
}

fn is_number(data_type: &Type) -> bool {
    data_type.is_numeric() || *data_type == Type::Boolean
}

fn is_temporal(data_type: &Type) -> bool {
    matches!(data_type, Type::Date | Type::Time(_) | Type::TimeTz(_) | Type::Timestamp(_) | Type::TimestampTz(_))
}
