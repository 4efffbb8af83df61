//! Arguments of a run.

use std::collections::BTreeMap;

use super::spec::JobSpec;
use crate::{Error, Result};

/// All arguments of a run together, at most.
const ARGUMENT_BYTES_MAX: usize = 260 << 10;
const BOOKMARK_OPTION: &str = "--job-bookmark-option";

/// The job's defaults, under the run's, under those nobody can change.
pub(super) fn merged(spec: &JobSpec, run: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>> {
    let mut all = spec.default_arguments.clone().unwrap_or_default();
    all.extend(run.clone());
    all.extend(spec.non_overridable_arguments.clone().unwrap_or_default());
    let bytes: usize = all.iter().map(|(key, value)| key.len() + value.len()).sum();
    if bytes > ARGUMENT_BYTES_MAX {
        return Err(Error::InvalidInput(format!(
            "the arguments have {bytes} bytes, and at most {ARGUMENT_BYTES_MAX} are allowed"
        )));
    }
    Ok(all)
}

/// Why a run with these arguments would not do what they ask.
pub(super) fn refusal(arguments: &BTreeMap<String, String>) -> Option<String> {
    match arguments.get(BOOKMARK_OPTION).map(String::as_str) {
        None | Some("job-bookmark-disable" | "") => None,
        Some(option) => Some(format!("{BOOKMARK_OPTION} {option} is not supported yet: use job-bookmark-disable")),
    }
}

/// Arguments that a run of a graph has no use for; they are named in its log.
pub(super) fn without_effect(arguments: &BTreeMap<String, String>) -> Vec<&str> {
    arguments.keys().map(String::as_str).filter(|key| *key != BOOKMARK_OPTION).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_arguments_win() {
        let map = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
        };
        let spec = JobSpec {
            default_arguments: Some(map(&[("--a", "default"), ("--b", "default"), ("--c", "default")])),
            non_overridable_arguments: Some(map(&[("--c", "fixed")])),
            ..JobSpec::default()
        };
        let all = merged(&spec, &map(&[("--b", "run"), ("--c", "run"), ("--d", "run")])).unwrap();
        assert_eq!(all, map(&[("--a", "default"), ("--b", "run"), ("--c", "fixed"), ("--d", "run")]));
        assert!(refusal(&map(&[("--job-bookmark-option", "job-bookmark-enable")])).is_some());
        assert!(refusal(&all).is_none());
    }
}
