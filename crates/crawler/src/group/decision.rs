//! Why folders became one table, or did not.

use serde::{Deserialize, Serialize};

use super::cluster::{Item, SHARE_THRESHOLD, Verdict};
use crate::plan::Reason;
use crate::schema::MergedColumns;

/// Columns named for one difference.
const NAMED_MAX: usize = 5;
/// A share of matching columns from here on is near the threshold.
const NEAR_SHARE: f64 = 0.6;

/// How one schema of a folder compares with the most frequent one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Likeness {
    /// The first object or folder of the most frequent schema.
    pub one: String,
    /// The first object or folder of the other schema.
    pub other: String,
    /// How many have the other schema.
    pub objects: u64,
    /// Columns of the same name whose types are equal or widen.
    pub matched: u64,
    /// Columns of the wider of the two.
    pub widest: u64,
    /// Columns that do not match, and how.
    pub differs: Vec<String>,
    /// Only data of one format and compression is ever compared by its columns.
    pub same_format: bool,
}

impl Likeness {
    /// The share of columns that match.
    pub fn share(&self) -> f64 {
        if self.widest == 0 { 1.0 } else { self.matched as f64 / self.widest as f64 }
    }

    /// Whether it was close.
    pub fn is_near(&self) -> bool {
        self.same_format && (NEAR_SHARE..=SHARE_THRESHOLD).contains(&self.share())
    }

    /// The comparison in words.
    pub fn words(&self) -> String {
        let Self { one, other, objects, matched, widest, differs, same_format } = self;
        if !same_format {
            return format!("{other} ({objects} like it) is of another format, compression or key than {one}");
        }
        let sign = if self.share() > SHARE_THRESHOLD { ">" } else { "<=" };
        let because = match widest - matched {
            0 => String::new(),
            1 => format!(" because of 1 column: {}", differs.join(", ")),
            n => format!(" because of {n} columns: {}", differs.join(", ")),
        };
        format!(
            "{other} ({objects} like it) matches {matched} of {widest} columns of {one}: {:.2} {sign} {SHARE_THRESHOLD:.2}{because}",
            self.share()
        )
    }
}

/// What became of one folder, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The folder.
    pub folder: String,
    /// Its level, the bucket being 1.
    pub level: usize,
    /// Whether it is one table, or a part of one.
    pub is_table: bool,
    /// The rule, and the share that was found.
    pub reason: Reason,
    /// How its other schemas compare with the most frequent one.
    pub likenesses: Vec<Likeness>,
}

/// How each other schema compares with the most frequent one; `name` says what an item is called.
pub(super) fn likenesses<K: Eq>(
    items: &[Item<'_, K>],
    verdict: &Verdict,
    name: impl Fn(usize) -> String,
) -> Vec<Likeness> {
    let most = verdict.representatives.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let Some((main, _)) = verdict.representatives.iter().find(|(_, count)| *count == most) else { return Vec::new() };
    let (one, others) = (&items[*main], verdict.representatives.iter().filter(|(place, _)| place != main));
    others
        .map(|(place, count)| {
            let other = &items[*place];
            let widest = one.columns.columns.len().max(other.columns.columns.len());
            Likeness {
                one: name(*main),
                other: name(*place),
                objects: *count as u64,
                matched: one.columns.matched(other.columns) as u64,
                widest: widest as u64,
                differs: differs(one.columns, other.columns),
                same_format: one.key.is_some() && one.key == other.key,
            }
        })
        .collect()
}

/// The columns that do not match, in words.
fn differs(one: &MergedColumns, other: &MergedColumns) -> Vec<String> {
    let mut words = Vec::new();
    for column in &one.columns {
        match other.columns.iter().find(|known| known.name == column.name) {
            None => words.push(format!("'{}' is in the first only", column.name)),
            Some(known) if !known.shape.widens_with(&column.shape) => {
                words.push(format!("'{}' is {} and {}", column.name, column.shape.to_hive(), known.shape.to_hive()));
            }
            Some(_) => {}
        }
    }
    let new = other.columns.iter().filter(|column| one.columns.iter().all(|known| known.name != column.name));
    words.extend(new.map(|column| format!("'{}' is in the second only", column.name)));
    if words.len() > NAMED_MAX {
        let more = words.len() - NAMED_MAX;
        words.truncate(NAMED_MAX);
        words.push(format!("and {more} more"));
    }
    words
}
