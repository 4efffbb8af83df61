//! The columns of a record, as Hive's Avro SerDe makes them.

use boathouse_schema::{Field as HiveField, HiveType};

use super::{Avro, Field, Logical, NamedKind, Primitive, Schema};
use crate::Column;

/// Hive's largest precision.
const PRECISION_MAX: u64 = 38;
/// Types nest no deeper than this: records that use each other could make a type of any size.
const DEPTH_MAX: usize = 64;
/// Fields of all nested types together.
const FIELDS_MAX: usize = 20_000;

/// The columns of a definition whose root is a record.
///
/// # Errors
/// When the root is something else, or a type has no counterpart in Hive.
pub(crate) fn columns(avro: &Avro) -> Result<Vec<Column>, String> {
    let fields = match &avro.root {
        Schema::Named(name) => avro.named.get(name).map(|named| (name, &named.kind)),
        _ => None,
    };
    let Some((name, NamedKind::Record(fields))) = fields else {
        return Err("only a record has columns".to_owned());
    };
    let mut converter = Converter { avro, open: vec![name], fields: 0 };
    fields.iter().map(|field| column(&mut converter, field)).collect()
}

fn column<'a>(converter: &mut Converter<'a>, field: &'a Field) -> Result<Column, String> {
    let data_type = converter.schema(&field.schema).map_err(|why| format!("field {}: {why}", field.name))?;
    Ok(Column { name: field.name.to_lowercase(), data_type, comment: field.doc.clone() })
}

struct Converter<'a> {
    avro: &'a Avro,
    /// The records around the present place.
    open: Vec<&'a str>,
    fields: usize,
}

impl<'a> Converter<'a> {
    fn schema(&mut self, schema: &'a Schema) -> Result<HiveType, String> {
        Ok(match schema {
            Schema::Primitive(primitive, logical) => primitive_type(*primitive, *logical)?,
            Schema::Array(items) => HiveType::Array(Box::new(self.schema(items)?)),
            Schema::Map(values) => HiveType::Map(Box::new(HiveType::String), Box::new(self.schema(values)?)),
            Schema::Union(branches) => self.union(branches)?,
            Schema::Named(name) => self.named(name)?,
        })
    }

    /// A union with null is its other branch: every column may be NULL.
    fn union(&mut self, branches: &'a [Schema]) -> Result<HiveType, String> {
        let is_null = |branch: &&Schema| matches!(branch, Schema::Primitive(Primitive::Null, _));
        let branches: Vec<&Schema> = branches.iter().filter(|branch| !is_null(branch)).collect();
        match branches.as_slice() {
            [] => Err("it is always null".to_owned()),
            [only] => self.schema(only),
            several => Ok(HiveType::Union(several.iter().map(|branch| self.schema(branch)).collect::<Result<_, _>>()?)),
        }
    }

    fn named(&mut self, name: &'a str) -> Result<HiveType, String> {
        let named = self.avro.named.get(name).ok_or_else(|| format!("{name} is not defined"))?;
        match &named.kind {
            NamedKind::Enum { .. } => Ok(HiveType::String),
            NamedKind::Fixed { logical: Some(Logical::Decimal { precision, scale }), .. } => {
                decimal(*precision, *scale)
            }
            NamedKind::Fixed { .. } => Ok(HiveType::Binary),
            NamedKind::Record(fields) => {
                if self.open.contains(&name) {
                    return Err(format!("the record {name} contains itself"));
                }
                self.fields = self.fields.saturating_add(fields.len().max(1));
                if self.open.len() >= DEPTH_MAX || self.fields > FIELDS_MAX {
                    return Err("the type is too large".to_owned());
                }
                self.open.push(name);
                let fields = fields
                    .iter()
                    .map(|field| Ok(HiveField::new(field.name.to_lowercase(), self.schema(&field.schema)?)));
                let fields = fields.collect::<Result<_, String>>();
                self.open.pop();
                Ok(HiveType::Struct(fields?))
            }
        }
    }
}

fn primitive_type(primitive: Primitive, logical: Option<Logical>) -> Result<HiveType, String> {
    Ok(match (primitive, logical) {
        (_, Some(Logical::Decimal { precision, scale })) => decimal(precision, scale)?,
        (_, Some(Logical::Date)) => HiveType::Date,
        (_, Some(Logical::TimestampMillis)) => HiveType::Timestamp,
        (_, Some(Logical::Varchar(length))) => HiveType::Varchar(length),
        (_, Some(Logical::Char(length))) => HiveType::Char(length),
        (Primitive::Null, None) => return Err("it is always null".to_owned()),
        (Primitive::Boolean, None) => HiveType::Boolean,
        (Primitive::Int, None) => HiveType::Int,
        (Primitive::Long, None) => HiveType::BigInt,
        (Primitive::Float, None) => HiveType::Float,
        (Primitive::Double, None) => HiveType::Double,
        (Primitive::Bytes, None) => HiveType::Binary,
        (Primitive::String, None) => HiveType::String,
    })
}

fn decimal(precision: u64, scale: u64) -> Result<HiveType, String> {
    match (u8::try_from(precision), u8::try_from(scale)) {
        (Ok(precision), Ok(scale)) if u64::from(precision) <= PRECISION_MAX => {
            Ok(HiveType::Decimal { precision, scale })
        }
        _ => Err(format!("decimal({precision},{scale}) has more than {PRECISION_MAX} digits")),
    }
}
