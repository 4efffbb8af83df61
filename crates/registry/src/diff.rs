//! The difference of two texts, line by line, in the unified form.

/// Lines around a change that are shown with it.
const CONTEXT_LINES: usize = 3;
/// The table of the longest common subsequence has at most this many cells; larger middles are shown as
/// wholly replaced.
const CELLS_MAX: usize = 4_000_000;

/// A line that stays, goes or comes, with its places in both texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line<'a> {
    Same(&'a str),
    Old(&'a str),
    New(&'a str),
}

/// The difference between two texts named `old_name` and `new_name`; empty when there is none.
pub(crate) fn unified(old_name: &str, old: &str, new_name: &str, new: &str) -> String {
    let old: Vec<&str> = old.lines().collect();
    let new: Vec<&str> = new.lines().collect();
    let lines = compare(&old, &new);
    let changed: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| !matches!(line, Line::Same(_))).map(|(at, _)| at).collect();
    let Some(first) = changed.first() else { return String::new() };
    let mut out = format!("--- {old_name}\n+++ {new_name}\n");
    let mut start = first.saturating_sub(CONTEXT_LINES);
    let mut end = (first + CONTEXT_LINES + 1).min(lines.len());
    for at in &changed[1..] {
        let from = at.saturating_sub(CONTEXT_LINES);
        if from > end {
            hunk(&lines, start, end, &mut out);
            start = from;
        }
        end = (at + CONTEXT_LINES + 1).min(lines.len());
    }
    hunk(&lines, start, end, &mut out);
    out
}

fn hunk(lines: &[Line<'_>], start: usize, end: usize, out: &mut String) {
    let count = |lines: &[Line<'_>], old: bool| {
        lines.iter().filter(|line| !matches!((line, old), (Line::New(_), true) | (Line::Old(_), false))).count()
    };
    let (before, shown) = (&lines[..start], &lines[start..end]);
    let side = |old: bool| {
        let lines = count(shown, old);
        // A side without lines is named by the line before it.
        let first = count(before, old) + usize::from(lines > 0);
        if lines == 1 { first.to_string() } else { format!("{first},{lines}") }
    };
    out.push_str(&format!("@@ -{} +{} @@\n", side(true), side(false)));
    for line in shown {
        let (sign, text) = match line {
            Line::Same(text) => (' ', text),
            Line::Old(text) => ('-', text),
            Line::New(text) => ('+', text),
        };
        out.push(sign);
        out.push_str(text);
        out.push('\n');
    }
}

fn compare<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Line<'a>> {
    let head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(old, new)| old == new).count();
    let old_middle = &old_rest[..old_rest.len() - tail];
    let new_middle = &new_rest[..new_rest.len() - tail];
    let mut lines: Vec<Line<'a>> = old[..head].iter().map(|line| Line::Same(line)).collect();
    middle(old_middle, new_middle, &mut lines);
    lines.extend(old_rest[old_rest.len() - tail..].iter().map(|line| Line::Same(line)));
    lines
}

/// The longest common subsequence, by the table of the lengths for every pair of remainders.
fn middle<'a>(old: &[&'a str], new: &[&'a str], lines: &mut Vec<Line<'a>>) {
    let width = new.len() + 1;
    let cells = (old.len() + 1).saturating_mul(width);
    if cells > CELLS_MAX {
        lines.extend(old.iter().map(|line| Line::Old(line)));
        lines.extend(new.iter().map(|line| Line::New(line)));
        return;
    }
    let mut lengths = vec![0_u32; cells];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            lengths[i * width + j] = if old[i] == new[j] {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push(Line::Same(old[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && (j == new.len() || lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) {
            lines.push(Line::Old(old[i]));
            i += 1;
        } else {
            lines.push(Line::New(new[j]));
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences() {
        let cases = [
            ("a", "a", ""),
            ("a\nb\nc", "a\nb\nc\n", ""),
            ("a", "b", "--- 1\n+++ 2\n@@ -1 +1 @@\n-a\n+b\n"),
            ("", "b", "--- 1\n+++ 2\n@@ -0,0 +1 @@\n+b\n"),
            ("a\nb", "a", "--- 1\n+++ 2\n@@ -1,2 +1 @@\n a\n-b\n"),
            ("a\nb\nc\nd\ne", "a\nB\nc\nd\nx\ne", "--- 1\n+++ 2\n@@ -1,5 +1,6 @@\n a\n-b\n+B\n c\n d\n+x\n e\n"),
            (
                "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12",
                "one\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\ntwelve",
                "--- 1\n+++ 2\n@@ -1,4 +1,4 @@\n-1\n+one\n 2\n 3\n 4\n@@ -9,4 +9,4 @@\n 9\n 10\n 11\n-12\n+twelve\n",
            ),
        ];
        for (old, new, expected) in cases {
            assert_eq!(unified("1", old, "2", new), expected, "{old:?} {new:?}");
        }
    }

    #[test]
    fn very_long_texts_are_replaced_as_a_whole() {
        let old: String = (0..2_500).map(|line| format!("old {line}\n")).collect();
        let new: String = (0..2_500).map(|line| format!("new {line}\n")).collect();
        assert_eq!(unified("1", &old, "2", &new).lines().count(), 3 + 5_000);
    }
}
