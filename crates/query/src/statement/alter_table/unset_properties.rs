//! `ALTER TABLE t UNSET TBLPROPERTIES [IF EXISTS] ('key', …)`
//! <https://docs.aws.amazon.com/athena/latest/ug/alter-table-unset-tblproperties.html>

use boathouse_sql::hive::ast::Name;

use super::super::context::Context;
use super::super::told::Told;
use crate::Failure;

pub(super) async fn run(context: &Context<'_>, name: &Name, if_exists: bool, keys: &[String]) -> Result<Told, Failure> {
    let table = context.changed_table(name).await?;
    context
        .edit(table, |input| {
            for key in keys {
                if input.parameters.remove(key).is_none() && !if_exists {
                    let text = format!("Please use the following syntax if not sure whether the property existed or not:\nALTER TABLE tableName UNSET TBLPROPERTIES IF EXISTS (key1, key2, ...)\n: {key}");
                    return Err(Failure::semantic(10215, &text));
                }
            }
            Ok(())
        })
        .await?;
    Ok(Told::nothing())
}
