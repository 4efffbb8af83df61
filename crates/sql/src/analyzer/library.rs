//! The functions of all families.

use std::sync::LazyLock;

use boathouse_functions::Library;
use boathouse_types::{Result, TrinoError};

static LIBRARY: LazyLock<Result<Library>> = LazyLock::new(|| {
    let mut library = Library::default();
    for scalars in [
        boathouse_functions_aggregate::SCALARS,
        boathouse_functions_cast::SCALARS,
        boathouse_functions_datetime::SCALARS,
        boathouse_functions_json::SCALARS,
        boathouse_functions_math::SCALARS,
        boathouse_functions_nested::SCALARS,
        boathouse_functions_text::SCALARS,
    ] {
        library.add_scalars(scalars)?;
    }
    library.add_aggregates(boathouse_functions_aggregate::AGGREGATES)?;
    library.add_windows(boathouse_functions_aggregate::WINDOWS)?;
    Ok(library)
});

/// Every function there is.
///
/// # Errors
/// Internal error when a declaration cannot be read.
pub fn library() -> Result<&'static Library> {
    LIBRARY.as_ref().map_err(TrinoError::clone)
}
