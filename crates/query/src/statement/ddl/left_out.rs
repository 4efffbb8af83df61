//! What a file of DDL does not say, as a short list however much it is.

use std::collections::BTreeMap;

use serde_json::Value;

/// Things left out, each kind with how many there are of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut(BTreeMap<String, u64>);

/// Members of objects within objects are told apart down to here.
const DEPTH_MAX: usize = 2;

impl LeftOut {
    /// One line for each kind of thing.
    pub fn lines(&self) -> Vec<String> {
        self.0.iter().map(|(what, count)| format!("{what} ({count})")).collect()
    }

    pub(super) fn add(&mut self, what: impl Into<String>) {
        *self.0.entry(what.into()).or_default() += 1;
    }

    /// Notes the members that come back as something else, for things of this kind.
    pub(super) fn add_differences(&mut self, of: &str, written: &Value, read: &Value) {
        let mut paths = Vec::new();
        differences(written, read, &mut String::new(), 0, &mut paths);
        paths.into_iter().for_each(|path| self.add(format!("'{path}' of {of}")));
    }
}

fn differences(written: &Value, read: &Value, path: &mut String, depth: usize, paths: &mut Vec<String>) {
    let Value::Object(written) = written else { return };
    for (key, value) in written {
        let back = read.get(key).unwrap_or(&Value::Null);
        if value == back || (says_nothing(value) && says_nothing(back)) {
            continue;
        }
        let length = path.len();
        path.push_str(if length == 0 { "" } else { "." });
        path.push_str(key);
        if depth < DEPTH_MAX && value.is_object() && back.is_object() {
            differences(value, back, path, depth + 1, paths);
        } else if !says_nothing(value) {
            paths.push(path.clone());
        }
        path.truncate(length);
    }
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(number) => number.as_i64().is_some_and(|number| number <= 0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(says_nothing),
        Value::Bool(true) => false,
    }
}
