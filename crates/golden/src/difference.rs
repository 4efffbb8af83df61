//! Two texts, line by line.

use std::fmt::Write as _;

/// The lines from the first to the last that is not as it was.
pub fn difference(kept: &str, found: &str) -> String {
    let (kept, found): (Vec<&str>, Vec<&str>) = (kept.lines().collect(), found.lines().collect());
    let same = kept.iter().zip(&found).take_while(|(left, right)| left == right).count();
    let rest = kept.len().min(found.len()) - same;
    let same_at_end = kept.iter().rev().zip(found.iter().rev()).take(rest).take_while(|(left, right)| left == right);
    let end = same_at_end.count();
    let mut text = String::new();
    for (sign, lines) in [('-', &kept), ('+', &found)] {
        for line in &lines[same..lines.len() - end] {
            let _ = writeln!(text, "{sign}{line}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_told() {
        for (kept, found, told) in [
            ("a\nb\nc\n", "a\nb\nc\n", ""),
            ("a\nb\nc\n", "a\nx\nc\n", "-b\n+x\n"),
            ("a\na\n", "a\n", "-a\n"),
            ("", "a\n", "+a\n"),
        ] {
            assert_eq!(difference(kept, found), told, "{kept:?} {found:?}");
        }
    }
}
