//! `ALTER TABLE t CHANGE [COLUMN] old new type [COMMENT '…'] [FIRST | AFTER column]`
//! <https://docs.aws.amazon.com/athena/latest/ug/alter-table-change-column.html>

use boathouse_catalog::{Column, TableInput};
use boathouse_sql::hive::ast::{Column as Defined, Name};

use super::super::columns::{column, duplicate};
use super::super::context::Context;
use super::super::told::Told;
use crate::Failure;

pub(super) async fn run(
    context: &Context<'_>,
    name: &Name,
    old: &str,
    new: Defined,
    after: Option<&str>,
) -> Result<Told, Failure> {
    let table = context.changed_table(name).await?;
    let new = column(new)?;
    context.edit(table, |input| change(input, old, &new, after)).await?;
    Ok(Told::nothing())
}

fn change(input: &mut TableInput, old: &str, new: &Column, after: Option<&str>) -> Result<(), Failure> {
    let keys = input.partition_keys.clone();
    let columns = &mut input.storage_descriptor.get_or_insert_default().columns;
    let position = |columns: &[Column], name: &str| {
        let found = columns.iter().position(|column| column.name.eq_ignore_ascii_case(name));
        found.ok_or_else(|| Failure::task(&format!("Invalid column reference {}", name.to_lowercase())))
    };
    let place = position(columns, old)?;
    let old = columns.remove(place);
    if columns.iter().chain(&keys).any(|known| known.name.eq_ignore_ascii_case(&new.name)) {
        return Err(duplicate(&new.name));
    }
    let place = match after {
        None => place,
        Some("") => 0,
        Some(before) => position(columns, before)? + 1,
    };
    // A comment that is not given stays.
    let comment = new.comment.clone().or(old.comment);
    columns.insert(place, Column { comment, parameters: old.parameters, ..new.clone() });
    Ok(())
}
