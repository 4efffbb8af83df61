//! Parquet files as tables, scanned as any other.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use boathouse_sql::analyzer::MemoryCatalog;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::prelude::SessionContext;

/// Adds every `<table>.parquet` of a folder.
pub(crate) fn add_parquet(catalog: &mut MemoryCatalog, folder: &Path) -> Result<(), Box<dyn Error>> {
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
        catalog.add(&name, Arc::new(ListingTable::try_new(config)?))?;
    }
    Ok(())
}
