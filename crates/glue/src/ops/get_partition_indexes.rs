//! `GetPartitionIndexes`: the indexes over the partitions of a table, and those that failed.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitionIndexes.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    table_name: String,
    next_token: Option<String>,
}

/// There is only one page, as there are few indexes.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    partition_index_descriptor_list: Vec<shapes::PartitionIndexDescriptor>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("tableName", &input.table_name)])?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    if input.next_token.is_some_and(|token| !token.is_empty()) {
        return Err(boathouse_catalog::Error::InvalidToken.into());
    }
    let found = glue.catalog.partition_indexes(&input.database_name, &input.table_name).await?;
    Ok(Output { partition_index_descriptor_list: found.into_iter().map(Into::into).collect() })
}
