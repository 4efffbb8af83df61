//! Unix-style patterns of `Exclusions`.

use regex::Regex;

use crate::{Error, Result};

/// `*` and `?` stay within a folder, `**` does not; `[abc]` and `{a,b}` mean what they do in a shell.
pub(super) fn glob(pattern: &str) -> Result<Regex> {
    let mut text = String::from("(?s)^");
    let mut chars = pattern.chars().peekable();
    let mut in_braces = false;
    while let Some(c) = chars.next() {
        match c {
            '*' if chars.peek() == Some(&'*') => {
                chars.next();
                text.push_str(".*");
            }
            '*' => text.push_str("[^/]*"),
            '?' => text.push_str("[^/]"),
            '[' => text.push_str(&class(&mut chars)),
            '{' if !in_braces => {
                in_braces = true;
                text.push_str("(?:");
            }
            '}' if in_braces => {
                in_braces = false;
                text.push(')');
            }
            ',' if in_braces => text.push('|'),
            '\\' => text.push_str(&regex::escape(&chars.next().unwrap_or('\\').to_string())),
            other => text.push_str(&regex::escape(&other.to_string())),
        }
    }
    text.push('$');
    Regex::new(&text).map_err(|_| Error::InvalidInput(format!("'{pattern}' is not a pattern of file names")))
}

fn class(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut class = String::from("[");
    if chars.next_if(|c| matches!(c, '!' | '^')).is_some() {
        class.push('^');
    }
    for c in chars.by_ref() {
        match c {
            ']' => break,
            '-' => class.push('-'),
            other => class.push_str(&regex::escape(&other.to_string())),
        }
    }
    class.push(']');
    class
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_a_shell() {
        for (pattern, yes, no) in [
            ("*.pdf", "a.pdf", "x/a.pdf"),
            ("**.pdf", "x/y/a.pdf", "x/a.csv"),
            ("year=201?/**", "year=2019/m=1/a", "year=2020/a"),
            ("**/{a,b}.csv", "x/b.csv", "x/c.csv"),
            ("[!_]*", "a", "_a"),
        ] {
            let pattern_regex = glob(pattern).unwrap();
            assert!(pattern_regex.is_match(yes) && !pattern_regex.is_match(no), "{pattern}");
        }
    }
}
