//! Data-cells filters.

use boathouse_permissions::{CellsFilter, Columns};
use serde::{Deserialize, Serialize};

use super::Empty;
use super::resource::ColumnWildcard;
use crate::{Error, LakeFormation, checks};

/// `DataCellsFilter`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DataCellsFilter {
    table_catalog_id: String,
    database_name: String,
    table_name: String,
    name: String,
    row_filter: Option<RowFilter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column_names: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column_wildcard: Option<ColumnWildcard>,
    version_id: Option<String>,
}

/// `RowFilter`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RowFilter {
    #[serde(skip_serializing_if = "Option::is_none")]
    filter_expression: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    all_rows_wildcard: Option<Empty>,
}

impl DataCellsFilter {
    /// The filter that is meant, and the version it must be at.
    pub fn read(self, service: &LakeFormation) -> Result<(CellsFilter, Option<String>), Error> {
        service.check_catalog(Some(&self.table_catalog_id))?;
        checks::name("tableData.name", &self.name)?;
        let rows = match self.row_filter.map(|rows| (rows.filter_expression, rows.all_rows_wildcard)) {
            Some((Some(expression), None)) => Some(expression),
            None | Some((None, _)) => None,
            Some((Some(_), Some(_))) => {
                return Err(Error::InvalidInput(
                    "Only one of FilterExpression and AllRowsWildcard can be given.".into(),
                ));
            }
        };
        let columns = match (self.column_names, self.column_wildcard) {
            (Some(names), None) if !names.is_empty() => Columns::Only(names),
            (None, Some(wildcard)) => Columns::Except(wildcard.excluded_column_names.unwrap_or_default()),
            _ => return Err(Error::InvalidInput("Either ColumnNames or ColumnWildcard must be given.".into())),
        };
        let filter = CellsFilter {
            database: self.database_name.to_lowercase(),
            table: self.table_name.to_lowercase(),
            name: self.name,
            rows,
            columns,
            version: String::new(),
        };
        Ok((filter, self.version_id))
    }

    pub fn new(account: &str, from: CellsFilter) -> Self {
        let (column_names, column_wildcard) = match from.columns {
            Columns::Only(names) => (Some(names), None),
            Columns::Except(names) => (None, Some(ColumnWildcard::of(names))),
        };
        let all_rows_wildcard = from.rows.is_none().then(Empty::default);
        Self {
            table_catalog_id: account.to_owned(),
            database_name: from.database,
            table_name: from.table,
            name: from.name,
            row_filter: Some(RowFilter { filter_expression: from.rows, all_rows_wildcard }),
            column_names,
            column_wildcard,
            version_id: Some(from.version),
        }
    }
}
