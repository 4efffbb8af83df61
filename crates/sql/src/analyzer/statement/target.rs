//! The table a statement changes.

use std::sync::Arc;

use boathouse_types::{ErrorCode, Result, TrinoError};
use datafusion::logical_expr::{LogicalPlan, TableSource};

use crate::Position;
use crate::analyzer::catalog::{TableColumn, TableEntry};
use crate::analyzer::error::{placed, semantic};
use crate::analyzer::plan::project;
use crate::analyzer::{Analyzed, Analyzer, OutputColumn, Typed};
use crate::ast::QualifiedName;

/// A table that is to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its name as the catalog has it.
    pub name: Vec<String>,
    /// Its columns, in order.
    pub columns: Vec<TableColumn>,
}

impl Target {
    /// The columns that statements write.
    pub fn visible(&self) -> impl Iterator<Item = &TableColumn> {
        self.columns.iter().filter(|column| !column.hidden)
    }
}

/// A table with what is read of it.
pub(super) type Source = (Target, Arc<dyn TableSource>);

impl Analyzer<'_> {
    /// What the catalog has under a name.
    pub(super) fn entry(&self, name: &QualifiedName) -> Result<TableEntry> {
        self.catalog.table(&self.qualified(name.folded()))
    }

    /// The table of a name; `doing` begins the error when it is a view.
    pub(super) fn target(&self, at: Position, name: &QualifiedName, doing: &str) -> Result<Source> {
        table(at, self.entry(name), doing)
    }

    /// A plan of these expressions under these labels.
    pub(super) fn labelled(
        &mut self,
        plan: LogicalPlan,
        columns: impl IntoIterator<Item = (String, Typed)>,
    ) -> Result<Analyzed> {
        let (mut exprs, mut labels) = (Vec::new(), Vec::new());
        for (name, typed) in columns {
            exprs.push(typed.expr.alias(self.fresh(&name)));
            labels.push(OutputColumn { name, data_type: typed.data_type });
        }
        let plan = self.attach(plan, &exprs)?;
        Ok(Analyzed { plan: project(plan, exprs)?, columns: labels })
    }
}

/// The table that was found.
pub(super) fn table(at: Position, entry: Result<TableEntry>, doing: &str) -> Result<Source> {
    match entry.map_err(|error| placed(error, at))? {
        TableEntry::Table { name, source, columns } => Ok((Target { name, columns }, source)),
        TableEntry::View(_) => Err(view_target(at, doing)),
    }
}

/// The error that a statement would change a view.
pub(super) fn view_target(at: Position, doing: &str) -> TrinoError {
    semantic(at, ErrorCode::NotSupported, format!("{doing} views is not supported"))
}
