//! The tables cases name: TPC-H at 0.01, the analyzer tests' own, and those of the product tests.

mod analyzer;
mod benchmark;
mod build;
mod hive;
mod listed;
mod parquet;
mod tpcds;
mod tpch;
mod views;

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Int64Array, RecordBatch};
use arrow::datatypes::Schema;
use boathouse_sql::analyzer::{Catalog, MemoryCatalog, TableEntry};
use boathouse_types::Type;
use datafusion::datasource::MemTable;

use crate::case::Case;

pub(crate) use hive::hive_tables;
pub(crate) use listed::Listed;
pub(crate) use parquet::add_parquet;
pub(crate) use tpcds::column_type as tpcds_column_type;
pub(crate) use views::sound_views;

/// A table with its rows.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) batch: RecordBatch,
}

/// Tables of several origins share names, so every group of cases has a catalog of its own.
pub(crate) struct Catalogs {
    common: Listed,
    hive: MemoryCatalog,
    hive_tpch: Result<MemoryCatalog, String>,
    tpcds: Result<MemoryCatalog, String>,
}

impl Catalogs {
    /// The catalogs of all cases; `data` holds the generated tables of scale 1, `parquet` further tables.
    pub(crate) fn make(data: &Path, parquet: Option<&Path>) -> Result<Self, Box<dyn Error>> {
        let common = common(parquet)?;
        let mut hive = MemoryCatalog::default();
        for table in hive::hive_tables()? {
            add(&mut hive, table)?;
        }
        let hive_tpch = benchmark::catalog(data, "tpch", |_| None);
        let tpcds = benchmark::catalog(data, "tpcds", tpcds::column_type);
        Ok(Self { common, hive, hive_tpch, tpcds })
    }

    /// The same as a server has them: by their whole names, without hidden columns, and no views that do not hold.
    pub(crate) fn of_a_server(data: &Path) -> Result<Self, Box<dyn Error>> {
        let mut common = MemoryCatalog::default();
        for table in common_tables()? {
            let provider = MemTable::try_new(table.batch.schema(), vec![vec![table.batch]])?;
            common.add(&format!("tpch.tiny.{}", table.name), Arc::new(provider))?;
        }
        views::add_sound_views(&mut common, "tpch.tiny")?;
        Ok(Self { common: Listed(common), ..Self::make(data, None)? })
    }

    /// The tables a case means, or why they are not there.
    pub(crate) fn of(&self, case: &Case) -> Result<&dyn Catalog, String> {
        let generated = match case.category.as_str() {
            "product/tpcds" => &self.tpcds,
            "product/hive_tpch" => &self.hive_tpch,
            "product/tpch_connector" => return Ok(&self.common),
            // Those that name no catalog read Hive's tables.
            category if category.starts_with("product/") && !case.sql.contains("tpch.") => return Ok(&self.hive),
            _ => return Ok(&self.common),
        };
        generated.as_ref().map(|catalog| catalog as &dyn Catalog).map_err(Clone::clone)
    }
}

/// The tables of most cases with their rows.
pub(crate) fn common_tables() -> Result<Vec<Table>, Box<dyn Error>> {
    let mut tables = tpch::tpch_tables(0.01)?;
    tables.extend(analyzer::analyzer_tables()?);
    Ok(tables)
}

/// The tables of most cases; `parquet` holds further ones.
pub(crate) fn common(parquet: Option<&Path>) -> Result<Listed, Box<dyn Error>> {
    let mut catalog = MemoryCatalog::default();
    for table in tpch::tpch_tables(0.01)? {
        add_tpch(&mut catalog, table)?;
    }
    for table in analyzer::analyzer_tables()? {
        add(&mut catalog, table)?;
    }
    views::add_views(&mut catalog)?;
    if let Some(folder) = parquet {
        parquet::add_parquet(&mut catalog, folder, |_| None)?;
    }
    Ok(Listed(catalog))
}

fn add(catalog: &mut MemoryCatalog, table: Table) -> Result<(), Box<dyn Error>> {
    let provider = MemTable::try_new(table.batch.schema(), vec![vec![table.batch]])?;
    Ok(catalog.add(table.name, Arc::new(provider))?)
}

/// Trino's TPC-H connector has the number of each row as a hidden column.
fn add_tpch(catalog: &mut MemoryCatalog, table: Table) -> Result<(), Box<dyn Error>> {
    const ROW_NUMBER: &str = "row_number";
    let mut columns: Vec<_> = table.batch.columns().to_vec();
    let mut fields: Vec<_> = table.batch.schema().fields().iter().map(|field| field.as_ref().clone()).collect();
    columns.push(Arc::new(Int64Array::from_iter_values((0_i64..).take(table.batch.num_rows()))));
    fields.push(Type::BigInt.to_field(ROW_NUMBER));
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?;
    add(catalog, Table { name: table.name, batch })?;
    let name = table.name.to_owned();
    if let TableEntry::Table { name: parts, source, mut columns } = catalog.table(&[name])? {
        columns.iter_mut().filter(|column| column.name == ROW_NUMBER).for_each(|column| column.hidden = true);
        catalog.insert(table.name, TableEntry::Table { name: parts, source, columns });
    }
    Ok(())
}
