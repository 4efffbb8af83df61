//! Views as the catalog holds them: Presto's JSON, in base64, inside of a comment.
//! <https://docs.aws.amazon.com/athena/latest/ug/views.html>

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use boathouse_catalog::{StorageDescriptor, Table, TableInput};
use boathouse_sql::analyzer::ViewEntry;
use boathouse_types::Type;
use serde::{Deserialize, Serialize};

use crate::{CATALOG_NAME, Failure};

/// What a view's table type says.
pub(crate) const VIRTUAL_VIEW: &str = "VIRTUAL_VIEW";
const PREFIX: &str = "/* Presto View: ";
const SUFFIX: &str = " */";
const EXPANDED: &str = "/* Presto View */";
const COMMENT: &str = "Presto View";

/// The definition of a view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ViewDefinition {
    pub(crate) original_sql: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) catalog: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) schema: Option<String>,
    pub(crate) columns: Vec<ViewColumn>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) comment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) owner: Option<String>,
    #[serde(default)]
    pub(crate) run_as_invoker: bool,
    #[serde(default)]
    pub(crate) properties: BTreeMap<String, serde_json::Value>,
}

/// A column of a view, with Trino's name of its type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ViewColumn {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) data_type: String,
}

/// Whether a table of the catalog is a view.
pub(crate) fn is_view(table: &Table) -> bool {
    table.table_type.as_deref() == Some(VIRTUAL_VIEW)
}

impl ViewDefinition {
    /// The definition a view's table holds.
    ///
    /// # Errors
    /// A view of Hive's, or text that is no definition.
    pub(crate) fn of(table: &Table) -> Result<Self, Failure> {
        let text = table.view_original_text.as_deref().unwrap_or_default();
        let is_presto = table.parameters.get("presto_view").is_some_and(|value| value.eq_ignore_ascii_case("true"));
        if !is_presto && !text.starts_with(PREFIX) {
            let text = format!("Hive views are not supported: '{}.{}'", table.database_name, table.name);
            return Err(Failure::engine("NOT_SUPPORTED", None, &text));
        }
        Self::decode(text).map_err(|text| Failure::engine("HIVE_INVALID_VIEW_DATA", None, &text))
    }

    pub(crate) fn decode(text: &str) -> Result<Self, String> {
        let body = text.strip_prefix(PREFIX).ok_or_else(|| format!("View data missing prefix: {text}"))?;
        let body = body.strip_suffix(SUFFIX).ok_or_else(|| format!("View data missing suffix: {text}"))?;
        let json = STANDARD.decode(body.trim()).map_err(|error| format!("Invalid view data: {error}"))?;
        serde_json::from_slice(&json).map_err(|error| format!("Invalid view JSON: {error}"))
    }

    /// The text the catalog holds.
    ///
    /// # Errors
    /// Internal failure.
    pub(crate) fn encode(&self) -> Result<String, Failure> {
        let json = serde_json::to_vec(self).map_err(|error| Failure::internal(&error))?;
        Ok(format!("{PREFIX}{}{SUFFIX}", STANDARD.encode(json)))
    }

    /// The table that holds this definition; `columns` are those of [`Self::columns`] with Hive's types.
    ///
    /// # Errors
    /// Internal failure.
    pub(crate) fn table(&self, name: &str, columns: Vec<boathouse_catalog::Column>) -> Result<TableInput, Failure> {
        let descriptor = StorageDescriptor {
            columns,
            location: Some(String::new()),
            input_format: Some(String::new()),
            output_format: Some(String::new()),
            ..StorageDescriptor::default()
        };
        let parameters = [("comment", COMMENT), ("presto_view", "true")];
        Ok(TableInput {
            owner: self.owner.clone(),
            retention: Some(0),
            storage_descriptor: Some(descriptor),
            view_original_text: Some(self.encode()?),
            view_expanded_text: Some(EXPANDED.to_owned()),
            table_type: Some(VIRTUAL_VIEW.to_owned()),
            parameters: parameters.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
            ..TableInput::named(name)
        })
    }

    /// What a query that names the view reads.
    ///
    /// # Errors
    /// A column type that is none.
    pub(crate) fn entry(self, table: &Table) -> Result<ViewEntry, Failure> {
        let columns = self.columns.into_iter().map(|column| match column.data_type.parse::<Type>() {
            Ok(data_type) => Ok((column.name.to_lowercase(), data_type)),
            Err(error) => {
                let text = format!("Invalid view JSON: column '{}': {}", column.name, error.message);
                Err(Failure::engine("HIVE_INVALID_VIEW_DATA", None, &text))
            }
        });
        Ok(ViewEntry {
            name: [CATALOG_NAME, &table.database_name, &table.name].map(str::to_lowercase).to_vec(),
            sql: self.original_sql,
            columns: columns.collect::<Result<_, _>>()?,
            catalog: self.catalog.map(|name| name.to_lowercase()),
            schema: self.schema.map(|name| name.to_lowercase()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_come_back() {
        let view = ViewDefinition {
            original_sql: "SELECT 1 n".to_owned(),
            catalog: Some(CATALOG_NAME.to_owned()),
            schema: Some("db".to_owned()),
            columns: vec![ViewColumn { name: "n".to_owned(), data_type: "integer".to_owned() }],
            comment: None,
            owner: Some("hadoop".to_owned()),
            run_as_invoker: false,
            properties: BTreeMap::new(),
        };
        let text = view.encode().expect("encoded");
        let json = STANDARD.decode(&text[PREFIX.len()..text.len() - SUFFIX.len()]).expect("base64");
        assert_eq!(
            String::from_utf8_lossy(&json),
            r#"{"originalSql":"SELECT 1 n","catalog":"awsdatacatalog","schema":"db","columns":[{"name":"n","type":"integer"}],"owner":"hadoop","runAsInvoker":false,"properties":{}}"#
        );
        assert_eq!(ViewDefinition::decode(&text), Ok(view));
        // What other tools leave out.
        let short = STANDARD.encode(r#"{"originalSql":"SELECT 1","columns":[],"more":[1]}"#);
        assert!(ViewDefinition::decode(&format!("{PREFIX}{short}{SUFFIX}")).is_ok());
        for broken in ["", "/* Presto View: x", "/* Presto View: ! */", "/* Presto View: e30= */"] {
            assert!(ViewDefinition::decode(broken).is_err(), "{broken}");
        }
    }
}
