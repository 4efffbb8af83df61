//! Window functions.

mod frame;
mod plan;
mod specification;

use frame::Frame;

use std::sync::Arc;

use boathouse_functions::{Argument, Bound};
use boathouse_types::{ErrorCode, Result, TrinoError, Type};
use datafusion::logical_expr::expr::{NullTreatment, WindowFunction};
use datafusion::logical_expr::{Expr, WindowFunctionDefinition};

use super::error::{placed, semantic};
use super::expr::call::{Given, call_failure};
use super::udf::{FrameFunction, Framed, framed as framed_function, sliding};
use super::walk::{Calls, Part, window_parts};
use super::{Analyzer, Scope, Typed};
use crate::Position;
use crate::ast::{self, FunctionCall, WindowRef, WindowSpec};
use crate::format::format_in_errors;

/// A window function bound to a call.
struct Bind {
    fun: WindowFunctionDefinition,
    arguments: Vec<Expr>,
    returns: Type,
    /// What it is over computed frames, when frames matter to it.
    framed: Option<FrameFunction>,
}

impl Analyzer<'_> {
    /// A call with OVER: of an aggregate or a window function.
    pub(crate) fn window_call(&mut self, at: Position, call: &FunctionCall, scope: &Scope<'_>) -> Result<Typed> {
        let name = call.name.to_string();
        let window = match &call.over {
            Some(WindowRef::Inline(spec)) => self.resolved_window(spec)?,
            Some(WindowRef::Named(name)) => {
                self.level().windows.get(&specification::window_name(name)).cloned().ok_or_else(|| {
                    let text = format!("Cannot resolve WINDOW name {}", name.value);
                    semantic(name.at, ErrorCode::InvalidWindowReference, text)
                })?
            }
            None => return Err(TrinoError::internal("a window call without OVER")),
        };
        self.check_window_call(at, call, &name, &window)?;
        let Bind { fun, arguments, returns, framed } = if self.library.has_aggregate(&name) {
            let found = self.aggregate_function(at, call, scope)?;
            let framed = Some(FrameFunction::Aggregate(Arc::clone(&found.udf)));
            let fun = WindowFunctionDefinition::AggregateUDF(sliding(found.udf));
            Bind { fun, arguments: found.arguments, returns: found.returns, framed }
        } else if self.library.has_window(&name) {
            self.window_function(at, &name, call, scope)?
        } else if self.library.has_scalar(&name) {
            let text = format!("Function '{name}' is not a window function");
            return Err(semantic(at, ErrorCode::FunctionNotWindow, text));
        } else {
            return Err(semantic(at, ErrorCode::FunctionNotFound, format!("Function '{name}' not registered")));
        };
        let filter = self.filter_clause(call, scope)?;
        let specified = self.specification(&window, scope)?;
        let ignore_nulls = call.nulls == Some(ast::NullTreatment::Ignore);
        let mut function = match (specified.frame, framed) {
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
            (frame, _) => {
                let mut function = WindowFunction::new(fun, arguments);
                // Ranking functions look at the whole partition whatever the frame.
                if let Frame::Native(native) = frame {
                    function.params.window_frame = native;
                }
                function.params.filter = filter.map(Box::new);
                function.params.null_treatment = call.nulls.map(|_| match ignore_nulls {
                    true => NullTreatment::IgnoreNulls,
                    false => NullTreatment::RespectNulls,
                });
                function
            }
        };
        function.params.partition_by = specified.partition_by;
        function.params.order_by = specified.order_by;
        Ok(Typed { expr: Expr::from(function), data_type: returns })
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
        Ok(Bind { fun: WindowFunctionDefinition::WindowUDF(udf), arguments, returns: resolved.returns, framed })
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
            if let Part::Expr(expr) = part
                && let Some(first) = Calls::of(self.library, expr).windows.first()
            {
                wrong.get_or_insert(first.at);
            }
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
