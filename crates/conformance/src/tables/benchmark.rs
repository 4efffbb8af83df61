//! The tables of TPC-H and TPC-DS at scale 1, which `cargo xtask conformance` generates into files.

use std::path::Path;

use boathouse_sql::analyzer::MemoryCatalog;
use boathouse_types::Type;

use super::parquet::add_parquet;

/// The catalog of a benchmark, or what to do about its missing files.
pub(super) fn catalog(
    data: &Path,
    benchmark: &str,
    column_type: impl Fn(&str) -> Option<Type>,
) -> Result<MemoryCatalog, String> {
    let folder = data.join(format!("{benchmark}-1"));
    if !folder.is_dir() {
        return Err(format!(
            "NO DATA: {} is missing; `cargo xtask conformance` makes it, or `tpcgen-cli {benchmark} parquet -s 1 -o {}`",
            folder.display(),
            folder.display()
        ));
    }
    let mut catalog = MemoryCatalog::default();
    add_parquet(&mut catalog, &folder, column_type).map_err(|error| format!("NO DATA: {error}"))?;
    Ok(catalog)
}
