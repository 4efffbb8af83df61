//! `ALTER TABLE t SET TBLPROPERTIES ('key' = 'value', …)`: those named are set, the others stay.
//! <https://docs.aws.amazon.com/athena/latest/ug/alter-table-set-tblproperties.html>

use boathouse_sql::hive::ast::{Name, Properties};

use super::super::context::Context;
use super::super::told::Told;
use crate::Failure;

pub(super) async fn run(context: &Context<'_>, name: &Name, properties: &Properties) -> Result<Told, Failure> {
    let table = context.changed_table(name).await?;
    context
        .edit(table, |input| {
            input.parameters.extend(properties.iter().cloned());
            Ok(())
        })
        .await?;
    Ok(Told::nothing())
}
