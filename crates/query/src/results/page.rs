//! One page of a stored result, read by position.

use boathouse_lake::{GetOptions, GetRange, Lake};
use boathouse_schema::S3Uri;
use futures::TryStreamExt;

use super::{ColumnInfo, RowIndex, csv, txt};
use crate::{Error, OutputName, Result};

/// Rows of a result as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultPage {
    /// The columns; `None` for statements that have no result set.
    pub columns: Option<Vec<ColumnInfo>>,
    /// The rows; the first row of the first page of a query is the header. `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
    /// Rows changed; 0 for a query, absent for DDL.
    pub update_count: Option<u64>,
    /// Where the next page starts, when there may be one.
    pub next_token: Option<String>,
}

/// Reads `count` rows from row `first` on out of the result object at `location`.
///
/// # Errors
/// [`Error::ResultNotFound`] when the object is not the one that was written.
pub(crate) async fn read_rows(
    lake: &Lake,
    location: &S3Uri,
    output: OutputName,
    index: &RowIndex,
    first: u64,
    count: usize,
) -> Result<Vec<Vec<Option<String>>>> {
    let Some(span) = index.span(first, count) else { return Ok(Vec::new()) };
    if span.start == span.end {
        // One line without a byte.
        return Ok(txt::decode(&[], span.skip, count, true));
    }
    let options = GetOptions { range: Some(GetRange::Bounded(span.start..span.end)), ..GetOptions::default() };
    let (info, body) = match lake.get(&location.bucket, &location.key, options).await {
        Ok(found) => found,
        Err(
            boathouse_lake::Error::NoSuchKey { .. }
            | boathouse_lake::Error::NoSuchBucket(_)
            | boathouse_lake::Error::RangeNotSatisfiable { .. },
        ) => return Err(Error::ResultNotFound),
        Err(other) => return Err(other.into()),
    };
    if info.size != index.bytes {
        return Err(Error::ResultNotFound);
    }
    let bytes = body
        .try_fold(Vec::new(), |mut all, chunk| async move {
            all.extend_from_slice(&chunk);
            Ok(all)
        })
        .await?;
    Ok(match output {
        OutputName::Txt => txt::decode(&bytes, span.skip, count, span.end == index.bytes),
        _ => csv::decode(&bytes, span.skip, count),
    })
}
