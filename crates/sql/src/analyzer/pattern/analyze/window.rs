//! The pattern of a window: what Trino allows of it, and its expressions.

use std::sync::Arc;

use boathouse_types::{ErrorCode, Result, TrinoError, Type};
use datafusion::logical_expr::Expr;

use super::labels::{LabelTable, canonical};
use super::names::Names;
use super::{Typings, check_pattern, nested, skip};
use crate::Position;
use crate::analyzer::error::semantic;
use crate::analyzer::pattern::program::{Label, Program};
use crate::analyzer::pattern::spec::{Leaf, SearchEnd, Skip};
use crate::analyzer::walk::{pattern_exprs, walk};
use crate::analyzer::{Analyzer, Scope, Typed};
use crate::ast::{
    Expr as Written, ExprKind, FrameBoundKind, FrameUnit, Ident, PatternRecognition, RowPattern, RowPatternKind,
    RowsPerMatch, WindowFrame,
};

/// The pattern of a window.
#[derive(Debug)]
pub(crate) struct WindowPattern {
    pub(crate) labels: Vec<String>,
    pub(crate) program: Program,
    pub(crate) leaves: Vec<Leaf>,
    pub(crate) definitions: Vec<Option<Expr>>,
    pub(crate) skip: Skip,
    pub(crate) initial: bool,
    pub(crate) end: SearchEnd,
    /// The measures, in their order.
    pub(crate) measures: Vec<Typed>,
    /// The columns the leaves and the end read.
    pub(crate) inputs: Vec<String>,
}

/// The pattern of a window, and what its columns stand for.
#[derive(Debug, Clone)]
pub(crate) struct TypedPattern {
    pub(crate) pattern: Arc<WindowPattern>,
    pub(crate) inputs: Vec<Expr>,
}

impl WindowPattern {
    /// What the pattern is, its inputs given; the frame ends where `end` says, whose value is the offset.
    pub(crate) fn ending(mut self, mut inputs: Vec<Expr>, end: SearchEnd, offset: Option<Typed>) -> TypedPattern {
        if let (SearchEnd::Following(name), Some(offset)) = (&end, offset) {
            self.inputs.push(name.clone());
            inputs.push(offset.expr);
        }
        self.end = end;
        TypedPattern { pattern: Arc::new(self), inputs }
    }
}

impl Analyzer<'_> {
    /// Types the pattern of a frame; its end is set later.
    pub(crate) fn window_pattern(
        &mut self,
        frame: &WindowFrame,
        recognition: &PatternRecognition,
        scope: &Scope<'_>,
    ) -> Result<(WindowPattern, Vec<Expr>)> {
        let Some(pattern) = &recognition.pattern else { return Err(without_pattern(frame.at, recognition)) };
        if self.recognizing {
            return Err(nested(frame.at));
        }
        let invalid = |text: &str| Err(semantic(frame.at, ErrorCode::InvalidWindowFrame, text));
        if frame.unit != FrameUnit::Rows {
            return invalid("Pattern recognition requires ROWS frame type");
        }
        if frame.start.kind != FrameBoundKind::CurrentRow || frame.end.is_none() {
            return invalid("Pattern recognition requires frame specified as BETWEEN CURRENT ROW AND ...");
        }
        check_pattern(pattern, RowsPerMatch::One)?;
        let labels = LabelTable::new(recognition, pattern)?;
        let skip = skip(&labels, recognition.after_match.as_ref())?;
        no_anchors(pattern)?;
        let program = Program::compile(pattern, &|name: &Ident| -> Result<Label> { labels.primary(name) })?;
        let Typings { leaves, computed, definitions, measured } =
            self.typings(recognition, &labels, Names::Query(scope))?;
        no_match_number(recognition)?;
        let (inputs, exprs) = computed.into_iter().unzip();
        let measures = measured.into_iter().map(|(_, typed)| typed).collect();
        let initial = recognition.initial != Some(false);
        let (labels, end) = (labels.names, SearchEnd::CurrentRow);
        let pattern = WindowPattern { labels, program, leaves, definitions, skip, initial, end, measures, inputs };
        Ok((pattern, exprs))
    }

    /// The place of the measure a name means.
    pub(crate) fn window_measure(
        at: Position,
        name: &Ident,
        recognition: Option<&PatternRecognition>,
    ) -> Result<usize> {
        let measures = recognition.map_or(&[][..], |recognition| &recognition.measures);
        let own = canonical(name);
        let mut found = measures.iter().enumerate().filter(|(_, measure)| canonical(&measure.name) == own);
        let Some((place, _)) = found.next() else {
            let text = format!("Measure {} is not defined in the corresponding window", name.value);
            return Err(semantic(at, ErrorCode::InvalidWindowMeasure, text));
        };
        if found.next().is_some() {
            let text = format!("Measure {} is defined more than once", name.value);
            return Err(semantic(at, ErrorCode::AmbiguousName, text));
        }
        Ok(place)
    }
}

