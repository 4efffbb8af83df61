//! `allOf`, `anyOf`, `oneOf`, `not` and `if` of the reader.

use super::facts::Facts;
use super::{Atom, Subset};
use crate::json_schema::{Condition, Id, Rules, Schema, Types};

impl Subset<'_> {
    pub(super) fn combined(&mut self, all: &[Atom], facts: &Facts<'_>, reader: &Rules) -> Result<(), String> {
        for wanted in &reader.all_of {
            self.within(all, *wanted)?;
        }
        for alternatives in [&reader.any_of, &reader.one_of] {
            if !alternatives.is_empty() {
                self.alternatives(all, alternatives)?;
            }
        }
        if let Some(not) = reader.not {
            self.not(facts, not)?;
        }
        match &reader.condition {
            Some(condition) => self.condition(all, facts, condition),
            None => Ok(()),
        }
    }

    /// One alternative takes everything, or each type of value has one that takes it.
    fn alternatives(&mut self, all: &[Atom], alternatives: &[Id]) -> Result<(), String> {
        if alternatives.iter().any(|wanted| self.within(all, *wanted).is_ok()) {
            return Ok(());
        }
        let types: Vec<Types> = Facts::gather(self.writer, all).types.each().collect();
        if types.len() < 2 {
            return Err("none of the alternatives takes it".to_owned());
        }
        for one in types {
            let mut narrowed = all.to_vec();
            narrowed.push(Atom::Types(one));
            self.alternatives_of_type(&narrowed, alternatives, one)?;
        }
        Ok(())
    }

    fn alternatives_of_type(&mut self, all: &[Atom], alternatives: &[Id], one: Types) -> Result<(), String> {
        let found = alternatives.iter().any(|wanted| self.within(all, *wanted).is_ok());
        if found { Ok(()) } else { Err(format!("none of the alternatives takes {one}")) }
    }

    /// What is forbidden was forbidden before, or is of types that were not there.
    fn not(&mut self, facts: &Facts<'_>, forbidden: Id) -> Result<(), String> {
        let types = match self.reader.schemas.get(forbidden) {
            Some(Schema::Rules(rules)) => rules.types.unwrap_or(Types::ALL),
            Some(Schema::Never) => Types::NONE,
            _ => Types::ALL,
        };
        if !facts.types.has(types) {
            return Ok(());
        }
        let written: Vec<Id> = facts.rules.iter().filter_map(|rules| rules.not).collect();
        if written.into_iter().any(|written| self.opposite(written, forbidden).is_ok()) {
            return Ok(());
        }
        Err("something is forbidden that was not".to_owned())
    }

    /// Both branches take everything, or the writer has the same test and narrower branches.
    fn condition(&mut self, all: &[Atom], facts: &Facts<'_>, reader: &Condition) -> Result<(), String> {
        let both = [reader.then, reader.otherwise];
        if both.into_iter().flatten().all(|wanted| self.within(all, wanted).is_ok()) {
            return Ok(());
        }
        let conditions: Vec<&Condition> = facts.rules.iter().filter_map(|rules| rules.condition.as_ref()).collect();
        for written in conditions {
            let same_test = self.within(&[Atom::Schema(written.test, false)], reader.test).is_ok()
                && self.opposite(written.test, reader.test).is_ok();
            let branches = [(written.then, reader.then), (written.otherwise, reader.otherwise)];
            let narrower = same_test
                && branches.into_iter().all(|(written, wanted)| {
                    let mut narrowed = all.to_vec();
                    narrowed.extend(written.map(|id| Atom::Schema(id, false)));
                    wanted.is_none_or(|wanted| self.within(&narrowed, wanted).is_ok())
                });
            if narrower {
                return Ok(());
            }
        }
        Err("the condition became narrower".to_owned())
    }
}
