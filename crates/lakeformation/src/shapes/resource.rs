//! What permissions are given on.

use boathouse_permissions::{Columns, PolicyKind, PolicyRule, Resource as Domain, Tag, Taggable};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Empty;
use super::tag::{self, LfTag};
use crate::{Error, LakeFormation, checks};

/// The name under which every table of a database is listed.
const ALL_TABLES: &str = "ALL_TABLES";

macro_rules! shape {
    ($(#[$about:meta])* $name:ident { $($member:ident: $kind:ty),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Default, Serialize, Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub(crate) struct $name {
            $(pub $member: $kind),+
        }
    };
}

/// `Resource`: one of its members is there.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Resource {
    #[serde(skip_serializing_if = "Option::is_none")]
    any_resource: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    catalog: Option<CatalogResource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    database: Option<DatabaseResource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<TableResource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table_with_columns: Option<TableWithColumnsResource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_location: Option<DataLocationResource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_cells_filter: Option<DataCellsFilterResource>,
    #[serde(rename = "LFTag", skip_serializing_if = "Option::is_none")]
    tag: Option<LfTagKeyResource>,
    #[serde(rename = "LFTagPolicy", skip_serializing_if = "Option::is_none")]
    policy: Option<LfTagPolicyResource>,
    #[serde(rename = "LFTagExpression", skip_serializing_if = "Option::is_none")]
    expression: Option<LfTagExpressionResource>,
    #[serde(rename = "RLSPolicy", skip_serializing_if = "Option::is_none")]
    row_policy: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_defined_function: Option<Value>,
}

shape! { /** `CatalogResource`. */ CatalogResource { id: Option<String> } }
shape! { /** `DatabaseResource`. */ DatabaseResource { catalog_id: Option<String>, name: String } }
shape! { /** `DataLocationResource`. */ DataLocationResource { catalog_id: Option<String>, resource_arn: String } }
shape! { /** `LFTagExpressionResource`. */ LfTagExpressionResource { catalog_id: Option<String>, name: String } }
shape! {
    /** `LFTagKeyResource`. */
    LfTagKeyResource { catalog_id: Option<String>, tag_key: String, tag_values: Vec<String> }
}

/// `TableResource`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TableResource {
    pub catalog_id: Option<String>,
    pub database_name: String,
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table_wildcard: Option<Empty>,
}

/// `TableWithColumnsResource`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TableWithColumnsResource {
    catalog_id: Option<String>,
    database_name: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    column_names: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column_wildcard: Option<ColumnWildcard>,
}

/// `ColumnWildcard`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ColumnWildcard {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excluded_column_names: Option<Vec<String>>,
}

impl ColumnWildcard {
    pub fn of(excluded: Vec<String>) -> Self {
        Self { excluded_column_names: (!excluded.is_empty()).then_some(excluded) }
    }
}

/// `DataCellsFilterResource`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DataCellsFilterResource {
    table_catalog_id: Option<String>,
    database_name: Option<String>,
    table_name: Option<String>,
    name: Option<String>,
}

/// `LFTagPolicyResource`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LfTagPolicyResource {
    catalog_id: Option<String>,
    resource_type: PolicyType,
    #[serde(skip_serializing_if = "Option::is_none")]
    expression: Option<Vec<LfTag>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expression_name: Option<String>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum PolicyType {
    Database,
    Table,
}

