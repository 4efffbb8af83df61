//! `$import`: a table's column as its type is held here.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int16Array, ListArray, MapArray, StringViewArray, StructArray};
use arrow_schema::{DataType, Field};
use boathouse_functions::engine_error;
use boathouse_types::datetime::timestamp_column;
use boathouse_types::{Result, TrinoError, Type, Zone};
use datafusion::common::Result as EngineResult;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

/// The column as values of the type are held.
pub(crate) fn import(column: Expr, data_type: Type) -> Expr {
    ScalarUDF::from(Import::new(data_type)).call(vec![column])
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Import {
    pub(crate) data_type: Type,
    signature: Signature,
}

impl Import {
    pub(crate) fn new(data_type: Type) -> Self {
        Self { data_type, signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for Import {
    fn name(&self) -> &'static str {
        "$import"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> EngineResult<DataType> {
        Ok(self.data_type.to_arrow())
    }

    fn coerce_types(&self, types: &[DataType]) -> EngineResult<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> EngineResult<ColumnarValue> {
        let columns = ColumnarValue::values_to_arrays(&args.args)?;
        let column = columns.into_iter().next();
        let column = column.ok_or_else(|| engine_error(TrinoError::internal("$import takes one argument")))?;
        converted(&self.data_type, &column).map(ColumnarValue::Array).map_err(engine_error)
    }
}

fn converted(data_type: &Type, column: &ArrayRef) -> Result<ArrayRef> {
    let wanted = data_type.to_arrow();
    if *column.data_type() == wanted && !holds_char(data_type) {
        return Ok(Arc::clone(column));
    }
    match (data_type, column.data_type()) {
        (Type::Char(_), _) => {
            let text = arrow::compute::cast(column, &DataType::Utf8View)?;
            let text = text.as_string_view();
            let trimmed: StringViewArray = text.iter().map(|v| v.map(|v| v.trim_end_matches(' '))).collect();
            Ok(Arc::new(trimmed))
        }
        (Type::Timestamp(p), DataType::Timestamp(..)) => timestamp_column(column, *p),
        (Type::TimestampTz(p), DataType::Timestamp(..)) => {
            let instant = timestamp_column(column, *p)?;
            let key = Zone::UTC.key();
            let zone: ArrayRef = Arc::new(Int16Array::from_value(key, column.len()));
            let DataType::Struct(fields) = wanted else { return Err(unknown(data_type, column)) };
            Ok(Arc::new(StructArray::try_new(fields, vec![instant, zone], column.nulls().cloned())?))
        }
        (Type::Array(element), _) => {
            let plain = DataType::List(Arc::new(Field::new("item", element_type(column)?, true)));
            let lists = arrow::compute::cast(column, &plain)?;
            let lists = lists.as_list::<i32>();
            let values = converted(element, lists.values())?;
            let field = Arc::new(Field::new("item", element.to_arrow(), true));
            Ok(Arc::new(ListArray::try_new(field, lists.offsets().clone(), values, lists.nulls().cloned())?))
        }
        (Type::Map(key, value), DataType::Map(..)) => {
            let map = column.as_map();
            let (keys, values) = (converted(key, map.keys())?, converted(value, map.values())?);
            let DataType::Map(entries, sorted) = wanted else { return Err(unknown(data_type, column)) };
            let DataType::Struct(fields) = entries.data_type() else { return Err(unknown(data_type, column)) };
            let held = StructArray::try_new(fields.clone(), vec![keys, values], None)?;
            let (offsets, nulls) = (map.offsets().clone(), map.nulls().cloned());
            Ok(Arc::new(MapArray::try_new(Arc::clone(&entries), offsets, held, nulls, sorted)?))
        }
        (Type::Row(fields), DataType::Struct(_)) => {
            let row = column.as_struct();
            let children = fields.iter().zip(row.columns()).map(|(f, c)| converted(&f.data_type, c));
            let DataType::Struct(names) = wanted else { return Err(unknown(data_type, column)) };
            Ok(Arc::new(StructArray::try_new(names, children.collect::<Result<_>>()?, row.nulls().cloned())?))
        }
        _ => Ok(arrow::compute::cast(column, &wanted)?),
    }
}

fn holds_char(data_type: &Type) -> bool {
    match data_type {
        Type::Char(_) => true,
        Type::Array(element) => holds_char(element),
        Type::Map(key, value) => holds_char(key) || holds_char(value),
        Type::Row(fields) => fields.iter().any(|f| holds_char(&f.data_type)),
        _ => false,
    }
}

fn element_type(column: &ArrayRef) -> Result<DataType> {
    match column.data_type() {
        DataType::List(f)
        | DataType::LargeList(f)
        | DataType::FixedSizeList(f, _)
        | DataType::ListView(f)
        | DataType::LargeListView(f) => Ok(f.data_type().clone()),
        _ => Err(unknown(&Type::array(Type::Unknown), column)),
    }
}

fn unknown(data_type: &Type, column: &ArrayRef) -> TrinoError {
    TrinoError::internal(format!("a column of type {data_type} is held as {}", column.data_type()))
}

#[cfg(test)]
mod tests {
    use arrow::array::TimestampNanosecondArray;

    use super::*;

    #[test]
    fn nanoseconds_are_held_as_picoseconds() {
        let column: ArrayRef = Arc::new(TimestampNanosecondArray::from(vec![Some(1_234_567), None]));
        for data_type in [Type::Timestamp(9), Type::TimestampTz(9), Type::Timestamp(3)] {
            let found = converted(&data_type, &column).unwrap();
            assert_eq!(found.data_type(), &data_type.to_arrow());
            assert_eq!((found.is_null(0), found.is_null(1)), (false, true));
        }
    }
}
