//! The model's constraints and the text of their violations.

use super::InputError;

/// Collects violations; a request is refused with all of them at once.
#[derive(Debug, Default)]
pub struct Constraints {
    failures: Vec<String>,
    names_values: bool,
}

impl Constraints {
    /// Texts without the offending value: `Value at 'queryString' failed …`.
    pub fn new() -> Self {
        Self::default()
    }

    /// Texts with the offending value: `Value 'x' at 'name' failed …`.
    pub fn naming_values() -> Self {
        Self { failures: Vec::new(), names_values: true }
    }

    /// A text must have `min` to `max` characters.
    pub fn length(&mut self, at: &str, value: &str, min: usize, max: usize) -> &mut Self {
        let length = value.chars().count();
        if length < min {
            self.fail(at, Some(value), &format!("Member must have length greater than or equal to {min}"));
        } else if length > max {
            self.fail(at, Some(value), &format!("Member must have length less than or equal to {max}"));
        }
        self
    }

    /// A list must have `min` to `max` elements.
    pub fn count(&mut self, at: &str, length: usize, min: usize, max: usize) -> &mut Self {
        if length < min {
            self.fail(at, None, &format!("Member must have length greater than or equal to {min}"));
        } else if length > max {
            self.fail(at, None, &format!("Member must have length less than or equal to {max}"));
        }
        self
    }

    /// A number must lie between `min` and `max`.
    pub fn range(&mut self, at: &str, value: i64, min: i64, max: i64) -> &mut Self {
        if value < min {
            self.fail(at, Some(&value.to_string()), &format!("Member must have value greater than or equal to {min}"));
        } else if value > max {
            self.fail(at, Some(&value.to_string()), &format!("Member must have value less than or equal to {max}"));
        }
        self
    }

    /// A text must be one of these.
    pub fn one_of(&mut self, at: &str, value: &str, allowed: &[&str]) -> &mut Self {
        if !allowed.contains(&value) {
            let set = allowed.join(", ");
            self.fail(at, Some(value), &format!("Member must satisfy enum value set: [{set}]"));
        }
        self
    }

    /// A text must match a regular expression of the model, which `fits` decides.
    pub fn pattern(&mut self, at: &str, value: &str, pattern: &str, fits: impl Fn(char) -> bool) -> &mut Self {
        if !value.chars().all(fits) {
            self.fail(at, Some(value), &format!("Member must satisfy regular expression pattern: {pattern}"));
        }
        self
    }

    /// A violation of any other rule, in the model's words.
    pub fn fail(&mut self, at: &str, value: Option<&str>, rule: &str) -> &mut Self {
        let value = match value {
            Some(value) if self.names_values => format!("'{value}' "),
            _ => String::new(),
        };
        self.failures.push(format!("Value {value}at '{at}' failed to satisfy constraint: {rule}"));
        self
    }

    /// A member that had to be there.
    pub fn missing(&mut self, at: &str) -> &mut Self {
        self.failures.push(format!("Value null at '{at}' failed to satisfy constraint: Member must not be null"));
        self
    }

    /// Done.
    ///
    /// # Errors
    /// [`InputError::Constraints`] when anything was violated.
    pub fn finish(&mut self) -> Result<(), InputError> {
        let failures = std::mem::take(&mut self.failures);
        let noun = match failures.len() {
            0 => return Ok(()),
            1 => "validation error",
            _ => "validation errors",
        };
        Err(InputError::Constraints(format!("{} {noun} detected: {}", failures.len(), failures.join("; "))))
    }
}
