//! What the writer's conjunction says as a whole.

use std::fmt;

use serde_json::Value;

use super::Atom;
use crate::json_schema::{Document, Rules, Schema, Types};

pub(super) struct Facts<'a> {
    /// Types a value can have.
    pub types: Types,
    /// The rules that all hold.
    pub rules: Vec<&'a Rules>,
}

impl<'a> Facts<'a> {
    pub fn gather(document: &'a Document, all: &[Atom]) -> Self {
        let mut facts = Self { types: Types::ALL, rules: Vec::new() };
        for atom in all {
            match atom {
                Atom::Types(types) => facts.types = facts.types.and(*types),
                Atom::Schema(id, _) => {
                    if let Some(Schema::Rules(rules)) = document.schemas.get(*id) {
                        facts.types = rules.types.map_or(facts.types, |types| facts.types.and(types));
                        for values in &rules.values {
                            facts.types = facts.types.and(values.types);
                        }
                        facts.rules.push(rules);
                    }
                }
            }
        }
        facts
    }

    /// Every value there can be, where they can be listed; some may be forbidden by other rules.
    pub fn values(&self) -> Option<Vec<Value>> {
        let listed = self.rules.iter().flat_map(|rules| &rules.values).min_by_key(|values| values.list.len());
        let values = match listed {
            Some(values) => values.list.clone(),
            None if self.types.within(Types::NULL.or(Types::BOOLEAN)) => {
                vec![Value::Null, Value::Bool(false), Value::Bool(true)]
            }
            None => return None,
        };
        Some(values.into_iter().filter(|value| self.has(value)).collect())
    }

    fn has(&self, value: &Value) -> bool {
        Types::of(value).within(self.types)
            && self.rules.iter().all(|rules| rules.values.iter().all(|values| values.contain(value)))
    }

    /// The largest of something that each rule may give.
    pub fn largest<T: PartialOrd>(&self, of: impl Fn(&Rules) -> Option<T>) -> Option<T> {
        self.rules.iter().filter_map(|rules| of(rules)).reduce(|a, b| if b > a { b } else { a })
    }

    /// The smallest of something that each rule may give.
    pub fn smallest<T: PartialOrd>(&self, of: impl Fn(&Rules) -> Option<T>) -> Option<T> {
        self.rules.iter().filter_map(|rules| of(rules)).reduce(|a, b| if b < a { b } else { a })
    }
}

impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [
            (Self::NULL, "null"),
            (Self::BOOLEAN, "boolean"),
            (Self::NUMBER, "number"),
            (Self::STRING, "string"),
            (Self::ARRAY, "array"),
            (Self::OBJECT, "object"),
        ];
        let mut first = true;
        for (types, name) in names.into_iter().filter(|(types, _)| self.has(*types)) {
            let whole = types == Self::NUMBER && !self.has(Self::FRACTION);
            write!(f, "{}{}", if first { "" } else { "|" }, if whole { "integer" } else { name })?;
            first = false;
        }
        Ok(())
    }
}
