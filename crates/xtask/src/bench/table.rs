//! The printed comparison.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::Measurement;

const OURS: &str = "boathouse";
const OTHERS: &[&str] = &["duckdb", "polars"];

/// One line a workload: milliseconds of each engine, and ours divided by the fastest other's.
pub(super) fn render(measured: &[Measurement]) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{:<24} {:>13} {:>10} {:>10} {:>8}",
        "workload", "boathouse ms", "duckdb ms", "polars ms", "ratio"
    );
    for workload in measured.iter().filter(|row| row.engine == OURS).map(|row| row.workload.as_str()) {
        let ours = millis(measured, workload, OURS);
        let others: Vec<Option<f64>> = OTHERS.iter().map(|engine| millis(measured, workload, engine)).collect();
        let fastest = others.iter().flatten().copied().reduce(f64::min);
        let ratio = ours.zip(fastest).map(|(ours, other)| ours / other);
        let _ = writeln!(
            out,
            "{workload:<24} {:>13} {:>10} {:>10} {:>8}",
            number(ours, 1),
            number(others[0], 1),
            number(others[1], 1),
            number(ratio, 2),
        );
    }
    out.push_str("ratio: boathouse against the faster of the others, below 1 is faster\n");
    for row in measured {
        if let Some(note) = &row.note {
            let _ = writeln!(out, "{} in {}: {note}", row.workload, row.engine);
        }
    }
    out
}

/// Workloads whose engines did not come to the same result.
pub(super) fn disagreements(measured: &[Measurement]) -> Vec<String> {
    let workloads: BTreeSet<&str> = measured.iter().map(|row| row.workload.as_str()).collect();
    let differing = workloads.into_iter().filter_map(|workload| {
        let rows = measured.iter().filter(|row| row.workload == workload && row.check.is_some());
        let checks: Vec<(&str, u64)> = rows.filter_map(|row| Some((row.engine.as_str(), row.check?))).collect();
        let differ = checks.windows(2).any(|pair| pair[0].1 != pair[1].1);
        differ.then(|| format!("{workload}: the engines disagree: {checks:?}"))
    });
    differing.collect()
}

fn millis(measured: &[Measurement], workload: &str, engine: &str) -> Option<f64> {
    measured.iter().find(|row| row.workload == workload && row.engine == engine)?.millis
}

/// A figure, or a dash where there is none.
pub(super) fn number(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.decimals$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(workload: &str, engine: &str, millis: Option<f64>, check: Option<u64>) -> Measurement {
        Measurement { workload: workload.to_owned(), engine: engine.to_owned(), millis, check, note: None }
    }

    #[test]
    fn ratio_is_to_the_fastest_other() {
        let rows = [
            row("scan", "boathouse", Some(30.0), Some(5)),
            row("scan", "duckdb", Some(20.0), Some(5)),
            row("scan", "polars", Some(60.0), Some(5)),
            row("crawl", "boathouse", Some(9.0), None),
        ];
        let table = render(&rows);
        assert!(table.contains("scan                              30.0       20.0       60.0     1.50"), "{table}");
        assert!(table.contains("crawl                              9.0          -          -        -"), "{table}");
        assert!(disagreements(&rows).is_empty());
    }

    #[test]
    fn different_answers_are_told() {
        let rows = [row("scan", "boathouse", Some(1.0), Some(5)), row("scan", "duckdb", Some(1.0), Some(6))];
        assert_eq!(disagreements(&rows).len(), 1);
    }
}
