//! What Athena says of a column, by its type.

use boathouse_types::Type;
use serde_json::Value;

/// Name, type, precision, scale and whether letters have a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Described {
    name: String,
    kind: String,
    precision: u64,
    scale: u64,
    case_sensitive: bool,
}

impl Described {
    /// Whether values are numbers that are rounded.
    pub(super) fn is_floating(&self) -> bool {
        matches!(self.kind.as_str(), "double" | "float")
    }
}

/// As an answer shows it.
pub(super) fn shown(info: &Value) -> Described {
    let (text, number) = (|name: &str| info[name].as_str().unwrap_or_default(), |name: &str| info[name].as_u64());
    Described {
        name: text("Name").to_owned(),
        kind: text("Type").to_owned(),
        // One that is missing is as wrong as any other.
        precision: number("Precision").unwrap_or(u64::MAX),
        scale: number("Scale").unwrap_or(u64::MAX),
        case_sensitive: info["CaseSensitive"] == true,
    }
}

/// As it should be shown: section 3.1 of the specification, by the type's own name.
pub(super) fn wanted(name: &str, data_type: &Type) -> Described {
    let whole = data_type.to_string();
    let numbers: Vec<u64> = whole.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    let number = |at: usize| numbers.get(at).copied().unwrap_or_default();
    let base = data_type.base_name();
    let (precision, scale) = match base {
        "tinyint" => (3, 0),
        "smallint" => (5, 0),
        "integer" => (10, 0),
        "bigint" => (19, 0),
        "real" | "double" => (17, 0),
        "decimal" => (number(0), number(1)),
        "varchar" if numbers.is_empty() => (2_147_483_647, 0),
        "varchar" | "char" => (number(0), 0),
        "varbinary" => (1_073_741_824, 0),
        "time" | "timestamp" | "time with time zone" | "timestamp with time zone" => (3, 0),
        _ => (0, 0),
    };
    let kind = if base == "real" { "float" } else { base };
    let case_sensitive = matches!(base, "varchar" | "char");
    Described { name: name.to_owned(), kind: kind.to_owned(), precision, scale, case_sensitive }
}
