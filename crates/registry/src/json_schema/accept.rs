//! Whether a value is valid. Used for definitions that name their values one by one.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{Dependency, Document, Id, Items, Rules, Schema, Types};
use crate::definition::DEPTH_MAX;
use crate::json;

/// Whether the schema surely takes the value, `None` when that cannot be told here.
pub(super) fn accepts(document: &Document, id: Id, value: &Value, steps: &mut usize) -> Option<bool> {
    Check { document, steps, depth: 0 }.schema(id, value)
}

/// [`accepts`] for rules that were found already.
pub(super) fn accepts_rules(document: &Document, rules: &Rules, value: &Value, steps: &mut usize) -> Option<bool> {
    Check { document, steps, depth: 0 }.rules(rules, value)
}

struct Check<'a> {
    document: &'a Document,
    /// What is left of the work that may be done.
    steps: &'a mut usize,
    depth: usize,
}

impl Check<'_> {
    fn schema(&mut self, id: Id, value: &Value) -> Option<bool> {
        *self.steps = self.steps.checked_sub(1)?;
        if self.depth > DEPTH_MAX {
            return None;
        }
        self.depth += 1;
        let document = self.document;
        let outcome = match document.schemas.get(id)? {
            Schema::Always => Some(true),
            Schema::Never => Some(false),
            Schema::Reference(target) => self.schema(*target, value),
            Schema::Remote(_) => None,
            Schema::Rules(rules) => self.rules(rules, value),
        };
        self.depth -= 1;
        outcome
    }

    fn rules(&mut self, rules: &Rules, value: &Value) -> Option<bool> {
        let typed = rules.types.is_none_or(|types| Types::of(value).within(types));
        let listed = rules.values.iter().all(|values| values.contain(value));
        if !typed || !listed {
            return Some(false);
        }
        let own = match value {
            Value::Number(number) => numbers(rules, number.as_f64()?),
            Value::String(text) => strings(rules, text)?,
            Value::Array(items) => self.array(rules, items)?,
            Value::Object(members) => self.object(rules, members)?,
            _ => true,
        };
        Some(own && self.combined(rules, value)?)
    }

    fn combined(&mut self, rules: &Rules, value: &Value) -> Option<bool> {
        if !self.all(&rules.all_of, value)? {
            return Some(false);
        }
        if !rules.any_of.is_empty() && self.how_many(&rules.any_of, value)? == 0 {
            return Some(false);
        }
        // As when schemas are compared, alternatives may overlap.
        if !rules.one_of.is_empty() && self.how_many(&rules.one_of, value)? == 0 {
            return Some(false);
        }
        if let Some(not) = rules.not
            && self.schema(not, value)?
        {
            return Some(false);
        }
        let Some(condition) = &rules.condition else { return Some(true) };
        let branch = if self.schema(condition.test, value)? { condition.then } else { condition.otherwise };
        branch.map_or(Some(true), |branch| self.schema(branch, value))
    }

    fn all(&mut self, ids: &[Id], value: &Value) -> Option<bool> {
        for id in ids {
            if !self.schema(*id, value)? {
                return Some(false);
            }
        }
        Some(true)
    }

    fn how_many(&mut self, ids: &[Id], value: &Value) -> Option<usize> {
        let mut count = 0;
        for id in ids {
            count += usize::from(self.schema(*id, value)?);
        }
        Some(count)
    }

    fn array(&mut self, rules: &Rules, items: &[Value]) -> Option<bool> {
        let rules = &rules.array;
        let count = items.len() as u64;
        let repeated = || {
            let mut seen = HashSet::new();
            items.iter().any(|item| !seen.insert(json::key(item)))
        };
        if rules.count_min.is_some_and(|min| count < min)
            || rules.count_max.is_some_and(|max| count > max)
            || rules.unique && repeated()
        {
            return Some(false);
        }
        for (at, item) in items.iter().enumerate() {
            let schema = match &rules.items {
                Items::Any => None,
                Items::All(id) => Some(*id),
                Items::Tuple(first, rest) => first.get(at).copied().or(*rest),
            };
            if let Some(schema) = schema
                && !self.schema(schema, item)?
            {
                return Some(false);
            }
        }
        let Some(contains) = rules.contains else { return Some(true) };
        for item in items {
            if self.schema(contains, item)? {
                return Some(true);
            }
        }
        Some(false)
    }

    fn object(&mut self, rules: &Rules, members: &Map<String, Value>) -> Option<bool> {
        let rules = &rules.object;
        let count = members.len() as u64;
        if rules.count_min.is_some_and(|min| count < min)
            || rules.count_max.is_some_and(|max| count > max)
            || rules.required.iter().any(|name| !members.contains_key(name))
        {
            return Some(false);
        }
        for (name, value) in members {
            *self.steps = self.steps.checked_sub(rules.patterns.len())?;
            let mut schemas: Vec<Id> = rules.properties.get(name).copied().into_iter().collect();
            for (pattern, id) in &rules.patterns {
                if pattern.finds(name)? {
                    schemas.push(*id);
                }
            }
            if schemas.is_empty() {
                schemas.extend(rules.additional);
            }
            let named = rules.names.map_or(Some(true), |names| self.schema(names, &Value::String(name.clone())))?;
            if !named || !self.all(&schemas, value)? {
                return Some(false);
            }
        }
        for (_, dependency) in rules.dependencies.iter().filter(|(name, _)| members.contains_key(*name)) {
            let met = match dependency {
                Dependency::Properties(names) => names.iter().all(|name| members.contains_key(name)),
                Dependency::Schema(id) => self.schema(*id, &Value::Object(members.clone()))?,
            };
            if !met {
                return Some(false);
            }
        }
        Some(true)
    }
}

fn numbers(rules: &Rules, value: f64) -> bool {
    let rules = &rules.number;
    rules.lower.is_none_or(|bound| value > bound.value || !bound.exclusive && value == bound.value)
        && rules.upper.is_none_or(|bound| value < bound.value || !bound.exclusive && value == bound.value)
        && rules.multiple_of.is_none_or(|step| (value / step).fract() == 0.0)
}

fn strings(rules: &Rules, text: &str) -> Option<bool> {
    let rules = &rules.string;
    let length = text.chars().count() as u64;
    if rules.length_min.is_some_and(|min| length < min) || rules.length_max.is_some_and(|max| length > max) {
        return Some(false);
    }
    if rules.format.is_some() {
        // Formats are not looked into.
        return None;
    }
    rules.pattern.as_ref().map_or(Some(true), |pattern| pattern.finds(text))
}
