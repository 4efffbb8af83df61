//! Properties of objects: those that are named, those of a pattern, and all others.

use std::collections::BTreeSet;

use serde_json::Value;

use super::facts::Facts;
use super::{Atom, Subset, inside};
use crate::json_schema::accept::accepts;
use crate::json_schema::{Dependency, Id, ObjectRules, Rules, Schema, Types};

impl Subset<'_> {
    pub(super) fn objects(&mut self, all: &[Atom], facts: &Facts<'_>, reader: &ObjectRules) -> Result<(), String> {
        self.required(facts, reader)?;
        self.property_counts(facts, reader)?;
        let mut named: BTreeSet<&str> = reader.properties.keys().map(String::as_str).collect();
        named.extend(facts.rules.iter().flat_map(|rules| rules.object.properties.keys().map(String::as_str)));
        // Every name is searched for every pattern.
        let patterns = reader.patterns.len() + written_patterns(facts).count();
        self.charge(named.len().saturating_mul(patterns))?;
        for name in named {
            let written = written_property(facts, name);
            for wanted in wanted_property(reader, name) {
                self.within(&written, wanted).map_err(|why| inside(&format!("property {name}"), why))?;
            }
        }
        self.patterns(facts, reader)?;
        self.others(facts, reader)?;
        self.names(facts, reader)?;
        self.dependencies(all, facts, reader)
    }

    fn required(&self, facts: &Facts<'_>, reader: &ObjectRules) -> Result<(), String> {
        for name in &reader.required {
            let written = facts.rules.iter().any(|rules| rules.object.required.contains(name));
            // A reader that knows a default can do without the property.
            let filled = reader.properties.get(name).is_some_and(|id| self.reader.has_default(*id));
            if !written && !filled {
                return Err(format!("property {name}: it was optional and is required now"));
            }
        }
        Ok(())
    }

    fn property_counts(&self, facts: &Facts<'_>, reader: &ObjectRules) -> Result<(), String> {
        if let Some(min) = reader.count_min.filter(|min| *min > 0) {
            let required = facts.largest(|rules| Some(rules.object.required.len() as u64)).unwrap_or(0);
            let written = facts.largest(|rules| rules.object.count_min).unwrap_or(0).max(required);
            if written < min {
                return Err("objects with fewer properties are not allowed any more".to_owned());
            }
        }
        if let Some(max) = reader.count_max {
            let closed = facts.smallest(|rules| self.is_closed(rules).then_some(rules.object.properties.len() as u64));
            let written = facts.smallest(|rules| rules.object.count_max).into_iter().chain(closed).min();
            if written.is_none_or(|written| written > max) {
                return Err("objects with more properties are not allowed any more".to_owned());
            }
        }
        Ok(())
    }

    /// Properties whose names fit a pattern of the reader's.
    fn patterns(&mut self, facts: &Facts<'_>, reader: &ObjectRules) -> Result<(), String> {
        for (pattern, wanted) in &reader.patterns {
            let place = format!("properties of the pattern {}", pattern.text);
            let same: Vec<Atom> = written_patterns(facts)
                .filter(|(text, _)| *text == pattern.text)
                .map(|(_, id)| Atom::Schema(id, false))
                .collect();
            if !same.is_empty() {
                self.within(&same, *wanted).map_err(|why| inside(&place, why))?;
                continue;
            }
            self.within(&rest(facts), *wanted).map_err(|why| inside(&place, why))?;
            for (_, written) in written_patterns(facts) {
                self.within(&[Atom::Schema(written, false)], *wanted).map_err(|why| inside(&place, why))?;
            }
        }
        Ok(())
    }

    /// Properties that the reader neither names nor has a pattern for.
    fn others(&mut self, facts: &Facts<'_>, reader: &ObjectRules) -> Result<(), String> {
        let Some(wanted) = reader.additional else { return Ok(()) };
        let place = "other properties";
        self.within(&rest(facts), wanted).map_err(|why| inside(place, why))?;
        for (text, written) in written_patterns(facts) {
            if !reader.patterns.iter().any(|(pattern, _)| pattern.text == text) {
                self.within(&[Atom::Schema(written, false)], wanted).map_err(|why| inside(place, why))?;
            }
        }
        Ok(())
    }

    fn names(&mut self, facts: &Facts<'_>, reader: &ObjectRules) -> Result<(), String> {
        let Some(wanted) = reader.names else { return Ok(()) };
        for rules in &facts.rules {
            if let Some(written) = rules.object.names
                && self.within(&[Atom::Schema(written, false), Atom::Types(Types::STRING)], wanted).is_ok()
            {
                return Ok(());
            }
            let document = self.reader;
            let mut taken =
                |name: &String| accepts(document, wanted, &Value::String(name.clone()), &mut self.steps) == Some(true);
            if rules.object.properties.keys().all(&mut taken) && self.is_closed(rules) {
                return Ok(());
            }
        }
        self.within(&[Atom::Types(Types::STRING)], wanted).map_err(|why| inside("property names", why))
    }

    fn dependencies(&mut self, all: &[Atom], facts: &Facts<'_>, reader: &ObjectRules) -> Result<(), String> {
        for (name, dependency) in &reader.dependencies {
            if self.unfold(&written_property(facts, name)).is_none() {
                continue;
            }
            let written = facts.rules.iter().filter_map(|rules| rules.object.dependencies.get(name));
            let met = match dependency {
                Dependency::Properties(wanted) => {
                    let mut sure: BTreeSet<&String> =
                        facts.rules.iter().flat_map(|rules| &rules.object.required).collect();
                    for written in written {
                        if let Dependency::Properties(names) = written {
                            sure.extend(names);
                        }
                    }
                    wanted.iter().all(|name| sure.contains(name))
                }
                Dependency::Schema(wanted) => {
                    let mut narrowed = all.to_vec();
                    narrowed.extend(written.filter_map(|written| match written {
                        Dependency::Schema(id) => Some(Atom::Schema(*id, false)),
                        Dependency::Properties(_) => None,
                    }));
                    self.within(&narrowed, *wanted).is_ok()
                }
            };
            if !met {
                return Err(format!("property {name}: what depends on it became narrower"));
            }
        }
        Ok(())
    }

    /// Whether the rules allow no property but those that they name.
    fn is_closed(&self, rules: &Rules) -> bool {
        let additional = rules.object.additional.and_then(|id| self.writer.schemas.get(id));
        rules.object.patterns.is_empty() && matches!(additional, Some(Schema::Never))
    }
}

