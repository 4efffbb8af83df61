//! Exclusion patterns of crawler targets.
//!
//! `*` any characters of one path component, `**` of several, `?` one character of a component,
//! `\` escapes, `[abc]`, `[a-z]`, `[!x]` one character of a component, `{a,b}` alternatives.
//! <https://docs.aws.amazon.com/glue/latest/dg/define-crawler-choose-data-sources.html>

use regex::{Regex, RegexBuilder};

use crate::{Error, Result};

/// A pattern longer than this is refused.
const PATTERN_CHARS_MAX: usize = 1024;
/// Memory a compiled pattern may take.
const COMPILED_BYTES_MAX: usize = 1 << 20;

/// A compiled exclusion pattern, matched against paths relative to the include path.
#[derive(Debug, Clone)]
pub struct Glob {
    regex: Regex,
}

impl Glob {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] naming what is wrong with the pattern.
    pub fn new(pattern: &str) -> Result<Self> {
        let invalid = |why: &str| Error::invalid(format!("The exclusion pattern '{pattern}' is not valid: {why}."));
        if pattern.chars().count() > PATTERN_CHARS_MAX {
            return Err(invalid("it is too long"));
        }
        let source = translate(pattern).map_err(invalid)?;
        let regex = RegexBuilder::new(&source).size_limit(COMPILED_BYTES_MAX).build();
        Ok(Self { regex: regex.map_err(|_| invalid("it is too complex"))? })
    }

    /// True when the whole path matches.
    pub fn matches(&self, path: &str) -> bool {
        self.regex.is_match(path)
    }
}

fn translate(pattern: &str) -> Result<String, &'static str> {
    let mut out = String::from("(?s)\\A");
    let mut chars = pattern.chars().peekable();
    let mut in_group = false;
    while let Some(c) = chars.next() {
        match c {
            '*' if chars.next_if_eq(&'*').is_some() => out.push_str(".*"),
            '*' => out.push_str("[^/]*"),
            '?' => out.push_str("[^/]"),
            '\\' => push_literal(&mut out, chars.next().ok_or("it ends with an escape")?),
            '[' => bracket(&mut out, &mut chars)?,
            '{' if in_group => return Err("groups do not nest"),
            '{' => {
                in_group = true;
                out.push_str("(?:");
            }
            '}' if in_group => {
                in_group = false;
                out.push(')');
            }
            ',' if in_group => out.push('|'),
            other => push_literal(&mut out, other),
        }
    }
    if in_group {
        return Err("a group is not closed");
    }
    out.push_str("\\z");
    Ok(out)
}

fn push_literal(out: &mut String, c: char) {
    out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
}

/// `*`, `?` and `\` mean themselves between brackets; the class never matches a `/`.
fn bracket(out: &mut String, chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<(), &'static str> {
    let negated = chars.next_if_eq(&'!').is_some();
    let mut members = Vec::new();
    loop {
        match chars.next().ok_or("a bracket is not closed")? {
            ']' if !members.is_empty() => break,
            c => members.push(c),
        }
    }
    out.push_str(if negated { "[^/" } else { "[" });
    let mut class = String::new();
    let mut i = 0;
    while i < members.len() {
        match members.get(i + 1..i + 3) {
            Some(['-', end]) if *end >= members[i] => {
                class.push_str(&format!("{}-{}", class_char(members[i]), class_char(*end)));
                i += 3;
            }
            Some(['-', _]) if i > 0 || members[i] != '-' => return Err("a range runs backwards"),
            _ => {
                class.push_str(&class_char(members[i]));
                i += 1;
            }
        }
    }
    out.push_str(&class);
    out.push_str(if negated { "]" } else { "&&[^/]]" });
    Ok(())
}

fn class_char(c: char) -> String {
    if c.is_alphanumeric() { c.to_string() } else { format!("\\x{{{:x}}}", u32::from(c)) }
}

#[cfg(test)]
mod tests;
