//! Builders of Arrow columns, one a Hive type, that row formats append values to.

mod decimal;

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryViewBuilder, BooleanBuilder, Date32Builder, Float32Builder, Float64Builder, Int8Builder,
    Int16Builder, Int32Builder, Int64Builder, ListArray, MapArray, NullBufferBuilder, StringViewBuilder, StructArray,
    TimestampMillisecondBuilder,
};
use arrow::buffer::OffsetBuffer;
use arrow_schema::{DataType, FieldRef, Fields};
use boathouse_schema::{HiveType, to_arrow};

pub(crate) use self::decimal::DecimalColumn;
use super::scalar::truncate_chars;
use crate::{Error, Result};

/// Bytes of one block of text; strings of a batch share blocks.
const TEXT_BLOCK_BYTES: u32 = 64 * 1024;

/// A growing column.
#[derive(Debug)]
pub(crate) enum Column {
    Boolean(BooleanBuilder),
    TinyInt(Int8Builder),
    SmallInt(Int16Builder),
    Int(Int32Builder),
    BigInt(Int64Builder),
    Float(Float32Builder),
    Double(Float64Builder),
    Decimal(DecimalColumn),
    Text(TextColumn),
    Binary(BinaryViewBuilder),
    Date(Date32Builder),
    Timestamp(TimestampMillisecondBuilder),
    List(ListColumn),
    Map(MapColumn),
    Struct(StructColumn),
}

/// Text, cut to a number of characters for `varchar` and `char`.
#[derive(Debug)]
pub(crate) struct TextColumn {
    builder: StringViewBuilder,
    chars_max: Option<usize>,
    trim_end: bool,
}

/// A list in the making: call [`ListColumn::close`] after the items of one list.
#[derive(Debug)]
pub(crate) struct ListColumn {
    field: FieldRef,
    pub(crate) items: Box<Column>,
    offsets: Vec<i32>,
    validity: NullBufferBuilder,
}

/// A map in the making: call [`MapColumn::close`] after the entries of one map.
#[derive(Debug)]
pub(crate) struct MapColumn {
    entries: FieldRef,
    fields: Fields,
    pub(crate) keys: Box<Column>,
    pub(crate) values: Box<Column>,
    offsets: Vec<i32>,
    validity: NullBufferBuilder,
}

/// A struct in the making: append to every field, then call [`StructColumn::close`].
#[derive(Debug)]
pub(crate) struct StructColumn {
    fields: Fields,
    pub(crate) columns: Vec<Column>,
    validity: NullBufferBuilder,
}

