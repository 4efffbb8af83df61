//! Numbers that lose their leading zeros, as postal codes do.

use boathouse_formats::infer::HintKind;

use super::{Found, Lint};

pub(super) fn check(found: &Found<'_>) -> Vec<Lint> {
    let shown = found.shown(HintKind::LeadingZeros).into_iter();
    let lost = shown.filter_map(|shown| {
        let data_type = found.type_of(&shown.hint.column);
        (data_type != "string").then(|| {
            let text = format!("leading zeros are lost, for the type is {data_type}: --types precise makes it string");
            Lint::of_column("leading-zeros", &shown, text)
        })
    });
    lost.collect()
}
