//! AND, OR and NOT.
//!
//! The engine evaluates both sides of AND and OR over a whole batch, so a term that can fail is put behind a
//! guard of the terms before it. Terms that cannot fail stay bare, so that scans can prune by them.

use boathouse_types::{Result, Type};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{BinaryExpr, Case, Expr, Operator};

use super::super::{Analyzer, Scope, Typed};
use crate::analyzer::optimizer::is_fallible;
use crate::ast;

/// With more terms that can fail than this the guards are one CASE: inside each other they would make a plan as
/// deep as the chain is long.
const NESTED_GUARDS_MAX: usize = 8;

impl Analyzer<'_> {
    pub(crate) fn logical(&mut self, op: Operator, terms: &[ast::Expr], scope: &Scope<'_>) -> Result<Typed> {
        let mut typed = Vec::with_capacity(terms.len());
        for term in terms {
            let value = self.expression(term, scope)?;
            typed.push(self.coerce_or_fail(term.at, value, &Type::Boolean, "Logical expression term")?.expr);
        }
        Ok(Typed { expr: combine(op, typed), data_type: Type::Boolean })
    }

    pub(crate) fn not(&mut self, value: &ast::Expr, scope: &Scope<'_>) -> Result<Typed> {
        let typed = self.expression(value, scope)?;
        let typed = self.coerce_or_fail(value.at, typed, &Type::Boolean, "Value of logical NOT expression")?;
        Ok(Typed { expr: negate(typed.expr), data_type: Type::Boolean })
    }
}

/// NOT; of a constant at once.
pub(crate) fn negate(expr: Expr) -> Expr {
    match expr {
        Expr::Not(inner) => *inner,
        other => Expr::Not(Box::new(other)),
    }
}

/// Terms under AND or OR, with guards before those that can fail.
pub(crate) fn combine(op: Operator, terms: Vec<Expr>) -> Expr {
    let fallible: Vec<bool> = terms.iter().map(is_fallible).collect();
    let Some(last) = fallible.iter().rposition(|f| *f).filter(|last| *last > 0) else { return balanced(op, terms) };
    let mut bare: Vec<Expr> =
        terms.iter().zip(&fallible).filter(|(_, fallible)| !**fallible).map(|(term, _)| term.clone()).collect();
    if fallible.iter().filter(|fallible| **fallible).count() > NESTED_GUARDS_MAX {
        bare.push(one_by_one(op, terms));
        return balanced(op, bare);
    }
    // From the back: every term that can fail is evaluated where those before it leave the result open.
    let mut guarded: Option<Expr> = None;
    let mut safe: Vec<Expr> = Vec::new();
    for (term, fallible) in terms.into_iter().zip(fallible).take(last + 1).rev() {
        if !fallible {
            safe.insert(0, term);
            continue;
        }
        let rest = guarded.take().map(|rest| behind(op, &mut safe, rest));
        guarded = Some(match rest {
            Some(rest) => {
                let guard = guard(op, term.clone(), rest);
                binary(op, term, guard)
            }
            None => term,
        });
        safe.clear();
    }
    if let Some(rest) = guarded {
        bare.push(behind(op, &mut safe, rest));
    }
    balanced(op, bare)
}

/// Terms of which each is evaluated where those before it leave the result open; where all do, they are NULL or of
/// no consequence, and their combination is the result.
fn one_by_one(op: Operator, terms: Vec<Expr>) -> Expr {
    let decided = |term: &Expr| {
        let term = Box::new(term.clone());
        if op == Operator::And { Expr::IsFalse(term) } else { Expr::IsTrue(term) }
    };
    let result = Expr::Literal(ScalarValue::Boolean(Some(op == Operator::Or)), None);
    let branches = terms.iter().map(|term| (decided(term), result.clone())).collect();
    lazy_case(branches, Some(balanced(op, terms)))
}

/// `rest`, evaluated where none of the terms in `before` decides the result.
fn behind(op: Operator, before: &mut Vec<Expr>, rest: Expr) -> Expr {
    if before.is_empty() {
        return rest;
    }
    guard(op, balanced(op, std::mem::take(before)), rest)
}

/// `CASE TRUE WHEN condition leaves it open THEN rest END`; the form with an operand is not taken apart into AND
/// and OR by the engine's simplifier.
fn guard(op: Operator, condition: Expr, rest: Expr) -> Expr {
    let condition = Box::new(condition);
    let open = if op == Operator::And { Expr::IsNotFalse(condition) } else { Expr::IsNotTrue(condition) };
    lazy_case(vec![(open, rest)], None)
}

/// `rest`, evaluated where the condition before it leaves the result of AND open.
pub(crate) fn guard_and(condition: Expr, rest: Expr) -> Expr {
    guard(Operator::And, condition, rest)
}

/// A CASE of conditions whose results the engine evaluates only where they are wanted, also when boolean.
pub(crate) fn lazy_case(branches: Vec<(Expr, Expr)>, otherwise: Option<Expr>) -> Expr {
    Expr::Case(Case {
        expr: Some(Box::new(Expr::Literal(ScalarValue::Boolean(Some(true)), None))),
        when_then_expr: branches.into_iter().map(|(when, then)| (Box::new(when), Box::new(then))).collect(),
        else_expr: otherwise.map(Box::new),
    })
}

pub(crate) fn binary(op: Operator, left: Expr, right: Expr) -> Expr {
    Expr::BinaryExpr(BinaryExpr { left: Box::new(left), op, right: Box::new(right) })
}

/// A chain as a tree of little depth.
pub(crate) fn balanced(op: Operator, mut terms: Vec<Expr>) -> Expr {
    // Short chains lean left, as the engine's own do.
    if terms.len() <= 16 {
        let mut terms = terms.into_iter();
        let first =
            terms.next().unwrap_or_else(|| Expr::Literal(ScalarValue::Boolean(Some(op == Operator::And)), None));
        return terms.fold(first, |left, right| binary(op, left, right));
    }
    let right = terms.split_off(terms.len() / 2);
    binary(op, balanced(op, terms), balanced(op, right))
}
