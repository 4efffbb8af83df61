//! Expressions of a recognition: what they read of the match is replaced by columns, the rest stays as it is.

use boathouse_types::{ErrorCode, Result, Type};
use datafusion::logical_expr::Expr;

use super::children::for_each_child;
use super::functions::PatternFunction;
use super::labels::LabelTable;
use super::names::{Names, dotted};
use crate::Position;
use crate::analyzer::error::semantic;
use crate::analyzer::pattern::spec::{
    AggregateInput, AggregateInputKind, AggregateLeaf, Labels, Leaf, LeafKind, Navigation, input_column, leaf_column,
};
use crate::analyzer::walk::is_aggregate;
use crate::analyzer::{Analyzer, Field, Scope, Typed};
use crate::ast::{self, ExprKind, FunctionCall, Ident, ProcessingMode};

/// Rewrites and types the expressions of one recognition.
pub(crate) struct Rewriter<'r, 'a> {
    pub(crate) analyzer: &'r mut Analyzer<'a>,
    pub(super) labels: &'r LabelTable,
    names: Names<'r>,
    leaves: Vec<Leaf>,
    /// Columns to be computed from the input.
    computed: Vec<(String, Expr)>,
    /// In DEFINE, where the match is not complete.
    pub(super) defining: bool,
    /// The navigation or aggregate around.
    pub(super) call: Option<Call>,
    /// Parameters of the lambdas around, in lower case.
    parameters: Vec<String>,
}

/// A navigation or an aggregate whose arguments are being rewritten.
pub(super) struct Call {
    pub(super) at: Position,
    pub(super) name: String,
    /// The variables its arguments are about, once one is known.
    pub(super) labels: Option<Labels>,
    pub(super) kind: CallKind,
}

pub(super) enum CallKind {
    Navigation(Navigation),
    Aggregate(Vec<AggregateInput>),
}

impl<'r, 'a> Rewriter<'r, 'a> {
    pub(crate) fn new(analyzer: &'r mut Analyzer<'a>, labels: &'r LabelTable, names: Names<'r>) -> Self {
        let (leaves, computed, parameters) = (Vec::new(), Vec::new(), Vec::new());
        Self { analyzer, labels, names, leaves, computed, defining: false, call: None, parameters }
    }

    /// The leaves, and the columns of the input they need.
    pub(crate) fn finish(self) -> (Vec<Leaf>, Vec<(String, Expr)>) {
        (self.leaves, self.computed)
    }

    /// A condition of DEFINE.
    pub(crate) fn define(&mut self, expr: &ast::Expr) -> Result<Typed> {
        self.defining = true;
        let typed = self.typed(expr);
        self.defining = false;
        typed
    }

    /// A measure.
    pub(crate) fn measure(&mut self, expr: &ast::Expr) -> Result<Typed> {
        self.typed(expr)
    }

    fn typed(&mut self, expr: &ast::Expr) -> Result<Typed> {
        let mut rewritten = expr.clone();
        self.rewrite(&mut rewritten)?;
        let leaf = |(i, leaf): (usize, &Leaf)| Field::new(Some(leaf_column(i)), leaf.data_type.clone(), leaf_column(i));
        let scope = Scope::query(self.leaves.iter().enumerate().map(leaf).collect(), None);
        self.analyzer.expression(&rewritten, &scope)
    }

