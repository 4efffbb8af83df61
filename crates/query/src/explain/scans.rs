//! The tables that a plan reads.

use std::sync::Arc;

use boathouse_formats::read::LakeTable;
use boathouse_schema::HiveType;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::source_as_provider;
use datafusion::logical_expr::{LogicalPlan, TableScan};

use crate::CATALOG_NAME;

/// A table that is read, with the schema by which its scans are known: they share it with the table.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// `database.table`; of a table that nobody made, its name alone.
    pub(super) name: String,
    pub(super) schema: SchemaRef,
    columns: Vec<(String, HiveType, bool)>,
}

impl Table {
    pub(super) fn of(scan: &TableScan) -> Self {
        let made = scan.table_name.table();
        let plain = made.rsplit_once('#').map_or(made, |(name, _)| name).to_owned();
        let provider = source_as_provider(&scan.source).ok();
        let lake = provider.as_ref().and_then(|provider| provider.downcast_ref::<LakeTable>());
        let Some(lake) = lake else { return Self { name: plain, schema: scan.source.schema(), columns: Vec::new() } };
        let layout = lake.layout();
        let files = layout.columns.iter().map(|(name, hive)| (name.clone(), hive.clone(), false));
        let keys = layout.partition_keys.iter().map(|(name, hive)| (name.clone(), hive.clone(), true));
        Self { name: layout.name.clone(), schema: scan.source.schema(), columns: files.chain(keys).collect() }
    }

    /// `awsdatacatalog:db:t`
    pub(super) fn qualified(&self) -> String {
        match self.name.split_once('.') {
            Some((database, table)) => format!("{CATALOG_NAME}:{database}:{table}"),
            None => self.name.clone(),
        }
    }

    /// `c := c:int:REGULAR`, as Trino writes a column of Hive's.
    pub(super) fn column(&self, name: &str) -> Option<String> {
        let (name, hive, is_key) = self.columns.iter().find(|(own, ..)| own == name)?;
        Some(format!("{name} := {name}:{hive}:{}", if *is_key { "PARTITION_KEY" } else { "REGULAR" }))
    }

    /// Whether a scan's schema is this table's.
    pub(super) fn has(&self, schema: &SchemaRef) -> bool {
        Arc::ptr_eq(&self.schema, schema)
    }
}

/// Every scan of a plan, those of subqueries with them.
pub(super) fn scans(plan: &LogicalPlan) -> Vec<TableScan> {
    let mut found = Vec::new();
    // The visitor never fails.
    let _ = plan.apply_with_subqueries(|step| {
        if let LogicalPlan::TableScan(scan) = step {
            found.push(scan.clone());
        }
        Ok(TreeNodeRecursion::Continue)
    });
    found
}

pub(super) fn tables(plan: &LogicalPlan) -> Vec<Table> {
    scans(plan).iter().map(Table::of).collect()
}
