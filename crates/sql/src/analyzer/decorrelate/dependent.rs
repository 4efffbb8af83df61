//! The distinct values of the outer columns.

use arrow_schema::DataType;
use boathouse_types::{Result, Type};
use datafusion::common::tree_node::TreeNode;
use datafusion::common::{Column, ScalarValue};
use datafusion::functions::core::expr_fn::coalesce;
use datafusion::functions_aggregate::first_last::first_value_udaf;
use datafusion::logical_expr::{Expr, LogicalPlan, lit};

use super::substitute;
use crate::analyzer::error::engine;
use crate::analyzer::level::Locals;
use crate::analyzer::optimizer::is_fallible;
use crate::analyzer::plan::{aggregate, column, extend, project};
use crate::analyzer::udf::{is_flat, key, key_data_type};
use crate::analyzer::{Analyzer, Typed};

/// Pushes the distinct values of outer columns into a subquery's plan.
pub(crate) struct Dependent<'x, 'a> {
    pub(super) analyzer: &'x mut Analyzer<'a>,
    pub(super) locals: &'x Locals,
    /// The outer columns, in order.
    pub(super) columns: Vec<(String, Type)>,
    /// The outer plan.
    outer: &'x LogicalPlan,
    /// Whether the subquery can fail, so that it must see no row that no outer row asks for.
    pub(super) fallible: bool,
    /// Whether NULL may be one of the pushed values.
    has_null: bool,
}

impl<'x, 'a> Dependent<'x, 'a> {
    /// For a subquery of these steps.
    pub(crate) fn new(
        analyzer: &'x mut Analyzer<'a>,
        outer: &'x LogicalPlan,
        locals: &'x Locals,
        subquery: &LogicalPlan,
    ) -> Result<Self> {
        let fallible = subquery.exists(|node| Ok(node.expressions().iter().any(is_fallible))).map_err(engine)?;
        let columns = locals.iter().map(|(n, t)| (n.clone(), t.clone())).collect();
        Ok(Self { analyzer, locals, columns, outer, fallible, has_null: false })
    }

    /// The pairs that join the outer plan to the pushed one.
    pub(crate) fn outer_pairs(&self, keys: &[String]) -> Vec<(Expr, Expr)> {
        let outer: Vec<String> = self.columns.iter().map(|(name, _)| name.clone()).collect();
        self.pairs(&outer, keys)
    }

    /// New names for the outer columns, one each for the value.
    pub(super) fn names(&mut self) -> Vec<String> {
        let labels: Vec<String> = self.columns.iter().map(|(n, _)| label(n).to_owned()).collect();
        labels.iter().map(|label| self.analyzer.fresh(label)).collect()
    }

    /// The distinct values of the outer columns, under new names.
    pub(super) fn domain(&mut self) -> Result<(LogicalPlan, Vec<String>)> {
        self.has_null = true;
        let names = self.names();
        let columns = self.columns.clone();
        let plain = columns.iter().all(|(_, t)| is_plain(t));
        if plain {
            let exprs = columns.iter().zip(&names).map(|((c, _), n)| column(c).alias(n)).collect();
            let projected = project(self.outer.clone(), exprs)?;
            let groups = names.iter().map(|n| column(n)).collect();
            return Ok((aggregate(projected, groups, Vec::new())?, names));
        }
        let mut keyed = Vec::new();
        let mut values = Vec::new();
        for ((c, t), name) in columns.iter().zip(&names) {
            let held = self.analyzer.fresh("key");
            keyed.push(key(&Typed { expr: column(c), data_type: t.clone() }).alias(&held));
            values.push((held, first_value_udaf().call(vec![column(c)]).alias(name)));
        }
        let extended = extend(self.outer.clone(), keyed)?;
        let groups = values.iter().map(|(held, _)| column(held)).collect();
        let grouped = aggregate(extended, groups, values.into_iter().map(|(_, v)| v).collect())?;
        Ok((project(grouped, names.iter().map(|n| column(n)).collect())?, names))
    }

    /// An expression with the outer columns read from key columns.
    pub(crate) fn rewrite(&self, expr: Expr, keys: &[String]) -> Result<Expr> {
        substitute(expr, &|name| {
            let place = self.columns.iter().position(|(c, _)| c == name)?;
            keys.get(place).map(|k| Expr::Column(Column::new_unqualified(k)))
        })
    }

    /// Pairs that are equal where two plans answer for the same outer values.
    ///
    /// Once the distinct outer values were asked for, NULL is one of them. The engine's own null-safe joins are no
    /// help: its optimizer adds other equalities to their keys, which then match on NULL too. So a key is a pair of
    /// whether it is NULL and what it is else.
    pub(super) fn pairs(&self, left: &[String], right: &[String]) -> Vec<(Expr, Expr)> {
        let mut pairs = Vec::new();
        for ((_, t), (left, right)) in self.columns.iter().zip(left.iter().zip(right)) {
            let (left, right) = (join_key(column(left), t), join_key(column(right), t));
            match ScalarValue::new_default(&join_type(t)) {
                Ok(default) if self.has_null => {
                    pairs.push((left.clone().is_null(), right.clone().is_null()));
                    let or = |e: Expr| coalesce(vec![e, lit(default.clone())]);
                    pairs.push((or(left), or(right)));
                }
                _ => pairs.push((left, right)),
            }
        }
        pairs
    }
}

/// Doubles stay as they are here: what differs in bits may be asked for apart.
fn is_plain(data_type: &Type) -> bool {
    is_flat(data_type) || matches!(data_type, Type::Real | Type::Double)
}

fn join_type(data_type: &Type) -> DataType {
    if is_plain(data_type) { data_type.to_arrow() } else { key_data_type(data_type) }
}

fn join_key(expr: Expr, data_type: &Type) -> Expr {
    if is_plain(data_type) {
        return expr;
    }
    key(&Typed { expr, data_type: data_type.clone() })
}

fn label(name: &str) -> &str {
    name.rsplit_once('#').map_or(name, |(label, _)| label)
}
