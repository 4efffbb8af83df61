//! Booleans that are written as 0 and 1.

use boathouse_formats::infer::HintKind;

use super::{Found, Lint};

pub(super) fn check(found: &Found<'_>) -> Vec<Lint> {
    let text = |data_type: &str| {
        format!("every value is 0 or 1, and the type is {data_type}: write true and false, or compare with 1")
    };
    let shown = found.shown(HintKind::ZeroOne).into_iter();
    shown.map(|shown| Lint::of_column("bool-as-number", &shown, text(&found.type_of(&shown.hint.column)))).collect()
}
