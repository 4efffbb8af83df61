//! Small files, made from rows.

use std::fmt::Write;

/// A CSV file: a header line, then rows as they are given.
pub fn csv(header: &[&str], rows: &[&[&str]]) -> String {
    let mut text = header.join(",") + "\n";
    for row in rows {
        text.push_str(&row.join(","));
        text.push('\n');
    }
    text
}

/// JSON lines of `n` objects with an id, a name and a nested place.
pub fn json_lines(n: u32) -> String {
    let mut text = String::new();
    for id in 0..n {
        writeln!(text, r#"{{"id":{id},"name":"name {id}","place":{{"lat":{id}.5,"tags":["a","b"]}}}}"#).ok();
    }
    text
}
