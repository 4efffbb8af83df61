//! `TestConnection`: opens a connection, on this machine only, and says whether that worked.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_TestConnection.html>

use boathouse_catalog::Passwords;
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::shapes::connection::TestConnectionInput;
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    connection_name: Option<String>,
    test_connection_input: Option<TestConnectionInput>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    glue.check_catalog(input.catalog_id.as_deref())?;
    match (input.connection_name, input.test_connection_input) {
        (Some(name), None) => {
            checks::names(&[("connectionName", &name)])?;
            let found = glue.connections.connection(&glue.scope(), &name, Passwords::Plain).await?;
            boathouse_jdbc::probe(&found.value.definition).await?;
            glue.connections.validated(&glue.scope(), &found).await?;
        }
        (None, Some(given)) => {
            let mut all = Constraints::naming_values();
            given.check(&mut all);
            all.finish()?;
            boathouse_jdbc::probe(&given.domain()?).await?;
        }
        _ => {
            let text = "One of ConnectionName and TestConnectionInput must be given.";
            return Err(Error::InvalidInput(text.to_owned()));
        }
    }
    Ok(Output {})
}
