//! Whether values keep to the constraints of the model.

use serde_json::Value;

use super::Model;
use super::kinds::whole;
use super::shapes::{Bounds, Shape, Text};
use crate::input::member;
use crate::{Constraints, InputError};

impl Model {
    /// # Errors
    /// All violations, in the order of the model's members.
    pub(super) fn check_rules(&self, shape: &Shape, value: &Value) -> Result<(), InputError> {
        let mut all = Constraints::new();
        self.collect(&mut all, "", shape, value);
        all.finish()
    }

    fn collect(&self, all: &mut Constraints, at: &str, shape: &Shape, value: &Value) {
        match (shape, value) {
            (Shape::Structure(members), Value::Object(given)) => {
                for one in members {
                    let place = join(at, &member(one.name));
                    match given.get(one.name).filter(|value| !value.is_null()) {
                        Some(value) => self.collect(all, &place, self.shape(one.shape), value),
                        None if one.is_required => drop(all.missing(&place)),
                        None => {}
                    }
                }
            }
            (Shape::List { element, length }, Value::Array(items)) => {
                let items: Vec<&Value> = items.iter().filter(|item| !item.is_null()).collect();
                if let Some(rule) = length.broken(items.len()) {
                    all.fail(at, None, &rule);
                }
                self.collect_items(all, at, self.shape(element), &items);
            }
            (Shape::Map { key, value }, Value::Object(given)) => {
                if let Shape::Text(text) = self.shape(key)
                    && given.keys().any(|key| text.is_broken(key))
                {
                    all.fail(at, None, &format!("Map keys must satisfy constraint: {}", text.rules()));
                }
                match self.shape(value) {
                    Shape::Text(text)
                        if given.values().filter_map(Value::as_str).any(|value| text.is_broken(value)) =>
                    {
                        all.fail(at, None, &format!("Map value must satisfy constraint: {}", text.rules()));
                    }
                    Shape::Text(_) => {}
                    shape => given.values().for_each(|value| self.collect(all, at, shape, value)),
                }
            }
            (Shape::Text(text), Value::String(given)) => {
                for rule in text.broken(given) {
                    all.fail(at, None, &rule);
                }
            }
            (Shape::Integer(bounds) | Shape::Long(bounds), number) => {
                let (min, max) = (bounds.min.unwrap_or(i64::MIN), bounds.max.unwrap_or(i64::MAX));
                all.range(at, whole(number).unwrap_or(min), min, max);
            }
            _ => {}
        }
    }

    /// Of texts the list is named, of anything else the element.
    fn collect_items(&self, all: &mut Constraints, at: &str, shape: &Shape, items: &[&Value]) {
        if let Shape::Text(text) = shape {
            if items.iter().filter_map(|item| item.as_str()).any(|item| text.is_broken(item)) {
                all.fail(at, None, &format!("Member must satisfy constraint: {}", text.rules()));
            }
            return;
        }
        for (number, item) in items.iter().enumerate() {
            self.collect(all, &format!("{at}.{}.member", number + 1), shape, item);
        }
    }
}

fn join(at: &str, step: &str) -> String {
    if at.is_empty() { step.to_owned() } else { format!("{at}.{step}") }
}

impl Bounds {
    fn least(min: i64) -> String {
        format!("Member must have length greater than or equal to {min}")
    }

    fn most(max: i64) -> String {
        format!("Member must have length less than or equal to {max}")
    }

    /// The rules that a length breaks.
    fn broken(self, length: usize) -> Option<String> {
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        match self {
            Self { min: Some(min), .. } if length < min => Some(Self::least(min)),
            Self { max: Some(max), .. } if length > max => Some(Self::most(max)),
            _ => None,
        }
    }
}

impl Text {
    fn is_broken(&self, text: &str) -> bool {
        self.broken(text).next().is_some()
    }

    /// The rules that a text breaks.
    fn broken(&self, text: &str) -> impl Iterator<Item = String> {
        let set = (!self.set.is_empty() && !self.set.contains(&text)).then(|| self.set_rule());
        let pattern = self.pattern.as_ref().filter(|pattern| !pattern.fits(text)).and_then(|_| self.pattern_rule());
        [set, pattern, self.length.broken(text.chars().count())].into_iter().flatten()
    }

    /// All rules, as texts that are elements have them told.
    fn rules(&self) -> String {
        let set = (!self.set.is_empty()).then(|| self.set_rule());
        let (most, least) = (self.length.max.map(Bounds::most), self.length.min.map(Bounds::least));
        let rules: Vec<String> = [most, least, self.pattern_rule(), set].into_iter().flatten().collect();
        format!("[{}]", rules.join(", "))
    }

    fn set_rule(&self) -> String {
        format!("Member must satisfy enum value set: [{}]", self.set.join(", "))
    }

    fn pattern_rule(&self) -> Option<String> {
        let pattern = self.pattern.as_ref()?;
        Some(format!("Member must satisfy regular expression pattern: {}", pattern.shown))
    }
}
