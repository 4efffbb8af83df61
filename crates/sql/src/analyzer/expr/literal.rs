//! Literals as constants of the engine.

use arrow::array::ArrayRef;
use boathouse_types::datetime::{date_literal, time_literal, timestamp_literal};
use boathouse_types::{ErrorCode, Result, TrinoError, Type};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Expr;

use super::super::error::{engine, placed, semantic};
use super::super::{Analyzer, Typed};
use super::{interval, type_expr};
use crate::Position;
use crate::ast::{Literal, TypeExpr};

/// A constant.
pub(crate) fn constant(value: ScalarValue, data_type: Type) -> Typed {
    Typed { expr: Expr::Literal(value, None), data_type }
}

/// NULL of a type.
pub(crate) fn null(data_type: Type) -> Result<Typed> {
    let value = ScalarValue::try_from(&data_type.to_arrow()).map_err(engine)?;
    Ok(constant(value, data_type))
}

pub(crate) fn boolean(value: bool) -> Typed {
    constant(ScalarValue::Boolean(Some(value)), Type::Boolean)
}

/// A text constant; its length is its type's.
pub(crate) fn text(value: &str) -> Typed {
    let length = u32::try_from(value.chars().count()).ok();
    constant(ScalarValue::Utf8View(Some(value.to_owned())), Type::Varchar(length))
}

pub(crate) fn bigint(value: i64) -> Typed {
    constant(ScalarValue::Int64(Some(value)), Type::BigInt)
}

impl Analyzer<'_> {
    pub(crate) fn literal(&self, at: Position, literal: &Literal) -> Result<Typed> {
        match literal {
            Literal::Null => null(Type::Unknown),
            Literal::Boolean(value) => Ok(boolean(*value)),
            Literal::Integer(digits) => integer(at, digits),
            Literal::Decimal(digits) => self.decimal_or_double(at, digits),
            Literal::Double(digits) => double(at, digits),
            Literal::String(value) => Ok(text(value)),
            Literal::Binary(bytes) => Ok(constant(ScalarValue::BinaryView(Some(bytes.clone())), Type::Varbinary)),
            Literal::Typed { data_type, value } => self.typed_literal(at, data_type, value),
            Literal::Interval { negative, value, from, to } => interval::literal(at, *negative, value, *from, *to),
        }
    }

    /// A number behind a minus sign, which is part of it: the least bigint has no positive counterpart.
    pub(crate) fn negative_literal(&self, at: Position, literal: &Literal) -> Result<Option<Typed>> {
        Ok(Some(match literal {
            Literal::Integer(digits) => integer(at, &format!("-{digits}"))?,
            Literal::Decimal(digits) => self.decimal_or_double(at, &format!("-{digits}"))?,
            Literal::Double(digits) => double(at, &format!("-{digits}"))?,
            _ => return Ok(None),
        }))
    }

    fn decimal_or_double(&self, at: Position, digits: &str) -> Result<Typed> {
        if self.session.decimal_literals_as_double { double(at, digits) } else { decimal(at, digits) }
    }

    /// `TYPE 'text'`: the cast of the text, done now.
    fn typed_literal(&self, at: Position, written: &TypeExpr, value: &str) -> Result<Typed> {
        let found = type_expr::resolve_type(written, at, ErrorCode::TypeNotFound)?;
        let invalid = |name: &str| {
            let text = format!("'{value}' is not a valid {name} literal");
            semantic(at, ErrorCode::InvalidLiteral, text)
        };
        let target = match &found {
            Type::Decimal { .. } if is_bare_name(written) => return decimal(at, value),
            Type::Date => return of_array(at, date_literal(value)),
            Type::Time(_) if is_bare_name(written) => return of_array(at, time_literal(value)),
            Type::Timestamp(_) if is_bare_name(written) => return of_array(at, timestamp_literal(value)),
            Type::Json => {
                return self
                    .json_literal(value)
                    .map_err(|error| if error.is_caught_by_try() { invalid("JSON") } else { error });
            }
            Type::Char(_) if is_bare_name(written) => {
                let length = u32::try_from(value.chars().count()).map_err(|_| invalid("CHAR"))?;
                Type::Char(length)
            }
            other => other.clone(),
        };
        if !self.can_cast(&Type::VARCHAR, &target) {
            return Err(semantic(at, ErrorCode::InvalidLiteral, format!("No literal form for type {found}")));
        }
        let source = Typed { data_type: Type::VARCHAR, ..text(value) };
        let cast = self.cast(source, &target, false)?;
        let value = self.evaluate(&cast.expr).map_err(|error| match error.code {
            ErrorCode::GenericInternalError | ErrorCode::NotSupported => error,
            _ => invalid(&found.base_name().to_uppercase()),
        })?;
        Ok(constant(value, target))
    }

    fn json_literal(&self, value: &str) -> Result<Typed> {
        let parsed = self.call_builtin("json_parse", vec![text(value)])?;
        let value = self.evaluate(&parsed.expr)?;
        if value.is_null() {
            return Err(TrinoError::invalid_argument("no JSON"));
        }
        Ok(constant(value, Type::Json))
    }
}

