//! Text Ion: JSON with comments, annotations, symbols and more kinds of values.
//! <https://amazon-ion.github.io/ion-docs/docs/spec.html>

use super::tokens::{Token, Tokens};
use super::{Broken, DEPTH_MAX, IonValue, Top, timestamp};

const VERSION: &str = "$ion_1_0";
const SYMBOL_TABLE: &str = "$ion_symbol_table";

/// Takes one value off the front.
pub(super) fn next(rest: &mut &[u8], complete: bool) -> Result<Top, Broken> {
    let mut reader = Reader { tokens: Tokens { rest, is_cut: !complete } };
    let top = reader.top_level()?;
    *rest = reader.tokens.rest;
    Ok(top)
}

struct Reader<'a> {
    tokens: Tokens<'a>,
}

impl Reader<'_> {
    /// Only structs are rows: nearly every word is text Ion too, and no one means it by that.
    fn top_level(&mut self) -> Result<Top, Broken> {
        let (mut is_symbol_table, mut before) = (false, None);
        loop {
            let at = self.tokens;
            match self.tokens.next()? {
                None if before.is_none() => return Ok(Top::End),
                Some(Token::Mark(b'{')) => {
                    let start = self.after_space(at);
                    let fields = self.fields(0)?;
                    return Ok(match is_symbol_table {
                        true => Top::NoData,
                        false => Top::Row(fields, start - self.tokens.rest.len()),
                    });
                }
                Some(Token::Word(word) | Token::Quoted(word)) => {
                    let mut ahead = self.tokens;
                    if ahead.next()? == Some(Token::Annotates) {
                        self.tokens = ahead;
                        is_symbol_table |= before.is_none() && word == SYMBOL_TABLE;
                        before = Some(word);
                    } else if word == VERSION && before.is_none() {
                        return Ok(Top::NoData);
                    } else {
                        return Err(Broken::wrong("it is no struct, and rows are structs"));
                    }
                }
                _ => return Err(Broken::wrong("it is no struct, and rows are structs")),
            }
        }
    }

    /// Bytes left from the first byte of the value at `at`.
    fn after_space(&self, at: Tokens<'_>) -> usize {
        at.rest.iter().position(|byte| *byte == b'{').map_or(at.rest.len(), |skipped| at.rest.len() - skipped)
    }

    /// Fields up to the brace that ends them.
    fn fields(&mut self, depth: u8) -> Result<Vec<(String, IonValue)>, Broken> {
        let mut fields = Vec::new();
        loop {
            let name = match self.token()? {
                Token::Mark(b'}') => return Ok(fields),
                Token::Text(name) | Token::Quoted(name) => name,
                Token::Word(name) if is_number(&name) => return Err(Broken::wrong("a field's name is a number")),
                Token::Word(name) if is_symbol_number(&name) => {
                    return Err(Broken::wrong("a field's name is the number of a symbol"));
                }
                Token::Word(name) if is_identifier(&name) => name,
                _ => return Err(Broken::wrong("a field has no name")),
            };
            if self.token()? != Token::Mark(b':') {
                return Err(Broken::wrong("a field's name is not followed by a colon"));
            }
            let first = self.token()?;
            fields.push((name, self.value(first, depth + 1, false)?));
            match self.token()? {
                Token::Mark(b',') => {}
                Token::Mark(b'}') => return Ok(fields),
                _ => return Err(Broken::wrong("two fields have no comma between them")),
            }
        }
    }

    /// A value inside of another; the end of the text is no end of it.
    fn token(&mut self) -> Result<Token, Broken> {
        self.tokens.next()?.ok_or(Broken::Cut)
    }

    fn value(&mut self, first: Token, depth: u8, in_expression: bool) -> Result<IonValue, Broken> {
        if depth > DEPTH_MAX {
            return Err(Broken::wrong(format!("it is nested deeper than {DEPTH_MAX} levels")));
        }
        let mut token = first;
        loop {
            let mut ahead = self.tokens;
            let annotates =
                matches!(token, Token::Word(_) | Token::Quoted(_)) && ahead.next()? == Some(Token::Annotates);
            if !annotates {
                break;
            }
            self.tokens = ahead;
            token = self.token()?;
        }
        Ok(match token {
            Token::Text(text) | Token::Quoted(text) => IonValue::Text(text),
            Token::Blob(bytes) => IonValue::Bytes(bytes),
            Token::Mark(b'{') => IonValue::Struct(self.fields(depth)?),
            Token::Mark(b'[') => IonValue::List(self.items(depth)?),
            Token::Mark(b'(') => IonValue::List(self.expression(depth)?),
            Token::Word(word) => of_word(&word, in_expression)?,
            Token::Mark(_) | Token::Annotates => return Err(Broken::wrong("a value is missing")),
        })
    }

    fn items(&mut self, depth: u8) -> Result<Vec<IonValue>, Broken> {
        let mut items = Vec::new();
        loop {
            let first = match self.token()? {
                Token::Mark(b']') => return Ok(items),
                token => token,
            };
            items.push(self.value(first, depth + 1, false)?);
            match self.token()? {
                Token::Mark(b',') => {}
                Token::Mark(b']') => return Ok(items),
                _ => return Err(Broken::wrong("two items have no comma between them")),
            }
        }
    }

    fn expression(&mut self, depth: u8) -> Result<Vec<IonValue>, Broken> {
        let mut items = Vec::new();
        loop {
            match self.token()? {
                Token::Mark(b')') => return Ok(items),
                token => items.push(self.value(token, depth + 1, true)?),
            }
        }
    }
}

