//! `trim`, `ltrim` and `rtrim`: of white space, or of given characters.

use boathouse_functions::{Category, Example, Function, Overload, Text};

use crate::support::{Range, is_java_whitespace, slice1, slice2};

macro_rules! trim {
    ($constant:ident, $name:literal, $description:literal, $left:literal, $right:literal, $example:expr) => {
        pub(crate) const $constant: Function = Function {
            name: $name,
            category: Category::String,
            description: $description,
            examples: $example,
            overloads: &[
                Overload {
                    signature: concat!($name, "(char(x)) -> varchar(x)"),
                    returns: None,
                    kernel: |_| Ok(slice1(|text| Some(trimmed(text, $left, $right, is_java_whitespace)))),
                },
                Overload {
                    signature: concat!($name, "(char(x), varchar(y)) -> varchar(x)"),
                    returns: None,
                    kernel: |_| Ok(slice2::<Text>(|text, set| Ok(Some(of_set(text, set, $left, $right))))),
                },
                Overload {
                    signature: concat!($name, "(varchar(x)) -> varchar(x)"),
                    returns: None,
                    kernel: |_| Ok(slice1(|text| Some(trimmed(text, $left, $right, is_java_whitespace)))),
                },
                Overload {
                    signature: concat!($name, "(varchar(x), varchar(y)) -> varchar(x)"),
                    returns: None,
                    kernel: |_| Ok(slice2::<Text>(|text, set| Ok(Some(of_set(text, set, $left, $right))))),
                },
            ],
            ..Function::DEFAULT
        };
    };
}

trim!(
    TRIM,
    "trim",
    "The text without white space, or the given characters, at its ends.",
    true,
    true,
    &[Example { sql: "trim('  abc ')", result: "abc" }, Example { sql: "trim(BOTH '$' FROM '$var$')", result: "var" },]
);
trim!(
    LTRIM,
    "ltrim",
    "The text without white space, or the given characters, at its start.",
    true,
    false,
    &[Example { sql: "ltrim('xxabc', 'x')", result: "abc" }]
);
trim!(
    RTRIM,
    "rtrim",
    "The text without white space, or the given characters, at its end.",
    false,
    true,
    &[Example { sql: "rtrim('abcxx', 'x')", result: "abc" }]
);

fn trimmed(text: &str, left: bool, right: bool, matches: impl Fn(char) -> bool) -> Range {
    let start = if left { text.len() - text.trim_start_matches(&matches).len() } else { 0 };
    let end = if right { text.trim_end_matches(&matches).len() } else { text.len() };
    start..end.max(start)
}

fn of_set(text: &str, set: &str, left: bool, right: bool) -> Range {
    trimmed(text, left, right, |c| set.contains(c))
}
