//! Columns built from json, value by value.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, ListArray, MapArray, NullBufferBuilder, PrimitiveBuilder, StringViewBuilder, StructArray,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{
    ArrowPrimitiveType, Decimal64Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type,
};
use arrow_schema::DataType;
use boathouse_types::{Result, TrinoError, Type};
use std::collections::HashSet;

use super::scalar::{self, Fail};
use super::{Token, Tokens};

/// A column being built.
pub(super) enum Builder {
    Boolean(BooleanBuilder),
    I8(PrimitiveBuilder<Int8Type>),
    I16(PrimitiveBuilder<Int16Type>),
    I32(PrimitiveBuilder<Int32Type>),
    I64(PrimitiveBuilder<Int64Type>),
    Real(PrimitiveBuilder<Float32Type>),
    Double(PrimitiveBuilder<Float64Type>),
    Short(PrimitiveBuilder<Decimal64Type>, u8, u8),
    Long(PrimitiveBuilder<Decimal128Type>, u8, u8),
    Text(StringViewBuilder, Option<u32>),
    Json(StringViewBuilder),
    Array(Spans, Box<Builder>),
    Map(Spans, Box<(Builder, Builder)>, Type),
    Row(Fields),
}

/// The lengths and NULLs of lists.
pub(super) struct Spans {
    held: DataType,
    lengths: Vec<usize>,
    nulls: NullBufferBuilder,
}

/// The fields of rows.
pub(super) struct Fields {
    held: DataType,
    /// In lower case; none when the first field has none.
    names: Option<Vec<String>>,
    fields: Vec<Builder>,
    nulls: NullBufferBuilder,
    rows: usize,
}

impl Spans {
    fn new(data_type: &Type, rows: usize) -> Self {
        Self { held: data_type.to_arrow(), lengths: Vec::with_capacity(rows), nulls: NullBufferBuilder::new(rows) }
    }

    fn push(&mut self, length: Option<usize>) {
        self.lengths.push(length.unwrap_or(0));
        self.nulls.append(length.is_some());
    }
}

fn numbers<T: ArrowPrimitiveType>(data_type: &Type, rows: usize) -> PrimitiveBuilder<T> {
    PrimitiveBuilder::with_capacity(rows).with_data_type(data_type.to_arrow())
}

impl Builder {
    /// For a type that json becomes.
    pub(super) fn new(data_type: &Type, rows: usize) -> Option<Self> {
        Some(match data_type {
            Type::Boolean => Self::Boolean(BooleanBuilder::with_capacity(rows)),
            Type::TinyInt => Self::I8(numbers(data_type, rows)),
            Type::SmallInt => Self::I16(numbers(data_type, rows)),
            Type::Integer => Self::I32(numbers(data_type, rows)),
            Type::BigInt => Self::I64(numbers(data_type, rows)),
            Type::Real => Self::Real(numbers(data_type, rows)),
            Type::Double => Self::Double(numbers(data_type, rows)),
            Type::Decimal { precision, scale } if *precision <= 18 => {
                Self::Short(numbers(data_type, rows), *precision, *scale)
            }
            Type::Decimal { precision, scale } => Self::Long(numbers(data_type, rows), *precision, *scale),
            Type::Varchar(length) => Self::Text(StringViewBuilder::with_capacity(rows), *length),
            Type::Json => Self::Json(StringViewBuilder::with_capacity(rows)),
            Type::Array(element) => Self::Array(Spans::new(data_type, rows), Box::new(Self::new(element, rows)?)),
            Type::Map(key, value) => {
                let entries = (Self::new(key, rows)?, Self::new(value, rows)?);
                Self::Map(Spans::new(data_type, rows), Box::new(entries), (**key).clone())
            }
            Type::Row(fields) => {
                let lower = |name: &Option<Arc<str>>| name.as_deref().unwrap_or_default().to_lowercase();
                let named = fields.first().is_some_and(|field| field.name.is_some());
                Self::Row(Fields {
                    held: data_type.to_arrow(),
                    names: named.then(|| fields.iter().map(|field| lower(&field.name)).collect()),
                    fields: fields.iter().map(|f| Self::new(&f.data_type, rows)).collect::<Option<_>>()?,
                    nulls: NullBufferBuilder::new(rows),
                    rows: 0,
                })
            }
            _ => return None,
        })
    }

