//! Values of a file as they have to be: decimals within their digits, text within its characters.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Decimal128Array, ListArray, MapArray, StructArray};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields, TimeUnit};
use boathouse_schema::HiveType;

use super::bounds::unscaled;
use super::schema::{decimal_of, file_name, logical};

/// Whether values of a file's type have to be looked at before they are those of a column.
pub(super) fn need_a_look(found: &DataType, hive: &HiveType) -> bool {
    match (found, hive) {
        (_, HiveType::Varchar(_) | HiveType::Char(_) | HiveType::Decimal { .. }) => true,
        (DataType::Timestamp(unit, _), _) => *unit != TimeUnit::Millisecond,
        (
            DataType::Int16 | DataType::Int32 | DataType::UInt8 | DataType::UInt16,
            HiveType::TinyInt | HiveType::SmallInt,
        )
        | (DataType::UInt64, _) => true,
        (
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_),
            HiveType::String,
        ) => true,
        (_, HiveType::Array(_) | HiveType::Map(..) | HiveType::Struct(_)) => true,
        _ => false,
    }
}

/// `array` of a file's `field` with the decimals that are bytes as decimals, and names as the file has them.
pub(super) fn decoded(array: &ArrayRef, field: &FieldRef) -> Result<ArrayRef, ArrowError> {
    let target = logical(field);
    if target.data_type() == array.data_type() {
        return Ok(Arc::clone(array));
    }
    Ok(match array.data_type() {
        DataType::Binary => match decimal_of(field.name()) {
            Some((digits, scale)) => Arc::new(decimals(array, digits, scale)?),
            None => Arc::clone(array),
        },
        DataType::Struct(fields) => Arc::new(decoded_struct(array.as_struct(), fields)?),
        DataType::List(item) => {
            let list = array.as_list::<i32>();
            let (offsets, nulls) = (list.offsets().clone(), list.nulls().cloned());
            Arc::new(ListArray::try_new(logical(item), offsets, decoded(list.values(), item)?, nulls)?)
        }
        DataType::Map(entries, sorted) => {
            let map = array.as_map();
            let pairs = decoded_struct(map.entries(), map.entries().fields())?;
            let (offsets, nulls) = (map.offsets().clone(), map.nulls().cloned());
            let entries = Arc::new(Field::clone(entries).with_data_type(pairs.data_type().clone()));
            Arc::new(MapArray::try_new(entries, offsets, pairs, nulls, *sorted)?)
        }
        _ => Arc::clone(array),
    })
}

fn decoded_struct(array: &StructArray, fields: &Fields) -> Result<StructArray, ArrowError> {
    let columns = array.columns().iter().zip(fields).map(|(column, field)| decoded(column, field));
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    let fields: Fields = fields.iter().map(logical).collect();
    StructArray::try_new_with_length(fields, columns, array.nulls().cloned(), array.len())
}

fn decimals(array: &ArrayRef, digits: u8, scale: i8) -> Result<Decimal128Array, ArrowError> {
    let values = array.as_binary::<i32>().iter().map(|bytes| match bytes {
        None => Ok(None),
        Some(bytes) => unscaled(bytes).map(Some).ok_or_else(|| {
            ArrowError::InvalidArgumentError(format!("a decimal of {} bytes is no Decimal128", bytes.len()))
        }),
    });
    values.collect::<Result<Decimal128Array, _>>()?.with_precision_and_scale(digits, scale)
}

/// The name of a field of a file, for messages.
pub(super) fn name_of(field: &Field) -> &str {
    file_name(field.name())
}
