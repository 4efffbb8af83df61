//! The type lattice: what holds the values of two shapes.
//!
//! [`Shape::join`] is a least upper bound: idempotent, commutative and associative (up to the order
//! of struct fields, which is the order of first appearance), so neither the order of records nor
//! that of objects changes a type.

use std::collections::HashMap;

use boathouse_schema::{Field, HiveType};
use serde::{Deserialize, Serialize};

const DECIMAL_PRECISION_MAX: u8 = 38;
/// Up to so many fields are looked for one by one; a table of places is made for more.
const SEARCHED_FIELDS_MAX: usize = 16;

/// A type under construction. Unlike a [`HiveType`] it knows "no value seen yet", which a later value
/// of any kind replaces.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Only nulls and empty values so far.
    Unknown,
    /// A type without parts.
    Scalar(#[serde(with = "type_text")] HiveType),
    /// A list of items.
    Array(Box<Shape>),
    /// A map.
    Map(Box<Shape>, Box<Shape>),
    /// Named fields in the order of first appearance; names are lower case and distinct.
    Struct(Vec<ShapeField>),
}

/// One field of a struct shape.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ShapeField {
    /// Name, lower case.
    pub name: String,
    /// What its values are.
    pub shape: Shape,
}

/// A type as its text.
mod type_text {
    use boathouse_schema::HiveType;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(data_type: &HiveType, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(data_type)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<HiveType, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl Shape {
    /// The shape of columns of a known type.
    pub fn of(data_type: &HiveType) -> Self {
        match data_type {
            HiveType::Array(item) => Self::Array(Box::new(Self::of(item))),
            HiveType::Map(key, value) => Self::Map(Box::new(Self::of(key)), Box::new(Self::of(value))),
            HiveType::Struct(fields) => {
                let fields = fields.iter().map(|f| (f.name.to_lowercase(), Self::of(&f.data_type)));
                Self::Struct(merge_fields(fields))
            }
            scalar => Self::Scalar(scalar.clone()),
        }
    }

    /// The type to register. What was never seen with a value is a `string`, and so is a struct
    /// without fields, which Hive cannot hold.
    pub fn to_hive(&self) -> HiveType {
        match self {
            Self::Unknown => HiveType::String,
            Self::Scalar(scalar) => scalar.clone(),
            Self::Array(item) => HiveType::Array(Box::new(item.to_hive())),
            Self::Map(key, value) => HiveType::Map(Box::new(key.to_hive()), Box::new(value.to_hive())),
            Self::Struct(fields) if fields.is_empty() => HiveType::String,
            Self::Struct(fields) => {
                HiveType::Struct(fields.iter().map(|f| Field::new(&f.name, f.shape.to_hive())).collect())
            }
        }
    }

    /// The narrowest shape that holds the values of both.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        self.absorb(other);
        self
    }

    /// Becomes the narrowest shape that holds the values of both; true when it was not that already.
    /// Adding little to much costs little, because a file may have very many records.
    pub fn absorb(&mut self, other: Self) -> bool {
        match (&mut *self, other) {
            (_, Self::Unknown) => false,
            (Self::Unknown, shape) => {
                *self = shape;
                true
            }
            (Self::Scalar(known), Self::Scalar(other)) => {
                let joined = join_scalars(known.clone(), other);
                let changed = joined != *known;
                *known = joined;
                changed
            }
            (Self::Array(known), Self::Array(other)) => known.absorb(*other),
            // Both halves are joined, whether the first changes or not.
            (Self::Map(key, value), Self::Map(other_key, other_value)) => {
                key.absorb(*other_key) | value.absorb(*other_value)
            }
            (Self::Struct(known), Self::Struct(other)) => absorb_fields(known, other),
            _ => {
                let text = Self::Scalar(HiveType::String);
                let changed = *self != text;
                *self = text;
                changed
            }
        }
    }

    /// True when a column of one shape may stand for one of the other: equal kinds, or numbers that
    /// widen. What only `string` could hold does not count.
    pub fn widens_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => true,
            (Self::Scalar(a), Self::Scalar(b)) => {
                a == b || (is_text(a) == is_text(b) && !is_text(&join_scalars(a.clone(), b.clone())))
            }
            (Self::Array(a), Self::Array(b)) => a.widens_with(b),
            (Self::Map(ka, va), Self::Map(kb, vb)) => ka.widens_with(kb) && va.widens_with(vb),
            (Self::Struct(_), Self::Struct(_)) => true,
            _ => false,
        }
    }
}

