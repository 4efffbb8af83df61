//! `soundex`: American Soundex.

use boathouse_functions::{Category, Example, Function, Overload, Text, rows1};
use boathouse_types::{Result, TrinoError};

pub(crate) const FUNCTION: Function = Function {
    name: "soundex",
    category: Category::String,
    description: "The American Soundex code of a word: a letter and three digits for how it sounds.",
    examples: &[Example { sql: "soundex('Sarah')", result: "S600" }],
    overloads: &[Overload {
        signature: "soundex(varchar(x)) -> varchar(4)",
        returns: None,
        kernel: |bound| Ok(rows1::<Text, Text>(&bound.returns, |text| soundex(text).map(Some))),
    }],
    fallible: true,
    ..Function::DEFAULT
};

/// The digit of each letter from A to Z.
const DIGITS: &[u8; 26] = b"01230120022455012623010202";

fn digit(letter: char) -> Result<char> {
    match letter {
        'A'..='Z' => Ok(char::from(DIGITS[letter as usize - 'A' as usize])),
        _ => {
            let text = format!("The character is not mapped: {letter} (index={})", i64::from(letter as u32) - 65);
            Err(TrinoError::invalid_argument(text))
        }
    }
}

fn soundex(text: &str) -> Result<String> {
    let mut letters = text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_uppercase);
    let Some(first) = letters.next() else { return Ok(String::new()) };
    let mut code = String::from(first);
    let mut last = digit(first)?;
    let mut count = 1;
    for letter in letters {
        if count == 4 {
            break;
        }
        // H and W do not part letters of the same sound.
        if letter == 'H' || letter == 'W' {
            continue;
        }
        let digit = digit(letter)?;
        if digit != '0' && digit != last {
            code.push(digit);
            count += 1;
        }
        last = digit;
    }
    code.extend(std::iter::repeat_n('0', 4 - count));
    Ok(code)
}
