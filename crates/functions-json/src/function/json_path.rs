//! The paths of `json_extract` and its kin: `$.a["b c"][0]`.

use boathouse_types::{Result, TrinoError};

use crate::document::{Cursor, Wrong};

/// A compiled path.
#[derive(Debug)]
pub(super) struct JsonPath {
    steps: Vec<Step>,
}

/// A member of an object, or of an array where it is a number.
#[derive(Debug)]
struct Step {
    name: String,
    index: Option<usize>,
}

impl JsonPath {
    pub(super) fn new(text: &str) -> Result<Self> {
        let wrong = || TrinoError::invalid_argument(format!("Invalid JSON path: '{text}'"));
        let mut rest = text.strip_prefix('$').ok_or_else(wrong)?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let (name, behind) = step(rest).ok_or_else(wrong)?;
            // A plus sign is taken by Rust's numbers, not by these.
            let index = name.parse().ok().filter(|_| name.bytes().all(|b| b.is_ascii_digit()));
            steps.push(Step { index, name });
            rest = behind;
        }
        Ok(Self { steps })
    }

    /// Moves the cursor to what the path leads to; false when it leads nowhere.
    pub(super) fn follow(&self, cursor: &mut Cursor<'_>) -> Result<bool, Wrong> {
        self.steps.iter().try_fold(true, |found, step| Ok(found && step.take(cursor)?))
    }
}

impl Step {
    fn take(&self, cursor: &mut Cursor<'_>) -> Result<bool, Wrong> {
        match cursor.peek().ok_or(Wrong)? {
            b'{' => {
                cursor.open()?;
                let mut first = true;
                while let Some(name) = cursor.member(std::mem::take(&mut first))? {
                    if name == self.name {
                        return Ok(true);
                    }
                    cursor.skip()?;
                }
                Ok(false)
            }
            b'[' => {
                let Some(index) = self.index else { return Ok(false) };
                cursor.open()?;
                let mut at = 0;
                while cursor.element(at == 0)? {
                    if at == index {
                        return Ok(true);
                    }
                    cursor.skip()?;
                    at += 1;
                }
                Ok(false)
            }
            _ => Ok(false),
        }
    }
}

/// The first step of a text, and what stands behind it.
fn step(text: &str) -> Option<(String, &str)> {
    let letter = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let taken = |text: &str, allowed: &dyn Fn(char) -> bool| {
        let length = text.find(|c| !allowed(c)).unwrap_or(text.len());
        (length > 0).then_some(length)
    };
    if let Some(rest) = text.strip_prefix('.') {
        let length = taken(rest, &|c| letter(c) || matches!(c, ':' | '$' | '/' | '@' | '|' | '#'))?;
        return Some((rest[..length].to_owned(), &rest[length..]));
    }
    let rest = text.strip_prefix('[')?;
    let (name, rest) = match rest.strip_prefix('"') {
        None => {
            let length = taken(rest, &letter)?;
            (rest[..length].to_owned(), &rest[length..])
        }
        Some(rest) => quoted(rest)?,
    };
    Some((name, rest.strip_prefix(']')?))
}

/// The text up to the closing quote, and what stands behind that.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut characters = text.chars();
    loop {
        match characters.next()? {
            '"' => return Some((name, characters.as_str())),
            '\\' => name.push(characters.next().filter(|c| matches!(c, '"' | '\\'))?),
            c => name.push(c),
        }
    }
}
