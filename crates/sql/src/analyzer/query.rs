//! Queries: WITH, body, ORDER BY, OFFSET and LIMIT.

use boathouse_types::{ErrorCode, Result, TrinoError, Type};
use datafusion::functions_window::rank::rank_udwf;
use datafusion::logical_expr::expr::{Sort as SortKey, WindowFunction};
use datafusion::logical_expr::{Expr, LogicalPlan, Window, WindowFunctionDefinition, lit};

use super::error::{engine, semantic};
use super::plan::{column, filter, limit, sort};
use super::udf::key;
use super::{Analyzer, Field, Scope, Typed};
use crate::Position;
use crate::ast::{self, ExprKind, Limit, Literal, OrderItem, Query, QueryBody, QueryBodyKind, RowCount};
use crate::format::format_in_errors;

/// A plan and what its columns are called.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    pub(crate) plan: LogicalPlan,
    pub(crate) fields: Vec<Field>,
}

/// ORDER BY, OFFSET and LIMIT of a query.
pub(crate) struct Tail<'q> {
    pub(crate) order_by: &'q [OrderItem],
    offset: Option<&'q RowCount>,
    limit: Option<&'q Limit>,
}

impl Analyzer<'_> {
    /// Plans a query; `outer` are the names around it.
    pub(crate) fn query(&mut self, query: &Query, outer: Option<&Scope<'_>>) -> Result<Planned> {
        stacker::maybe_grow(256 * 1024, 4 * 1024 * 1024, || {
            let names = self.with.len();
            self.depth += 1;
            let planned = self.query_node(query, outer);
            self.depth -= 1;
            self.with.truncate(names);
            planned
        })
    }

    fn query_node(&mut self, query: &Query, outer: Option<&Scope<'_>>) -> Result<Planned> {
        if let Some(with) = &query.with {
            self.with_queries(with, outer)?;
        }
        let tail = Tail { order_by: &query.order_by, offset: query.offset.as_ref(), limit: query.limit.as_ref() };
        if let QueryBodyKind::Select(select) = &query.body.kind {
            return self.in_level(|analyzer| analyzer.select(query.body.at, select, &tail, outer));
        }
        let planned = self.body(&query.body, outer)?;
        if tail.order_by.is_empty() && tail.offset.is_none() && tail.limit.is_none() {
            return Ok(planned);
        }
        self.in_level(|analyzer| analyzer.ordered(query.at, planned, &tail, outer))
    }

    /// Plans the body of a query without a tail.
    pub(crate) fn body(&mut self, body: &QueryBody, outer: Option<&Scope<'_>>) -> Result<Planned> {
        stacker::maybe_grow(256 * 1024, 4 * 1024 * 1024, || match &body.kind {
            QueryBodyKind::Select(select) => {
                let tail = Tail { order_by: &[], offset: None, limit: None };
                self.in_level(|analyzer| analyzer.select(body.at, select, &tail, outer))
            }
            QueryBodyKind::SetOperation { op, distinct, corresponding, left, right } => {
                self.set_operation(body.at, *op, *distinct, corresponding.as_deref(), (left, right), outer)
            }
            QueryBodyKind::Table(name) => {
                // The whole `TABLE t` is one node.
                let planned = self.table(body.at, name, None)?;
                let fields = planned.fields.into_iter().filter(|f| !f.hidden).collect();
                Ok(Planned { plan: planned.plan, fields })
            }
            QueryBodyKind::Values(rows) => self.values(body.at, rows, outer),
            QueryBodyKind::Subquery(query) => self.query(query, outer),
        })
    }

    /// ORDER BY over a body whose columns are all there is to order by.
    fn ordered(
        &mut self,
        at: Position,
        planned: Planned,
        tail: &Tail<'_>,
        outer: Option<&Scope<'_>>,
    ) -> Result<Planned> {
        let scope = Scope::query(planned.fields, outer);
        let mut keys = Vec::with_capacity(tail.order_by.len());
        for item in tail.order_by {
            self.no_calls("ORDER BY", &item.key)?;
            let typed = match ordinal(&item.key, scope.fields.len(), "ORDER BY")? {
                Some(place) => scope.fields[place].typed(),
                None => self.expression(&item.key, &scope)?,
            };
            check_orderable(at, &typed, &item.key)?;
            keys.push(sort_key(&typed, item));
        }
        let plan = self.attach(planned.plan, keys.iter().map(|k| &k.expr))?;
        let plan = self.sorted(plan, keys, tail)?;
        Ok(Planned { plan, fields: scope.fields })
    }

    /// The plan in order, cut as OFFSET and LIMIT say.
    pub(crate) fn sorted(&mut self, plan: LogicalPlan, keys: Vec<SortKey>, tail: &Tail<'_>) -> Result<LogicalPlan> {
        let skip = match tail.offset {
            Some(count) => self.row_count(count.at, &count.value, "OFFSET", 0)?,
            None => 0,
        };
        let (fetch, with_ties) = match tail.limit {
            None | Some(Limit::All(_)) => (None, false),
            Some(Limit::Rows(count)) => (Some(self.row_count(count.at, &count.value, "LIMIT", 0)?), false),
            Some(Limit::Fetch { at, count, with_ties }) => {
                let count = match count {
                    Some(value) => self.row_count(*at, value, "FETCH FIRST", 1)?,
                    None => 1,
                };
                if *with_ties && keys.is_empty() {
                    let text = "FETCH FIRST WITH TIES clause requires ORDER BY";
                    return Err(semantic(*at, ErrorCode::MissingOrderBy, text));
                }
                (Some(count), *with_ties)
            }
        };
        // Trino keeps the rows that are first in order in memory.
        if !keys.is_empty() && fetch.is_some_and(|count| count > i64::from(i32::MAX)) {
            return Err(TrinoError::not_supported("ORDER BY LIMIT > 2147483647 is not supported"));
        }
        // The order of a subquery's rows means nothing unless it cuts them.
        let needed = self.depth <= 1 || skip > 0 || fetch.is_some();
        if !with_ties {
            let plan = if needed { sort(plan, keys) } else { plan };
            return Ok(limit(plan, skip, fetch));
        }
        let plan = limit(sort(plan, keys.clone()), skip, None);
        let rank = self.fresh("rank");
        let mut call = WindowFunction::new(WindowFunctionDefinition::WindowUDF(rank_udwf()), Vec::new());
        call.params.order_by.clone_from(&keys);
        let window = Window::try_new(vec![Expr::from(call).alias(&rank)], plan.into()).map_err(engine)?;
        let count = u64::try_from(fetch.unwrap_or(0)).unwrap_or(u64::MAX);
        let plan = filter(LogicalPlan::Window(window), column(&rank).lt_eq(lit(count)))?;
        Ok(sort(plan, keys))
    }

    /// A number of rows.
    fn row_count(&mut self, at: Position, value: &ast::Expr, clause: &str, least: i64) -> Result<i64> {
        let value = match &value.kind {
            ExprKind::Parameter(place) => self.options.parameters.get(*place).cloned().ok_or_else(|| {
                semantic(value.at, ErrorCode::InvalidParameterUsage, "Incorrect number of parameters")
            })?,
            _ => value.clone(),
        };
        let negative = matches!(&value.kind, ExprKind::Sign { negative: true, .. });
        let digits = match &value.kind {
            ExprKind::Sign { value, .. } => &value.kind,
            kind => kind,
        };
        let ExprKind::Literal(Literal::Integer(digits)) = digits else {
            let text = format!("{clause} row count must be an integer literal or parameter");
            return Err(semantic(value.at, ErrorCode::TypeMismatch, text));
        };
        let count: i64 = digits
            .replace('_', "")
            .parse()
            .map_err(|_| semantic(value.at, ErrorCode::TypeMismatch, format!("Invalid row count: {digits}")))?;
        let count = if negative { -count } else { count };
        if count < least {
            let wanted = if least > 0 { "must be positive" } else { "must be greater or equal to 0" };
            let text = format!("{clause} row count {wanted} (actual value: {count})");
            return Err(semantic(at, ErrorCode::NumericValueOutOfRange, text));
        }
        Ok(count)
    }
}

