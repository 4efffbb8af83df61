//! One column of a batch, ready to print any of its rows.

use std::fmt::Write;

use boathouse_functions::row_keys;
use boathouse_functions_cast::ValueText;
use boathouse_types::{RowField, Type};
use datafusion::arrow::array::types::{
    Date32Type, Decimal64Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampSecondType,
};
use datafusion::arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, PrimitiveArray};
use datafusion::arrow::datatypes::{DataType, Field, TimeUnit};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::row::Rows;

use super::{BytesText, number, temporal};

/// Prints the values of one array; what type it is was decided once, not per row.
pub(crate) struct ColumnText {
    array: ArrayRef,
    print: Print,
}

type Printer = Box<dyn Fn(&dyn Array, usize, &mut String) + Send + Sync>;

enum Print {
    Scalar(Printer),
    Text(fn(&dyn Array, usize) -> &str),
    /// Types whose text takes more than the Arrow value.
    Typed(Box<ValueText>),
    List(Box<ColumnText>),
    Map {
        keys: Box<ColumnText>,
        values: Box<ColumnText>,
        /// What the keys are ordered by; none where their type has no order.
        order: Option<Rows>,
    },
    Row(Vec<(Option<String>, ColumnText)>),
    Null,
}

impl ColumnText {
    /// Prepares to print the values of a column of a result.
    ///
    /// # Errors
    /// For fields that name no type, and arrays that are not held as their type says.
    pub(crate) fn of_field(field: &Field, array: &ArrayRef, inner: BytesText) -> Result<Self, ArrowError> {
        let data_type = Type::from_field(field)
            .ok_or_else(|| ArrowError::NotYetImplemented(format!("printing values of type {}", field.data_type())))?;
        Self::with_bytes(&data_type, array, [BytesText::Hex, inner])
    }

    /// Prepares to print the values of `array`, which are of the type.
    ///
    /// # Errors
    /// For arrays that are not held as the type says.
    pub(crate) fn new(data_type: &Type, array: &ArrayRef) -> Result<Self, ArrowError> {
        Self::with_bytes(data_type, array, [BytesText::Hex; 2])
    }

    /// With the texts of bytes alone and of bytes within other values.
    fn with_bytes(data_type: &Type, array: &ArrayRef, bytes: [BytesText; 2]) -> Result<Self, ArrowError> {
        Ok(Self { array: array.clone(), print: printer(data_type, array, bytes)? })
    }

    /// True when the row has no value.
    pub(crate) fn is_null(&self, row: usize) -> bool {
        matches!(self.print, Print::Null) || self.array.is_null(row)
    }

    /// The text of a string column's row, to be used without a copy.
    pub(crate) fn as_str(&self, row: usize) -> Option<&str> {
        match &self.print {
            Print::Text(text) => Some(text(&self.array, row)),
            _ => None,
        }
    }

    /// Appends the text of the row, which is not NULL.
    pub(crate) fn write(&self, row: usize, out: &mut String) {
        match &self.print {
            Print::Scalar(print) => print(&self.array, row, out),
            Print::Text(text) => out.push_str(text(&self.array, row)),
            Print::Typed(text) => {
                text.write(row, out);
            }
            Print::List(items) => items.write_list(span(self.array.as_list::<i32>().value_offsets(), row), out),
            Print::Map { keys, values, order } => self.write_map(keys, values, order.as_ref(), row, out),
            Print::Row(fields) => write_row(fields, row, out),
            Print::Null => {}
        }
    }

    fn write_nested(&self, row: usize, out: &mut String) {
        if self.is_null(row) { out.push_str("null") } else { self.write(row, out) }
    }

    fn write_list(&self, items: std::ops::Range<usize>, out: &mut String) {
        out.push('[');
        for (n, item) in items.enumerate() {
            if n > 0 {
                out.push_str(", ");
            }
            self.write_nested(item, out);
        }
        out.push(']');
    }

    /// Entries in ascending key order, as Athena was seen to print them.
    fn write_map(&self, keys: &Self, values: &Self, order: Option<&Rows>, row: usize, out: &mut String) {
        let mut entries: Vec<usize> = span(self.array.as_map().value_offsets(), row).collect();
        if let Some(order) = order {
            entries.sort_by(|a, b| order.row(*a).cmp(&order.row(*b)));
        }
        out.push('{');
        for (i, entry) in entries.into_iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            keys.write_nested(entry, out);
            out.push('=');
            values.write_nested(entry, out);
        }
        out.push('}');
    }
}

fn write_row(fields: &[(Option<String>, ColumnText)], row: usize, out: &mut String) {
    out.push('{');
    for (i, (name, field)) in fields.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        if let Some(name) = name {
            out.push_str(name);
            out.push('=');
        }
        field.write_nested(row, out);
    }
    out.push('}');
}

