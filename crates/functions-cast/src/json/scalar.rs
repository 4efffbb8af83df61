//! Tokens as single values, as Trino's casts from json read them.

use boathouse_types::{TrinoError, Type};

use super::Token;
use crate::numbers::{
    decimal_of_text, double_of_text, exact_i64, exponent_double, fits, integer_of_text, java_double, out_of_range,
    real_of_text, truth_of_text,
};
use crate::text::truncated;

/// Why a token is not the value wanted.
#[derive(Debug)]
pub(super) enum Fail {
    /// The json is of another shape.
    Cast(String),
    /// A cast of its own failed.
    Trino(TrinoError),
    /// Anything else; only the outer cast has words for it.
    Other,
}

impl From<TrinoError> for Fail {
    fn from(error: TrinoError) -> Self {
        Self::Trino(error)
    }
}

type Outcome<T> = Result<Option<T>, Fail>;

fn unexpected<T>(token: &Token<'_>, name: &str) -> Outcome<T> {
    Err(Fail::Cast(format!("Unexpected token when cast to {name}: {}", token.text())))
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

pub(super) fn truth(token: &Token<'_>) -> Outcome<bool> {
    Ok(Some(match token {
        Token::Null => return Ok(None),
        Token::True => true,
        Token::False => false,
        Token::Text(text) | Token::Name(text) => truth_of_text(text)?,
        Token::Float(text) => number(text) != 0.0,
        Token::Integer(text) => text.parse::<i64>().map_err(|_| Fail::Other)? != 0,
        other => return unexpected(other, "boolean"),
    }))
}

pub(super) fn bigint(token: &Token<'_>) -> Outcome<i64> {
    Ok(Some(match token {
        Token::Null => return Ok(None),
        Token::True => 1,
        Token::False => 0,
        Token::Text(text) | Token::Name(text) => integer_of_text(text, "BIGINT")?,
        Token::Float(text) => {
            let value = number(text);
            let wrong = || TrinoError::invalid_cast(format!("Unable to cast {} to bigint", java_double(value)));
            exact_i64(value.round()).ok_or_else(wrong)?
        }
        Token::Integer(text) => text.parse().map_err(|_| Fail::Other)?,
        other => return unexpected(other, "bigint"),
    }))
}

/// The integer types narrower than bigint.
pub(super) fn integer<N>(token: &Token<'_>, to: &Type) -> Outcome<N>
where
    N: std::str::FromStr + TryFrom<i64>,
{
    let name = if *to == Type::Integer { "INT".to_owned() } else { to.to_string().to_ascii_uppercase() };
    let whole = |value: i64| N::try_from(value);
    Ok(Some(match token {
        Token::Null => return Ok(None),
        Token::True => whole(1).map_err(|_| Fail::Other)?,
        Token::False => whole(0).map_err(|_| Fail::Other)?,
        Token::Text(text) | Token::Name(text) => integer_of_text(text, &name)?,
        Token::Float(text) => {
            let value = number(text);
            let found = exact_i64(value.round()).and_then(|value| whole(value).ok());
            found.ok_or_else(|| out_of_range(to, java_double(value)))?
        }
        Token::Integer(text) => {
            let value: i64 = text.parse().map_err(|_| Fail::Other)?;
            whole(value).map_err(|_| Fail::Other)?
        }
        other => return unexpected(other, to.base_name()),
    }))
}

pub(super) fn double(token: &Token<'_>) -> Outcome<f64> {
    Ok(Some(match token {
        Token::Null => return Ok(None),
        Token::True => 1.0,
        Token::False => 0.0,
        Token::Text(text) | Token::Name(text) => double_of_text(text)?,
        Token::Float(text) | Token::Integer(text) => number(text),
        other => return unexpected(other, "double"),
    }))
}

pub(super) fn real(token: &Token<'_>) -> Outcome<f32> {
    Ok(Some(match token {
        Token::Null => return Ok(None),
        Token::True => 1.0,
        Token::False => 0.0,
        Token::Text(text) | Token::Name(text) => real_of_text(text)?,
        // Numbers are read as doubles first.
        Token::Float(text) | Token::Integer(text) => number(text) as f32,
        other => return unexpected(other, "real"),
    }))
}

pub(super) fn decimal(token: &Token<'_>, precision: u8, scale: u8) -> Outcome<i128> {
    let text = match token {
        Token::Null => return Ok(None),
        Token::True => "1",
        Token::False => "0",
        Token::Text(text) | Token::Name(text) => text,
        Token::Float(text) | Token::Integer(text) => text,
        other => return unexpected(other, &format!("DECIMAL({precision},{scale})")),
    };
    let found = decimal_of_text(text, scale).map_err(|_| Fail::Other)?.filter(|value| fits(*value, precision));
    match found {
        Some(value) => Ok(Some(value)),
        None => {
            let text = format!("Cannot cast input json to DECIMAL({precision},{scale})");
            Err(Fail::Trino(TrinoError::invalid_cast(text)))
        }
    }
}

pub(super) fn varchar(token: &Token<'_>) -> Outcome<String> {
    Ok(Some(match token {
        Token::Null => return Ok(None),
        Token::Text(text) | Token::Name(text) => text.clone().into_owned(),
        Token::Float(text) => exponent_double(number(text)),
        Token::True | Token::False | Token::Integer(_) => token.text().to_owned(),
        other => return unexpected(other, "varchar"),
    }))
}

/// A decimal as Java's `BigDecimal` prints it: with an exponent when more than six zeros follow the point.
pub(super) fn write_big_decimal(out: &mut String, unscaled: i128, scale: u8) {
    let digits = unscaled.unsigned_abs().to_string();
    let exponent = digits.len() as i64 - 1 - i64::from(scale);
    if exponent >= -6 || scale == 0 {
        return crate::value_text::write_decimal(out, unscaled, scale);
    }
    let sign = if unscaled < 0 { "-" } else { "" };
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    out.push_str(&format!("{sign}{first}{point}{rest}E{exponent}"));
}

/// A text of at most so many characters.
pub(super) fn bounded(token: &Token<'_>, length: Option<u32>) -> Outcome<String> {
    let text = varchar(token)?;
    if let (Some(found), Some(length)) = (&text, length)
        && truncated(found, length).len() < found.len()
    {
        let text = format!("Cannot cast '{found}' to varchar({length})");
        return Err(Fail::Trino(TrinoError::invalid_cast(text)));
    }
    Ok(text)
}

/// What two names of an object's members have equal when they are the same key of a map.
pub(super) fn key(token: &Token<'_>, data_type: &Type) -> Result<String, Fail> {
    let text = |value: Option<&dyn std::fmt::Display>| value.map(ToString::to_string).unwrap_or_default();
    Ok(match data_type {
        Type::Boolean => text(truth(token)?.as_ref().map(|v| v as _)),
        Type::TinyInt | Type::SmallInt | Type::Integer | Type::BigInt => text(bigint(token)?.as_ref().map(|v| v as _)),
        // Both zeros are one key.
        Type::Real => text(real(token)?.map(|v| v + 0.0).as_ref().map(|v| v as _)),
        Type::Double => text(double(token)?.map(|v| v + 0.0).as_ref().map(|v| v as _)),
        Type::Decimal { precision, scale } => text(decimal(token, *precision, *scale)?.as_ref().map(|v| v as _)),
        _ => varchar(token)?.unwrap_or_default(),
    })
}
