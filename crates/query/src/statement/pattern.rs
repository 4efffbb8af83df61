//! The patterns of SHOW statements, which are Java's regular expressions with wildcards of Hive's.

use regex::{Regex, RegexBuilder};

use crate::Failure;

/// The largest compiled pattern, in bytes.
const PATTERN_BYTES_MAX: usize = 1 << 20;

/// The pattern of SHOW DATABASES: a regular expression for whole names, in which case counts. `*` is every name.
///
/// # Errors
/// What the catalog says of a pattern that is none.
pub(super) fn of_databases(pattern: Option<&str>) -> Result<Option<Regex>, Failure> {
    match pattern {
        None | Some("*" | "") => Ok(None),
        Some(pattern) => whole(pattern, false).map(Some),
    }
}

/// The pattern of SHOW TABLES and SHOW VIEWS: `*` stands for any text and `|` for a choice.
///
/// # Errors
/// What the catalog says of a pattern that is none.
pub(super) fn of_tables(pattern: Option<&str>) -> Result<Option<Regex>, Failure> {
    match pattern {
        None | Some("*" | "") => Ok(None),
        Some(pattern) => whole(&pattern.replace(".*", "*").replace('*', ".*"), true).map(Some),
    }
}

fn whole(pattern: &str, any_case: bool) -> Result<Regex, Failure> {
    let invalid = |what: &str| {
        let text = format!("MetaException(message:java.util.regex.PatternSyntaxException: {what}\n{pattern})");
        Failure::task(&text)
    };
    if let Some(first) = pattern.chars().next().filter(|c| ['*', '+', '?'].contains(c)) {
        return Err(invalid(&format!("Dangling meta character '{first}' near index 0")));
    }
    let built =
        RegexBuilder::new(&format!("^(?:{pattern})$")).case_insensitive(any_case).size_limit(PATTERN_BYTES_MAX).build();
    built.map_err(|error| invalid(&error.to_string().lines().last().unwrap_or_default().replace("error: ", "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &Result<Option<Regex>, Failure>, name: &str) -> bool {
        pattern.as_ref().expect("a pattern").as_ref().is_none_or(|pattern| pattern.is_match(name))
    }

    #[test]
    fn whole_names() {
        for (pattern, name, databases, tables) in [
            ("*", "abc", true, true),
            ("abc", "abc", true, true),
            ("ABC", "abc", false, true),
            ("ab", "abc", false, false),
            ("abc*", "abcd", false, true),
            ("abc*", "abcc", true, true),
            ("a.*", "abc", true, true),
            ("abc|x", "x", true, true),
            ("a[bc]*", "abcb", true, true),
        ] {
            assert_eq!(matches(&of_databases(Some(pattern)), name), databases, "{pattern} {name}");
            assert_eq!(matches(&of_tables(Some(pattern)), name), tables, "{pattern} {name}");
        }
        let failure = of_databases(Some("*x")).expect_err("dangling").reason;
        assert!(failure.contains("PatternSyntaxException: Dangling meta character '*' near index 0"), "{failure}");
        assert!(of_tables(Some("(")).is_err());
    }
}
