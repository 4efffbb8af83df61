//! Trino's analyzer and planner: from the tree of a query to a typed plan of the engine.
//!
//! The engine's own SQL layer is not used: names, scopes, types and errors are Trino's. Every plan column has a
//! generated name of its own; what the query calls it is kept beside, in `scope::Field`.

mod aggregation;
mod calls;
mod catalog;
mod decorrelate;
mod distinct;
mod error;
mod expr;
mod group_by;
mod items;
mod join;
mod level;
mod library;
mod names;
mod optimizer;
pub(crate) mod pattern;
mod plan;
mod query;
mod recursive;
mod references;
mod relation;
mod run;
mod scope;
mod select;
mod set_operation;
pub(crate) mod statement;
mod subquery;
pub(crate) mod udf;
mod values;
mod walk;
mod window;
mod with;

use std::sync::Arc;

use boathouse_functions::{Library, Session};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::logical_expr::LogicalPlan;

use crate::ast;

pub use catalog::{Catalog, MemoryCatalog, TableColumn, TableEntry, TableVersion, ViewEntry};
pub use library::library;
pub use names::{query_table_names, table_names};
pub use pattern::{MatchRecognizePlanner, query_planner};
pub use run::{collect, execute_stream, session_config, session_state};
pub(crate) use scope::{Field, Scope, Typed};
pub use statement::{
    AnalyzedStatement, CreateTableAs, CreateView, Delete, DropView, Explain, Insert, Merge, MergeOperation, Optimize,
    PropertyValue, Target, Unload, Update,
};

/// What an analysis depends on beside the session.
#[derive(Debug, Clone, Default)]
pub struct AnalyzerOptions {
    /// The values of `?`, in order.
    pub parameters: Vec<ast::Expr>,
}

/// Turns queries into plans.
pub struct Analyzer<'a> {
    pub(crate) library: &'a Library,
    pub(crate) session: Arc<Session>,
    pub(crate) catalog: &'a dyn Catalog,
    pub(crate) options: AnalyzerOptions,
    names: usize,
    /// The query levels being planned, innermost last.
    levels: Vec<level::Level>,
    /// The names of WITH clauses, innermost last.
    with: Vec<with::Named>,
    /// The views being planned.
    views: Vec<Vec<String>>,
    /// The view a statement is about to replace.
    replaced_view: Option<Vec<String>>,
    /// The texts of prepared statements, by name in lower case.
    prepared: std::collections::HashMap<String, String>,
    /// How many queries lie around.
    depth: usize,
    /// The column that counts the steps of the recursion being planned.
    recursion: Option<String>,
    /// Whether conditions or measures of a row pattern recognition are being typed.
    recognizing: bool,
    /// Types of what an expression may hold beside columns of its scope; lambdas and TRY capture by them.
    pub(crate) leaves: std::collections::HashMap<datafusion::logical_expr::Expr, Type>,
}

/// A query's plan and what its columns are called.
#[derive(Debug, Clone)]
pub struct Analyzed {
    /// The plan; its columns have generated names, in the order of `columns`.
    pub plan: LogicalPlan,
    /// The columns as the query names them.
    pub columns: Vec<OutputColumn>,
}

/// A column of a query's result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputColumn {
    /// Its label; several columns may share one.
    pub name: String,
    /// Its type.
    pub data_type: Type,
}

impl<'a> Analyzer<'a> {
    /// An analyzer for one statement.
    pub fn new(
        library: &'a Library,
        session: Arc<Session>,
        catalog: &'a dyn Catalog,
        options: AnalyzerOptions,
    ) -> Self {
        Self {
            library,
            session,
            catalog,
            options,
            names: 0,
            levels: Vec::new(),
            with: Vec::new(),
            views: Vec::new(),
            replaced_view: None,
            prepared: std::collections::HashMap::new(),
            depth: 0,
            recursion: None,
            recognizing: false,
            leaves: std::collections::HashMap::new(),
        }
    }

    /// The same with the texts of prepared statements, by name in lower case.
    #[must_use]
    pub fn with_prepared(mut self, prepared: std::collections::HashMap<String, String>) -> Self {
        self.prepared = prepared;
        self
    }

    /// A plan column name nothing else has; `label` only makes plans readable.
    pub(crate) fn fresh(&mut self, label: &str) -> String {
        self.names += 1;
        format!("{label}#{}", self.names)
    }

    /// Plans a query.
    ///
    /// # Errors
    /// What Trino's analyzer would say, with its place.
    pub fn analyze_query(&mut self, query: &ast::Query) -> Result<Analyzed> {
        let planned = self.query(query, None)?;
        plan::check_steps(&planned.plan)?;
        if !decorrelate::outer_references(&planned.plan).is_empty() {
            return Err(TrinoError::not_supported("Given correlated subquery is not supported"));
        }
        let visible: Vec<_> = planned.fields.iter().filter(|f| !f.hidden).collect();
        let exprs = visible.iter().map(|f| f.typed().expr).collect();
        let columns = visible.iter().enumerate().map(|(i, f)| OutputColumn {
            name: f.name.clone().unwrap_or_else(|| format!("_col{i}")),
            data_type: f.data_type.clone(),
        });
        let columns = columns.collect();
        let same = planned.plan.schema().fields().len() == visible.len()
            && planned.plan.schema().fields().iter().zip(&visible).all(|(held, f)| *held.name() == f.column.name);
        let plan = if same { planned.plan } else { plan::project(planned.plan, exprs)? };
        Ok(Analyzed { plan, columns })
    }
}

#[cfg(test)]
mod tests;
