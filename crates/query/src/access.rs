//! What whoever asks may do and read, as far as somebody outside says so. Without anybody who does, everything.

mod explained;
mod resolver;
mod restrict;
mod statements;
#[cfg(test)]
mod tests;
mod view;

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;

use crate::Failure;

pub(crate) use explained::check_explained;
pub(crate) use resolver::Guarded;
use restrict::restricted;
pub(crate) use statements::{
    check, cut_columns, cut_columns_for, cut_partition, databases_for, made, tables_for, visible_databases,
    visible_tables,
};
pub(crate) use view::{check_create_view, check_drop_view, check_query, has_made};

/// Says what one who asks may do. Names are in lower case.
#[async_trait]
pub trait AccessRules: Debug + Send + Sync {
    /// Whether something may be done.
    ///
    /// # Errors
    /// [`Refusal`] with the text for whoever asks.
    async fn check(&self, act: &Act) -> Result<(), Refusal>;

    /// What may be read of a table or view with these columns, each in its place.
    ///
    /// # Errors
    /// [`Refusal`] when the table may not even be known of.
    async fn readable(&self, database: &str, table: &str, columns: &[String]) -> Result<Vec<ReadableRows>, Refusal>;

    /// Which of a table's columns are shown in its definition, each in its place.
    ///
    /// # Errors
    /// [`Refusal`] when that cannot be told.
    async fn shown(&self, database: &str, table: &str, columns: &[String]) -> Result<Vec<bool>, Refusal>;

    /// Takes note of what whoever asks has just made.
    ///
    /// # Errors
    /// [`Refusal`] when it cannot be noted.
    async fn has_made(&self, made: &Made) -> Result<(), Refusal>;
}

/// Somebody's rules; none when everything is allowed.
pub(crate) type Access = Option<Arc<dyn AccessRules>>;

/// What a statement does, besides reading rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Shows that a database is there.
    DescribeDatabase(String),
    /// Makes a database, perhaps at a place.
    CreateDatabase(Option<String>),
    /// Changes a database.
    AlterDatabase(String),
    /// Drops a database.
    DropDatabase(String),
    /// Shows a table's definition: its database, its name.
    DescribeTable(String, String),
    /// Makes a table in a database, perhaps at a place.
    CreateTable(String, Option<String>),
    /// Changes a table.
    AlterTable(String, String),
    /// Drops a table.
    DropTable(String, String),
    /// Adds rows to a table.
    InsertInto(String, String),
    /// Points something at a place.
    PlaceAt(String),
}

/// What a statement has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// A database.
    Database(String),
    /// A table or view: its database, its name.
    Table(String, String),
}

/// Which rows of a column may be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadableRows {
    /// None: the column is not there for whoever asks.
    None,
    /// All.
    All,
    /// Those for which one of these predicates holds. They are SQL, over the table's columns.
    Where(Vec<String>),
}

/// A text that says what is not allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(pub String);

impl Refusal {
    /// As the engine says it.
    pub(crate) fn of_query(&self) -> Failure {
        Failure::not_permitted(&self.0)
    }

    /// As Hive's part says it.
    pub(crate) fn of_ddl(&self) -> Failure {
        Failure::ddl_not_permitted(&self.0)
    }
}
