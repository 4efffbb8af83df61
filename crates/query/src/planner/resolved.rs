//! The tables one query names, as the engine's catalog of that query: it holds nothing else, so a
//! query can reach nothing else.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::catalog::{CatalogProvider, CatalogProviderList, SchemaProvider, TableProvider};
use datafusion::common::Result;

use crate::CATALOG_NAME;

type Schemas = HashMap<String, Arc<dyn SchemaProvider>>;

#[derive(Debug)]
pub(super) struct ResolvedTables(Arc<dyn CatalogProvider>);

#[derive(Debug)]
struct Databases(Schemas);

#[derive(Debug, Default)]
struct Database(HashMap<String, Arc<dyn TableProvider>>);

impl ResolvedTables {
    /// Tables by database and name.
    pub(super) fn new(tables: HashMap<(String, String), Arc<dyn TableProvider>>) -> Self {
        let mut databases: HashMap<String, Database> = HashMap::new();
        for ((database, name), table) in tables {
            databases.entry(database).or_default().0.insert(name, table);
        }
        let schemas = databases
            .into_iter()
            .map(|(name, database)| (name, Arc::new(database) as Arc<dyn SchemaProvider>))
            .collect();
        Self(Arc::new(Databases(schemas)))
    }
}

impl CatalogProviderList for ResolvedTables {
    fn register_catalog(&self, _: String, _: Arc<dyn CatalogProvider>) -> Option<Arc<dyn CatalogProvider>> {
        None
    }

    fn catalog_names(&self) -> Vec<String> {
        vec![CATALOG_NAME.to_owned()]
    }

    fn catalog(&self, name: &str) -> Option<Arc<dyn CatalogProvider>> {
        (name == CATALOG_NAME).then(|| self.0.clone())
    }
}

impl CatalogProvider for Databases {
    fn schema_names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        self.0.get(name).cloned()
    }
}

#[async_trait]
impl SchemaProvider for Database {
    fn table_names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        Ok(self.0.get(name).cloned())
    }

    fn table_exist(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}
