//! `UpdateDataCatalog`: changes a data catalog whole.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdateDataCatalog.html>

use serde::Serialize;

use crate::shapes::CatalogDefinition as Input;
use crate::{Athena, Error};

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    athena.queries.update_data_catalog(input.into()).await?;
    Ok(Output {})
}
