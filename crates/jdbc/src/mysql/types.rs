//! MySQL's and MariaDB's types in Hive's words.

use boathouse_schema::HiveType;

use crate::relation::decimal;

/// The type of a column as `COLUMN_TYPE` writes it.
///
/// Types that are not listed are texts to every client that does not know them, and so they are here: enums, sets,
/// JSON, times, addresses, UUIDs.
pub(super) fn hive_type(native: &str) -> HiveType {
    let native = native.to_ascii_lowercase();
    let (name, rest) = native.split_at(native.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(native.len()));
    let (arguments, attributes) = match rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((inside, after)) => (inside.split(',').filter_map(|text| text.trim().parse().ok()).collect(), after),
        None => (Vec::new(), rest),
    };
    let is_unsigned = attributes.split_whitespace().any(|word| matches!(word, "unsigned" | "zerofill"));
    let either = |signed, unsigned| if is_unsigned { unsigned } else { signed };
    match name {
        "tinyint" if arguments == [1] && !is_unsigned => HiveType::Boolean,
        "tinyint" => either(HiveType::TinyInt, HiveType::SmallInt),
        "bool" | "boolean" => HiveType::Boolean,
        "smallint" => either(HiveType::SmallInt, HiveType::Int),
        "mediumint" | "year" => HiveType::Int,
        "int" | "integer" => either(HiveType::Int, HiveType::BigInt),
        "bigint" => either(HiveType::BigInt, HiveType::Decimal { precision: 20, scale: 0 }),
        "decimal" | "numeric" | "dec" | "fixed" => match arguments[..] {
            [precision, scale] => decimal(precision, scale),
            [precision] => decimal(precision, 0),
            _ => decimal(10, 0),
        },
        "float" => HiveType::Float,
        "double" | "real" => HiveType::Double,
        "bit" if arguments == [1] || arguments.is_empty() => HiveType::Boolean,
        "date" => HiveType::Date,
        "datetime" | "timestamp" => HiveType::Timestamp,
        "bit" | "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" | "vector" => HiveType::Binary,
        "geometry" | "point" | "linestring" | "polygon" | "multipoint" | "multilinestring" | "multipolygon"
        | "geometrycollection" | "geomcollection" => HiveType::Binary,
        _ => HiveType::String,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type() {
        for (native, expected) in [
            ("tinyint(1)", "boolean"),
            ("tinyint(1) unsigned", "smallint"),
            ("tinyint(4)", "tinyint"),
            ("tinyint", "tinyint"),
            ("tinyint unsigned", "smallint"),
            ("smallint(6)", "smallint"),
            ("smallint(5) unsigned", "int"),
            ("mediumint(9)", "int"),
            ("mediumint(8) unsigned", "int"),
            ("int", "int"),
            ("int(11)", "int"),
            ("int(10) unsigned", "bigint"),
            ("int(10) unsigned zerofill", "bigint"),
            ("int unsigned", "bigint"),
            ("bigint(20)", "bigint"),
            ("bigint(20) unsigned", "decimal(20,0)"),
            ("bigint unsigned", "decimal(20,0)"),
            ("decimal(10,2)", "decimal(10,2)"),
            ("decimal(10,2) unsigned", "decimal(10,2)"),
            ("decimal(65,30)", "decimal(38,30)"),
            ("decimal(5)", "decimal(5,0)"),
            ("float", "float"),
            ("float(8,2) unsigned", "float"),
            ("double", "double"),
            ("double(8,2)", "double"),
            ("bit(1)", "boolean"),
            ("bit(8)", "binary"),
            ("year(4)", "int"),
            ("date", "date"),
            ("datetime", "timestamp"),
            ("datetime(6)", "timestamp"),
            ("datetime /* mariadb-5.3 */", "timestamp"),
            ("timestamp(3)", "timestamp"),
            ("time", "string"),
            ("time(6)", "string"),
            ("char(3)", "string"),
            ("varchar(255)", "string"),
            ("tinytext", "string"),
            ("text", "string"),
            ("mediumtext", "string"),
            ("longtext", "string"),
            ("json", "string"),
            ("enum('a','b) unsigned')", "string"),
            ("set('x','y')", "string"),
            ("uuid", "string"),
            ("inet6", "string"),
            ("binary(16)", "binary"),
            ("varbinary(255)", "binary"),
            ("tinyblob", "binary"),
            ("blob", "binary"),
            ("mediumblob", "binary"),
            ("longblob", "binary"),
            ("geometry", "binary"),
            ("point", "binary"),
            ("INT(11) UNSIGNED", "bigint"),
            ("int(", "int"),
            ("", "string"),
        ] {
            assert_eq!(hive_type(native).to_string(), expected, "{native}");
        }
    }
}
