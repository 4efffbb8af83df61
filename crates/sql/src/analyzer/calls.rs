//! Calls of aggregate functions.

use std::sync::Arc;

use boathouse_functions::{Aggregate, Argument, Bound, Lambda, Resolved};
use boathouse_types::{ErrorCode, Result, TrinoError, Type};
use datafusion::functions_aggregate::count::count_udaf;
use datafusion::logical_expr::expr::AggregateFunction;
use datafusion::logical_expr::{AggregateUDF, Expr, ScalarUDF, cast, lit};

use super::error::{placed, semantic};
use super::expr::call::{Given, call_failure};
use super::expr::logic::lazy_case;
use super::optimizer::is_fallible;
use super::udf::{Collected, GroupingMarker, collected, key};
use super::walk::Calls;
use super::{Analyzer, Scope, Typed};
use crate::Position;
use crate::ast::{self, FunctionCall, ListaggOverflow};
use crate::format::format_in_errors;

/// Aggregates of which a second copy of a value changes nothing.
const DISTINCT_CHANGES_NOTHING: &[&str] = &["min", "max", "bool_and", "bool_or", "every", "any_value", "arbitrary"];

impl Analyzer<'_> {
    /// A call of an aggregate function without OVER, at the place of the call.
    pub(crate) fn aggregate_call(&mut self, at: Position, call: &FunctionCall, scope: &Scope<'_>) -> Result<Typed> {
        self.check_nesting(at, call)?;
        let function = self.aggregate_function(at, call, scope)?;
        let Resolution { udf, returns, mut arguments, types, order_sensitive } = function;
        let filter = self.filter_clause(call, scope)?;
        let name = udf.name().to_owned();
        if call.distinct
            && let Some(wrong) = types.iter().find(|t| !t.is_comparable() && **t != Type::Unknown)
        {
            let text = format!("DISTINCT can only be applied to comparable types (actual: {wrong})");
            return Err(semantic(at, ErrorCode::TypeMismatch, text));
        }
        let mut order = Vec::new();
        for item in &call.order_by {
            let typed = self.expression(&item.key, scope)?;
            if !typed.data_type.is_orderable() && typed.data_type != Type::Unknown {
                let text = format!("ORDER BY can only be applied to orderable types (actual: {})", typed.data_type);
                return Err(semantic(at, ErrorCode::TypeMismatch, text));
            }
            order.push((typed, (item.descending, item.nulls_first.unwrap_or(false))));
        }
        if call.distinct
            && let Some((wrong, _)) = order.iter().find(|(key, _)| !arguments.contains(&key.expr))
        {
            let _ = wrong;
            let text = "For aggregate function with DISTINCT, ORDER BY expressions must appear in arguments";
            return Err(semantic(at, ErrorCode::ExpressionNotInDistinct, text));
        }
        let distinct = call.distinct && !DISTINCT_CHANGES_NOTHING.contains(&name.as_str());
        let order = if order_sensitive || distinct { order } else { Vec::new() };
        let udf = if !distinct && order.is_empty() {
            udf
        } else {
            let directions = order.iter().map(|(_, d)| *d).collect();
            arguments.extend(order.iter().map(|(typed, _)| key(typed)));
            collected(Collected { inner: udf, arguments: types, distinct, order: directions })
        };
        if let Some(filter) = &filter {
            arguments = arguments.into_iter().map(|argument| where_true(filter, argument)).collect();
        }
        let filter = filter.map(Box::new);
        let expr = Expr::AggregateFunction(AggregateFunction::new_udf(udf, arguments, false, filter, Vec::new(), None));
        Ok(Typed { expr, data_type: returns })
    }

    /// FILTER of a call.
    pub(crate) fn filter_clause(&mut self, call: &FunctionCall, scope: &Scope<'_>) -> Result<Option<Expr>> {
        let Some(filter) = &call.filter else { return Ok(None) };
        let typed = self.expression(filter, scope)?;
        match typed.data_type {
            Type::Boolean => Ok(Some(typed.expr)),
            Type::Unknown => Ok(Some(self.coerce(typed, &Type::Boolean)?.expr)),
            other => {
                let text = format!("Filter expression must evaluate to a boolean (actual: {other})");
                Err(semantic(filter.at, ErrorCode::TypeMismatch, text))
            }
        }
    }

    fn check_nesting(&self, at: Position, call: &FunctionCall) -> Result<()> {
        let mut calls = Calls::default();
        let inner = call.arguments.iter().chain(&call.filter).chain(call.order_by.iter().map(|o| &o.key));
        inner.for_each(|e| calls.add(self.library, e));
        let shown = |found: &[&ast::Expr]| found.iter().map(|e| format_in_errors(e)).collect::<Vec<_>>().join(", ");
        if !calls.aggregates.is_empty() {
            let list = shown(&calls.aggregates);
            let text = format!("Cannot nest aggregations inside aggregation '{}': [{list}]", call.name);
            return Err(semantic(at, ErrorCode::NestedAggregation, text));
        }
        if !calls.windows.is_empty() {
            let list = shown(&calls.windows);
            let text = format!(
                "Cannot nest window functions or row pattern measures inside aggregation '{}': [{list}]",
                call.name
            );
            return Err(semantic(at, ErrorCode::NestedWindow, text));
        }
        Ok(())
    }

    /// The aggregate function a call means, with its arguments.
    pub(crate) fn aggregate_function(
        &mut self,
        at: Position,
        call: &FunctionCall,
        scope: &Scope<'_>,
    ) -> Result<Resolution> {
        let name = call.name.to_string();
        if call.star.is_some() || (name == "count" && call.arguments.is_empty()) {
            return match name.as_str() {
                "count" => Ok(Resolution {
                    udf: count_udaf(),
                    returns: Type::BigInt,
                    arguments: vec![lit(1_i64)],
                    types: vec![Type::BigInt],
                    order_sensitive: false,
                }),
                _ => {
                    let text = format!("* is only allowed in count, not in {name}");
                    Err(semantic(at, ErrorCode::FunctionNotFound, text))
                }
            };
        }
        let mut given = self.arguments(&call.arguments, scope)?;
        if let Some(overflow) = &call.overflow {
            given.extend(overflow_arguments(overflow));
        }
        let kinds: Vec<Argument> = given.iter().map(Given::kind).collect();
        if name == "listagg" {
            check_joined(at, call, &kinds)?;
        }
        let resolved = {
            let library = self.library;
            let mut typer = |place: usize, parameters: &[Type]| match given.get(place) {
                Some(Given::Lambda(written)) => self.lambda_type(written, parameters, scope),
                _ => Err(TrinoError::internal("a lambda is no lambda")),
            };
            library.resolve_aggregate(&name, &kinds, &mut typer)
        };
        let resolved = resolved.map_err(|e| call_failure(e, at, &name))?;
        let mut lambdas = Vec::new();
        for (value, target) in given.iter().zip(&resolved.arguments) {
            if let (Given::Lambda(written), Type::Function(parameters, returns)) = (value, target) {
                let (lambda, captured) = self.lambda(written, parameters, returns, scope)?;
                if !captured.is_empty() {
                    let text = "Lambdas of aggregate functions that capture columns are not supported";
                    return Err(semantic(written.at, ErrorCode::NotSupported, text));
                }
                lambdas.push(Arc::new(lambda));
            }
        }
        let udf = self.bound_aggregate(&resolved, lambdas).map_err(|e| placed(e, at))?;
        let (mut arguments, mut types) = (Vec::new(), Vec::new());
        for (value, target) in given.into_iter().zip(&resolved.arguments) {
            if let Given::Value(value) = value {
                arguments.push(self.coerce(value, target).map_err(|e| placed(e, at))?.expr);
                types.push(target.clone());
            }
        }
        let order_sensitive = resolved.declaration.order_sensitive;
        Ok(Resolution { udf, returns: resolved.returns, arguments, types, order_sensitive })
    }

    /// The engine's function for the types of a call.
    pub(crate) fn bound_aggregate(
        &self,
        resolved: &Resolved<Aggregate>,
        lambdas: Vec<Arc<Lambda>>,
    ) -> Result<Arc<AggregateUDF>> {
        let overload = resolved.declaration.overloads.get(resolved.overload);
        let overload = overload.ok_or_else(|| TrinoError::internal("an aggregate has no such overload"))?;
        (overload.function)(&Bound {
            arguments: resolved.arguments.clone(),
            returns: resolved.returns.clone(),
            bindings: resolved.bindings.clone(),
            lambdas,
            session: Arc::clone(&self.session),
        })
    }

    /// `GROUPING(a, b)`
    pub(crate) fn grouping(&mut self, at: Position, columns: &[ast::Expr], scope: &Scope<'_>) -> Result<Typed> {
        if columns.len() > 63 {
            return Err(semantic(at, ErrorCode::TooManyArguments, "GROUPING supports up to 63 column arguments"));
        }
        let mut arguments = Vec::with_capacity(columns.len());
        for column in columns {
            let typed = self.expression(column, scope)?;
            if !matches!(typed.expr, Expr::Column(_) | Expr::OuterReferenceColumn(..)) {
                let text = format!(
                    "The arguments to GROUPING() must be expressions referenced by the GROUP BY at the associated query level. Mismatch due to {}.",
                    format_in_errors(column)
                );
                return Err(semantic(at, ErrorCode::InvalidArguments, text));
            }
            arguments.push(typed.expr);
        }
        let marker = GroupingMarker::new(at, columns.iter().map(format_in_errors).collect());
        let expr = ScalarUDF::from(marker).call(arguments);
        if columns.len() > 31 {
            return Ok(Typed { expr, data_type: Type::BigInt });
        }
        Ok(Typed { expr: cast(expr, arrow_schema::DataType::Int32), data_type: Type::Integer })
    }
}