    /// Adds a NULL.
    pub(super) fn append_null(&mut self) {
        match self {
            Self::Boolean(b) => b.append_null(),
            Self::I8(b) => b.append_null(),
            Self::I16(b) => b.append_null(),
            Self::I32(b) => b.append_null(),
            Self::I64(b) => b.append_null(),
            Self::Real(b) => b.append_null(),
            Self::Double(b) => b.append_null(),
            Self::Short(b, ..) => b.append_null(),
            Self::Long(b, ..) => b.append_null(),
            Self::Text(b, _) | Self::Json(b) => b.append_null(),
            Self::Array(spans, _) | Self::Map(spans, ..) => spans.push(None),
            Self::Row(row) => {
                row.fields.iter_mut().for_each(Self::append_null);
                row.nulls.append_null();
                row.rows += 1;
            }
        }
    }

    /// Adds the value that begins with a token.
    pub(super) fn append(&mut self, first: &Token<'_>, tokens: &mut Tokens<'_>) -> Result<(), Fail> {
        match self {
            Self::Boolean(b) => b.append_option(scalar::truth(first)?),
            Self::I8(b) => b.append_option(scalar::integer(first, &Type::TinyInt)?),
            Self::I16(b) => b.append_option(scalar::integer(first, &Type::SmallInt)?),
            Self::I32(b) => b.append_option(scalar::integer(first, &Type::Integer)?),
            Self::I64(b) => b.append_option(scalar::bigint(first)?),
            Self::Real(b) => b.append_option(scalar::real(first)?),
            Self::Double(b) => b.append_option(scalar::double(first)?),
            Self::Short(b, p, s) => {
                b.append_option(scalar::decimal(first, *p, *s)?.and_then(|v| i64::try_from(v).ok()))
            }
            Self::Long(b, p, s) => b.append_option(scalar::decimal(first, *p, *s)?),
            Self::Text(b, length) => b.append_option(scalar::bounded(first, *length)?),
            Self::Json(b) => b.append_value(compact(first, tokens)?),
            Self::Array(..) | Self::Map(..) | Self::Row(_) if *first == Token::Null => self.append_null(),
            Self::Array(spans, elements) => spans.push(Some(append_array(elements, first, tokens)?)),
            Self::Map(spans, entries, key) => spans.push(Some(append_map(entries, key, first, tokens)?)),
            Self::Row(row) => row.append(first, tokens)?,
        }
        Ok(())
    }

    /// The column.
    pub(super) fn finish(self) -> Result<ArrayRef> {
        Ok(match self {
            Self::Boolean(mut b) => Arc::new(b.finish()),
            Self::I8(mut b) => Arc::new(b.finish()),
            Self::I16(mut b) => Arc::new(b.finish()),
            Self::I32(mut b) => Arc::new(b.finish()),
            Self::I64(mut b) => Arc::new(b.finish()),
            Self::Real(mut b) => Arc::new(b.finish()),
            Self::Double(mut b) => Arc::new(b.finish()),
            Self::Short(mut b, ..) => Arc::new(b.finish()),
            Self::Long(mut b, ..) => Arc::new(b.finish()),
            Self::Text(mut b, _) | Self::Json(mut b) => Arc::new(b.finish()),
            Self::Array(mut spans, elements) => {
                let DataType::List(field) = &spans.held else { return Err(impossible()) };
                let offsets = OffsetBuffer::from_lengths(spans.lengths);
                Arc::new(ListArray::try_new(Arc::clone(field), offsets, elements.finish()?, spans.nulls.finish())?)
            }
            Self::Map(mut spans, entries, _) => {
                let DataType::Map(field, sorted) = &spans.held else { return Err(impossible()) };
                let DataType::Struct(parts) = field.data_type() else { return Err(impossible()) };
                let columns = vec![entries.0.finish()?, entries.1.finish()?];
                let entries = StructArray::try_new(parts.clone(), columns, None)?;
                let offsets = OffsetBuffer::from_lengths(spans.lengths);
                Arc::new(MapArray::try_new(Arc::clone(field), offsets, entries, spans.nulls.finish(), *sorted)?)
            }
            Self::Row(mut row) => {
                let DataType::Struct(fields) = &row.held else { return Err(impossible()) };
                let columns = row.fields.into_iter().map(Self::finish).collect::<Result<Vec<_>>>()?;
                Arc::new(StructArray::try_new_with_length(fields.clone(), columns, row.nulls.finish(), row.rows)?)
            }
        })
    }
}

