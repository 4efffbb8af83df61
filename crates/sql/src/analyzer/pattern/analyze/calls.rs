//! CLASSIFIER, MATCH_NUMBER, and the navigations FIRST, LAST, PREV, NEXT.

use boathouse_types::{ErrorCode, Result, Type};

use super::functions::PatternFunction;
use super::rewrite::{Call, CallKind, LeafOrInput, Read, Rewriter, final_in_define};
use crate::Position;
use crate::analyzer::error::semantic;
use crate::analyzer::pattern::spec::{AggregateInputKind, LeafKind, Navigation};
use crate::ast::{self, ExprKind, FunctionCall, ProcessingMode};

impl Rewriter<'_, '_> {
    pub(super) fn pattern_function(
        &mut self,
        expr: &mut ast::Expr,
        function: PatternFunction,
        call: &FunctionCall,
    ) -> Result<()> {
        let at = expr.at;
        function.check(at, call)?;
        if self.defining && call.processing == Some(ProcessingMode::Final) {
            return Err(final_in_define(at));
        }
        match function {
            PatternFunction::Classifier => self.classifier(expr, call),
            PatternFunction::MatchNumber => self.match_number(expr, call),
            _ => self.navigation(expr, function, call),
        }
    }

    fn classifier(&mut self, expr: &mut ast::Expr, call: &FunctionCall) -> Result<()> {
        let labels = match &call.arguments[..] {
            [] => None,
            [ast::Expr { kind: ExprKind::Identifier(name), at }] => Some(self.labels.find(name).ok_or_else(|| {
                let text = format!("{} is not a primary pattern variable or subset name", name.value);
                semantic(*at, ErrorCode::InvalidFunctionArgument, text)
            })?),
            [other] => {
                let shown = match &other.kind {
                    ExprKind::Dereference { .. } => "DereferenceExpression",
                    ExprKind::Literal(_) => "Literal",
                    ExprKind::Function(_) => "FunctionCall",
                    _ => "Expression",
                };
                let text = format!(
                    "CLASSIFIER function argument should be primary pattern variable or subset name. Actual: {shown}"
                );
                return Err(semantic(other.at, ErrorCode::TypeMismatch, text));
            }
            _ => {
                let text = "CLASSIFIER pattern recognition function takes no arguments or 1 argument";
                return Err(semantic(expr.at, ErrorCode::InvalidFunctionArgument, text));
            }
        };
        self.leaf(expr, labels, Type::VARCHAR, |read| match read {
            Read::Navigation(navigation) => LeafOrInput::Leaf(LeafKind::Classifier(navigation)),
            Read::Row => LeafOrInput::Input(AggregateInputKind::Classifier),
        })
    }

    fn match_number(&mut self, expr: &mut ast::Expr, call: &FunctionCall) -> Result<()> {
        if !call.arguments.is_empty() {
            let text = "MATCH_NUMBER pattern recognition function takes no arguments";
            return Err(semantic(expr.at, ErrorCode::InvalidFunctionArgument, text));
        }
        self.without_labels(|rewriter, labels| {
            rewriter.leaf(expr, labels, Type::BigInt, |read| match read {
                Read::Navigation(_) => LeafOrInput::Leaf(LeafKind::MatchNumber),
                Read::Row => LeafOrInput::Input(AggregateInputKind::MatchNumber),
            })
        })
    }

    fn navigation(&mut self, expr: &mut ast::Expr, function: PatternFunction, call: &FunctionCall) -> Result<()> {
        let at = expr.at;
        if let Some(outside) = &self.call {
            if outside.is_physical() && function.is_logical() {
                let text = "Immediate nesting is required for pattern navigation functions";
                return Err(semantic(at, ErrorCode::InvalidNavigationNesting, text));
            }
            let text =
                format!("Cannot nest {} pattern navigation function inside {}", function.name(), outside.described());
            return Err(semantic(at, ErrorCode::InvalidNavigationNesting, text));
        }
        let (value, offset) = function.arguments(at, call)?;
        let written = &call.name.parts[0].value;
        if function.is_logical() {
            let whole = call.processing == Some(ProcessingMode::Final);
            let first = function == PatternFunction::First;
            let navigation = Navigation { labels: None, first, offset, whole, rows: 0 };
            return self.navigated(expr, at, written, value, navigation);
        }
        let distance = i64::try_from(offset).unwrap_or(i64::MAX);
        let rows = if function == PatternFunction::Prev { -distance } else { distance };
        if let ExprKind::Function(inner) = &value.kind
            && let Some(logical) = PatternFunction::of(inner)
            && (logical.is_logical() || logical.is_physical())
        {
            if logical.is_physical() {
                let text = format!(
                    "Cannot nest {} pattern navigation function inside {} pattern navigation function",
                    logical.name(),
                    function.name()
                );
                return Err(semantic(value.at, ErrorCode::InvalidNavigationNesting, text));
            }
            logical.check(value.at, inner)?;
            let whole = inner.processing == Some(ProcessingMode::Final);
            if whole && self.defining {
                return Err(final_in_define(value.at));
            }
            let (inside, offset) = logical.arguments(value.at, inner)?;
            let navigation = Navigation { labels: None, first: logical == PatternFunction::First, offset, whole, rows };
            return self.navigated(expr, value.at, &inner.name.parts[0].value, inside, navigation);
        }
        let navigation = Navigation { rows, ..Navigation::last(None) };
        self.navigated(expr, at, written, value, navigation)
    }

    /// Replaces a navigation by its value, all of whose columns are of the row that is meant.
    fn navigated(
        &mut self,
        expr: &mut ast::Expr,
        at: Position,
        written: &str,
        mut value: ast::Expr,
        navigation: Navigation,
    ) -> Result<()> {
        let kind = CallKind::Navigation(navigation);
        self.call = Some(Call { at, name: written.to_owned(), labels: None, kind });
        let done = self.rewrite(&mut value);
        let call = self.call.take();
        done?;
        if call.is_some_and(|call| call.labels.is_none()) {
            let text = format!(
                "Pattern navigation function '{written}' must contain at least one column reference or CLASSIFIER()"
            );
            return Err(semantic(at, ErrorCode::InvalidArguments, text));
        }
        *expr = value;
        Ok(())
    }
}
