//! `SHOW TBLPROPERTIES table [('key')]`
//! <https://docs.aws.amazon.com/athena/latest/ug/show-tblproperties.html>

use boathouse_sql::hive::ast::Name;

use super::context::Context;
use super::told::Told;
use crate::Failure;

pub(super) async fn run(context: &Context<'_>, name: &Name, key: Option<&str>) -> Result<Told, Failure> {
    let table = context.described_table(name, "SHOW TBLPROPERTIES").await?;
    let lines =
        match key {
            Some(key) => vec![table.parameters.get(key).cloned().unwrap_or_else(|| {
                format!("Table {}.{} does not have property: {key}", table.database_name, table.name)
            })],
            None => table.parameters.iter().map(|(key, value)| format!("{key}\t{value}")).collect(),
        };
    Ok(Told::listed(&["prpt_name", "prpt_value"], lines))
}
