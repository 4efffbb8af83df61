//! Folders that nearly were one table.

use super::Lint;
use crate::group::{Decision, Likeness};

/// A share of at least this is near the threshold.
const NEAR_SHARE: f64 = 0.5;

/// What to say of a decision that was close, and went against one table.
pub(crate) fn near_miss(decision: &Decision) -> Option<Lint> {
    let (share, threshold) = (decision.reason.share?, decision.reason.threshold?);
    let closest =
        decision.likenesses.iter().filter(|likeness| likeness.is_near()).max_by(|a, b| a.share().total_cmp(&b.share()));
    // Data of another format is combined by no setting.
    let could_combine = decision.likenesses.iter().any(|likeness| likeness.same_format);
    if decision.is_table || !could_combine || (share < NEAR_SHARE && closest.is_none()) {
        return None;
    }
    let because = closest.map(Likeness::words).map(|words| format!("; {words}")).unwrap_or_default();
    let text = format!(
        "it nearly is one table ({share:.2} against {threshold:.2}){because}: CombineCompatibleSchemas combines what is \
         of one format, and TableLevelConfiguration {} makes a table of it",
        decision.level
    );
    Some(Lint { table: decision.folder.clone(), ..Lint::of_table("near-miss", text) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Reason;

    #[test]
    fn what_is_near() {
        let likeness = |matched, widest| Likeness {
            one: "s3://b/x/a.csv".to_owned(),
            other: "s3://b/x/b.csv".to_owned(),
            objects: 1,
            matched,
            widest,
            differs: vec!["'u' is in the first only".to_owned()],
            same_format: true,
        };
        for (share, likenesses, is_table, expected) in [
            (0.69, vec![likeness(0, 3)], false, true),
            (0.5, vec![likeness(0, 3)], false, true),
            (0.69, vec![], false, false),
            (0.2, vec![likeness(0, 3)], false, false),
            (0.2, vec![likeness(2, 3)], false, true),
            (0.2, vec![likeness(1, 3)], false, false),
            (0.9, vec![likeness(2, 3)], true, false),
        ] {
            let decision = Decision {
                folder: "s3://b/x/".to_owned(),
                level: 2,
                is_table,
                reason: Reason { share: Some(share), threshold: Some(0.7), ..Reason::default() },
                likenesses,
            };
            assert_eq!(near_miss(&decision).is_some(), expected, "{decision:?}");
        }
    }
}
