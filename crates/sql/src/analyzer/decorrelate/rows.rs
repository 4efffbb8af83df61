//! LIMIT of a correlated subquery: rows are numbered for each of the outer values.

use std::sync::Arc;

use boathouse_types::Result;
use datafusion::functions_window::row_number::row_number_udwf;
use datafusion::logical_expr::expr::{Sort as SortKey, WindowFunction};
use datafusion::logical_expr::{Expr, FetchType, Limit, LogicalPlan, SkipType, Window, WindowFunctionDefinition, lit};

use super::Dependent;
use super::push::{Pushed, unsupported};
use crate::analyzer::error::engine;
use crate::analyzer::plan::{column, filter};

impl Dependent<'_, '_> {
    pub(super) fn push_limit(&mut self, node: &Limit) -> Result<Pushed> {
        let (SkipType::Literal(skip), FetchType::Literal(fetch)) =
            (node.get_skip_type().map_err(engine)?, node.get_fetch_type().map_err(engine)?)
        else {
            return Err(unsupported());
        };
        // The order may hide under projections that carry its keys.
        let mut projections = Vec::new();
        let mut current = node.input.as_ref();
        while let LogicalPlan::Projection(projection) = current {
            projections.push(projection);
            current = &projection.input;
        }
        let (sorted, order) = match current {
            LogicalPlan::Sort(sort) => (sort.input.as_ref(), sort.expr.clone()),
            other => (other, Vec::new()),
        };
        let (input, keys) = self.push(sorted)?;
        let mut ordered = Vec::with_capacity(order.len());
        for key in order {
            ordered.push(SortKey { expr: self.rewrite(key.expr, &keys)?, ..key });
        }
        let number = self.analyzer.fresh("row");
        let mut call = WindowFunction::new(WindowFunctionDefinition::WindowUDF(row_number_udwf()), Vec::new());
        call.params.partition_by = keys.iter().map(|k| column(k)).collect();
        call.params.order_by = ordered;
        let window = Expr::from(call).alias(&number);
        let mut plan = LogicalPlan::Window(Window::try_new(vec![window], Arc::new(input)).map_err(engine)?);
        let skip = u64::try_from(skip).unwrap_or(u64::MAX);
        if skip > 0 {
            plan = filter(plan, column(&number).gt(lit(skip)))?;
        }
        if let Some(fetch) = fetch {
            let last = skip.saturating_add(u64::try_from(fetch).unwrap_or(u64::MAX));
            plan = filter(plan, column(&number).lt_eq(lit(last)))?;
        }
        for projection in projections.into_iter().rev() {
            let mut exprs = self.rewrite_all(&projection.expr, &keys)?;
            exprs.extend(keys.iter().map(|k| column(k)));
            plan = crate::analyzer::plan::project(plan, exprs)?;
        }
        Ok((plan, keys))
    }
}
