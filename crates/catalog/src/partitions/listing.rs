//! Finding the partitions that a request wants: in an index, in the order of one key, or in the order they are kept
//! in, whichever has least to look at. Either way they come out in the order of their values.

use std::ops::Range;

use rusqlite::{Connection, Statement, params};

use crate::Page;
use crate::expression::Filter;
use crate::page::TOKENS;
use crate::partitions::index::rows::Index;
use crate::partitions::key::{self, BEHIND_ALL, Decoded};
use crate::partitions::rows::{self as rows, Keys, Reader};
use crate::scope::Named;
use crate::{Partition, PartitionIndexStatus, PartitionsRequest, Result, partitions::values};

/// An order that leaves more candidates than these is not used: they have to be sorted for each page.
const CANDIDATES_MAX: usize = 20_000;
/// How many rows that cannot match are passed one by one before the rest of them is jumped over.
const STEPS_MAX: usize = 16;
/// So many rows can be looked at in order in the time of looking one up.
const LOOKUP_COST: usize = 4;
/// So few are looked at without seeking for something better.
const FEW: usize = if cfg!(test) { 1 } else { 200 };

type KeyRange = Range<Vec<u8>>;

pub(crate) fn list(
    connection: &Connection,
    database: &Named,
    table: &str,
    request: &PartitionsRequest,
) -> Result<Page<Partition>> {
    let keys = Keys::of(connection, database, table)?;
    let filter = request.expression.as_deref().map(|text| Filter::parse(text, &keys.columns)).transpose()?;
    if let Some(segment) = request.segment {
        segment.check()?;
    }
    // Tokens hold the values: they are true whatever the types of the keys become.
    let start = TOKENS.after(&request.page)?.map(|token| just_after(keys.encode(&key::decode(&[], &token))));
    let start = start.unwrap_or_default();
    let limit = request.page.limit();
    let reader = Reader::new(connection, request.without_columns);
    let mut listing = Listing { connection, keys: &keys, request, reader, limit, items: Vec::new() };
    match filter.filter(|filter| !filter.is_blank()) {
        None => listing.take_all(&start)?,
        Some(filter) => match best(connection, &keys, &filter, &start)? {
            Found::Candidates(candidates) => listing.take_candidates(&filter, candidates)?,
            Found::Ranges(ranges) => listing.take_ranges(&filter, ranges)?,
        },
    }
    Ok(TOKENS.cut(listing.items, limit, |partition| key::encode(&[], &partition.values)))
}

/// Where to look.
enum Found {
    /// Keys and rows of all that may match, sorted.
    Candidates(Vec<(Vec<u8>, i64)>),
    /// Parts of the order that partitions are kept in.
    Ranges(Vec<KeyRange>),
}

fn best(connection: &Connection, keys: &Keys, filter: &Filter, start: &[u8]) -> Result<Found> {
    let own = filter.key_ranges(&keys.order());
    let mut in_order = connection
        .prepare_cached(&counting("catalog_partition WHERE table_id = ?1 AND partition_key", "partition_key"))?;
    let mut fewest = match &own {
        Some(ranges) => count(&mut in_order, keys.table_id, ranges, CANDIDATES_MAX)?,
        None => CANDIDATES_MAX,
    };
    let mut in_index =
        connection.prepare_cached(&counting("catalog_partition_index_entry WHERE index_id = ?1 AND entry", "entry"))?;
    let mut best: Option<(&Index, Vec<KeyRange>)> = None;
    for index in keys.indexes.iter().filter(|index| index.shown.status == PartitionIndexStatus::Active) {
        let Some(ranges) = filter.key_ranges(&index.order) else { continue };
        let counted = count(&mut in_index, index.id, &ranges, fewest)?;
        if counted < fewest {
            fewest = counted;
            best = Some((index, ranges));
        }
    }
    // Rows in the order they are kept in cost less than ones that must be looked up and sorted.
    let is_in_order = best.is_none() && fewest < CANDIDATES_MAX;
    let max = if is_in_order { fewest / LOOKUP_COST } else { fewest };
    let mut found = match (by_values(connection, keys, filter, max)?, best) {
        (Some(conditions), _) => {
            let mut found = values::in_all(connection, keys.table_id, &conditions, start)?;
            found.extend(values::recent(connection, keys, filter, start)?);
            found
        }
        (None, Some((index, ranges))) => candidates(connection, index, &ranges, start)?,
        (None, None) => {
            let ranges = own.unwrap_or_else(|| vec![Vec::new()..vec![BEHIND_ALL]]);
            let behind = |range: KeyRange| (&range.start[..]).max(start).to_vec()..range.end;
            let ranges = ranges.into_iter().map(behind).filter(|range| range.start < range.end);
            return Ok(Found::Ranges(ranges.collect()));
        }
    };
    found.sort_unstable();
    Ok(Found::Candidates(found))
}

