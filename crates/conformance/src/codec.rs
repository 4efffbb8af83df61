//! Runs plans as they are, or after they have travelled as bytes: `--codec`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use boathouse_functions::trino_error;
use boathouse_sql::analyzer::{self, Analyzed};
use boathouse_sql::codec::{TrinoLogicalCodec, TrinoPhysicalCodec};
use boathouse_types::TrinoError;
use datafusion::catalog::TableProvider;
use datafusion::common::{Result, TableReference, plan_err};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{Extension, LogicalPlan};
use datafusion_proto::logical_plan::LogicalExtensionCodec;

/// Whether plans travel before they run.
static TRAVEL: AtomicBool = AtomicBool::new(false);

/// Lets every plan travel from here on.
pub(crate) fn travel(yes: bool) {
    TRAVEL.store(yes, Ordering::Relaxed);
}

/// Runs a query.
pub(crate) async fn collect(analyzed: &Analyzed) -> std::result::Result<Vec<RecordBatch>, TrinoError> {
    match TRAVEL.load(Ordering::Relaxed) {
        true => travelled(analyzed).await,
        false => analyzer::collect(analyzed).await,
    }
}

/// Runs a query whose plans have travelled.
async fn travelled(analyzed: &Analyzed) -> std::result::Result<Vec<RecordBatch>, TrinoError> {
    let state = analyzer::session_state(analyzer::session_config());
    let context = state.task_ctx();
    let codec = TrinoLogicalCodec::with_inner(Arc::new(Tables::default()));
    let round = |plan: &LogicalPlan| codec.decode(&codec.encode(plan)?, &context);
    let plan = round(&analyzed.plan).map_err(trino_error)?;
    let plan = round(&state.optimize(&plan).map_err(trino_error)?).map_err(trino_error)?;
    let planner = Arc::clone(state.query_planner());
    let plan = planner.create_physical_plan(&plan, &state).await.map_err(trino_error)?;
    let codec = TrinoPhysicalCodec::new();
    let plan = codec.encode(&plan).and_then(|bytes| codec.decode(&bytes, &context)).map_err(trino_error)?;
    datafusion::physical_plan::collect(plan, context).await.map_err(trino_error)
}

/// Tables by number, as both ends are here.
#[derive(Debug, Default)]
struct Tables(Mutex<Vec<Arc<dyn TableProvider>>>);

impl LogicalExtensionCodec for Tables {
    fn try_decode(&self, _: &[u8], _: &[LogicalPlan], _: &TaskContext) -> Result<Extension> {
        plan_err!("there are no other steps")
    }

    fn try_encode(&self, _: &Extension, _: &mut Vec<u8>) -> Result<()> {
        plan_err!("there are no other steps")
    }

    fn try_decode_table_provider(
        &self,
        bytes: &[u8],
        table: &TableReference,
        _: SchemaRef,
        _: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        let number = bytes.try_into().map(usize::from_le_bytes);
        let tables = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match number.ok().and_then(|number| tables.get(number)) {
            Some(found) => Ok(Arc::clone(found)),
            None => plan_err!("there is no table {table}"),
        }
    }

    fn try_encode_table_provider(
        &self,
        _: &TableReference,
        provider: Arc<dyn TableProvider>,
        buffer: &mut Vec<u8>,
    ) -> Result<()> {
        let mut tables = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        buffer.extend(tables.len().to_le_bytes());
        tables.push(provider);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use datafusion::functions_aggregate::expr_fn::sum;
    use datafusion::logical_expr::{ColumnarValue, Expr, Volatility};
    use datafusion::logical_expr::{LogicalPlanBuilder, create_udf, lit};

    use super::*;

    /// What no codec knows shows that plans do travel.
    #[tokio::test]
    async fn plans_travel() {
        let strange = create_udf("strange", vec![], arrow::datatypes::DataType::Int64, Volatility::Volatile, {
            Arc::new(|_: &[ColumnarValue]| Ok(ColumnarValue::Scalar(1_i64.into())))
        });
        for (value, fails) in [(lit(1_i64), false), (strange.call(vec![]), true)] {
            let plan = LogicalPlanBuilder::empty(true).project(vec![value.alias("x")]).unwrap();
            let plan = plan.aggregate(Vec::<Expr>::new(), vec![sum(datafusion::prelude::col("x"))]).unwrap();
            let analyzed = Analyzed { plan: plan.build().unwrap(), columns: Vec::new() };
            let error = travelled(&analyzed).await.err().map(|e| e.to_string()).unwrap_or_default();
            assert_eq!(error.contains("no codec knows the function strange"), fails, "{error}");
        }
    }
}
