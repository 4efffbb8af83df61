//! Hive partition folders: `key=value`, with Hive's escapes.

/// The folder value that stands for NULL.
pub const HIVE_DEFAULT_PARTITION: &str = "__HIVE_DEFAULT_PARTITION__";

/// Characters Hive escapes in a folder name, besides control characters.
const ESCAPED: &[char] = &['"', '#', '%', '\'', '*', '/', ':', '=', '?', '\\', '\u{7f}', '{', '[', ']', '^'];

/// `value` as it stands in a `key=value` folder name: `%XX` for the characters Hive escapes; an empty
/// value is the default partition, as Hive has no other name for it.
pub fn escape_path_value(value: &str) -> String {
    if value.is_empty() {
        return HIVE_DEFAULT_PARTITION.to_owned();
    }
    let mut escaped = String::with_capacity(value.len());
    for c in value.chars() {
        if c < ' ' || ESCAPED.contains(&c) {
            escaped.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// The value a folder name stands for; bytes that are no valid `%XX` stay as they are.
pub fn unescape_path_value(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = bytes.get(i + 1..i + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) if bytes[i] == b'%' => {
                out.push(byte);
                i += 3;
            }
            _ => {
                out.push(bytes[i]);
                i += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// `key=value` as a folder name; `None` is the default partition.
pub fn partition_segment(key: &str, value: Option<&str>) -> String {
    format!("{}={}", escape_path_value(key), value.map_or_else(|| HIVE_DEFAULT_PARTITION.to_owned(), escape_path_value))
}

/// Key and value of a folder name, or `None` when the folder is a plain one.
pub fn parse_partition_segment(segment: &str) -> Option<(String, String)> {
    let (key, value) = segment.split_once('=')?;
    (!key.is_empty()).then(|| (unescape_path_value(key), unescape_path_value(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_survive_the_folder_name() {
        for (value, segment) in [
            ("2019", "k=2019"),
            ("a/b", "k=a%2Fb"),
            ("10:30", "k=10%3A30"),
            ("100%", "k=100%25"),
            ("é ü", "k=é ü"),
            ("a=b", "k=a%3Db"),
        ] {
            assert_eq!(partition_segment("k", Some(value)), segment);
            assert_eq!(parse_partition_segment(segment), Some(("k".to_owned(), value.to_owned())));
        }
        assert_eq!(partition_segment("k", None), "k=__HIVE_DEFAULT_PARTITION__");
        assert_eq!(parse_partition_segment("plain"), None);
        assert_eq!(parse_partition_segment("=x"), None);
        assert_eq!(unescape_path_value("100%"), "100%");
        assert_eq!(unescape_path_value("%zz%é"), "%zz%é");
    }
}
