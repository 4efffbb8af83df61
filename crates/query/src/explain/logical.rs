//! The engine's logical plan, after its optimizer, as operators of Trino's names.

use std::fmt::Display;

use boathouse_types::Type;
use datafusion::logical_expr::{Distinct, LogicalPlan};

use super::node::Node;
use super::scans::Table;

/// An operator with all below it.
pub(super) fn node(plan: &LogicalPlan) -> Node {
    if let LogicalPlan::SubqueryAlias(alias) = plan {
        return node(&alias.input);
    }
    let mut described = described(plan);
    let fields = plan.schema().fields().iter();
    described.layout = fields.map(|field| (field.name().clone(), type_name(field))).collect();
    if let [LogicalPlan::EmptyRelation(empty)] = plan.inputs()[..]
        && let LogicalPlan::Projection(projection) = plan
        && empty.produce_one_row
    {
        // Expressions over one row without columns are a row.
        let row = listed(projection.expr.iter().map(|expr| expr.clone().unalias()));
        let mut values = Node { layout: described.layout, ..Node::new("Values") };
        values.detail(format!("({row})"));
        values.estimate.rows = Some(1);
        return values;
    }
    described.children = plan.inputs().into_iter().map(node).collect();
    described
}

/// Trino's name of a field's type, or the engine's where Trino has none.
pub(super) fn type_name(field: &datafusion::arrow::datatypes::Field) -> String {
    Type::from_field(field).map_or_else(|| field.data_type().to_string(), |data_type| data_type.to_string())
}

pub(super) fn listed(items: impl Iterator<Item = impl Display>) -> String {
    items.map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}

fn described(plan: &LogicalPlan) -> Node {
    match plan {
        LogicalPlan::Projection(it) => {
            let mut node = Node::new("Project");
            for expr in &it.expr {
                let (name, value) = (expr.schema_name().to_string(), expr.clone().unalias().to_string());
                if name != value {
                    node.detail(format!("{name} := {value}"));
                }
            }
            node
        }
        LogicalPlan::Filter(it) => Node::new("Filter").with("filterPredicate", it.predicate.to_string()),
        LogicalPlan::Aggregate(it) => {
            let mut node = Node::new("Aggregate").with("keys", format!("[{}]", listed(it.group_expr.iter())));
            it.aggr_expr.iter().for_each(|expr| node.detail(expr.to_string()));
            node
        }
        LogicalPlan::Window(it) => {
            let mut node = Node::new("Window");
            it.window_expr.iter().for_each(|expr| node.detail(expr.to_string()));
            node
        }
        LogicalPlan::Sort(it) => {
            let order = format!("[{}]", listed(it.expr.iter()));
            match it.fetch {
                Some(count) => Node::new("TopN").with("count", count.to_string()).with("orderBy", order),
                None => Node::new("Sort").with("orderBy", order),
            }
        }
        LogicalPlan::Limit(it) => {
            let said = [("count", it.fetch.as_ref()), ("offset", it.skip.as_ref())];
            let said = said.into_iter().filter_map(|(key, expr)| Some((key, expr?.to_string())));
            said.fold(Node::new("Limit"), |node, (key, value)| node.with(key, value))
        }
        LogicalPlan::Join(it) => {
            let criteria = it.on.iter().map(|(left, right)| format!("({left} = {right})")).collect::<Vec<_>>();
            let node = Node::new(&format!("{}Join", it.join_type)).with("criteria", criteria.join(" AND "));
            it.filter.iter().fold(node, |node, filter| node.with("filter", filter.to_string()))
        }
        LogicalPlan::TableScan(scan) => scanned(scan),
        LogicalPlan::Union(_) => Node::new("Union"),
        LogicalPlan::Unnest(_) => Node::new("Unnest"),
        LogicalPlan::Distinct(Distinct::All(_) | Distinct::On(_)) => Node::new("Distinct"),
        LogicalPlan::RecursiveQuery(_) => Node::new("RecursiveUnion"),
        LogicalPlan::Extension(it) => Node::new(it.node.name()),
        LogicalPlan::EmptyRelation(it) => {
            let mut node = Node::new("Values");
            node.estimate.rows = Some(usize::from(it.produce_one_row));
            node
        }
        LogicalPlan::Values(it) => {
            let mut node = Node::new("Values");
            it.values.iter().for_each(|row| node.detail(format!("({})", listed(row.iter()))));
            node.estimate.rows = Some(it.values.len());
            node
        }
        other => Node::new("Step").with("plan", other.display().to_string()),
    }
}

fn scanned(scan: &datafusion::logical_expr::TableScan) -> Node {
    let table = Table::of(scan);
    let mut node = Node::new("TableScan").with("table", table.qualified());
    if !scan.filters.is_empty() {
        node = node.with("filters", scan.filters.iter().map(ToString::to_string).collect::<Vec<_>>().join(" AND "));
    }
    if let Some(count) = scan.fetch {
        node = node.with("limit", count.to_string());
    }
    let columns = scan.projected_schema.fields().iter().filter_map(|field| table.column(field.name()));
    columns.for_each(|text| node.detail(text));
    node
}
