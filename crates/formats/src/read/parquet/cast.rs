//! Arrays of a file's type to arrays of the table's, where Arrow's cast does not do.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, ListArray, MapArray, RecordBatch, StringViewBuilder, StructArray, new_null_array,
};
use arrow::compute::cast_with_options;
use arrow_schema::{ArrowError, DataType, FieldRef, Schema};
use datafusion::error::{DataFusionError, Result as EngineResult};
use datafusion::logical_expr::ColumnarValue;
use datafusion::physical_expr::PhysicalExpr;

/// An expression's value with struct fields matched by name without regard to case, missing ones NULL,
/// and bytes taken for text.
#[derive(Debug, Eq)]
pub(super) struct AdaptExpr {
    input: Arc<dyn PhysicalExpr>,
    target: FieldRef,
}

impl AdaptExpr {
    pub(super) fn new(input: Arc<dyn PhysicalExpr>, target: FieldRef) -> Self {
        Self { input, target }
    }
}

impl PartialEq for AdaptExpr {
    fn eq(&self, other: &Self) -> bool {
        self.input.eq(&other.input) && self.target == other.target
    }
}

impl Hash for AdaptExpr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.input.hash(state);
        self.target.hash(state);
    }
}

impl fmt::Display for AdaptExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "adapt({} as {})", self.input, self.target.data_type())
    }
}

impl PhysicalExpr for AdaptExpr {
    fn data_type(&self, _input_schema: &Schema) -> EngineResult<DataType> {
        Ok(self.target.data_type().clone())
    }

    fn nullable(&self, _input_schema: &Schema) -> EngineResult<bool> {
        Ok(true)
    }

    fn evaluate(&self, batch: &RecordBatch) -> EngineResult<ColumnarValue> {
        let array = self.input.evaluate(batch)?.into_array(batch.num_rows())?;
        Ok(ColumnarValue::Array(adapt(&array, self.target.data_type()).map_err(DataFusionError::from)?))
    }

    fn return_field(&self, _input_schema: &Schema) -> EngineResult<FieldRef> {
        Ok(Arc::clone(&self.target))
    }

    fn children(&self) -> Vec<&Arc<dyn PhysicalExpr>> {
        vec![&self.input]
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn PhysicalExpr>>) -> EngineResult<Arc<dyn PhysicalExpr>> {
        match <[_; 1]>::try_from(children) {
            Ok([input]) => Ok(Arc::new(Self { input, target: Arc::clone(&self.target) })),
            Err(_) => Err(DataFusionError::Internal("an adapted column has exactly one input".to_owned())),
        }
    }

    fn fmt_sql(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// `array` as `target`.
pub(super) fn adapt(array: &ArrayRef, target: &DataType) -> Result<ArrayRef, ArrowError> {
    if array.data_type() == target {
        return Ok(Arc::clone(array));
    }
    match (array.data_type(), target) {
        (DataType::Struct(_), DataType::Struct(fields)) => {
            let found = array.as_struct();
            let columns = fields.iter().map(|field| {
                let exact = found.column_by_name(field.name());
                let column = exact.or_else(|| {
                    let names = found.fields().iter();
                    let position = names.clone().position(|other| other.name().eq_ignore_ascii_case(field.name()))?;
                    found.columns().get(position)
                });
                match column {
                    Some(column) => adapt(column, field.data_type()),
                    None => Ok(new_null_array(field.data_type(), found.len())),
                }
            });
            let columns = columns.collect::<Result<Vec<_>, _>>()?;
            let nulls = found.nulls().cloned();
            Ok(Arc::new(StructArray::try_new_with_length(fields.clone(), columns, nulls, found.len())?))
        }
        (DataType::List(_), DataType::List(item)) => {
            let list = array.as_list::<i32>();
            let items = adapt(list.values(), item.data_type())?;
            Ok(Arc::new(ListArray::try_new(Arc::clone(item), list.offsets().clone(), items, list.nulls().cloned())?))
        }
        (DataType::Map(..), DataType::Map(entries, sorted)) => match entries.data_type() {
            DataType::Struct(fields) if fields.len() == 2 => {
                let map = array.as_map();
                let columns =
                    vec![adapt(map.keys(), fields[0].data_type())?, adapt(map.values(), fields[1].data_type())?];
                let pairs = StructArray::try_new(fields.clone(), columns, None)?;
                let (offsets, nulls) = (map.offsets().clone(), map.nulls().cloned());
                Ok(Arc::new(MapArray::try_new(Arc::clone(entries), offsets, pairs, nulls, *sorted)?))
            }
            _ => Err(ArrowError::CastError(format!("a map cannot become {target}"))),
        },
        (
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_),
            DataType::Utf8View,
        ) => text(array),
        _ => cast_with_options(array, target, &Default::default()),
    }
}

/// Bytes as text; what is no UTF-8 becomes U+FFFD, as in text files.
fn text(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let bytes = cast_with_options(array, &DataType::BinaryView, &Default::default())?;
    let mut builder = StringViewBuilder::with_capacity(bytes.len());
    for value in bytes.as_binary_view() {
        builder.append_option(value.map(String::from_utf8_lossy));
    }
    Ok(Arc::new(builder.finish()))
}
