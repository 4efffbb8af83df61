//! Regular expressions of Java that fit whole lines.
//!
//! Most of Java's syntax is that of fancy-regex; what means something else there is written anew.

use fancy_regex::{Regex, RegexBuilder};

use super::guard;
use super::{AUTOMATON_BYTES_MAX, GrokError, LINE_BYTES_MAX, LINE_STEPS_MAX, PROGRAM_SIZE_MAX};

/// Classes that Java knows by the name of a script or a property and that hold ASCII only.
const POSIX: [(&str, &str); 13] = [
    ("Lower", "a-z"),
    ("Upper", "A-Z"),
    ("ASCII", r"\x00-\x7f"),
    ("Alpha", "a-zA-Z"),
    ("Digit", "0-9"),
    ("Alnum", "a-zA-Z0-9"),
    ("Punct", r"!-/:-@\[-`{-~"),
    ("Graph", "!-~"),
    ("Print", " -~"),
    ("Blank", r" \t"),
    ("Cntrl", r"\x00-\x1f\x7f"),
    ("XDigit", "0-9a-fA-F"),
    ("Space", r" \t\n\x0b\f\r"),
];

/// A compiled expression.
#[derive(Debug)]
pub struct LineRegex {
    /// Look-aheads the expression begins with.
    guard: Option<Regex>,
    regex: Regex,
}

impl LineRegex {
    /// Compiles an expression.
    ///
    /// # Errors
    /// [`GrokError::Regex`] for what is wrong with it.
    pub fn new(pattern: &str, case_insensitive: bool) -> Result<Self, GrokError> {
        let flags = if case_insensitive { "(?i)" } else { "" };
        let build = |text: String| {
            RegexBuilder::new(&text)
                .backtrack_limit(LINE_STEPS_MAX)
                .max_prog_size(PROGRAM_SIZE_MAX)
                .delegate_size_limit(AUTOMATON_BYTES_MAX)
                .delegate_dfa_size_limit(AUTOMATON_BYTES_MAX)
                .build()
                .map_err(|error| GrokError::Regex(error.to_string()))
        };
        let translated = translate(pattern);
        let (guard, rest) = guard::split(&translated);
        Ok(Self {
            guard: guard.map(|guard| build(format!("{flags}\\A{guard}"))).transpose()?,
            regex: build(format!("{flags}\\A(?:{rest})\\z"))?,
        })
    }

    /// Groups that capture.
    pub fn groups(&self) -> usize {
        self.regex.captures_len().saturating_sub(1)
    }

    /// What the groups took of the line, the first at 0; `None` when it does not fit as a whole. A group that
    /// took no part has nothing.
    ///
    /// # Errors
    /// [`GrokError::TooManySteps`]; a line that is too long would take them.
    pub fn captures<'t>(&self, line: &'t str) -> Result<Option<Vec<Option<&'t str>>>, GrokError> {
        if line.len() > LINE_BYTES_MAX {
            return Err(GrokError::TooManySteps);
        }
        if let Some(guard) = &self.guard
            && !guard.is_match(line).map_err(|_| GrokError::TooManySteps)?
        {
            return Ok(None);
        }
        let found = self.regex.captures(line).map_err(|_| GrokError::TooManySteps)?;
        Ok(found.map(|groups| {
            let group = |index: usize| groups.get(index).map(|part| &line[part.start()..part.end()]);
            (1..=self.groups()).map(group).collect()
        }))
    }
}

/// `pattern` in the syntax of the engine.
fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    let mut depth = 0_usize;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => rest = escape(&mut out, rest),
            '[' => {
                depth += 1;
                out.push('[');
                if let Some(after) = rest.strip_prefix('^') {
                    out.push('^');
                    rest = after;
                }
                // Here a bracket closes nothing, it is one of the class.
                if let Some(after) = rest.strip_prefix(']') {
                    out.push_str("\\]");
                    rest = after;
                }
            }
            ']' if depth > 0 => {
                depth -= 1;
                out.push(']');
            }
            // Two of these are operators of the engine and plain signs to Java.
            '-' | '~' if depth > 0 && rest.starts_with(c) => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

