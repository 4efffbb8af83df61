//! Joins.

use std::collections::{BTreeSet, HashSet};

use boathouse_functions::TrinoUdf;
use boathouse_types::{ErrorCode, Result, Type};
use datafusion::common::JoinType;
use datafusion::functions::core::expr_fn::coalesce;
use datafusion::logical_expr::utils::split_conjunction_owned;
use datafusion::logical_expr::{BinaryExpr, Expr, LogicalPlan, Operator};

use super::decorrelate::Dependent;
use super::error::{placed, semantic};
use super::level::PendingKind;
use super::plan::{columns_of, cross, extend, join, outputs};
use super::query::Planned;
use super::relation::Lateral;
use super::udf::key;
use super::walk::Calls;
use super::{Analyzer, Field, Scope, Typed};
use crate::Position;
use crate::ast::{self, ComparisonOp, ExprKind, Ident, JoinCriteria, JoinKind, Literal, Relation};
use crate::format::format_in_errors;

/// A join's condition, taken apart.
#[derive(Debug, Default)]
pub(crate) struct JoinCondition {
    /// Equal sides, left then right.
    pub(crate) keys: Vec<(Expr, Expr)>,
    /// What else must hold.
    pub(crate) rest: Vec<Expr>,
}

impl JoinCondition {
    /// Adds a term; an equality of the two sides becomes a key.
    pub(crate) fn add(&mut self, term: Expr, left: &BTreeSet<String>, right: &BTreeSet<String>) {
        let sides = match &term {
            Expr::BinaryExpr(BinaryExpr { left: a, op: Operator::Eq, right: b }) => {
                sort_sides(a, b, left, right).map(|pair| (pair, true))
            }
            Expr::ScalarFunction(call) if call.func.name() == "$eq" => match (&call.args[..], operand_type(call)) {
                ([a, b], Some(data_type)) => sort_sides(a, b, left, right).map(|(a, b)| {
                    let as_key = |expr: Expr| key(&Typed { expr, data_type: data_type.clone() });
                    ((as_key(a), as_key(b)), false)
                }),
                _ => None,
            },
            _ => None,
        };
        match sides {
            Some((pair, exact)) => {
                self.keys.push(pair);
                // Equal keys are necessary for equality, but NaN is not equal to itself.
                if !exact {
                    self.rest.push(term);
                }
            }
            None => self.rest.push(term),
        }
    }
}

fn operand_type(call: &datafusion::logical_expr::expr::ScalarFunction) -> Option<Type> {
    let udf = call.func.inner().downcast_ref::<TrinoUdf>()?;
    udf.bound().arguments.first().cloned()
}

/// The operands, the left side's first, when each reads one side only.
pub(crate) fn sort_sides(
    a: &Expr,
    b: &Expr,
    left: &BTreeSet<String>,
    right: &BTreeSet<String>,
) -> Option<(Expr, Expr)> {
    let (in_a, in_b) = (columns_of(a), columns_of(b));
    if in_a.is_empty() || in_b.is_empty() {
        return None;
    }
    if in_a.is_subset(left) && in_b.is_subset(right) {
        return Some((a.clone(), b.clone()));
    }
    (in_a.is_subset(right) && in_b.is_subset(left)).then(|| (b.clone(), a.clone()))
}

fn engine_kind(kind: JoinKind) -> JoinType {
    match kind {
        JoinKind::Cross | JoinKind::Inner => JoinType::Inner,
        JoinKind::Left => JoinType::Left,
        JoinKind::Right => JoinType::Right,
        JoinKind::Full => JoinType::Full,
    }
}

fn keyword(kind: JoinKind) -> &'static str {
    match kind {
        JoinKind::Cross => "CROSS",
        JoinKind::Inner => "INNER",
        JoinKind::Left => "LEFT",
        JoinKind::Right => "RIGHT",
        JoinKind::Full => "FULL",
    }
}

