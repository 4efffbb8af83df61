//! Trino's implicit coercions: which type stands in for which, and the type two have in common.

use std::sync::Arc;

use crate::data_type::{CHAR_LENGTH_MAX, DECIMAL_PRECISION_MAX};
use crate::{RowField, Type};

/// Whether a value of `from` may stand where `to` is wanted.
pub fn can_coerce(from: &Type, to: &Type) -> bool {
    from == to || compatible(from, to).is_some_and(|found| found.coercible && found.common == *to)
}

/// The narrowest type both coerce to.
pub fn common_super_type(left: &Type, right: &Type) -> Option<Type> {
    compatible(left, right).map(|found| found.common)
}

/// Whether the coercion changes the name of the type and no value.
pub fn is_type_only_coercion(from: &Type, to: &Type) -> bool {
    match (from, to) {
        _ if from == to => true,
        (Type::Varchar(Some(_)), Type::Varchar(None)) => true,
        (Type::Varchar(Some(n)), Type::Varchar(Some(m))) | (Type::Char(n), Type::Char(m)) => n <= m,
        (Type::Decimal { precision: p, scale: s }, Type::Decimal { precision: q, scale: t }) => {
            s == t && p <= q && (*p <= 18) == (*q <= 18)
        }
        (Type::Array(a), Type::Array(b)) => is_type_only_coercion(a, b),
        (Type::Map(a, c), Type::Map(b, d)) => is_type_only_coercion(a, b) && is_type_only_coercion(c, d),
        (Type::Row(a), Type::Row(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(x, y)| is_type_only_coercion(&x.data_type, &y.data_type))
        }
        _ => false,
    }
}

struct Compatibility {
    common: Type,
    /// Whether the first of the two coerces to `common` being the second, not only both to a third.
    coercible: bool,
}

fn compatible(from: &Type, to: &Type) -> Option<Compatibility> {
    let found = |common: Type| Some(Compatibility { coercible: common == *to, common });
    match (from, to) {
        _ if from == to => found(to.clone()),
        (Type::Unknown, _) => found(to.clone()),
        (_, Type::Unknown) => Some(Compatibility { common: from.clone(), coercible: false }),
        (Type::Decimal { precision: p, scale: s }, Type::Decimal { precision: q, scale: t }) => {
            found(common_decimal((*p, *s), (*q, *t)))
        }
        (Type::Varchar(n), Type::Varchar(m)) => found(Type::Varchar(n.zip(*m).map(|(n, m)| n.max(m)))),
        (Type::Char(n), Type::Char(m)) => found(Type::Char(*n.max(m))),
        (Type::Time(p), Type::Time(q)) => found(Type::Time(*p.max(q))),
        (Type::TimeTz(p), Type::TimeTz(q)) => found(Type::TimeTz(*p.max(q))),
        (Type::Timestamp(p), Type::Timestamp(q)) => found(Type::Timestamp(*p.max(q))),
        (Type::TimestampTz(p), Type::TimestampTz(q)) => found(Type::TimestampTz(*p.max(q))),
        (Type::Array(a), Type::Array(b)) => found(Type::array(common_super_type(a, b)?)),
        (Type::Map(a, c), Type::Map(b, d)) => found(Type::map(common_super_type(a, b)?, common_super_type(c, d)?)),
        (Type::Row(a), Type::Row(b)) => found(common_row(a, b)?),
        (Type::Function(a, r), Type::Function(b, s)) if a.len() == b.len() => {
            let parameters: Option<Vec<_>> = a.iter().zip(b.iter()).map(|(x, y)| common_super_type(x, y)).collect();
            found(Type::Function(parameters?.into(), Arc::new(common_super_type(r, s)?)))
        }
        _ => different_bases(from, to),
    }
}

fn different_bases(from: &Type, to: &Type) -> Option<Compatibility> {
    if let Some(widened) = widen_to_base(from, to) {
        return compatible(&widened, to);
    }
    let widened = widen_to_base(to, from)?;
    let common = compatible(from, &widened)?.common;
    Some(Compatibility { common, coercible: false })
}

