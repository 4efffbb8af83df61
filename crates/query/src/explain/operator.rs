//! What is said of one operator of the engine's physical plan.

use boathouse_formats::read::file_scan;
use datafusion::catalog::memory::DataSourceExec;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::aggregates::{AggregateExec, AggregateMode};
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::joins::{CrossJoinExec, HashJoinExec, JoinOnRef, NestedLoopJoinExec, SortMergeJoinExec};
use datafusion::physical_plan::limit::{GlobalLimitExec, LocalLimitExec};
use datafusion::physical_plan::placeholder_row::PlaceholderRowExec;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::physical_plan::union::UnionExec;
use datafusion::physical_plan::{ExecutionPlan, displayable};

use super::logical::listed;
use super::node::Node;
use super::scans::Table;

/// An expression with the names of its columns alone.
pub(super) fn text(expr: &dyn PhysicalExpr) -> String {
    datafusion::physical_expr_common::physical_expr::fmt_sql(expr).to_string()
}

/// The operator without what is below it.
pub(super) fn described(plan: &dyn ExecutionPlan, tables: &[Table]) -> Node {
    if let Some(it) = plan.downcast_ref::<ProjectionExec>() {
        return project(it);
    }
    if let Some(it) = plan.downcast_ref::<FilterExec>() {
        return Node::new("Filter").with("filterPredicate", text(it.predicate().as_ref()));
    }
    if let Some(it) = plan.downcast_ref::<AggregateExec>() {
        return aggregate(it);
    }
    if let Some(it) = plan.downcast_ref::<SortExec>() {
        let order = format!("[{}]", it.expr());
        return match it.fetch() {
            Some(count) => Node::new("TopN").with("count", count.to_string()).with("orderBy", order),
            None => Node::new("Sort").with("orderBy", order),
        };
    }
    if let Some(it) = plan.downcast_ref::<GlobalLimitExec>() {
        let node = it.fetch().into_iter().fold(Node::new("Limit"), |node, count| node.with("count", count.to_string()));
        return if it.skip() > 0 { node.with("offset", it.skip().to_string()) } else { node };
    }
    if let Some(it) = plan.downcast_ref::<LocalLimitExec>() {
        return Node::new("LimitPartial").with("count", it.fetch().to_string());
    }
    if let Some(it) = plan.downcast_ref::<DataSourceExec>() {
        return source(it, tables);
    }
    if plan.is::<PlaceholderRowExec>() || plan.is::<EmptyExec>() {
        return Node::new("Values");
    }
    if plan.is::<UnionExec>() {
        return Node::new("Union");
    }
    join(plan).unwrap_or_else(|| {
        let name = plan.name();
        let line = displayable(plan).one_line().to_string();
        Node::new(name.strip_suffix("Exec").unwrap_or(name)).with("plan", line.trim())
    })
}

fn project(it: &ProjectionExec) -> Node {
    let mut node = Node::new("Project");
    for projected in it.expr() {
        let value = text(projected.expr.as_ref());
        if value != projected.alias {
            node.detail(format!("{} := {value}", projected.alias));
        }
    }
    node
}

/// What a row of a projection over one row without columns holds.
pub(super) fn row(it: &ProjectionExec) -> String {
    format!("({})", listed(it.expr().iter().map(|projected| text(projected.expr.as_ref()))))
}

fn aggregate(it: &AggregateExec) -> Node {
    let kind = match it.mode() {
        AggregateMode::Partial => Some("PARTIAL"),
        AggregateMode::Final | AggregateMode::FinalPartitioned => Some("FINAL"),
        AggregateMode::Single | AggregateMode::SinglePartitioned => None,
        _ => Some("INTERMEDIATE"),
    };
    let keys = listed(it.group_expr().expr().iter().map(|(key, _)| text(key.as_ref())));
    let node = kind.into_iter().fold(Node::new("Aggregate"), |node, kind| node.with("type", kind));
    let mut node = node.with("keys", format!("[{keys}]"));
    it.aggr_expr().iter().for_each(|call| node.detail(call.name().to_owned()));
    node
}

fn join(plan: &dyn ExecutionPlan) -> Option<Node> {
    let criteria = |on: JoinOnRef<'_>| {
        let equal = on.iter().map(|(left, right)| format!("({} = {})", text(left.as_ref()), text(right.as_ref())));
        equal.collect::<Vec<_>>().join(" AND ")
    };
    let (kind, on, filter) = if let Some(it) = plan.downcast_ref::<HashJoinExec>() {
        (it.join_type(), Some(criteria(it.on())), it.filter())
    } else if let Some(it) = plan.downcast_ref::<NestedLoopJoinExec>() {
        (it.join_type(), None, it.filter())
    } else if plan.is::<CrossJoinExec>() {
        return Some(Node::new("CrossJoin"));
    } else {
        let it = plan.downcast_ref::<SortMergeJoinExec>()?;
        let kind = it.join_type();
        return Some(Node::new(&format!("{kind}Join")).with("criteria", criteria(it.on())));
    };
    let node = on.into_iter().fold(Node::new(&format!("{kind}Join")), |node, on| node.with("criteria", on));
    Some(filter.into_iter().fold(node, |node, filter| node.with("filter", text(filter.expression().as_ref()))))
}

fn source(it: &DataSourceExec, tables: &[Table]) -> Node {
    let Some(config) = file_scan(it) else { return Node::new("Values") };
    let schema = config.file_source().table_schema().table_schema().clone();
    let table = tables.iter().find(|table| table.has(&schema));
    let mut node = Node::new("TableScan");
    node = match table {
        Some(table) => node.with("table", table.qualified()),
        None => node.with("location", config.object_store_url.as_str()),
    };
    let files: usize = config.file_groups.iter().map(|group| group.len()).sum();
    node = node.with("files", files.to_string());
    let fields = it.schema();
    let columns = fields.fields().iter().filter_map(|field| table?.column(field.name()));
    columns.collect::<Vec<_>>().into_iter().for_each(|text| node.detail(text));
    node
}
