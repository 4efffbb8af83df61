//! The engine's physical plan in fragments: one ends where rows change hands between the plan's partitions.

use std::sync::Arc;

use boathouse_sql::analyzer::Analyzed;
use datafusion::common::stats::Precision;
use datafusion::physical_plan::coalesce_partitions::CoalescePartitionsExec;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::placeholder_row::PlaceholderRowExec;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::sorts::sort_preserving_merge::SortPreservingMergeExec;
use datafusion::physical_plan::{
    ExecutionPlan, ExecutionPlanProperties, Partitioning, StatisticsArgs, StatisticsContext,
};

use super::figures;
use super::logical::{listed, type_name};
use super::node::{Estimate, Figures, Fragment, Node};
use super::operator::{described, row, text};
use super::scans::Table;
use super::target::Output;

/// What the operators of a plan that has run are asked for.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    /// Whether everything is told that they count.
    pub(super) verbose: bool,
    /// The figures of the writing of the rows, where they were written.
    pub(super) written: Option<Figures>,
}

/// The fragments; the one that gives the rows is the first.
pub(super) fn fragments(
    plan: &Arc<dyn ExecutionPlan>,
    tables: &[Table],
    query: &Analyzed,
    output: &Output,
    measured: Option<Measured>,
) -> Vec<Fragment> {
    let written = measured.as_ref().and_then(|measured| measured.written.clone());
    let verbose = measured.map(|measured| measured.verbose);
    let mut reader = Reader { tables, verbose, statistics: StatisticsContext::new(), found: Vec::new(), next: 1 };
    let root = output.around(query, reader.node(plan), written);
    let first = Fragment { id: 0, partitioning: shared(plan), output: "SINGLE []".to_owned(), root };
    let mut found = reader.found;
    found.push(first);
    found.sort_by_key(|fragment| fragment.id);
    found
}

struct Reader<'a> {
    tables: &'a [Table],
    verbose: Option<bool>,
    statistics: StatisticsContext,
    found: Vec<Fragment>,
    next: usize,
}

impl Reader<'_> {
    fn node(&mut self, plan: &Arc<dyn ExecutionPlan>) -> Node {
        if let [only] = plan.children()[..]
            && (plan.is::<CooperativeExec>() || matches!(plan.name(), "Restart" | "Slices"))
        {
            // It hands on what it is given.
            return self.node(only);
        }
        let mut node = match exchange(plan) {
            Some((name, output)) => self.fragment(plan, name, output),
            None => described(plan.as_ref(), self.tables),
        };
        let below = plan.children();
        if let (Some(projection), [only]) = (plan.downcast_ref::<ProjectionExec>(), &below[..])
            && only.is::<PlaceholderRowExec>()
        {
            // Expressions over one row without columns are a row.
            node = Node::new("Values");
            node.detail(row(projection));
        } else if exchange(plan).is_none() {
            node.children = below.into_iter().map(|child| self.node(child)).collect();
        }
        node.layout = plan.schema().fields().iter().map(|field| (field.name().clone(), type_name(field))).collect();
        node.estimate = self.estimate(plan);
        if let Some(verbose) = self.verbose {
            let taken = figures::of(plan.as_ref());
            node.figures = Some(if verbose { taken } else { Figures { all: Vec::new(), ..taken } });
        }
        node
    }

    /// Puts what is below into a fragment of its own; what is left here reads from it.
    fn fragment(&mut self, plan: &Arc<dyn ExecutionPlan>, name: &str, output: String) -> Node {
        let id = self.next;
        self.next += 1;
        for child in plan.children() {
            let root = self.node(child);
            self.found.push(Fragment { id, partitioning: shared(child), output: output.clone(), root });
        }
        let node = Node::new(name).with("sourceFragmentIds", format!("[{id}]"));
        match plan.downcast_ref::<SortPreservingMergeExec>() {
            Some(merge) => node.with("orderBy", format!("[{}]", merge.expr())),
            None => node,
        }
    }

    fn estimate(&self, plan: &Arc<dyn ExecutionPlan>) -> Estimate {
        let Ok(known) = self.statistics.compute(plan.as_ref(), &StatisticsArgs::new()) else {
            return Estimate::default();
        };
        let value = |precision: &Precision<usize>| precision.get_value().copied();
        Estimate { rows: value(&known.num_rows), bytes: value(&known.total_byte_size) }
    }
}

/// The name of what reads rows that change hands, and how they do.
fn exchange(plan: &Arc<dyn ExecutionPlan>) -> Option<(&'static str, String)> {
    if let Some(it) = plan.downcast_ref::<RepartitionExec>() {
        let output = match it.partitioning() {
            Partitioning::Hash(keys, _) => format!("HASH [{}]", listed(keys.iter().map(|key| text(key.as_ref())))),
            Partitioning::RoundRobinBatch(_) => "ROUND_ROBIN []".to_owned(),
            other => format!("{other} []"),
        };
        return Some(("RemoteSource", output));
    }
    if plan.is::<SortPreservingMergeExec>() {
        return Some(("RemoteMerge", "SINGLE []".to_owned()));
    }
    plan.is::<CoalescePartitionsExec>().then(|| ("RemoteSource", "SINGLE []".to_owned()))
}

fn shared(plan: &Arc<dyn ExecutionPlan>) -> &'static str {
    match plan.output_partitioning() {
        partitioning if partitioning.partition_count() == 1 => "SINGLE",
        Partitioning::Hash(..) => "HASH",
        Partitioning::RoundRobinBatch(_) => "ROUND_ROBIN",
        _ => "SOURCE",
    }
}
