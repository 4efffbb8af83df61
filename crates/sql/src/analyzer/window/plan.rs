//! Planning the window functions of a SELECT.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use boathouse_types::Result;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::expr::{Sort as SortKey, WindowFunction};
use datafusion::logical_expr::{Expr, LogicalPlan, Window};

use crate::analyzer::Analyzer;
use crate::analyzer::error::engine;
use crate::analyzer::pattern::PatternCall;
use crate::analyzer::plan::{column, columns_of};

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
    /// The columns that expressions read, also by their subqueries.
    fn read_later(&mut self, exprs: &[Expr]) -> BTreeSet<String> {
        let mut read: BTreeSet<String> = exprs.iter().flat_map(columns_of).collect();
        read.extend(self.operands(exprs).iter().flat_map(columns_of));
        read.extend(self.level().pending.iter().flat_map(|pending| pending.locals.keys().cloned()));
        read.extend(self.recursion.clone());
        read
    }

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
        let (patterns, calls): (Vec<_>, Vec<_>) = calls.into_iter().partition(|c| PatternCall::of(c).is_some());
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
        if patterns.is_empty() {
            return Ok((plan, replaced));
        }
        let mut named = Vec::with_capacity(patterns.len());
        for call in patterns {
            let name = self.fresh(call.fun.name());
            replaced.0.insert(Expr::WindowFunction(call.clone()), column(&name));
            named.push((call, name));
        }
        let mut keep = self.read_later(exprs);
        keep.extend(replaced.0.values().flat_map(columns_of));
        let plan = self.pattern_windows(plan, &named, &keep)?;
        Ok((plan, replaced))
    }
}
