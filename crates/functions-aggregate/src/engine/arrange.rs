//! Rows of many groups brought into order: by group, within it by the call's ORDER BY, duplicates left out.

use std::collections::HashSet;

use arrow::array::{ArrayRef, UInt32Array};
use arrow::compute::{SortOptions, take};
use arrow::row::{RowConverter, Rows, SortField};
use boathouse_functions::key_array;
use boathouse_types::{Result, Type};

/// What a call keeps of its rows.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    /// The arguments' types. The columns behind them are those of ORDER BY.
    pub(crate) arguments: Vec<Type>,
    /// How the columns behind the arguments sort.
    pub(crate) order: Vec<SortOptions>,
    /// Whether equal arguments count once.
    pub(crate) distinct: bool,
}

/// Rows group by group.
#[derive(Debug)]
pub(crate) struct Arranged {
    /// The columns.
    pub(crate) columns: Vec<ArrayRef>,
    /// Where each group starts, and where the last one ends.
    pub(crate) offsets: Vec<usize>,
}

/// Comparable bytes of several columns, equal where Trino finds the values equal.
pub(crate) fn argument_keys(types: &[Type], columns: &[ArrayRef]) -> Result<Rows> {
    let keys: Vec<ArrayRef> = types.iter().zip(columns).map(|(t, c)| key_array(t, c)).collect::<Result<_>>()?;
    let converter = RowConverter::new(keys.iter().map(|k| SortField::new(k.data_type().clone())).collect())?;
    Ok(converter.convert_columns(&keys)?)
}

impl Layout {
    /// Brings `columns`, whose rows belong to `groups`, into order.
    pub(crate) fn arrange(&self, columns: &[ArrayRef], groups: &[u32], total: usize) -> Result<Arranged> {
        let mut places = by_group(groups, total);
        if !self.order.is_empty() {
            let keys = &columns[self.arguments.len().min(columns.len())..];
            let fields = keys.iter().zip(&self.order);
            let fields = fields.map(|(k, o)| SortField::new_with_options(k.data_type().clone(), *o)).collect();
            let rows = RowConverter::new(fields)?.convert_columns(keys)?;
            places.sort_by(|a, b| {
                let (a, b) = (*a as usize, *b as usize);
                groups[a].cmp(&groups[b]).then_with(|| rows.row(a).cmp(&rows.row(b)))
            });
        }
        if self.distinct {
            let rows = argument_keys(&self.arguments, columns)?;
            let mut seen = HashSet::with_capacity(places.len());
            places.retain(|place| {
                let row = *place as usize;
                seen.insert((groups[row], rows.row(row)))
            });
        }
        let mut offsets = vec![0; total + 1];
        for place in &places {
            offsets[groups[*place as usize] as usize + 1] += 1;
        }
        for group in 0..total {
            offsets[group + 1] += offsets[group];
        }
        let in_place = places.iter().enumerate().all(|(i, p)| i == *p as usize) && places.len() == groups.len();
        let columns = if in_place {
            columns.to_vec()
        } else {
            let places = UInt32Array::from(places);
            columns.iter().map(|c| Ok(take(c, &places, None)?)).collect::<Result<_>>()?
        };
        Ok(Arranged { columns, offsets })
    }
}

/// The rows' numbers in the order of their groups, those of a group as they came.
fn by_group(groups: &[u32], total: usize) -> Vec<u32> {
    let mut next = vec![0_u32; total + 1];
    for group in groups {
        next[*group as usize + 1] += 1;
    }
    for group in 0..total {
        next[group + 1] += next[group];
    }
    let mut places = vec![0_u32; groups.len()];
    for (row, group) in groups.iter().enumerate() {
        let slot = &mut next[*group as usize];
        places[*slot as usize] = row as u32;
        *slot += 1;
    }
    places
}
