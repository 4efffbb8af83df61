//! Queries over the wire beside the same in the process: what the service costs.

use std::time::Instant;

use super::{ServerProcess, bounds, connect, figure, percentile};
use crate::suite::Suite;
use crate::{Error, Figure, Result};

/// Runs that count of each, taking turns, after some that do not.
const RUNS: usize = 61;
const WARM_RUNS: usize = 5;

struct Query {
    name: &'static str,
    sql: &'static str,
    /// Rows of its answer.
    rows: usize,
    /// Whether it is answered from the footers: a tenth of what takes no time is nothing, so what the service adds is
    /// bounded instead.
    reads_nothing: bool,
}

/// Over TPC-H's `lineitem`.
const QUERIES: &[Query] = &[
    Query { name: "count of rows", sql: "SELECT count(*) FROM lineitem", rows: 1, reads_nothing: true },
    Query {
        name: "aggregate of two columns",
        sql: "SELECT l_returnflag, sum(l_extendedprice) FROM lineitem GROUP BY l_returnflag",
        rows: 3,
        reads_nothing: false,
    },
];

/// Measures them.
///
/// # Errors
/// When a query fails or has another answer.
pub async fn measure(server: &ServerProcess, inside: &Suite) -> Result<Vec<Figure>> {
    let client = connect(server).await?;
    let mut figures = Vec::new();
    for Query { name, sql, rows, reads_nothing } in QUERIES {
        let (mut wire, mut process) = (Vec::new(), Vec::new());
        for run in 0..WARM_RUNS + RUNS {
            let started = Instant::now();
            let over_wire = client.query(sql).await?;
            let between = Instant::now();
            let in_process = inside.run(sql).await?;
            if over_wire != *rows || in_process != *rows as u64 {
                return Err(Error::Work(format!("{sql}: {over_wire} rows over the wire, {in_process} in the process")));
            }
            if run >= WARM_RUNS {
                wire.push((between - started).as_secs_f64() * 1_000.0);
                process.push(between.elapsed().as_secs_f64() * 1_000.0);
            }
        }
        let (wire, process) = (percentile(&wire, 0.5), percentile(&process, 0.5));
        figures.extend([
            Figure { engine: "library", ..figure(name, process, "ms", None) },
            figure(name, wire, "ms", None),
        ]);
        figures.push(if *reads_nothing {
            figure(&format!("{name}, added"), wire - process, "ms", Some(bounds::WIRE_ADDS_MS_MAX))
        } else {
            let limit = Some(bounds::WIRE_TO_INSIDE_MAX);
            figure(&format!("{name}, to the library"), wire / process, "times", limit)
        });
    }
    Ok(figures)
}