impl Column {
    /// An empty column of this type with room for `capacity` values.
    pub(crate) fn new(hive: &HiveType, capacity: usize) -> Result<Self> {
        Ok(match hive {
            HiveType::Boolean => Self::Boolean(BooleanBuilder::with_capacity(capacity)),
            HiveType::TinyInt => Self::TinyInt(Int8Builder::with_capacity(capacity)),
            HiveType::SmallInt => Self::SmallInt(Int16Builder::with_capacity(capacity)),
            HiveType::Int => Self::Int(Int32Builder::with_capacity(capacity)),
            HiveType::BigInt => Self::BigInt(Int64Builder::with_capacity(capacity)),
            HiveType::Float => Self::Float(Float32Builder::with_capacity(capacity)),
            HiveType::Double => Self::Double(Float64Builder::with_capacity(capacity)),
            HiveType::Decimal { precision, scale } => {
                Self::Decimal(DecimalColumn::new(to_arrow(hive)?, *precision, *scale, capacity))
            }
            HiveType::String => Self::Text(TextColumn::new(capacity, None, false)),
            HiveType::Varchar(chars) => Self::Text(TextColumn::new(capacity, Some(*chars), false)),
            HiveType::Char(chars) => Self::Text(TextColumn::new(capacity, Some(*chars), true)),
            HiveType::Binary => {
                Self::Binary(BinaryViewBuilder::with_capacity(capacity).with_fixed_block_size(TEXT_BLOCK_BYTES))
            }
            HiveType::Date => Self::Date(Date32Builder::with_capacity(capacity)),
            HiveType::Timestamp => Self::Timestamp(TimestampMillisecondBuilder::with_capacity(capacity)),
            HiveType::Array(item) => match to_arrow(hive)? {
                DataType::List(field) => Self::List(ListColumn {
                    field,
                    items: Box::new(Self::new(item, capacity)?),
                    offsets: vec![0],
                    validity: NullBufferBuilder::new(capacity),
                }),
                other => return Err(unexpected(&other)),
            },
            HiveType::Map(key, value) => match to_arrow(hive)? {
                DataType::Map(entries, _) => Self::Map(MapColumn {
                    fields: entry_fields(&entries)?,
                    entries,
                    keys: Box::new(Self::new(key, capacity)?),
                    values: Box::new(Self::new(value, capacity)?),
                    offsets: vec![0],
                    validity: NullBufferBuilder::new(capacity),
                }),
                other => return Err(unexpected(&other)),
            },
            HiveType::Struct(members) => match to_arrow(hive)? {
                DataType::Struct(fields) => Self::Struct(StructColumn {
                    fields,
                    columns: members
                        .iter()
                        .map(|field| Self::new(&field.data_type, capacity))
                        .collect::<Result<_>>()?,
                    validity: NullBufferBuilder::new(capacity),
                }),
                other => return Err(unexpected(&other)),
            },
            HiveType::Union(_) => return Err(boathouse_schema::Error::NoCounterpart(hive.to_string()).into()),
        })
    }

    /// Appends NULL.
    pub(crate) fn append_null(&mut self) {
        match self {
            Self::Boolean(builder) => builder.append_null(),
            Self::TinyInt(builder) => builder.append_null(),
            Self::SmallInt(builder) => builder.append_null(),
            Self::Int(builder) => builder.append_null(),
            Self::BigInt(builder) => builder.append_null(),
            Self::Float(builder) => builder.append_null(),
            Self::Double(builder) => builder.append_null(),
            Self::Decimal(column) => column.append_null(),
            Self::Text(text) => text.builder.append_null(),
            Self::Binary(builder) => builder.append_null(),
            Self::Date(builder) => builder.append_null(),
            Self::Timestamp(builder) => builder.append_null(),
            Self::List(list) => list.close(false),
            Self::Map(map) => map.close(false),
            Self::Struct(members) => {
                for column in &mut members.columns {
                    column.append_null();
                }
                members.close(false);
            }
        }
    }

    /// The values so far as an array; the column is empty afterwards.
    pub(crate) fn finish(&mut self) -> Result<ArrayRef> {
        Ok(match self {
            Self::Boolean(builder) => Arc::new(builder.finish()),
            Self::TinyInt(builder) => Arc::new(builder.finish()),
            Self::SmallInt(builder) => Arc::new(builder.finish()),
            Self::Int(builder) => Arc::new(builder.finish()),
            Self::BigInt(builder) => Arc::new(builder.finish()),
            Self::Float(builder) => Arc::new(builder.finish()),
            Self::Double(builder) => Arc::new(builder.finish()),
            Self::Decimal(column) => column.finish(),
            Self::Text(text) => Arc::new(text.builder.finish()),
            Self::Binary(builder) => Arc::new(builder.finish()),
            Self::Date(builder) => Arc::new(builder.finish()),
            Self::Timestamp(builder) => Arc::new(builder.finish()),
            Self::List(list) => Arc::new(list.finish()?),
            Self::Map(map) => Arc::new(map.finish()?),
            Self::Struct(members) => Arc::new(members.finish()?),
        })
    }
}

impl TextColumn {
    fn new(capacity: usize, chars_max: Option<u32>, trim_end: bool) -> Self {
        Self {
            builder: StringViewBuilder::with_capacity(capacity).with_fixed_block_size(TEXT_BLOCK_BYTES),
            chars_max: chars_max.map(|chars| usize::try_from(chars).unwrap_or(usize::MAX)),
            trim_end,
        }
    }

