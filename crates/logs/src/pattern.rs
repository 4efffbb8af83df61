//! Filter patterns for unstructured log events.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>

use crate::Error;

/// What a message must hold. Terms are compared with their case; patterns for JSON and for fields, and regular
/// expressions, are refused.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// All of these.
    all: Vec<String>,
    /// One of these, if there are any.
    any: Vec<String>,
    /// None of these.
    none: Vec<String>,
}

impl Pattern {
    pub fn parse(text: &str) -> Result<Self, Error> {
        let invalid = || Error::InvalidParameter("Invalid filter pattern".to_owned());
        let mut pattern = Self::default();
        let mut rest = text.trim();
        if rest.starts_with(['{', '[', '%']) {
            return Err(Error::InvalidParameter(format!(
                "filterPattern '{text}' is not supported by boathouse: use terms, \"phrases\", ?either and -not."
            )));
        }
        while !rest.is_empty() {
            let kind = rest.chars().next().filter(|first| matches!(first, '?' | '-'));
            let term = rest.trim_start_matches(['?', '-']);
            if rest.len() - term.len() > 1 {
                return Err(invalid());
            }
            let (found, after) = match term.strip_prefix('"') {
                Some(quoted) => unquoted(quoted).ok_or_else(invalid)?,
                None => {
                    let end = term.find(char::is_whitespace).unwrap_or(term.len());
                    let (word, after) = term.split_at(end);
                    if word.is_empty() || !word.chars().all(|c| c.is_alphanumeric() || c == '_') {
                        return Err(invalid());
                    }
                    (word.to_owned(), after)
                }
            };
            match kind {
                Some('?') => pattern.any.push(found),
                Some(_) => pattern.none.push(found),
                None => pattern.all.push(found),
            }
            rest = after.trim_start();
        }
        Ok(pattern)
    }

    pub fn matches(&self, message: &str) -> bool {
        let holds = |term: &String| message.contains(term.as_str());
        self.all.iter().all(holds)
            && (self.any.is_empty() || self.any.iter().any(holds))
            && !self.none.iter().any(holds)
    }
}

/// The text up to the closing quote, and what follows it; a backslash makes a quote part of the text.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut found = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((found, &text[at + 1..])),
            '\\' => found.push(chars.next()?.1),
            c => found.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matches() {
        let message = "[1-2] ERROR : Created table \"t\" in database db";
        for (pattern, expected) in [
            ("", true),
            ("ERROR", true),
            ("error", false),
            ("ERROR table", true),
            ("ERROR INFO", false),
            ("?ERROR ?INFO", true),
            ("?WARN ?INFO", false),
            ("ERROR -INFO", true),
            ("-ERROR", false),
            ("\"ERROR : Created\"", true),
            ("\"ERROR: Created\"", false),
            ("-\"table \\\"t\\\"\"", false),
            ("\"[1-2]\" table", true),
        ] {
            assert_eq!(Pattern::parse(pattern).unwrap().matches(message), expected, "{pattern}");
        }
    }

    #[test]
    fn what_is_refused() {
        for (pattern, text) in [
            ("{ $.level = \"x\" }", "not supported"),
            ("[a, b]", "not supported"),
            ("%x.y%", "not supported"),
            ("a:b", "Invalid filter pattern"),
            ("\"open", "Invalid filter pattern"),
            ("-", "Invalid filter pattern"),
            ("?-a", "Invalid filter pattern"),
        ] {
            let error = Pattern::parse(pattern).expect_err(pattern).to_string();
            assert!(error.contains(text), "{pattern}: {error}");
        }
    }
}
