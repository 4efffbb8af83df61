//! A server over a temporary folder that has the tables of the cases.

use std::error::Error;
use std::net::SocketAddr;
use std::path::Path;

use boathouse::Boathouse;
use boathouse_lake::PutOptions;
use boathouse_query::SqlRequest;
use boathouse_server::{Server, ServerConfig, ServerHandle};
use boathouse_sql::analyzer::{MemoryCatalog, TableEntry};
use boathouse_types::Type;
use datafusion::parquet::arrow::ArrowWriter;
use futures::TryStreamExt;
use serde_json::json;
use tokio::runtime::Runtime;

use super::client::Client;
use crate::case::Case;
use crate::tables::{self, Table};

const BUCKET: &str = "cases";
/// The catalog that most cases name, which is the server's own by another name.
const TPCH: &str = "tpch";
/// A running server; it and its folder go away when it is dropped.
pub(super) struct Lake {
    // Dropped before what it runs on.
    handle: ServerHandle,
    house: Boathouse,
    runtime: Runtime,
}

impl Lake {
    /// Starts a server and makes the tables; `data` holds those of scale 1, if they are there.
    pub(super) fn start(data: &Path) -> Result<Self, Box<dyn Error>> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let (house, handle) = runtime.block_on(async {
            let house = Boathouse::builder_ephemeral()?.open().await?;
            let handle = Server::start(house.clone(), ServerConfig::default()).await?;
            Ok::<_, Box<dyn Error>>((house, handle))
        })?;
        let lake = Self { handle, house, runtime };
        let catalog = json!({"Name": TPCH, "Type": "GLUE", "Parameters": {"catalog-id": "123456789012"}});
        let (status, answer) = Client::connect(lake.addr())?.call("CreateDataCatalog", &catalog)?;
        if status != 200 {
            return Err(format!("CreateDataCatalog: {answer}").into());
        }
        lake.runtime.block_on(lake.fill())?;
        for (database, folder) in [("hive_tpch", "tpch-1"), ("tpcds", "tpcds-1")] {
            lake.files(database, &data.join(folder))?;
        }
        Ok(lake)
    }

    pub(super) fn addr(&self) -> SocketAddr {
        self.handle.addr()
    }

    async fn fill(&self) -> Result<(), Box<dyn Error>> {
        self.house.lake().create_bucket(BUCKET).await?;
        for database in ["tiny", "hive", "hive_tpch", "tpcds"] {
            self.run(&format!("CREATE DATABASE {database}"), "default").await?;
        }
        for table in tables::common_tables()? {
            self.table("tiny", table).await?;
        }
        for (name, sql) in tables::sound_views() {
            self.run(&format!("CREATE VIEW {name} AS {sql}"), "tiny").await?;
        }
        for table in tables::hive_tables()? {
            self.table("hive", table).await?;
        }
        Ok(())
    }

    async fn run(&self, sql: &str, database: &str) -> Result<(), Box<dyn Error>> {
        let output = self.house.queries().execute(SqlRequest::new(sql, Some(database))).await;
        let output = output.map_err(|error| format!("{sql}: {error}"))?;
        Ok(output.stream.try_for_each(|_| async { Ok(()) }).await?)
    }

    async fn table(&self, database: &str, table: Table) -> Result<(), Box<dyn Error>> {
        let mut writer = ArrowWriter::try_new(Vec::new(), table.batch.schema(), None)?;
        writer.write(&table.batch)?;
        let body = futures::stream::iter([Ok(writer.into_inner()?.into())]);
        let key = format!("{database}/{}/rows.parquet", table.name);
        self.house.lake().put(BUCKET, &key, PutOptions::default(), body).await?;
        let fields = table.batch.schema();
        let column = |field: &arrow::datatypes::FieldRef| Some((field.name().clone(), Type::from_field(field)?));
        let columns: Option<Vec<_>> = fields.fields().iter().map(column).collect();
        self.declare(database, table.name, &columns.ok_or("a column without a type")?).await
    }

    async fn declare(&self, database: &str, name: &str, columns: &[(String, Type)]) -> Result<(), Box<dyn Error>> {
        let column = |(name, kind): &(String, Type)| Some(format!("`{name}` {}", hive(kind)?));
        let columns: Option<Vec<String>> = columns.iter().map(column).collect();
        // No case reads the one table that has a time, which Hive's tables have not.
        let Some(columns) = columns.map(|columns| columns.join(", ")) else { return Ok(()) };
        let place = format!("s3://{BUCKET}/{database}/{name}/");
        let sql = format!("CREATE EXTERNAL TABLE `{name}` ({columns}) STORED AS PARQUET LOCATION '{place}'");
        self.run(&sql, database).await
    }

    /// The files of a benchmark, which lie in the bucket's folder by another name.
    fn files(&self, database: &str, folder: &Path) -> Result<(), Box<dyn Error>> {
        if !folder.is_dir() {
            return Ok(());
        }
        let mut catalog = MemoryCatalog::default();
        let kind = |name: &str| if database == "tpcds" { tables::tpcds_column_type(name) } else { None };
        tables::add_parquet(&mut catalog, folder, kind)?;
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let Some(name) = path.file_stem().and_then(|name| name.to_str()) else { continue };
            let Ok(TableEntry::Table { columns, .. }) =
                boathouse_sql::analyzer::Catalog::table(&catalog, &[name.to_owned()])
            else {
                continue;
            };
            let place = self.house.lake().home().join("buckets").join(BUCKET).join(database).join(name);
            std::fs::create_dir_all(&place)?;
            let file = place.join("rows.parquet");
            std::fs::hard_link(&path, &file).or_else(|_| std::fs::copy(&path, &file).map(drop))?;
            let columns: Vec<_> = columns.into_iter().map(|column| (column.name, column.data_type)).collect();
            self.runtime.block_on(self.declare(database, name, &columns))?;
        }
        Ok(())
    }
}

/// Where a case's names are looked up: catalog and database.
pub(super) fn context(case: &Case) -> (&'static str, &'static str) {
    match case.category.as_str() {
        "product/tpcds" => ("awsdatacatalog", "tpcds"),
        "product/hive_tpch" => ("awsdatacatalog", "hive_tpch"),
        category if category.starts_with("product/") && !case.sql.contains("tpch.") => ("awsdatacatalog", "hive"),
        _ => (TPCH, "tiny"),
    }
}

/// A type as a table's definition writes it; none where tables have no such type.
fn hive(data_type: &Type) -> Option<String> {
    Some(match data_type {
        Type::Time(_) | Type::TimeTz(_) | Type::TimestampTz(_) => return None,
        Type::Integer => "int".to_owned(),
        Type::Real => "float".to_owned(),
        Type::Varchar(None) => "string".to_owned(),
        Type::Varbinary => "binary".to_owned(),
        Type::Timestamp(_) => "timestamp".to_owned(),
        Type::Array(item) => format!("array<{}>", hive(item)?),
        Type::Map(key, value) => format!("map<{},{}>", hive(key)?, hive(value)?),
        Type::Row(fields) => {
            let field = |(at, field): (usize, &boathouse_types::RowField)| {
                let name = field.name.as_deref().map_or_else(|| format!("field{at}"), str::to_owned);
                Some(format!("{name}:{}", hive(&field.data_type)?))
            };
            format!("struct<{}>", fields.iter().enumerate().map(field).collect::<Option<Vec<_>>>()?.join(","))
        }
        plain => plain.to_string(),
    })
}
