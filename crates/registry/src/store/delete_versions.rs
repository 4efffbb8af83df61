//! Deleting versions by numbers and ranges.

use std::collections::BTreeSet;

use rusqlite::params;

use super::{SchemaRegistry, rows};
use crate::{Error, Result, SchemaKey, VersionFailure, VersionStatus};

/// Versions that one call may name.
const NUMBERS_MAX: u64 = 100_000;

impl SchemaRegistry {
    /// Deletes versions, named as in `1-3,5`. Nothing is deleted when one of them cannot be; those that are not
    /// there are reported one by one.
    ///
    /// # Errors
    /// [`Error::InvalidVersions`], [`Error::SchemaNotFound`], [`Error::FirstVersion`],
    /// [`Error::CheckpointVersion`], [`Error::VersionNeeded`].
    pub async fn delete_versions(&self, scope: &str, key: &SchemaKey, versions: &str) -> Result<Vec<VersionFailure>> {
        let wanted = parse(versions)?;
        let (scope, key) = (scope.to_owned(), key.clone());
        self.state
            .write(move |connection| {
                let (id, schema) = rows::find_schema(connection, &scope, &key)?;
                let present = rows::versions(connection, id, None)?;
                let first = present.first().map_or(1, |version| version.number);
                if wanted.contains(&first) {
                    return Err(Error::FirstVersion);
                }
                if let Some(checkpoint) = schema.checkpoint.filter(|checkpoint| wanted.contains(checkpoint)) {
                    return Err(Error::CheckpointVersion(checkpoint));
                }
                let compared_from = schema.checkpoint.unwrap_or(1);
                let needed = present.iter().find(|version| {
                    schema.compatibility.is_transitive()
                        && version.status == VersionStatus::Available
                        && version.number >= compared_from
                        && wanted.contains(&version.number)
                });
                if let Some(version) = needed {
                    let compatibility = schema.compatibility;
                    return Err(Error::VersionNeeded { number: version.number, compatibility });
                }
                let mut failures = Vec::new();
                let mut statement =
                    connection.prepare_cached("DELETE FROM registry_version WHERE schema_id = ?1 AND number = ?2")?;
                for number in wanted {
                    if statement.execute(params![id, number.cast_signed()])? == 0 {
                        let error =
                            Error::VersionNumberNotFound { schema: key.name.clone(), number: number.to_string() };
                        failures.push(VersionFailure { number, error });
                    }
                }
                Ok(failures)
            })
            .await
    }
}

/// Numbers from 1 on and ranges of them, with commas between.
fn parse(text: &str) -> Result<BTreeSet<u64>> {
    let invalid = || Error::InvalidVersions(text.to_owned());
    let number = |digits: &str| {
        let plain = digits.bytes().all(|digit| digit.is_ascii_digit()) && !digits.starts_with('0');
        digits.parse().ok().filter(|number: &u64| plain && *number <= NUMBERS_MAX).ok_or_else(invalid)
    };
    let mut numbers = BTreeSet::new();
    for part in text.split(',') {
        let (from, to) = match part.trim().split_once('-') {
            Some((from, to)) => (number(from.trim())?, number(to.trim())?),
            None => (number(part.trim())?, number(part.trim())?),
        };
        if to < from {
            return Err(invalid());
        }
        numbers.extend(from..=to);
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_ranges() {
        let cases: &[(&str, Option<&[u64]>)] = &[
            ("5", Some(&[5])),
            ("5-8", Some(&[5, 6, 7, 8])),
            ("1-3,5", Some(&[1, 2, 3, 5])),
            (" 2 , 4-4 ", Some(&[2, 4])),
            ("", None),
            ("0", None),
            ("05", None),
            ("-3", None),
            ("3-", None),
            ("3-1", None),
            ("a", None),
            ("1,,2", None),
            ("+1", None),
            ("1-99999999999999999999", None),
            ("1-1000000000", None),
        ];
        for (text, expected) in cases {
            let found = parse(text).ok().map(|numbers| numbers.into_iter().collect::<Vec<_>>());
            assert_eq!(found.as_deref(), *expected, "{text}");
        }
    }
}