fn impossible() -> TrinoError {
    TrinoError::internal("a nested column is not held as its type says")
}

fn append_array(elements: &mut Builder, first: &Token<'_>, tokens: &mut Tokens<'_>) -> Result<usize, Fail> {
    if *first != Token::StartArray {
        return Err(Fail::Cast(format!("Expected a json array, but got {}", first.text())));
    }
    let mut length = 0;
    loop {
        let token = tokens.expect()?;
        if token == Token::EndArray {
            return Ok(length);
        }
        elements.append(&token, tokens)?;
        length += 1;
    }
}

fn append_map(
    (keys, values): &mut (Builder, Builder),
    key_type: &Type,
    first: &Token<'_>,
    tokens: &mut Tokens<'_>,
) -> Result<usize, Fail> {
    if *first != Token::StartObject {
        return Err(Fail::Cast(format!("Expected a json object, but got {}", first.text())));
    }
    let mut seen = HashSet::new();
    let mut duplicate = false;
    let mut length = 0;
    loop {
        let name = tokens.expect()?;
        if name == Token::EndObject {
            break;
        }
        keys.append(&name, tokens)?;
        duplicate |= !seen.insert(scalar::key(&name, key_type)?);
        let value = tokens.expect()?;
        values.append(&value, tokens)?;
        length += 1;
    }
    if duplicate {
        return Err(Fail::Cast("Duplicate map keys are not allowed".to_owned()));
    }
    Ok(length)
}

impl Fields {
    fn append(&mut self, first: &Token<'_>, tokens: &mut Tokens<'_>) -> Result<(), Fail> {
        match first {
            Token::StartArray => self.append_in_order(tokens)?,
            Token::StartObject => self.append_by_name(tokens)?,
            other => return Err(Fail::Cast(format!("Expected a json array or object, but got {}", other.text()))),
        }
        self.nulls.append_non_null();
        self.rows += 1;
        Ok(())
    }

    fn append_in_order(&mut self, tokens: &mut Tokens<'_>) -> Result<(), Fail> {
        for field in &mut self.fields {
            let token = tokens.expect()?;
            field.append(&token, tokens)?;
        }
        match tokens.expect()? {
            Token::EndArray => Ok(()),
            other => Err(Fail::Cast(format!("Expected json array ending, but got {}", other.text()))),
        }
    }

    /// Members the row has no field for are left out, fields the object has no member for are NULL.
    fn append_by_name(&mut self, tokens: &mut Tokens<'_>) -> Result<(), Fail> {
        let Some(names) = &self.names else {
            let text = "Cannot cast a JSON object to anonymous row type. Input must be a JSON array.";
            return Err(Fail::Cast(text.to_owned()));
        };
        let mut written = vec![false; self.fields.len()];
        loop {
            let name = tokens.expect()?;
            if name == Token::EndObject {
                break;
            }
            let name = name.text().to_lowercase();
            let value = tokens.expect()?;
            let Some(place) = names.iter().rposition(|n| *n == name) else {
                tokens.skip(&value)?;
                continue;
            };
            if std::mem::replace(&mut written[place], true) {
                return Err(Fail::Cast(format!("Duplicate field: {name}")));
            }
            self.fields[place].append(&value, tokens)?;
        }
        let missing = self.fields.iter_mut().zip(&written).filter(|(_, written)| !**written);
        missing.for_each(|(field, _)| field.append_null());
        Ok(())
    }
}

/// The text of a value without the blanks between its tokens.
fn compact(first: &Token<'_>, tokens: &mut Tokens<'_>) -> Result<String, Fail> {
    let start = tokens.start();
    tokens.skip(first)?;
    let (end, text) = tokens.raw();
    let (mut quoted, mut escaped) = (false, false);
    let kept = text[start..end].chars().filter(|c| {
        let blank = !quoted && matches!(c, ' ' | '\t' | '\n' | '\r');
        if *c == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = *c == '\\' && !escaped;
        !blank
    });
    Ok(kept.collect())
}
