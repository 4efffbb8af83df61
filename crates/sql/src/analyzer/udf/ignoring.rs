//! Window functions with IGNORE NULLS, as functions of their own. The engine has a flag for it, but leaves it behind
//! when it writes a plan down.

use std::sync::Arc;

use arrow::compute::SortOptions;
use arrow_schema::{DataType, FieldRef};
use datafusion::common::Result as EngineResult;
use datafusion::logical_expr::function::{PartitionEvaluatorArgs, WindowUDFFieldArgs};
use datafusion::logical_expr::{LimitEffect, PartitionEvaluator, Signature, WindowUDF, WindowUDFImpl};
use datafusion::physical_expr::PhysicalExpr;

/// The function, which takes no notice of NULLs.
pub(crate) fn ignoring_nulls(inner: Arc<WindowUDF>) -> Arc<WindowUDF> {
    Arc::new(WindowUDF::from(IgnoringNulls { inner }))
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct IgnoringNulls {
    pub(crate) inner: Arc<WindowUDF>,
}

impl WindowUDFImpl for IgnoringNulls {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn signature(&self) -> &Signature {
        self.inner.signature()
    }

    fn field(&self, args: WindowUDFFieldArgs<'_>) -> EngineResult<FieldRef> {
        self.inner.field(args)
    }

    fn sort_options(&self) -> Option<SortOptions> {
        self.inner.sort_options()
    }

    fn coerce_types(&self, types: &[DataType]) -> EngineResult<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn partition_evaluator(&self, args: PartitionEvaluatorArgs<'_>) -> EngineResult<Box<dyn PartitionEvaluator>> {
        let args = PartitionEvaluatorArgs::new(args.input_exprs(), args.input_fields(), args.is_reversed(), true);
        self.inner.partition_evaluator_factory(args)
    }

    fn limit_effect(&self, args: &[Arc<dyn PhysicalExpr>]) -> LimitEffect {
        self.inner.inner().limit_effect(args)
    }
}