/// Fields of one name become one field, at the place where the name was first seen.
pub(crate) fn merge_fields(fields: impl Iterator<Item = (String, Shape)>) -> Vec<ShapeField> {
    let mut merged = Vec::new();
    let mut places = HashMap::new();
    for (name, shape) in fields {
        put(&mut merged, &mut places, name, shape);
    }
    merged
}

/// Joins fields by name; true when that changed any.
fn absorb_fields(known: &mut Vec<ShapeField>, other: Vec<ShapeField>) -> bool {
    let mut changed = false;
    if other.len() > SEARCHED_FIELDS_MAX {
        let mut places = known.iter().enumerate().map(|(i, field)| (field.name.clone(), i)).collect();
        for field in other {
            changed |= put(known, &mut places, field.name, field.shape);
        }
        return changed;
    }
    for (i, field) in other.into_iter().enumerate() {
        // Records of one kind nearly always have their fields at the same places.
        let hinted = known.get(i).is_some_and(|known| known.name == field.name).then_some(i);
        match hinted.or_else(|| known.iter().position(|known| known.name == field.name)) {
            Some(place) => changed |= known[place].shape.absorb(field.shape),
            None => {
                known.push(field);
                changed = true;
            }
        }
    }
    changed
}

fn put(merged: &mut Vec<ShapeField>, places: &mut HashMap<String, usize>, name: String, shape: Shape) -> bool {
    if let Some(&place) = places.get(&name) {
        return merged[place].shape.absorb(shape);
    }
    places.insert(name.clone(), merged.len());
    merged.push(ShapeField { name, shape });
    true
}

fn is_text(data_type: &HiveType) -> bool {
    matches!(data_type, HiveType::String | HiveType::Varchar(_) | HiveType::Char(_))
}

fn join_scalars(a: HiveType, b: HiveType) -> HiveType {
    use HiveType::{Char, Date, Decimal, Double, Float, String, Timestamp, Varchar};
    if a == b {
        return a;
    }
    match (&a, &b) {
        (Float | Double, other) | (other, Float | Double) if is_number(other) => Double,
        (Date, Timestamp) | (Timestamp, Date) => Timestamp,
        (Varchar(n), Varchar(m)) => Varchar(*n.max(m)),
        (Char(n), Char(m)) => Char(*n.max(m)),
        _ => match (whole_digits(&a), whole_digits(&b)) {
            (Some(na), Some(nb)) => match (&a, &b) {
                (Decimal { .. }, _) | (_, Decimal { .. }) => decimal(na.max(nb), scale(&a).max(scale(&b))),
                _ if na >= nb => a,
                _ => b,
            },
            _ => String,
        },
    }
}

fn is_number(data_type: &HiveType) -> bool {
    matches!(data_type, HiveType::Float | HiveType::Double) || whole_digits(data_type).is_some()
}

/// Digits before the point of an exact number.
fn whole_digits(data_type: &HiveType) -> Option<u8> {
    match data_type {
        HiveType::TinyInt => Some(3),
        HiveType::SmallInt => Some(5),
        HiveType::Int => Some(10),
        HiveType::BigInt => Some(19),
        HiveType::Decimal { precision, scale } => Some(precision.saturating_sub(*scale)),
        _ => None,
    }
}

fn scale(data_type: &HiveType) -> u8 {
    match data_type {
        HiveType::Decimal { scale, .. } => *scale,
        _ => 0,
    }
}

fn decimal(whole: u8, scale: u8) -> HiveType {
    let precision = whole.saturating_add(scale);
    if precision <= DECIMAL_PRECISION_MAX { HiveType::Decimal { precision, scale } } else { HiveType::Double }
}

#[cfg(test)]
mod tests;