impl Resource {
    /// What is meant, with names in lower case.
    pub fn read(self, service: &LakeFormation) -> Result<Domain, Error> {
        checks::refuse("AnyResource", self.any_resource.is_some())?;
        checks::refuse("RLSPolicy", self.row_policy.is_some())?;
        checks::refuse("UserDefinedFunction", self.user_defined_function.is_some())?;
        let mut found = Vec::new();
        if let Some(catalog) = self.catalog {
            service.check_catalog(catalog.id.as_deref())?;
            found.push(Domain::Catalog);
        }
        if let Some(database) = self.database {
            service.check_catalog(database.catalog_id.as_deref())?;
            found.push(Domain::Database { name: folded("resource.database.name", &database.name)? });
        }
        if let Some(table) = self.table {
            let (database, table) = table.read(service)?;
            found.push(Domain::Table { database, table });
        }
        if let Some(columns) = self.table_with_columns {
            found.push(columns.read(service)?);
        }
        if let Some(location) = self.data_location {
            service.check_catalog(location.catalog_id.as_deref())?;
            checks::location_arn(&location.resource_arn)?;
            found.push(Domain::Location { arn: location.resource_arn });
        }
        if let Some(filter) = self.data_cells_filter {
            found.push(filter.read(service)?);
        }
        if let Some(tag) = self.tag {
            service.check_catalog(tag.catalog_id.as_deref())?;
            checks::tag("resource.lFTag.", &tag.tag_key, &tag.tag_values)?;
            found.push(Domain::Tag(Tag::new(tag.tag_key, tag.tag_values)));
        }
        if let Some(policy) = self.policy {
            found.push(policy.read(service)?);
        }
        if let Some(expression) = self.expression {
            service.check_catalog(expression.catalog_id.as_deref())?;
            found.push(Domain::Expression { name: expression.name });
        }
        match (found.pop(), found.is_empty()) {
            (Some(resource), true) => Ok(resource),
            _ => Err(Error::InvalidInput(
                "Resource must have one of the have either the catalog, table or database field populated.".to_owned(),
            )),
        }
    }

    /// What is meant, if it can have tags.
    pub fn taggable(self, service: &LakeFormation) -> Result<Taggable, Error> {
        match self.read(service)? {
            Domain::Database { name } => Ok(Taggable::Database(name)),
            Domain::Table { database, table: Some(table) } => Ok(Taggable::Table(database, table)),
            Domain::Columns { database, table: Some(table), columns: Columns::Only(names) } => {
                Ok(Taggable::Columns(database, table, names))
            }
            _ => Err(Error::InvalidInput(
                "LF-tags belong to a database, a table, or columns of a table that are named.".to_owned(),
            )),
        }
    }

    pub fn new(account: &str, from: Domain) -> Self {
        let catalog_id = Some(account.to_owned());
        let mut shown = Self::default();
        match from {
            Domain::Catalog => shown.catalog = Some(CatalogResource { id: catalog_id }),
            Domain::Database { name } => shown.database = Some(DatabaseResource { catalog_id, name }),
            Domain::Table { database, table } => {
                let table_wildcard = table.is_none().then(Empty::default);
                let name = Some(table.unwrap_or_else(|| ALL_TABLES.to_owned()));
                shown.table = Some(TableResource { catalog_id, database_name: database, name, table_wildcard });
            }
            Domain::Columns { database, table, columns } => {
                let (column_names, column_wildcard) = match columns {
                    Columns::Only(names) => (Some(names), None),
                    Columns::Except(names) => (None, Some(ColumnWildcard::of(names))),
                };
                let name = table.unwrap_or_else(|| ALL_TABLES.to_owned());
                let database_name = database;
                shown.table_with_columns =
                    Some(TableWithColumnsResource { catalog_id, database_name, name, column_names, column_wildcard });
            }
            Domain::Location { arn } => {
                shown.data_location = Some(DataLocationResource { catalog_id, resource_arn: arn });
            }
            Domain::Filter { database, table, name } => {
                shown.data_cells_filter = Some(DataCellsFilterResource {
                    table_catalog_id: catalog_id,
                    database_name: Some(database),
                    table_name: Some(table),
                    name: Some(name),
                });
            }
            Domain::Tag(tag) => {
                shown.tag = Some(LfTagKeyResource { catalog_id, tag_key: tag.key, tag_values: tag.values });
            }
            Domain::Policy { kind, rule } => shown.policy = Some(LfTagPolicyResource::new(catalog_id, kind, rule)),
            Domain::Expression { name } => shown.expression = Some(LfTagExpressionResource { catalog_id, name }),
        }
        shown
    }
}

