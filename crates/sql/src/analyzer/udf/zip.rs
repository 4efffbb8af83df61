//! `$zip`: the rows UNNEST makes of its arrays and maps, as one array of rows.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array, ListArray, StructArray, UInt32Array};
use arrow::buffer::OffsetBuffer;
use arrow::compute::{nullif, take};
use arrow_schema::{DataType, Field, Fields};
use boathouse_functions::engine_error;
use boathouse_types::{Result, TrinoError, Type};
use datafusion::common::Result as EngineResult;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

/// What an argument of UNNEST gives.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum UnnestKind {
    /// One column of elements.
    Array(Type),
    /// One column for each field of the rows.
    Rows(Vec<Type>),
    /// A column of keys and one of values.
    Map(Type, Type),
}

impl UnnestKind {
    /// The columns' types.
    pub(crate) fn types(&self) -> Vec<&Type> {
        match self {
            Self::Array(element) => vec![element],
            Self::Rows(fields) => fields.iter().collect(),
            Self::Map(key, value) => vec![key, value],
        }
    }
}

/// The zipped rows: fields `c0`, `c1`, …, the ordinality last. `outer` gives a row of NULLs where there is none.
pub(crate) fn zip(kinds: Vec<UnnestKind>, ordinality: bool, outer: bool, values: Vec<Expr>) -> Expr {
    ScalarUDF::from(Zip::new(kinds, ordinality, outer)).call(values)
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Zip {
    pub(crate) kinds: Vec<UnnestKind>,
    pub(crate) ordinality: bool,
    pub(crate) outer: bool,
    signature: Signature,
}

impl Zip {
    pub(crate) fn new(kinds: Vec<UnnestKind>, ordinality: bool, outer: bool) -> Self {
        Self { kinds, ordinality, outer, signature: Signature::user_defined(Volatility::Immutable) }
    }

    fn fields(&self) -> Fields {
        let mut types: Vec<DataType> = self.kinds.iter().flat_map(UnnestKind::types).map(Type::to_arrow).collect();
        if self.ordinality {
            types.push(DataType::Int64);
        }
        types.into_iter().enumerate().map(|(i, t)| Field::new(format!("c{i}"), t, true)).collect()
    }

    fn item(&self) -> Arc<Field> {
        Arc::new(Field::new("item", DataType::Struct(self.fields()), true))
    }

    fn rows(&self, columns: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
        let lengths: Vec<Vec<(usize, usize)>> = columns.iter().map(spans).collect::<Result<_>>()?;
        let mut counts = Vec::with_capacity(rows);
        let mut places: Vec<Vec<Option<u32>>> = vec![Vec::new(); columns.len()];
        let mut ordinals = Vec::new();
        for row in 0..rows {
            let longest = lengths.iter().map(|spans| spans[row].1).max().unwrap_or(0);
            let count = if longest == 0 && self.outer { 1 } else { longest };
            counts.push(count);
            for (places, spans) in places.iter_mut().zip(&lengths) {
                let (start, length) = spans[row];
                for i in 0..count {
                    places.push(if i < length { u32::try_from(start + i).ok() } else { None });
                }
            }
            // A row that only the outer join makes has no ordinality.
            ordinals.extend((0..count).map(|i| (i < longest).then(|| i64::try_from(i + 1).unwrap_or(i64::MAX))));
        }
        let mut children = Vec::new();
        for ((kind, column), places) in self.kinds.iter().zip(columns).zip(places) {
            children.extend(gather(kind, column, &UInt32Array::from(places))?);
        }
        if self.ordinality {
            children.push(Arc::new(Int64Array::from(ordinals)) as ArrayRef);
        }
        let values = StructArray::try_new(self.fields(), children, None)?;
        let offsets = OffsetBuffer::from_lengths(counts);
        Ok(Arc::new(ListArray::try_new(self.item(), offsets, Arc::new(values), None)?))
    }
}

/// Start and length of each row's elements; none of NULL.
fn spans(column: &ArrayRef) -> Result<Vec<(usize, usize)>> {
    let offsets: &[i32] = match column.data_type() {
        DataType::List(_) => column.as_list::<i32>().value_offsets(),
        DataType::Map(..) => column.as_map().value_offsets(),
        other => return Err(TrinoError::internal(format!("UNNEST over {other}"))),
    };
    let span = |(i, pair): (usize, &[i32])| match column.is_valid(i) {
        true => (pair[0] as usize, (pair[1] - pair[0]) as usize),
        false => (0, 0),
    };
    Ok(offsets.windows(2).enumerate().map(span).collect())
}

fn gather(kind: &UnnestKind, column: &ArrayRef, places: &UInt32Array) -> Result<Vec<ArrayRef>> {
    match kind {
        UnnestKind::Array(_) => Ok(vec![take(column.as_list::<i32>().values(), places, None)?]),
        UnnestKind::Rows(_) => {
            let rows = take(column.as_list::<i32>().values(), places, None)?;
            let rows = rows.as_struct();
            let Some(nulls) = rows.nulls() else { return Ok(rows.columns().to_vec()) };
            let mask = BooleanArray::new(!nulls.inner(), None);
            rows.columns().iter().map(|c| Ok(nullif(c, &mask)?)).collect()
        }
        UnnestKind::Map(..) => {
            let map = column.as_map();
            Ok(vec![take(map.keys(), places, None)?, take(map.values(), places, None)?])
        }
    }
}

impl ScalarUDFImpl for Zip {
    fn name(&self) -> &'static str {
        "$zip"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> EngineResult<DataType> {
        Ok(DataType::List(self.item()))
    }

    fn coerce_types(&self, types: &[DataType]) -> EngineResult<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> EngineResult<ColumnarValue> {
        let columns = args.args.iter().map(|value| value.to_array(args.number_rows));
        let columns = columns.collect::<EngineResult<Vec<_>>>()?;
        self.rows(&columns, args.number_rows).map(ColumnarValue::Array).map_err(engine_error)
    }
}
