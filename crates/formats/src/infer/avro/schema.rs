//! An Avro schema as Hive's types.

use std::collections::HashMap;

use boathouse_schema::HiveType;
use serde_json::{Map, Value};

use super::super::merge::merge_fields;
use super::super::{InferredColumn, Mismatch, Shape, ShapeField};

/// Types nested deeper are refused: type texts of more levels are not read back.
const NESTING_DEPTH_MAX: usize = 48;
/// Types in a schema, those of named types counted wherever they are used: a small text could
/// otherwise stand for a tree of very many.
const TYPES_MAX: usize = 100_000;
const DECIMAL_PRECISION_MAX: u64 = 38;

/// The columns of a schema, and what they lost.
pub(super) struct Found {
    pub columns: Vec<InferredColumn>,
    pub notes: Vec<String>,
    /// A type holds itself.
    pub is_recursive: bool,
}

/// Reads a schema, which must be a record.
pub(super) fn read(text: &str) -> Result<Found, Mismatch> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| Mismatch::new(format!("its schema is no JSON: {error}")))?;
    let mut reader = Reader { named: HashMap::new(), types: 0, notes: Vec::new(), is_recursive: false };
    let shape = reader.shape(&value, "", 0).map_err(|why| Mismatch::new(format!("its schema is not valid: {why}")))?;
    let Shape::Struct(fields) = shape else {
        return Err(Mismatch::new("its schema is no record, so it has no columns"));
    };
    let column = |field: ShapeField| InferredColumn { name: field.name, shape: field.shape, evidence: None };
    let columns = fields.into_iter().map(column).collect();
    Ok(Found { columns, notes: reader.notes, is_recursive: reader.is_recursive })
}

struct Reader {
    /// Named types by full name; without a shape while their own fields are read.
    named: HashMap<String, Option<Named>>,
    types: usize,
    notes: Vec<String>,
    is_recursive: bool,
}

#[derive(Clone)]
struct Named {
    shape: Shape,
    types: usize,
}

impl Reader {
    fn shape(&mut self, value: &Value, namespace: &str, depth: usize) -> Result<Shape, String> {
        self.count(1)?;
        if depth > NESTING_DEPTH_MAX {
            return Err(format!("its types are nested deeper than {NESTING_DEPTH_MAX} levels"));
        }
        match value {
            Value::String(name) => self.by_name(name, namespace),
            Value::Array(branches) => self.union(branches, namespace, depth),
            Value::Object(object) => self.object(object, namespace, depth),
            _ => Err("a type is neither a name, nor a union, nor an object".to_owned()),
        }
    }

    fn count(&mut self, types: usize) -> Result<(), String> {
        self.types = self.types.saturating_add(types);
        if self.types > TYPES_MAX { Err(format!("it has more than {TYPES_MAX} types")) } else { Ok(()) }
    }

    fn by_name(&mut self, name: &str, namespace: &str) -> Result<Shape, String> {
        if let Some(shape) = primitive(name) {
            return Ok(shape);
        }
        let found = self.named.get(&full_name(name, namespace)).or_else(|| self.named.get(name)).cloned();
        match found {
            Some(Some(named)) => {
                self.count(named.types)?;
                Ok(named.shape)
            }
            Some(None) => {
                self.is_recursive = true;
                self.notes.push(format!(
                    "the Avro type '{name}' holds itself, which no Hive type does: string stands for it"
                ));
                Ok(Shape::Scalar(HiveType::String))
            }
            None => Err(format!("the type '{name}' is not defined")),
        }
    }

    /// A union with null is the other type, as every Hive value may be null.
    fn union(&mut self, branches: &[Value], namespace: &str, depth: usize) -> Result<Shape, String> {
        let mut shapes = Vec::new();
        for branch in branches {
            let shape = self.shape(branch, namespace, depth + 1)?;
            if shape != Shape::Unknown {
                shapes.push(shape);
            }
        }
        Ok(match (shapes.pop(), shapes.is_empty()) {
            (None, _) => Shape::Unknown,
            (Some(only), true) => only,
            (Some(last), false) => {
                let members = shapes.iter().chain([&last]).map(Shape::to_hive).collect();
                Shape::Scalar(HiveType::Union(members))
            }
        })
    }

