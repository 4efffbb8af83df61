//! Rules for the elements of lists and the keys and values of maps: a violation names the whole list or map.

use std::collections::BTreeMap;

use boathouse_wire::Constraints;

use super::{NAME_CHARS_MAX, PARAMETER_KEY_CHARS_MAX, PARAMETER_VALUE_CHARS_MAX};
use crate::Error;

/// Texts of 1 to `max` characters.
pub(crate) fn texts(all: &mut Constraints, at: &str, texts: &[String], max: usize) {
    if texts.iter().any(|text| !(1..=max).contains(&text.chars().count())) {
        let rule = format!("Member must satisfy constraint: {}", lengths(1, max));
        all.fail(at, Some(&format!("[{}]", texts.join(", "))), &rule);
    }
}

/// A list of at most `items_max` names of 1 to 255 characters.
pub(crate) fn name_list(at: &str, names: &[String], items_max: usize) -> Result<(), Error> {
    let mut all = Constraints::naming_values();
    all.count(at, names.len(), 0, items_max);
    texts(&mut all, at, names, NAME_CHARS_MAX);
    Ok(all.finish()?)
}

/// The lengths of the keys and values of a map.
pub(crate) struct MapLengths {
    /// Keys have 1 to so many characters.
    pub key_chars_max: usize,
    /// Values have up to so many characters.
    pub value_chars_max: usize,
    /// The model also says that values may be empty.
    pub values_have_a_minimum: bool,
}

const PARAMETERS: MapLengths = MapLengths {
    key_chars_max: PARAMETER_KEY_CHARS_MAX,
    value_chars_max: PARAMETER_VALUE_CHARS_MAX,
    values_have_a_minimum: false,
};

/// The constraints of maps of parameters.
pub(crate) fn parameters(all: &mut Constraints, at: &str, parameters: Option<&BTreeMap<String, String>>) {
    map(all, at, parameters, &PARAMETERS);
}

/// The constraints of a map of texts.
pub(crate) fn map(all: &mut Constraints, at: &str, map: Option<&BTreeMap<String, String>>, rule: &MapLengths) {
    let Some(map) = map else { return };
    let shown = || {
        let entries: Vec<String> = map.iter().map(|(key, value)| format!("{key}={value}")).collect();
        format!("{{{}}}", entries.join(", "))
    };
    if map.keys().any(|key| !(1..=rule.key_chars_max).contains(&key.chars().count())) {
        let rule = format!("Map keys must satisfy constraint: {}", lengths(1, rule.key_chars_max));
        all.fail(at, Some(&shown()), &rule);
    }
    if map.values().any(|value| value.chars().count() > rule.value_chars_max) {
        let max = rule.value_chars_max;
        let lengths = match rule.values_have_a_minimum {
            true => lengths(0, max),
            false => format!("[Member must have length less than or equal to {max}]"),
        };
        all.fail(at, Some(&shown()), &format!("Map value must satisfy constraint: {lengths}"));
    }
}

pub(super) fn lengths(min: usize, max: usize) -> String {
    format!(
        "[Member must have length less than or equal to {max}, Member must have length greater than or equal to {min}]"
    )
}
