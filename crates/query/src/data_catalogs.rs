//! Data catalogs: the one whose tables are here, under its name and others, and those that are only known of.

use std::collections::BTreeMap;

use async_trait::async_trait;
use boathouse_state::{Page, PageRequest, scope_parts};
use serde::{Deserialize, Serialize};

use crate::planner::{CatalogNames, Standing};
use crate::records::{self, Key, Kind};
use crate::{CATALOG_NAME, Error, Failure, Queries, Result, listing, tags};

/// The name of the catalog that is always there, as callers see it.
pub const DATA_CATALOG: &str = "AwsDataCatalog";

/// The parameter of a catalog of type GLUE that says whose tables it has.
const CATALOG_ID: &str = "catalog-id";
/// The parameters of a federated catalog: the system it is in, or its connection.
const CONNECTION_TYPE: &str = "connection-type";
const CONNECTION_ARN: &str = "connection-arn";
/// The systems there are.
const CONNECTION_TYPES: &[&str] = &[
    "BIGQUERY",
    "CMDB",
    "DATALAKEGEN2",
    "DB2",
    "DB2AS400",
    "DOCUMENTDB",
    "DYNAMODB",
    "GOOGLECLOUDSTORAGE",
    "HBASE",
    "MYSQL",
    "OPENSEARCH",
    "ORACLE",
    "POSTGRESQL",
    "REDSHIFT",
    "SAPHANA",
    "SNOWFLAKE",
    "SQLSERVER",
    "SYNAPSE",
    "TIMESTREAM",
    "TPCDS",
];
const TOKENS: listing::Tokens = listing::Tokens::marked("cat-");

/// Where a catalog's tables are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DataCatalogType {
    /// In a function's answers.
    Lambda,
    /// In a catalog such as this one.
    Glue,
    /// In a Hive metastore.
    Hive,
    /// In another system, by a connection.
    Federated,
}

impl DataCatalogType {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lambda => "LAMBDA",
            Self::Glue => "GLUE",
            Self::Hive => "HIVE",
            Self::Federated => "FEDERATED",
        }
    }
}

/// A data catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataCatalog {
    /// Name.
    pub name: String,
    /// Where its tables are.
    pub kind: DataCatalogType,
    /// What it is for.
    pub description: Option<String>,
    /// How it is reached.
    pub parameters: BTreeMap<String, String>,
}

impl DataCatalog {
    /// The catalog that is always there.
    fn own() -> Self {
        Self {
            name: DATA_CATALOG.to_owned(),
            kind: DataCatalogType::Glue,
            description: None,
            parameters: BTreeMap::new(),
        }
    }
}

/// Names of catalogs are the same in any case.
fn key(scope: &str, name: &str) -> Key {
    Key::new(scope, Kind::DataCatalog, &name.to_lowercase())
}

fn check(catalog: &DataCatalog) -> Result<()> {
    let has = |name: &str| catalog.parameters.get(name).is_some_and(|value| !value.is_empty());
    let wants = |text: &str| Err(Error::InvalidSettings(text.to_owned()));
    match catalog.kind {
        DataCatalogType::Lambda if !(has("function") || has("metadata-function") && has("record-function")) => wants(
            "A data catalog of type LAMBDA needs the parameter function, or metadata-function and record-function.",
        ),
        DataCatalogType::Hive if !has("metadata-function") => {
            wants("A data catalog of type HIVE needs the parameter metadata-function.")
        }
        DataCatalogType::Glue => {
            let id = catalog.parameters.get(CATALOG_ID).map(String::as_str).unwrap_or_default();
            if id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit()) {
                return Ok(());
            }
            wants("A data catalog of type GLUE needs the parameter catalog-id, an account of 12 digits.")
        }
        DataCatalogType::Federated => check_connection(catalog),
        _ => Ok(()),
    }
}

/// A federated catalog is reached by a connection that is there or is to be made.
fn check_connection(catalog: &DataCatalog) -> Result<()> {
    let parameter = |name: &str| catalog.parameters.get(name).filter(|value| !value.is_empty());
    let text = match parameter(CONNECTION_TYPE) {
        Some(kind) if CONNECTION_TYPES.binary_search(&kind.as_str()).is_ok() => return Ok(()),
        Some(kind) => format!("The connection type '{kind}' is not one of {}.", CONNECTION_TYPES.join(", ")),
        None if parameter(CONNECTION_ARN).is_some() => return Ok(()),
        None => {
            format!("A data catalog of type FEDERATED needs the parameter {CONNECTION_TYPE}, or {CONNECTION_ARN}.")
        }
    };
    Err(Error::InvalidSettings(text))
}

impl Queries {
    /// Makes a catalog known.
    ///
    /// # Errors
    /// [`Error::DataCatalogExists`], [`Error::InvalidSettings`], [`Error::TooManyTags`].
    pub async fn create_data_catalog(&self, catalog: DataCatalog, tags: Vec<(String, String)>) -> Result<()> {
        check(&catalog)?;
        if catalog.name.eq_ignore_ascii_case(CATALOG_NAME) {
            return Err(Error::DataCatalogExists(catalog.name));
        }
        let scope = self.scope();
        self.state()
            .write(move |connection| {
                if !records::insert(connection, &key(&scope, &catalog.name), None, &catalog)? {
                    return Err(Error::DataCatalogExists(catalog.name.clone()));
                }
                tags::add(connection, &scope, &format!("datacatalog/{}", catalog.name), &tags)
            })
            .await
    }