/// Where the values of later keys lie that the expression may let through, if that leaves fewer than `max` to look
/// at: the key that leaves the fewest, and when those are still many, every other that says enough.
fn by_values(connection: &Connection, keys: &Keys, filter: &Filter, max: usize) -> Result<Option<Vec<Vec<KeyRange>>>> {
    // What is looked at one by one beside the values costs as rows in order do.
    let recent = values::recent_count(connection, keys.table_id)? / LOOKUP_COST;
    let Some(max) = max.checked_sub(recent).filter(|max| *max > FEW) else { return Ok(None) };
    let mut statement =
        connection.prepare_cached(&counting("catalog_partition_value WHERE table_id = ?1 AND entry", "entry"))?;
    let mut conditions = Vec::new();
    for ranges in values::ranges(filter, &keys.kinds) {
        let counted = count(&mut statement, keys.table_id, &ranges, CANDIDATES_MAX)?;
        if counted < CANDIDATES_MAX {
            conditions.push((counted, ranges));
        }
    }
    conditions.sort_by_key(|(counted, _)| *counted);
    match conditions.first() {
        Some((counted, _)) if *counted < max => {
            let used = if *counted > FEW { conditions.len() } else { 1 };
            Ok(Some(conditions.into_iter().take(used).map(|(_, ranges)| ranges).collect()))
        }
        _ => Ok(None),
    }
}

fn counting(rows: &str, key: &str) -> String {
    format!("SELECT count(*) FROM (SELECT 1 FROM {rows} >= ?2 AND {key} < ?3 LIMIT ?4)")
}

/// How many rows the ranges have, `max` at most.
fn count(statement: &mut Statement<'_>, id: i64, ranges: &[KeyRange], max: usize) -> Result<usize> {
    let mut counted = 0;
    for range in ranges {
        if counted >= max {
            break;
        }
        let left = i64::try_from(max - counted).unwrap_or(i64::MAX);
        let found: i64 = statement.query_row(params![id, range.start, range.end, left], |row| row.get(0))?;
        counted += usize::try_from(found).unwrap_or_default();
    }
    Ok(counted)
}

/// The partitions that an index leaves, from `start` on.
fn candidates(
    connection: &Connection,
    index: &Index,
    ranges: &[KeyRange],
    start: &[u8],
) -> Result<Vec<(Vec<u8>, i64)>> {
    let mut statement = connection.prepare_cached(
        "SELECT p.partition_key, p.id FROM catalog_partition_index_entry e JOIN catalog_partition p ON p.id = e.partition_id
         WHERE e.index_id = ?1 AND e.entry >= ?2 AND e.entry < ?3",
    )?;
    let mut found = Vec::new();
    for range in ranges {
        let mut rows = statement.query(params![index.id, range.start, range.end])?;
        while let Some(row) = rows.next()? {
            let key = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
            if key >= start {
                found.push((key.to_vec(), row.get(1)?));
            }
        }
    }
    Ok(found)
}