    /// Appends text; bytes that are no UTF-8 become U+FFFD, as Java decodes them.
    pub(crate) fn append_bytes(&mut self, bytes: &[u8]) {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.append(text),
            Err(_) => self.append(&String::from_utf8_lossy(bytes)),
        }
    }

    /// Appends text.
    pub(crate) fn append(&mut self, text: &str) {
        let text = self.chars_max.map_or(text, |limit| truncate_chars(text, limit));
        self.builder.append_value(if self.trim_end { text.trim_end_matches(' ') } else { text });
    }
}

impl ListColumn {
    /// Ends a list: the items appended since the last call are its.
    pub(crate) fn close(&mut self, valid: bool) {
        self.offsets.push(offset(self.items.len()));
        self.validity.append(valid);
    }

    fn finish(&mut self) -> Result<ListArray> {
        let offsets = OffsetBuffer::new(std::mem::replace(&mut self.offsets, vec![0]).into());
        Ok(ListArray::try_new(Arc::clone(&self.field), offsets, self.items.finish()?, self.validity.finish())?)
    }
}

impl MapColumn {
    /// Ends a map: the entries appended since the last call are its.
    pub(crate) fn close(&mut self, valid: bool) {
        self.offsets.push(offset(self.keys.len()));
        self.validity.append(valid);
    }

    fn finish(&mut self) -> Result<MapArray> {
        let offsets = OffsetBuffer::new(std::mem::replace(&mut self.offsets, vec![0]).into());
        let columns = vec![self.keys.finish()?, self.values.finish()?];
        let entries = StructArray::try_new(self.fields.clone(), columns, None)?;
        Ok(MapArray::try_new(Arc::clone(&self.entries), offsets, entries, self.validity.finish(), false)?)
    }
}

impl StructColumn {
    /// The fields' names, in the order of the columns.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| field.name().as_str())
    }

    /// Ends a struct: one value was appended to each field since the last call.
    pub(crate) fn close(&mut self, valid: bool) {
        self.validity.append(valid);
    }

    fn finish(&mut self) -> Result<StructArray> {
        let length = self.validity.len();
        let columns = self.columns.iter_mut().map(Column::finish).collect::<Result<Vec<_>>>()?;
        Ok(StructArray::try_new_with_length(self.fields.clone(), columns, self.validity.finish(), length)?)
    }
}

impl Column {
    /// Values so far.
    pub(crate) fn len(&self) -> usize {
        use arrow::array::ArrayBuilder;
        match self {
            Self::Boolean(builder) => builder.len(),
            Self::TinyInt(builder) => builder.len(),
            Self::SmallInt(builder) => builder.len(),
            Self::Int(builder) => builder.len(),
            Self::BigInt(builder) => builder.len(),
            Self::Float(builder) => builder.len(),
            Self::Double(builder) => builder.len(),
            Self::Decimal(column) => column.len(),
            Self::Text(text) => text.builder.len(),
            Self::Binary(builder) => builder.len(),
            Self::Date(builder) => builder.len(),
            Self::Timestamp(builder) => builder.len(),
            Self::List(list) => list.validity.len(),
            Self::Map(map) => map.validity.len(),
            Self::Struct(members) => members.validity.len(),
        }
    }
}

/// A batch is made of at most some 80 MiB of text, so its items stay far below 2³¹.
fn offset(items: usize) -> i32 {
    i32::try_from(items).unwrap_or(i32::MAX)
}

fn entry_fields(entries: &FieldRef) -> Result<Fields> {
    match entries.data_type() {
        DataType::Struct(fields) => Ok(fields.clone()),
        other => Err(unexpected(other)),
    }
}

fn unexpected(arrow: &DataType) -> Error {
    Error::InvalidLayout(format!("a nested type became {arrow} in Arrow"))
}
