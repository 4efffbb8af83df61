//! What a result says about its columns: Trino's type names with JDBC's precision and scale.

use boathouse_sql::analyzer::OutputColumn;
use boathouse_types::Type;
use serde::{Deserialize, Serialize};

const VARCHAR_PRECISION_UNBOUNDED: u32 = 2_147_483_647;
const VARBINARY_PRECISION: u32 = 1_073_741_824;
/// Said of every type with a time in it, whatever its real precision is.
const TIME_PRECISION: u32 = 3;

/// One column of a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnInfo {
    /// Label, in the spelling of the query.
    pub name: String,
    /// Trino's base type name; `real` goes by the name `float`.
    pub type_name: String,
    /// Digits, characters or bytes; 0 where a type has none.
    pub precision: u32,
    /// Digits after the point.
    pub scale: u32,
    /// True for character types.
    pub case_sensitive: bool,
}

impl ColumnInfo {
    /// What is said about a column of text that no query made: Hive's `string`, or `varchar` without a bound.
    pub(crate) fn of_text(name: &str, type_name: &str) -> Self {
        let is_varchar = type_name == "varchar";
        Self {
            name: name.to_owned(),
            type_name: type_name.to_owned(),
            precision: if is_varchar { VARCHAR_PRECISION_UNBOUNDED } else { 0 },
            scale: 0,
            case_sensitive: is_varchar,
        }
    }

    /// What is said about a query's column.
    pub(crate) fn of(column: &OutputColumn) -> Self {
        let (type_name, precision, scale) = describe(&column.data_type);
        Self {
            name: column.name.clone(),
            type_name,
            precision,
            scale,
            case_sensitive: matches!(column.data_type, Type::Varchar(_) | Type::Char(_)),
        }
    }
}

fn describe(data_type: &Type) -> (String, u32, u32) {
    let (name, precision, scale) = match data_type {
        Type::TinyInt => ("tinyint", 3, 0),
        Type::SmallInt => ("smallint", 5, 0),
        Type::Integer => ("integer", 10, 0),
        Type::BigInt => ("bigint", 19, 0),
        Type::Real => ("float", 17, 0),
        Type::Double => ("double", 17, 0),
        Type::Decimal { precision, scale } => ("decimal", u32::from(*precision), u32::from(*scale)),
        Type::Varchar(length) => ("varchar", length.unwrap_or(VARCHAR_PRECISION_UNBOUNDED), 0),
        Type::Char(length) => ("char", *length, 0),
        Type::Varbinary => ("varbinary", VARBINARY_PRECISION, 0),
        Type::Time(_) => ("time", TIME_PRECISION, 0),
        Type::TimeTz(_) => ("time with time zone", TIME_PRECISION, 0),
        Type::Timestamp(_) => ("timestamp", TIME_PRECISION, 0),
        Type::TimestampTz(_) => ("timestamp with time zone", TIME_PRECISION, 0),
        Type::Array(_) => ("array", 0, 0),
        Type::Map(..) => ("map", 0, 0),
        Type::Row(_) => ("row", 0, 0),
        Type::QDigest(_) => ("qdigest", 0, 0),
        other => return (other.to_string(), 0, 0),
    };
    (name.to_owned(), precision, scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_as_athena_describes_them() {
        for (written, type_name, precision, scale, case_sensitive) in [
            ("boolean", "boolean", 0, 0, false),
            ("integer", "integer", 10, 0, false),
            ("real", "float", 17, 0, false),
            ("decimal(10,2)", "decimal", 10, 2, false),
            ("varchar", "varchar", 2_147_483_647, 0, true),
            ("varchar(7)", "varchar", 7, 0, true),
            ("char(5)", "char", 5, 0, true),
            ("varbinary", "varbinary", 1_073_741_824, 0, false),
            ("date", "date", 0, 0, false),
            ("time(6)", "time", 3, 0, false),
            ("timestamp(6)", "timestamp", 3, 0, false),
            ("timestamp(3) with time zone", "timestamp with time zone", 3, 0, false),
            ("interval day to second", "interval day to second", 0, 0, false),
            ("array(integer)", "array", 0, 0, false),
            ("map(varchar, integer)", "map", 0, 0, false),
            ("row(a integer)", "row", 0, 0, false),
            ("json", "json", 0, 0, false),
            ("uuid", "uuid", 0, 0, false),
            ("ipaddress", "ipaddress", 0, 0, false),
            ("unknown", "unknown", 0, 0, false),
        ] {
            let column = OutputColumn { name: "c".to_owned(), data_type: written.parse().expect("a type") };
            let type_name = type_name.to_owned();
            let expected = ColumnInfo { name: "c".to_owned(), type_name, precision, scale, case_sensitive };
            assert_eq!(ColumnInfo::of(&column), expected, "{written}");
        }
    }
}
