//! Steps of a logical plan that the engine's own form does not hold as they are, and deep parts of it, for its
//! messages nest no deeper than a hundred. Each goes into the payload of a step without inputs.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use datafusion::catalog::cte_worktable::CteWorkTable;
use datafusion::catalog::default_table_source::{provider_as_source, source_as_provider};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DFSchema, DFSchemaRef, Result, plan_err};
use datafusion::logical_expr::expr::FieldMetadata;
use datafusion::logical_expr::{
    EmptyRelation, Expr, Extension, FetchType, Limit, LogicalPlan, SkipType, TableScan, TableScanBuilder, Union,
    UserDefinedLogicalNodeCore, Values, lit,
};

use super::bytes::{Reader, Writer};
use super::logical::TrinoLogicalCodec;
use super::pack::{pack, unpack};

/// Levels of a plan that are written as they are. Each is two messages.
const HEIGHT_MAX: usize = 10;

const PLAN: u8 = 0;
const VALUES: u8 = 1;
const EMPTY: u8 = 2;
const WORK_TABLE: u8 = 3;
const SKIP: u8 = 4;
const UNION: u8 = 5;

/// A part of a plan as a step without inputs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Carried {
    pub(super) plan: LogicalPlan,
}

impl Carried {
    pub(super) fn step(plan: LogicalPlan) -> LogicalPlan {
        LogicalPlan::Extension(Extension { node: Arc::new(Self { plan }) })
    }

    pub(super) fn write(&self, codec: &TrinoLogicalCodec, w: &mut Writer) -> Result<()> {
        match &self.plan {
            LogicalPlan::Values(values) => {
                w.byte(VALUES);
                w.bytes(&codec.encode_schema(&values.schema)?);
                w.try_list(&values.values, |w, row| {
                    w.try_list(row, |w, value| {
                        w.bytes(&codec.functions.encode_expr(value)?);
                        Ok(())
                    })
                })
            }
            LogicalPlan::EmptyRelation(empty) => {
                w.byte(EMPTY);
                w.flag(empty.produce_one_row);
                w.bytes(&codec.encode_schema(&empty.schema)?);
                Ok(())
            }
            LogicalPlan::TableScan(scan) if let Some(table) = work_table(scan) => {
                w.byte(WORK_TABLE);
                w.table(&scan.table_name);
                w.text(table.name());
                w.bytes(&codec.encode_schema(&DFSchema::try_from(table.schema())?)?);
                w.option(scan.projection.as_deref(), |w, columns| w.list(columns, |w, column| w.count(*column)));
                Ok(())
            }
            LogicalPlan::Limit(limit) if let Some(skip) = skip_only(limit) => {
                w.byte(SKIP);
                w.count(skip);
                w.bytes(&codec.encode_node(&limit.input)?);
                Ok(())
            }
            LogicalPlan::Union(union) => {
                w.byte(UNION);
                w.bytes(&codec.encode_schema(&union.schema)?);
                w.try_list(&union.inputs, |w, input| {
                    w.bytes(&codec.encode_node(input)?);
                    Ok(())
                })
            }
            plan => {
                w.byte(PLAN);
                w.bytes(&codec.encode_node(plan)?);
                Ok(())
            }
        }
    }

    pub(super) fn read(
        codec: &TrinoLogicalCodec,
        context: &datafusion::execution::TaskContext,
        r: &mut Reader<'_>,
    ) -> Result<Self> {
        let plan = match r.byte()? {
            PLAN => codec.decode_node(r.bytes()?, context)?,
            VALUES => {
                let schema = Arc::new(codec.decode_schema(r.bytes()?)?);
                let values = r.list(|r| r.list(|r| codec.functions.decode_expr(r.bytes()?)))?;
                if values.iter().any(|row| row.len() != schema.fields().len()) {
                    return plan_err!("a plan's bytes hold rows that lack values");
                }
                LogicalPlan::Values(Values { schema, values })
            }
            EMPTY => {
                let produce_one_row = r.flag()?;
                let schema = Arc::new(codec.decode_schema(r.bytes()?)?);
                LogicalPlan::EmptyRelation(EmptyRelation { produce_one_row, schema })
            }
            WORK_TABLE => {
                let (table, name) = (r.table()?, r.text()?);
                let schema = codec.decode_schema(r.bytes()?)?;
                let columns = schema.fields().len();
                let projection = r.option(|r| r.list(Reader::small::<usize>))?;
                if projection.iter().flatten().any(|column| *column >= columns) {
                    return plan_err!("a plan's bytes hold a column that is not there");
                }
                let source = provider_as_source(Arc::new(CteWorkTable::new(name, Arc::clone(schema.inner()))));
                LogicalPlan::TableScan(TableScanBuilder::new(table, source).with_projection(projection).build()?)
            }
            SKIP => {
                let skip: i64 = r.small()?;
                let input = Arc::new(codec.decode_node(r.bytes()?, context)?);
                LogicalPlan::Limit(Limit { skip: Some(Box::new(lit(skip))), fetch: None, input })
            }
            UNION => {
                let schema = Arc::new(codec.decode_schema(r.bytes()?)?);
                let inputs = r.list(|r| codec.decode_node(r.bytes()?, context).map(Arc::new))?;
                let columns = schema.fields().len();
                if inputs.is_empty() || inputs.iter().any(|input| input.schema().fields().len() != columns) {
                    return plan_err!("a plan's bytes hold a union whose inputs lack columns");
                }
                LogicalPlan::Union(Union { inputs, schema })
            }
            other => return plan_err!("a plan's bytes hold no step: {other}"),
        };
        Ok(Self { plan })
    }
}

