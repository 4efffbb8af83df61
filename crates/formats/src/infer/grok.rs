//! Lines that a grok pattern takes apart.

use boathouse_schema::HiveType;

use super::{Evidence, InferredColumn, Mismatch, Shape};
use crate::grok::{Grok, LIGHT_STEPS_MAX};

/// Lines looked at.
const LINES_MAX: usize = 1000;
/// Lines on which a pattern may take too long before it is given up.
const SLOW_LINES_MAX: usize = 8;
/// Lines on which a pattern may take long: with the limit on each of them it is what a sample can cost.
const HEAVY_LINES_MAX: usize = 100;

/// What a sample says under a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrokSchema {
    /// The pattern's fields, names in lower case.
    pub columns: Vec<InferredColumn>,
    /// Lines looked at, empty ones not counted.
    pub lines: u64,
    /// Lines that fit the pattern.
    pub matched: u64,
    /// Bytes of all these lines, line ends not counted.
    pub line_bytes: u64,
    /// What a reader of this data should know.
    pub notes: Vec<String>,
}

impl GrokSchema {
    /// Share of the lines that fit.
    pub fn certainty(&self) -> f64 {
        if self.lines == 0 { 0.0 } else { self.matched as f64 / self.lines as f64 }
    }
}

/// Holds the lines of a sample against a pattern. `complete` says that the sample is the whole file; otherwise its
/// last line is taken as cut.
///
/// # Errors
/// [`Mismatch`] when no line fits, when there is none, or when the pattern takes too long.
pub fn infer_grok(sample: &[u8], complete: bool, grok: &Grok) -> Result<GrokSchema, Mismatch> {
    match_lines(&sample_lines(sample, complete)?, grok)
}

/// The lines of a sample that are not empty, each with its number.
pub(super) fn sample_lines(sample: &[u8], complete: bool) -> Result<Vec<(usize, &str)>, Mismatch> {
    let bytes = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample);
    let end = if complete { bytes.len() } else { bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1) };
    let mut lines = Vec::new();
    for (i, line) in bytes[..end].split(|byte| *byte == b'\n').enumerate() {
        if lines.len() == LINES_MAX {
            break;
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let Ok(text) = std::str::from_utf8(line) else {
            return Err(Mismatch::new(format!("line {} is not valid UTF-8", i + 1)));
        };
        if text.contains('\0') {
            return Err(Mismatch::new(format!("line {} holds the control byte 0x00", i + 1)));
        }
        if !text.trim().is_empty() {
            lines.push((i + 1, text));
        }
    }
    match lines.is_empty() {
        true => Err(Mismatch { reason: "no whole line was found".to_owned(), needs_more: !complete }),
        false => Ok(lines),
    }
}

pub(super) fn match_lines(lines: &[(usize, &str)], grok: &Grok) -> Result<GrokSchema, Mismatch> {
    let mut columns = Columns::of(grok);
    let (mut matched, mut slow, mut heavy, mut first_misfit) = (0, 0, 0, None);
    for (number, line) in lines {
        let found = match grok.light_captures(line) {
            Err(_) if heavy == HEAVY_LINES_MAX => {
                return Err(Mismatch::new(format!(
                    "line {number}: the pattern takes more than {LIGHT_STEPS_MAX} steps on more than {heavy} lines"
                )));
            }
            Err(_) => {
                heavy += 1;
                grok.captures(line)
            }
            found => found,
        };
        match found {
            Ok(Some(values)) => {
                matched += 1;
                columns.add(*number, &values);
            }
            Ok(None) => first_misfit = first_misfit.or(Some(*number)),
            Err(error) => {
                first_misfit = first_misfit.or(Some(*number));
                slow += 1;
                if slow > SLOW_LINES_MAX {
                    return Err(Mismatch::new(format!("line {number}: {error}")));
                }
            }
        }
    }
    if matched == 0 {
        let number = first_misfit.unwrap_or(1);
        return Err(Mismatch::new(format!("line {number} does not fit the pattern, and no other line does")));
    }
    let mut notes = columns.notes;
    if let Some(number) = first_misfit {
        let misfits = lines.len() - matched;
        notes.push(format!("{misfits} of {} lines do not fit the pattern, line {number} is the first", lines.len()));
    }
    Ok(GrokSchema {
        columns: columns.columns,
        lines: lines.len() as u64,
        matched: matched as u64,
        line_bytes: lines.iter().map(|(_, line)| line.len() as u64).sum(),
        notes,
    })
}

struct Columns {
    columns: Vec<InferredColumn>,
    /// For each field the place of its column: fields whose names differ in case only are one column.
    places: Vec<usize>,
    /// Whether a value was met that the column's type cannot hold.
    strange: Vec<bool>,
    notes: Vec<String>,
}

