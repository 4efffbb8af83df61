//! Which files of a transaction log make up its newest version.

use std::collections::{BTreeMap, BTreeSet};

use super::super::folder::{Read, Refusal};

/// Digits of a version in the name of a file.
const VERSION_DIGITS: usize = 20;
/// Versions are whole numbers of 64 bits with a sign.
const VERSIONS_END: u64 = 1 << 63;
/// Digits of the number of a part.
const PART_DIGITS: usize = 10;
/// More commits without a checkpoint between them are not read.
const COMMITS_MAX: usize = 1_000_000;

/// A checkpoint and the commits after it; or, from the first version on, commits alone.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Segment {
    pub version: u64,
    /// Names of the checkpoint's files, in order.
    pub checkpoint: Vec<String>,
    /// Versions of the commits, in order.
    pub commits: Vec<u64>,
}

/// The file of a commit.
pub(super) fn commit_file(version: u64) -> String {
    format!("{version:020}.json")
}

/// What the names in a log say, gathered one by one.
#[derive(Debug, Default)]
pub(super) struct LogFiles {
    commits: BTreeSet<u64>,
    whole: BTreeSet<u64>,
    /// By version and number of parts, the parts that are there.
    parts: BTreeMap<(u64, u32), BTreeSet<u32>>,
    /// Checkpoints with names of their own (V2), by version. Of several at a version, any will do: the first by name.
    named: BTreeMap<u64, String>,
}

impl LogFiles {
    /// Files of other kinds (checksums, compactions, temporary ones) are passed over.
    pub fn add(&mut self, name: &str) -> Read<()> {
        let Some((version, rest)) = name.split_once('.') else { return Ok(()) };
        let Some(version) = number(version, VERSION_DIGITS).filter(|version| *version < VERSIONS_END) else {
            return Ok(());
        };
        let pieces: Vec<&str> = rest.split('.').collect();
        match pieces[..] {
            ["json"] => _ = self.commits.insert(version),
            ["checkpoint", "parquet"] => _ = self.whole.insert(version),
            ["checkpoint", part, of, "parquet"] => {
                let parse = |text| number(text, PART_DIGITS).and_then(|number| u32::try_from(number).ok());
                if let (Some(part), Some(of)) = (parse(part), parse(of)) {
                    self.parts.entry((version, of)).or_default().insert(part);
                }
            }
            ["checkpoint", _, "parquet" | "json"] => {
                let known = self.named.entry(version).or_insert_with(|| name.to_owned());
                if name < known.as_str() {
                    name.clone_into(known);
                }
            }
            _ => {}
        }
        if self.commits.len() > COMMITS_MAX {
            return Err(Refusal::new(format!("its transaction log has more than {COMMITS_MAX} commits")));
        }
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        self.commits.is_empty() && self.whole.is_empty() && self.parts.is_empty() && self.named.is_empty()
    }

    /// Versions with all files of a checkpoint.
    fn checkpoints(&self) -> BTreeMap<u64, Vec<String>> {
        let mut found: BTreeMap<u64, Vec<String>> =
            self.named.iter().map(|(version, name)| (*version, vec![name.clone()])).collect();
        for ((version, of), parts) in &self.parts {
            if *of > 0 && parts.len() == *of as usize && parts.first() == Some(&1) && parts.last() == Some(of) {
                let names = parts.iter().map(|part| format!("{version:020}.checkpoint.{part:010}.{of:010}.parquet"));
                found.insert(*version, names.collect());
            }
        }
        let whole = self.whole.iter().map(|version| (*version, vec![format!("{version:020}.checkpoint.parquet")]));
        found.extend(whole);
        found
    }

