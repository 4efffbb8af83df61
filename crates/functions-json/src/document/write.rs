//! Writing JSON texts, as Jackson does.

use std::borrow::Cow;

use boathouse_functions_cast::java_double;

use super::Json;

/// The text Trino holds: names in order, each once, no blanks.
pub(crate) fn canonical(value: &Json<'_>) -> String {
    let mut out = String::new();
    write(value, &mut out, true);
    out
}

/// The text with names as they come.
pub(crate) fn text_of(value: &Json<'_>) -> String {
    let mut out = String::new();
    write(value, &mut out, false);
    out
}

fn write(value: &Json<'_>, out: &mut String, ordered: bool) {
    match value {
        Json::Null => out.push_str("null"),
        Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Json::Number(text) => write_number(text, out),
        Json::Text(text) => write_text(text, out),
        Json::Array(elements) => {
            out.push('[');
            for (i, element) in elements.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(element, out, ordered);
            }
            out.push(']');
        }
        Json::Object(members) => {
            let members = if ordered { in_order(members) } else { members.iter().collect() };
            out.push('{');
            for (i, (name, value)) in members.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_text(name, out);
                out.push(':');
                write(value, out, ordered);
            }
            out.push('}');
        }
    }
}

/// Members in Java's order of their names; of two with one name the last.
fn in_order<'a, 'b>(members: &'a [(Cow<'b, str>, Json<'b>)]) -> Vec<&'a (Cow<'b, str>, Json<'b>)> {
    let mut sorted: Vec<_> = members.iter().collect();
    // Java compares UTF-16 units, which is another order than that of code points. The sort is stable.
    sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    sorted.reverse();
    sorted.dedup_by(|(a, _), (b, _)| a == b);
    sorted.reverse();
    sorted
}

/// Numbers with a fraction or an exponent are doubles.
fn write_number(text: &str, out: &mut String) {
    if !text.bytes().any(|b| matches!(b, b'.' | b'e' | b'E')) {
        out.push_str(if text == "-0" { "0" } else { text });
        return;
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => out.push_str(&java_double(value)),
        _ => out.push_str(if text.starts_with('-') { "\"-Infinity\"" } else { "\"Infinity\"" }),
    }
}

/// A text in quotes.
fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\0'..='\u{1f}' => out.push_str(&format!("\\u{:04X}", c as u32)),
            _ => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn canonical_texts() {
        for (text, expected) in [
            (r#" { "b" : 1.10, "a" : [ 1e3 , -0 ], "b" : null } "#, r#"{"a":[1000.0,0],"b":null}"#),
            ("100000000.0", "1.0E8"),
            ("12345678901234567890123", "12345678901234567890123"),
            (r#""\u001b\u00e4\/\n""#, "\"\\u001Bä/\\n\""),
        ] {
            assert_eq!(canonical(&parse(text).unwrap()), expected, "{text}");
        }
        assert_eq!(text_of(&parse(r#"{"b":1,"a":2}"#).unwrap()), r#"{"b":1,"a":2}"#);
    }
}
