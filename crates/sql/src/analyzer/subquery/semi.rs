//! Predicates of WHERE that are nothing but a subquery: semi and anti joins.

use boathouse_types::Result;
use datafusion::common::JoinType;
use datafusion::logical_expr::utils::{conjunction, split_conjunction_owned};
use datafusion::logical_expr::{Expr, LogicalPlan, Projection, lit};

use crate::analyzer::decorrelate::{Dependent, expr_reads_outer, reads_outer, replace_columns, substituted};
use crate::analyzer::join::JoinCondition;
use crate::analyzer::level::{Locals, Pending, PendingKind};
use crate::analyzer::plan::{column, columns_of, extend, filter, join, outputs};
use crate::analyzer::udf::key;
use crate::analyzer::{Analyzer, Typed};
use crate::ast::ComparisonOp;

impl Analyzer<'_> {
    /// Filters a plan; subqueries the predicate reads are joined first.
    pub(crate) fn filtered(&mut self, mut plan: LogicalPlan, predicate: Expr) -> Result<LogicalPlan> {
        let mut rest = Vec::new();
        let (mut semi, mut plain) = (Vec::new(), Vec::new());
        for term in split_conjunction_owned(predicate) {
            match self.semi_candidate(&term) {
                Some(found) => semi.push(found),
                None if self.reads_pending(&term) => rest.push(term),
                None => plain.push(term),
            }
        }
        // What needs no subquery narrows the rows before the joins.
        if let Some(plain) = conjunction(plain) {
            plan = filter(plan, plain)?;
        }
        for (name, anti) in semi {
            // Only rows for which it is decided are left to the terms behind it.
            let decided = |column: &str| (column == name).then(|| lit(!anti));
            rest = rest.into_iter().map(|term| replace_columns(term, &decided)).collect::<Result<_>>()?;
            for pending in self.take_pending(&[name].into()) {
                if let PendingKind::Membership { probe, .. } = &pending.kind {
                    let probe = probe.expr.clone();
                    plan = self.attach(plan, [&probe])?;
                }
                plan = self.semi_join(plan, pending, anti)?;
            }
        }
        plan = self.attach(plan, &rest)?;
        match conjunction(rest) {
            Some(predicate) => filter(plan, predicate),
            None => Ok(plan),
        }
    }

    fn reads_pending(&mut self, term: &Expr) -> bool {
        let read = columns_of(term);
        self.level().pending.iter().any(|p| read.contains(&p.column))
    }

    /// The subquery a term is, and whether negated: `NOT IN` is no anti join, for NULLs count there.
    fn semi_candidate(&mut self, term: &Expr) -> Option<(String, bool)> {
        let (inner, anti) = match term {
            Expr::Not(inner) => (inner.as_ref(), true),
            other => (other, false),
        };
        let Expr::Column(c) = inner else { return None };
        let pending = self.level().pending.iter().find(|p| p.column == c.name)?;
        let fits = match &pending.kind {
            PendingKind::Exists => true,
            PendingKind::Membership { .. } => !anti,
            PendingKind::Row { .. } => false,
        };
        fits.then(|| (c.name.clone(), anti))
    }

    fn semi_join(&mut self, plan: LogicalPlan, pending: Pending, anti: bool) -> Result<LogicalPlan> {
        let kind = if anti { JoinType::LeftAnti } else { JoinType::LeftSemi };
        let known = outputs(&plan);
        if pending.locals.keys().any(|name| !known.contains(name)) {
            // The error is worded where values are joined.
            return self.attach_one(plan, pending);
        }
        let Pending { plan: subquery, locals, kind: wanted, .. } = pending;
        let (probe, value) = match wanted {
            PendingKind::Membership { probe, value } => (Some(probe), Some(value)),
            _ => (None, None),
        };
        let mut peeled = value.clone();
        let (base, terms) = peel(subquery.clone(), &locals, &mut peeled)?;
        if !reads_outer(&base, &locals) {
            let (terms, own): (Vec<_>, Vec<_>) = terms.into_iter().partition(|t| expr_reads_outer(t, &locals));
            // What reads the subquery's rows alone narrows them before the join.
            let base = match conjunction(own) {
                Some(own) => filter(base, own)?,
                None => base,
            };
            let mut wanted = terms.into_iter().map(|t| substituted(t, &locals)).collect::<Result<Vec<_>>>()?;
            if let (Some(probe), Some(value)) = (probe, peeled) {
                let found = substituted(value.expr, &locals)?;
                wanted.push(self.compared(ComparisonOp::Equal, probe.expr, found, &value.data_type)?);
            }
            let (mut condition, inner) = (JoinCondition::default(), outputs(&base));
            wanted.into_iter().for_each(|term| condition.add(term, &known, &inner));
            return join(plan, base, kind, condition.keys, condition.rest);
        }
        let mut dependent = Dependent::new(self, &plan, &locals, &subquery)?;
        let (mut found, keys) = dependent.push(&subquery)?;
        let mut pairs = dependent.outer_pairs(&keys);
        if let (Some(probe), Some(value)) = (probe, value) {
            found = filter(found, value.expr.clone().is_not_null())?;
            let name = self.fresh("key");
            found = extend(found, vec![key(&value).alias(&name)])?;
            pairs.push((key(&probe), column(&name)));
        }
        join(plan, found, kind, pairs, Vec::new())
    }
}

/// The subquery without the projections and filters that read outer columns, the filters' terms, and the value as an
/// expression over what is left.
fn peel(mut plan: LogicalPlan, locals: &Locals, value: &mut Option<Typed>) -> Result<(LogicalPlan, Vec<Expr>)> {
    let mut terms: Vec<Expr> = Vec::new();
    while reads_outer(&plan, locals) {
        plan = match plan {
            LogicalPlan::Projection(projection) => {
                terms = terms.into_iter().map(|t| through(t, &projection)).collect::<Result<_>>()?;
                if let Some(found) = value.take() {
                    *value = Some(Typed { expr: through(found.expr, &projection)?, ..found });
                }
                projection.input.as_ref().clone()
            }
            LogicalPlan::Filter(filter) => {
                terms.extend(split_conjunction_owned(filter.predicate));
                filter.input.as_ref().clone()
            }
            other => return Ok((other, terms)),
        };
    }
    Ok((plan, terms))
}

/// An expression over a projection's columns, as one over its input's.
fn through(expr: Expr, projection: &Projection) -> Result<Expr> {
    replace_columns(expr, &|name| {
        let position = projection.schema.fields().iter().position(|f| f.name() == name)?;
        projection.expr.get(position).map(|e| e.clone().unalias())
    })
}