    /// The newest version and what it is made of.
    pub fn segment(&self) -> Read<Segment> {
        let mut checkpoints = self.checkpoints();
        let newest = checkpoints.keys().chain(&self.commits).max();
        let version = *newest.ok_or_else(|| Refusal::new("its transaction log is empty"))?;
        // The newest checkpoint from which no commit is missing.
        while let Some((at, names)) = checkpoints.pop_last() {
            let commits: Vec<u64> = self.commits.range(at..=version).copied().filter(|commit| *commit > at).collect();
            if commits.len() as u64 == version - at {
                return Ok(Segment { version, checkpoint: names, commits });
            }
        }
        let commits: Vec<u64> = self.commits.range(..=version).copied().collect();
        if commits.len() as u64 == version + 1 {
            return Ok(Segment { version, checkpoint: Vec::new(), commits });
        }
        let have: BTreeSet<u64> = commits.into_iter().collect();
        let missing = (0..=version).find(|version| !have.contains(version)).unwrap_or_default();
        Err(Refusal::new(format!(
            "its transaction log has a gap: version {missing} is missing, and no whole checkpoint stands for it"
        )))
    }
}

fn number(text: &str, digits: usize) -> Option<u64> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(version: u64) -> String {
        commit_file(version)
    }

    fn checkpoint(version: u64) -> String {
        format!("{version:020}.checkpoint.parquet")
    }

    fn part(version: u64, part: u32, of: u32) -> String {
        format!("{version:020}.checkpoint.{part:010}.{of:010}.parquet")
    }

    fn check(names: &[String], expected: Result<(u64, &[String], &[u64]), &str>) {
        let mut files = LogFiles::default();
        names.iter().for_each(|name| files.add(name).unwrap());
        let found = files.segment();
        let expected = expected
            .map(|(version, checkpoint, commits)| Segment {
                version,
                checkpoint: checkpoint.to_vec(),
                commits: commits.to_vec(),
            })
            .map_err(Refusal::new);
        assert_eq!(found, expected, "{names:?}");
    }

    #[test]
    fn the_newest_version_is_put_together() {
        check(&[commit(0)], Ok((0, &[], &[0])));
        check(&[commit(0), commit(1), checkpoint(1), commit(2)], Ok((2, &[checkpoint(1)], &[2])));
        check(&[checkpoint(5)], Ok((5, &[checkpoint(5)], &[])));
        check(&[commit(0), commit(1), checkpoint(1)], Ok((1, &[checkpoint(1)], &[])));
        // A multi-part checkpoint counts when all of it is there.
        check(&[part(3, 2, 2), part(3, 1, 2), commit(4)], Ok((4, &[part(3, 1, 2), part(3, 2, 2)], &[4])));
        check(&[commit(0), commit(1), commit(2), part(2, 1, 2)], Ok((2, &[], &[0, 1, 2])));
        // An older checkpoint stands in where commits after the newest one are missing.
        check(&[checkpoint(1), commit(2), commit(3), checkpoint(2)], Ok((3, &[checkpoint(2)], &[3])));
        let other = ["00000000000000000000.crc", "00000000000000000000.00000000000000000003.compacted.json", "x.json"];
        check(&[other.map(str::to_owned).to_vec(), vec![commit(0)]].concat(), Ok((0, &[], &[0])));
    }

    #[test]
    fn checkpoints_with_names_of_their_own_count_too() {
        let named = |version: u64, end: &str| format!("{version:020}.checkpoint.{end}");
        let (a, b) = (named(4, "80a083e8-7026-4e79-81be-64bd76c43a11.parquet"), named(4, "c0.json"));
        check(&[b.clone(), a.clone(), commit(5)], Ok((5, std::slice::from_ref(&a), &[5])));
        check(&[b.clone(), checkpoint(4)], Ok((4, &[checkpoint(4)], &[])));
        check(&[checkpoint(2), commit(3), commit(4), b.clone()], Ok((4, &[b], &[])));
        check(
            &[a, commit(6)],
            Err("its transaction log has a gap: version 0 is missing, and no whole checkpoint stands for it"),
        );
    }

    #[test]
    fn what_cannot_be_put_together_says_why() {
        let gap = "its transaction log has a gap: version 1 is missing, and no whole checkpoint stands for it";
        check(&[commit(0), commit(2)], Err(gap));
        check(&["x.json".to_owned()], Err("its transaction log is empty"));
    }
}
