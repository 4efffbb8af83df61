//! `ListDataCatalogs`: the one data catalog.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_ListDataCatalogs.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::metadata::{self, DATA_CATALOG, DataCatalogSummary};
use crate::{Athena, Error};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    next_token: Option<String>,
    max_results: Option<i64>,
    work_group: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    data_catalogs_summary: Vec<DataCatalogSummary>,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut checks = Constraints::new();
    metadata::paging(&mut checks, input.next_token.as_ref(), input.max_results, (2, 50));
    checks.finish()?;
    metadata::check_workgroup(&athena.queries, input.work_group.as_deref())?;
    if let Some(token) = input.next_token {
        return Err(Error::input(format!("The nextPageToken is malformed: {token}")));
    }
    let summary = DataCatalogSummary { catalog_name: DATA_CATALOG, kind: "GLUE", status: "CREATE_COMPLETE" };
    Ok(Output { data_catalogs_summary: vec![summary] })
}
