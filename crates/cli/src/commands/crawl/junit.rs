//! What was expected of a crawl and what came of it, as CI systems read it: a test case for every table.

use std::fmt::Write;

use boathouse::command::CrawlOutcome;
use boathouse::crawler::{CrawlSchema, Drift, DriftKind};

use crate::error::CliError;

/// What the report is about.
pub(super) struct Report<'a> {
    /// What is crawled.
    pub target: &'a str,
    pub database: &'a str,
    pub expected: &'a CrawlSchema,
}

impl Report<'_> {
    /// The report of a crawl that was done or planned. How long a table took is nothing that anybody measures.
    pub fn of(&self, done: &CrawlOutcome) -> String {
        let drifted = |name: &str| done.drift.iter().find(|drift| drift.table == name);
        let expected = self.expected.tables.iter().map(|table| (table.name.as_str(), drifted(&table.name)));
        let unexpected = done.drift.iter().filter(|drift| drift.kind == DriftKind::Unexpected);
        let mut cases: Vec<(&str, Option<&Drift>)> = expected.collect();
        cases.extend(unexpected.map(|drift| (drift.table.as_str(), Some(drift))));
        cases.sort_by_key(|(name, _)| *name);
        let mut body = String::new();
        for (name, drift) in &cases {
            self.case(&mut body, name, drift.map(|drift| ("failure", "drift", drift.to_string())));
        }
        let counts = [cases.len(), done.drift.len(), 0];
        self.document(counts, &format!(" time=\"{}.{:03}\"", done.millis / 1000, done.millis % 1000), &body)
    }

    /// The report of a crawl that ended with an error: nothing is known of any table.
    pub fn of_error(&self, error: &CliError) -> String {
        let mut body = String::new();
        self.case(&mut body, "crawl", Some(("error", "error", error.to_string())));
        self.document([1, 0, 1], "", &body)
    }

    fn document(&self, [tests, failures, errors]: [usize; 3], time: &str, body: &str) -> String {
        let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"{time}");
        let target = escaped(self.target);
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"boathouse crawl\" {counts}>\n  <testsuite name=\"{target}\" {counts}>\n{body}  </testsuite>\n</testsuites>\n"
        )
    }

    fn case(&self, body: &mut String, name: &str, problem: Option<(&str, &str, String)>) {
        let (class, name) = (escaped(self.database), escaped(name));
        // Writing to a text cannot fail.
        let _ = match problem {
            None => writeln!(body, "    <testcase classname=\"{class}\" name=\"{name}\"/>"),
            Some((element, kind, text)) => {
                let first = escaped(text.lines().next().unwrap_or_default());
                let text = escaped(&text);
                writeln!(
                    body,
                    "    <testcase classname=\"{class}\" name=\"{name}\">\n      <{element} type=\"{kind}\" message=\"{first}\">{text}</{element}>\n    </testcase>"
                )
            }
        };
    }
}

/// A text inside an element or an attribute. Characters that XML 1.0 has no way to write (a delimiter may be one)
/// stand as `\u{1}`.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(c),
            '\0'..' ' | '\u{fffe}' | '\u{ffff}' => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use boathouse::crawler::{Aspect, Difference, TableSchema};

    use super::*;

    fn expected(names: &[&str]) -> CrawlSchema {
        let text = serde_json::json!({"format": "boathouse-crawl-schema", "version": 1, "tables": []});
        let mut schema = CrawlSchema::parse(&text.to_string()).unwrap();
        let table = |name: &&str| TableSchema { name: (*name).to_owned(), ..TableSchema::default() };
        schema.tables = names.iter().map(table).collect();
        schema
    }

    fn drift(table: &str, kind: DriftKind, differences: Vec<Difference>) -> Drift {
        Drift { table: table.to_owned(), kind, differences }
    }

    #[test]
    fn tables_are_test_cases() {
        let delimiter = Difference {
            aspect: Aspect::Parameter,
            name: "delimiter".to_owned(),
            old: Some("<".to_owned()),
            new: Some("\u{1}".to_owned()),
        };
        let done = CrawlOutcome {
            millis: 1_025,
            drift: vec![
                drift("a", DriftKind::Changed, vec![delimiter]),
                drift("b&c", DriftKind::Unexpected, Vec::new()),
                drift("z", DriftKind::Missing, Vec::new()),
            ],
            ..CrawlOutcome::default()
        };
        let schema = expected(&["a", "m", "z"]);
        let report = Report { target: "s3://b/x/", database: "db", expected: &schema };
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="boathouse crawl" tests="4" failures="3" errors="0" time="1.025">
  <testsuite name="s3://b/x/" tests="4" failures="3" errors="0" time="1.025">
    <testcase classname="db" name="a">
      <failure type="drift" message="~ table a">~ table a
    ~ parameter delimiter &lt; -&gt; \u{1}</failure>
    </testcase>
    <testcase classname="db" name="b&amp;c">
      <failure type="drift" message="+ table b&amp;c was not expected">+ table b&amp;c was not expected</failure>
    </testcase>
    <testcase classname="db" name="m"/>
    <testcase classname="db" name="z">
      <failure type="drift" message="- table z is missing">- table z is missing</failure>
    </testcase>
  </testsuite>
</testsuites>
"#;
        assert_eq!(report.of(&done), expected);
    }

    #[test]
    fn an_error_is_a_case_of_its_own() {
        let schema = expected(&["a"]);
        let report = Report { target: "data", database: "db", expected: &schema };
        let text = report.of_error(&CliError::failed("S3 bucket \"b\" does not exist."));
        assert!(text.contains(r#"tests="1" failures="0" errors="1">"#), "{text}");
        assert!(text.contains(r#"<error type="error" message="S3 bucket &quot;b&quot; does not exist.">"#), "{text}");
    }
}
