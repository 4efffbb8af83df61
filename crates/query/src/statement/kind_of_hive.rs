//! The kind of a statement of Hive's grammar.

use boathouse_sql::hive::ast::{AlterTable, StatementKind as Hive};

use super::kind::OutputName::Txt;
use super::kind::StatementKind;
use super::kind::StatementType::{Ddl, Utility};

/// A view's columns are told by another path of Athena's than a table's.
pub(super) const DESC_VIEW: &str = "DESC_VIEW";

/// The kind of `statement`.
pub(super) fn kind(statement: &Hive) -> StatementKind {
    let (statement_type, substatement, words) = match statement {
        Hive::CreateDatabase { .. } => (Ddl, "CREATE_DATABASE", "CREATE DATABASE"),
        // Athena has no word for it.
        Hive::AlterDatabase { .. } => (Ddl, "", "ALTER DATABASE"),
        Hive::DropDatabase { .. } => (Ddl, "DROP_DATABASE", "DROP DATABASE"),
        Hive::CreateTable(_) => (Ddl, "CREATE_TABLE", "CREATE TABLE"),
        Hive::DropTable { .. } => (Ddl, "DROP_TABLE", "DROP TABLE"),
        Hive::AlterTable { action, .. } => alteration(action),
        Hive::MsckRepair(_) => (Ddl, "MSCK_REPAIR", "MSCK REPAIR TABLE"),
        Hive::ShowDatabases { .. } => (Utility, "SHOW_DATABASES", "SHOW DATABASES"),
        Hive::ShowTables { .. } => (Utility, "SHOW_TABLES", "SHOW TABLES"),
        Hive::ShowViews { .. } => (Utility, "SHOW_VIEWS", "SHOW VIEWS"),
        Hive::ShowColumns { .. } => (Utility, "SHOW_COLUMNS", "SHOW COLUMNS"),
        Hive::ShowPartitions(_) => (Utility, "SHOW_PARTITIONS", "SHOW PARTITIONS"),
        Hive::ShowTableProperties { .. } => (Utility, "SHOW_TABLE_PROPERTIES", "SHOW TBLPROPERTIES"),
        Hive::ShowCreateTable(_) => (Utility, "SHOW_CREATE_TABLE", "SHOW CREATE TABLE"),
        Hive::ShowCreateView(_) => (Utility, "SHOW_CREATE_VIEW", "SHOW CREATE VIEW"),
        Hive::Describe(_) => (Utility, "DESCRIBE_TABLE", "DESCRIBE"),
    };
    StatementKind::new(statement_type, substatement, words, Txt)
}

fn alteration(action: &AlterTable) -> (super::kind::StatementType, &'static str, &'static str) {
    let (substatement, words) = match action {
        AlterTable::AddColumns { .. } => ("ALTER_TABLE_ADD_COLUMN", "ALTER TABLE ADD COLUMNS"),
        AlterTable::ReplaceColumns { .. } => ("ALTER_TABLE_REPLACE_COLUMN", "ALTER TABLE REPLACE COLUMNS"),
        AlterTable::ChangeColumn { .. } => ("ALTER_TABLE_CHANGE_COLUMN", "ALTER TABLE CHANGE COLUMN"),
        AlterTable::DropColumn(_) => ("ALTER_TABLE_DROP_COLUMN", "ALTER TABLE DROP COLUMN"),
        AlterTable::AddPartitions { .. } => ("ALTER_TABLE_ADD_PARTITION", "ALTER TABLE ADD PARTITION"),
        AlterTable::DropPartitions { .. } => ("ALTER_TABLE_DROP_PARTITION", "ALTER TABLE DROP PARTITION"),
        AlterTable::RenamePartition { .. } => ("ALTER_TABLE_RENAME", "ALTER TABLE RENAME PARTITION"),
        AlterTable::SetLocation { .. } => ("ALTER_TABLE_SET_LOCATION", "ALTER TABLE SET LOCATION"),
        AlterTable::SetProperties(_) => ("ALTER_TABLE_PROPERTIES", "ALTER TABLE SET TBLPROPERTIES"),
        AlterTable::UnsetProperties { .. } => ("ALTER_TABLE_PROPERTIES", "ALTER TABLE UNSET TBLPROPERTIES"),
        AlterTable::RenameTo(_) => ("ALTER_TABLE_RENAME", "ALTER TABLE RENAME"),
    };
    (Ddl, substatement, words)
}
