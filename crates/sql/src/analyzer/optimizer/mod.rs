//! The engine's optimizer, with rules of our own where its rules would evaluate what can fail on rows that the query
//! leaves out.
//!
//! A query that succeeds when evaluated as it is written (FROM, then WHERE, then SELECT, inner queries first) never
//! fails because a step was moved. So terms that can fail are filters of their own, above those that cannot, in the
//! order of the queries they come from, and move nowhere; terms that cannot fail move as the engine likes.

mod fallible;
mod filters;
mod hold;
mod joins;
mod keys;

use std::sync::Arc;

use datafusion::optimizer::{Optimizer, OptimizerRule};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_optimizer::optimizer::PhysicalOptimizer;

pub(crate) use fallible::is_fallible;

/// The rules for logical plans: the engine's, in its order.
pub(super) fn logical_rules() -> Vec<Arc<dyn OptimizerRule + Send + Sync>> {
    let ours = |rule: Arc<dyn OptimizerRule + Send + Sync>| -> Arc<dyn OptimizerRule + Send + Sync> {
        match rule.name() {
            "eliminate_cross_join" => Arc::new(joins::OrderJoins::default()),
            "push_down_filter" => Arc::new(filters::PushDownFilters::default()),
            _ => rule,
        }
    };
    Optimizer::new().rules.into_iter().map(ours).collect()
}

/// The rules for physical plans: the engine's, in its order.
pub(super) fn physical_rules() -> Vec<Arc<dyn PhysicalOptimizerRule + Send + Sync>> {
    let ours = |rule: Arc<dyn PhysicalOptimizerRule + Send + Sync>| -> Arc<dyn PhysicalOptimizerRule + Send + Sync> {
        match rule.name() {
            "ProjectionPushdown" => Arc::new(hold::Holding(rule)),
            name if name.starts_with("FilterPushdown") => Arc::new(hold::Holding(rule)),
            _ => rule,
        }
    };
    PhysicalOptimizer::new().rules.into_iter().map(ours).collect()
}