/// The place an integer literal of ORDER BY or GROUP BY names, from 0.
pub(crate) fn ordinal(key: &ast::Expr, columns: usize, clause: &str) -> Result<Option<usize>> {
    let ExprKind::Literal(Literal::Integer(digits)) = &key.kind else { return Ok(None) };
    let place: Option<usize> = digits.parse().ok().filter(|n| *n >= 1 && *n <= columns);
    match place {
        Some(place) => Ok(Some(place - 1)),
        None => {
            let text = format!("{clause} position {digits} is not in select list");
            Err(semantic(key.at, ErrorCode::InvalidColumnReference, text))
        }
    }
}

pub(crate) fn check_orderable(at: Position, typed: &Typed, written: &ast::Expr) -> Result<(), TrinoError> {
    if typed.data_type.is_orderable() || typed.data_type == Type::Unknown {
        return Ok(());
    }
    let shown = match (&written.kind, &typed.expr) {
        (ExprKind::Literal(Literal::Integer(digits)), _) => {
            format!(":input({})", digits.parse::<usize>().unwrap_or(1).saturating_sub(1))
        }
        _ => format_in_errors(written),
    };
    let text = format!("Type {} is not orderable, and therefore cannot be used in ORDER BY: {shown}", typed.data_type);
    Err(semantic(at, ErrorCode::TypeMismatch, text))
}

/// The engine's sort key: NULLs last both ways unless the query says otherwise.
pub(crate) fn sort_key(typed: &Typed, item: &OrderItem) -> SortKey {
    SortKey { expr: key(typed), asc: !item.descending, nulls_first: item.nulls_first.unwrap_or(false) }
}
