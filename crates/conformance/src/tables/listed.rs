//! What SHOW lists, as in the catalogs of Trino's tests.

use boathouse_sql::analyzer::{Catalog, MemoryCatalog, TableEntry};
use boathouse_types::{ErrorCode, Result, TrinoError};

const CATALOGS: &[&str] = &["mock", "system", "testing_catalog", "tpch"];
const TPCH_SCHEMAS: &[&str] =
    &["information_schema", "sf1", "sf100", "sf1000", "sf10000", "sf100000", "sf300", "sf3000", "sf30000", "tiny"];
const TPCH_TABLES: &[&str] = &["customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier"];

/// Tables by name, in catalogs that can be listed.
pub(crate) struct Listed(pub(super) MemoryCatalog);

impl Catalog for Listed {
    fn table(&self, name: &[String]) -> Result<TableEntry> {
        self.0.table(name)
    }

    fn catalogs(&self) -> Result<Vec<String>> {
        Ok(owned(CATALOGS))
    }

    fn schemas(&self, catalog: &str) -> Result<Vec<String>> {
        match catalog {
            "tpch" => Ok(owned(TPCH_SCHEMAS)),
            _ if CATALOGS.contains(&catalog) => Err(TrinoError::not_supported(format!("SHOW SCHEMAS FROM {catalog}"))),
            _ => Err(TrinoError::new(ErrorCode::CatalogNotFound, format!("Catalog '{catalog}' not found"))),
        }
    }

    fn tables(&self, catalog: &str, schema: &str) -> Result<Vec<String>> {
        if !self.schemas(catalog)?.iter().any(|name| name == schema) {
            return Err(TrinoError::new(ErrorCode::SchemaNotFound, format!("Schema '{schema}' does not exist")));
        }
        // Nothing else is known of a schema.
        if schema == "information_schema" {
            return Err(TrinoError::not_supported("SHOW TABLES FROM information_schema"));
        }
        Ok(owned(TPCH_TABLES))
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
