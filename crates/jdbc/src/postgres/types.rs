//! PostgreSQL's types in Hive's words.

use boathouse_schema::HiveType;

use crate::relation::decimal;

/// Arrays in arrays; PostgreSQL has no more dimensions itself.
const ARRAYS_MAX: u8 = 6;

/// The type of a column: so many arrays around a type as `format_type` writes it, neither domain nor array.
///
/// Types that are not listed are texts to every client that does not know them, and so they are here: enums, ranges,
/// composite types, intervals, network and geometric types, those of extensions.
pub(super) fn hive_type(native: &str, arrays: u8) -> HiveType {
    let nest = |item, _| HiveType::Array(Box::new(item));
    (0..arrays.min(ARRAYS_MAX)).fold(item_type(native), nest)
}

fn item_type(native: &str) -> HiveType {
    let (name, arguments) = parts(native);
    match name.as_str() {
        "smallint" => HiveType::SmallInt,
        "integer" => HiveType::Int,
        "bigint" | "oid" => HiveType::BigInt,
        "numeric" => match arguments[..] {
            [precision, scale] => decimal(precision, scale),
            [precision] => decimal(precision, 0),
            _ => HiveType::Decimal { precision: 38, scale: 18 },
        },
        "real" => HiveType::Float,
        "double precision" => HiveType::Double,
        "boolean" => HiveType::Boolean,
        "bit" if arguments == [1] => HiveType::Boolean,
        "date" => HiveType::Date,
        "timestamp without time zone" | "timestamp with time zone" => HiveType::Timestamp,
        "bytea" => HiveType::Binary,
        _ => HiveType::String,
    }
}

/// `timestamp(3) without time zone` is `timestamp without time zone` and `[3]`.
fn parts(native: &str) -> (String, Vec<i64>) {
    let Some((before, rest)) = native.split_once('(') else { return (native.to_owned(), Vec::new()) };
    let Some((inside, after)) = rest.split_once(')') else { return (native.to_owned(), Vec::new()) };
    let arguments = inside.split(',').filter_map(|text| text.trim().parse().ok()).collect();
    (format!("{before}{after}"), arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type() {
        for (native, expected) in [
            ("smallint", "smallint"),
            ("integer", "int"),
            ("bigint", "bigint"),
            ("oid", "bigint"),
            ("numeric", "decimal(38,18)"),
            ("numeric(10,2)", "decimal(10,2)"),
            ("numeric(7)", "decimal(7,0)"),
            ("numeric(38,38)", "decimal(38,38)"),
            ("numeric(100,10)", "decimal(38,10)"),
            ("numeric(1000,500)", "decimal(38,38)"),
            ("numeric(5,-2)", "decimal(7,0)"),
            ("numeric(3,5)", "decimal(5,5)"),
            ("real", "float"),
            ("double precision", "double"),
            ("money", "string"),
            ("boolean", "boolean"),
            ("bit(1)", "boolean"),
            ("bit(8)", "string"),
            ("bit varying(8)", "string"),
            ("bit varying(1)", "string"),
            ("text", "string"),
            ("character varying", "string"),
            ("character varying(20)", "string"),
            ("character(3)", "string"),
            ("\"char\"", "string"),
            ("name", "string"),
            ("uuid", "string"),
            ("json", "string"),
            ("jsonb", "string"),
            ("xml", "string"),
            ("date", "date"),
            ("timestamp without time zone", "timestamp"),
            ("timestamp with time zone", "timestamp"),
            ("timestamp(3) without time zone", "timestamp"),
            ("timestamp(0) with time zone", "timestamp"),
            ("time without time zone", "string"),
            ("time(3) with time zone", "string"),
            ("interval", "string"),
            ("interval day to second(3)", "string"),
            ("bytea", "binary"),
            ("inet", "string"),
            ("point", "string"),
            ("int4range", "string"),
            ("tsvector", "string"),
            ("shop.mood", "string"),
            ("\"date(1)\"", "string"),
            ("odd(", "string"),
            ("", "string"),
        ] {
            assert_eq!(hive_type(native, 0).to_string(), expected, "{native}");
        }
    }

    #[test]
    fn arrays() {
        for (native, arrays, expected) in [
            ("integer", 1, "array<int>"),
            ("numeric(10,2)", 1, "array<decimal(10,2)>"),
            ("shop.mood", 1, "array<string>"),
            ("text", 2, "array<array<string>>"),
        ] {
            assert_eq!(hive_type(native, arrays).to_string(), expected, "{native}");
        }
        assert!(hive_type("text", u8::MAX).to_string().len() < 100, "a server cannot make types without end");
    }
}
