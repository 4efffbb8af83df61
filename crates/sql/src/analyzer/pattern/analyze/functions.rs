//! The functions of pattern recognition, and what their calls may look like.

use boathouse_types::{ErrorCode, Result};

use crate::Position;
use crate::analyzer::error::semantic;
use crate::ast::{Expr, ExprKind, FunctionCall, Literal, ProcessingMode};
use crate::format::format_expression;

/// A function of pattern recognition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PatternFunction {
    First,
    Last,
    Prev,
    Next,
    Classifier,
    MatchNumber,
}

impl PatternFunction {
    /// The function a call means; quoted names are no words of the language.
    pub(crate) fn of(call: &FunctionCall) -> Option<Self> {
        let [name] = &call.name.parts[..] else { return None };
        if name.quoted {
            return None;
        }
        Some(match name.folded().as_str() {
            "first" => Self::First,
            "last" => Self::Last,
            "prev" => Self::Prev,
            "next" => Self::Next,
            "classifier" => Self::Classifier,
            "match_number" => Self::MatchNumber,
            _ => return None,
        })
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
            Self::Prev => "prev",
            Self::Next => "next",
            Self::Classifier => "classifier",
            Self::MatchNumber => "match_number",
        }
    }

    pub(crate) fn is_logical(self) -> bool {
        matches!(self, Self::First | Self::Last)
    }

    pub(crate) fn is_physical(self) -> bool {
        matches!(self, Self::Prev | Self::Next)
    }

    /// Clauses no such call may have.
    pub(crate) fn check(self, at: Position, call: &FunctionCall) -> Result<()> {
        let name = self.name();
        if call.over.is_some() {
            let text = "Cannot nest window functions or row pattern measures inside pattern recognition expressions";
            return Err(semantic(at, ErrorCode::NestedWindow, text));
        }
        let clause = if call.filter.is_some() {
            "FILTER"
        } else if !call.order_by.is_empty() {
            "ORDER BY"
        } else if call.distinct {
            "DISTINCT"
        } else {
            ""
        };
        if !clause.is_empty() {
            let text = format!("Cannot use {clause} with {name} pattern recognition function");
            return Err(semantic(at, ErrorCode::InvalidPatternRecognitionFunction, text));
        }
        match call.processing {
            Some(mode) if !self.is_logical() => {
                let mode = if mode == ProcessingMode::Running { "RUNNING" } else { "FINAL" };
                let text = format!("{mode} semantics is not supported with {name} pattern recognition function");
                Err(semantic(at, ErrorCode::InvalidProcessingMode, text))
            }
            _ => Ok(()),
        }
    }

    /// The value and the offset of a navigation.
    pub(crate) fn arguments(self, at: Position, call: &FunctionCall) -> Result<(Expr, usize)> {
        let name = self.name();
        let invalid = |text: String| semantic(at, ErrorCode::InvalidFunctionArgument, text);
        let (value, offset) = match &call.arguments[..] {
            [value] => (value, None),
            [value, offset] => (value, Some(offset)),
            _ => {
                let text = format!("{name} pattern recognition function requires 1 or 2 arguments");
                return Err(invalid(text));
            }
        };
        let Some(offset) = offset else { return Ok((value.clone(), usize::from(self.is_physical()))) };
        let ExprKind::Literal(Literal::Integer(digits)) = &offset.kind else {
            if let ExprKind::Sign { negative: true, value: inner } = &offset.kind
                && matches!(inner.kind, ExprKind::Literal(Literal::Integer(_)))
            {
                let text = format!(
                    "{name} pattern recognition navigation function requires a non-negative number as the second \
                     argument (actual: {})",
                    format_expression(offset)
                );
                return Err(semantic(at, ErrorCode::NumericValueOutOfRange, text));
            }
            let text =
                format!("{name} pattern recognition navigation function requires a number as the second argument");
            return Err(invalid(text));
        };
        match digits.parse::<i32>().ok().and_then(|offset| usize::try_from(offset).ok()) {
            Some(offset) => Ok((value.clone(), offset)),
            None => {
                let text = format!(
                    "The second argument of {name} pattern recognition navigation function must not exceed {} \
                     (actual: {digits})",
                    i32::MAX
                );
                Err(semantic(at, ErrorCode::NumericValueOutOfRange, text))
            }
        }
    }
}
