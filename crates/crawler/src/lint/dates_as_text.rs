//! Dates and timestamps in columns of texts.

use boathouse_formats::infer::HintKind;

use super::{Found, Lint};

pub(super) fn check(found: &Found<'_>) -> Vec<Lint> {
    let (dates, timestamps) = (found.shown(HintKind::Dates), found.shown(HintKind::Timestamps));
    let is_text = |column: &str| found.type_of(column) == "string";
    let both = dates.iter().map(|shown| (shown, "date")).chain(timestamps.iter().map(|shown| (shown, "timestamp")));
    // One object's dates and another's timestamps are no timestamps throughout: neither is said then.
    both.filter(|(shown, _)| is_text(&shown.hint.column))
        .map(|(shown, kind)| {
            let text = format!("every value is a {kind}, and the type is string: --types precise makes it {kind}");
            Lint::of_column("dates-as-text", shown, text)
        })
        .collect()
}
