//! WITH.

use std::collections::BTreeSet;
use std::sync::Arc;

use boathouse_types::{ErrorCode, Result, Type};
use datafusion::logical_expr::LogicalPlan;

use super::error::semantic;
use super::plan::{check_steps, project};
use super::query::Planned;
use super::{Analyzer, Field, Scope};
use crate::Position;
use crate::ast::{With, WithQuery};

/// A name a WITH clause gives.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    /// In lower case.
    pub(crate) name: String,
    pub(crate) plan: Arc<LogicalPlan>,
    /// Label, type and plan column of each of its columns.
    pub(crate) columns: Vec<(Option<String>, Type, String)>,
    /// The column that counts the steps, of a recursion's own rows.
    pub(crate) depth: Option<String>,
}

impl Analyzer<'_> {
    /// Plans the queries of a WITH clause and makes their names known.
    pub(crate) fn with_queries(&mut self, with: &With, outer: Option<&Scope<'_>>) -> Result<()> {
        if with.recursive && self.recursion.is_some() {
            return Err(semantic(with.at, ErrorCode::NestedRecursive, "nested recursive WITH query"));
        }
        let mut names = BTreeSet::new();
        for query in &with.queries {
            if !names.insert(query.name.folded()) {
                let text = format!("WITH query name '{}' specified more than once", query.name.value.to_lowercase());
                return Err(semantic(query.name.at, ErrorCode::DuplicateNamedQuery, text));
            }
            let named = match with.recursive {
                true => self.recursive(query, outer)?,
                false => None,
            };
            let named = match named {
                Some(named) => named,
                None => {
                    let planned = self.query(&query.query, outer)?;
                    self.named(query, planned)?
                }
            };
            self.with.push(named);
        }
        Ok(())
    }

    /// A planned query under its name and column names.
    pub(crate) fn named(&mut self, query: &WithQuery, planned: Planned) -> Result<Named> {
        // Refused at the name that doubles once too often, before anything walks what comes of it.
        check_steps(&planned.plan).map_err(|e| semantic(query.name.at, e.code, e.message))?;
        let visible: Vec<Field> = planned.fields.into_iter().filter(|f| !f.hidden).collect();
        if !query.columns.is_empty() {
            check_columns(query, visible.len())?;
        }
        let label = |(i, f): (usize, &Field)| query.columns.get(i).map(|c| c.value.clone()).or_else(|| f.name.clone());
        let columns = visible.iter().enumerate();
        let columns = columns.map(|(i, f)| (label((i, f)), f.data_type.clone(), f.column.name.clone())).collect();
        Ok(Named { name: query.name.folded(), plan: Arc::new(planned.plan), columns, depth: None })
    }

    /// The named query a table name stands for.
    pub(crate) fn with_reference(&mut self, at: Position, name: &str) -> Result<Option<Planned>> {
        let _ = at;
        let Some(named) = self.with.iter().rev().find(|n| n.name == name).cloned() else { return Ok(None) };
        let (mut exprs, mut fields) = (Vec::new(), Vec::new());
        for (label, data_type, column) in named.columns {
            let held = self.fresh(label.as_deref().unwrap_or("column"));
            exprs.push(super::plan::column(&column).alias(&held));
            let mut field = Field::new(label, data_type, held);
            field.relation = vec![named.name.clone()];
            fields.push(field);
        }
        if let Some(depth) = named.depth {
            exprs.push(super::plan::column(&depth));
            fields.push(depth_field(&depth));
        }
        let plan = project(named.plan.as_ref().clone(), exprs)?;
        Ok(Some(Planned { plan, fields }))
    }
}

/// The hidden column that counts the steps of a recursion.
pub(crate) fn depth_field(depth: &str) -> Field {
    Field { hidden: true, ..Field::new(None, Type::BigInt, depth) }
}

/// The checks of a list of column names.
pub(crate) fn check_columns(query: &WithQuery, count: usize) -> Result<()> {
    let mut seen = BTreeSet::new();
    for column in &query.columns {
        if !seen.insert(column.folded()) {
            let text = format!("Column name '{}' specified more than once", column.value);
            return Err(semantic(column.at, ErrorCode::DuplicateColumnName, text));
        }
    }
    if query.columns.len() != count {
        let text = format!(
            "Column alias list has {} entries but WITH query(\"{}\") has {count} columns",
            query.columns.len(),
            query.name.folded()
        );
        return Err(semantic(query.name.at, ErrorCode::MismatchedColumnAliases, text));
    }
    Ok(())
}
