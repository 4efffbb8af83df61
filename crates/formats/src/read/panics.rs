//! Decoders of others that may panic on bytes made for it: such a panic is one failed read.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;

use crate::{Error, Result};

/// What `decode` gives; a panic inside is an error with the object's name. Whatever `decode` worked on is
/// not to be used after an error.
pub(crate) fn caught<T>(format: &str, uri: &str, decode: impl FnOnce() -> Result<T>) -> Result<T> {
    std::panic::catch_unwind(AssertUnwindSafe(decode)).unwrap_or_else(|_| Err(panicked(format, uri)))
}

/// [`caught`] of a future.
pub(crate) async fn caught_async<T>(format: &str, uri: &str, decode: impl Future<Output = Result<T>>) -> Result<T> {
    AssertUnwindSafe(decode).catch_unwind().await.unwrap_or_else(|_| Err(panicked(format, uri)))
}

pub(crate) fn panicked(format: &str, uri: &str) -> Error {
    Error::BadData {
        message: format!("Failed to read {format} file: {uri}: it is damaged in a way its decoder does not expect"),
        place: uri.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_error_that_names_the_object() {
        let expected = "HIVE_BAD_DATA: Failed to read ORC file: s3://b/o: it is damaged in a way its decoder does not \
                        expect (s3://b/o)";
        let found = caught::<()>("ORC", "s3://b/o", || panic!("deep inside")).unwrap_err();
        assert_eq!(found.to_string(), expected);
        let found = caught_async::<()>("ORC", "s3://b/o", async { panic!("deep inside") }).await.unwrap_err();
        assert_eq!(found.to_string(), expected);
        assert_eq!(caught("ORC", "s3://b/o", || Ok(1)).unwrap(), 1);
    }
}
