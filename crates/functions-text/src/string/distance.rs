//! `levenshtein_distance` and `hamming_distance`, in code points.

use boathouse_functions::{Category, Example, Function, I64, Overload, Text, rows2};
use boathouse_types::{Result, TrinoError};

/// Steps a distance may take, as Trino bounds them.
const STEPS_MAX: u64 = 1_000_000;

pub(crate) const LEVENSHTEIN: Function = Function {
    name: "levenshtein_distance",
    category: Category::String,
    description: "How many characters have to be put in, taken out or changed to get one text from the other.",
    examples: &[Example { sql: "levenshtein_distance('hello world', 'hel wold')", result: "3" }],
    overloads: &[Overload {
        signature: "levenshtein_distance(varchar(x), varchar(y)) -> bigint",
        returns: None,
        kernel: |bound| Ok(rows2::<Text, Text, I64>(&bound.returns, |left, right| levenshtein(left, right).map(Some))),
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const HAMMING: Function = Function {
    name: "hamming_distance",
    category: Category::String,
    description: "In how many places two texts of the same length differ.",
    examples: &[Example { sql: "hamming_distance('like', 'hate')", result: "3" }],
    overloads: &[Overload {
        signature: "hamming_distance(varchar(x), varchar(y)) -> bigint",
        returns: None,
        kernel: |bound| Ok(rows2::<Text, Text, I64>(&bound.returns, |left, right| hamming(left, right).map(Some))),
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn levenshtein(left: &str, right: &str) -> Result<i64> {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let (shorter, longer) = if left.len() < right.len() { (left, right) } else { (right, left) };
    if shorter.is_empty() {
        return Ok(longer.len() as i64);
    }
    if longer.len() as u64 * (shorter.len() as u64 - 1) > STEPS_MAX {
        let text = format!(
            "The combined inputs for Levenshtein distance are too large: {} and {} characters",
            longer.len(),
            shorter.len()
        );
        return Err(TrinoError::invalid_argument(text));
    }
    // One row of the table at a time: the distances of the longer text's start to each start of the shorter one.
    let mut distances: Vec<usize> = (0..=shorter.len()).collect();
    for (i, c) in longer.iter().enumerate() {
        let mut diagonal = distances[0];
        distances[0] = i + 1;
        for (j, other) in shorter.iter().enumerate() {
            let changed = diagonal + usize::from(c != other);
            diagonal = distances[j + 1];
            distances[j + 1] = changed.min(diagonal + 1).min(distances[j] + 1);
        }
    }
    Ok(distances[shorter.len()] as i64)
}

fn hamming(left: &str, right: &str) -> Result<i64> {
    let (mut left, mut right) = (left.chars(), right.chars());
    let mut distance = 0;
    loop {
        match (left.next(), right.next()) {
            (None, None) => return Ok(distance),
            (Some(a), Some(b)) => distance += i64::from(a != b),
            _ => {
                let text = "The input strings to hamming_distance function must have the same length";
                return Err(TrinoError::invalid_argument(text));
            }
        }
    }
}