/// Writes what an escape stands for and gives what follows it.
fn escape<'a>(out: &mut String, rest: &'a str) -> &'a str {
    let Some(c) = rest.chars().next() else {
        out.push_str("\\\\");
        return rest;
    };
    let after = &rest[c.len_utf8()..];
    // Inside of a class it is a class of its own, so that a sign after it is no range.
    let class = |out: &mut String, members: &str, negated: bool| {
        out.extend(["[", if negated { "^" } else { "" }, members, "]"]);
    };
    match c {
        'Q' => {
            let (text, after) = after.split_once("\\E").unwrap_or((after, ""));
            out.push_str(&fancy_regex::escape(text));
            return after;
        }
        // Java's are of ASCII.
        'd' | 'D' => class(out, "0-9", c == 'D'),
        'w' | 'W' => class(out, "a-zA-Z0-9_", c == 'W'),
        's' | 'S' => class(out, r" \t\n\x0b\f\r", c == 'S'),
        'h' | 'H' => class(out, r" \t\xa0\x{1680}\x{180e}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}", c == 'H'),
        'e' => out.push_str(r"\x1b"),
        'Z' => out.push_str(r"(?=\n?\z)"),
        'p' | 'P' => {
            let name = after.strip_prefix('{').and_then(|rest| rest.split_once('}'));
            if let Some((name, after)) = name {
                let plain = name.strip_prefix("Is").unwrap_or(name);
                let known = POSIX.iter().find(|(posix, _)| *posix == name).map(|(_, members)| *members);
                match known {
                    Some(members) => class(out, members, c == 'P'),
                    None => out.extend(["\\", &c.to_string(), "{", plain, "}"]),
                }
                return after;
            }
            out.extend(['\\', c]);
        }
        'u' => {
            // A character by four digits.
            match after.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())) {
                Some(digits) => {
                    out.extend(["\\x{", digits, "}"]);
                    return &after[4..];
                }
                None => out.extend(['\\', c]),
            }
        }
        // A sign that means nothing stands for itself.
        _ if c.is_ascii_alphanumeric() => out.extend(['\\', c]),
        _ => out.push_str(&fancy_regex::escape(&c.to_string())),
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_of_java() {
        for (pattern, line, expected) in [
            ("([^ ]*) ([0-9]+)", "a 12", Some(vec![Some("a"), Some("12")])),
            ("([^ ]*) ([0-9]+)", "a 12 ", None),
            ("(a|ab)(c)?", "ab", Some(vec![Some("ab"), None])),
            (r"(\d+)", "٣", None),
            (r"(\w+)\s(\S+)", "a_1\tx", Some(vec![Some("a_1"), Some("x")])),
            (r"([\w-.]+)", "a-b.c", Some(vec![Some("a-b.c")])),
            (r"([^\s\d]+)\s*(.*)", "ab 1", Some(vec![Some("ab"), Some("1")])),
            (r"\Q(.)\E(.*)", "(.)x", Some(vec![Some("x")])),
            (r"(\p{Alpha}+)(\P{Alpha})", "ab1", Some(vec![Some("ab"), Some("1")])),
            (r"(\p{L}+)", "é", Some(vec![Some("é")])),
            (r#"\"(.*?)\"\/(.*)"#, "\"a\"/b", Some(vec![Some("a"), Some("b")])),
            (r"(?<name>\w++)-(?:x)(?!y)(.)", "a-xz", Some(vec![Some("a"), Some("z")])),
            (r"([]a]+)", "]a", Some(vec![Some("]a")])),
            (r"(\u0041)", "A", Some(vec![Some("A")])),
            (r"^(?!#)([^ ]+)$", "#x", None),
        ] {
            let regex = LineRegex::new(pattern, false).unwrap();
            assert_eq!(regex.captures(line).unwrap(), expected, "{pattern} on {line}");
        }
        assert_eq!(LineRegex::new("(ab)c", true).unwrap().captures("ABc").unwrap(), Some(vec![Some("AB")]));
        assert_eq!(LineRegex::new("(a)(?:b)(c)", true).unwrap().groups(), 2);
        assert!(LineRegex::new("(a", false).is_err());
        let (line, regex) = ("a".repeat(2_000), LineRegex::new("(?=a)(?:(a)|a)*(?=b)c", false).unwrap());
        assert!(matches!(regex.captures(&line), Ok(None) | Err(GrokError::TooManySteps)));
        assert_eq!(regex.captures(&"a".repeat(LINE_BYTES_MAX + 1)), Err(GrokError::TooManySteps));
    }
}