impl Columns {
    fn of(grok: &Grok) -> Self {
        let mut columns: Vec<InferredColumn> = Vec::new();
        let mut places = Vec::new();
        for field in grok.fields() {
            let name = field.name.to_lowercase();
            let known = columns.iter().position(|column| column.name == name);
            places.push(known.unwrap_or(columns.len()));
            if known.is_none() {
                columns.push(InferredColumn { name, shape: Shape::Scalar(field.data_type.clone()), evidence: None });
            }
        }
        Self { strange: vec![false; columns.len()], columns, places, notes: Vec::new() }
    }

    fn add(&mut self, line: usize, values: &[Option<&str>]) {
        for (place, value) in self.places.iter().zip(values) {
            let Some(value) = value else { continue };
            let column = &mut self.columns[*place];
            column.evidence.get_or_insert_with(|| Evidence::new(line, value));
            if let Shape::Scalar(data_type) = &column.shape
                && !self.strange[*place]
                && !holds(data_type, value)
            {
                self.strange[*place] = true;
                let Evidence { value, .. } = Evidence::new(line, value);
                self.notes.push(format!("line {line}: '{value}' of column '{}' is no {data_type}", column.name));
            }
        }
    }
}

fn holds(data_type: &HiveType, value: &str) -> bool {
    match data_type {
        HiveType::TinyInt => value.parse::<i8>().is_ok(),
        HiveType::SmallInt => value.parse::<i16>().is_ok(),
        HiveType::Int => value.parse::<i32>().is_ok(),
        HiveType::BigInt => value.parse::<i64>().is_ok(),
        HiveType::Float | HiveType::Double => value.parse::<f64>().is_ok(),
        HiveType::Boolean => value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false"),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn infer(text: &str, pattern: &str) -> Result<GrokSchema, Mismatch> {
        infer_grok(text.as_bytes(), true, &Grok::new(pattern, "").unwrap())
    }

    fn columns(schema: &GrokSchema) -> String {
        let text = |column: &InferredColumn| format!("{} {}", column.name, column.shape.to_hive());
        schema.columns.iter().map(text).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn lines_and_certainty() {
        let schema = infer("GET 1\r\n\nPUT 2\n-\n", "%{WORD:Verb} %{NUMBER:n:int}").unwrap();
        assert_eq!(columns(&schema), "verb string, n int");
        assert_eq!((schema.lines, schema.matched, schema.line_bytes), (3, 2, 11));
        assert!((schema.certainty() - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!(schema.notes, ["1 of 3 lines do not fit the pattern, line 4 is the first"]);
        assert_eq!(schema.columns[0].evidence, Some(Evidence::new(1, "GET")));
        let schema = infer("a 1\nb x\nc y\n", "%{WORD:k} %{WORD:n:int}").unwrap();
        assert_eq!(schema.notes, ["line 2: 'x' of column 'n' is no int"]);
        assert_eq!(columns(&infer("1 2", "%{INT:A:int} %{INT:a:long}").unwrap()), "a int");
    }

    #[test]
    fn patterns_that_are_a_burden_are_given_up() {
        // Each line takes a number of steps that grows with the square of its length.
        let pattern = "^(?>x*?y?)(?:x*x*)(?<!x)$";
        let heavy = |lines: usize| format!("{}\n", "x".repeat(130)).repeat(lines) + "y\n";
        let few = infer(&heavy(HEAVY_LINES_MAX), pattern).unwrap();
        assert_eq!((few.lines, few.matched), (101, 1));
        let reason = infer(&heavy(HEAVY_LINES_MAX + 1), pattern).unwrap_err().reason;
        assert_eq!(reason, "line 101: the pattern takes more than 5000 steps on more than 100 lines");
    }

    #[test]
    fn what_is_no_lines() {
        for (bytes, complete, expected, needs_more) in [
            (&b""[..], true, "no whole line", false),
            (b"half a line", false, "no whole line", true),
            (b"\x00\x01\n", true, "control byte", false),
            (b"caf\xe9\n", true, "UTF-8", false),
            (b"-\n-\n", true, "line 1 does not fit", false),
        ] {
            let mismatch = infer_grok(bytes, complete, &Grok::new("%{WORD:a}", "").unwrap()).unwrap_err();
            assert!(mismatch.reason.contains(expected), "{mismatch}");
            assert_eq!(mismatch.needs_more, needs_more, "{mismatch}");
        }
        // The last line of a cut sample is not looked at.
        let grok = Grok::new("^%{WORD:a}$", "").unwrap();
        assert_eq!(infer_grok(b"one\ntwo\nth-", false, &grok).unwrap().lines, 2);
    }

    #[test]
    fn slow_patterns_are_given_up() {
        let grok = Grok::new("%{A:x}", "A (?<y>a*)*\\k<y>b").unwrap();
        let text = format!("{}\n", "a".repeat(200)).repeat(100);
        let mismatch = infer_grok(text.as_bytes(), true, &grok).unwrap_err();
        assert!(mismatch.reason.contains("line"), "{mismatch}");
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), complete: bool) {
            let grok = Grok::new("%{IPORHOST:h} %{QS:q}|%{URI:u}|%{DATA:d:int}$", "").unwrap();
            let _ = infer_grok(&bytes, complete, &grok);
        }
    }
}
