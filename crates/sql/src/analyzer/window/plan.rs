//! Planning the window functions of a SELECT.

use std::collections::HashMap;
use std::sync::Arc;

use boathouse_types::Result;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::expr::{Sort as SortKey, WindowFunction};
use datafusion::logical_expr::{Expr, LogicalPlan, Window};

use crate::analyzer::Analyzer;
use crate::analyzer::error::engine;
use crate::analyzer::plan::column;

/// Window functions and the columns that hold their values.
#[derive(Default)]
pub(crate) struct Replaced(HashMap<Expr, Expr>);

impl Replaced {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The expression with its window functions read as columns.
    pub(crate) fn applied(&self, expr: Expr) -> Result<Expr> {
        let changed = expr.transform_down(|node| match self.0.get(&node) {
            Some(found) => Ok(Transformed::new(found.clone(), true, TreeNodeRecursion::Jump)),
            None => Ok(Transformed::no(node)),
        });
        changed.map(|t| t.data).map_err(engine)
    }
}

impl Analyzer<'_> {
    /// The plan with the window functions of the expressions computed.
    pub(crate) fn window_functions(&mut self, plan: LogicalPlan, exprs: &[Expr]) -> Result<(LogicalPlan, Replaced)> {
        let mut calls: Vec<Box<WindowFunction>> = Vec::new();
        for expr in exprs {
            let visited = expr.apply(|node| {
                if let Expr::WindowFunction(call) = node {
                    if !calls.contains(call) {
                        calls.push(call.clone());
                    }
                    return Ok(TreeNodeRecursion::Jump);
                }
                Ok(TreeNodeRecursion::Continue)
            });
            visited.map_err(engine)?;
        }
        if calls.is_empty() {
            return Ok((plan, Replaced::default()));
        }
        let whole: Vec<Expr> = calls.iter().map(|c| Expr::WindowFunction(c.clone())).collect();
        let mut plan = self.attach(plan, &whole)?;
        let mut replaced = Replaced::default();
        // Functions over one partitioning and order share a step.
        let mut groups: Vec<(Vec<Expr>, Vec<SortKey>, Vec<Expr>)> = Vec::new();
        for call in calls {
            let name = self.fresh(call.fun.name());
            let (partition, order) = (call.params.partition_by.clone(), call.params.order_by.clone());
            let expr = Expr::WindowFunction(call);
            replaced.0.insert(expr.clone(), column(&name));
            let expr = expr.alias(name);
            match groups.iter_mut().find(|(p, o, _)| *p == partition && *o == order) {
                Some((_, _, exprs)) => exprs.push(expr),
                None => groups.push((partition, order, vec![expr])),
            }
        }
        for (_, _, exprs) in groups {
            plan = LogicalPlan::Window(Window::try_new(exprs, Arc::new(plan)).map_err(engine)?);
        }
        Ok((plan, replaced))
    }
}
