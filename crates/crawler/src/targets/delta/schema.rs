//! The schema of a table: Spark's JSON, and what Hive calls its types.
//! <https://github.com/delta-io/delta/blob/master/PROTOCOL.md#schema-serialization-format>

use boathouse_schema::{Field, HiveType};
use serde_json::{Map, Value};

use super::super::folder::{Read, Refusal};

/// Where Spark keeps the type of a column that is `char` or `varchar` to it and a string to Delta.
const TEXT_TYPE: &str = "__CHAR_VARCHAR_TYPE_STRING";
const DECIMAL_PRECISION_MAX: u8 = 38;
/// A bare `decimal` has these.
const DECIMAL_DEFAULT: HiveType = HiveType::Decimal { precision: 10, scale: 0 };

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// As the schema has it.
    pub name: String,
    pub data_type: HiveType,
    pub comment: Option<String>,
}

/// Reads a schema. Types without a counterpart are refused by name.
pub(super) fn columns(text: &str) -> Read<Vec<Column>> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| Refusal(format!("its schema is no JSON: {error}")))?;
    let fields = value.get("fields").and_then(Value::as_array).filter(|_| value["type"] == "struct");
    let fields = fields.ok_or_else(|| Refusal::new("its schema is no struct"))?;
    fields.iter().map(column).collect()
}

fn column(field: &Value) -> Read<Column> {
    let (name, data_type) = name_and_type(field)?;
    let comment = field.get("metadata").and_then(|metadata| metadata.get("comment")).and_then(Value::as_str);
    Ok(Column { name: name.to_owned(), data_type, comment: comment.map(str::to_owned) })
}

fn name_and_type(field: &Value) -> Read<(&str, HiveType)> {
    let name = field.get("name").and_then(Value::as_str).filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| Refusal::new("a field of its schema has no name"))?;
    let declared = field.get("type").ok_or_else(|| Refusal(format!("its column '{name}' has no type")))?;
    let text = field.get("metadata").and_then(|metadata| metadata.get(TEXT_TYPE)).and_then(Value::as_str);
    // What Spark adds is a text type like any other of Hive's.
    let text = text.and_then(|text| text.parse::<HiveType>().ok()).filter(|_| declared == "string");
    let data_type = match text {
        Some(text) => text,
        None => hive(declared).map_err(|what| Refusal(format!("its column '{name}' is {what}")))?,
    };
    Ok((name, data_type))
}

/// The Hive type, or what there is none for.
fn hive(declared: &Value) -> Result<HiveType, String> {
    match declared {
        Value::String(name) => primitive(name),
        Value::Object(object) => nested(object),
        _ => Err("of a type that is neither a name nor an object".to_owned()),
    }
}

fn primitive(name: &str) -> Result<HiveType, String> {
    Ok(match name {
        "string" => HiveType::String,
        "long" => HiveType::BigInt,
        "integer" => HiveType::Int,
        "short" => HiveType::SmallInt,
        "byte" => HiveType::TinyInt,
        "float" => HiveType::Float,
        "double" => HiveType::Double,
        "boolean" => HiveType::Boolean,
        "binary" => HiveType::Binary,
        "date" => HiveType::Date,
        "timestamp" | "timestamp_ntz" => HiveType::Timestamp,
        "decimal" => DECIMAL_DEFAULT,
        other => decimal(other).ok_or_else(|| format!("of type {other}, for which Hive has none"))?,
    })
}

fn decimal(name: &str) -> Option<HiveType> {
    let (precision, scale) = name.strip_prefix("decimal(")?.strip_suffix(')')?.split_once(',')?;
    let (precision, scale): (u8, u8) = (precision.trim().parse().ok()?, scale.trim().parse().ok()?);
    let is_valid = (1..=DECIMAL_PRECISION_MAX).contains(&precision) && scale <= precision;
    is_valid.then_some(HiveType::Decimal { precision, scale })
}

