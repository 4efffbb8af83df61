//! Hive's words for the text of a type that is none.

use boathouse_schema::Error as SchemaError;

/// What Athena says of a column whose type cannot be read; none for what Hive has no words for.
pub(super) fn bad_type(error: &SchemaError) -> Option<String> {
    let SchemaError::Type { text, at, expected } = error else { return None };
    let rest = text.get(*at..)?;
    let item = match expected.as_str() {
        "a type name" => "type",
        "'<'" => "<",
        "':'" => ":",
        "'>'" => ">",
        "','" if holds_pairs(&text[..*at]) => ",",
        // After a field Hive looks for the end first.
        "','" => ">",
        _ => return None,
    };
    let rest = rest.trim_start();
    let position = text.len() - rest.len();
    Some(match token(rest) {
        "" => format!("Error: {item} expected at the end of '{text}'"),
        found => format!("Error: {item} expected at the position {position} of '{text}' but '{found}' is found."),
    })
}

/// Whether the innermost type that is still open is a map.
fn holds_pairs(before: &str) -> bool {
    let mut open = Vec::new();
    for (at, c) in before.char_indices() {
        match c {
            '<' => open.push(before[..at].to_ascii_lowercase().ends_with("map")),
            '>' => drop(open.pop()),
            _ => {}
        }
    }
    open.pop().unwrap_or(false)
}

/// The token a text begins with: a word, or one other character.
fn token(text: &str) -> &str {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ' ' | '$');
    match text.find(|c: char| !word(c)) {
        Some(0) => text.chars().next().map_or("", |c| &text[..c.len_utf8()]),
        Some(end) => &text[..end],
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::bad_type;
    use boathouse_schema::HiveType;

    #[test]
    fn types_that_are_none() {
        for (text, expected) in [
            ("oar", "Error: type expected at the position 0 of 'oar' but 'oar' is found."),
            ("struct<a:int", "Error: > expected at the end of 'struct<a:int'"),
            ("array<int", "Error: > expected at the end of 'array<int'"),
            ("map<string>", "Error: , expected at the position 10 of 'map<string>' but '>' is found."),
            ("struct<a:oar>", "Error: type expected at the position 9 of 'struct<a:oar>' but 'oar' is found."),
            ("array[int]", "Error: < expected at the position 5 of 'array[int]' but '[' is found."),
            ("", "Error: type expected at the end of ''"),
        ] {
            let error = text.parse::<HiveType>().unwrap_err();
            assert_eq!(bad_type(&error).as_deref(), Some(expected), "{text}");
        }
        let error = "decimal(99)".parse::<HiveType>().unwrap_err();
        assert_eq!(bad_type(&error), None);
    }
}
