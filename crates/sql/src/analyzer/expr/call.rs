//! Calls of scalar functions.

use std::collections::HashMap;
use std::sync::Arc;

use boathouse_functions::{Argument, Bindings, Bound, Function, Lambda, ResolveError, Resolved, TrinoUdf};
use boathouse_types::{ErrorCode, Result, TrinoError, Type};
use datafusion::common::Column;

use super::super::error::{placed, semantic};
use super::super::{Analyzer, Scope, Typed};
use super::unknown::unknown_function;
use crate::Position;
use crate::ast::{Expr, ExprKind, FunctionCall};

/// Most arguments of a call, whatever is called.
const ARGUMENTS_MAX: usize = 127;

impl Analyzer<'_> {
    /// `name(…)` of any kind: special forms, aggregates, windows and scalar functions.
    pub(crate) fn function_call(&mut self, at: Position, call: &FunctionCall, scope: &Scope<'_>) -> Result<Typed> {
        let name = function_name(call);
        if call.arguments.len() > ARGUMENTS_MAX {
            let text = format!("Too many arguments for function call {}()", call.name);
            return Err(semantic(at, ErrorCode::TooManyArguments, text));
        }
        if call.over.is_none()
            && let Some(found) = self.special_call(at, &name, call, scope)?
        {
            return Ok(found);
        }
        let aggregate = self.library.has_aggregate(&name);
        self.check_clauses(at, call, aggregate, scope)?;
        if call.over.is_some() {
            let typed = self.window_call(at, call, scope)?;
            return Ok(self.leaf(typed));
        }
        if aggregate {
            let typed = self.aggregate_call(at, call, scope)?;
            return Ok(self.leaf(typed));
        }
        if !self.library.has_scalar(&name) && self.library.has_window(&name) {
            let text = format!("Window function {name} requires an OVER clause");
            return Err(semantic(at, ErrorCode::MissingOver, text));
        }
        let arguments = self.arguments(&call.arguments, scope)?;
        self.scalar_call(at, &name, arguments, scope)
    }

    fn check_clauses(&self, at: Position, call: &FunctionCall, aggregate: bool, scope: &Scope<'_>) -> Result<()> {
        if let Some(star) = &call.star
            && let Some(label) = &star.label
        {
            let text = "label.* syntax is only supported as the only argument of row pattern count function";
            return Err(semantic(label.at, ErrorCode::InvalidArguments, text));
        }
        if let Some(mode) = call.processing {
            let mode = if mode == crate::ast::ProcessingMode::Running { "RUNNING" } else { "FINAL" };
            let text = format!("{mode} semantics is not supported out of pattern recognition context");
            return Err(semantic(at, ErrorCode::InvalidProcessingMode, text));
        }
        if aggregate || call.over.is_some() {
            if scope.in_lambda {
                let text = "Lambda expression cannot contain aggregations, window functions or grouping operations";
                let text = format!("{text}: [{}]", crate::format::format_expression(&self.as_expression(at, call)));
                return Err(semantic(at, ErrorCode::ExpressionNotScalar, text));
            }
            return Ok(());
        }
        let misuse = if call.distinct {
            "DISTINCT is not supported for non-aggregation functions"
        } else if call.filter.is_some() {
            "FILTER is not supported for non-aggregation functions"
        } else if !call.order_by.is_empty() {
            "ORDER BY is not supported for non-aggregation functions"
        } else if call.star.is_some() {
            "* is only supported as the argument of count"
        } else {
            return Ok(());
        };
        if !self.library.has_scalar(&function_name(call)) && !self.library.has_window(&function_name(call)) {
            let text = format!("Function '{}' not registered", call.name);
            return Err(semantic(at, ErrorCode::FunctionNotFound, text));
        }
        Err(semantic(at, ErrorCode::FunctionNotAggregate, misuse))
    }

    fn as_expression(&self, at: Position, call: &FunctionCall) -> Expr {
        Expr { at, kind: ExprKind::Function(Box::new(call.clone())) }
    }

    /// The arguments of a call; lambdas are typed once the function is known.
    pub(crate) fn arguments<'e>(&mut self, written: &'e [Expr], scope: &Scope<'_>) -> Result<Vec<Given<'e>>> {
        written
            .iter()
            .map(|argument| match &argument.kind {
                ExprKind::Lambda { .. } => Ok(Given::Lambda(argument)),
                _ => Ok(Given::Value(self.expression(argument, scope)?)),
            })
            .collect()
    }

    /// A call of a scalar function by name, with Trino's errors at `at`.
    pub(crate) fn scalar_call(
        &mut self,
        at: Position,
        name: &str,
        arguments: Vec<Given<'_>>,
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let kinds: Vec<Argument> = arguments.iter().map(Given::kind).collect();
        let library = self.library;
        let mut bodies = Bodies::new();
        let resolved = library.resolve_scalar(name, &kinds, &mut |index, parameters| match arguments.get(index) {
            Some(Given::Lambda(lambda)) => {
                let body = bodies.entry((index, parameters.to_vec()));
                let body = body.or_insert_with(|| self.lambda_body(lambda, parameters, scope));
                body.as_ref().map(|body| body.0.data_type.clone()).map_err(TrinoError::clone)
            }
            _ => Err(TrinoError::internal(format!("argument {index} is no lambda"))),
        });
        let resolved = resolved.map_err(|error| call_failure(error, at, name))?;
        let call = self.bound_call(at, resolved, arguments, bodies, scope)?;
        Ok(self.folded(call))
    }

    fn bound_call(
        &mut self,
        at: Position,
        resolved: Resolved<Function>,
        arguments: Vec<Given<'_>>,
        mut bodies: Bodies,
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let mut values = Vec::with_capacity(arguments.len());
        let mut lambdas = Vec::new();
        let mut captured = Vec::new();
        for (index, (argument, target)) in arguments.into_iter().zip(&resolved.arguments).enumerate() {
            match (argument, target) {
                (Given::Value(value), _) => values.push(self.coerce(value, target)?.expr),
                (Given::Lambda(written), Type::Function(parameters, returns)) => {
                    let body = bodies.remove(&(index, parameters.to_vec()));
                    let body = body.unwrap_or_else(|| self.lambda_body(written, parameters, scope))?;
                    let (lambda, captures) = self.closed_lambda(body, parameters, returns, scope)?;
                    lambdas.push(Arc::new(lambda));
                    captured.extend(captures);
                }
                (Given::Lambda(written), _) => {
                    return Err(semantic(written.at, ErrorCode::TypeMismatch, "Lambda expression should not be here"));
                }
            }
        }
        values.extend(captured);
        let returns = resolved.returns.clone();
        let bound = Bound {
            arguments: resolved.arguments,
            returns: resolved.returns,
            bindings: resolved.bindings,
            lambdas,
            session: Arc::clone(&self.session),
        };
        let udf = TrinoUdf::new(resolved.declaration, resolved.overload, bound).map_err(|error| placed(error, at))?;
        Ok(Typed { expr: udf.call(values), data_type: returns })
    }

    /// A call without lambdas, by the library's rules.
    pub(crate) fn resolve_and_call(
        &self,
        name: &str,
        arguments: Vec<Typed>,
    ) -> Result<Typed, ResolveError<TrinoError>> {
        let kinds: Vec<Argument> = arguments.iter().map(|a| Argument::Typed(a.data_type.clone())).collect();
        let resolved = self.library.resolve_scalar(name, &kinds, &mut |_, _| Ok(Type::Unknown))?;
        let call = || {
            let values = arguments.into_iter().zip(&resolved.arguments);
            let values = values.map(|(value, target)| Ok(self.coerce(value, target)?.expr)).collect::<Result<_>>()?;
            let returns = resolved.returns.clone();
            let bound = Bound {
                arguments: resolved.arguments,
                returns: resolved.returns,
                bindings: resolved.bindings,
                lambdas: Vec::new(),
                session: Arc::clone(&self.session),
            };
            let udf = TrinoUdf::new(resolved.declaration, resolved.overload, bound)?;
            Ok(Typed { expr: udf.call(values), data_type: returns })
        };
        call().map_err(ResolveError::Returns)
    }

    /// A call of a function that is part of the language; that it is missing or takes other types is not the
    /// query's fault.
    pub(crate) fn call_builtin(&self, name: &str, arguments: Vec<Typed>) -> Result<Typed> {
        let types: Vec<_> = arguments.iter().map(|a| a.data_type.to_string()).collect();
        self.resolve_and_call(name, arguments).map_err(|error| match error {
            ResolveError::Lambda(error) | ResolveError::Returns(error) => error,
            _ => TrinoError::not_supported(format!("{name}({})", types.join(", "))),
        })
    }

    /// A call of a function whose types the caller computes, for syntax no signature can say.
    pub(crate) fn call_as(
        &self,
        name: &str,
        arguments: Vec<Typed>,
        returns: Type,
        lambdas: Vec<Arc<Lambda>>,
    ) -> Result<Typed> {
        let function = self.library.scalar(name);
        let function = function.ok_or_else(|| TrinoError::not_supported(format!("function {name}")))?;
        let (values, mut types): (Vec<_>, Vec<_>) = arguments.into_iter().map(|a| (a.expr, a.data_type)).unzip();
        let functions = lambdas.iter().map(|l| Type::Function(l.parameters().into(), Arc::new(l.returns().clone())));
        types.truncate(types.len() - lambdas.iter().map(|l| l.captures().len()).sum::<usize>().min(types.len()));
        types.extend(functions);
        let mut bindings = Bindings::default();
        bindings.types.insert("T".to_owned(), returns.clone());
        let bound =
            Bound { arguments: types, returns: returns.clone(), bindings, lambdas, session: Arc::clone(&self.session) };
        Ok(Typed { expr: TrinoUdf::new(function, 0, bound)?.call(values), data_type: returns })
    }

    /// Remembers the type of something an expression holds that is no column of its scope.
    pub(crate) fn leaf(&mut self, typed: Typed) -> Typed {
        self.leaves.insert(typed.expr.clone(), typed.data_type.clone());
        typed
    }
}

