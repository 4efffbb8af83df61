//! Types as a query writes them.

use std::sync::Arc;

use boathouse_types::{ErrorCode, Result, RowField, TrinoError, Type};

use super::super::error::{placed, semantic};
use crate::Position;
use crate::ast::{IntervalField, TypeExpr, TypeKind, TypeParameter};
use crate::format::format_type;

/// The type an expression names; `unknown` is the code for one that does not exist, which differs by the place
/// that names it.
///
/// # Errors
/// `Unknown type: x`, and what is wrong with its parameters, at `at`.
pub(crate) fn resolve_type(written: &TypeExpr, at: Position, unknown: ErrorCode) -> Result<Type> {
    match named(written) {
        Ok(found) => Ok(found),
        Err(error) if error.code == ErrorCode::TypeNotFound => {
            Err(semantic(at, unknown, format!("Unknown type: {}", format_type(written))))
        }
        Err(error) => Err(placed(error, at)),
    }
}

fn named(written: &TypeExpr) -> Result<Type> {
    match &written.kind {
        TypeKind::Row(fields) => {
            let fields = fields.iter().map(|field| {
                let name = field.name.as_ref().map(|name| Arc::from(name.value.as_str()));
                Ok(RowField { name, data_type: named(&field.data_type)? })
            });
            Ok(Type::Row(fields.collect::<Result<_>>()?))
        }
        TypeKind::Interval { from, to } => interval(*from, to.unwrap_or(*from)),
        TypeKind::DateTime { timestamp, precision, with_time_zone } => {
            let base = if *timestamp { "timestamp" } else { "time" };
            let precision = precision.as_deref().map(number).transpose()?;
            let precision = precision.map(|p| format!("({p})")).unwrap_or_default();
            format!("{base}{precision}{}", if *with_time_zone { " with time zone" } else { "" }).parse()
        }
        TypeKind::DoublePrecision => Ok(Type::Double),
        TypeKind::Named { name, parameters } => by_name(&name.folded(), parameters),
    }
}

fn by_name(name: &str, parameters: &[TypeParameter]) -> Result<Type> {
    match (name, parameters) {
        ("array", [element]) => Ok(Type::array(nested(element)?)),
        ("map", [key, value]) => map(nested(key)?, nested(value)?),
        ("qdigest", [element]) => Ok(Type::QDigest(Arc::new(nested(element)?))),
        (_, []) => name.parse(),
        _ => {
            let numbers = parameters.iter().map(number).collect::<Result<Vec<_>>>()?;
            format!("{name}({})", numbers.join(",")).parse()
        }
    }
}

fn map(key: Type, value: Type) -> Result<Type> {
    if key.is_comparable() {
        return Ok(Type::map(key, value));
    }
    Err(TrinoError::invalid_argument(format!("key type must be comparable, got {key}")))
}

fn nested(parameter: &TypeParameter) -> Result<Type> {
    match parameter {
        TypeParameter::Type(written) => named(written),
        TypeParameter::Number(_) => Err(not_found()),
    }
}

fn number(parameter: &TypeParameter) -> Result<&str> {
    match parameter {
        TypeParameter::Number(digits) => Ok(digits),
        TypeParameter::Type(_) => Err(not_found()),
    }
}

fn not_found() -> TrinoError {
    TrinoError::new(ErrorCode::TypeNotFound, "Unknown type")
}

fn interval(from: IntervalField, to: IntervalField) -> Result<Type> {
    match (from, to) {
        (IntervalField::Year, IntervalField::Month) => Ok(Type::IntervalYearToMonth),
        (IntervalField::Day, IntervalField::Second) => Ok(Type::IntervalDayToSecond),
        _ => {
            let text = format!("INTERVAL {} TO {} type not supported", from.keyword(), to.keyword());
            Err(TrinoError::not_supported(text))
        }
    }
}
