//! Numbers as Trino writes them in plans, and what operators count.

use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::metrics::MetricsSet;

use super::node::Figures;

const UNKNOWN: &str = "?";

/// `24.60ms`
pub(super) fn duration(nanos: usize) -> String {
    let units = [("ns", 1_u64), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000)];
    let longer = [("m", 60_000_000_000_u64), ("h", 3_600_000_000_000), ("d", 86_400_000_000_000)];
    let fits = |unit: &&(&str, u64)| nanos as u64 >= unit.1;
    let (name, size) = units.iter().chain(&longer).rfind(fits).unwrap_or(&units[0]);
    format!("{:.2}{name}", nanos as f64 / *size as f64)
}

/// `1.48kB`
pub(super) fn bytes(bytes: Option<usize>) -> String {
    let Some(bytes) = bytes else { return UNKNOWN.to_owned() };
    let units = ["B", "kB", "MB", "GB", "TB"];
    let (mut size, mut unit) = (bytes as f64, 0);
    while size >= 1024.0 && unit + 1 < units.len() {
        size /= 1024.0;
        unit += 1;
    }
    if size.fract() == 0.0 { format!("{size:.0}{}", units[unit]) } else { format!("{size:.2}{}", units[unit]) }
}

pub(super) fn count(rows: Option<usize>) -> String {
    rows.map_or_else(|| UNKNOWN.to_owned(), |rows| rows.to_string())
}

/// What an operator has counted.
pub(super) fn of(plan: &dyn ExecutionPlan) -> Figures {
    let Some(metrics) = plan.metrics() else { return Figures::default() };
    let named = |name: &str| metrics.sum_by_name(name).map(|value| value.as_usize());
    Figures {
        cpu_nanos: metrics.elapsed_compute(),
        output_rows: metrics.output_rows(),
        output_bytes: named("output_bytes"),
        scanned_bytes: named("bytes_scanned"),
        all: all(&metrics),
    }
}

fn all(metrics: &MetricsSet) -> Vec<(String, String)> {
    let summed = metrics.aggregate_by_name();
    summed.iter().map(|metric| (metric.value().name().to_owned(), metric.value().to_string())).collect()
}
