//! How the parts of a query's plan went: a stage ends where rows change hands between the plan's partitions.

use std::sync::Arc;

use datafusion::catalog::memory::DataSourceExec;
use datafusion::physical_plan::coalesce_partitions::CoalescePartitionsExec;
use datafusion::physical_plan::metrics::MetricsSet;
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::sorts::sort_preserving_merge::SortPreservingMergeExec;
use datafusion::physical_plan::{ExecutionPlan, displayable};
use serde::{Deserialize, Serialize};

/// Stages that are kept of one query; a plan may have any number.
const STAGES_MAX: u64 = 200;
/// Operators that are kept of one query.
const NODES_MAX: usize = 2_000;
/// Operators and stages that are kept one below the other.
const DEPTH_MAX: usize = 50;
/// Characters kept of what an operator says of itself.
const IDENTIFIER_CHARS_MAX: usize = 300;

/// An operator of a stage's plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageNode {
    /// The operator.
    pub name: String,
    /// What it does.
    pub identifier: String,
    /// What it reads, within the stage.
    pub children: Vec<StageNode>,
    /// The stages it reads.
    pub sources: Vec<u64>,
}

/// A part of a plan that runs without rows changing hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Its number; that of the last one is 0.
    pub id: u64,
    /// Rows it read: from tables and from the stages below.
    pub input_rows: u64,
    /// Bytes it read, as the stages below and the tables' scans count them.
    pub input_bytes: u64,
    /// Rows it gave.
    pub output_rows: u64,
    /// Bytes of those rows in memory.
    pub output_bytes: u64,
    /// Milliseconds its operators computed, on all threads together.
    pub compute_ms: u64,
    /// Its operators.
    pub plan: StageNode,
    /// The stages it reads from.
    pub stages: Vec<Stage>,
}

/// The stages of a plan that has run.
pub(crate) fn of(plan: &Arc<dyn ExecutionPlan>) -> Stage {
    let mut numbers = Numbers { stages: 0, nodes: 0, depth: 0 };
    stage(plan, &mut numbers)
}

struct Numbers {
    stages: u64,
    nodes: usize,
    depth: usize,
}

/// A stage under construction.
#[derive(Default)]
struct Parts {
    input_rows: u64,
    input_bytes: u64,
    compute_nanos: u64,
    stages: Vec<Stage>,
}

fn stage(plan: &Arc<dyn ExecutionPlan>, numbers: &mut Numbers) -> Stage {
    let id = numbers.stages;
    numbers.stages += 1;
    let mut parts = Parts::default();
    let node = node(plan, numbers, &mut parts);
    let metrics = plan.metrics();
    // An operator that does not count gives what it was given.
    let output_rows = metrics.as_ref().and_then(MetricsSet::output_rows).map_or(parts.input_rows, |rows| rows as u64);
    let output_bytes = metrics.as_ref().map_or(0, |metrics| named(metrics, "output_bytes"));
    Stage {
        id,
        input_rows: parts.input_rows,
        input_bytes: parts.input_bytes,
        output_rows,
        output_bytes,
        compute_ms: parts.compute_nanos / 1_000_000,
        plan: node,
        stages: parts.stages,
    }
}

fn node(plan: &Arc<dyn ExecutionPlan>, numbers: &mut Numbers, parts: &mut Parts) -> StageNode {
    numbers.nodes += 1;
    let metrics = plan.metrics();
    parts.compute_nanos += metrics.as_ref().and_then(MetricsSet::elapsed_compute).unwrap_or(0) as u64;
    if plan.is::<DataSourceExec>() {
        parts.input_rows += metrics.as_ref().and_then(MetricsSet::output_rows).unwrap_or(0) as u64;
        parts.input_bytes += metrics.as_ref().map_or(0, |metrics| named(metrics, "bytes_scanned"));
    }
    let text = displayable(plan.as_ref()).one_line().to_string();
    let mut found = StageNode {
        name: plan.name().to_owned(),
        identifier: text.trim().chars().take(IDENTIFIER_CHARS_MAX).collect(),
        children: Vec::new(),
        sources: Vec::new(),
    };
    let has_room = numbers.nodes < NODES_MAX && numbers.stages < STAGES_MAX && numbers.depth < DEPTH_MAX;
    numbers.depth += 1;
    for child in plan.children().into_iter().filter(|_| has_room) {
        if changes_hands(plan) {
            let below = stage(child, numbers);
            parts.input_rows += below.output_rows;
            parts.input_bytes += below.output_bytes;
            found.sources.push(below.id);
            parts.stages.push(below);
        } else {
            found.children.push(node(child, numbers, parts));
        }
    }
    numbers.depth -= 1;
    found
}

fn changes_hands(plan: &Arc<dyn ExecutionPlan>) -> bool {
    plan.is::<RepartitionExec>() || plan.is::<CoalescePartitionsExec>() || plan.is::<SortPreservingMergeExec>()
}

fn named(metrics: &MetricsSet, name: &str) -> u64 {
    metrics.sum_by_name(name).map_or(0, |value| value.as_usize() as u64)
}
