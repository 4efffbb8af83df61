//! JSON strings to text.

use std::borrow::Cow;

/// The text of a string as it stands between its quotes. Bytes that are no UTF-8 and halves of
/// surrogate pairs become U+FFFD; a backslash before a character JSON does not escape is dropped.
pub(super) fn unescape(raw: &[u8], escaped: bool) -> Cow<'_, str> {
    if !escaped {
        return String::from_utf8_lossy(raw);
    }
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        let Some(escape) = rest.get(at + 1) else {
            rest = &[];
            break;
        };
        rest = &rest[at + 2..];
        match escape {
            b'n' => out.push(b'\n'),
            b't' => out.push(b'\t'),
            b'r' => out.push(b'\r'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'u' => {
                let (character, length) = unicode(rest);
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                rest = &rest[length..];
            }
            other => out.push(*other),
        }
    }
    out.extend_from_slice(rest);
    Cow::Owned(match String::from_utf8(out) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

/// A JSON value as it is written, but for its objects' keys, which are lower-cased.
pub(super) fn lower_keys(json: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = memchr::memchr(b'"', rest) {
        let (before, string) = rest.split_at(at);
        out.extend_from_slice(before);
        let end = string_end(string);
        let (string, after) = string.split_at(end);
        // Only keys are followed by a colon.
        match after.trim_ascii_start().first() {
            Some(b':') if !string.contains(&b'\\') => {
                out.extend(String::from_utf8_lossy(string).to_lowercase().bytes())
            }
            Some(b':') => out.extend(lower_escaped(&String::from_utf8_lossy(string)).bytes()),
            _ => out.extend_from_slice(string),
        }
        rest = after;
    }
    out.extend_from_slice(rest);
    out
}

/// Where a string ends that begins with a quote.
fn string_end(text: &[u8]) -> usize {
    let mut at = 1;
    while let Some(found) = text.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found + 1;
        if text[at - 1] == b'"' {
            return at;
        }
        at += 1;
    }
    text.len()
}

/// A string in lower case, its escapes as they are.
fn lower_escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            out.push(c);
            out.extend(chars.next());
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// The character of `XXXX[\uXXXX]` and the bytes it took.
fn unicode(text: &[u8]) -> (char, usize) {
    let Some(first) = hex(text) else { return (char::REPLACEMENT_CHARACTER, 0) };
    if !(0xD800..0xDC00).contains(&first) {
        return (char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 4);
    }
    let second = text.get(4..6).filter(|next| *next == b"\\u").and_then(|_| hex(&text[6..]));
    match second {
        Some(second) if (0xDC00..0xE000).contains(&second) => {
            let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 10)
        }
        _ => (char::REPLACEMENT_CHARACTER, 4),
    }
}

fn hex(text: &[u8]) -> Option<u32> {
    let digits = text.get(..4)?;
    digits.iter().try_fold(0, |value, byte| Some(value * 16 + char::from(*byte).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::lower_keys;

    #[test]
    fn keys_are_lowered_and_nothing_else() {
        for (json, lowered) in [
            (r#"{"AbC" : "Val", "dEf":{"G":["H","I:"]}}"#, r#"{"abc" : "Val", "def":{"g":["H","I:"]}}"#),
            (r#"[{"Ä":1},{"K\"Q\u00C4":"\\"},"X"]"#, r#"[{"ä":1},{"k\"q\u00c4":"\\"},"X"]"#),
            (r#"{"A":"\\","B":"\"C\":"}"#, r#"{"a":"\\","b":"\"C\":"}"#),
            ("{}", "{}"),
            (r#"{"open"#, r#"{"open"#),
            (r#""\"#, r#""\"#),
        ] {
            assert_eq!(String::from_utf8(lower_keys(json.as_bytes())).unwrap(), lowered, "{json}");
        }
    }
}
