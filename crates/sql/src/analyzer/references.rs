//! Where a recursive query refers to itself.

use boathouse_types::{ErrorCode, Result, TrinoError};

use super::error::semantic;
use super::walk::{Part, for_each_part, pattern_exprs};
use crate::Position;
use crate::ast::{
    Expr, GroupingElement, JoinCriteria, JoinKind, Query, QueryBody, QueryBodyKind, Relation, RelationKind, Select,
    SelectItemKind, SetOp,
};

/// The places where a table of this name is read, unless an inner WITH hides it.
pub(crate) fn references(body: &QueryBody, name: &str) -> Vec<Position> {
    let mut finder = Finder { name, found: Vec::new() };
    finder.body(body);
    finder.found
}

struct Finder<'a> {
    name: &'a str,
    found: Vec<Position>,
}

impl Finder<'_> {
    fn table(&mut self, name: &crate::ast::QualifiedName) {
        if let [single] = &name.parts[..]
            && single.folded() == self.name
        {
            self.found.push(single.at);
        }
    }

    fn query(&mut self, query: &Query) {
        if let Some(with) = &query.with {
            for named in &with.queries {
                self.query(&named.query);
                if named.name.folded() == self.name {
                    return;
                }
            }
        }
        self.body(&query.body);
        query.order_by.iter().for_each(|o| self.expression(&o.key));
    }

    fn body(&mut self, body: &QueryBody) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || match &body.kind {
            QueryBodyKind::Select(select) => self.select(select),
            QueryBodyKind::SetOperation { left, right, .. } => {
                self.body(left);
                self.body(right);
            }
            QueryBodyKind::Table(name) => self.table(name),
            QueryBodyKind::Values(rows) => rows.iter().for_each(|e| self.expression(e)),
            QueryBodyKind::Subquery(query) => self.query(query),
        });
    }

    fn select(&mut self, select: &Select) {
        select.from.iter().for_each(|r| self.relation(r));
        for item in &select.items {
            if let SelectItemKind::Expression { value, .. } | SelectItemKind::AllOf { value, .. } = &item.kind {
                self.expression(value);
            }
        }
        select.filter.iter().chain(&select.having).for_each(|e| self.expression(e));
        for element in select.group_by.iter().flat_map(|g| &g.elements) {
            if let GroupingElement::Simple(exprs) = element {
                exprs.iter().for_each(|e| self.expression(e));
            }
        }
    }

    fn relation(&mut self, relation: &Relation) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || match &relation.kind {
            RelationKind::Table { name, .. } => self.table(name),
            RelationKind::Aliased { relation, .. } | RelationKind::Sampled { relation, .. } => self.relation(relation),
            RelationKind::Subquery(query) | RelationKind::Lateral(query) => self.query(query),
            RelationKind::Unnest { values, .. } => values.iter().for_each(|e| self.expression(e)),
            RelationKind::MatchRecognize { input, clauses, .. } => {
                self.relation(input);
                pattern_exprs(&clauses.recognition).for_each(|e| self.expression(e));
            }
            RelationKind::Join { left, right, criteria, .. } => {
                self.relation(left);
                self.relation(right);
                if let JoinCriteria::On(condition) = criteria {
                    self.expression(condition);
                }
            }
            RelationKind::TableFunction(_) | RelationKind::JsonTable(_) => {}
        });
    }

    fn expression(&mut self, expr: &Expr) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || {
            for_each_part(expr, &mut |part| match part {
                Part::Expr(inner) => self.expression(inner),
                Part::Query(query) => self.query(query),
                Part::Pattern(pattern) => pattern_exprs(pattern).for_each(|e| self.expression(e)),
            });
        });
    }
}

/// The step must read the recursion in its FROM, where every row of it is kept.
pub(crate) fn check_step(step: &QueryBody, name: &str, at: Position) -> Result<()> {
    let outside = || {
        let text = "recursive reference outside of FROM clause of the step relation of recursion";
        semantic(at, ErrorCode::InvalidRecursiveReference, text)
    };
    let QueryBodyKind::Select(select) = &step.kind else {
        if let QueryBodyKind::Subquery(query) = &step.kind
            && query.with.is_none()
            && matches!(query.body.kind, QueryBodyKind::Select(_) | QueryBodyKind::Subquery(_))
        {
            return check_step(&query.body, name, at);
        }
        return Err(outside());
    };
    let mut inside = Finder { name, found: Vec::new() };
    select.from.iter().for_each(|r| inside.relation(r));
    if inside.found.is_empty() {
        return Err(outside());
    }
    select.from.iter().try_for_each(|r| check_relation(r, name))
}

fn wrong(at: Position, text: &str) -> TrinoError {
    semantic(at, ErrorCode::InvalidRecursiveReference, format!("recursive reference in {text}"))
}

fn check_relation(relation: &Relation, name: &str) -> Result<()> {
    match &relation.kind {
        RelationKind::Aliased { relation, .. } | RelationKind::Sampled { relation, .. } => {
            check_relation(relation, name)
        }
        RelationKind::Subquery(query) | RelationKind::Lateral(query) => check_body(&query.body, name),
        RelationKind::Join { kind, left, right, .. } => {
            let find = |side: &Relation| {
                let mut finder = Finder { name, found: Vec::new() };
                finder.relation(side);
                finder.found.first().copied()
            };
            match (kind, find(left), find(right)) {
                (JoinKind::Left, _, Some(at)) => return Err(wrong(at, "right source of LEFT join")),
                (JoinKind::Right, Some(at), _) => return Err(wrong(at, "left source of RIGHT join")),
                (JoinKind::Full, Some(at), _) => return Err(wrong(at, "left source of FULL join")),
                (JoinKind::Full, _, Some(at)) => return Err(wrong(at, "right source of FULL join")),
                _ => {}
            }
            check_relation(left, name)?;
            check_relation(right, name)
        }
        _ => Ok(()),
    }
}

fn check_body(body: &QueryBody, name: &str) -> Result<()> {
    match &body.kind {
        QueryBodyKind::Select(select) => select.from.iter().try_for_each(|r| check_relation(r, name)),
        QueryBodyKind::Subquery(query) => check_body(&query.body, name),
        QueryBodyKind::SetOperation { op, distinct, left, right, .. } => {
            let (in_left, in_right) = (references(left, name), references(right, name));
            let quantifier = if *distinct { "DISTINCT" } else { "ALL" };
            match (op, in_left.first(), in_right.first()) {
                (SetOp::Intersect, Some(at), _) | (SetOp::Intersect, _, Some(at)) if !distinct => {
                    Err(wrong(*at, "INTERSECT ALL"))
                }
                (SetOp::Except, _, Some(at)) => Err(wrong(*at, &format!("right relation of EXCEPT {quantifier}"))),
                (SetOp::Except, Some(at), _) if !distinct => Err(wrong(*at, "left relation of EXCEPT ALL")),
                _ => {
                    check_body(left, name)?;
                    check_body(right, name)
                }
            }
        }
        _ => Ok(()),
    }
}