/// All that the writer says of the property of a name.
fn written_property(facts: &Facts<'_>, name: &str) -> Vec<Atom> {
    let mut atoms = Vec::new();
    for rules in &facts.rules {
        let object = &rules.object;
        let mut covered = false;
        if let Some(id) = object.properties.get(name) {
            atoms.push(Atom::Schema(*id, false));
            covered = true;
        }
        for (pattern, id) in &object.patterns {
            match pattern.finds(name) {
                Some(true) => {
                    atoms.push(Atom::Schema(*id, false));
                    covered = true;
                }
                Some(false) => {}
                // It may be one of the pattern: then `additionalProperties` says nothing of it.
                None => covered = true,
            }
        }
        if let Some(additional) = object.additional.filter(|_| !covered) {
            atoms.push(Atom::Schema(additional, false));
        }
    }
    atoms
}

/// All that the reader wants of the property of a name.
fn wanted_property(reader: &ObjectRules, name: &str) -> Vec<Id> {
    let mut wanted: Vec<Id> = reader.properties.get(name).copied().into_iter().collect();
    let mut covered = !wanted.is_empty();
    for (pattern, id) in &reader.patterns {
        match pattern.finds(name) {
            Some(true) => {
                wanted.push(*id);
                covered = true;
            }
            Some(false) => {}
            None => wanted.push(*id),
        }
    }
    if !covered {
        wanted.extend(reader.additional);
    }
    wanted
}

/// What the writer says of properties that it neither names nor has a pattern for.
fn rest(facts: &Facts<'_>) -> Vec<Atom> {
    facts.rules.iter().filter_map(|rules| rules.object.additional).map(|id| Atom::Schema(id, false)).collect()
}

fn written_patterns<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = (&'f str, Id)> {
    facts.rules.iter().flat_map(|rules| rules.object.patterns.iter().map(|(pattern, id)| (pattern.text.as_str(), *id)))
}
