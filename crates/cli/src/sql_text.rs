//! Cutting a text into statements at `;`, minding quotes and comments.

/// What the scanner is inside of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Code,
    Quote(u8),
    LineComment,
    BlockComment,
}

/// The statements of `text` without their `;`, and what is left behind the last `;` if it is not blank.
/// Empty statements are skipped.
pub(crate) fn split_statements(text: &str) -> (Vec<String>, Option<String>) {
    let bytes = text.as_bytes();
    let (mut statements, mut start, mut i, mut inside) = (Vec::new(), 0, 0, Inside::Code);
    while i < bytes.len() {
        let pair = (bytes[i], bytes.get(i + 1).copied());
        let step = match (inside, pair) {
            (Inside::Code, (b'-', Some(b'-'))) => {
                inside = Inside::LineComment;
                2
            }
            (Inside::Code, (b'/', Some(b'*'))) => {
                inside = Inside::BlockComment;
                2
            }
            (Inside::Code, (quote @ (b'\'' | b'"' | b'`'), _)) => {
                inside = Inside::Quote(quote);
                1
            }
            (Inside::Code, (b';', _)) => {
                push_code(&mut statements, &text[start..i]);
                start = i + 1;
                1
            }
            // A doubled quote closes and opens again: the same as staying inside.
            (Inside::Quote(quote), (byte, _)) if byte == quote => {
                inside = Inside::Code;
                1
            }
            (Inside::LineComment, (b'\n', _)) => {
                inside = Inside::Code;
                1
            }
            (Inside::BlockComment, (b'*', Some(b'/'))) => {
                inside = Inside::Code;
                2
            }
            _ => 1,
        };
        i += step;
    }
    let rest = &text[start.min(text.len())..];
    let open = matches!(inside, Inside::Quote(_) | Inside::BlockComment);
    (statements, (open || has_code(rest)).then(|| rest.trim().to_owned()))
}

fn push_code(statements: &mut Vec<String>, text: &str) {
    if has_code(text) {
        statements.push(text.trim().to_owned());
    }
}

/// Whether there is anything but blanks and comments.
fn has_code(text: &str) -> bool {
    let mut rest = text.trim_start();
    loop {
        rest = if let Some(comment) = rest.strip_prefix("--") {
            comment.split_once('\n').map_or("", |(_, after)| after)
        } else if let Some(comment) = rest.strip_prefix("/*") {
            comment.split_once("*/").map_or("", |(_, after)| after)
        } else {
            return !rest.is_empty();
        }
        .trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_end_at_semicolons_outside_of_quotes_and_comments() {
        for (text, statements, rest) in [
            ("", &[][..], None),
            (" ; ;", &[], None),
            ("SELECT 1", &[], Some("SELECT 1")),
            ("SELECT 1; SELECT 2;", &["SELECT 1", "SELECT 2"], None),
            ("SELECT ';', \";\", `;`; x", &["SELECT ';', \";\", `;`"], Some("x")),
            ("SELECT 'it''s;'; y", &["SELECT 'it''s;'"], Some("y")),
            ("SELECT 1 -- a;b\n; SELECT 2", &["SELECT 1 -- a;b"], Some("SELECT 2")),
            ("SELECT /* ; */ 1;", &["SELECT /* ; */ 1"], None),
            ("-- only a comment\n", &[], None),
            ("-- a\n/* b */ ;", &[], None),
            ("SELECT 'open; ", &[], Some("SELECT 'open;")),
            ("/* open ;", &[], Some("/* open ;")),
            ("SELECT 'é;ü';", &["SELECT 'é;ü'"], None),
        ] {
            let (found, left) = split_statements(text);
            assert_eq!(found, statements, "{text}");
            assert_eq!(left.as_deref(), rest, "{text}");
        }
    }
}
