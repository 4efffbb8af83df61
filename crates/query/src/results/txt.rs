//! Athena's result text: the lines, a line feed between two of them, none at the end.

use super::RowIndex;

/// The bytes of a text result and the index of its lines. A line that holds line feeds is several.
pub(crate) fn encode(lines: &[String]) -> (Vec<u8>, RowIndex) {
    let text = lines.join("\n");
    let mut index = RowIndex::default();
    if !lines.is_empty() {
        for line in text.split_inclusive('\n') {
            index.push(line.len() as u64);
        }
        // An empty last line has no bytes and is a row all the same.
        if text.is_empty() || text.ends_with('\n') {
            index.push(0);
        }
    }
    (text.into_bytes(), index)
}

/// Reads lines that [`encode`] wrote: passes over `skip` of them, then returns at most `count`. `is_end`
/// says whether the bytes go on to the end of the result.
pub(crate) fn decode(bytes: &[u8], skip: usize, count: usize, is_end: bool) -> Vec<Vec<Option<String>>> {
    let text = String::from_utf8_lossy(bytes);
    let text = if is_end { &*text } else { text.strip_suffix('\n').unwrap_or(&text) };
    text.split('\n').skip(skip).take(count).map(|line| vec![Some(line.to_owned())]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back() {
        for (lines, text, rows) in [
            (vec![], "", 0),
            (vec!["a"], "a", 1),
            (vec![""], "", 1),
            (vec!["a", ""], "a\n", 2),
            (vec!["a", "", "b"], "a\n\nb", 3),
            (vec!["a\nb", "ü"], "a\nb\nü", 3),
        ] {
            let lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
            let (bytes, index) = encode(&lines);
            assert_eq!(String::from_utf8_lossy(&bytes), text);
            assert_eq!((index.rows, index.bytes), (rows, bytes.len() as u64), "{text:?}");
            let wanted: Vec<Vec<Option<String>>> = if lines.is_empty() {
                Vec::new()
            } else {
                text.split('\n').map(|l| vec![Some(l.to_owned())]).collect()
            };
            let read = index.span(0, 1000).map_or_else(Vec::new, |span| decode(&bytes, span.skip, 1000, true));
            assert_eq!(read, wanted, "{text:?}");
        }
    }

    #[test]
    fn pages_in_the_middle_end_with_their_last_line() {
        let lines: Vec<String> = (0..2500).map(|n| n.to_string()).collect();
        let (bytes, index) = encode(&lines);
        for (first, count, last) in [(0, 1000, "999"), (999, 1, "999"), (1000, 1000, "1999"), (2000, 1000, "2499")] {
            let span = index.span(first, count).expect("inside");
            let (start, end) = (usize::try_from(span.start).expect("small"), usize::try_from(span.end).expect("small"));
            let rows = decode(&bytes[start..end], span.skip, count, span.end == index.bytes);
            assert_eq!(rows.last().and_then(|row| row[0].clone()).as_deref(), Some(last), "{first}+{count}");
        }
    }
}
