//! JSON as a person reads it: what fits a line is on one line, and the members of a step are in order.

use serde_json::Value;

const LINE_CHARS_MAX: usize = 120;

/// The members that come first, in this order; the others follow by name.
const FIRST: &[&str] = &["about", "given", "call", "caller", "with", "until", "status", "ignored", "answer", "steps"];

/// The text of a file.
pub(super) fn print(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value, 0, 0);
    text.push('\n');
    text
}

fn write(text: &mut String, value: &Value, depth: usize, taken: usize) {
    let line = one_line(value);
    let is_open = depth == 0 || (depth == 1 && line.starts_with("[{"));
    if !is_open && depth * 2 + taken + line.chars().count() < LINE_CHARS_MAX {
        text.push_str(&line);
        return;
    }
    let inner = "  ".repeat(depth + 1);
    let mut items: Vec<(String, &Value)> = Vec::new();
    let (open, close) = match value {
        Value::Object(_) => {
            items.extend(sorted(value).into_iter().map(|(name, value)| (format!("{}: ", Value::from(name)), value)));
            ('{', '}')
        }
        Value::Array(list) => {
            items.extend(list.iter().map(|item| (String::new(), item)));
            ('[', ']')
        }
        _ => {
            text.push_str(&line);
            return;
        }
    };
    text.push(open);
    for (number, (name, item)) in items.iter().enumerate() {
        text.push_str(if number == 0 { "\n" } else { ",\n" });
        text.push_str(&inner);
        text.push_str(name);
        write(text, item, depth + 1, name.chars().count());
    }
    text.push('\n');
    text.push_str(&"  ".repeat(depth));
    text.push(close);
}

fn one_line(value: &Value) -> String {
    match value {
        Value::Object(_) => {
            let members = sorted(value).into_iter();
            let members = members.map(|(name, value)| format!("{}: {}", Value::from(name), one_line(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(one_line).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

fn sorted(value: &Value) -> Vec<(&str, &Value)> {
    let mut members: Vec<_> =
        value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value)).collect();
    let place = |name: &str| FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
    members.sort_by_key(|(name, _)| (place(name), *name));
    members
}