    /// A catalog by name.
    ///
    /// # Errors
    /// [`Error::DataCatalogNotFound`].
    pub async fn data_catalog(&self, name: &str) -> Result<DataCatalog> {
        if name.eq_ignore_ascii_case(CATALOG_NAME) {
            return Ok(DataCatalog::own());
        }
        let (scope, owned) = (self.scope(), name.to_owned());
        let found = self.state().read(move |connection| records::get(connection, &key(&scope, &owned))).await?;
        found.ok_or_else(|| Error::DataCatalogNotFound(name.to_owned()))
    }

    /// The catalogs by name, the one that is always there first.
    ///
    /// # Errors
    /// [`Error::InvalidListToken`].
    pub async fn data_catalogs(&self, page: PageRequest) -> Result<Page<DataCatalog>> {
        let (scope, after, limit) = (self.scope(), listing::after(TOKENS, &page)?, page.limit());
        let own = after.is_none().then(DataCatalog::own);
        let after = after.filter(|after| !after.is_empty());
        let wanted = limit.saturating_add(1) - usize::from(own.is_some());
        let found = self
            .state()
            .read(move |connection| {
                records::list::<DataCatalog>(connection, &scope, Kind::DataCatalog, "", after.as_deref(), wanted)
            })
            .await?;
        let all = own.into_iter().chain(found).collect();
        Ok(TOKENS.cut(all, limit, |last: &DataCatalog| match last.name.as_str() {
            DATA_CATALOG => Vec::new(),
            name => name.to_lowercase().into_bytes(),
        }))
    }

    /// Changes a catalog; a description or parameters that are not given stay.
    ///
    /// # Errors
    /// [`Error::DataCatalogNotFound`], [`Error::InvalidSettings`].
    pub async fn update_data_catalog(&self, change: DataCatalog) -> Result<()> {
        own_stays(&change.name)?;
        let scope = self.scope();
        self.state()
            .write(move |connection| {
                let at = key(&scope, &change.name);
                let known: Option<DataCatalog> = records::get(connection, &at)?;
                let known = known.ok_or_else(|| Error::DataCatalogNotFound(change.name.clone()))?;
                let parameters = if change.parameters.is_empty() { known.parameters } else { change.parameters };
                let description = change.description.or(known.description);
                let changed = DataCatalog { name: known.name, kind: change.kind, description, parameters };
                check(&changed)?;
                records::replace(connection, &at, &changed).map(drop)
            })
            .await
    }

    /// Forgets a catalog and returns what it was.
    ///
    /// # Errors
    /// [`Error::DataCatalogNotFound`], [`Error::InvalidSettings`] for the one that is always there.
    pub async fn delete_data_catalog(&self, name: &str) -> Result<DataCatalog> {
        own_stays(name)?;
        let found = self.data_catalog(name).await?;
        let (scope, gone) = (self.scope(), found.clone());
        self.state()
            .write(move |connection| {
                tags::forget(connection, &scope, &format!("datacatalog/{}", gone.name))?;
                records::remove(connection, &key(&scope, &gone.name)).map(drop)
            })
            .await?;
        Ok(found)
    }

    /// Whether the tables of a catalog are the ones that are here.
    ///
    /// # Errors
    /// [`Error::DataCatalogNotFound`], [`Error::DataCatalogElsewhere`].
    pub async fn check_reachable(&self, name: &str) -> Result<()> {
        let catalog = self.data_catalog(name).await?;
        if self.is_here(&catalog) { Ok(()) } else { Err(Error::DataCatalogElsewhere(elsewhere(&catalog))) }
    }

    fn is_here(&self, catalog: &DataCatalog) -> bool {
        let scope = self.scope();
        let own = catalog.name == DATA_CATALOG;
        own || (catalog.kind == DataCatalogType::Glue
            && catalog.parameters.get(CATALOG_ID).is_some_and(|id| id == scope_parts(&scope).0))
    }
}

fn own_stays(name: &str) -> Result<()> {
    if name.eq_ignore_ascii_case(CATALOG_NAME) {
        return Err(Error::InvalidSettings(format!("The data catalog {DATA_CATALOG} cannot be changed or deleted.")));
    }
    Ok(())
}

fn elsewhere(catalog: &DataCatalog) -> String {
    let what = match catalog.kind {
        DataCatalogType::Glue => "of another account",
        _ => "outside of boathouse",
    };
    format!("The data catalog '{}' of type {} is {what}, and cannot be reached", catalog.name, catalog.kind.as_str())
}

#[async_trait]
impl CatalogNames for Queries {
    async fn standing(&self, name: &str) -> Result<Standing, Failure> {
        match self.data_catalog(name).await {
            Ok(catalog) if self.is_here(&catalog) => Ok(Standing::Here),
            Ok(catalog) => Ok(Standing::Elsewhere(elsewhere(&catalog))),
            Err(Error::DataCatalogNotFound(_)) => Ok(Standing::Unknown),
            Err(other) => Err(Failure::internal(&other)),
        }
    }
}

#[cfg(test)]
#[path = "data_catalogs_tests.rs"]
mod tests;
