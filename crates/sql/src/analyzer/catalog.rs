//! Where tables and views come from.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use boathouse_types::{ErrorCode, Result, TrinoError, Type};
use datafusion::common::ScalarValue;
use datafusion::datasource::{TableProvider, provider_as_source};
use datafusion::logical_expr::TableSource;

/// The tables and views a query can name.
///
/// Synchronous: whoever has to ask a remote catalog resolves the names of [`super::table_names`] first.
pub trait Catalog: Send + Sync {
    /// The table or view of a name of one to three parts, in lower case.
    ///
    /// # Errors
    /// `TABLE_NOT_FOUND`, `SCHEMA_NOT_FOUND`, `CATALOG_NOT_FOUND` and the like, without a place.
    fn table(&self, name: &[String]) -> Result<TableEntry>;

    /// The table of a name as it was.
    ///
    /// # Errors
    /// As [`Self::table`]; by default no table has versions.
    fn table_at(&self, name: &[String], version: &TableVersion) -> Result<TableEntry> {
        let _ = version;
        self.table(name)?;
        Err(TrinoError::not_supported("This connector does not support versioned tables"))
    }

    /// The names of all catalogs, for SHOW CATALOGS.
    ///
    /// # Errors
    /// By default a catalog lists nothing: `NOT_SUPPORTED`.
    fn catalogs(&self) -> Result<Vec<String>> {
        Err(TrinoError::not_supported("SHOW CATALOGS statement is not supported"))
    }

    /// The names of a catalog's schemas, for SHOW SCHEMAS.
    ///
    /// # Errors
    /// `CATALOG_NOT_FOUND`; by default a catalog lists nothing: `NOT_SUPPORTED`.
    fn schemas(&self, catalog: &str) -> Result<Vec<String>> {
        let _ = catalog;
        Err(TrinoError::not_supported("SHOW SCHEMAS statement is not supported"))
    }

    /// The names of a schema's tables and views, for SHOW TABLES.
    ///
    /// # Errors
    /// `CATALOG_NOT_FOUND`, `SCHEMA_NOT_FOUND`; by default a catalog lists nothing: `NOT_SUPPORTED`.
    fn tables(&self, catalog: &str, schema: &str) -> Result<Vec<String>> {
        let _ = (catalog, schema);
        Err(TrinoError::not_supported("SHOW TABLES statement is not supported"))
    }
}

/// What FOR TIMESTAMP|VERSION AS OF asks for: a value with its type.
#[derive(Debug, Clone, PartialEq)]
pub enum TableVersion {
    /// The table as it was at a date, timestamp or timestamp with time zone.
    Timestamp(Type, ScalarValue),
    /// A version by number or name.
    Version(Type, ScalarValue),
}

/// What a name stands for.
#[derive(Clone)]
pub enum TableEntry {
    /// A table.
    Table {
        /// Catalog, schema and table, in lower case.
        name: Vec<String>,
        /// What is read; its schema has the columns below by name.
        source: Arc<dyn TableSource>,
        /// The columns, in order.
        columns: Vec<TableColumn>,
    },
    /// A view.
    View(ViewEntry),
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// Its name, as in the source's schema.
    pub name: String,
    /// Its type.
    pub data_type: Type,
    /// Whether `*` leaves it out.
    pub hidden: bool,
}

/// A view's definition.
#[derive(Debug, Clone)]
pub struct ViewEntry {
    /// Catalog, schema and view, in lower case.
    pub name: Vec<String>,
    /// Its query.
    pub sql: String,
    /// The columns it had when it was made.
    pub columns: Vec<(String, Type)>,
    /// Where the names in its query are looked up.
    pub catalog: Option<String>,
    /// Where the names in its query are looked up.
    pub schema: Option<String>,
}

impl fmt::Debug for TableEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table { name, columns, .. } => write!(f, "Table({} {columns:?})", name.join(".")),
            Self::View(view) => write!(f, "{view:?}"),
        }
    }
}

/// Tables held by name, for embedding and tests.
#[derive(Debug, Default)]
pub struct MemoryCatalog {
    tables: HashMap<String, TableEntry>,
}

impl MemoryCatalog {
    /// Adds a table under a name, dotted for more than one part; types are read off the schema's fields.
    ///
    /// # Errors
    /// When a column's Arrow type has no Trino type.
    pub fn add(&mut self, name: &str, provider: Arc<dyn TableProvider>) -> Result<()> {
        let schema = provider.schema();
        let mut columns = Vec::with_capacity(schema.fields().len());
        for field in schema.fields() {
            let data_type = Type::from_field(field);
            let data_type = data_type.ok_or_else(|| {
                TrinoError::not_supported(format!("column {} of type {}", field.name(), field.data_type()))
            })?;
            columns.push(TableColumn { name: field.name().clone(), data_type, hidden: false });
        }
        let parts = name.to_lowercase().split('.').map(str::to_owned).collect();
        self.insert(name, TableEntry::Table { name: parts, source: provider_as_source(provider), columns });
        Ok(())
    }

    /// Adds a table or view under a name, dotted for more than one part.
    pub fn insert(&mut self, name: &str, entry: TableEntry) {
        self.tables.insert(name.to_lowercase(), entry);
    }
}

impl Catalog for MemoryCatalog {
    fn table(&self, name: &[String]) -> Result<TableEntry> {
        let whole = name.join(".");
        let mut rest = name;
        while !rest.is_empty() {
            if let Some(entry) = self.tables.get(&rest.join(".")) {
                return Ok(entry.clone());
            }
            rest = &rest[1..];
        }
        Err(TrinoError::new(ErrorCode::TableNotFound, format!("Table '{whole}' does not exist")))
    }
}
