//! Aggregates with DISTINCT or ORDER BY: the rows of a group are collected, made distinct by Trino's equality and
//! sorted, before the aggregate sees them.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, StructArray, UInt32Array};
use arrow::buffer::OffsetBuffer;
use arrow::compute::{SortOptions, concat, take};
use arrow::row::{RowConverter, SortField};
use arrow_schema::{DataType, Field, FieldRef, Fields};
use boathouse_functions::{engine_error, key_array};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::common::{Result as EngineResult, ScalarValue};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDF, AggregateUDFImpl, Signature};

/// What is collected for an aggregate: its arguments, then the keys they are sorted by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Collected {
    /// The aggregate that sees the rows.
    pub(crate) inner: Arc<AggregateUDF>,
    /// The types of its arguments.
    pub(crate) arguments: Vec<Type>,
    pub(crate) distinct: bool,
    /// For each sort key whether it descends, and whether NULLs come first.
    pub(crate) order: Vec<(bool, bool)>,
}

/// The aggregate over collected rows.
pub(crate) fn collected(spec: Collected) -> Arc<AggregateUDF> {
    let signature = Signature::user_defined(spec.inner.signature().volatility);
    Arc::new(AggregateUDF::from(CollectedUdaf { name: spec.inner.name().to_owned(), spec, signature }))
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct CollectedUdaf {
    name: String,
    pub(crate) spec: Collected,
    signature: Signature,
}

impl AggregateUDFImpl for CollectedUdaf {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> EngineResult<DataType> {
        self.spec.inner.return_type(types.get(..self.spec.arguments.len()).unwrap_or(types))
    }

    fn coerce_types(&self, types: &[DataType]) -> EngineResult<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> EngineResult<Box<dyn Accumulator>> {
        let count = self.spec.arguments.len();
        let types: Vec<_> = args.expr_fields.iter().map(|f| f.data_type().clone()).collect();
        let inner = self.spec.inner.accumulator(AccumulatorArgs {
            return_field: args.return_field,
            schema: args.schema,
            ignore_nulls: args.ignore_nulls,
            order_bys: &[],
            is_reversed: false,
            name: args.name,
            is_distinct: false,
            exprs: args.exprs.get(..count).unwrap_or(args.exprs),
            expr_fields: args.expr_fields.get(..count).unwrap_or(args.expr_fields),
        })?;
        Ok(Box::new(Rows { spec: self.spec.clone(), types, inner, seen: HashSet::new(), chunks: Vec::new() }))
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> EngineResult<Vec<FieldRef>> {
        let types: Vec<_> = args.input_fields.iter().map(|f| f.data_type().clone()).collect();
        let item = Field::new("item", DataType::Struct(row_fields(&types)), true);
        Ok(vec![Arc::new(Field::new(format!("{}[rows]", args.name), DataType::List(Arc::new(item)), true))])
    }

    fn default_value(&self, data_type: &DataType) -> EngineResult<ScalarValue> {
        self.spec.inner.default_value(data_type)
    }
}

fn row_fields(types: &[DataType]) -> Fields {
    types.iter().enumerate().map(|(i, t)| Field::new(format!("c{i}"), t.clone(), true)).collect()
}

#[derive(Debug)]
struct Rows {
    spec: Collected,
    types: Vec<DataType>,
    inner: Box<dyn Accumulator>,
    seen: HashSet<Box<[u8]>>,
    chunks: Vec<Vec<ArrayRef>>,
}

impl Rows {
    /// Only the rows whose arguments are new.
    fn unseen(&mut self, columns: &[ArrayRef]) -> Result<Vec<ArrayRef>> {
        let keys = self.spec.arguments.iter().zip(columns).map(|(t, c)| key_array(t, c));
        let keys = keys.collect::<Result<Vec<_>>>()?;
        let fields = keys.iter().map(|k| SortField::new(k.data_type().clone())).collect();
        let rows = RowConverter::new(fields)?.convert_columns(&keys)?;
        let mut fresh = Vec::new();
        for (i, row) in rows.iter().enumerate() {
            if !self.seen.contains(row.data()) {
                self.seen.insert(row.data().into());
                fresh.push(u32::try_from(i).map_err(|e| TrinoError::internal(e.to_string()))?);
            }
        }
        let fresh = UInt32Array::from(fresh);
        columns.iter().map(|c| Ok(take(c, &fresh, None)?)).collect()
    }

    fn add(&mut self, columns: &[ArrayRef]) -> Result<()> {
        if columns.first().is_none_or(|c| c.is_empty()) {
            return Ok(());
        }
        let columns = if self.spec.distinct { self.unseen(columns)? } else { columns.to_vec() };
        self.chunks.push(columns);
        Ok(())
    }

    /// All rows as one chunk.
    fn whole(&mut self) -> Result<Vec<ArrayRef>> {
        let chunks = std::mem::take(&mut self.chunks);
        let mut columns = Vec::with_capacity(self.types.len());
        for (i, data_type) in self.types.iter().enumerate() {
            let parts: Vec<&dyn Array> = chunks.iter().map(|chunk| chunk[i].as_ref()).collect();
            columns.push(match parts.is_empty() {
                true => arrow::array::new_empty_array(data_type),
                false => concat(&parts)?,
            });
        }
        Ok(columns)
    }

    fn sorted(&mut self) -> Result<Vec<ArrayRef>> {
        let mut columns = self.whole()?;
        let keys = columns.split_off(self.spec.arguments.len().min(columns.len()));
        if keys.is_empty() {
            return Ok(columns);
        }
        let fields = keys.iter().zip(&self.spec.order).map(|(key, (descending, nulls_first))| {
            let options = SortOptions { descending: *descending, nulls_first: *nulls_first };
            SortField::new_with_options(key.data_type().clone(), options)
        });
        let rows = RowConverter::new(fields.collect())?.convert_columns(&keys)?;
        let mut order: Vec<u32> = (0..u32::try_from(rows.num_rows()).unwrap_or(u32::MAX)).collect();
        order.sort_by(|a, b| rows.row(*a as usize).cmp(&rows.row(*b as usize)));
        let order = UInt32Array::from(order);
        columns.iter().map(|c| Ok(take(c, &order, None)?)).collect()
    }
}

impl Accumulator for Rows {
    fn update_batch(&mut self, values: &[ArrayRef]) -> EngineResult<()> {
        self.add(values).map_err(engine_error)
    }

    fn evaluate(&mut self) -> EngineResult<ScalarValue> {
        let columns = self.sorted().map_err(engine_error)?;
        if columns.first().is_some_and(|c| !c.is_empty()) {
            self.inner.update_batch(&columns)?;
        }
        self.inner.evaluate()
    }

    fn size(&self) -> usize {
        let held: usize = self.chunks.iter().flatten().map(|c| c.get_array_memory_size()).sum();
        let seen: usize = self.seen.iter().map(|k| k.len() + size_of::<Box<[u8]>>()).sum();
        size_of::<Self>() + held + seen
    }

    fn state(&mut self) -> EngineResult<Vec<ScalarValue>> {
        let columns = self.whole().map_err(engine_error)?;
        let rows = columns.first().map_or(0, |c| c.len());
        let rows_struct = StructArray::try_new(row_fields(&self.types), columns, None)?;
        let item = Arc::new(Field::new("item", rows_struct.data_type().clone(), true));
        let list = ListArray::try_new(item, OffsetBuffer::from_lengths([rows]), Arc::new(rows_struct), None)?;
        Ok(vec![ScalarValue::List(Arc::new(list))])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> EngineResult<()> {
        let Some(lists) = states.first().and_then(|s| s.as_list_opt::<i32>()) else { return Ok(()) };
        for i in (0..lists.len()).filter(|i| lists.is_valid(*i)) {
            let rows = lists.value(i);
            if let Some(rows) = rows.as_struct_opt() {
                self.add(rows.columns()).map_err(engine_error)?;
            }
        }
        Ok(())
    }
}
