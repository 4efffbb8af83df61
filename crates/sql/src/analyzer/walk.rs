//! Walking the expressions of a tree.

use std::ops::ControlFlow;

use boathouse_functions::Library;

use crate::ast::{
    Expr, ExprKind, FrameBoundKind, FunctionCall, JsonBehavior, JsonInput, JsonPathCall, PatternRecognition, Query,
    WindowRef, WindowSpec,
};

/// A part of an expression.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part<'a> {
    /// An expression of the same row, or of a lambda's body.
    Expr(&'a Expr),
    /// A query inside.
    Query(&'a Query),
    /// The pattern of a window, whose expressions have calls of their own.
    Pattern(&'a PatternRecognition),
}

/// Calls `visit` with the direct parts of an expression, in their order.
pub(crate) fn for_each_part<'a>(expr: &'a Expr, visit: &mut dyn FnMut(Part<'a>)) {
    use ExprKind as K;
    let mut all = |parts: &[&'a Expr]| parts.iter().for_each(|e| visit(Part::Expr(e)));
    match &expr.kind {
        K::Literal(_) | K::Parameter(_) | K::Identifier(_) | K::Current(..) => {}
        K::WindowMeasure(measure) => over_parts(&measure.window, visit),
        K::Dereference { base, .. } => all(&[base]),
        K::Subscript { base, index } => all(&[base, index]),
        K::Row(values) => values.iter().for_each(|v| all(&[&v.value])),
        K::Array(values) | K::And(values) | K::Or(values) | K::Grouping(values) => {
            values.iter().for_each(|v| all(&[v]));
        }
        K::Sign { value, .. }
        | K::AtLocal(value)
        | K::Not(value)
        | K::IsNull { value, .. }
        | K::Cast { value, .. }
        | K::Extract { value, .. }
        | K::Normalize { value, .. } => all(&[value]),
        K::Arithmetic { left, right, .. }
        | K::Concat(left, right)
        | K::Comparison { left, right, .. }
        | K::IsDistinctFrom { left, right, .. } => all(&[left, right]),
        K::AtTimeZone { value, zone } => all(&[value, zone]),
        K::Quantified { value, query, .. } | K::InSubquery { value, query, .. } => {
            visit(Part::Expr(value));
            visit(Part::Query(query));
        }
        K::Exists(query) | K::Subquery(query) => visit(Part::Query(query)),
        K::Between { value, low, high, .. } => all(&[value, low, high]),
        K::InList { value, list, .. } => {
            all(&[value]);
            list.iter().for_each(|v| all(&[v]));
        }
        K::Like { value, pattern, escape, .. } => {
            all(&[value, pattern]);
            escape.iter().for_each(|v| all(&[v]));
        }
        K::SimpleCase { operand, branches, otherwise } => {
            all(&[operand]);
            branches.iter().for_each(|b| all(&[&b.operand, &b.result]));
            otherwise.iter().for_each(|v| all(&[v]));
        }
        K::SearchedCase { branches, otherwise } => {
            branches.iter().for_each(|b| all(&[&b.operand, &b.result]));
            otherwise.iter().for_each(|v| all(&[v]));
        }
        K::Trim { characters, value, .. } => {
            characters.iter().for_each(|v| all(&[v]));
            all(&[value]);
        }
        K::Function(call) => function_parts(call, visit),
        K::Lambda { body, .. } => all(&[body]),
        K::JsonExists(call) => path_parts(&call.path, visit),
        K::JsonValue(call) => {
            path_parts(&call.path, visit);
            call.on_empty.iter().chain(&call.on_error).for_each(|b| behavior_parts(b, visit));
        }
        K::JsonQuery(call) => {
            path_parts(&call.path, visit);
            call.on_empty.iter().chain(&call.on_error).for_each(|b| behavior_parts(b, visit));
        }
        K::JsonObject(call) => call.members.iter().for_each(|(key, value)| {
            visit(Part::Expr(key));
            visit(Part::Expr(&value.value));
        }),
        K::JsonArray(call) => call.elements.iter().for_each(|e: &JsonInput| visit(Part::Expr(&e.value))),
    }
}

fn path_parts<'a>(path: &'a JsonPathCall, visit: &mut dyn FnMut(Part<'a>)) {
    visit(Part::Expr(&path.input.value));
    path.passing.iter().for_each(|(input, _)| visit(Part::Expr(&input.value)));
}

fn behavior_parts<'a>(behavior: &'a JsonBehavior, visit: &mut dyn FnMut(Part<'a>)) {
    if let JsonBehavior::Default(value) = behavior {
        visit(Part::Expr(value));
    }
}

fn function_parts<'a>(call: &'a FunctionCall, visit: &mut dyn FnMut(Part<'a>)) {
    call.arguments.iter().for_each(|a| visit(Part::Expr(a)));
    call.order_by.iter().for_each(|o| visit(Part::Expr(&o.key)));
    call.filter.iter().for_each(|f| visit(Part::Expr(f)));
    call.over.iter().for_each(|window| over_parts(window, visit));
}

/// A window of the WINDOW clause is looked at there.
fn over_parts<'a>(window: &'a WindowRef, visit: &mut dyn FnMut(Part<'a>)) {
    if let WindowRef::Inline(window) = window {
        window_parts(window, visit);
    }
}

/// Calls `visit` with the expressions of a window specification.
pub(crate) fn window_parts<'a>(window: &'a WindowSpec, visit: &mut dyn FnMut(Part<'a>)) {
    window.partition_by.iter().for_each(|e| visit(Part::Expr(e)));
    window.order_by.iter().for_each(|o| visit(Part::Expr(&o.key)));
    for bound in window.frame.iter().flat_map(|f| std::iter::once(&f.start).chain(&f.end)) {
        if let FrameBoundKind::Preceding(value) | FrameBoundKind::Following(value) = &bound.kind {
            visit(Part::Expr(value));
        }
    }
    if let Some(pattern) = window.frame.as_ref().and_then(|frame| frame.pattern.as_deref()) {
        visit(Part::Pattern(pattern));
    }
}

/// The conditions and measures of a pattern.
pub(crate) fn pattern_exprs(pattern: &PatternRecognition) -> impl Iterator<Item = &Expr> {
    pattern.measures.iter().map(|m| &m.value).chain(pattern.definitions.iter().map(|(_, condition)| condition))
}

/// Every expression of the same query level inside, the outer ones first; `visit` says whether to look inside one.
pub(crate) fn walk<'a>(expr: &'a Expr, visit: &mut dyn FnMut(&'a Expr) -> ControlFlow<()>) {
    stacker::maybe_grow(64 * 1024, 1024 * 1024, || {
        if visit(expr).is_continue() {
            for_each_part(expr, &mut |part| {
                if let Part::Expr(inner) = part {
                    walk(inner, visit);
                }
            });
        }
    });
}

/// What an expression holds that only some clauses may.
#[derive(Debug, Default)]
pub(crate) struct Calls<'a> {
    /// Calls of aggregate functions without OVER.
    pub(crate) aggregates: Vec<&'a Expr>,
    /// Calls with OVER, and of window functions without.
    pub(crate) windows: Vec<&'a Expr>,
    /// GROUPING operations.
    pub(crate) groupings: Vec<&'a Expr>,
}

impl<'a> Calls<'a> {
    /// The calls in an expression, subqueries left out.
    pub(crate) fn of(library: &Library, expr: &'a Expr) -> Self {
        let mut calls = Self::default();
        calls.add(library, expr);
        calls
    }

    /// Adds the calls of one more expression.
    pub(crate) fn add(&mut self, library: &Library, expr: &'a Expr) {
        walk(expr, &mut |node| {
            match &node.kind {
                ExprKind::Grouping(_) => self.groupings.push(node),
                ExprKind::WindowMeasure(_) => self.windows.push(node),
                ExprKind::Function(call) if call.over.is_some() || is_window_name(library, call) => {
                    self.windows.push(node);
                }
                ExprKind::Function(call) if is_aggregate(library, call) => self.aggregates.push(node),
                _ => {}
            }
            ControlFlow::Continue(())
        });
    }

    /// All of them, in Trino's order.
    pub(crate) fn all(&self) -> Vec<&'a Expr> {
        self.aggregates.iter().chain(&self.windows).chain(&self.groupings).copied().collect()
    }
}

/// Whether the call is one of an aggregate function without OVER.
pub(crate) fn is_aggregate(library: &Library, call: &FunctionCall) -> bool {
    call.over.is_none() && function_name(call).is_some_and(|name| library.has_aggregate(&name))
}

fn is_window_name(library: &Library, call: &FunctionCall) -> bool {
    function_name(call).is_some_and(|name| library.has_window(&name) && !library.has_aggregate(&name))
}

/// The name of a function, when it is not qualified.
pub(crate) fn function_name(call: &FunctionCall) -> Option<String> {
    match &call.name.parts[..] {
        [name] => Some(name.folded()),
        _ => None,
    }
}
