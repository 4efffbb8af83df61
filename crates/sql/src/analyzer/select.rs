//! SELECT.

use boathouse_types::{ErrorCode, Result, Type};
use datafusion::logical_expr::expr::Sort as SortKey;
use datafusion::logical_expr::{Expr, LogicalPlan};

use super::aggregation::Aggregated;
use super::decorrelate::replace_columns;
use super::error::semantic;
use super::items::Item;
use super::plan::{column, project};
use super::query::{Planned, Tail, check_orderable, ordinal, sort_key};
use super::walk::Calls;
use super::{Analyzer, Field, Scope, Typed};
use crate::Position;
use crate::ast::{self, ExprKind, OrderItem, Select};
use crate::format::format_in_errors;

/// A sort key of ORDER BY.
struct Order<'q> {
    item: &'q OrderItem,
    /// Over the input's columns.
    typed: Typed,
}

/// The expressions of a SELECT behind its FROM and WHERE, all over the same input.
struct Parts<'q> {
    items: Vec<Item<'q>>,
    having: Option<(&'q ast::Expr, Expr)>,
    orders: Vec<Order<'q>>,
}

impl Analyzer<'_> {
    /// Plans a SELECT with the tail of its query. Runs in a level of its own.
    pub(crate) fn select(
        &mut self,
        at: Position,
        select: &Select,
        tail: &Tail<'_>,
        outer: Option<&Scope<'_>>,
    ) -> Result<Planned> {
        let from = self.from(&select.from, outer)?;
        let scope = Scope::query(from.fields, outer);
        self.window_clause(&select.windows, &scope)?;
        let mut plan = from.plan;
        if let Some(condition) = &select.filter {
            self.no_calls("WHERE", condition)?;
            let typed = self.expression(condition, &scope)?;
            let text = "WHERE clause must evaluate to a boolean: actual type";
            let typed = self.boolean(condition.at, typed, text)?;
            plan = self.filtered(plan, typed.expr)?;
        }
        let items = self.items(select, &scope)?;
        let grouping = match &select.group_by {
            Some(group_by) => Some(self.grouping_keys(at, group_by, &items, &scope)?),
            None => None,
        };
        let having = match &select.having {
            Some(having) => Some((having, self.having(having, &scope)?)),
            None => None,
        };
        let orders = self.orders(at, tail.order_by, &items, &scope)?;
        let mut parts = Parts { items, having, orders };
        let operands = self.operands(parts.all());
        let aggregates = operands.iter().chain(parts.all()).any(super::aggregation::has_aggregate);
        if grouping.is_some() || parts.having.is_some() || aggregates {
            let exprs = parts.all().cloned().chain(operands).collect();
            let mut grouping = grouping.unwrap_or_default();
            // All rows of a step of a recursion are equally deep, so their depth groups nothing.
            if let Some(depth) = self.recursion.clone().filter(|depth| super::plan::outputs(&plan).contains(depth)) {
                let key = grouping.key(super::with::depth_field(&depth).typed());
                grouping.sets.iter_mut().for_each(|set| set.push(key));
            }
            let aggregated = self.aggregated(plan, grouping, exprs)?;
            self.rebase(&mut parts, &aggregated)?;
            plan = aggregated.plan;
        }
        if let Some((_, having)) = parts.having.take() {
            plan = self.filtered(plan, having)?;
        }
        plan = self.windowed(plan, &mut parts)?;
        self.output(at, select.distinct, plan, parts, tail)
    }

    fn having(&mut self, having: &ast::Expr, scope: &Scope<'_>) -> Result<Expr> {
        if !Calls::of(self.library, having).windows.is_empty() {
            let text = "HAVING clause cannot contain window functions or row pattern measures";
            let at = Calls::of(self.library, having).windows.first().map_or(having.at, |e| e.at);
            return Err(semantic(at, ErrorCode::NestedWindow, text));
        }
        let typed = self.expression(having, scope)?;
        let text = "HAVING clause must evaluate to a boolean: actual type";
        Ok(self.boolean(having.at, typed, text)?.expr)
    }

    /// The sort keys, select aliases in them replaced by what they stand for.
    fn orders<'q>(
        &mut self,
        at: Position,
        order_by: &'q [OrderItem],
        items: &[Item<'_>],
        scope: &Scope<'_>,
    ) -> Result<Vec<Order<'q>>> {
        if order_by.is_empty() {
            return Ok(Vec::new());
        }
        let outputs: Vec<Field> = items.iter().map(Item::field).collect();
        let aliases: Vec<_> = outputs.iter().filter_map(|f| f.name.as_ref().map(|n| n.to_lowercase())).collect();
        let in_front = Scope::in_front(outputs, scope);
        let mut orders = Vec::with_capacity(order_by.len());
        for item in order_by {
            let typed = match ordinal(&item.key, items.len(), "ORDER BY")? {
                Some(place) => items[place].typed.clone(),
                None => {
                    self.no_aliases_in_aggregates(&item.key, &aliases, &in_front)?;
                    let typed = self.expression(&item.key, &in_front)?;
                    self.subqueries_without_aliases(items, scope)?;
                    let expr = self.without_aliases(typed.expr, items)?;
                    Typed { expr, data_type: typed.data_type }
                }
            };
            check_orderable(at, &typed, &item.key)?;
            orders.push(Order { item, typed });
        }
        Ok(orders)
    }

    fn without_aliases(&mut self, expr: Expr, items: &[Item<'_>]) -> Result<Expr> {
        replace_columns(expr, &|name| items.iter().find(|i| i.column == name).map(|i| i.typed.expr.clone()))
    }

    /// Subqueries of ORDER BY that read select aliases read what those stand for.
    fn subqueries_without_aliases(&mut self, items: &[Item<'_>], scope: &Scope<'_>) -> Result<()> {
        for pending in &mut self.level().pending {
            for item in items {
                let read = pending.locals.contains_key(&item.column);
                if !read || super::aggregation::has_aggregate(&item.typed.expr) {
                    continue;
                }
                pending.locals.remove(&item.column);
                for field in &scope.fields {
                    if super::plan::columns_of(&item.typed.expr).contains(&field.column.name) {
                        pending.locals.insert(field.column.name.clone(), field.data_type.clone());
                    }
                }
                let outside = replace_columns(item.typed.expr.clone(), &|name| {
                    let field = scope.fields.iter().find(|f| f.column.name == name)?;
                    Some(super::scope::reference(field, 1).expr)
                })?;
                pending.plan = super::decorrelate::substitute_in_plan(pending.plan.clone(), &item.column, &outside)?;
            }
        }
        Ok(())
    }

    /// Aggregates of ORDER BY are computed before the select list is.
    fn no_aliases_in_aggregates(&self, key: &ast::Expr, aliases: &[String], scope: &Scope<'_>) -> Result<()> {
        let calls = Calls::of(self.library, key);
        for (calls, grouping) in [(calls.aggregates, false), (calls.groupings, true)] {
            for call in calls {
                let mut wrong = None;
                super::walk::walk(call, &mut |node| {
                    if let ExprKind::Identifier(name) = &node.kind
                        && aliases.contains(&name.folded())
                        && scope.resolve(node.at, std::slice::from_ref(name)).is_ok_and(|f| {
                            f.is_some_and(|f| scope.fields.iter().any(|o| o.typed().expr == f.typed.expr))
                        })
                    {
                        wrong.get_or_insert(node.at);
                    }
                    std::ops::ControlFlow::Continue(())
                });
                let Some(at) = wrong else { continue };
                return Err(match grouping {
                    false => {
                        let text = "Invalid reference to output projection attribute from ORDER BY aggregation";
                        semantic(at, ErrorCode::ColumnNotFound, text)
                    }
                    true => {
                        let text =
                            "Invalid reference to output of SELECT clause from grouping() expression in ORDER BY";
                        semantic(at, ErrorCode::InvalidArguments, text)
                    }
                });
            }
        }
        Ok(())
    }

    /// Every expression over the aggregate's columns instead of its input's.
    fn rebase(&mut self, parts: &mut Parts<'_>, aggregated: &Aggregated) -> Result<()> {
        for item in &mut parts.items {
            let rebased = self.rebased(&item.typed.expr, aggregated)?;
            item.typed.expr = match (&item.written, rebased) {
                (_, Ok(expr)) => expr,
                (Some(written), Err(())) => return Err(not_grouped(written, &item.typed.expr, aggregated)),
                (None, Err(())) => return Err(item.not_grouped()),
            };
        }
        if let Some((written, expr)) = &mut parts.having {
            *expr = self.rebased(expr, aggregated)?.map_err(|()| not_grouped(written, expr, aggregated))?;
        }
        for order in &mut parts.orders {
            let expr = &order.typed.expr;
            let rebased = self.rebased(expr, aggregated)?;
            order.typed.expr = rebased.map_err(|()| not_grouped(&order.item.key, expr, aggregated))?;
        }
        for (written, expr) in std::mem::take(&mut self.level().window_exprs) {
            self.rebased(&expr, aggregated)?.map_err(|()| not_grouped(&written, &expr, aggregated))?;
        }
        Ok(())
    }

    /// An expression over the aggregate's columns, and with it what the subqueries it reads compare their rows with.
    fn rebased(&mut self, expr: &Expr, aggregated: &Aggregated) -> Result<Result<Expr, ()>> {
        // Subqueries of the keys themselves are behind already.
        let expr = aggregated.with_keys(expr)?;
        let mut grouped = true;
        self.change_operands(&expr, |own, inner| {
            let rebased = aggregated.rebased_beside(own, inner)?;
            grouped &= rebased.is_ok();
            Ok(rebased.ok())
        })?;
        if grouped { aggregated.rebased(&expr) } else { Ok(Err(())) }
    }

    /// Window functions computed, read as columns.
    fn windowed(&mut self, mut plan: LogicalPlan, parts: &mut Parts<'_>) -> Result<LogicalPlan> {
        let exprs: Vec<Expr> = parts.all().cloned().collect();
        let (windowed, replaced) = self.window_functions(plan, &exprs)?;
        plan = windowed;
        if replaced.is_empty() {
            return Ok(plan);
        }
        for item in &mut parts.items {
            item.typed.expr = replaced.applied(item.typed.expr.clone())?;
        }
        for order in &mut parts.orders {
            order.typed.expr = replaced.applied(order.typed.expr.clone())?;
        }
        Ok(plan)
    }

    /// The select list, DISTINCT, ORDER BY and LIMIT.
    fn output(
        &mut self,
        at: Position,
        distinct: bool,
        plan: LogicalPlan,
        parts: Parts<'_>,
        tail: &Tail<'_>,
    ) -> Result<Planned> {
        let mut fields: Vec<Field> = parts.items.iter().map(Item::field).collect();
        let depth = self.recursion.clone().filter(|depth| super::plan::outputs(&plan).contains(depth));
        let mut exprs: Vec<Expr> = parts.items.iter().map(|i| i.typed.expr.clone().alias(&i.column)).collect();
        if let Some(depth) = &depth {
            exprs.push(column(depth));
            fields.push(super::with::depth_field(depth));
        }
        let mut keys: Vec<SortKey> = Vec::with_capacity(parts.orders.len());
        for order in &parts.orders {
            let same = |i: &&Item<'_>| i.typed.expr == order.typed.expr && !is_volatile(&i.typed.expr);
            let name = match parts.items.iter().find(same) {
                Some(item) => item.column.clone(),
                None if distinct => {
                    let text = "For SELECT DISTINCT, ORDER BY expressions must appear in select list";
                    return Err(semantic(at, ErrorCode::ExpressionNotInDistinct, text));
                }
                None => {
                    let name = self.fresh("order");
                    exprs.push(order.typed.expr.clone().alias(&name));
                    name
                }
            };
            let held = Typed { expr: column(&name), data_type: order.typed.data_type.clone() };
            keys.push(sort_key(&held, order.item));
        }
        if distinct {
            check_distinct(at, &parts.items)?;
        }
        let plan = self.attach(plan, &exprs)?;
        let extra = exprs.len() > fields.len();
        let mut plan = project(plan, exprs)?;
        if distinct {
            plan = self.distinct(plan, &fields)?;
        }
        plan = self.sorted(plan, keys, tail)?;
        if extra || plan.schema().fields().len() != fields.len() {
            plan = project(plan, fields.iter().map(|f| column(&f.column.name)).collect())?;
        }
        Ok(Planned { plan, fields })
    }
}

impl Parts<'_> {
    fn all(&self) -> impl Iterator<Item = &Expr> {
        let items = self.items.iter().map(|i| &i.typed.expr);
        items.chain(self.having.iter().map(|(_, e)| e)).chain(self.orders.iter().map(|o| &o.typed.expr))
    }
}

fn is_volatile(expr: &Expr) -> bool {
    expr.is_volatile()
}

fn not_grouped(written: &ast::Expr, expr: &Expr, aggregated: &Aggregated) -> boathouse_types::TrinoError {
    if let Some(error) = aggregated.grouping_failure(expr) {
        return error;
    }
    let text = format!("'{}' must be an aggregate expression or appear in GROUP BY clause", format_in_errors(written));
    semantic(written.at, ErrorCode::ExpressionNotAggregate, text)
}

fn check_distinct(at: Position, items: &[Item<'_>]) -> Result<()> {
    let wrong = |i: &&Item<'_>| !i.typed.data_type.is_comparable() && i.typed.data_type != Type::Unknown;
    let Some(item) = items.iter().find(wrong) else { return Ok(()) };
    let shown = item.written.map(|e| format!(": {}", format_in_errors(e))).unwrap_or_default();
    let text = format!("DISTINCT can only be applied to comparable types (actual: {}){shown}", item.typed.data_type);
    Err(semantic(at, ErrorCode::TypeMismatch, text))
}
