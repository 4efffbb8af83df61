//! Relations of FROM.

mod function;
mod sample;
mod table;
mod unnest;

use boathouse_types::{ErrorCode, Result};

use super::error::semantic;
use super::plan::one_row;
use super::query::Planned;
use super::{Analyzer, Field, Scope};
use crate::ast::{self, Ident, JoinCriteria, JoinKind, Query, Relation, RelationKind};

/// A relation that sees the columns of the relations before it.
pub(crate) struct Lateral<'a> {
    pub(crate) relation: &'a Relation,
    pub(crate) kind: LateralKind<'a>,
    alias: Option<(&'a Ident, &'a [Ident])>,
}

/// What such a relation is.
#[derive(Clone, Copy)]
pub(crate) enum LateralKind<'a> {
    Unnest(Unnested<'a>),
    JsonTable(&'a ast::JsonTable),
    Query(&'a Query),
}

/// An UNNEST.
#[derive(Clone, Copy)]
pub(crate) struct Unnested<'a> {
    pub(crate) values: &'a [ast::Expr],
    pub(crate) with_ordinality: bool,
    /// How many columns its alias names; none when it names none.
    pub(crate) named: usize,
}

impl<'a> Lateral<'a> {
    /// The relation, when it is UNNEST, JSON_TABLE or LATERAL, under a name or not.
    pub(crate) fn of(relation: &'a Relation) -> Option<Self> {
        let (inner, alias) = match &relation.kind {
            RelationKind::Aliased { relation: inner, alias, columns } => {
                (inner.as_ref(), Some((alias, columns.as_slice())))
            }
            _ => (relation, None),
        };
        let kind = match &inner.kind {
            RelationKind::Unnest { values, with_ordinality } => {
                let named = alias.map_or(0, |(_, columns)| columns.len());
                LateralKind::Unnest(Unnested { values, with_ordinality: *with_ordinality, named })
            }
            RelationKind::JsonTable(call) => LateralKind::JsonTable(call),
            RelationKind::Lateral(query) => LateralKind::Query(query),
            _ => return None,
        };
        Some(Self { relation, kind, alias })
    }

    /// The fields under the relation's name.
    pub(crate) fn renamed(&self, fields: Vec<Field>) -> Result<Vec<Field>> {
        match self.alias {
            Some((alias, columns)) => renamed(self.relation, fields, alias, columns),
            None => Ok(fields),
        }
    }
}

impl Analyzer<'_> {
    /// Plans FROM; several relations are a cross join, none is one row.
    pub(crate) fn from(&mut self, relations: &[Relation], outer: Option<&Scope<'_>>) -> Result<Planned> {
        let Some((first, rest)) = relations.split_first() else {
            return Ok(Planned { plan: one_row(), fields: Vec::new() });
        };
        let mut planned = self.relation(first, outer)?;
        for relation in rest {
            planned = match Lateral::of(relation) {
                Some(lateral) => self.join_lateral(planned, &lateral, JoinKind::Cross, &JoinCriteria::None, outer)?,
                None => {
                    let right = self.relation(relation, outer)?;
                    self.join_planned(JoinKind::Cross, planned, right, &JoinCriteria::None, outer)?
                }
            };
        }
        Ok(planned)
    }

    /// Plans one relation.
    pub(crate) fn relation(&mut self, relation: &Relation, outer: Option<&Scope<'_>>) -> Result<Planned> {
        stacker::maybe_grow(256 * 1024, 4 * 1024 * 1024, || self.relation_node(relation, outer))
    }

    fn relation_node(&mut self, relation: &Relation, outer: Option<&Scope<'_>>) -> Result<Planned> {
        match &relation.kind {
            RelationKind::Table { name, version } => self.table(relation.at, name, version.as_ref()),
            RelationKind::Aliased { relation: inner, alias, columns } => {
                let planned = match &inner.kind {
                    RelationKind::Unnest { values, with_ordinality } => {
                        let nothing = Planned { plan: one_row(), fields: Vec::new() };
                        let call = Unnested { values, with_ordinality: *with_ordinality, named: columns.len() };
                        self.unnest(nothing, call, false, outer)?
                    }
                    _ => self.relation(inner, outer)?,
                };
                Ok(Planned { plan: planned.plan, fields: renamed(relation, planned.fields, alias, columns)? })
            }
            RelationKind::Sampled { relation: inner, percentage, .. } => {
                let planned = self.relation(inner, outer)?;
                self.sampled(planned, percentage)
            }
            RelationKind::Subquery(query) | RelationKind::Lateral(query) => self.query(query, outer),
            RelationKind::Unnest { values, with_ordinality } => {
                let nothing = Planned { plan: one_row(), fields: Vec::new() };
                let call = Unnested { values, with_ordinality: *with_ordinality, named: 0 };
                self.unnest(nothing, call, false, outer)
            }
            RelationKind::TableFunction(call) => self.table_function(relation.at, call, outer),
            RelationKind::JsonTable(call) => {
                let nothing = Planned { plan: one_row(), fields: Vec::new() };
                self.json_table(relation.at, nothing, call, false, outer)
            }
            RelationKind::MatchRecognize { input, clauses } => {
                let planned = self.relation(input, outer)?;
                self.match_recognize(input.at, planned, clauses, outer)
            }
            RelationKind::Join { kind, left, right, criteria } => {
                self.join_relation(relation.at, *kind, (left, right), criteria, outer)
            }
        }
    }
}

/// The fields under a relation's name, with new column names when there are any.
pub(crate) fn renamed(relation: &Relation, fields: Vec<Field>, alias: &Ident, columns: &[Ident]) -> Result<Vec<Field>> {
    let name = vec![alias.folded()];
    if columns.is_empty() {
        return Ok(fields.into_iter().map(|f| Field { relation: name.clone(), ..f }).collect());
    }
    let visible: Vec<Field> = fields.into_iter().filter(|f| !f.hidden).collect();
    if visible.len() != columns.len() {
        let text = format!(
            "Column alias list has {} entries but '{}' has {} columns available",
            columns.len(),
            alias.value,
            visible.len()
        );
        return Err(semantic(relation.at, ErrorCode::MismatchedColumnAliases, text));
    }
    let under = |(f, c): (Field, &Ident)| Field { relation: name.clone(), name: Some(c.value.clone()), ..f };
    Ok(visible.into_iter().zip(columns).map(under).collect())
}
