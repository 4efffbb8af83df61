//! Logical types. The specification wants those that do not fit their type ignored, not refused.

use serde_json::{Map, Value};

use super::{Logical, Primitive};

/// The logical type that an object gives a primitive type.
pub(super) fn of_primitive(primitive: Primitive, object: &Map<String, Value>) -> Option<Logical> {
    let name = object.get("logicalType")?.as_str()?;
    match (name, primitive) {
        ("decimal", Primitive::Bytes) => decimal(object, None),
        ("date", Primitive::Int) => Some(Logical::Date),
        ("timestamp-millis", Primitive::Long) => Some(Logical::TimestampMillis),
        // Hive writes these two for its own types.
        ("varchar", Primitive::String) => Some(Logical::Varchar(length(object)?)),
        ("char", Primitive::String) => Some(Logical::Char(length(object)?)),
        _ => None,
    }
}

/// The logical type that an object gives a fixed of `size` bytes.
pub(super) fn of_fixed(size: u64, object: &Map<String, Value>) -> Option<Logical> {
    match object.get("logicalType")?.as_str()? {
        "decimal" => decimal(object, Some(size)),
        _ => None,
    }
}

fn decimal(object: &Map<String, Value>, size: Option<u64>) -> Option<Logical> {
    let precision = object.get("precision")?.as_u64().filter(|precision| *precision > 0)?;
    let scale = match object.get("scale") {
        Some(scale) => scale.as_u64()?,
        None => 0,
    };
    // A two's complement number of `size` bytes has this many whole digits.
    let room = |size: u64| ((size as f64 * 8.0 - 1.0) * std::f64::consts::LOG10_2).floor();
    let fits = size.is_none_or(|size| precision as f64 <= room(size));
    (scale <= precision && fits).then_some(Logical::Decimal { precision, scale })
}

fn length(object: &Map<String, Value>) -> Option<u32> {
    object.get("maxLength")?.as_u64().and_then(|length| u32::try_from(length).ok()).filter(|length| *length > 0)
}