fn nested(object: &Map<String, Value>) -> Result<HiveType, String> {
    let part = |name: &str| object.get(name).ok_or_else(|| format!("of a type without {name}"));
    match part("type")?.as_str() {
        Some("array") => Ok(HiveType::Array(Box::new(hive(part("elementType")?)?))),
        Some("map") => Ok(HiveType::Map(Box::new(hive(part("keyType")?)?), Box::new(hive(part("valueType")?)?))),
        Some("struct") => {
            let fields = part("fields")?.as_array().ok_or("of a struct without fields")?;
            let field = |field: &Value| {
                let (name, data_type) = name_and_type(field).map_err(|why| format!("of a struct: {why}"))?;
                Ok(Field::new(name.to_lowercase(), data_type))
            };
            let fields: Vec<Field> = fields.iter().map(field).collect::<Result<_, String>>()?;
            if fields.is_empty() { Err("of a struct without fields".to_owned()) } else { Ok(HiveType::Struct(fields)) }
        }
        Some("udt") => hive(part("sqlType")?),
        other => Err(format!("of type {}, for which Hive has none", other.unwrap_or("?"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(field: &str) -> Result<String, String> {
        let text = format!(r#"{{"type":"struct","fields":[{field}]}}"#);
        let found = columns(&text).map_err(|why| why.0)?;
        Ok(format!("{} {}", found[0].name, found[0].data_type))
    }

    #[test]
    fn types() {
        for (declared, expected) in [
            (r#""string""#, "string"),
            (r#""long""#, "bigint"),
            (r#""integer""#, "int"),
            (r#""short""#, "smallint"),
            (r#""byte""#, "tinyint"),
            (r#""float""#, "float"),
            (r#""double""#, "double"),
            (r#""boolean""#, "boolean"),
            (r#""binary""#, "binary"),
            (r#""date""#, "date"),
            (r#""timestamp""#, "timestamp"),
            (r#""timestamp_ntz""#, "timestamp"),
            (r#""decimal(12,2)""#, "decimal(12,2)"),
            (r#""decimal(38, 38)""#, "decimal(38,38)"),
            (r#""decimal""#, "decimal(10,0)"),
            (r#"{"type":"array","elementType":"integer","containsNull":true}"#, "array<int>"),
            (
                r#"{"type":"map","keyType":"string","valueType":{"type":"array","elementType":"date"}}"#,
                "map<string,array<date>>",
            ),
            (
                r#"{"type":"struct","fields":[{"name":"In","type":"long"},{"name":"b","type":{"type":"struct","fields":[{"name":"C","type":"string"}]}}]}"#,
                "struct<in:bigint,b:struct<c:string>>",
            ),
        ] {
            let field = format!(r#"{{"name":"Col","type":{declared},"nullable":true,"metadata":{{}}}}"#);
            assert_eq!(one(&field), Ok(format!("Col {expected}")), "{declared}");
        }
    }

    #[test]
    fn texts_of_a_length_keep_it() {
        let field = r#"{"name":"c","type":"string","metadata":{"__CHAR_VARCHAR_TYPE_STRING":"varchar(7)"}}"#;
        assert_eq!(one(field), Ok("c varchar(7)".to_owned()));
        let field = r#"{"name":"c","type":"long","metadata":{"__CHAR_VARCHAR_TYPE_STRING":"varchar(7)"}}"#;
        assert_eq!(one(field), Ok("c bigint".to_owned()));
    }

    #[test]
    fn comments_are_kept() {
        let text = r#"{"type":"struct","fields":[{"name":"c","type":"long","metadata":{"comment":"how many"}}]}"#;
        assert_eq!(columns(text).unwrap()[0].comment.as_deref(), Some("how many"));
    }

    #[test]
    fn what_hive_has_not_is_refused_by_name() {
        for (declared, expected) in [
            (r#""variant""#, "its column 'c' is of type variant, for which Hive has none"),
            (r#""decimal(39,1)""#, "its column 'c' is of type decimal(39,1), for which Hive has none"),
            (r#""decimal(1,2)""#, "its column 'c' is of type decimal(1,2), for which Hive has none"),
            (
                r#"{"type":"array","elementType":"interval day to second"}"#,
                "its column 'c' is of type interval day to second, for which Hive has none",
            ),
            (r#"{"type":"array"}"#, "its column 'c' is of a type without elementType"),
            (r#"{"type":"struct","fields":[]}"#, "its column 'c' is of a struct without fields"),
            ("7", "its column 'c' is of a type that is neither a name nor an object"),
        ] {
            assert_eq!(one(&format!(r#"{{"name":"c","type":{declared}}}"#)), Err(expected.to_owned()), "{declared}");
        }
        assert_eq!(columns("[").unwrap_err().0.split(':').next(), Some("its schema is no JSON"));
        assert_eq!(columns(r#"{"type":"array"}"#), Err(Refusal::new("its schema is no struct")));
        assert_eq!(one(r#"{"type":"long"}"#), Err("a field of its schema has no name".to_owned()));
    }
}
