//! `now`: when the query started.

use boathouse_functions::{Category, Example, Function, Overload, kernel};
use boathouse_types::Type;
use boathouse_types::datetime::{PICOS_PER_MICRO, ZonedBuilder, round_picos};

use crate::kernels::collect;

/// Fraction digits of `now()`.
const PRECISION: u8 = 3;

pub(crate) const NOW: Function = Function {
    name: "now",
    category: Category::DateTime,
    description: "When the query started, in the session's time zone.",
    examples: &[Example { sql: "now() = current_timestamp", result: "true" }],
    overloads: &[Overload {
        signature: "now() -> timestamp(3) with time zone",
        returns: None,
        kernel: |bound| {
            let picos = i128::from(bound.session.start_micros) * i128::from(PICOS_PER_MICRO);
            let now = (round_picos(picos, PRECISION), bound.session.zone.key());
            Ok(kernel(move |call| collect::<ZonedBuilder>(call, &Type::TimestampTz(PRECISION), |_| Ok(Some(now)))))
        },
    }],
    ..Function::DEFAULT
};
