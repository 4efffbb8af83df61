//! Partition values as one blob that sorts as the values do and that a prefix of the values begins.
//!
//! A text is its bytes, with 0x00 written as 0x00 0xFF, and an ending 0x00. UTF-8 has no 0xFF, so no value can
//! be taken for the end of another. A value of another kind is its sortable bytes and then 0x00 when it is
//! written as such values mostly are, or 0x01 and the text: `7` and `07` are equal and still two partitions.
//! One that its type cannot read is 0x01 and the text, before all that can be read.

pub(crate) mod ordered;

use crate::expression::Kind;

/// Ends a text; follows a value that is written as usual.
pub(crate) const END: u8 = 0x00;
/// Begins a text that stands behind a value, or instead of one.
pub(crate) const AS_WRITTEN: u8 = 0x01;
/// Greater than whatever follows a value.
pub(crate) const BEHIND_ALL: u8 = 0xFF;

/// The kind of the key at a position. Values beyond the keys of their table are texts.
fn kind_at(kinds: &[Kind], at: usize) -> Kind {
    kinds.get(at).copied().unwrap_or(Kind::Text)
}

/// The key of the values, whose kinds are these.
pub(crate) fn encode<S: AsRef<str>>(kinds: &[Kind], values: &[S]) -> Vec<u8> {
    let mut key = Vec::with_capacity(values.iter().map(|value| value.as_ref().len() + 2).sum());
    for (at, value) in values.iter().enumerate() {
        push_value(&mut key, kind_at(kinds, at), value.as_ref());
    }
    key
}

pub(crate) fn push_value(key: &mut Vec<u8>, kind: Kind, text: &str) {
    if kind == Kind::Text {
        return push_text(key, text);
    }
    match kind.value(text) {
        Ok(value) => {
            ordered::push(key, &value);
            if value.written().is_some_and(|written| written == text) {
                key.push(END);
            } else {
                key.push(AS_WRITTEN);
                push_text(key, text);
            }
        }
        Err(_) => {
            key.push(AS_WRITTEN);
            push_text(key, text);
        }
    }
}

/// The bytes of a text without its end.
pub(crate) fn push_text_start(key: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        key.push(byte);
        if byte == END {
            key.push(BEHIND_ALL);
        }
    }
}

pub(crate) fn push_text(key: &mut Vec<u8>, text: &str) {
    push_text_start(key, text);
    key.push(END);
}

/// The values of a key and where each ends in it. Kept from key to key, it needs no room of its own for each.
#[derive(Debug, Default)]
pub(crate) struct Decoded {
    values: Vec<String>,
    ends: Vec<usize>,
}

impl Decoded {
    /// Reads a key; bytes that [`encode`] did not make come out as they can.
    pub fn read(&mut self, kinds: &[Kind], key: &[u8]) {
        self.ends.clear();
        let mut rest = key;
        while !rest.is_empty() {
            let at = self.ends.len();
            if self.values.len() == at {
                self.values.push(String::new());
            }
            let text = &mut self.values[at];
            text.clear();
            rest = read_value(kind_at(kinds, at), rest, text);
            self.ends.push(key.len() - rest.len());
        }
    }

    pub fn values(&self) -> &[String] {
        &self.values[..self.ends.len()]
    }

    /// How long the beginning of the key with the first `count` values is.
    pub fn length_of(&self, count: usize) -> usize {
        count.checked_sub(1).and_then(|last| self.ends.get(last)).copied().unwrap_or_default()
    }
}

/// Reads one value to `text`; the bytes behind it.
fn read_value<'a>(kind: Kind, bytes: &'a [u8], text: &mut String) -> &'a [u8] {
    let text_behind = match (kind, bytes) {
        (Kind::Text, _) => bytes,
        (_, [AS_WRITTEN, rest @ ..]) => rest,
        _ => match ordered::read(kind, bytes, text) {
            Some([END, rest @ ..]) => return rest,
            Some([AS_WRITTEN, rest @ ..]) => {
                text.clear();
                rest
            }
            _ => bytes,
        },
    };
    read_text(text_behind, text)
}

fn read_text<'a>(bytes: &'a [u8], text: &mut String) -> &'a [u8] {
    let mut raw = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        if *byte != END {
            raw.push(*byte);
        } else if bytes.get(at) == Some(&BEHIND_ALL) {
            raw.push(END);
            at += 1;
        } else {
            break;
        }
    }
    text.push_str(&String::from_utf8_lossy(&raw));
    &bytes[at..]
}

/// The values of a key.
pub(crate) fn decode(kinds: &[Kind], key: &[u8]) -> Vec<String> {
    let mut decoded = Decoded::default();
    decoded.read(kinds, key);
    decoded.values.truncate(decoded.ends.len());
    decoded.values
}

#[cfg(test)]
mod tests;