    pub(super) fn rewrite(&mut self, expr: &mut ast::Expr) -> Result<()> {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.rewrite_node(expr))
    }

    fn rewrite_node(&mut self, expr: &mut ast::Expr) -> Result<()> {
        let at = expr.at;
        match &mut expr.kind {
            ExprKind::Identifier(name) if self.parameters.contains(&name.folded()) => Ok(()),
            ExprKind::Identifier(_) => {
                let typed = self.of_input(expr)?;
                self.column(expr, None, typed)
            }
            ExprKind::Dereference { base, field } => {
                if let ExprKind::Identifier(label) = &base.kind
                    && !self.parameters.contains(&label.folded())
                    && let Some(labels) = self.labels.find(label)
                {
                    let (field, label) = (field.clone(), label.clone());
                    let typed = self.labelled(at, &label, &field)?;
                    return self.column(expr, Some(labels), typed);
                }
                if !self.starts_with_parameter(expr) && self.names.has(at, expr)? {
                    let typed = self.of_input(expr)?;
                    return self.column(expr, None, typed);
                }
                self.rewrite_base(expr)
            }
            ExprKind::Lambda { parameters, body } => {
                let outside = self.parameters.len();
                self.parameters.extend(parameters.iter().map(Ident::folded));
                let done = self.rewrite(body);
                self.parameters.truncate(outside);
                done
            }
            ExprKind::Subquery(_) | ExprKind::Exists(_) => self.subquery(expr),
            ExprKind::InSubquery { value, .. } | ExprKind::Quantified { value, .. } => {
                if let Some(function) = pattern_function_in(value) {
                    let text = format!("IN-PREDICATE with {function} function is not yet supported");
                    return Err(semantic(at, ErrorCode::NotSupported, text));
                }
                self.membership(expr)
            }
            ExprKind::WindowMeasure(measure) => {
                Err(nested_pattern(&measure.window).unwrap_or_else(|| nested_window(at)))
            }
            ExprKind::Function(call) => match PatternFunction::of(call) {
                Some(function) => {
                    let call = call.as_ref().clone();
                    self.pattern_function(expr, function, &call)
                }
                None if is_aggregate(self.analyzer.library, call) => {
                    let call = call.as_ref().clone();
                    self.aggregate(expr, call)
                }
                None => {
                    check_plain(at, call)?;
                    for_each_child(expr, &mut |child| self.rewrite(child))
                }
            },
            _ => for_each_child(expr, &mut |child| self.rewrite(child)),
        }
    }

    fn starts_with_parameter(&self, expr: &ast::Expr) -> bool {
        let first = dotted(expr).and_then(|name| name.into_iter().next());
        first.is_some_and(|first| self.parameters.contains(&first.folded()))
    }

    /// A dotted name without a label: a row's field, or a name nothing has.
    fn rewrite_base(&mut self, expr: &mut ast::Expr) -> Result<()> {
        let mut base = &*expr;
        while let ExprKind::Dereference { base: inner, .. } = &base.kind {
            base = inner;
        }
        let unknown = match &base.kind {
            ExprKind::Identifier(name) => {
                let name = name.folded();
                !self.names.fields().iter().any(|f| f.name.as_ref().is_some_and(|own| own.to_lowercase() == name))
                    && !self.parameters.contains(&name)
                    && self
                        .labels
                        .find(match &base.kind {
                            ExprKind::Identifier(name) => name,
                            _ => return Ok(()),
                        })
                        .is_none()
            }
            _ => false,
        };
        if unknown {
            // The relation's own name is not known inside; left as it is, the name is found wanting.
            return Ok(());
        }
        for_each_child(expr, &mut |child| self.rewrite(child))
    }

    /// The type of an expression over a row of the input.
    fn of_input(&mut self, expr: &ast::Expr) -> Result<Typed> {
        let scope = self.names.scope();
        self.analyzer.expression(expr, &scope)
    }

    fn labelled(&mut self, at: Position, label: &Ident, field: &Ident) -> Result<Typed> {
        let name = field.folded();
        let found = match self.names {
            Names::Relation { fields, .. } => {
                let found = fields.iter().find(|f| f.name.as_ref().is_some_and(|own| own.to_lowercase() == name));
                found.map(Field::typed)
            }
            Names::Query(scope) => {
                let found = scope.resolve(at, std::slice::from_ref(field))?.map(|found| found.typed);
                found.filter(|typed| !matches!(typed.expr, Expr::OuterReferenceColumn(..)))
            }
        };
        found.ok_or_else(|| {
            let text = format!("Column {} prefixed with label {} cannot be resolved", field.value, label.value);
            semantic(at, ErrorCode::ColumnNotFound, text)
        })
    }

    /// Replaces an expression by the column of a value of the input.
    fn column(&mut self, expr: &mut ast::Expr, labels: Labels, typed: Typed) -> Result<()> {
        let name = match &typed.expr {
            // A window's input may be an aggregation by then, which has other columns.
            Expr::Column(column) if matches!(self.names, Names::Relation { fields, .. } if fields.iter().any(|f| f.column == *column)) => {
                column.name.clone()
            }
            expr => match self.computed.iter().find(|(_, known)| known == expr && !expr.is_volatile()) {
                Some((name, _)) => name.clone(),
                None => {
                    let name = self.analyzer.fresh("pattern");
                    self.computed.push((name.clone(), typed.expr));
                    name
                }
            },
        };
        self.leaf(expr, labels, typed.data_type, |read| match read {
            Read::Navigation(navigation) => LeafOrInput::Leaf(LeafKind::Column(name, navigation)),
            Read::Row => LeafOrInput::Input(AggregateInputKind::Column(name)),
        })
    }

    /// Replaces an expression by the column of a leaf, or of an input of the aggregate around.
    pub(super) fn leaf(
        &mut self,
        expr: &mut ast::Expr,
        labels: Labels,
        data_type: Type,
        make: impl FnOnce(Read) -> LeafOrInput,
    ) -> Result<()> {
        let mut read = Read::Navigation(Navigation::last(labels.clone()));
        if let Some(call) = &mut self.call {
            if call.labels.as_ref().is_some_and(|known| *known != labels) {
                let text =
                    format!("All labels and classifiers inside the call to '{}' must match", call.name.to_lowercase());
                return Err(semantic(call.at, ErrorCode::InvalidArguments, text));
            }
            call.labels = Some(labels.clone());
            read = match &call.kind {
                CallKind::Navigation(navigation) => Read::Navigation(Navigation { labels, ..navigation.clone() }),
                CallKind::Aggregate(_) => Read::Row,
            };
        }
        let name = match make(read) {
            LeafOrInput::Leaf(kind) => {
                self.leaves.push(Leaf { data_type, kind });
                leaf_column(self.leaves.len() - 1)
            }
            LeafOrInput::Input(kind) => {
                let Some(Call { kind: CallKind::Aggregate(inputs), .. }) = &mut self.call else {
                    return Err(super::lost("an aggregate"));
                };
                inputs.push(AggregateInput { data_type, kind });
                input_column(inputs.len() - 1)
            }
        };
        expr.kind = ExprKind::Identifier(Ident { at: expr.at, value: name, quoted: true });
        Ok(())
    }

    /// Replaces something that is the same for all rows, so that it says nothing about the variables the call around
    /// is about.
    pub(super) fn without_labels(&mut self, replace: impl FnOnce(&mut Self, Labels) -> Result<()>) -> Result<()> {
        let known = self.call.as_mut().and_then(|call| call.labels.take());
        replace(self, known.clone().unwrap_or(None))?;
        if let Some(call) = &mut self.call {
            call.labels = known;
        }
        Ok(())
    }

    fn subquery(&mut self, expr: &mut ast::Expr) -> Result<()> {
        let typed = self.with_subquery(expr)?;
        self.without_labels(|rewriter, labels| rewriter.column(expr, labels, typed))
    }

    /// The type of an expression with a subquery, over a row of the input.
    fn with_subquery(&mut self, expr: &ast::Expr) -> Result<Typed> {
        let around = std::mem::replace(&mut self.analyzer.recognizing, true);
        let typed = self.of_input(expr);
        self.analyzer.recognizing = around;
        typed
    }

    /// A value compared with a subquery: a column of the row the value is of.
    fn membership(&mut self, expr: &mut ast::Expr) -> Result<()> {
        let mut plain = expr.clone();
        let mut labels: Option<Labels> = None;
        for_each_child(&mut plain, &mut |child| self.unlabelled(child, &mut labels))?;
        let typed = self.with_subquery(&plain)?;
        match labels {
            Some(labels) => self.column(expr, labels, typed),
            None => self.without_labels(|rewriter, labels| rewriter.column(expr, labels, typed)),
        }
    }

    /// Takes the variables in front of columns away; all must be the same.
    fn unlabelled(&self, expr: &mut ast::Expr, found: &mut Option<Labels>) -> Result<()> {
        let labels = match &expr.kind {
            ExprKind::Identifier(name) if self.parameters.contains(&name.folded()) => return Ok(()),
            ExprKind::Identifier(_) => None,
            ExprKind::Dereference { base, field } => {
                let labels = match &base.kind {
                    ExprKind::Identifier(label) => self.labels.find(label),
                    _ => None,
                };
                if labels.is_some() {
                    expr.kind = ExprKind::Identifier(field.clone());
                    labels
                } else {
                    return for_each_child(expr, &mut |child| self.unlabelled(child, found));
                }
            }
            _ => return for_each_child(expr, &mut |child| self.unlabelled(child, found)),
        };
        if found.as_ref().is_some_and(|known| *known != labels) {
            let text = "a subquery compared with columns of several pattern variables";
            return Err(semantic(expr.at, ErrorCode::NotSupported, text));
        }
        *found = Some(labels);
        Ok(())
    }

    fn aggregate(&mut self, expr: &mut ast::Expr, mut call: FunctionCall) -> Result<()> {
        let (at, name) = (expr.at, call.name.to_string());
        if let Some(outside) = &self.call {
            let text = format!("Cannot nest {name} aggregate function inside {}", outside.described());
            return Err(semantic(at, ErrorCode::NestedAggregation, text));
        }
        check_aggregate(at, &name, &call)?;
        if self.defining && call.processing == Some(ProcessingMode::Final) {
            return Err(final_in_define(at));
        }
        let whole = call.processing.take() == Some(ProcessingMode::Final);
        let mut labels: Labels = None;
        let star = call.star.as_mut().and_then(|star| star.label.take());
        if let Some(label) = star {
            if name != "count" {
                return Err(star_misuse(&label));
            }
            labels = Some(self.labels.find(&label).ok_or_else(|| {
                let text = format!("{} is not a primary pattern variable or subset name", label.value);
                semantic(label.at, ErrorCode::InvalidFunctionArgument, text)
            })?);
        } else if call.star.is_none() && call.arguments.is_empty() && name == "count" {
            call.star = Some(ast::StarArgument { label: None });
        }
        let kind = CallKind::Aggregate(Vec::new());
        self.call = Some(Call { at, name: name.clone(), labels: None, kind });
        let done = call.arguments.iter_mut().try_for_each(|argument| self.rewrite(argument));
        let outside = self.call.take();
        done?;
        let Some(Call { labels: found, kind: CallKind::Aggregate(inputs), .. }) = outside else {
            return Err(super::lost("an aggregate"));
        };
        let labels = found.unwrap_or(labels);
        let input = |(i, input): (usize, &AggregateInput)| {
            Field::new(Some(input_column(i)), input.data_type.clone(), input_column(i))
        };
        let scope = Scope::query(inputs.iter().enumerate().map(input).collect(), None);
        let typed = self.analyzer.aggregate_call(at, &call, &scope)?;
        let Expr::AggregateFunction(function) = typed.expr else {
            let text = format!("{name} in row pattern recognition");
            return Err(semantic(at, ErrorCode::NotSupported, text));
        };
        let leaf = AggregateLeaf { function: function.func, arguments: function.params.args, inputs, labels, whole };
        self.leaves.push(Leaf { data_type: typed.data_type, kind: LeafKind::Aggregate(leaf) });
        let value = leaf_column(self.leaves.len() - 1);
        expr.kind = ExprKind::Identifier(Ident { at, value, quoted: true });
        Ok(())
    }
}

