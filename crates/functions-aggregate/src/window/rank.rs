//! `row_number`, `rank`, `dense_rank`, `percent_rank`, `cume_dist`: the engine's, with Trino's types.

use std::fmt::Debug;
use std::hash::Hash;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::compute::{SortOptions, cast};
use arrow_schema::{DataType, Field, FieldRef};
use boathouse_functions::{Example, Window, WindowOverload};
use datafusion::common::{Result, ScalarValue};
use datafusion::functions_window::cume_dist::cume_dist_udwf;
use datafusion::functions_window::rank::{dense_rank_udwf, percent_rank_udwf, rank_udwf};
use datafusion::functions_window::row_number::row_number_udwf;
use datafusion::logical_expr::function::{PartitionEvaluatorArgs, WindowUDFFieldArgs};
use datafusion::logical_expr::window_state::WindowAggState;
use datafusion::logical_expr::{LimitEffect, PartitionEvaluator, Signature, WindowUDF, WindowUDFImpl};
use datafusion::physical_expr::PhysicalExpr;

pub(crate) const ROW_NUMBER: Window = Window {
    name: "row_number",
    description: "The number of the row in its partition, from one.",
    examples: &[Example { sql: "SELECT row_number() OVER () FROM (VALUES 5) t(x)", result: "1" }],
    overloads: &[WindowOverload {
        signature: "row_number() -> bigint",
        function: |_| Ok(of_engine(row_number_udwf())),
    }],
};

pub(crate) const RANK: Window = Window {
    name: "rank",
    description: "The rank of the row: one more than rows come before its peers.",
    examples: &[Example { sql: "SELECT rank() OVER (ORDER BY x) FROM (VALUES 5, 5) t(x)", result: "1" }],
    overloads: &[WindowOverload { signature: "rank() -> bigint", function: |_| Ok(of_engine(rank_udwf())) }],
};

pub(crate) const DENSE_RANK: Window = Window {
    name: "dense_rank",
    description: "The rank of the row without gaps: one more than different values come before its own.",
    examples: &[Example { sql: "SELECT dense_rank() OVER (ORDER BY x) FROM (VALUES 5, 5) t(x)", result: "1" }],
    overloads: &[WindowOverload {
        signature: "dense_rank() -> bigint",
        function: |_| Ok(of_engine(dense_rank_udwf())),
    }],
};

pub(crate) const PERCENT_RANK: Window = Window {
    name: "percent_rank",
    description: "The rank of the row as a share of the partition, from 0 to 1.",
    examples: &[Example { sql: "SELECT percent_rank() OVER (ORDER BY x) FROM (VALUES 5) t(x)", result: "0.0" }],
    overloads: &[WindowOverload { signature: "percent_rank() -> double", function: |_| Ok(percent_rank_udwf()) }],
};

pub(crate) const CUME_DIST: Window = Window {
    name: "cume_dist",
    description: "The share of the partition's rows that do not come behind this row's peers.",
    examples: &[Example { sql: "SELECT cume_dist() OVER (ORDER BY x) FROM (VALUES 5) t(x)", result: "1.0" }],
    overloads: &[WindowOverload { signature: "cume_dist() -> double", function: |_| Ok(cume_dist_udwf()) }],
};

fn of_engine(function: Arc<WindowUDF>) -> Arc<WindowUDF> {
    Arc::new(WindowUDF::new_from_impl(Signed(function)))
}

/// The name of a function whose result is made a bigint here.
pub(crate) fn signed_name(function: &WindowUDF) -> Option<&str> {
    function.inner().downcast_ref::<Signed>().map(|signed| signed.0.name())
}

/// The function of a name whose result is made a bigint here.
pub(crate) fn signed(name: &str) -> Option<Arc<WindowUDF>> {
    match name {
        "row_number" => Some(of_engine(row_number_udwf())),
        "rank" => Some(of_engine(rank_udwf())),
        "dense_rank" => Some(of_engine(dense_rank_udwf())),
        _ => None,
    }
}

/// A function of the engine whose unsigned result is made a bigint.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Signed(Arc<WindowUDF>);

impl WindowUDFImpl for Signed {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn signature(&self) -> &Signature {
        self.0.signature()
    }

    fn partition_evaluator(&self, args: PartitionEvaluatorArgs<'_>) -> Result<Box<dyn PartitionEvaluator>> {
        Ok(Box::new(SignedEvaluator(self.0.partition_evaluator_factory(args)?)))
    }

    fn field(&self, args: WindowUDFFieldArgs<'_>) -> Result<FieldRef> {
        Ok(Arc::new(Field::new(args.name(), DataType::Int64, true)))
    }

    fn sort_options(&self) -> Option<SortOptions> {
        self.0.sort_options()
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn limit_effect(&self, args: &[Arc<dyn PhysicalExpr>]) -> LimitEffect {
        self.0.inner().limit_effect(args)
    }
}

#[derive(Debug)]
struct SignedEvaluator(Box<dyn PartitionEvaluator>);

impl PartitionEvaluator for SignedEvaluator {
    fn memoize(&mut self, state: &mut WindowAggState) -> Result<()> {
        self.0.memoize(state)
    }

    fn get_range(&self, row: usize, rows: usize) -> Result<Range<usize>> {
        self.0.get_range(row, rows)
    }

    fn is_causal(&self) -> bool {
        self.0.is_causal()
    }

    fn evaluate_all(&mut self, values: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
        Ok(cast(&self.0.evaluate_all(values, rows)?, &DataType::Int64)?)
    }

    fn evaluate(&mut self, values: &[ArrayRef], range: &Range<usize>) -> Result<ScalarValue> {
        self.0.evaluate(values, range)?.cast_to(&DataType::Int64)
    }

    fn evaluate_all_with_rank(&self, rows: usize, ranks: &[Range<usize>]) -> Result<ArrayRef> {
        Ok(cast(&self.0.evaluate_all_with_rank(rows, ranks)?, &DataType::Int64)?)
    }

    fn supports_bounded_execution(&self) -> bool {
        self.0.supports_bounded_execution()
    }

    fn uses_window_frame(&self) -> bool {
        self.0.uses_window_frame()
    }

    fn include_rank(&self) -> bool {
        self.0.include_rank()
    }
}
