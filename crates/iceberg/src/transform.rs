//! Transforms of partition and sort fields.

use crate::error::invalid;
use crate::{Field, Result, Type};

/// Checks that a transform exists and takes the values of a field.
pub(crate) fn check(transform: &str, field: &Field) -> Result<()> {
    let Type::Primitive(name) = &field.data_type else {
        return Err(invalid(format!("'{}' is no primitive field, so it cannot be transformed", field.name)));
    };
    let is_decimal = field.data_type.decimal().is_some();
    let takes = match transform {
        "identity" => !matches!(name.as_str(), "variant") && !name.starts_with("geo"),
        "void" => true,
        "year" | "month" | "day" => is_moment(name) || name == "date",
        "hour" => is_moment(name),
        _ => match parameter(transform) {
            Some("bucket") => !matches!(name.as_str(), "boolean" | "float" | "double" | "variant" | "unknown"),
            Some("truncate") => is_decimal || matches!(name.as_str(), "int" | "long" | "string" | "binary"),
            _ => return Err(invalid(format!("'{transform}' is no transform of Iceberg's"))),
        },
    };
    if takes {
        Ok(())
    } else {
        Err(invalid(format!("the transform {transform} does not take a {name}: '{}'", field.name)))
    }
}

fn is_moment(name: &str) -> bool {
    name.starts_with("timestamp")
}

/// The name of a transform that has a positive number behind it.
fn parameter(transform: &str) -> Option<&str> {
    let (name, number) = transform.strip_suffix(']')?.split_once('[')?;
    number.parse::<i32>().ok().filter(|number| *number > 0).map(|_| name)
}