impl Call {
    /// Whether it is PREV or NEXT.
    pub(super) fn is_physical(&self) -> bool {
        matches!(self.name.to_lowercase().as_str(), "prev" | "next")
    }

    pub(super) fn described(&self) -> String {
        let name = self.name.to_lowercase();
        match self.kind {
            CallKind::Navigation(_) => format!("{name} pattern navigation function"),
            CallKind::Aggregate(_) => format!("{name} function"),
        }
    }
}

/// How a value is read.
pub(super) enum Read {
    Navigation(Navigation),
    /// Of each row an aggregate goes over.
    Row,
}

pub(super) enum LeafOrInput {
    Leaf(LeafKind),
    Input(AggregateInputKind),
}

fn check_plain(at: Position, call: &FunctionCall) -> Result<()> {
    if let Some(window) = &call.over {
        return Err(nested_pattern(window).unwrap_or_else(|| nested_window(at)));
    }
    if let Some(label) = call.star.as_ref().and_then(|star| star.label.as_ref()) {
        return Err(star_misuse(label));
    }
    if matches!(&call.name.parts[..], [name] if name.folded() == "try") {
        let text = "TRY expression in pattern recognition context is not yet supported";
        return Err(semantic(at, ErrorCode::NotSupported, text));
    }
    Ok(())
}