/// A page as it is filled.
struct Listing<'a> {
    connection: &'a Connection,
    keys: &'a Keys,
    request: &'a PartitionsRequest,
    reader: Reader<'a>,
    limit: usize,
    /// One more than `limit` when there is another page.
    items: Vec<Partition>,
}

impl Listing<'_> {
    fn is_full(&self) -> bool {
        self.items.len() > self.limit
    }

    fn is_wanted(&self, key: &[u8]) -> bool {
        self.request.segment.is_none_or(|segment| segment.holds(key))
    }

    fn take_all(&mut self, start: &[u8]) -> Result<()> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {} FROM catalog_partition WHERE table_id = ?1 AND partition_key >= ?2 ORDER BY partition_key",
            rows::COLUMNS
        ))?;
        let mut found = statement.query(params![self.keys.table_id, start])?;
        while let Some(row) = found.next()? {
            let key = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
            if self.is_wanted(key) {
                let partition = self.reader.read(key::decode(&self.keys.kinds, key), row)?;
                self.items.push(partition);
                if self.is_full() {
                    break;
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, id: i64, values: &[String]) -> Result<()> {
        let partition = rows::by_id(self.connection, &mut self.reader, id, values.to_vec())?;
        self.items.push(partition);
        Ok(())
    }

    fn take_candidates(&mut self, filter: &Filter, candidates: Vec<(Vec<u8>, i64)>) -> Result<()> {
        let mut decoded = Decoded::default();
        for (key, id) in candidates {
            decoded.read(&self.keys.kinds, &key);
            if self.is_wanted(&key) && filter.matches(decoded.values())? {
                self.take(id, decoded.values())?;
                if self.is_full() {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Looks at the keys alone, which are all in the table's index, and jumps over those whose first values
    /// already decide that they do not match.
    fn take_ranges(&mut self, filter: &Filter, ranges: Vec<KeyRange>) -> Result<()> {
        for mut range in ranges {
            while let Some(next) = self.take_until_a_jump(filter, &range)? {
                range.start = next;
            }
            if self.is_full() {
                break;
            }
        }
        Ok(())
    }

    /// Goes through the range; where to go on when a jump pays, `None` when the range is done or the page full.
    fn take_until_a_jump(&mut self, filter: &Filter, range: &KeyRange) -> Result<Option<Vec<u8>>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT partition_key, id FROM catalog_partition
             WHERE table_id = ?1 AND partition_key >= ?2 AND partition_key < ?3 ORDER BY partition_key",
        )?;
        let mut found = statement.query(params![self.keys.table_id, range.start, range.end])?;
        let mut decoded = Decoded::default();
        let (mut behind, mut steps) = (Vec::new(), 0);
        while let Some(row) = found.next()? {
            let key = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
            if key < &behind[..] {
                steps += 1;
                if steps == STEPS_MAX {
                    return Ok(Some(behind));
                }
                continue;
            }
            decoded.read(&self.keys.kinds, key);
            let matches = self.is_wanted(key) && filter.matches(decoded.values())?;
            if matches {
                self.take(row.get(1)?, decoded.values())?;
                if self.is_full() {
                    break;
                }
            } else {
                steps = 0;
                behind_the_excluded(filter, &decoded, key, &mut behind);
            }
        }
        Ok(None)
    }
}

/// Sets `behind` to the end of the keys that begin with as few of this key's values as exclude a match.
fn behind_the_excluded(filter: &Filter, decoded: &Decoded, key: &[u8], behind: &mut Vec<u8>) {
    behind.clear();
    let values = decoded.values();
    if let Some(count) = (1..values.len()).find(|count| filter.excludes(&values[..*count])) {
        behind.extend(&key[..decoded.length_of(count)]);
        behind.push(BEHIND_ALL);
    }
}

/// The smallest key behind this one.
fn just_after(mut key: Vec<u8>) -> Vec<u8> {
    key.push(0);
    key
}