impl Analyzer<'_> {
    /// Plans a join of FROM.
    pub(crate) fn join_relation(
        &mut self,
        at: Position,
        kind: JoinKind,
        sides: (&Relation, &Relation),
        criteria: &JoinCriteria,
        outer: Option<&Scope<'_>>,
    ) -> Result<Planned> {
        if matches!(criteria, JoinCriteria::Natural) {
            return Err(semantic(at, ErrorCode::NotSupported, "Natural join not supported"));
        }
        let left = self.relation(sides.0, outer)?;
        if let Some(lateral) = Lateral::of(sides.1) {
            check_lateral_criteria(&lateral, kind, criteria)?;
            return self.join_lateral(left, &lateral, kind, criteria, outer);
        }
        let right = self.relation(sides.1, outer)?;
        self.join_planned(kind, left, right, criteria, outer)
    }

    /// Joins two planned relations.
    pub(crate) fn join_planned(
        &mut self,
        kind: JoinKind,
        left: Planned,
        right: Planned,
        criteria: &JoinCriteria,
        outer: Option<&Scope<'_>>,
    ) -> Result<Planned> {
        match criteria {
            JoinCriteria::On(condition) => self.join_on(kind, left, right, condition, outer),
            JoinCriteria::Using(columns) => self.join_using(kind, left, right, columns),
            JoinCriteria::None | JoinCriteria::Natural => {
                let plan = cross(left.plan, right.plan)?;
                Ok(Planned { plan, fields: [left.fields, right.fields].concat() })
            }
        }
    }

    fn join_on(
        &mut self,
        kind: JoinKind,
        left: Planned,
        right: Planned,
        condition: &ast::Expr,
        outer: Option<&Scope<'_>>,
    ) -> Result<Planned> {
        let fields = [left.fields, right.fields].concat();
        let mut scope = Scope::query(fields, outer);
        // Only the rows of an inner join are there to be asked about before the condition holds.
        scope.correlated = matches!(kind, JoinKind::Inner | JoinKind::Cross);
        self.no_calls("JOIN", condition)?;
        let typed = self.expression(condition, &scope)?;
        let typed = self.boolean(condition.at, typed, "JOIN ON clause must evaluate to a boolean: actual type")?;
        let (mut left, mut right) = (left.plan, right.plan);
        let terms = split_conjunction_owned(typed.expr);
        let read: BTreeSet<String> = terms.iter().flat_map(columns_of).collect();
        let mut above = Vec::new();
        for pending in self.take_pending(&read) {
            let mut needed: BTreeSet<String> = pending.locals.keys().cloned().collect();
            match &pending.kind {
                PendingKind::Membership { probe, .. } => needed.extend(columns_of(&probe.expr)),
                PendingKind::Row { result } => {
                    let inner = outputs(&pending.plan);
                    needed.extend(columns_of(result).into_iter().filter(|c| !inner.contains(c)));
                }
                PendingKind::Exists => {}
            }
            if needed.is_subset(&outputs(&left)) {
                left = self.attach_one(left, pending)?;
            } else if needed.is_subset(&outputs(&right)) {
                right = self.attach_one(right, pending)?;
            } else if matches!(kind, JoinKind::Inner) {
                above.push(pending);
            } else {
                let text = "Subqueries over both sides of an outer join are not supported in its condition";
                return Err(semantic(pending.at, ErrorCode::NotSupported, text));
            }
        }
        let (in_left, in_right) = (outputs(&left), outputs(&right));
        let mut split = JoinCondition::default();
        let mut later = Vec::new();
        for term in terms {
            let columns = columns_of(&term);
            match above.iter().any(|p| columns.contains(&p.column)) {
                true => later.push(term),
                false => split.add(term, &in_left, &in_right),
            }
        }
        let mut plan = join(left, right, engine_kind(kind), split.keys, split.rest)?;
        self.level().pending.extend(above);
        for term in later {
            plan = self.filtered(plan, term)?;
        }
        Ok(Planned { plan, fields: scope.fields })
    }

    fn join_using(&mut self, kind: JoinKind, left: Planned, right: Planned, columns: &[Ident]) -> Result<Planned> {
        let mut seen = BTreeSet::new();
        let (mut keys, mut merged, mut fields) = (JoinCondition::default(), Vec::new(), Vec::new());
        let (mut left_used, mut right_used) = (HashSet::new(), HashSet::new());
        let (in_left, in_right) = (outputs(&left.plan), outputs(&right.plan));
        for column in columns {
            if !seen.insert(column.folded()) {
                let text = format!("Column '{}' appears multiple times in USING clause", column.value);
                return Err(semantic(column.at, ErrorCode::DuplicateColumnName, text));
            }
            let find = |side: &Planned, which: &str| {
                let scope = Scope::query(side.fields.clone(), None);
                let found = scope.resolve(column.at, std::slice::from_ref(column))?;
                let text = format!("Column '{}' is missing from {which} side of join", column.value);
                found.ok_or_else(|| semantic(column.at, ErrorCode::ColumnNotFound, text))
            };
            let (l, r) = (find(&left, "left")?.typed, find(&right, "right")?.typed);
            left_used.insert(l.expr.clone());
            right_used.insert(r.expr.clone());
            let condition = self.compare(column.at, ComparisonOp::Equal, l.clone(), r.clone())?;
            keys.add(condition.expr, &in_left, &in_right);
            let common = boathouse_types::common_super_type(&l.data_type, &r.data_type);
            let common = common.unwrap_or_else(|| l.data_type.clone());
            let (l, r) = (self.coerce(l, &common)?.expr, self.coerce(r, &common)?.expr);
            let value = match kind {
                JoinKind::Cross | JoinKind::Inner | JoinKind::Left => l,
                JoinKind::Right => r,
                JoinKind::Full => coalesce(vec![l, r]),
            };
            let name = self.fresh(&column.value);
            merged.push(value.alias(&name));
            fields.push(Field::new(Some(column.value.clone()), common, name));
        }
        fields.extend(left.fields.into_iter().filter(|f| !left_used.contains(&f.typed().expr)));
        fields.extend(right.fields.into_iter().filter(|f| !right_used.contains(&f.typed().expr)));
        let plan = join(left.plan, right.plan, engine_kind(kind), keys.keys, keys.rest)?;
        Ok(Planned { plan: extend(plan, merged)?, fields })
    }

    /// Joins a relation that sees the left side's columns.
    pub(crate) fn join_lateral(
        &mut self,
        left: Planned,
        lateral: &Lateral<'_>,
        kind: JoinKind,
        criteria: &JoinCriteria,
        outer: Option<&Scope<'_>>,
    ) -> Result<Planned> {
        if matches!(kind, JoinKind::Right | JoinKind::Full) {
            return self.join_beside(left, lateral, kind, outer);
        }
        let outer_join = kind == JoinKind::Left;
        match lateral.kind {
            super::relation::LateralKind::Unnest(call) => {
                let kept = left.fields.len();
                let mut planned = self.unnest(left, call, outer_join, outer)?;
                let made = planned.fields.split_off(kept);
                planned.fields.extend(lateral.renamed(made)?);
                Ok(planned)
            }
            super::relation::LateralKind::JsonTable(call) => {
                let kept = left.fields.len();
                let mut planned = self.json_table(lateral.relation.at, left, call, outer_join, outer)?;
                let made = planned.fields.split_off(kept);
                planned.fields.extend(lateral.renamed(made)?);
                Ok(planned)
            }
            super::relation::LateralKind::Query(query) => {
                let scope = Scope::query(left.fields, outer);
                let right = self.query(query, Some(&scope))?;
                let locals = super::subquery::locals(&right.plan, &scope);
                let kind = if outer_join { JoinType::Left } else { JoinType::Inner };
                let (found, mut keys) = if locals.is_empty() {
                    (right.plan, Vec::new())
                } else {
                    let mut dependent = Dependent::new(self, &left.plan, &locals, &right.plan)?;
                    let (found, held) = dependent.push(&right.plan)?;
                    let pairs = dependent.outer_pairs(&held);
                    (found, pairs)
                };
                let fields = [scope.fields, lateral.renamed(right.fields)?].concat();
                let mut condition = JoinCondition::default();
                if let JoinCriteria::On(written) = criteria {
                    let mut scope = Scope::query(fields.clone(), outer);
                    scope.correlated = false;
                    let typed = self.expression(written, &scope)?;
                    let text = "JOIN ON clause must evaluate to a boolean: actual type";
                    let typed = self.boolean(written.at, typed, text)?;
                    if !self.level().pending.is_empty() {
                        let text = "Subqueries in the condition of a lateral join are not supported";
                        return Err(semantic(written.at, ErrorCode::NotSupported, text));
                    }
                    let (in_left, in_right) = (outputs(&left.plan), outputs(&found));
                    for term in split_conjunction_owned(typed.expr) {
                        condition.add(term, &in_left, &in_right);
                    }
                }
                keys.append(&mut condition.keys);
                let plan = join(left.plan, found, kind, keys, condition.rest)?;
                Ok(Planned { plan, fields })
            }
        }
    }

    /// A right or full join: the right side must not see the left one's columns.
    fn join_beside(
        &mut self,
        left: Planned,
        lateral: &Lateral<'_>,
        kind: JoinKind,
        outer: Option<&Scope<'_>>,
    ) -> Result<Planned> {
        let right = match lateral.kind {
            super::relation::LateralKind::Unnest(call) => {
                let scope = Scope::query(left.fields.clone(), outer);
                for value in call.values {
                    let typed = self.expression(value, &scope)?;
                    if !columns_of(&typed.expr).is_disjoint(&outputs(&left.plan)) {
                        return Err(lateral_reference(value.at, kind));
                    }
                }
                self.relation(lateral.relation, outer)?
            }
            super::relation::LateralKind::JsonTable(call) => {
                let scope = Scope::query(left.fields.clone(), outer);
                let typed = self.json_table_rows(lateral.relation.at, call, &scope)?;
                if !columns_of(&typed.expr).is_disjoint(&outputs(&left.plan)) {
                    return Err(lateral_reference(call.path.input.value.at, kind));
                }
                self.relation(lateral.relation, outer)?
            }
            super::relation::LateralKind::Query(query) => {
                let scope = Scope::query(left.fields.clone(), outer);
                let planned = self.query(query, Some(&scope))?;
                if !super::subquery::locals(&planned.plan, &scope).is_empty() {
                    return Err(lateral_reference(lateral.relation.at, kind));
                }
                Planned { fields: lateral.renamed(planned.fields)?, plan: planned.plan }
            }
        };
        let plan: LogicalPlan = join(left.plan, right.plan, engine_kind(kind), Vec::new(), Vec::new())?;
        Ok(Planned { plan, fields: [left.fields, right.fields].concat() })
    }

    /// The value when it is boolean, else `text` and its type.
    pub(crate) fn boolean(&self, at: Position, value: Typed, text: &str) -> Result<Typed> {
        match value.data_type {
            Type::Boolean => Ok(value),
            Type::Unknown => self.coerce(value, &Type::Boolean).map_err(|e| placed(e, at)),
            other => Err(semantic(at, ErrorCode::TypeMismatch, format!("{text} {other}"))),
        }
    }

    /// The check of clauses that may hold no aggregates, window functions or GROUPING.
    pub(crate) fn no_calls(&self, clause: &str, expr: &ast::Expr) -> Result<()> {
        self.no_calls_in(&if clause == "UNNEST" { clause.to_owned() } else { format!("{clause} clause") }, expr)
    }

    /// The same, of a part of a query that is no clause.
    pub(crate) fn no_calls_in(&self, what: &str, expr: &ast::Expr) -> Result<()> {
        let calls = Calls::of(self.library, expr).all();
        if calls.is_empty() {
            return Ok(());
        }
        let texts: Vec<_> = calls.into_iter().map(format_in_errors).collect();
        let text =
            format!("cannot contain aggregations, window functions or grouping operations: [{}]", texts.join(", "));
        Err(semantic(expr.at, ErrorCode::ExpressionNotScalar, format!("{what} {text}")))
    }
}

