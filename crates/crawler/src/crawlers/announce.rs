//! The lines of a run that Glue writes whatever is crawled, in its words.

use super::CrawlerDefinition;
use crate::apply::CrawlSummary;
use crate::plan::LogLine;

/// The first line of a run.
pub(super) fn start(crawler: &str) -> LogLine {
    LogLine::benchmark(format!("Running Start Crawl for Crawler {crawler}"))
}

/// Between looking and writing: what is written where, and by which rules.
pub(super) fn classified(definition: &CrawlerDefinition) -> [LogLine; 2] {
    let database = definition.database_name.as_deref().unwrap_or_default();
    let policy = definition.schema_change_policy;
    let (update, delete) = (policy.update.word(), policy.delete.word());
    let rules = match definition.configuration.as_deref().filter(|text| !text.is_empty()) {
        None => format!(
            "Crawler configured with SchemaChangePolicy {{\"UpdateBehavior\":\"{update}\",\"DeleteBehavior\":\"{delete}\"}}."
        ),
        Some(configuration) => format!(
            "Crawler configured with Configuration\n{}\n and SchemaChangePolicy\n{{\n    \"UpdateBehavior\": \"{update}\",\n    \"DeleteBehavior\": \"{delete}\"\n}}\n. Note that values in the Configuration override values in the SchemaChangePolicy for S3 Targets.",
            indented(configuration)
        ),
    };
    [
        LogLine::benchmark(format!("Classification complete, writing results to database {database}")),
        LogLine::info(rules),
    ]
}

/// After writing: what was changed, by kind.
pub(super) fn written(summary: &CrawlSummary) -> Vec<LogLine> {
    let mut lines = vec![LogLine::benchmark("Finished writing to Catalog")];
    let tables = [
        ("ADD", summary.tables_created.len() as u64),
        // A table that is marked as without data is changed, not gone.
        ("UPDATE", (summary.tables_updated.len() + summary.tables_deprecated.len()) as u64),
        ("DELETE", summary.tables_deleted.len() as u64),
    ];
    let partitions = [
        ("ADD", summary.partitions_created),
        ("UPDATE", summary.partitions_updated),
        ("DELETE", summary.partitions_deleted),
    ];
    for (kind, counts) in [("PARTITION", partitions), ("TABLE", tables)] {
        if counts.iter().any(|(_, count)| *count > 0) {
            lines.push(LogLine::info(format!("Run Summary For {kind}:")));
        }
        let changed = counts.iter().filter(|(_, count)| *count > 0);
        lines.extend(changed.map(|(change, count)| LogLine::info(format!("{change}: {count}"))));
    }
    lines
}

/// A JSON document with a member on each line, its members in their order.
fn indented(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    let mut chars = json.chars().filter(|c| !matches!(c, '\r' | '\n')).peekable();
    while let Some(c) = chars.next() {
        if in_string {
            text.push(c);
            in_string = is_escaped || c != '"';
            is_escaped = !is_escaped && c == '\\';
            continue;
        }
        let break_line = |text: &mut String, depth: usize| {
            text.push('\n');
            text.push_str(&"    ".repeat(depth));
        };
        match c {
            ' ' | '\t' => {}
            '{' | '[' => {
                text.push(c);
                while chars.next_if(|next| next.is_ascii_whitespace()).is_some() {}
                if let Some(end) = chars.next_if(|next| matches!(next, '}' | ']')) {
                    text.push(end);
                } else {
                    depth += 1;
                    break_line(&mut text, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                break_line(&mut text, depth);
                text.push(c);
            }
            ',' => {
                text.push(c);
                break_line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            _ => {
                in_string = c == '"';
                text.push(c);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configurations_are_written_line_by_line() {
        for (json, expected) in [
            (
                r#"{"Version":1,"CreatePartitionIndex":true}"#,
                "{\n    \"Version\": 1,\n    \"CreatePartitionIndex\": true\n}",
            ),
            ("{ \"b\" : [1, 2] ,\n \"a\":{ } }", "{\n    \"b\": [\n        1,\n        2\n    ],\n    \"a\": {}\n}"),
            (r#"{"a\",{":"\\"}"#, "{\n    \"a\\\",{\": \"\\\\\"\n}"),
        ] {
            assert_eq!(indented(json), expected);
            let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
            assert_eq!(value(&indented(json)), value(json));
        }
    }

    #[test]
    fn what_was_changed_is_counted() {
        let summary = CrawlSummary {
            tables_created: vec!["a".to_owned()],
            tables_deprecated: vec!["b".to_owned()],
            partitions_created: 2,
            ..CrawlSummary::default()
        };
        let lines: Vec<String> = written(&summary).iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "BENCHMARK : Finished writing to Catalog",
                "INFO : Run Summary For PARTITION:",
                "INFO : ADD: 2",
                "INFO : Run Summary For TABLE:",
                "INFO : ADD: 1",
                "INFO : UPDATE: 1",
            ]
        );
        assert_eq!(written(&CrawlSummary::default()).len(), 1);
    }
}
