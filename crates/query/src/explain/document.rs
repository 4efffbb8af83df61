//! JSON in the layout of Trino's documents.

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Document {
    Object(Vec<(String, Document)>),
    Array(Vec<Document>),
    Text(String),
    Integer(u64),
    /// A count that may be unknown, which Trino writes as the text `NaN`.
    Number(Option<usize>),
    Boolean(bool),
}

pub(super) fn object<const N: usize>(members: [(&str, Document); N]) -> Document {
    Document::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

pub(super) fn text(value: &str) -> Document {
    Document::Text(value.to_owned())
}

impl Document {
    pub(super) fn print(&self) -> String {
        let mut out = String::new();
        self.write(0, &mut out);
        out
    }

    fn write(&self, depth: usize, out: &mut String) {
        match self {
            Self::Object(members) if members.is_empty() => out.push_str("{ }"),
            Self::Object(members) => {
                for (at, (name, value)) in members.iter().enumerate() {
                    out.push_str(if at == 0 { "{\n" } else { ",\n" });
                    out.push_str(&"  ".repeat(depth + 1));
                    out.push_str(&quoted(name));
                    out.push_str(" : ");
                    value.write(depth + 1, out);
                }
                out.push('\n');
                out.push_str(&"  ".repeat(depth));
                out.push('}');
            }
            Self::Array(items) if items.is_empty() => out.push_str("[ ]"),
            Self::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at == 0 { "[ " } else { ", " });
                    item.write(depth, out);
                }
                out.push_str(" ]");
            }
            Self::Text(value) => out.push_str(&quoted(value)),
            Self::Integer(value) => out.push_str(&value.to_string()),
            Self::Number(Some(value)) => out.push_str(&format!("{value}.0")),
            Self::Number(None) => out.push_str("\"NaN\""),
            Self::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
