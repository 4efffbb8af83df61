//! Text to tokens.

/// One word of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A name or a keyword, as written.
    Word(String),
    /// A number, as written, with its sign.
    Number(String),
    /// The text of a quoted literal.
    Text(String),
    /// `=`, `<>`, `<`, `<=`, `>`, `>=`.
    Compare(&'static str),
    Open,
    Close,
    Comma,
}

/// The tokens of `text`; `None` when there is something that belongs to no expression.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            ',' => (Token::Comma, 1),
            '\'' => quoted(rest)?,
            '<' | '>' | '=' => comparison(rest),
            c if c.is_alphabetic() || c == '_' => word(rest),
            c if c.is_ascii_digit() || matches!(c, '-' | '+' | '.') => number(rest)?,
            _ => return None,
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Some(tokens)
}

fn comparison(rest: &str) -> (Token, usize) {
    let operator = ["<>", "<=", ">=", "<", ">", "="].into_iter().find(|operator| rest.starts_with(operator));
    let operator = operator.unwrap_or("=");
    (Token::Compare(operator), operator.len())
}

/// A literal in single quotes, where `''` stands for one quote.
fn quoted(rest: &str) -> Option<(Token, usize)> {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != '\'' {
            text.push(c);
        } else if chars.next_if(|(_, next)| *next == '\'').is_some() {
            text.push('\'');
        } else {
            return Some((Token::Text(text), at + 1));
        }
    }
    None
}

fn word(rest: &str) -> (Token, usize) {
    let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '#' | '@')));
    let end = end.unwrap_or(rest.len());
    (Token::Word(rest[..end].to_owned()), end)
}

/// Digits with a sign, a point and an exponent. What follows must not run on as a word.
fn number(rest: &str) -> Option<(Token, usize)> {
    let bytes = rest.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let start = usize::from(matches!(bytes[0], b'-' | b'+'));
    let whole = digits(start);
    let mut end = start + whole;
    let mut any = whole > 0;
    if bytes.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        any |= fraction > 0;
        end += 1 + fraction;
    }
    if !any {
        return None;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
        let exponent = digits((end + 1 + sign).min(bytes.len()));
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    let runs_on = rest[end..].chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_');
    (!runs_on).then(|| (Token::Number(rest[..end].to_owned()), end))
}