/// `from` as the type of `target`'s base, with whatever parameters hold all its values.
fn widen_to_base(from: &Type, target: &Type) -> Option<Type> {
    let exact_digits = match from {
        Type::TinyInt => Some(3),
        Type::SmallInt => Some(5),
        Type::Integer => Some(10),
        Type::BigInt => Some(19),
        _ => None,
    };
    Some(match (from, target) {
        (_, Type::Decimal { .. }) => Type::decimal(exact_digits?, 0),
        (_, Type::Real | Type::Double) if from.is_integer() || matches!(from, Type::Decimal { .. }) => target.clone(),
        (Type::Real, Type::Double) => Type::Double,
        (Type::TinyInt, Type::SmallInt | Type::Integer | Type::BigInt) => target.clone(),
        (Type::SmallInt, Type::Integer | Type::BigInt) => target.clone(),
        (Type::Integer, Type::BigInt) => Type::BigInt,
        (Type::Date, Type::Timestamp(_)) => Type::Timestamp(0),
        (Type::Date, Type::TimestampTz(_)) => Type::TimestampTz(0),
        (Type::Time(p), Type::TimeTz(_)) => Type::TimeTz(*p),
        (Type::Timestamp(p), Type::TimestampTz(_)) => Type::TimestampTz(*p),
        (Type::Varchar(n), Type::Char(_)) => Type::Char(n.unwrap_or(CHAR_LENGTH_MAX).min(CHAR_LENGTH_MAX)),
        (Type::Varchar(_) | Type::Char(_), Type::JsonPath) => Type::JsonPath,
        (Type::P4HyperLogLog, Type::HyperLogLog) => Type::HyperLogLog,
        _ => return None,
    })
}

fn common_decimal((p, s): (u8, u8), (q, t): (u8, u8)) -> Type {
    let scale = s.max(t);
    let precision = ((p - s).max(q - t) + scale).min(DECIMAL_PRECISION_MAX);
    Type::decimal(precision, scale.min(precision))
}

/// Fields have a type in common one by one; a name stays where both agree on it.
fn common_row(left: &[RowField], right: &[RowField]) -> Option<Type> {
    if left.len() != right.len() {
        return None;
    }
    let fields = left.iter().zip(right).map(|(a, b)| {
        let same = |x: &Arc<str>, y: &Arc<str>| x.eq_ignore_ascii_case(y);
        let name = a.name.as_ref().zip(b.name.as_ref()).filter(|(x, y)| same(x, y)).map(|(x, _)| x.clone());
        Some(RowField { name, data_type: common_super_type(&a.data_type, &b.data_type)? })
    });
    Some(Type::Row(fields.collect::<Option<_>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Type {
        text.parse().unwrap()
    }

    #[test]
    fn the_type_two_have_in_common() {
        for (left, right, expected) in [
            ("integer", "bigint", Some("bigint")),
            ("unknown", "json", Some("json")),
            ("decimal(5,2)", "decimal(3,1)", Some("decimal(5,2)")),
            ("decimal(38,10)", "decimal(38,38)", Some("decimal(38,38)")),
            ("decimal(5,2)", "bigint", Some("decimal(21,2)")),
            ("decimal(5,2)", "real", Some("real")),
            ("varchar(3)", "varchar(5)", Some("varchar(5)")),
            ("varchar(3)", "varchar", Some("varchar")),
            ("char(3)", "varchar(5)", Some("char(5)")),
            ("date", "timestamp(3)", Some("timestamp(3)")),
            ("timestamp(6)", "timestamp(3) with time zone", Some("timestamp(6) with time zone")),
            ("array(integer)", "array(double)", Some("array(double)")),
            ("row(a integer, integer)", "row(a bigint, b integer)", Some("row(a bigint, integer)")),
            ("varchar", "bigint", None),
            ("boolean", "integer", None),
            ("interval day to second", "interval year to month", None),
        ] {
            let expected = expected.map(parse);
            assert_eq!(common_super_type(&parse(left), &parse(right)), expected, "{left} and {right}");
            assert_eq!(common_super_type(&parse(right), &parse(left)), expected, "{right} and {left}");
        }
    }

    #[test]
    fn who_stands_in_for_whom() {
        for (from, to, expected) in [
            ("integer", "bigint", true),
            ("bigint", "integer", false),
            ("bigint", "decimal(19,0)", true),
            ("bigint", "decimal(18,0)", false),
            ("varchar(3)", "varchar(2)", false),
            ("varchar", "char(3)", false),
            ("double", "real", false),
            ("date", "timestamp(3)", true),
            ("timestamp(3)", "date", false),
        ] {
            assert_eq!(can_coerce(&parse(from), &parse(to)), expected, "{from} to {to}");
        }
    }
}
