//! Parquet files as tables, scanned as any other.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use arrow::datatypes::{Schema, SchemaRef};
use boathouse_sql::analyzer::MemoryCatalog;
use boathouse_types::Type;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::prelude::SessionContext;

/// Adds every `<table>.parquet` of a folder; `column_type` knows the types of columns that the file does not tell.
pub(crate) fn add_parquet(
    catalog: &mut MemoryCatalog,
    folder: &Path,
    column_type: impl Fn(&str) -> Option<Type>,
) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let context = SessionContext::new();
    for entry in std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "parquet") {
            continue;
        }
        let name = path.file_stem().and_then(|name| name.to_str()).ok_or("a file's name is no text")?.to_owned();
        let url = ListingTableUrl::parse(path.to_str().ok_or("a path is no text")?)?;
        let options = ListingOptions::new(Arc::new(ParquetFormat::default()));
        let config = ListingTableConfig::new(url).with_listing_options(options);
        let config = runtime.block_on(config.infer_schema(&context.state()))?;
        let found = config.file_schema.clone().ok_or("a file without a schema")?;
        let config = config.with_schema(typed(&found, &column_type));
        catalog.add(&name, Arc::new(ListingTable::try_new(config)?))?;
    }
    Ok(())
}

/// The schema as the engine holds its types, so that nothing has to be converted after the scan.
fn typed(found: &SchemaRef, column_type: impl Fn(&str) -> Option<Type>) -> SchemaRef {
    let fields = found.fields().iter().map(|field| {
        let data_type = column_type(field.name()).or_else(|| Type::from_field(field));
        data_type.map_or_else(|| field.as_ref().clone(), |data_type| data_type.to_field(field.name()))
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}