/// A value without quotes. Signs alone are symbols, but only in expressions.
fn of_word(word: &str, in_expression: bool) -> Result<IonValue, Broken> {
    if word == "null" || word.strip_prefix("null.").is_some_and(is_identifier) {
        return Ok(IonValue::Null);
    }
    Ok(match word {
        "true" | "false" => IonValue::Boolean(word == "true"),
        "nan" => IonValue::Float(f64::NAN),
        "+inf" => IonValue::Float(f64::INFINITY),
        "-inf" => IonValue::Float(f64::NEG_INFINITY),
        _ if is_timestamp(word) => IonValue::Timestamp(timestamp::of_text(word)),
        _ if is_number(word) => number(word).ok_or_else(|| Broken::wrong(format!("'{}' is no number", shown(word))))?,
        _ if is_identifier(word) || in_expression => IonValue::Text(word.to_owned()),
        _ => return Err(Broken::wrong(format!("'{}' is no value", shown(word)))),
    })
}

fn shown(word: &str) -> String {
    word.chars().take(40).collect()
}

fn is_identifier(word: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
    !word.is_empty() && word.bytes().all(is_part) && !word.starts_with(|c: char| c.is_ascii_digit())
}

/// `$10`
fn is_symbol_number(word: &str) -> bool {
    word.strip_prefix('$').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_number(word: &str) -> bool {
    word.strip_prefix('-').unwrap_or(word).starts_with(|c: char| c.is_ascii_digit())
}

fn number(word: &str) -> Option<IonValue> {
    let (negative, digits) = match word.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, word),
    };
    let is_grouped =
        |text: &str| !text.is_empty() && !text.starts_with('_') && !text.ends_with('_') && !text.contains("__");
    let radix = |prefix: [&str; 2], radix: u32| {
        let digits =
            prefix.iter().find_map(|prefix| digits.strip_prefix(prefix)).filter(|digits| is_grouped(digits))?;
        let plain = digits.replace('_', "");
        let known = plain.chars().all(|c| c.is_digit(radix));
        Some(known.then(|| integer(i128::from_str_radix(&plain, radix).ok(), negative)))
    };
    if let Some(value) = radix(["0x", "0X"], 16).or_else(|| radix(["0b", "0B"], 2)) {
        return value;
    }
    let (mantissa, exponent) = match digits.find(['e', 'E', 'd', 'D']) {
        Some(at) => (&digits[..at], Some((digits.as_bytes()[at], &digits[at + 1..]))),
        None => (digits, None),
    };
    let (whole, fraction) =
        mantissa.split_once('.').map_or((mantissa, None), |(whole, fraction)| (whole, Some(fraction)));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let is_valid = is_grouped(whole)
        && all_digits(whole)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(|text| text.is_empty() || (is_grouped(text) && all_digits(text)));
    let is_valid = is_valid
        && exponent.is_none_or(|(_, text)| {
            let text = text.strip_prefix(['+', '-']).unwrap_or(text);
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
        });
    if !is_valid {
        return None;
    }
    let plain = digits.replace('_', "");
    Some(match (exponent, fraction) {
        (Some((b'e' | b'E', _)), _) => {
            let value: f64 = plain.parse().ok()?;
            IonValue::Float(if negative { -value } else { value })
        }
        (Some((_, power)), _) => decimal(whole, fraction, power.parse().ok()?, negative),
        (None, Some(_)) => decimal(whole, fraction, 0, negative),
        (None, None) => integer(plain.parse().ok(), negative),
    })
}

fn integer(magnitude: Option<i128>, negative: bool) -> IonValue {
    IonValue::Integer(magnitude.map(|value| if negative { -value } else { value }))
}

fn decimal(whole: &str, fraction: Option<&str>, power: i32, negative: bool) -> IonValue {
    let fraction = fraction.unwrap_or_default().replace('_', "");
    let digits = format!("{}{fraction}", whole.replace('_', ""));
    let exponent = i32::try_from(fraction.len()).ok().and_then(|places| power.checked_sub(places));
    let value = digits.parse::<i128>().ok().map(|value| if negative { -value } else { value });
    IonValue::Decimal(value.zip(exponent))
}

/// `2007T`, `2007-02T`, `2007-02-23`, or a date with a time and its offset.
fn is_timestamp(word: &str) -> bool {
    let shape: String = word.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    if matches!(shape.as_str(), "0000T" | "0000-00T" | "0000-00-00" | "0000-00-00T") {
        return true;
    }
    let Some(time) = shape.strip_prefix("0000-00-00T00:00") else { return false };
    let offset = match time.strip_prefix(":00") {
        Some(rest) => match rest.strip_prefix('.') {
            Some(fraction) => fraction.trim_start_matches('0'),
            None => rest,
        },
        None => time,
    };
    matches!(offset, "Z" | "+00:00" | "-00:00")
}
