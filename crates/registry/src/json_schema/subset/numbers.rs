//! Ranges and steps of numbers.

use super::facts::Facts;
use crate::json_schema::{Bound, NumberRules, Types};

pub(super) fn check(facts: &Facts<'_>, reader: &NumberRules) -> Result<(), String> {
    let whole = !facts.types.has(Types::FRACTION);
    if let Some(wanted) = reader.lower {
        let wanted = lower(wanted, whole);
        let met = facts.rules.iter().filter_map(|rules| rules.number.lower).any(|written| {
            let written = lower(written, whole);
            written.value > wanted.value || written.value == wanted.value && (written.exclusive || !wanted.exclusive)
        });
        if !met {
            return Err(format!("numbers below {} are not allowed any more", wanted.value));
        }
    }
    if let Some(wanted) = reader.upper {
        let wanted = upper(wanted, whole);
        let met = facts.rules.iter().filter_map(|rules| rules.number.upper).any(|written| {
            let written = upper(written, whole);
            written.value < wanted.value || written.value == wanted.value && (written.exclusive || !wanted.exclusive)
        });
        if !met {
            return Err(format!("numbers above {} are not allowed any more", wanted.value));
        }
    }
    match reader.multiple_of {
        Some(step) if !stepped(facts, step, whole) => Err(format!("only multiples of {step} are allowed now")),
        _ => Ok(()),
    }
}

/// Whole numbers above 5 are those from 6 on.
fn lower(bound: Bound, whole: bool) -> Bound {
    match (whole, bound.exclusive) {
        (false, _) => bound,
        (true, false) => Bound { value: bound.value.ceil(), exclusive: false },
        (true, true) => Bound { value: bound.value.floor() + 1.0, exclusive: false },
    }
}

fn upper(bound: Bound, whole: bool) -> Bound {
    match (whole, bound.exclusive) {
        (false, _) => bound,
        (true, false) => Bound { value: bound.value.floor(), exclusive: false },
        (true, true) => Bound { value: bound.value.ceil() - 1.0, exclusive: false },
    }
}

fn stepped(facts: &Facts<'_>, step: f64, whole: bool) -> bool {
    let divides = |written: f64| (written / step).fract() == 0.0;
    whole && divides(1.0) || facts.rules.iter().filter_map(|rules| rules.number.multiple_of).any(divides)
}