/// Lambda bodies typed while a call was resolved, by argument and parameters: typing them anew at every try
/// would take exponential time where lambdas nest.
type Bodies = HashMap<(usize, Vec<Type>), Result<(Typed, Vec<Column>)>>;

/// An argument of a call.
pub(crate) enum Given<'e> {
    Value(Typed),
    /// A lambda as written.
    Lambda(&'e Expr),
}

impl Given<'_> {
    pub(crate) fn kind(&self) -> Argument {
        match self {
            Self::Value(typed) => Argument::Typed(typed.data_type.clone()),
            Self::Lambda(Expr { kind: ExprKind::Lambda { parameters, .. }, .. }) => Argument::Lambda(parameters.len()),
            Self::Lambda(_) => Argument::Lambda(0),
        }
    }
}

/// The name lookups use: functions of the system schema may be called by their whole name.
pub(crate) fn function_name(call: &FunctionCall) -> String {
    match &call.name.folded()[..] {
        [catalog, schema, name] if catalog == "system" && schema == "builtin" => name.clone(),
        parts => parts.join("."),
    }
}

pub(crate) fn call_failure(error: ResolveError<TrinoError>, at: Position, name: &str) -> TrinoError {
    match error {
        ResolveError::NoFunction => semantic(at, ErrorCode::FunctionNotFound, unknown_function(name)),
        ResolveError::Parameters(text) => semantic(at, ErrorCode::FunctionNotFound, text),
        ResolveError::Ambiguous => semantic(
            at,
            ErrorCode::AmbiguousFunctionCall,
            format!(
                "Could not choose a best candidate operator. Explicit type casts must be added.\nCandidates are:\n\t * {name}"
            ),
        ),
        ResolveError::Lambda(error) | ResolveError::Returns(error) => placed(error, at),
    }
}