fn lateral_reference(at: Position, kind: JoinKind) -> boathouse_types::TrinoError {
    let text = format!("LATERAL reference not allowed in {} JOIN", keyword(kind));
    semantic(at, ErrorCode::InvalidColumnReference, text)
}

fn check_lateral_criteria(lateral: &Lateral<'_>, kind: JoinKind, criteria: &JoinCriteria) -> Result<()> {
    let what = match lateral.kind {
        super::relation::LateralKind::Unnest(_) => "UNNEST",
        super::relation::LateralKind::JsonTable(_) => "JSON_TABLE",
        super::relation::LateralKind::Query(_) => "LATERAL relation",
    };
    let text = format!("{} JOIN involving {what} is only supported with condition ON TRUE", keyword(kind));
    match criteria {
        JoinCriteria::None | JoinCriteria::Natural => Ok(()),
        JoinCriteria::On(_)
            if matches!(lateral.kind, super::relation::LateralKind::Query(_))
                && matches!(kind, JoinKind::Inner | JoinKind::Left) =>
        {
            Ok(())
        }
        JoinCriteria::On(e) if matches!(e.kind, ExprKind::Literal(Literal::Boolean(true))) => Ok(()),
        JoinCriteria::On(e) => Err(semantic(e.at, ErrorCode::NotSupported, text)),
        JoinCriteria::Using(columns) => {
            let at = columns.first().map_or(lateral.relation.at, |c| c.at);
            Err(semantic(at, ErrorCode::NotSupported, text))
        }
    }
}
