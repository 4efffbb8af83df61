//! MATCH_RECOGNIZE as a plan: its names, its expressions, its output.

mod calls;
mod children;
mod functions;
mod labels;
mod names;
mod rewrite;
mod window;

use std::collections::BTreeSet;

use boathouse_types::{ErrorCode, Result, TrinoError, Type};
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::expr::Sort;

use self::labels::LabelTable;
use self::names::Names;
use self::rewrite::Rewriter;
pub(crate) use self::window::{TypedPattern, WindowPattern};
use super::node::Recognition;
use super::program::Program;
use super::spec::{Leaf, Measure, Skip, Spec};
use crate::Position;
use crate::analyzer::error::semantic;
use crate::analyzer::plan::extend;
use crate::analyzer::query::{Planned, sort_key};
use crate::analyzer::udf::key;
use crate::analyzer::{Analyzer, Field, Scope, Typed};
use crate::ast::{
    self, AfterMatch, ExprKind, MatchRecognize, PatternRecognition, RowPattern, RowPatternKind, RowsPerMatch,
};
use crate::format::format_expression;

impl Analyzer<'_> {
    /// Plans `input MATCH_RECOGNIZE (…)`.
    pub(crate) fn match_recognize(
        &mut self,
        at: Position,
        input: Planned,
        clauses: &MatchRecognize,
        outer: Option<&Scope<'_>>,
    ) -> Result<Planned> {
        if self.recognizing {
            return Err(nested(at));
        }
        self.in_level(|analyzer| analyzer.recognition(at, input, clauses, outer))
    }

    fn recognition(
        &mut self,
        at: Position,
        input: Planned,
        clauses: &MatchRecognize,
        outer: Option<&Scope<'_>>,
    ) -> Result<Planned> {
        let Planned { plan, fields } = input;
        let fields: Vec<Field> = fields.into_iter().filter(|field| !field.hidden).collect();
        unambiguous(at, &fields)?;
        let recognition = &clauses.recognition;
        let Some(pattern) = &recognition.pattern else {
            return Err(semantic(at, ErrorCode::MissingRowPattern, "a row pattern is missing"));
        };
        let rows = clauses.rows_per_match.unwrap_or(RowsPerMatch::One);
        check_pattern(pattern, rows)?;
        if recognition.initial.is_some() {
            let name = if recognition.initial == Some(true) { "INITIAL" } else { "SEEK" };
            let text = format!("Pattern search modifier: {name} is not allowed in MATCH_RECOGNIZE clause");
            return Err(semantic(recognition.initial_at, ErrorCode::NotSupported, text));
        }
        let labels = LabelTable::new(recognition, pattern)?;
        let skip = skip(&labels, recognition.after_match.as_ref())?;
        let partition = self.columns_of(&clauses.partition_by, &fields, outer)?;
        let order_items: Vec<ast::Expr> = clauses.order_by.iter().map(|item| item.key.clone()).collect();
        let order = self.columns_of(&order_items, &fields, outer)?;
        let program = Program::compile(pattern, &|name| labels.primary(name))?;

        let Typings { leaves, computed, definitions, measured } =
            self.typings(recognition, &labels, Names::Relation { fields: &fields, outer })?;

        // What is read of the input, as columns of it.
        let exprs: Vec<Expr> = computed.iter().map(|(_, expr)| expr.clone()).collect();
        let plan = self.attach(plan, &exprs)?;
        let mut more: Vec<Expr> = computed.into_iter().map(|(name, expr)| expr.alias(name)).collect();
        let partition_columns = self.key_columns(&partition, &mut more);
        let sorts = self.sort_columns(&order, &clauses.order_by, &mut more);
        let plan = extend(plan, more)?;

        let (plan, outputs, mut out_fields) = self.outputs(plan, &fields, &partition, &order, rows)?;
        let mut measures = Vec::new();
        let mut measure_fields = Vec::new();
        for (name, typed) in measured {
            let column = self.fresh(&name.value);
            measure_fields.push(Field::new(Some(name.value.clone()), typed.data_type.clone(), column.clone()));
            measures.push(Measure { column, data_type: typed.data_type, value: typed.expr });
        }
        out_fields.0.extend(measure_fields);
        out_fields.0.extend(out_fields.1);
        let fields = out_fields.0;
        if fields.is_empty() {
            let text = "pattern recognition output table has no columns";
            return Err(semantic(at, ErrorCode::TableHasNoColumns, text));
        }
        let spec = Spec {
            labels: labels.names,
            program,
            leaves,
            definitions,
            measures,
            skip,
            rows,
            partition: partition_columns,
            outputs,
            search: None,
            functions: Vec::new(),
        };
        Ok(Planned { plan: Recognition::plan(plan, spec, sorts)?, fields })
    }

    /// The conditions of DEFINE and the measures, over what they read of the match.
    fn typings<'c>(
        &mut self,
        recognition: &'c PatternRecognition,
        labels: &LabelTable,
        names: Names<'_>,
    ) -> Result<Typings<'c>> {
        let mut rewriter = Rewriter::new(self, labels, names);
        let mut definitions: Vec<Option<Expr>> = vec![None; labels.names.len()];
        for (name, condition) in &recognition.definitions {
            let typed = rewriter.define(condition)?;
            let typed = match typed.data_type {
                Type::Boolean => typed,
                Type::Unknown => rewriter.analyzer.coerce(typed, &Type::Boolean)?,
                other => {
                    let text = format!("Expression defining a label must be boolean (actual type: {other})");
                    return Err(semantic(condition.at, ErrorCode::TypeMismatch, text));
                }
            };
            definitions[usize::from(labels.primary(name)?)] = Some(typed.expr);
        }
        let mut measured: Vec<(&ast::Ident, Typed)> = Vec::new();
        for measure in &recognition.measures {
            measured.push((&measure.name, rewriter.measure(&measure.value)?));
        }
        let (leaves, computed) = rewriter.finish();
        Ok(Typings { leaves, computed, definitions, measured })
    }

    /// The order of rows by columns.
    fn sort_columns(&mut self, fields: &[Field], items: &[ast::OrderItem], more: &mut Vec<Expr>) -> Vec<Sort> {
        let mut sorts = Vec::new();
        for (field, item) in fields.iter().zip(items) {
            let mut sort = sort_key(&field.typed(), item);
            if !matches!(sort.expr, Expr::Column(_)) {
                let name = self.fresh("order");
                more.push(sort.expr.alias(&name));
                sort.expr = crate::analyzer::plan::column(&name);
            }
            sorts.push(sort);
        }
        sorts
    }

    /// Columns PARTITION BY or ORDER BY name.
    fn columns_of(&mut self, exprs: &[ast::Expr], fields: &[Field], outer: Option<&Scope<'_>>) -> Result<Vec<Field>> {
        let scope = Scope::query(fields.to_vec(), outer);
        let mut found = Vec::new();
        for expr in exprs {
            let is_name = matches!(expr.kind, ExprKind::Identifier(_) | ExprKind::Dereference { .. });
            let typed = if is_name { Some(self.expression(expr, &scope)?) } else { None };
            let field = typed.and_then(|typed| match typed.expr {
                Expr::Column(column) => fields.iter().find(|field| field.column == column).cloned(),
                _ => None,
            });
            found.push(field.ok_or_else(|| {
                let text = format!("Expected column reference. Actual: {}", format_expression(expr));
                semantic(expr.at, ErrorCode::InvalidColumnReference, text)
            })?);
        }
        Ok(found)
    }

    /// The columns that tell partitions apart; where the engine's equality is not Trino's, by key.
    fn key_columns(&mut self, fields: &[Field], more: &mut Vec<Expr>) -> Vec<String> {
        let mut names = Vec::new();
        for field in fields {
            match key(&field.typed()) {
                Expr::Column(column) => names.push(column.name),
                expr => {
                    let name = self.fresh("partition");
                    more.push(expr.alias(&name));
                    names.push(name);
                }
            }
        }
        names
    }

    /// The columns of the input that are put out, and their fields before and behind the measures. A column that is
    /// put out twice gets a second name.
    #[expect(clippy::type_complexity, reason = "the two halves of the output belong together")]
    fn outputs(
        &mut self,
        plan: datafusion::logical_expr::LogicalPlan,
        fields: &[Field],
        partition: &[Field],
        order: &[Field],
        rows: RowsPerMatch,
    ) -> Result<(datafusion::logical_expr::LogicalPlan, Vec<String>, (Vec<Field>, Vec<Field>))> {
        let mut before: Vec<Field> = partition.to_vec();
        let mut behind: Vec<Field> = Vec::new();
        if rows != RowsPerMatch::One {
            before.extend(order.iter().cloned());
            let named: BTreeSet<&str> = before.iter().map(|field| field.column.name.as_str()).collect();
            behind.extend(fields.iter().filter(|field| !named.contains(field.column.name.as_str())).cloned());
        }
        let (mut names, mut copies): (Vec<String>, Vec<Expr>) = (Vec::new(), Vec::new());
        for field in before.iter_mut().chain(&mut behind) {
            field.relation = Vec::new();
            if names.contains(&field.column.name) {
                let name = self.fresh(&field.column.name);
                copies.push(Expr::Column(field.column.clone()).alias(&name));
                field.column = datafusion::common::Column::new_unqualified(name);
            }
            names.push(field.column.name.clone());
        }
        Ok((extend(plan, copies)?, names, (before, behind)))
    }
}

