//! CREATE TABLE … AS.

use std::collections::BTreeSet;

use boathouse_types::{ErrorCode, Result, TrinoError, Type};

use super::{AnalyzedStatement, PropertyValue};
use crate::Position;
use crate::analyzer::error::{placed, semantic};
use crate::analyzer::{Analyzed, Analyzer, Field};
use crate::ast::{Ident, StatementKind};

/// CREATE TABLE … AS
#[derive(Debug, Clone)]
pub struct CreateTableAs {
    /// The new table, with the session's catalog and schema.
    pub name: Vec<String>,
    /// IF NOT EXISTS
    pub if_not_exists: bool,
    /// OR REPLACE
    pub or_replace: bool,
    /// COMMENT
    pub comment: Option<String>,
    /// WITH (…)
    pub properties: Vec<PropertyValue>,
    /// The rows, under the names of the table's columns; nothing when the table is there and IF NOT EXISTS is said.
    pub query: Option<Analyzed>,
    /// Whether the rows are written.
    pub with_data: bool,
    /// The first column, counted from 1, that has its name from the statement alone: the query gives it none.
    pub unnamed: Option<usize>,
}

impl Analyzer<'_> {
    pub(super) fn create_table_as(&mut self, at: Position, kind: &StatementKind) -> Result<AnalyzedStatement> {
        let StatementKind::CreateTableAs {
            name,
            if_not_exists,
            or_replace,
            columns,
            comment,
            properties,
            query,
            with_data,
        } = kind
        else {
            return Err(TrinoError::internal("not CREATE TABLE AS"));
        };
        let qualified = self.qualified(name.folded());
        let exists = match self.catalog.table(&qualified) {
            Ok(_) => true,
            Err(error) if error.code == ErrorCode::TableNotFound => false,
            Err(error) => return Err(placed(error, at)),
        };
        if exists && !if_not_exists && !or_replace {
            let text = format!("Destination table '{}' already exists", qualified.join("."));
            return Err(semantic(at, ErrorCode::TableAlreadyExists, text));
        }
        let mut created = CreateTableAs {
            name: qualified,
            if_not_exists: *if_not_exists,
            or_replace: *or_replace,
            comment: comment.clone(),
            properties: Vec::new(),
            query: None,
            with_data: *with_data,
            unnamed: None,
        };
        if !(exists && *if_not_exists) {
            created.properties = self.properties(properties)?;
            let rows = self.query(query, None)?;
            let fields: Vec<&Field> = rows.fields.iter().filter(|field| !field.hidden).collect();
            created.unnamed = fields.iter().position(|field| field.name.is_none()).map(|place| place + 1);
            let names = if columns.is_empty() { named(at, &fields)? } else { aliased(at, &fields, columns)? };
            let values = names.into_iter().zip(fields.iter().map(|field| field.typed()));
            created.query = Some(self.labelled(rows.plan, values)?);
        }
        Ok(AnalyzedStatement::CreateTableAs(Box::new(created)))
    }
}

/// The columns' own names, which must be there and differ, in lower case.
pub(super) fn named(at: Position, fields: &[&Field]) -> Result<Vec<String>> {
    let mut names: Vec<String> = Vec::with_capacity(fields.len());
    for (place, field) in fields.iter().enumerate() {
        let Some(name) = &field.name else {
            let text = format!("Column name not specified at position {}", place + 1);
            return Err(semantic(at, ErrorCode::MissingColumnName, text));
        };
        if names.contains(&name.to_lowercase()) {
            let text = format!("Column name '{name}' specified more than once");
            return Err(semantic(at, ErrorCode::DuplicateColumnName, text));
        }
        if field.data_type == Type::Unknown {
            return Err(semantic(at, ErrorCode::ColumnTypeUnknown, format!("Column type is unknown: {name}")));
        }
        names.push(name.to_lowercase());
    }
    Ok(names)
}

/// The names the statement gives.
fn aliased(at: Position, fields: &[&Field], columns: &[Ident]) -> Result<Vec<String>> {
    if columns.len() != fields.len() {
        let (given, found) = (columns.len(), fields.len());
        let text = format!("Column alias list has {given} entries but relation has {found} columns");
        let first = columns.first().map_or(at, |column| column.at);
        return Err(semantic(first, ErrorCode::MismatchedColumnAliases, text));
    }
    let mut names = BTreeSet::new();
    for column in columns {
        if !names.insert(column.folded()) {
            let text = format!("Column name '{}' specified more than once", column.value);
            return Err(semantic(column.at, ErrorCode::DuplicateColumnName, text));
        }
    }
    if let Some(place) = fields.iter().position(|field| field.data_type == Type::Unknown) {
        let text = format!("Column type is unknown at position {}", place + 1);
        return Err(semantic(at, ErrorCode::ColumnTypeUnknown, text));
    }
    Ok(columns.iter().map(Ident::folded).collect())
}
