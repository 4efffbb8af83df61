//! Lengths, patterns and formats of strings.

use super::facts::Facts;
use crate::json_schema::StringRules;

pub(super) fn check(facts: &Facts<'_>, reader: &StringRules) -> Result<(), String> {
    if let Some(min) = reader.length_min.filter(|min| *min > 0)
        && facts.largest(|rules| rules.string.length_min).is_none_or(|written| written < min)
    {
        return Err(format!("strings shorter than {min} are not allowed any more"));
    }
    if let Some(max) = reader.length_max
        && facts.smallest(|rules| rules.string.length_max).is_none_or(|written| written > max)
    {
        return Err(format!("strings longer than {max} are not allowed any more"));
    }
    if let Some(pattern) = &reader.pattern {
        let mut written = facts.rules.iter().filter_map(|rules| rules.string.pattern.as_ref());
        if !written.any(|written| written.text == pattern.text) {
            return Err(format!("only strings of the pattern {} are allowed now", pattern.text));
        }
    }
    if let Some(format) = &reader.format {
        let mut written = facts.rules.iter().filter_map(|rules| rules.string.format.as_ref());
        if !written.any(|written| written == format) {
            return Err(format!("only strings of the format {format} are allowed now"));
        }
    }
    Ok(())
}