fn span(offsets: &[i32], row: usize) -> std::ops::Range<usize> {
    let index = |offset: i32| usize::try_from(offset).unwrap_or(0);
    index(offsets[row])..index(offsets[row + 1])
}

fn scalar<T: ArrowPrimitiveType>(print: impl Fn(T::Native, &mut String) + Send + Sync + 'static) -> Print {
    Print::Scalar(Box::new(move |array, row, out| {
        let array: &PrimitiveArray<T> = array.as_primitive();
        print(array.value(row), out);
    }))
}

fn integer<T: ArrowPrimitiveType>() -> Print
where
    T::Native: std::fmt::Display,
{
    scalar::<T>(|value, out| {
        write!(out, "{value}").ok();
    })
}

fn decimal<T: ArrowPrimitiveType>(scale: u8) -> Print
where
    T::Native: std::fmt::Display,
{
    scalar::<T>(move |value, out| number::write_decimal(&value.to_string(), scale, out))
}

fn timestamp<T: ArrowPrimitiveType<Native = i64>>(unit: TimeUnit) -> Print {
    scalar::<T>(move |value, out| temporal::write_timestamp(value, unit, out))
}

fn printer(data_type: &Type, array: &ArrayRef, [bytes, inner]: [BytesText; 2]) -> Result<Print, ArrowError> {
    let within = |data_type: &Type, array: &ArrayRef| ColumnText::with_bytes(data_type, array, [inner; 2]);
    Ok(match (data_type, array.data_type()) {
        (_, DataType::Null) => Print::Null,
        (Type::Boolean, DataType::Boolean) => Print::Scalar(Box::new(|array, row, out| {
            out.push_str(if array.as_boolean().value(row) { "true" } else { "false" });
        })),
        (Type::TinyInt, DataType::Int8) => integer::<Int8Type>(),
        (Type::SmallInt, DataType::Int16) => integer::<Int16Type>(),
        (Type::Integer, DataType::Int32) => integer::<Int32Type>(),
        (Type::BigInt, DataType::Int64) => integer::<Int64Type>(),
        (Type::Real, DataType::Float32) => scalar::<Float32Type>(number::write_f32),
        (Type::Double, DataType::Float64) => scalar::<Float64Type>(number::write_f64),
        (Type::Decimal { scale, .. }, DataType::Decimal64(..)) => decimal::<Decimal64Type>(*scale),
        (Type::Decimal { scale, .. }, DataType::Decimal128(..)) => decimal::<Decimal128Type>(*scale),
        (Type::Varchar(_) | Type::Json, DataType::Utf8View) => {
            Print::Text(|array, row| array.as_string_view().value(row))
        }
        (Type::Varbinary, DataType::BinaryView) => {
            Print::Scalar(Box::new(move |array, row, out| bytes.write(array.as_binary_view().value(row), out)))
        }
        (Type::Date, DataType::Date32) => scalar::<Date32Type>(|days, out| temporal::write_date(days.into(), out)),
        (Type::Timestamp(0), DataType::Timestamp(TimeUnit::Second, None)) => {
            timestamp::<TimestampSecondType>(TimeUnit::Second)
        }
        (Type::Timestamp(3), DataType::Timestamp(TimeUnit::Millisecond, None)) => {
            timestamp::<TimestampMillisecondType>(TimeUnit::Millisecond)
        }
        (Type::Timestamp(6), DataType::Timestamp(TimeUnit::Microsecond, None)) => {
            timestamp::<TimestampMicrosecondType>(TimeUnit::Microsecond)
        }
        (Type::Array(item), DataType::List(_)) => Print::List(Box::new(within(item, array.as_list::<i32>().values())?)),
        (Type::Map(key, value), DataType::Map(..)) => {
            let map = array.as_map();
            Print::Map {
                keys: Box::new(within(key, map.keys())?),
                values: Box::new(within(value, map.values())?),
                order: row_keys(key, map.keys()).ok(),
            }
        }
        (Type::Row(fields), DataType::Struct(_)) => Print::Row(row_printers(fields, array, inner)?),
        _ => {
            let text = ValueText::new(data_type, array).map_err(|error| ArrowError::ExternalError(Box::new(error)))?;
            Print::Typed(Box::new(text))
        }
    })
}

fn row_printers(
    fields: &[RowField],
    array: &ArrayRef,
    inner: BytesText,
) -> Result<Vec<(Option<String>, ColumnText)>, ArrowError> {
    let columns = fields.iter().zip(array.as_struct().columns());
    columns
        .map(|(field, column)| {
            Ok((
                field.name.as_deref().map(str::to_owned),
                ColumnText::with_bytes(&field.data_type, column, [inner; 2])?,
            ))
        })
        .collect()
}
