//! Expressions: from the tree to typed expressions of the engine.

mod arithmetic;
pub(crate) mod call;
mod coerce;
mod compare;
mod conditional;
pub(crate) mod constant;
mod float;
mod interval;
mod json;
mod lambda;
pub(crate) mod literal;
pub(crate) mod logic;
mod name;
mod narrow;
mod nested;
mod temporal;
mod text;
mod type_expr;
mod unknown;

use boathouse_types::{ErrorCode, Result, Type};
use datafusion::logical_expr::{Expr, Operator};

use super::error::semantic;
use super::{Analyzer, Scope, Typed};
use crate::Position;
use crate::ast::{self, ExprKind};

/// Stack that must be left before another level of an expression is entered.
const STACK_LEFT: usize = 256 * 1024;
/// Stack that is added when it is not.
const STACK_MORE: usize = 2 * 1024 * 1024;

impl Analyzer<'_> {
    /// Types an expression.
    pub(crate) fn expression(&mut self, expr: &ast::Expr, scope: &Scope<'_>) -> Result<Typed> {
        let typed = stacker::maybe_grow(STACK_LEFT, STACK_MORE, || self.by_kind(expr, scope))?;
        if names_operands_twice(&expr.kind) {
            constant::check_size(expr.at, &typed.expr)?;
        }
        Ok(typed)
    }

    fn by_kind(&mut self, expr: &ast::Expr, scope: &Scope<'_>) -> Result<Typed> {
        let at = expr.at;
        match &expr.kind {
            ExprKind::Literal(literal) => self.literal(at, literal),
            ExprKind::Parameter(index) => self.parameter(at, *index, scope),
            ExprKind::Identifier(_) | ExprKind::Dereference { .. } => self.name(expr, scope),
            ExprKind::Subscript { base, index } => self.subscript(at, base, index, scope),
            ExprKind::Row(values) => self.row(values, scope),
            ExprKind::Array(items) => self.array(items, scope),
            ExprKind::Sign { negative, value } => self.sign(at, *negative, value, scope),
            ExprKind::Arithmetic { op, left, right } => self.arithmetic(at, *op, (left, right), scope),
            ExprKind::Concat(left, right) => self.concat(at, (left, right), scope),
            ExprKind::AtTimeZone { value, zone } => self.at_time_zone(at, value, Some(zone), scope),
            ExprKind::AtLocal(value) => self.at_time_zone(at, value, None, scope),
            ExprKind::Not(value) => self.not(value, scope),
            ExprKind::And(terms) => self.logical(Operator::And, terms, scope),
            ExprKind::Or(terms) => self.logical(Operator::Or, terms, scope),
            ExprKind::Comparison { op, left, right } => self.comparison(at, *op, (left, right), scope),
            ExprKind::Between { negated, value, low, high } => self.between(at, *negated, (value, low, high), scope),
            ExprKind::InList { negated, value, list } => self.in_list(*negated, value, list, scope),
            ExprKind::Like { negated, value, pattern, escape } => {
                self.like(*negated, (value, pattern), escape.as_deref(), scope)
            }
            ExprKind::IsNull { negated, value } => self.is_null(*negated, value, scope),
            ExprKind::IsDistinctFrom { negated, left, right } => {
                self.is_distinct_from(at, *negated, (left, right), scope)
            }
            ExprKind::SimpleCase { operand, branches, otherwise } => {
                self.simple_case(operand, branches, otherwise.as_deref(), scope)
            }
            ExprKind::SearchedCase { branches, otherwise } => self.searched_case(branches, otherwise.as_deref(), scope),
            ExprKind::Cast { safe, value, data_type } => self.cast_expression(at, (*safe, data_type), value, scope),
            ExprKind::Extract { field, value } => self.extract(at, field, value, scope),
            ExprKind::Trim { side, characters, value } => self.trim(at, *side, characters.as_deref(), value, scope),
            ExprKind::Normalize { value, form } => self.normalize(at, value, form, scope),
            ExprKind::Current(what, precision) => self.current(at, *what, precision.as_deref()),
            ExprKind::Function(call) => self.function_call(at, call, scope),
            ExprKind::Lambda { .. } => {
                let text = "Lambda expression should always be used inside a function";
                Err(semantic(at, ErrorCode::TypeMismatch, text))
            }
            _ => self.subquery_or_json(expr, scope),
        }
    }

    fn subquery_or_json(&mut self, expr: &ast::Expr, scope: &Scope<'_>) -> Result<Typed> {
        let at = expr.at;
        let typed = match &expr.kind {
            ExprKind::JsonExists(call) => return self.json_exists(at, call, scope),
            ExprKind::JsonValue(call) => return self.json_value(at, call, scope),
            ExprKind::JsonQuery(call) => return self.json_query(at, call, scope),
            ExprKind::JsonObject(call) => return self.json_object(at, call, scope),
            ExprKind::JsonArray(call) => return self.json_array(at, call, scope),
            ExprKind::Grouping(columns) => self.grouping(at, columns, scope)?,
            ExprKind::WindowMeasure(measure) => self.measure_over_window(at, measure, scope)?,
            _ if scope.in_lambda => {
                let text = "Lambda expression cannot contain subqueries";
                return Err(semantic(at, ErrorCode::NotSupported, text));
            }
            ExprKind::InSubquery { negated, value, query } => {
                let first = self.names;
                let found = self.in_subquery(at, value, query, scope)?;
                self.identify(first, expr);
                let found = self.leaf(found);
                return Ok(if *negated { Typed { expr: logic::negate(found.expr), ..found } } else { found });
            }
            ExprKind::Exists(query) => {
                let first = self.names;
                let found = self.exists(at, query, scope)?;
                self.identify(first, expr);
                found
            }
            ExprKind::Subquery(query) => {
                let first = self.names;
                let found = self.scalar_subquery(at, query, scope)?;
                self.identify(first, expr);
                found
            }
            ExprKind::Quantified { op, quantifier, value, query } => {
                let first = self.names;
                let found = self.quantified(at, *op, *quantifier, value, query, scope)?;
                self.identify(first, expr);
                found
            }
            _ => return Err(semantic(at, ErrorCode::NotSupported, "this expression")),
        };
        Ok(self.leaf(typed))
    }

    fn is_null(&mut self, negated: bool, value: &ast::Expr, scope: &Scope<'_>) -> Result<Typed> {
        let value = Box::new(self.expression(value, scope)?.expr);
        let expr = if negated { Expr::IsNotNull(value) } else { Expr::IsNull(value) };
        Ok(Typed { expr, data_type: Type::Boolean })
    }

    /// The value of `?`.
    fn parameter(&mut self, at: Position, index: usize, scope: &Scope<'_>) -> Result<Typed> {
        let given = self.options.parameters.len();
        if given == 0 {
            return Err(semantic(at, ErrorCode::InvalidParameterUsage, "Query takes no parameters"));
        }
        let Some(value) = self.options.parameters.get(index).cloned() else {
            let text = format!("Invalid parameter index {index}, max value is {}", given - 1);
            return Err(semantic(at, ErrorCode::InvalidParameterUsage, text));
        };
        self.expression(&value, scope)
    }
}

/// Syntax whose expression may hold an operand more than once.
fn names_operands_twice(kind: &ExprKind) -> bool {
    match kind {
        ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Comparison { .. }
        | ExprKind::Between { .. }
        | ExprKind::InList { .. }
        | ExprKind::SimpleCase { .. } => true,
        ExprKind::Function(call) => matches!(call::function_name(call).as_str(), "coalesce" | "nullif"),
        _ => false,
    }
}

#[cfg(test)]
mod row_tests;
#[cfg(test)]
mod tests;
