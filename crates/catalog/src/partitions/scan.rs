//! Listing partitions: by expression, in segments, in pages, without loading the rest.

use crate::{Catalog, Error, Partition, Result, names, partitions::listing};
use crate::{Page, PageRequest};

/// Partitions in one page of a [`PartitionScan`].
const SCAN_PAGE_ROWS: usize = 1_000;
/// Glue's own limit.
const SEGMENTS_MAX: u32 = 10;

/// One of several disjoint parts that together are all partitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Which part, from 0.
    pub number: u32,
    /// Of how many, 1 to 10.
    pub total: u32,
}

impl Segment {
    pub(crate) fn check(self) -> Result<()> {
        if self.total == 0 || self.total > SEGMENTS_MAX || self.number >= self.total {
            return Err(Error::InvalidInput(format!(
                "segment {} of {} is none: there are 1 to {SEGMENTS_MAX} segments, numbered from 0",
                self.number, self.total
            )));
        }
        Ok(())
    }

    /// FNV-1a: the same for the same key in every version of this program.
    pub(crate) fn holds(self, key: &[u8]) -> bool {
        let hash = key.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        // The low bits of FNV alone follow the last byte too closely for small moduli.
        ((hash >> 32) ^ hash) % u64::from(self.total) == u64::from(self.number)
    }
}

/// Which partitions of a table are wanted.
#[derive(Debug, Clone, Default)]
pub struct PartitionsRequest {
    /// A condition on partition keys in Glue's expression language; blank is none.
    pub expression: Option<String>,
    /// One part of the partitions, for parallel readers.
    pub segment: Option<Segment>,
    /// Leave the columns out of the storage descriptors.
    pub without_columns: bool,
    /// Which part of the listing.
    pub page: PageRequest,
}

impl Catalog {
    /// Partitions in the order of their values, which is the order of their types: `2`, `10`, `11`.
    ///
    /// # Errors
    /// Unknown database or table, [`Error::InvalidExpression`], [`Error::InvalidPartitionValue`],
    /// [`Error::InvalidToken`].
    pub async fn partitions(&self, database: &str, table: &str, request: PartitionsRequest) -> Result<Page<Partition>> {
        let (database, table) = (self.named(database), names::fold(table));
        self.state.read(move |connection| listing::list(connection, &database, &table, &request)).await
    }

    /// The same partitions page after page, for tables of any size: no more than a page is in memory. Each page is a
    /// snapshot of its own; partitions that are there all the time are seen exactly once, whatever happens to others.
    pub fn scan_partitions(&self, database: &str, table: &str, request: PartitionsRequest) -> PartitionScan {
        let mut request = request;
        request.page.items_max.get_or_insert(SCAN_PAGE_ROWS);
        PartitionScan {
            catalog: self.clone(),
            database: database.to_owned(),
            table: table.to_owned(),
            request,
            finished: false,
        }
    }
}

/// A listing of partitions that is read as it is needed, from [`Catalog::scan_partitions`].
///
/// ```
/// use boathouse_catalog::{Catalog, PartitionsRequest, Result};
///
/// async fn print_locations(catalog: &Catalog) -> Result<()> {
///     let request = PartitionsRequest { expression: Some("year >= 2024".to_owned()), ..PartitionsRequest::default() };
///     let mut scan = catalog.scan_partitions("db", "trips", request);
///     while let Some(page) = scan.next_page().await? {
///         for partition in page {
///             println!("{}", partition.location().unwrap_or_default());
///         }
///     }
///     Ok(())
/// }
/// ```
#[derive(Debug)]
pub struct PartitionScan {
    catalog: Catalog,
    database: String,
    table: String,
    request: PartitionsRequest,
    finished: bool,
}

impl PartitionScan {
    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// As [`Catalog::partitions`]; the scan can then be tried again from the same place.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Partition>>> {
        if self.finished {
            return Ok(None);
        }
        let page = self.catalog.partitions(&self.database, &self.table, self.request.clone()).await?;
        self.finished = page.next_token.is_none();
        self.request.page.token = page.next_token;
        Ok(Some(page.items))
    }
}

#[cfg(test)]
mod tests;
