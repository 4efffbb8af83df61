//! The custom JSON classifier.

use serde::{Deserialize, Serialize};

use super::check_name;
use crate::{Error, Result};

/// Parts of JSON, each of which is a row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct JsonClassifier {
    /// Name, unique among classifiers.
    pub name: String,
    /// Where the parts are: `$` and then any of `.name`, `['name']`, `[n]`, `.*` and `[*]`.
    pub json_path: String,
}

impl JsonClassifier {
    /// Checks every member.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] naming the member.
    pub fn validate(&self) -> Result<()> {
        check_name(&self.name)?;
        match is_path(&self.json_path) {
            true => Ok(()),
            false => Err(Error::invalid(format!(
                "JsonPath '{}' is not '$' followed by .name, ['name'], [n] or *.",
                self.json_path
            ))),
        }
    }
}

fn is_path(path: &str) -> bool {
    let Some(mut rest) = path.strip_prefix('$') else { return false };
    while !rest.is_empty() {
        let Some(after) = after_step(rest) else { return false };
        rest = after;
    }
    true
}

fn after_step(rest: &str) -> Option<&str> {
    if let Some(quoted) = rest.strip_prefix("['") {
        let (name, after) = quoted.split_once("']")?;
        return (!name.is_empty()).then_some(after);
    }
    if let Some(index) = rest.strip_prefix('[') {
        let (index, after) = index.split_once(']')?;
        let is_number = !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit());
        return (index == "*" || is_number).then_some(after);
    }
    let named = rest.strip_prefix('.')?;
    let end = named.find(['.', '[']).unwrap_or(named.len());
    let (name, after) = named.split_at(end);
    let is_name = !name.is_empty() && (name == "*" || !name.contains(['*', ']', '\'', '"', '(', ')', '?', '@']));
    is_name.then_some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for path in ["$", "$[*]", "$.id", "$.identifiers[*].identifier", "$['a b'][0].*", "$.größe"] {
            assert!(is_path(path), "{path}");
        }
        for path in ["", "id", "$.", "$..id", "$id", "$[", "$[x]", "$['']", "$['a]", "$[?(@.a)]", "$.a*"] {
            assert!(!is_path(path), "{path}");
        }
    }
}
