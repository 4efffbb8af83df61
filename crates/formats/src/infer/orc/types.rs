//! The footer's list of types, which is a tree in preorder, as Hive's types.

use boathouse_schema::HiveType;

use super::super::merge::merge_fields;
use super::super::{InferredColumn, Shape};
use super::protobuf::{Fields, Value, packed};

/// Types nested deeper are refused: type texts of more levels are not read back.
const NESTING_DEPTH_MAX: usize = 48;

/// One entry of the list.
#[derive(Debug, Clone, Default)]
pub(super) struct Type {
    kind: u64,
    /// Places in the list.
    subtypes: Vec<u64>,
    names: Vec<String>,
    length: Option<u64>,
    precision: Option<u64>,
    scale: Option<u64>,
}

impl Type {
    pub fn of(message: &[u8]) -> Result<Self, String> {
        let mut found = Self::default();
        let mut fields = Fields::of(message);
        while let Some(field) = fields.next()? {
            match field {
                (1, Value::Number(kind)) => found.kind = kind,
                (2, Value::Number(place)) => found.subtypes.push(place),
                (2, Value::Bytes(places)) => found.subtypes.extend(packed(places)?),
                (3, Value::Bytes(name)) => found.names.push(String::from_utf8_lossy(name).into_owned()),
                (4, Value::Number(length)) => found.length = Some(length),
                (5, Value::Number(precision)) => found.precision = Some(precision),
                (6, Value::Number(scale)) => found.scale = Some(scale),
                _ => {}
            }
        }
        Ok(found)
    }

    fn decimal(&self) -> HiveType {
        let precision = self.precision.filter(|digits| (1..=38).contains(digits)).unwrap_or(38);
        // Writers of Hive 0.11 left both out and meant this.
        let scale = self.scale.unwrap_or(if self.precision.is_none() { 18 } else { 0 }).min(precision);
        let byte = |digits: u64| u8::try_from(digits).unwrap_or(38);
        HiveType::Decimal { precision: byte(precision), scale: byte(scale) }
    }

    fn sized(&self, make: impl Fn(u32) -> HiveType) -> HiveType {
        match self.length.and_then(|length| u32::try_from(length).ok()).filter(|length| *length > 0) {
            Some(length) => make(length),
            None => HiveType::String,
        }
    }
}

/// The columns of the struct that every file of tables has at the root.
pub(super) fn columns(types: &[Type]) -> Result<Vec<InferredColumn>, String> {
    let Some(Shape::Struct(fields)) = Tree { types, visited: vec![false; types.len()] }.root()? else {
        return Err("its root is no struct, so it has no columns".to_owned());
    };
    let column =
        |field: super::super::ShapeField| InferredColumn { name: field.name, shape: field.shape, evidence: None };
    Ok(fields.into_iter().map(column).collect())
}

struct Tree<'a> {
    types: &'a [Type],
    /// A type has one parent; without this a hostile list of few types could be a tree of very many.
    visited: Vec<bool>,
}

impl Tree<'_> {
    fn root(&mut self) -> Result<Option<Shape>, String> {
        if self.types.is_empty() { Ok(None) } else { self.shape(0, 0).map(Some) }
    }

    fn shape(&mut self, place: usize, depth: usize) -> Result<Shape, String> {
        if depth > NESTING_DEPTH_MAX {
            return Err(format!("its types are nested deeper than {NESTING_DEPTH_MAX} levels"));
        }
        let visited = self.visited.get_mut(place).ok_or("a type refers to one that is not there")?;
        if std::mem::replace(visited, true) {
            return Err("a type is used in two places".to_owned());
        }
        let types = self.types;
        let one = &types[place];
        let scalar = match one.kind {
            0 => HiveType::Boolean,
            1 => HiveType::TinyInt,
            2 => HiveType::SmallInt,
            3 => HiveType::Int,
            4 => HiveType::BigInt,
            5 => HiveType::Float,
            6 => HiveType::Double,
            7 => HiveType::String,
            8 => HiveType::Binary,
            9 | 18 => HiveType::Timestamp,
            14 => one.decimal(),
            15 => HiveType::Date,
            16 => one.sized(HiveType::Varchar),
            17 => one.sized(HiveType::Char),
            10..=13 => return self.nested(one, depth),
            other => return Err(format!("a type has the unknown kind {other}")),
        };
        Ok(Shape::Scalar(scalar))
    }

    fn nested(&mut self, one: &Type, depth: usize) -> Result<Shape, String> {
        let mut children = Vec::with_capacity(one.subtypes.len().min(self.types.len()));
        for place in &one.subtypes {
            children.push(self.shape(usize::try_from(*place).unwrap_or(usize::MAX), depth + 1)?);
        }
        let mut children = children.into_iter();
        match (one.kind, children.next(), children.next()) {
            (10, Some(item), None) => Ok(Shape::Array(Box::new(item))),
            (11, Some(key), Some(value)) if children.next().is_none() => Ok(Shape::Map(Box::new(key), Box::new(value))),
            (12, first, second) => {
                let shapes: Vec<Shape> = first.into_iter().chain(second).chain(children).collect();
                if shapes.len() != one.names.len() {
                    return Err("a struct has not as many names as fields".to_owned());
                }
                let fields = one.names.iter().map(|name| name.to_lowercase()).zip(shapes);
                Ok(Shape::Struct(merge_fields(fields)))
            }
            (13, first, second) => {
                let branches = first.into_iter().chain(second).chain(children);
                Ok(Shape::Scalar(HiveType::Union(branches.map(|branch| branch.to_hive()).collect())))
            }
            _ => Err("a list or a map has the wrong number of parts".to_owned()),
        }
    }
}