impl TableResource {
    /// The database and the table; no table is every table.
    pub fn read(self, service: &LakeFormation) -> Result<(String, Option<String>), Error> {
        service.check_catalog(self.catalog_id.as_deref())?;
        let database = folded("resource.table.databaseName", &self.database_name)?;
        match (self.name, self.table_wildcard) {
            (Some(name), _) if name == ALL_TABLES => Ok((database, None)),
            (None, Some(_)) => Ok((database, None)),
            (Some(name), None) => Ok((database, Some(folded("resource.table.name", &name)?))),
            _ => Err(Error::InvalidInput("Either Name or TableWildcard must be given.".to_owned())),
        }
    }
}

impl TableWithColumnsResource {
    fn read(self, service: &LakeFormation) -> Result<Domain, Error> {
        service.check_catalog(self.catalog_id.as_deref())?;
        let database = folded("resource.tableWithColumns.databaseName", &self.database_name)?;
        let table = match self.name.as_str() {
            ALL_TABLES => None,
            name => Some(folded("resource.tableWithColumns.name", name)?),
        };
        let columns = match (self.column_names, self.column_wildcard) {
            (Some(names), None) if !names.is_empty() => Columns::Only(set(names)),
            (None, Some(wildcard)) => Columns::Except(set(wildcard.excluded_column_names.unwrap_or_default())),
            _ => return Err(Error::InvalidInput("Either ColumnNames or ColumnWildcard must be given.".to_owned())),
        };
        if table.is_none() && columns != Columns::all() {
            return Err(Error::InvalidInput("Columns can be named of one table only.".to_owned()));
        }
        Ok(Domain::Columns { database, table, columns })
    }
}

impl DataCellsFilterResource {
    fn read(self, service: &LakeFormation) -> Result<Domain, Error> {
        service.check_catalog(self.table_catalog_id.as_deref())?;
        match (self.database_name, self.table_name, self.name) {
            (Some(database), Some(table), Some(name)) => {
                Ok(Domain::Filter { database: database.to_lowercase(), table: table.to_lowercase(), name })
            }
            _ => {
                Err(Error::InvalidInput("DatabaseName, TableName and Name of DataCellsFilter are required.".to_owned()))
            }
        }
    }
}

impl LfTagPolicyResource {
    fn read(self, service: &LakeFormation) -> Result<Domain, Error> {
        service.check_catalog(self.catalog_id.as_deref())?;
        let rule = match (self.expression, self.expression_name) {
            (Some(list), None) => PolicyRule::Tags(tag::expression(list)?),
            (None, Some(name)) => PolicyRule::Named(name),
            _ => return Err(Error::InvalidInput("Either Expression or ExpressionName must be given.".to_owned())),
        };
        let kind = match self.resource_type {
            PolicyType::Database => PolicyKind::Database,
            PolicyType::Table => PolicyKind::Table,
        };
        Ok(Domain::Policy { kind, rule })
    }

    fn new(catalog_id: Option<String>, kind: PolicyKind, rule: PolicyRule) -> Self {
        let resource_type = match kind {
            PolicyKind::Database => PolicyType::Database,
            PolicyKind::Table => PolicyType::Table,
        };
        let (expression, expression_name) = match rule {
            PolicyRule::Tags(tags) => (Some(tag::shown(tags)), None),
            PolicyRule::Named(name) => (None, Some(name)),
        };
        Self { catalog_id, resource_type, expression, expression_name }
    }
}

fn folded(at: &str, name: &str) -> Result<String, Error> {
    checks::name(at, name)?;
    Ok(name.to_lowercase())
}

/// Columns in lower case, sorted, each once.
fn set(names: Vec<String>) -> Vec<String> {
    let mut names: Vec<_> = names.into_iter().map(|name| name.to_lowercase()).collect();
    names.sort();
    names.dedup();
    names
}
