//! `$ref`: to a place of the same document, to a schema's `$id`, or to another document.

use serde_json::Value;

use super::Schema;
use super::parse::Parser;

/// Gives every `$ref` its target. A target that no keyword made a schema is read as one now, and may bring
/// references of its own.
pub(super) fn resolve(parser: &mut Parser, root: &Value) -> Result<(), String> {
    let address = ["$id", "id"].iter().find_map(|member| root.get(member)?.as_str()).map(str::to_owned);
    let address = address.as_deref().unwrap_or_default().trim_end_matches('#');
    while let Some((id, reference)) = parser.open.pop() {
        let schema = target(parser, root, address, &reference)?;
        if let Some(slot) = parser.schemas.get_mut(id) {
            *slot = schema;
        }
    }
    Ok(())
}

fn target(parser: &mut Parser, root: &Value, address: &str, reference: &str) -> Result<Schema, String> {
    if let Some(id) = parser.ids.get(reference) {
        return Ok(Schema::Reference(*id));
    }
    let (document, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    if !document.is_empty() && document != address {
        // `other.json` beside `https://host/folder/this.json` may be the `$id` of a schema in here.
        let sibling = address.rsplit_once('/').map(|(folder, _)| format!("{folder}/{document}"));
        return Ok(match sibling.and_then(|sibling| parser.ids.get(&sibling)).filter(|_| fragment.is_empty()) {
            Some(id) => Schema::Reference(*id),
            None => Schema::Remote(reference.to_owned()),
        });
    }
    let pointer = decode(fragment);
    if let Some(id) = parser.places.get(&pointer) {
        return Ok(Schema::Reference(*id));
    }
    let named = parser.ids.get(&format!("#{fragment}")).copied();
    if let Some(id) = named {
        return Ok(Schema::Reference(id));
    }
    match root.pointer(&pointer) {
        Some(value) => Ok(Schema::Reference(parser.schema(value, &pointer)?)),
        None => Err(format!("failed to resolve the reference \"{reference}\"")),
    }
}

/// Takes the percent signs out of a fragment; what is not such a sign stays.
fn decode(fragment: &str) -> String {
    let bytes = fragment.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let digits = bytes.get(at + 1..at + 3).filter(|_| *byte == b'%');
        let decoded = digits.and_then(|digits| hex::decode(digits).ok());
        match decoded {
            Some(decoded) => {
                out.extend(decoded);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