    fn object(&mut self, object: &Map<String, Value>, namespace: &str, depth: usize) -> Result<Shape, String> {
        let part = |name: &str| object.get(name).ok_or_else(|| format!("a type has no {name}"));
        let kind = part("type")?;
        let Value::String(kind) = kind else { return self.shape(kind, namespace, depth + 1) };
        match kind.as_str() {
            "array" => Ok(Shape::Array(Box::new(self.shape(part("items")?, namespace, depth + 1)?))),
            "map" => {
                let value = self.shape(part("values")?, namespace, depth + 1)?;
                Ok(Shape::Map(Box::new(Shape::Scalar(HiveType::String)), Box::new(value)))
            }
            "record" | "error" => self.record(object, namespace, depth),
            "enum" | "fixed" => {
                let shape = if kind == "enum" { Shape::Scalar(HiveType::String) } else { logical(kind, object) };
                let name = self.name_of(object, namespace)?;
                self.named.insert(name, Some(Named { shape: shape.clone(), types: 1 }));
                Ok(shape)
            }
            other if primitive(other).is_some() => Ok(logical(other, object)),
            other => self.by_name(other, namespace),
        }
    }

    fn record(&mut self, object: &Map<String, Value>, namespace: &str, depth: usize) -> Result<Shape, String> {
        let name = self.name_of(object, namespace)?;
        let inner = name.rsplit_once('.').map_or("", |(space, _)| space).to_owned();
        let before = self.types;
        self.named.insert(name.clone(), None);
        let fields = object.get("fields").and_then(Value::as_array).ok_or("a record has no fields")?;
        let mut shapes = Vec::with_capacity(fields.len());
        for field in fields {
            let field_name = field.get("name").and_then(Value::as_str).ok_or("a field has no name")?;
            let data_type = field.get("type").ok_or_else(|| format!("the field '{field_name}' has no type"))?;
            shapes.push((field_name.to_lowercase(), self.shape(data_type, &inner, depth + 1)?));
        }
        let shape = Shape::Struct(merge_fields(shapes.into_iter()));
        self.named.insert(name, Some(Named { shape: shape.clone(), types: self.types - before }));
        Ok(shape)
    }

    fn name_of(&self, object: &Map<String, Value>, namespace: &str) -> Result<String, String> {
        let name = object.get("name").and_then(Value::as_str).ok_or("a named type has no name")?;
        let own = object.get("namespace").and_then(Value::as_str);
        Ok(full_name(name, own.unwrap_or(namespace)))
    }
}

fn full_name(name: &str, namespace: &str) -> String {
    if namespace.is_empty() || name.contains('.') { name.to_owned() } else { format!("{namespace}.{name}") }
}

fn primitive(name: &str) -> Option<Shape> {
    Some(Shape::Scalar(match name {
        "null" => return Some(Shape::Unknown),
        "boolean" => HiveType::Boolean,
        "int" => HiveType::Int,
        "long" => HiveType::BigInt,
        "float" => HiveType::Float,
        "double" => HiveType::Double,
        "bytes" => HiveType::Binary,
        "string" => HiveType::String,
        _ => return None,
    }))
}

/// A primitive or fixed type with a meaning. A meaning that does not fit its type is to be ignored.
fn logical(kind: &str, object: &Map<String, Value>) -> Shape {
    let number = |name: &str| object.get(name).and_then(Value::as_u64);
    let meaning = object.get("logicalType").and_then(Value::as_str).unwrap_or_default();
    let scalar = match (kind, meaning) {
        ("int", "date") => HiveType::Date,
        (
            "long",
            "timestamp-millis"
            | "timestamp-micros"
            | "timestamp-nanos"
            | "local-timestamp-millis"
            | "local-timestamp-micros"
            | "local-timestamp-nanos",
        ) => HiveType::Timestamp,
        ("bytes" | "fixed", "decimal") => match (number("precision"), number("scale").unwrap_or(0)) {
            (Some(precision @ 1..=DECIMAL_PRECISION_MAX), scale) if scale <= precision => HiveType::Decimal {
                precision: u8::try_from(precision).unwrap_or(38),
                scale: u8::try_from(scale).unwrap_or(38),
            },
            _ => HiveType::Binary,
        },
        ("fixed", _) => HiveType::Binary,
        _ => return primitive(kind).unwrap_or(Shape::Unknown),
    };
    Shape::Scalar(scalar)
}
