//! Casts to and from json.

mod build;
mod scalar;
mod token;
mod write;

use std::sync::Arc;

use arrow::array::{Array, AsArray, StringViewBuilder};
use boathouse_functions::{Bool, D64, D128, Double, I8, I16, I32, I64, Out, Real, Text};
use boathouse_types::{ErrorCode, Result, TrinoError, Type};

use crate::body::{Body, each, held};
use build::Builder;
use scalar::Fail;
use token::{Token, Tokens};
use write::JsonColumn;

/// Bytes of a json text that an error shows.
const SHOWN_BYTES_MAX: usize = 10_000;

/// The cast to or from json.
pub(crate) fn body(from: &Type, to: &Type) -> Option<Body> {
    match (from, to) {
        (Type::Json, to) if !becomes(to) => None,
        (Type::Json, Type::Array(_) | Type::Map(..) | Type::Row(_)) => Some(nested(to)),
        (Type::Json, to) => scalar(to),
        (from, Type::Json) if comes_from(from) => Some(written(from)),
        _ => None,
    }
}

/// Whether json becomes a type.
fn becomes(to: &Type) -> bool {
    match to {
        Type::Array(element) => becomes(element),
        Type::Map(key, value) => is_key(key) && becomes(value),
        Type::Row(fields) => fields.iter().all(|field| becomes(&field.data_type)),
        Type::Json => true,
        other => is_key(other),
    }
}

/// Whether a type becomes json.
fn comes_from(from: &Type) -> bool {
    match from {
        Type::Unknown | Type::Json | Type::Date | Type::Timestamp(_) | Type::TimestampTz(_) => true,
        Type::Array(element) => comes_from(element),
        Type::Map(key, value) => (is_key(key) || **key == Type::Unknown) && comes_from(value),
        Type::Row(fields) => fields.iter().all(|field| comes_from(&field.data_type)),
        other => is_key(other),
    }
}

/// Whether names of an object's members become the type, and it them.
fn is_key(data_type: &Type) -> bool {
    data_type.is_numeric() || matches!(data_type, Type::Boolean | Type::Varchar(_))
}

fn written(from: &Type) -> Body {
    let from = from.clone();
    Arc::new(move |column, _| {
        let values = JsonColumn::new(&from, column)?;
        let mut builder = StringViewBuilder::with_capacity(column.len());
        let mut text = String::new();
        for row in 0..column.len() {
            if column.is_null(row) {
                builder.append_null();
                continue;
            }
            text.clear();
            values.write(row, &mut text);
            builder.append_value(&text);
        }
        Ok(Arc::new(builder.finish()))
    })
}

fn nested(to: &Type) -> Body {
    let to = to.clone();
    Arc::new(move |column, _| {
        let texts = column.as_string_view_opt().ok_or_else(|| held(column))?;
        let mut builder = Builder::new(&to, texts.len()).ok_or_else(|| held(column))?;
        for row in 0..texts.len() {
            if texts.is_null(row) {
                builder.append_null();
                continue;
            }
            let text = texts.value(row);
            append(&mut builder, text).map_err(|fail| {
                let why = match fail {
                    Fail::Cast(text) => format!(" {text}"),
                    Fail::Trino(error) => format!(" {}", error.message),
                    Fail::Other => String::new(),
                };
                TrinoError::invalid_cast(format!("Cannot cast to {to}.{why}\n{}", shortened(text)))
            })?;
        }
        builder.finish()
    })
}

fn append(builder: &mut Builder, text: &str) -> Result<(), Fail> {
    let mut tokens = Tokens::new(text);
    let first = tokens.expect()?;
    builder.append(&first, &mut tokens)?;
    match tokens.next()? {
        Some(token) => Err(Fail::Cast(format!("Unexpected trailing token: {}", token.text()))),
        None => Ok(()),
    }
}

fn shortened(text: &str) -> String {
    if text.len() <= SHOWN_BYTES_MAX {
        return text.to_owned();
    }
    let end = (0..=SHOWN_BYTES_MAX).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    format!("{}...(truncated)", &text[..end])
}

fn scalar(to: &Type) -> Option<Body> {
    Some(match to {
        Type::Boolean => only::<Bool>(to, "boolean", scalar::truth),
        Type::TinyInt => only::<I8>(to, "tinyint", |token| scalar::integer(token, &Type::TinyInt)),
        Type::SmallInt => only::<I16>(to, "smallint", |token| scalar::integer(token, &Type::SmallInt)),
        Type::Integer => only::<I32>(to, "integer", |token| scalar::integer(token, &Type::Integer)),
        Type::BigInt => only::<I64>(to, "bigint", scalar::bigint),
        Type::Real => only::<Real>(to, "real", scalar::real),
        Type::Double => only::<Double>(to, "double", scalar::double),
        Type::Decimal { precision, scale } => return decimal(to, *precision, *scale),
        Type::Varchar(length) => {
            let length = *length;
            only::<Text>(to, "varchar", move |token| scalar::bounded(token, length))
        }
        _ => return None,
    })
}

fn decimal(to: &Type, precision: u8, scale: u8) -> Option<Body> {
    let read = move |token: &Token<'_>| scalar::decimal(token, precision, scale);
    Some(if precision <= 18 {
        only::<D64>(to, "decimal", move |token| Ok(read(token)?.and_then(|v| i64::try_from(v).ok())))
    } else {
        only::<D128>(to, "decimal", read)
    })
}

/// A cast of json that is one value, with the errors of Trino's operators.
fn only<R: Out>(
    to: &Type,
    name: &'static str,
    read: impl Fn(&Token<'_>) -> Result<Option<R::Owned>, Fail> + Send + Sync + 'static,
) -> Body {
    let named = match to {
        // Without the blank that the errors of other casts to decimal have.
        Type::Decimal { precision, scale } => format!("DECIMAL({precision},{scale})"),
        _ => name.to_owned(),
    };
    each::<Text, R>(to, move |text| {
        let cannot = |name: &str| TrinoError::invalid_cast(format!("Cannot cast '{text}' to {name}"));
        let one = || {
            let mut tokens = Tokens::new(text);
            let value = read(&tokens.expect()?)?;
            Ok((value, tokens.next()?.is_some()))
        };
        match one() {
            Ok((value, false)) => Ok(value),
            Ok((_, true)) => {
                let name = if named.starts_with("DECIMAL") { named.clone() } else { named.to_ascii_uppercase() };
                Err(TrinoError::invalid_cast(format!("Cannot cast input json to {name}")))
            }
            // Of the narrow integers Trino names integer, whichever it is.
            Err(Fail::Trino(error)) if error.code == ErrorCode::NumericValueOutOfRange => Err(cannot("integer")),
            Err(Fail::Trino(error)) => Err(error),
            Err(Fail::Cast(_) | Fail::Other) => Err(cannot(&named)),
        }
    })
}
