//! UPDATE.

use boathouse_types::{ErrorCode, Result, Type};

use super::AnalyzedStatement;
use super::assign::{assignable, listed};
use super::target::Target;
use crate::Position;
use crate::analyzer::error::{placed, semantic};
use crate::analyzer::{Analyzed, Analyzer, Scope, Typed};
use crate::ast::{Expr, Ident, QualifiedName};

/// UPDATE
#[derive(Debug, Clone)]
pub struct Update {
    /// The table.
    pub table: Target,
    /// The columns that are set.
    pub columns: Vec<String>,
    /// The rows that change: every column of the table in its order, hidden ones as they are, the others as they
    /// will be.
    pub rows: Analyzed,
    /// Whether there is a WHERE.
    pub filtered: bool,
}

impl Analyzer<'_> {
    pub(super) fn update(
        &mut self,
        at: Position,
        name: &QualifiedName,
        assignments: &[(Ident, Expr)],
        filter: Option<&Expr>,
    ) -> Result<AnalyzedStatement> {
        let (table, source) = self.target(at, name, "Updating")?;
        let columns = set_columns(&table, assignments)?;
        self.in_level(|analyzer| {
            let rows = analyzer.scan(&table.name, source, &table.columns)?;
            let rows = analyzer.only(rows, filter)?;
            let scope = Scope::query(rows.fields, None);
            let mut values = Vec::with_capacity(assignments.len());
            for (_, value) in assignments {
                analyzer.no_calls("UPDATE", value)?;
                values.push(analyzer.expression(value, &scope)?);
            }
            let type_of = |name: &String| table.columns.iter().find(|c| c.name == *name).map(|c| &c.data_type);
            let wanted: Vec<&Type> = columns.iter().filter_map(type_of).collect();
            let found: Vec<&Type> = values.iter().map(|value| &value.data_type).collect();
            if !assignable(&wanted, &found) {
                let text = format!(
                    "UPDATE table column types don't match SET expressions: Table: [{}], Expressions: [{}]",
                    listed(&wanted),
                    listed(&found)
                );
                return Err(semantic(at, ErrorCode::TypeMismatch, text));
            }
            let mut next: Vec<(String, Typed)> = Vec::new();
            for (column, field) in table.columns.iter().zip(&scope.fields) {
                let value = match columns.iter().position(|name| *name == column.name) {
                    Some(place) => {
                        let value = analyzer.assigned(values[place].clone(), &column.data_type);
                        value.map_err(|error| placed(error, at))?
                    }
                    None => field.typed(),
                };
                next.push((column.name.clone(), value));
            }
            let rows = analyzer.labelled(rows.plan, next)?;
            let update = Update { table, columns, rows, filtered: filter.is_some() };
            Ok(AnalyzedStatement::Update(Box::new(update)))
        })
    }
}

/// The columns of SET.
fn set_columns(table: &Target, assignments: &[(Ident, Expr)]) -> Result<Vec<String>> {
    let mut names: Vec<String> = Vec::with_capacity(assignments.len());
    for (column, _) in assignments {
        let folded = column.folded();
        let Some(found) = table.visible().find(|c| c.name.to_lowercase() == folded) else {
            let text = format!("The UPDATE SET target column {folded} doesn't exist");
            return Err(semantic(column.at, ErrorCode::ColumnNotFound, text));
        };
        if names.contains(&found.name) {
            let text = format!("UPDATE column name is specified more than once: {folded}");
            return Err(semantic(column.at, ErrorCode::DuplicateColumnName, text));
        }
        names.push(found.name.clone());
    }
    Ok(names)
}
