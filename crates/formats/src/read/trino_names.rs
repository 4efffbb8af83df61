//! What the engine calls a column's type in its messages.

use boathouse_schema::HiveType;

/// `int` as `integer`, `array<string>` as `array(varchar)`.
pub(crate) fn trino_name(hive: &HiveType) -> String {
    match hive {
        HiveType::Int => "integer".to_owned(),
        HiveType::Float => "real".to_owned(),
        HiveType::String => "varchar".to_owned(),
        HiveType::Binary => "varbinary".to_owned(),
        HiveType::Timestamp => "timestamp(3)".to_owned(),
        HiveType::Array(item) => format!("array({})", trino_name(item)),
        HiveType::Map(key, value) => format!("map({}, {})", trino_name(key), trino_name(value)),
        HiveType::Struct(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|field| format!("{} {}", field.name, trino_name(&field.data_type))).collect();
            format!("row({})", fields.join(", "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (hive, expected) in [
            ("bigint", "bigint"),
            ("int", "integer"),
            ("string", "varchar"),
            ("varchar(5)", "varchar(5)"),
            ("decimal(5,2)", "decimal(5,2)"),
            ("map<string,array<float>>", "map(varchar, array(real))"),
            ("struct<a:int,b:timestamp>", "row(a integer, b timestamp(3))"),
        ] {
            assert_eq!(trino_name(&hive.parse().unwrap()), expected);
        }
    }
}