fn check_aggregate(at: Position, name: &str, call: &FunctionCall) -> Result<()> {
    let clause = if call.filter.is_some() {
        "FILTER"
    } else if !call.order_by.is_empty() {
        "ORDER BY"
    } else if call.distinct {
        "DISTINCT"
    } else {
        return Ok(());
    };
    let text = format!("Cannot use {clause} with {name} aggregate function in pattern recognition context");
    Err(semantic(at, ErrorCode::NotSupported, text))
}

fn nested_window(at: Position) -> boathouse_types::TrinoError {
    let text = "Cannot nest window functions or row pattern measures inside pattern recognition expressions";
    semantic(at, ErrorCode::NestedWindow, text)
}

/// The error of a window that recognizes patterns itself.
fn nested_pattern(window: &ast::WindowRef) -> Option<boathouse_types::TrinoError> {
    let ast::WindowRef::Inline(window) = window else { return None };
    let frame = window.frame.as_ref().filter(|frame| frame.pattern.is_some())?;
    Some(super::nested(frame.at))
}

pub(super) fn final_in_define(at: Position) -> boathouse_types::TrinoError {
    semantic(at, ErrorCode::InvalidProcessingMode, "FINAL semantics is not supported in DEFINE clause")
}

fn star_misuse(label: &Ident) -> boathouse_types::TrinoError {
    let text = "label.* syntax is only supported as the only argument of row pattern count function";
    semantic(label.at, ErrorCode::InvalidFunctionArgument, text)
}

/// The first function of pattern recognition in an expression.
fn pattern_function_in(expr: &ast::Expr) -> Option<&'static str> {
    let mut found = None;
    crate::analyzer::walk::walk(expr, &mut |node| {
        if let ExprKind::Function(call) = &node.kind
            && let Some(function) = PatternFunction::of(call)
        {
            found = found.or(Some(function.name()));
        }
        std::ops::ControlFlow::Continue(())
    });
    found
}