impl TypedPattern {
    /// The type of a measure.
    pub(crate) fn measure_type(&self, place: usize) -> Result<Type> {
        let measure = self.pattern.measures.get(place);
        measure.map(|typed| typed.data_type.clone()).ok_or_else(|| super::lost("a measure"))
    }
}

/// The error of clauses that mean something only beside a pattern.
fn without_pattern(at: Position, recognition: &PatternRecognition) -> TrinoError {
    let missing =
        |at: Position, text: &str| semantic(at, ErrorCode::MissingRowPattern, format!("{text} PATTERN clause"));
    if !recognition.measures.is_empty() {
        return missing(at, "Row pattern measures require");
    }
    if recognition.after_match.is_some() {
        return missing(recognition.after_match_at, "AFTER MATCH SKIP clause requires");
    }
    if let Some(initial) = recognition.initial {
        let mode = if initial { "INITIAL" } else { "SEEK" };
        return missing(recognition.initial_at, &format!("{mode} modifier requires"));
    }
    if let Some((name, _)) = recognition.subsets.first() {
        return missing(name.at, "Union variable definitions require");
    }
    let at = recognition.definitions.first().map_or(at, |(name, _)| name.at);
    missing(at, "Primary pattern variable definitions require")
}

fn no_anchors(pattern: &RowPattern) -> Result<()> {
    match &pattern.kind {
        RowPatternKind::PartitionStart | RowPatternKind::PartitionEnd => {
            let text = "Anchor pattern syntax is not allowed in window";
            Err(semantic(pattern.at, ErrorCode::InvalidRowPattern, text))
        }
        RowPatternKind::Sequence(parts) | RowPatternKind::Alternation(parts) | RowPatternKind::Permute(parts) => {
            parts.iter().try_for_each(no_anchors)
        }
        RowPatternKind::Excluded(inner) | RowPatternKind::Quantified { pattern: inner, .. } => no_anchors(inner),
        RowPatternKind::Label(_) | RowPatternKind::Empty => Ok(()),
    }
}

/// Matches of windows have no numbers.
fn no_match_number(recognition: &PatternRecognition) -> Result<()> {
    let mut found: Option<Position> = None;
    let mut visit = |node: &Written| {
        if let ExprKind::Function(call) = &node.kind
            && super::functions::PatternFunction::of(call) == Some(super::functions::PatternFunction::MatchNumber)
        {
            found.get_or_insert(node.at);
        }
        std::ops::ControlFlow::Continue(())
    };
    pattern_exprs(recognition).for_each(|expr| walk(expr, &mut visit));
    match found {
        None => Ok(()),
        Some(at) => {
            let text = "MATCH_NUMBER function is not supported in window";
            Err(semantic(at, ErrorCode::InvalidPatternRecognitionFunction, text))
        }
    }
}