/// An aggregate function bound to a call.
pub(crate) struct Resolution {
    pub(crate) udf: Arc<AggregateUDF>,
    pub(crate) returns: Type,
    pub(crate) arguments: Vec<Expr>,
    pub(crate) types: Vec<Type>,
    order_sensitive: bool,
}

/// LISTAGG's ON OVERFLOW as the arguments its function takes.
fn overflow_arguments(overflow: &ListaggOverflow) -> Vec<Given<'static>> {
    let (error, filler, count) = match overflow {
        ListaggOverflow::Error => (true, "...", false),
        ListaggOverflow::Truncate { filler, with_count } => (false, filler.as_deref().unwrap_or("..."), *with_count),
    };
    let boolean = |value: bool| Given::Value(super::expr::literal::boolean(value));
    vec![boolean(error), Given::Value(super::expr::literal::text(filler)), boolean(count)]
}

/// An argument that can fail, evaluated where its call's FILTER takes the row: the engine filters what it evaluated.
fn where_true(filter: &Expr, argument: Expr) -> Expr {
    if is_fallible(&argument) { lazy_case(vec![(filter.clone(), argument)], None) } else { argument }
}

/// What `listagg` joins is text as it is; nothing is made text for it.
fn check_joined(at: Position, call: &FunctionCall, kinds: &[Argument]) -> Result<()> {
    let (Some(Argument::Typed(found)), Some(written)) = (kinds.first(), call.arguments.first()) else { return Ok(()) };
    if matches!(found, Type::Varchar(_)) {
        return Ok(());
    }
    let text = format!("Expected expression of varchar, but '{}' has {found} type", format_in_errors(written));
    Err(semantic(at, ErrorCode::TypeMismatch, text))
}
