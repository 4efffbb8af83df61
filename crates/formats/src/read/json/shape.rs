//! How the values of a column nest, with the keys of its structs.

use boathouse_schema::HiveType;

use super::super::JsonOptions;
use super::keys::{Keys, Slots};

/// The nesting of a column's type.
#[derive(Debug)]
pub(super) enum Shape {
    Scalar,
    List(Box<Shape>),
    /// The shape of the values; keys are scalars.
    Map(Box<Shape>),
    Struct(Box<StructShape>),
}

/// The fields of a struct.
#[derive(Debug)]
pub(super) struct StructShape {
    pub(super) keys: Keys,
    pub(super) fields: Vec<Shape>,
    pub(super) slots: Slots,
}

impl Shape {
    /// The shape of a type.
    pub(super) fn new(hive: &HiveType, options: &JsonOptions) -> Self {
        match hive {
            HiveType::Array(item) => Self::List(Box::new(Self::new(item, options))),
            HiveType::Map(_, value) => Self::Map(Box::new(Self::new(value, options))),
            HiveType::Struct(fields) => Self::Struct(Box::new(StructShape {
                keys: Keys::new(fields.iter().map(|field| Some(field.name.as_str())), options),
                fields: fields.iter().map(|field| Self::new(&field.data_type, options)).collect(),
                slots: Slots::default(),
            })),
            _ => Self::Scalar,
        }
    }
}
