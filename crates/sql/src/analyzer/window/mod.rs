//! Window functions.

mod frame;
mod plan;
mod specification;

use frame::Frame;

use std::sync::Arc;

use boathouse_functions::{Argument, Bound};
use boathouse_types::{ErrorCode, Result, TrinoError, Type};
use datafusion::logical_expr::expr::WindowFunction;
use datafusion::logical_expr::{Expr, WindowFunctionDefinition};

use super::error::{placed, semantic};
use super::expr::call::{Given, call_failure};
use super::pattern::{PatternCall, PatternValue};
use super::udf::{FrameFunction, Framed, filtered, framed as framed_function, ignoring_nulls, sliding};
use super::walk::{Calls, Part, pattern_exprs, window_parts};
use super::{Analyzer, Scope, Typed};
use crate::Position;
use crate::ast::{self, FunctionCall, WindowMeasure, WindowSpec};
use crate::format::format_in_errors;

/// A window function bound to a call.
struct Bind {
    fun: WindowFunctionDefinition,
    arguments: Vec<Expr>,
    types: Vec<Type>,
    returns: Type,
    /// What it is over computed frames, when frames matter to it.
    framed: Option<FrameFunction>,
}

impl Analyzer<'_> {
    /// A call with OVER: of an aggregate or a window function.
    pub(crate) fn window_call(&mut self, at: Position, call: &FunctionCall, scope: &Scope<'_>) -> Result<Typed> {
        let name = call.name.to_string();
        let Some(window) = &call.over else { return Err(TrinoError::internal("a window call without OVER")) };
        let resolved = self.referenced_window(window)?;
        let window = &resolved.spec;
        self.check_window_call(at, call, &name, window)?;
        let Bind { fun, arguments, types, returns, framed } = if self.library.has_aggregate(&name) {
            let found = self.aggregate_function(at, call, scope)?;
            let framed = Some(FrameFunction::Aggregate(Arc::clone(&found.udf)));
            let fun = WindowFunctionDefinition::AggregateUDF(sliding(found.udf));
            Bind { fun, arguments: found.arguments, types: found.types, returns: found.returns, framed }
        } else if self.library.has_window(&name) {
            self.window_function(at, &name, call, scope)?
        } else if self.library.has_scalar(&name) {
            let text = format!("Function '{name}' is not a window function");
            return Err(semantic(at, ErrorCode::FunctionNotWindow, text));
        } else {
            return Err(semantic(at, ErrorCode::FunctionNotFound, format!("Function '{name}' not registered")));
        };
        let filter = self.filter_clause(call, scope)?;
        let specified = self.specification(&resolved, scope)?;
        let ignore_nulls = call.nulls == Some(ast::NullTreatment::Ignore);
        let mut function = match (specified.frame, framed) {
            (Frame::Pattern(pattern), Some(function)) => {
                let value = PatternValue::Function { function, types, filtered: filter.is_some(), ignore_nulls };
                let arguments = arguments.into_iter().chain(filter).collect();
                let order = (specified.partition_by, specified.order_by);
                return Ok(PatternCall::typed(pattern, value, arguments, returns, order));
            }
            (Frame::Computed { units, start, end, offsets }, Some(inner)) => {
                let spec = Framed {
                    function: inner,
                    arguments: arguments.len(),
                    filtered: filter.is_some(),
                    order: specified.keys.iter().map(|k| (!k.asc, k.nulls_first)).collect(),
                    units,
                    start,
                    end,
                    returns: returns.to_arrow(),
                    ignore_nulls,
                };
                let keys = specified.keys.into_iter().map(|k| k.expr);
                let arguments = arguments.into_iter().chain(filter).chain(keys).chain(offsets).collect();
                WindowFunction::new(WindowFunctionDefinition::WindowUDF(framed_function(spec)), arguments)
            }
            (frame, inner) => {
                let (fun, arguments) = match (fun, inner, filter) {
                    (_, Some(FrameFunction::Aggregate(inner)), Some(filter)) => {
                        let arguments = arguments.into_iter().chain([filter]).collect();
                        (WindowFunctionDefinition::AggregateUDF(sliding(filtered(inner))), arguments)
                    }
                    (WindowFunctionDefinition::WindowUDF(fun), _, _) if ignore_nulls => {
                        (WindowFunctionDefinition::WindowUDF(ignoring_nulls(fun)), arguments)
                    }
                    (fun, ..) => (fun, arguments),
                };
                let mut function = WindowFunction::new(fun, arguments);
                // Ranking functions look at the whole partition whatever the frame.
                if let Frame::Native(native) = frame {
                    function.params.window_frame = native;
                }
                function
            }
        };
        function.params.partition_by = specified.partition_by;
        function.params.order_by = specified.order_by;
        Ok(Typed { expr: Expr::from(function), data_type: returns })
    }

    /// `measure OVER window`
    pub(crate) fn measure_over_window(
        &mut self,
        at: Position,
        measure: &WindowMeasure,
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let resolved = self.referenced_window(&measure.window)?;
        let recognition = resolved.spec.frame.as_ref().and_then(|frame| frame.pattern.as_deref());
        let place = Self::window_measure(at, &measure.name, recognition)?;
        let specified = self.specification(&resolved, scope)?;
        let Frame::Pattern(pattern) = specified.frame else { return Err(TrinoError::internal("a pattern was lost")) };
        let returns = pattern.measure_type(place)?;
        let order = (specified.partition_by, specified.order_by);
        Ok(PatternCall::typed(pattern, PatternValue::Measure(place), Vec::new(), returns, order))
    }

    fn window_function(&mut self, at: Position, name: &str, call: &FunctionCall, scope: &Scope<'_>) -> Result<Bind> {
        let given = self.arguments(&call.arguments, scope)?;
        let kinds: Vec<Argument> = given.iter().map(Given::kind).collect();
        let mut no_lambdas = |_: usize, _: &[Type]| -> Result<Type> {
            Err(semantic(at, ErrorCode::NotSupported, "Window functions take no lambdas"))
        };
        let resolved = self.library.resolve_window(name, &kinds, &mut no_lambdas);
        let resolved = resolved.map_err(|e| call_failure(e, at, name))?;
        let overload = resolved.declaration.overloads.get(resolved.overload);
        let overload = overload.ok_or_else(|| TrinoError::internal("a window function has no such overload"))?;
        let udf = (overload.function)(&Bound {
            arguments: resolved.arguments.clone(),
            returns: resolved.returns.clone(),
            bindings: resolved.bindings.clone(),
            lambdas: Vec::new(),
            session: Arc::clone(&self.session),
        });
        let udf = udf.map_err(|e| placed(e, at))?;
        let mut arguments = Vec::new();
        for (value, target) in given.into_iter().zip(&resolved.arguments) {
            if let Given::Value(value) = value {
                arguments.push(self.coerce(value, target).map_err(|e| placed(e, at))?.expr);
            }
        }
        let framed = match name {
            "first_value" => Some(FrameFunction::FirstValue),
            "last_value" => Some(FrameFunction::LastValue),
            "nth_value" => Some(FrameFunction::NthValue),
            _ => None,
        };
        let (fun, types) = (WindowFunctionDefinition::WindowUDF(udf), resolved.arguments);
        Ok(Bind { fun, arguments, types, returns: resolved.returns, framed })
    }

    fn check_window_call(&self, at: Position, call: &FunctionCall, name: &str, window: &WindowSpec) -> Result<()> {
        if call.distinct {
            let text = "DISTINCT in window function parameters not yet supported";
            return Err(semantic(at, ErrorCode::NotSupported, text));
        }
        if !call.order_by.is_empty() {
            let text = "Window function with ORDER BY is not supported";
            return Err(semantic(at, ErrorCode::NotSupported, text));
        }
        let mut nested = Calls::default();
        call.arguments.iter().chain(&call.filter).for_each(|e| nested.add(self.library, e));
        if !nested.windows.is_empty() {
            let list: Vec<_> = nested.windows.iter().map(|e| format_in_errors(e)).collect();
            let text = format!(
                "Cannot nest window functions or row pattern measures inside window function '{name}': [{}]",
                list.join(", ")
            );
            return Err(semantic(at, ErrorCode::NestedWindow, text));
        }
        if let Some(frame) = &window.frame
            && matches!(name, "lag" | "lead")
        {
            let text = format!("Cannot specify window frame for {name} function");
            return Err(semantic(frame.at, ErrorCode::InvalidWindowFrame, text));
        }
        if window.order_by.is_empty() && matches!(name, "lag" | "lead") {
            let text = format!("{name} function requires an ORDER BY window clause");
            return Err(semantic(window.at, ErrorCode::MissingOrderBy, text));
        }
        if call.nulls.is_some() && !matches!(name, "lag" | "lead" | "first_value" | "last_value" | "nth_value") {
            let text = format!("Cannot specify null treatment clause for {name} function");
            return Err(semantic(at, ErrorCode::NotSupported, text));
        }
        Ok(())
    }

    /// A specification may hold no window function.
    fn check_window_parts(&self, window: &WindowSpec) -> Result<()> {
        let mut wrong = None;
        window_parts(window, &mut |part| {
            let nested = |expr| Calls::of(self.library, expr).windows.first().map(|first| first.at);
            let found = match part {
                Part::Expr(expr) => nested(expr),
                Part::Pattern(pattern) => pattern_exprs(pattern).find_map(nested),
                Part::Query(_) => None,
            };
            wrong = wrong.or(found);
        });
        match wrong {
            None => Ok(()),
            Some(at) => {
                let text = "Cannot nest window functions or row pattern measures inside window specification";
                Err(semantic(at, ErrorCode::NestedWindow, text))
            }
        }
    }
}
