//! JSON text: reading it, its canonical form, and the form in which same values are the same.

use serde_json::Value;

/// Reads a JSON document. Documents that nest deeper than the reader's own limit (128) are refused by it.
///
/// # Errors
/// Where it is not JSON.
pub(crate) fn parse(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// The text of a value with sorted members and no blanks.
pub(crate) fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, false, &mut text);
    text
}

/// A text that is the same for values that are the same to JSON Schema: `1` and `1.0` are.
pub(crate) fn key(value: &Value) -> String {
    let mut text = String::new();
    write(value, true, &mut text);
    text
}

/// Whole numbers up to here are the same as integers and as floats.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

fn write(value: &Value, one_form: bool, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(item, one_form, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            // The reader may keep the members' order, depending on how it was built.
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by_key(|(name, _)| *name);
            out.push('{');
            for (at, (name, member)) in sorted.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(name.clone()).to_string());
                out.push(':');
                write(member, one_form, out);
            }
            out.push('}');
        }
        Value::Number(number) if one_form => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() <= EXACT_MAX => {
                out.push_str(&(float as i64).to_string());
            }
            _ => out.push_str(&number.to_string()),
        },
        other => out.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let cases = [
            (r#"{"b":1.0,"a":[true,null]}"#, r#"{"a":[true,null],"b":1.0}"#, r#"{"a":[true,null],"b":1}"#),
            ("1", "1", "1"),
            ("-0.0", "-0.0", "0"),
            ("1.5", "1.5", "1.5"),
            ("1e2", "100.0", "100"),
            ("18446744073709551615", "18446744073709551615", "18446744073709551615"),
            (r#""a\u0041\n""#, r#""aA\n""#, r#""aA\n""#),
        ];
        for (text, expected, expected_key) in cases {
            let value = parse(text).unwrap();
            assert_eq!((canonical(&value).as_str(), key(&value).as_str()), (expected, expected_key), "{text}");
        }
    }
}
