//! Items of arrays, by position, and how many there are.

use super::facts::Facts;
use super::{Atom, Subset, inside};
use crate::json_schema::{ArrayRules, Id, Items};

impl Subset<'_> {
    pub(super) fn arrays(&mut self, facts: &Facts<'_>, reader: &ArrayRules) -> Result<(), String> {
        let count_min = facts.largest(|rules| rules.array.count_min).unwrap_or(0);
        let count_max = facts.smallest(|rules| rules.array.count_max).unwrap_or(u64::MAX);
        if reader.count_min.is_some_and(|min| count_min < min) {
            return Err("shorter arrays are not allowed any more".to_owned());
        }
        if reader.count_max.is_some_and(|max| count_max > max) {
            return Err("longer arrays are not allowed any more".to_owned());
        }
        if reader.unique && count_max > 1 && !facts.rules.iter().any(|rules| rules.array.unique) {
            return Err("repeated items are not allowed any more".to_owned());
        }
        self.items(facts, reader, count_max)?;
        match reader.contains {
            Some(wanted) => self.contains(facts, wanted, count_min),
            None => Ok(()),
        }
    }

    fn items(&mut self, facts: &Facts<'_>, reader: &ArrayRules, count_max: u64) -> Result<(), String> {
        if matches!(reader.items, Items::Any) {
            return Ok(());
        }
        let longest = facts.rules.iter().map(|rules| tuple_length(&rules.array.items)).max().unwrap_or(0);
        // One position behind the longest tuple stands for all that follow.
        let positions = longest.max(tuple_length(&reader.items)) + 1;
        for at in (0..positions).take_while(|at| (*at as u64) < count_max) {
            let Some(wanted) = item_at(&reader.items, at) else { continue };
            let written: Vec<Atom> = written_at(facts, at).collect();
            self.within(&written, wanted).map_err(|why| inside(&format!("item {at}"), why))?;
        }
        Ok(())
    }

    fn contains(&mut self, facts: &Facts<'_>, wanted: Id, count_min: u64) -> Result<(), String> {
        let mut written = facts.rules.iter().filter_map(|rules| rules.array.contains);
        if written.any(|written| self.within(&[Atom::Schema(written, false)], wanted).is_ok()) {
            return Ok(());
        }
        if count_min > 0 {
            let first: Vec<Atom> = written_at(facts, 0).collect();
            if self.within(&first, wanted).is_ok() {
                return Ok(());
            }
        }
        Err("arrays that do not contain the wanted item are not allowed any more".to_owned())
    }
}

fn tuple_length(items: &Items) -> usize {
    match items {
        Items::Tuple(first, _) => first.len(),
        _ => 0,
    }
}

fn item_at(items: &Items, at: usize) -> Option<Id> {
    match items {
        Items::Any => None,
        Items::All(id) => Some(*id),
        Items::Tuple(first, rest) => first.get(at).copied().or(*rest),
    }
}

fn written_at<'f>(facts: &'f Facts<'_>, at: usize) -> impl Iterator<Item = Atom> + 'f {
    facts.rules.iter().filter_map(move |rules| item_at(&rules.array.items, at)).map(|id| Atom::Schema(id, false))
}
