//! Aggregates that all see the same distinct values of a group: two aggregates, the first of which makes the
//! values distinct. Both are hashed by columns and can spill, where collecting the rows of each group can not.

use datafusion::logical_expr::expr::{AggregateFunction, Alias};
use datafusion::logical_expr::{Expr, LogicalPlan};

use super::Analyzer;
use super::plan::{aggregate, column, extend};
use super::udf::{CollectedUdaf, is_flat};
use boathouse_types::Result;

impl Analyzer<'_> {
    /// The aggregate of `values` by the columns `groups`.
    pub(crate) fn aggregate_once(
        &mut self,
        plan: LogicalPlan,
        groups: Vec<Expr>,
        values: Vec<Expr>,
    ) -> Result<LogicalPlan> {
        let Some(arguments) = shared_arguments(&values) else { return aggregate(plan, groups, values) };
        let named: Vec<Expr> = arguments.into_iter().map(|argument| argument.alias(self.fresh("distinct"))).collect();
        let columns: Vec<Expr> = named.iter().map(|expr| column(&expr.schema_name().to_string())).collect();
        let plan = extend(plan, named)?;
        let distinct = aggregate(plan, [groups.clone(), columns.clone()].concat(), Vec::new())?;
        let values = values.into_iter().map(|value| over(value, &columns)).collect();
        aggregate(distinct, groups, values)
    }
}

/// The arguments that are all the aggregates see, when each of them sees distinct values of these only, in no order,
/// and the engine's equality of them is Trino's.
fn shared_arguments(values: &[Expr]) -> Option<Vec<Expr>> {
    let mut shared: Option<&[Expr]> = None;
    for value in values {
        let (call, spec) = collected_call(value)?;
        let plain = spec.distinct && spec.order.is_empty() && call.params.filter.is_none();
        if !plain || !spec.arguments.iter().all(is_flat) || shared.is_some_and(|other| other != call.params.args) {
            return None;
        }
        shared = Some(&call.params.args);
    }
    shared.map(<[Expr]>::to_vec)
}

fn collected_call(value: &Expr) -> Option<(&AggregateFunction, &super::udf::Collected)> {
    let Expr::Alias(Alias { expr, .. }) = value else { return None };
    let Expr::AggregateFunction(call) = expr.as_ref() else { return None };
    Some((call, &call.func.inner().downcast_ref::<CollectedUdaf>()?.spec))
}

/// An aggregate of distinct rows over `columns` that hold no row twice.
fn over(value: Expr, columns: &[Expr]) -> Expr {
    let Some((_, spec)) = collected_call(&value) else { return value };
    let name = value.schema_name().to_string();
    let call = AggregateFunction::new_udf(spec.inner.clone(), columns.to_vec(), false, None, Vec::new(), None);
    Expr::AggregateFunction(call).alias(name)
}
