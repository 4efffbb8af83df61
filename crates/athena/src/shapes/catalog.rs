//! Data catalogs.

use std::collections::BTreeMap;

use boathouse_query::DataCatalogType;
use serde::{Deserialize, Serialize};

/// How a catalog is reached.
pub(crate) type Parameters = BTreeMap<String, String>;

/// The parameter that says which system a federated catalog is in.
const CONNECTION_TYPE: &str = "connection-type";
const CREATED: &str = "CREATE_COMPLETE";
const DELETED: &str = "DELETE_COMPLETE";

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DataCatalog {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(rename = "Type")]
    kind: DataCatalogType,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    parameters: Parameters,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection_type: Option<String>,
}

impl DataCatalog {
    /// One that is no more.
    pub(crate) fn deleted(catalog: boathouse_query::DataCatalog) -> Self {
        Self { status: DELETED, ..catalog.into() }
    }
}

impl From<boathouse_query::DataCatalog> for DataCatalog {
    fn from(catalog: boathouse_query::DataCatalog) -> Self {
        Self {
            connection_type: connection_type(&catalog),
            name: catalog.name,
            description: catalog.description,
            kind: catalog.kind,
            parameters: catalog.parameters,
            status: CREATED,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DataCatalogSummary {
    catalog_name: String,
    #[serde(rename = "Type")]
    kind: DataCatalogType,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection_type: Option<String>,
}

impl From<boathouse_query::DataCatalog> for DataCatalogSummary {
    fn from(catalog: boathouse_query::DataCatalog) -> Self {
        let connection_type = connection_type(&catalog);
        Self { catalog_name: catalog.name, kind: catalog.kind, status: CREATED, connection_type }
    }
}

fn connection_type(catalog: &boathouse_query::DataCatalog) -> Option<String> {
    let is_federated = catalog.kind == DataCatalogType::Federated;
    catalog.parameters.get(CONNECTION_TYPE).filter(|_| is_federated).cloned()
}

/// What a catalog is to be.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CatalogDefinition {
    pub(crate) name: String,
    #[serde(rename = "Type")]
    pub(crate) kind: DataCatalogType,
    pub(crate) description: Option<String>,
    pub(crate) parameters: Option<Parameters>,
}

impl From<CatalogDefinition> for boathouse_query::DataCatalog {
    fn from(definition: CatalogDefinition) -> Self {
        Self {
            name: definition.name,
            kind: definition.kind,
            description: definition.description,
            parameters: definition.parameters.unwrap_or_default(),
        }
    }
}
