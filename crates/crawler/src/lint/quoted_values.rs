//! Quoted values under a SerDe that does not know quotes.

use boathouse_formats::infer::HintKind;

use super::{Found, Lint};
use crate::schema::Format;

pub(super) fn check(found: &Found<'_>) -> Vec<Lint> {
    if !matches!(found.candidate.key.format, Format::Csv { open_csv: false, .. }) {
        return Vec::new();
    }
    let text = "values are quoted, and LazySimpleSerDe takes quotes for a part of them: a CSV classifier with a quote \
                symbol gives the table OpenCSVSerde";
    found.shown(HintKind::Quoted).iter().map(|shown| Lint::of_column("quoted-values", shown, text.to_owned())).collect()
}