/// The typed expressions of a recognition.
struct Typings<'c> {
    leaves: Vec<Leaf>,
    /// Columns to be computed from the input.
    computed: Vec<(String, Expr)>,
    definitions: Vec<Option<Expr>>,
    measured: Vec<(&'c ast::Ident, Typed)>,
}

/// No two columns of the input may have the same name.
fn unambiguous(at: Position, fields: &[Field]) -> Result<()> {
    let mut seen = BTreeSet::new();
    for name in fields.iter().filter_map(|field| field.name.as_ref()) {
        if !seen.insert(name.to_lowercase()) {
            let text = format!("ambiguous column: {name} in row pattern input relation");
            return Err(semantic(at, ErrorCode::AmbiguousName, text));
        }
    }
    Ok(())
}

fn check_pattern(pattern: &RowPattern, rows: RowsPerMatch) -> Result<()> {
    match &pattern.kind {
        RowPatternKind::Sequence(parts) | RowPatternKind::Alternation(parts) | RowPatternKind::Permute(parts) => {
            parts.iter().try_for_each(|part| check_pattern(part, rows))
        }
        RowPatternKind::Excluded(inner) => {
            if rows == RowsPerMatch::AllWithUnmatched {
                let text = "Pattern exclusion syntax is not allowed when ALL ROWS PER MATCH WITH UNMATCHED ROWS is \
                            specified";
                return Err(semantic(pattern.at, ErrorCode::InvalidRowPattern, text));
            }
            check_pattern(inner, rows)
        }
        RowPatternKind::Quantified { pattern: inner, at_least, at_most, .. } => {
            let wrong = |code, text: &str| Err(semantic(pattern.at, code, text));
            match at_most {
                Some(0) => wrong(
                    ErrorCode::NumericValueOutOfRange,
                    "Pattern quantifier upper bound must be greater than or equal to 1",
                ),
                Some(at_most) if *at_most > i32::MAX as u32 => wrong(
                    ErrorCode::NumericValueOutOfRange,
                    "Pattern quantifier upper bound must not exceed 2147483647",
                ),
                Some(at_most) if at_most < at_least => {
                    wrong(ErrorCode::InvalidRange, "Pattern quantifier lower bound must not exceed upper bound")
                }
                _ if *at_least > i32::MAX as u32 => wrong(
                    ErrorCode::NumericValueOutOfRange,
                    "Pattern quantifier lower bound must not exceed 2147483647",
                ),
                _ => check_pattern(inner, rows),
            }
        }
        _ => Ok(()),
    }
}

fn skip(labels: &LabelTable, after: Option<&AfterMatch>) -> Result<Skip> {
    let found = |name: &ast::Ident| {
        labels.find(name).ok_or_else(|| {
            let text = format!("{} is not a primary or union pattern variable", labels::shown(name));
            semantic(name.at, ErrorCode::InvalidLabel, text)
        })
    };
    Ok(match after {
        None | Some(AfterMatch::PastLastRow) => Skip::PastLastRow,
        Some(AfterMatch::NextRow) => Skip::NextRow,
        Some(AfterMatch::First(name)) => Skip::First(Some(found(name)?)),
        Some(AfterMatch::Last(name)) => Skip::Last(Some(found(name)?)),
    })
}

fn nested(at: Position) -> TrinoError {
    let text = "nested row pattern recognition in row pattern recognition";
    semantic(at, ErrorCode::NestedRowPatternRecognition, text)
}

/// A fault of ours.
fn lost(what: &str) -> TrinoError {
    TrinoError::internal(format!("{what} was lost"))
}
