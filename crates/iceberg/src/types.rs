//! Types and fields.

use serde_json::{Value, json};

use crate::Result;
use crate::error::invalid;
use crate::json::{self, Object};

const DECIMAL_PRECISION_MAX: u8 = 38;
const PRIMITIVES: &[&str] = &[
    "boolean",
    "int",
    "long",
    "float",
    "double",
    "date",
    "time",
    "timestamp",
    "timestamptz",
    "string",
    "uuid",
    "binary",
];
/// Types that format version 3 brought.
const PRIMITIVES_3: &[&str] = &["timestamp_ns", "timestamptz_ns", "unknown", "variant"];

/// The type of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// A primitive type by its name, a known one without blanks.
    Primitive(String),
    /// Named fields.
    Struct(Vec<Field>),
    /// A list.
    List {
        /// Id of the elements.
        id: i32,
        /// Whether elements are never null.
        required: bool,
        /// Type of the elements.
        element: Box<Type>,
    },
    /// A map.
    Map {
        /// Id of the keys.
        key_id: i32,
        /// Type of the keys.
        key: Box<Type>,
        /// Id of the values.
        value_id: i32,
        /// Whether values are never null.
        required: bool,
        /// Type of the values.
        value: Box<Type>,
    },
}

/// A column, or a field of a struct.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Id, unique in the table's history.
    pub id: i32,
    /// Name.
    pub name: String,
    /// Whether it is never null.
    pub required: bool,
    /// Type.
    pub data_type: Type,
    /// Documentation.
    pub doc: Option<String>,
    /// Members beside these, as they came: defaults and what later versions bring.
    pub rest: Object,
}

impl Type {
    /// Reads a type as Iceberg's JSON has it.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_json(value: &Value) -> Result<Self> {
        if let Some(name) = value.as_str() {
            return primitive(name).map(Self::Primitive);
        }
        let object = json::object("the type", value)?;
        let nested = |name: &str| -> Result<Box<Self>> {
            Ok(Box::new(Self::from_json(json::required(name, object.get(name))?)?))
        };
        match json::text(object, "type")?.as_str() {
            "struct" => {
                let fields = json::list(object, "fields")?.iter().map(Field::from_json);
                Ok(Self::Struct(fields.collect::<Result<_>>()?))
            }
            "list" => Ok(Self::List {
                id: json::int(object, "element-id")?,
                required: json::flag(object, "element-required")?,
                element: nested("element")?,
            }),
            "map" => Ok(Self::Map {
                key_id: json::int(object, "key-id")?,
                key: nested("key")?,
                value_id: json::int(object, "value-id")?,
                required: json::flag(object, "value-required")?,
                value: nested("value")?,
            }),
            other => Err(invalid(format!("'{other}' is no type of Iceberg's"))),
        }
    }

    /// The type as Iceberg's JSON has it.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Primitive(name) => Value::from(name.clone()),
            Self::Struct(fields) => {
                json!({"type": "struct", "fields": fields.iter().map(Field::to_json).collect::<Vec<_>>()})
            }
            Self::List { id, required, element } => {
                json!({"type": "list", "element-id": id, "element-required": required, "element": element.to_json()})
            }
            Self::Map { key_id, key, value_id, required, value } => json!({
                "type": "map", "key-id": key_id, "key": key.to_json(),
                "value-id": value_id, "value-required": required, "value": value.to_json(),
            }),
        }
    }

    /// Calls `visit` with the id of everything below this type.
    pub(crate) fn visit_ids(&self, visit: &mut impl FnMut(i32)) {
        match self {
            Self::Primitive(_) => {}
            Self::Struct(fields) => fields.iter().for_each(|field| {
                visit(field.id);
                field.data_type.visit_ids(visit);
            }),
            Self::List { id, element, .. } => {
                visit(*id);
                element.visit_ids(visit);
            }
            Self::Map { key_id, key, value_id, value, .. } => {
                visit(*key_id);
                key.visit_ids(visit);
                visit(*value_id);
                value.visit_ids(visit);
            }
        }
    }

    /// Whether a table of version 2 or less cannot have it.
    pub(crate) fn needs_version_3(&self) -> bool {
        match self {
            Self::Primitive(name) => PRIMITIVES_3.contains(&name.as_str()) || is_geo(name),
            Self::Struct(fields) => fields.iter().any(|field| field.data_type.needs_version_3()),
            Self::List { element, .. } => element.needs_version_3(),
            Self::Map { key, value, .. } => key.needs_version_3() || value.needs_version_3(),
        }
    }

    /// Precision and scale of a decimal.
    pub(crate) fn decimal(&self) -> Option<(u8, u8)> {
        let Self::Primitive(name) = self else { return None };
        let (precision, scale) = name.strip_prefix("decimal(")?.strip_suffix(')')?.split_once(',')?;
        Some((precision.trim().parse().ok()?, scale.trim().parse().ok()?))
    }
}

fn is_geo(name: &str) -> bool {
    name.starts_with("geometry") || name.starts_with("geography")
}

fn primitive(name: &str) -> Result<String> {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let unknown = || invalid(format!("'{name}' is no type of Iceberg's"));
    if PRIMITIVES.contains(&name.as_str()) || PRIMITIVES_3.contains(&name.as_str()) || is_geo(&name) {
        return Ok(name);
    }
    if let Some((precision, scale)) = Type::Primitive(name.clone()).decimal() {
        if precision == 0 || precision > DECIMAL_PRECISION_MAX || scale > precision {
            return Err(invalid(format!("'{name}': a decimal has 1 to {DECIMAL_PRECISION_MAX} digits")));
        }
        return Ok(format!("decimal({precision}, {scale})"));
    }
    let length = name.strip_prefix("fixed[").and_then(|rest| rest.strip_suffix(']')).ok_or_else(unknown)?;
    match length.parse::<i32>() {
        Ok(length) if length > 0 => Ok(name),
        _ => Err(unknown()),
    }
}

impl Field {
    /// Reads a field as Iceberg's JSON has it.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_json(value: &Value) -> Result<Self> {
        let object = json::object("the field", value)?;
        Ok(Self {
            id: json::int(object, "id")?,
            name: json::text(object, "name")?,
            required: json::flag(object, "required")?,
            data_type: Type::from_json(json::required("type", object.get("type"))?)?,
            doc: object.get("doc").and_then(Value::as_str).map(str::to_owned),
            rest: json::others(object, &["id", "name", "required", "type", "doc"]),
        })
    }

    /// The field as Iceberg's JSON has it.
    pub fn to_json(&self) -> Value {
        let mut object = self.rest.clone();
        object.insert("id".to_owned(), self.id.into());
        object.insert("name".to_owned(), self.name.clone().into());
        object.insert("required".to_owned(), self.required.into());
        object.insert("type".to_owned(), self.data_type.to_json());
        if let Some(doc) = &self.doc {
            object.insert("doc".to_owned(), doc.clone().into());
        }
        object.into()
    }
}
