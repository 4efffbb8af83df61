//! `UpdateDataCatalog`: changes a data catalog whole.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdateDataCatalog.html>

use boathouse_wire::Constraints;
use serde::Serialize;

use crate::shapes::CatalogDefinition as Input;
use crate::{Athena, Error};

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    input.check(&mut all);
    all.finish()?;
    athena.queries.update_data_catalog(input.into()).await?;
    Ok(Output {})
}
