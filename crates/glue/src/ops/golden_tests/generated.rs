//! What is generated has other values in every run: it gets names, `{uuid 1}`, by which it can be asked for.
//!
//! Long texts have a short form, too: `{x*256}` is 256 times x, and `{"*": [101, item]}` a list of 101 items.

use serde_json::{Value, json};

/// Texts of at least this many equal characters are shown in the short form.
const RUN_CHARS_MIN: usize = 60;

/// The generated texts that a case has met, with their names.
#[derive(Default)]
pub(super) struct Names {
    known: Vec<(String, String)>,
}

impl Names {
    /// A request with the generated texts it asks for, and with what it writes in short.
    pub fn resolve(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => {
                let named = |text: String, (found, name): &(String, String)| text.replace(name, found);
                Value::String(long(&self.known.iter().fold(text.clone(), named)))
            }
            Value::Array(items) => Value::Array(items.iter().map(|item| self.resolve(item)).collect()),
            Value::Object(members) => match members.get("*").and_then(Value::as_array).map(Vec::as_slice) {
                Some([count, item]) => {
                    let count = count.as_u64().unwrap();
                    let numbered = |number| self.resolve(&number_in(item, number));
                    Value::Array((0..count).map(numbered).collect())
                }
                _ => {
                    let member = |(name, value): (&String, &Value)| (long(name), self.resolve(value));
                    Value::Object(members.iter().map(member).collect())
                }
            },
            other => other.clone(),
        }
    }

    /// Puts names for what is generated in an answer; what the request says itself is not.
    pub fn hide(&mut self, answer: &mut Value, with: &Value) {
        let asked = with.to_string();
        self.hide_in(answer, "", &asked);
    }

    fn hide_in(&mut self, value: &mut Value, member: &str, asked: &str) {
        match value {
            Value::String(text) => *text = short(&self.named(text, member, asked)),
            Value::Array(items) => items.iter_mut().for_each(|item| self.hide_in(item, member, asked)),
            Value::Object(members) => members.iter_mut().for_each(|(name, value)| self.hide_in(value, name, asked)),
            // How long a run took, weighted: the one time that no fixed clock says.
            Value::Number(_) if member == "DPUSeconds" => *value = json!("{seconds}"),
            _ => {}
        }
    }

    fn named(&mut self, text: &str, member: &str, asked: &str) -> String {
        match member {
            "NextToken" => return self.name("token", text),
            "ENCRYPTED_PASSWORD" => return self.name("sealed", text),
            _ => {}
        }
        let mut shown = String::new();
        let mut rest = text;
        while let Some(start) = rest.char_indices().map(|(at, _)| at).find(|at| kind(&rest[*at..]).is_some()) {
            let (kind, length) = kind(&rest[start..]).unwrap();
            let (found, after) = rest[start..].split_at(length);
            shown.push_str(&rest[..start]);
            let is_known = self.known.iter().any(|(known, _)| known == found);
            shown.push_str(&if asked.contains(found) && !is_known { found.to_owned() } else { self.name(kind, found) });
            rest = after;
        }
        shown + rest
    }

    fn name(&mut self, kind: &str, found: &str) -> String {
        if let Some((_, name)) = self.known.iter().find(|(known, _)| known == found) {
            return name.clone();
        }
        let number = 1 + self.known.iter().filter(|(_, name)| name.starts_with(&format!("{{{kind} "))).count();
        let name = format!("{{{kind} {number}}}");
        self.known.push((found.to_owned(), name.clone()));
        name
    }
}

/// `#` in a repeated item is its number.
fn number_in(item: &Value, number: u64) -> Value {
    match item {
        Value::String(text) => Value::String(text.replace('#', &number.to_string())),
        Value::Array(items) => Value::Array(items.iter().map(|item| number_in(item, number)).collect()),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.clone(), number_in(value, number))).collect())
        }
        other => other.clone(),
    }
}

/// What a text begins with that is generated, and its length: the id of a job's run or a UUID.
fn kind(text: &str) -> Option<(&'static str, usize)> {
    let hex = |part: &[u8]| part.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let bytes = text.as_bytes();
    if bytes.starts_with(b"jr_") && bytes.get(3..67).is_some_and(hex) {
        return Some(("run", 67));
    }
    let uuid = bytes.get(..36)?;
    let is_uuid = [8, 13, 18, 23].iter().all(|at| uuid[*at] == b'-')
        && [(0, 8), (9, 13), (14, 18), (19, 23), (24, 36)].iter().all(|(from, to)| hex(&uuid[*from..*to]));
    is_uuid.then_some(("uuid", 36))
}

/// `{x*256}` written out.
fn long(text: &str) -> String {
    let Some((before, rest)) = text.split_once('{') else { return text.to_owned() };
    let Some((inside, after)) = rest.split_once('}') else { return text.to_owned() };
    match inside.split_once('*').and_then(|(part, count)| Some(part.repeat(count.parse().ok()?))) {
        Some(repeated) => format!("{before}{repeated}{}", long(after)),
        None => format!("{before}{{{inside}}}{}", long(after)),
    }
}

/// Long runs of one character as `{x*256}`.
fn short(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = rest.chars().take_while(|next| *next == first).count();
        let (same, after) = rest.split_at(run * first.len_utf8());
        shown.push_str(&if run >= RUN_CHARS_MIN { format!("{{{first}*{run}}}") } else { same.to_owned() });
        rest = after;
    }
    shown
}

#[test]
fn what_is_generated_gets_a_name() {
    let uuid = "01234567-89ab-cdef-0123-456789abcdef";
    let mut names = Names::default();
    let mut answer = json!({"A": format!("x {uuid} y {uuid}"), "NextToken": "abc", "Long": "y".repeat(300)});
    names.hide(&mut answer, &json!({}));
    assert_eq!(answer, json!({"A": "x {uuid 1} y {uuid 1}", "NextToken": "{token 1}", "Long": "{y*300}"}));
    let asked = json!({"Id": "{uuid 1}", "Name": "{a*3}b", "Other": "{no}", "Items": {"*": [2, "i#"]}});
    let resolved = json!({"Id": uuid, "Name": "aaab", "Other": "{no}", "Items": ["i0", "i1"]});
    assert_eq!(names.resolve(&asked), resolved);
    let mut echoed = json!(uuid);
    Names::default().hide(&mut echoed, &json!({"Id": uuid}));
    assert_eq!(echoed, json!(uuid));
}
