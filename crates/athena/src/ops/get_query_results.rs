//! `GetQueryResults`: one page of a result.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html>

use boathouse_query::{ColumnInfo as Column, ResultPage};
use serde::{Deserialize, Serialize};

use crate::{Athena, Error};

/// The service's own limit, which is looked at after the model's.
const MAX_RESULTS: i32 = 1000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    query_execution_id: String,
    next_token: Option<String>,
    max_results: Option<i32>,
    query_result_type: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    #[serde(skip_serializing_if = "Option::is_none")]
    update_count: Option<u64>,
    result_set: ResultSet,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ResultSet {
    rows: Vec<Row>,
    result_set_metadata: Option<ResultSetMetadata>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    data: Vec<Datum>,
}

#[derive(Debug, Serialize)]
struct Datum {
    #[serde(rename = "VarCharValue", skip_serializing_if = "Option::is_none")]
    value: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ResultSetMetadata {
    column_info: Vec<ColumnInfo>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ColumnInfo {
    catalog_name: &'static str,
    schema_name: &'static str,
    table_name: &'static str,
    name: String,
    label: String,
    #[serde(rename = "Type")]
    type_name: String,
    precision: u32,
    scale: u32,
    nullable: &'static str,
    case_sensitive: bool,
}

impl From<Column> for ColumnInfo {
    fn from(column: Column) -> Self {
        Self {
            catalog_name: "hive",
            schema_name: "",
            table_name: "",
            name: column.name.clone(),
            label: column.name,
            type_name: column.type_name,
            precision: column.precision,
            scale: column.scale,
            nullable: "UNKNOWN",
            case_sensitive: column.case_sensitive,
        }
    }
}

impl From<ResultPage> for Output {
    fn from(page: ResultPage) -> Self {
        let rows =
            page.rows.into_iter().map(|cells| Row { data: cells.into_iter().map(|value| Datum { value }).collect() });
        Self {
            update_count: page.update_count,
            result_set: ResultSet {
                rows: rows.collect(),
                result_set_metadata: page.columns.map(|columns| ResultSetMetadata {
                    column_info: columns.into_iter().map(ColumnInfo::from).collect(),
                }),
            },
            next_token: page.next_token,
        }
    }
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let id = input.query_execution_id;
    athena.queries.execution(&id).await?;
    if input.max_results.is_some_and(|max| max > MAX_RESULTS) {
        return Err(Error::input(format!("MaxResults is more than maximum allowed length {MAX_RESULTS}")));
    }
    let (count, token) = (input.max_results.and_then(|max| usize::try_from(max).ok()), input.next_token.as_deref());
    let page = match input.query_result_type.as_deref() {
        Some("DATA_MANIFEST") => athena.queries.manifest(&id, count, token).await?,
        _ => athena.queries.results(&id, count, token).await?,
    };
    Ok(page.into())
}
