//! INSERT INTO.

use boathouse_types::{ErrorCode, Result, Type};

use super::AnalyzedStatement;
use super::assign::{assignable, listed};
use super::target::{Target, table, view_target};
use crate::Position;
use crate::analyzer::catalog::TableEntry;
use crate::analyzer::error::{placed, semantic};
use crate::analyzer::expr::literal;
use crate::analyzer::{Analyzed, Analyzer, Field};
use crate::ast::{Ident, QualifiedName, Query};

/// INSERT INTO
#[derive(Debug, Clone)]
pub struct Insert {
    /// The table.
    pub table: Target,
    /// The columns that are written, in the order of the statement; the others become NULL.
    pub columns: Vec<String>,
    /// The rows: every visible column of the table, in the table's order and with its types.
    pub rows: Analyzed,
}

impl Analyzer<'_> {
    pub(super) fn insert(
        &mut self,
        at: Position,
        name: &QualifiedName,
        columns: &[Ident],
        query: &Query,
    ) -> Result<AnalyzedStatement> {
        const DOING: &str = "Inserting into";
        let entry = self.entry(name);
        if matches!(entry, Ok(TableEntry::View(_))) {
            return Err(view_target(at, DOING));
        }
        let rows = self.query(query, None)?;
        let (target, _) = table(at, entry, DOING)?;
        let columns = written(at, &target, columns)?;
        let fields: Vec<&Field> = rows.fields.iter().filter(|field| !field.hidden).collect();
        let type_of = |name: &String| target.visible().find(|c| c.name == *name).map(|c| &c.data_type);
        let wanted: Vec<&Type> = columns.iter().filter_map(type_of).collect();
        let found: Vec<&Type> = fields.iter().map(|field| &field.data_type).collect();
        if !assignable(&wanted, &found) {
            let text = format!(
                "Insert query has mismatched column types: Table: [{}], Query: [{}]",
                listed(&wanted),
                listed(&found)
            );
            return Err(semantic(at, ErrorCode::TypeMismatch, text));
        }
        let mut values = Vec::new();
        for column in target.visible() {
            let value = match columns.iter().position(|name| *name == column.name) {
                Some(place) => self.assigned(fields[place].typed(), &column.data_type),
                None => literal::null(column.data_type.clone()),
            };
            values.push((column.name.clone(), value.map_err(|error| placed(error, at))?));
        }
        let rows = self.labelled(rows.plan, values)?;
        Ok(AnalyzedStatement::Insert(Box::new(Insert { table: target, columns, rows })))
    }
}

/// The columns a statement names, or all.
fn written(at: Position, target: &Target, columns: &[Ident]) -> Result<Vec<String>> {
    if columns.is_empty() {
        return Ok(target.visible().map(|column| column.name.clone()).collect());
    }
    let mut names: Vec<String> = Vec::with_capacity(columns.len());
    for column in columns {
        let folded = column.folded();
        let Some(found) = target.visible().find(|c| c.name.to_lowercase() == folded) else {
            let text = format!("Insert column name does not exist in target table: {folded}");
            return Err(semantic(at, ErrorCode::ColumnNotFound, text));
        };
        if names.contains(&found.name) {
            let text = format!("Insert column name is specified more than once: {folded}");
            return Err(semantic(at, ErrorCode::DuplicateColumnName, text));
        }
        names.push(found.name.clone());
    }
    Ok(names)
}
