//! Identifiers that a double cuts.

use boathouse_formats::infer::HintKind;

use super::{Found, Lint};

pub(super) fn check(found: &Found<'_>) -> Vec<Lint> {
    let shown = found.shown(HintKind::WideIntegers).into_iter();
    let cut = shown.filter(|shown| found.type_of(&shown.hint.column) == "double");
    let text =
        "integers beyond 2^53 are not all doubles, and the type is double: what differs in the last digits is equal";
    cut.map(|shown| Lint::of_column("wide-integers", &shown, text.to_owned())).collect()
}
