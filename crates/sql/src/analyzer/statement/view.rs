//! CREATE VIEW and DROP VIEW.

use boathouse_types::{ErrorCode, Result, TrinoError};

use super::AnalyzedStatement;
use super::create_table::named;
use crate::Position;
use crate::analyzer::catalog::TableEntry;
use crate::analyzer::error::{placed, semantic};
use crate::analyzer::{Analyzer, Field, OutputColumn};
use crate::ast::{QualifiedName, StatementKind};
use crate::format::format_stored;

/// CREATE VIEW
#[derive(Debug, Clone)]
pub struct CreateView {
    /// The view, with the session's catalog and schema.
    pub name: Vec<String>,
    /// OR REPLACE
    pub or_replace: bool,
    /// COMMENT
    pub comment: Option<String>,
    /// SECURITY DEFINER (true) or INVOKER
    pub definer: Option<bool>,
    /// Its columns, names in lower case.
    pub columns: Vec<OutputColumn>,
    /// Its query, printed as Trino prints queries.
    pub sql: String,
    /// Where the query begins in the statement; it goes on to the end.
    pub query_at: Position,
}

/// DROP VIEW
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DropView {
    /// The view, with the session's catalog and schema.
    pub name: Vec<String>,
    /// Whether it is there; if not, IF EXISTS is said.
    pub exists: bool,
}

impl Analyzer<'_> {
    pub(super) fn create_view(&mut self, at: Position, kind: &StatementKind) -> Result<AnalyzedStatement> {
        let StatementKind::CreateView { name, or_replace, comment, definer, query } = kind else {
            return Err(TrinoError::internal("not CREATE VIEW"));
        };
        let whole = self.qualified(name.folded());
        let entry = match self.catalog.table(&whole) {
            Ok(entry) => Some(entry),
            Err(error) if error.code == ErrorCode::TableNotFound => None,
            Err(error) => return Err(placed(error, at)),
        };
        if let Some(TableEntry::View(view)) = &entry
            && *or_replace
        {
            self.replaced_view = Some(view.name.clone());
        }
        let planned = self.query(query, None);
        self.replaced_view = None;
        let fields = planned?.fields;
        let fields: Vec<&Field> = fields.iter().filter(|field| !field.hidden).collect();
        let names = named(at, &fields)?;
        let there = |what: &str| {
            let text = format!("{what} already exists: '{}'", whole.join("."));
            Err(semantic(at, ErrorCode::TableAlreadyExists, text))
        };
        match entry {
            Some(TableEntry::Table { .. }) => return there("Table"),
            Some(TableEntry::View(_)) if !or_replace => return there("View"),
            _ => {}
        }
        let column = |(name, field): (String, &&Field)| OutputColumn { name, data_type: field.data_type.clone() };
        Ok(AnalyzedStatement::CreateView(Box::new(CreateView {
            name: whole,
            or_replace: *or_replace,
            comment: comment.clone(),
            definer: *definer,
            columns: names.into_iter().zip(&fields).map(column).collect(),
            sql: format_stored(query),
            query_at: query.at,
        })))
    }

    pub(super) fn drop_view(
        &mut self,
        at: Position,
        name: &QualifiedName,
        if_exists: bool,
    ) -> Result<AnalyzedStatement> {
        let whole = self.qualified(name.folded());
        let shown = whole.join(".");
        let exists = match self.catalog.table(&whole) {
            Ok(TableEntry::View(_)) => true,
            Ok(TableEntry::Table { .. }) if !if_exists => {
                let text = format!(
                    "View '{shown}' does not exist, but a table with that name exists. Did you mean DROP TABLE {shown}?"
                );
                return Err(semantic(at, ErrorCode::GenericUserError, text));
            }
            Err(error) if error.code != ErrorCode::TableNotFound && !if_exists => return Err(placed(error, at)),
            Ok(TableEntry::Table { .. }) | Err(_) => false,
        };
        if !exists && !if_exists {
            return Err(semantic(at, ErrorCode::TableNotFound, format!("View '{shown}' does not exist")));
        }
        Ok(AnalyzedStatement::DropView(DropView { name: whole, exists }))
    }
}
