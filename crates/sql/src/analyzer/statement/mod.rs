//! Statements around queries: what they change, checked as Trino checks it. Nothing is changed here.

mod assign;
mod create_table;
mod delete;
mod fits;
mod insert;
mod listing;
mod merge;
mod prepared;
mod properties;
mod show;
mod target;
mod unload;
mod update;
mod view;

use boathouse_types::{ErrorCode, Result};

use super::error::semantic;
use super::{Analyzed, Analyzer, OutputColumn};
use crate::ast::{ExplainOption, Statement, StatementKind};

pub use create_table::CreateTableAs;
pub use delete::{Delete, Optimize};
pub(crate) use fits::Fits;
pub use insert::Insert;
pub use merge::{Merge, MergeOperation};
pub use properties::PropertyValue;
pub use target::Target;
pub use unload::Unload;
pub use update::Update;
pub use view::{CreateView, DropView};

/// What a statement asks for.
#[derive(Debug, Clone)]
pub enum AnalyzedStatement {
    /// A query.
    Query(Analyzed),
    /// CREATE TABLE … AS
    CreateTableAs(Box<CreateTableAs>),
    /// INSERT INTO
    Insert(Box<Insert>),
    /// DELETE FROM
    Delete(Box<Delete>),
    /// UPDATE
    Update(Box<Update>),
    /// MERGE INTO
    Merge(Box<Merge>),
    /// CREATE VIEW
    CreateView(Box<CreateView>),
    /// DROP VIEW
    DropView(DropView),
    /// UNLOAD
    Unload(Box<Unload>),
    /// OPTIMIZE
    Optimize(Box<Optimize>),
    /// VACUUM
    Vacuum(Target),
    /// EXPLAIN
    Explain(Explain),
    /// PREPARE
    Prepare {
        /// Its name, in lower case.
        name: String,
        /// The statement, printed as Trino prints statements.
        sql: String,
    },
    /// DEALLOCATE PREPARE of a name in lower case.
    Deallocate(String),
    /// DESCRIBE INPUT of a prepared statement without parameters: no rows.
    DescribeInput,
    /// DESCRIBE OUTPUT of a prepared query: its columns, none for other statements.
    DescribeOutput(Vec<OutputColumn>),
    /// SHOW FUNCTIONS
    ShowFunctions {
        /// LIKE
        like: Option<String>,
        /// ESCAPE
        escape: Option<char>,
    },
}

/// EXPLAIN of a statement.
#[derive(Debug, Clone)]
pub struct Explain {
    /// ANALYZE
    pub analyze: bool,
    /// VERBOSE
    pub verbose: bool,
    /// TYPE and FORMAT
    pub options: Vec<ExplainOption>,
    /// What is explained.
    pub statement: Box<AnalyzedStatement>,
}

impl Analyzer<'_> {
    /// Analyses a statement; the number of parameters given must be that of its `?`.
    ///
    /// # Errors
    /// What Trino's analyzer would say, with its place; `NOT_SUPPORTED` with the name of a statement nothing here runs.
    pub fn analyze_statement(&mut self, statement: &Statement) -> Result<AnalyzedStatement> {
        self.check_parameters(statement)?;
        self.statement(statement)
    }

    fn statement(&mut self, statement: &Statement) -> Result<AnalyzedStatement> {
        let at = statement.at;
        Ok(match &statement.kind {
            StatementKind::Query(query) => AnalyzedStatement::Query(self.analyze_query(query)?),
            StatementKind::CreateTableAs { .. } => self.create_table_as(at, &statement.kind)?,
            StatementKind::Insert { name, columns, query } => self.insert(at, name, columns, query)?,
            StatementKind::Delete { name, filter } => self.delete(at, name, filter.as_ref())?,
            StatementKind::Update { name, assignments, filter } => {
                self.update(at, name, assignments, filter.as_ref())?
            }
            StatementKind::Merge(merge) => self.merge(at, merge)?,
            StatementKind::Unload { query, location, properties } => self.unload(query, location, properties)?,
            StatementKind::CreateView { .. } => self.create_view(at, &statement.kind)?,
            StatementKind::DropView { name, if_exists } => self.drop_view(at, name, *if_exists)?,
            StatementKind::Prepare { name, statement } => prepared::prepare(name, statement)?,
            StatementKind::Execute { name, using } => self.execute(name, using)?,
            StatementKind::ExecuteImmediate { at, sql, using } => self.execute_immediate(*at, sql, using)?,
            StatementKind::Deallocate(name) => {
                self.prepared(name)?;
                AnalyzedStatement::Deallocate(name.folded())
            }
            StatementKind::Explain { analyze, verbose, options, statement } => AnalyzedStatement::Explain(Explain {
                analyze: *analyze,
                verbose: *verbose,
                options: options.clone(),
                statement: Box::new(self.statement(statement)?),
            }),
            StatementKind::Optimize { name, filter } => self.optimize(at, name, filter.as_ref())?,
            StatementKind::Vacuum(name) => AnalyzedStatement::Vacuum(self.target(at, name, "Vacuuming")?.0),
            StatementKind::ShowFunctions { like, escape } => {
                let escape = show::escape(escape.as_deref())?;
                AnalyzedStatement::ShowFunctions { like: like.clone(), escape }
            }
            StatementKind::Other { name: "DESCRIBE INPUT", text } => self.describe_input(at, text)?,
            StatementKind::Other { name: "DESCRIBE OUTPUT", text } => self.describe_output(text)?,
            StatementKind::Other { name, text } => {
                show::check(at, name, text)?;
                if let Some(listing) = self.listing(at, name, text)? {
                    return Ok(listing);
                }
                let text = format!("{name} statement is not supported");
                return Err(semantic(at, ErrorCode::NotSupported, text));
            }
        })
    }
}

#[cfg(test)]
mod tests;