/// The rows of a recursion's last step.
fn work_table(scan: &TableScan) -> Option<CteWorkTable> {
    let provider = source_as_provider(&scan.source).ok()?;
    provider.downcast_ref::<CteWorkTable>().map(|table| CteWorkTable::new(table.name(), table.schema()))
}

/// The rows that are left out, where none are too many: the engine writes that as the largest number, and its sort
/// makes room for as many.
fn skip_only(limit: &Limit) -> Option<usize> {
    match (limit.get_skip_type(), limit.get_fetch_type()) {
        (Ok(SkipType::Literal(skip)), Ok(FetchType::Literal(None))) => Some(skip),
        _ => None,
    }
}

impl PartialOrd for Carried {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.plan.partial_cmp(&other.plan)
    }
}

impl UserDefinedLogicalNodeCore for Carried {
    fn name(&self) -> &str {
        "Carried"
    }

    fn inputs(&self) -> Vec<&LogicalPlan> {
        Vec::new()
    }

    fn schema(&self) -> &DFSchemaRef {
        self.plan.schema()
    }

    fn expressions(&self) -> Vec<Expr> {
        Vec::new()
    }

    fn fmt_for_explain(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Carried")
    }

    fn with_exprs_and_inputs(&self, _: Vec<Expr>, _: Vec<LogicalPlan>) -> Result<Self> {
        Ok(self.clone())
    }
}

/// The plan with everything in payloads that must be.
///
/// # Errors
/// What cannot be written.
pub(super) fn prepare(plan: LogicalPlan) -> Result<LogicalPlan> {
    prepared(plan).map(|(plan, _)| plan)
}

fn prepared(plan: LogicalPlan) -> Result<(LogicalPlan, usize)> {
    stacker::maybe_grow(256 * 1024, 4 * 1024 * 1024, || {
        let mut height = 0;
        let plan = plan.map_children(|child| {
            let (mut child, mut high) = prepared(child)?;
            if high >= HEIGHT_MAX {
                (child, high) = (Carried::step(child), 1);
            }
            height = height.max(high);
            Ok(Transformed::yes(child))
        })?;
        let plan = expressions(plan.data)?;
        let carried = match &plan {
            LogicalPlan::Values(_) | LogicalPlan::Union(_) => true,
            LogicalPlan::EmptyRelation(empty) => !empty.schema.fields().is_empty(),
            LogicalPlan::TableScan(scan) => work_table(scan).is_some(),
            LogicalPlan::Limit(limit) => skip_only(limit).is_some(),
            _ => false,
        };
        if carried { Ok((Carried::step(plan), 1)) } else { Ok((plan, height + 1)) }
    })
}

/// Its expressions, with deep ones in packets.
fn expressions(plan: LogicalPlan) -> Result<LogicalPlan> {
    let mut read = DFSchema::empty();
    for input in plan.inputs() {
        read.merge(input.schema());
    }
    if let LogicalPlan::TableScan(scan) = &plan {
        let source = DFSchema::try_from_qualified_schema(scan.table_name.clone(), &scan.source.schema())?;
        read.merge(&source);
    }
    let plan = plan.map_expressions(|expr| {
        check(&expr)?;
        Ok(Transformed::yes(pack(within(expr)?, &read)?))
    })?;
    Ok(plan.data)
}

/// The plans of subqueries.
fn within(expr: Expr) -> Result<Expr> {
    let expr = expr.transform_up(|expr| match expr {
        Expr::ScalarSubquery(mut subquery) => {
            subquery.subquery = Arc::new(prepare(Arc::unwrap_or_clone(subquery.subquery))?);
            Ok(Transformed::yes(Expr::ScalarSubquery(subquery)))
        }
        other => Ok(Transformed::no(other)),
    })?;
    Ok(expr.data)
}

/// Refuses what the engine leaves behind without a word.
fn check(expr: &Expr) -> Result<()> {
    let holds = |metadata: &Option<FieldMetadata>| metadata.as_ref().is_some_and(|m| !m.is_empty());
    let left = expr.exists(|e| {
        Ok(match e {
            Expr::Literal(_, metadata) => holds(metadata),
            Expr::Alias(alias) => holds(&alias.metadata),
            _ => false,
        })
    })?;
    if left { plan_err!("the metadata of a field cannot be written: {expr}") } else { Ok(()) }
}

/// The plan with everything out of its payloads.
///
/// # Errors
/// When an expression cannot take the place of its packet.
pub(super) fn restore(plan: LogicalPlan) -> Result<LogicalPlan> {
    let plan = plan.transform_up_with_subqueries(|plan| {
        if let LogicalPlan::Extension(extension) = &plan
            && let Some(carried) = extension.node.as_any().downcast_ref::<Carried>()
        {
            return Ok(Transformed::yes(carried.plan.clone()));
        }
        plan.map_expressions(unpack)
    })?;
    Ok(plan.data)
}