fn of_array(at: Position, read: Result<(Type, ArrayRef)>) -> Result<Typed> {
    let (data_type, column) = read.map_err(|error| placed(error, at))?;
    Ok(constant(ScalarValue::try_from_array(&column, 0).map_err(engine)?, data_type))
}

fn is_bare_name(written: &TypeExpr) -> bool {
    match &written.kind {
        crate::ast::TypeKind::Named { parameters, .. } => parameters.is_empty(),
        crate::ast::TypeKind::DateTime { precision, with_time_zone, .. } => precision.is_none() && !with_time_zone,
        _ => false,
    }
}

/// Digits, perhaps with a sign: an integer where it fits, else a bigint.
fn integer(at: Position, digits: &str) -> Result<Typed> {
    let value: Result<i64, _> = digits.parse();
    let Ok(value) = value else {
        return Err(semantic(at, ErrorCode::SyntaxError, format!("Invalid numeric literal: {digits}")));
    };
    Ok(match i32::try_from(value) {
        Ok(value) => constant(ScalarValue::Int32(Some(value)), Type::Integer),
        Err(_) => bigint(value),
    })
}

fn double(at: Position, digits: &str) -> Result<Typed> {
    let value: f64 = digits
        .parse()
        .map_err(|_| semantic(at, ErrorCode::InvalidLiteral, format!("'{digits}' is not a valid DOUBLE literal")))?;
    Ok(constant(ScalarValue::Float64(Some(value)), Type::Double))
}

/// Precision and scale are those of the digits as written, without leading zeros.
fn decimal(at: Position, written: &str) -> Result<Typed> {
    let invalid = || semantic(at, ErrorCode::InvalidLiteral, format!("'{written}' is not a valid DECIMAL literal"));
    let (negative, digits) = match written.as_bytes().first() {
        Some(b'-') => (true, &written[1..]),
        Some(b'+') => (false, &written[1..]),
        _ => (false, written),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return Err(invalid());
    }
    let whole = whole.trim_start_matches('0');
    let precision = u8::try_from((whole.len() + fraction.len()).max(1)).ok().filter(|p| *p <= 38);
    let (Some(precision), Ok(scale)) = (precision, u8::try_from(fraction.len())) else { return Err(invalid()) };
    let unscaled: i128 = format!("0{whole}{fraction}").parse().map_err(|_| invalid())?;
    let unscaled = if negative { -unscaled } else { unscaled };
    decimal_constant(unscaled, precision, scale)
}

fn decimal_constant(unscaled: i128, precision: u8, scale: u8) -> Result<Typed> {
    let places = i8::try_from(scale).map_err(|_| TrinoError::internal("scale"))?;
    let value = match i64::try_from(unscaled) {
        Ok(short) if precision <= 18 => ScalarValue::Decimal64(Some(short), precision, places),
        _ => ScalarValue::Decimal128(Some(unscaled), precision, places),
    };
    Ok(constant(value, Type::Decimal { precision, scale }))
}
