//! `BatchDeleteConnection`: forgets many connections; those that are not there are told.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_BatchDeleteConnection.html>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::ErrorDetail;
use crate::{Error, Glue, checks};

const CONNECTIONS_MAX: usize = 25;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    connection_name_list: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    succeeded: Vec<String>,
    errors: BTreeMap<String, ErrorDetail>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::name_list("connectionNameList", &input.connection_name_list, CONNECTIONS_MAX)?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let mut output = Output { succeeded: Vec::new(), errors: BTreeMap::new() };
    for name in input.connection_name_list {
        match glue.delete_connection(&name).await {
            Ok(()) => output.succeeded.push(name),
            Err(error @ Error::InternalService(_)) => return Err(error),
            // A name that is there twice was deleted the first time.
            Err(_) if output.succeeded.contains(&name) => {}
            Err(error) => drop(output.errors.insert(name, error.into())),
        }
    }
    Ok(output)
}
