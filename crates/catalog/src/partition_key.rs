//! Partition values as one blob that sorts as the values do and that a prefix of the values begins.
//!
//! Each value is its bytes, with 0x00 written as 0x00 0xFF, and an ending 0x00. UTF-8 has no 0xFF, so
//! no value can be taken for the end of another.

use std::ops::Range;

const END: u8 = 0x00;
const NOT_END: u8 = 0xFF;

pub(crate) fn encode<S: AsRef<str>>(values: &[S]) -> Vec<u8> {
    let mut key = Vec::with_capacity(values.iter().map(|value| value.as_ref().len() + 1).sum());
    for value in values {
        push_value(&mut key, value.as_ref());
    }
    key
}

fn push_value(key: &mut Vec<u8>, value: &str) {
    for byte in value.bytes() {
        key.push(byte);
        if byte == END {
            key.push(NOT_END);
        }
    }
    key.push(END);
}

/// The values of a key; bytes that [`encode`] did not make come out as they can.
pub(crate) fn decode(key: &[u8]) -> Vec<String> {
    let mut values = Vec::new();
    let mut value = Vec::new();
    let mut bytes = key.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if byte == END && bytes.next_if_eq(&NOT_END).is_none() {
            values.push(String::from_utf8_lossy(&value).into_owned());
            value.clear();
        } else {
            value.push(byte);
        }
    }
    values
}

/// The keys that begin with these values.
pub(crate) fn starting_with<S: AsRef<str>>(values: &[S]) -> Range<Vec<u8>> {
    let start = encode(values);
    let mut end = start.clone();
    end.push(NOT_END);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_and_sort_as_themselves() {
        let cases: Vec<Vec<&str>> = vec![
            vec!["", ""],
            vec!["", "b"],
            vec!["a", "z"],
            vec!["a\0", "a"],
            vec!["a\0b", "a"],
            vec!["a\u{1}", ""],
            vec!["ab", ""],
            vec!["ab", "\u{10ffff}"],
            vec!["é", "1"],
        ];
        let mut keys: Vec<Vec<u8>> = Vec::new();
        for values in &cases {
            let key = encode(values);
            assert_eq!(decode(&key), *values);
            keys.push(key);
        }
        assert!(keys.is_sorted(), "{keys:?}");
    }

    #[test]
    fn a_range_holds_the_keys_with_its_prefix_only() {
        let range = starting_with(&["a"]);
        for (values, inside) in [
            (["a", ""], true),
            (["a", "\u{10ffff}"], true),
            (["a\0", "x"], false),
            (["ab", "x"], false),
            (["", "a"], false),
        ] {
            assert_eq!(range.contains(&encode(&values)), inside, "{values:?}");
        }
    }
}
