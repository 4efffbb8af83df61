//! Carrying out the statements of Hive's grammar, each in its own file.

use boathouse_sql::hive::ast::StatementKind as Hive;

use super::context::Context;
use super::told::Told;
use super::{
    alter_database, alter_table, block_comment, create_database, create_table, describe, drop_database, drop_table,
    msck_repair, show_columns, show_create_table, show_create_view, show_databases, show_partitions,
    show_table_properties, show_tables, show_views,
};
use crate::{Failure, access};

/// Does what the statement says.
///
/// # Errors
/// The failure Athena reports; then nothing was changed.
pub(crate) async fn carry_out(context: &Context<'_>, statement: Hive) -> Result<Told, Failure> {
    block_comment::check(&statement, context.sql)?;
    access::check(context, &statement).await?;
    let made = access::made(context, &statement).await;
    let told = carried_out(context, statement).await?;
    if let (Some(rules), Some(made)) = (context.access, made) {
        rules.has_made(&made).await.map_err(|refusal| refusal.of_ddl())?;
    }
    Ok(told)
}

async fn carried_out(context: &Context<'_>, statement: Hive) -> Result<Told, Failure> {
    match statement {
        Hive::CreateDatabase { .. } => create_database::run(context, statement).await,
        Hive::AlterDatabase { name, properties } => alter_database::run(context, &name, properties).await,
        Hive::DropDatabase { name, if_exists, cascade } => drop_database::run(context, &name, if_exists, cascade).await,
        Hive::CreateTable(create) => create_table::run(context, *create).await,
        Hive::DropTable { name, if_exists } => drop_table::run(context, &name, if_exists).await,
        Hive::AlterTable { name, action } => alter_table::run(context, &name, action).await,
        Hive::MsckRepair(name) => msck_repair::run(context, &name).await,
        Hive::ShowDatabases { pattern } => show_databases::run(context, pattern.as_deref()).await,
        Hive::ShowTables { database, pattern } => {
            show_tables::run(context, database.as_ref(), pattern.as_deref()).await
        }
        Hive::ShowViews { database, pattern } => show_views::run(context, database.as_ref(), pattern.as_deref()).await,
        Hive::ShowColumns { table, database } => show_columns::run(context, &table, database.as_ref()).await,
        Hive::ShowPartitions(name) => show_partitions::run(context, &name).await,
        Hive::ShowTableProperties { table, key } => show_table_properties::run(context, &table, key.as_deref()).await,
        Hive::ShowCreateTable(name) => show_create_table::run(context, &name).await,
        Hive::ShowCreateView(name) => show_create_view::run(context, &name).await,
        Hive::Describe(describe) => describe::run(context, &describe).await,
    }
}
