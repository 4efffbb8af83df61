//! A result of ten million rows: making it, its first page, and all of its pages.

use std::path::Path;
use std::time::Instant;

use super::{AthenaClient, RESULTS_BUCKET, ServerProcess, bounds, connect, figure, percentile};
use crate::{Error, Figure, Result};

const ROWS: usize = 10_000_000;
/// Pages at the beginning, the middle and the end of which the median counts.
const PAGES: usize = 200;
/// `lineitem` of scale 1 has six million rows: so it is taken twice.
const SQL: &str = "SELECT l_orderkey, l_linenumber, l_extendedprice, l_shipdate, l_comment \
                   FROM lineitem CROSS JOIN UNNEST(sequence(1, 2)) LIMIT 10000000";

/// Measures it in the lake that the server serves.
///
/// # Errors
/// When the query fails or rows are missing.
pub async fn measure(server: &ServerProcess, lake: &Path) -> Result<Vec<Figure>> {
    let client = connect(server).await?;
    // Connections and plans of a query that has run before.
    client.query("SELECT 1").await?;
    server.forget_peak();
    let started = Instant::now();
    let id = client.start(SQL, &[]).await?;
    client.settle(&id).await?;
    let made = started.elapsed().as_secs_f64();
    let peak = server.peak_mib();

    let asked = Instant::now();
    let mut page = client.page(&id, None).await?;
    let first = asked.elapsed().as_secs_f64() * 1_000.0;
    let (mut tokens, mut rows) = (Vec::new(), page.rows);
    while let Some(token) = page.next.take() {
        page = client.page(&id, Some(&token)).await?;
        rows += page.rows;
        tokens.push(token);
    }
    let read = asked.elapsed().as_secs_f64();
    // The header is a row of the first page.
    if rows != ROWS + 1 {
        return Err(Error::Work(format!("{rows} rows were served instead of {ROWS} and the header")));
    }
    let object = lake.join("buckets").join(RESULTS_BUCKET).join(format!("{id}.csv"));
    let bytes = std::fs::metadata(&object).map_err(|error| Error::File(object.clone(), error))?.len();
    // The last one is not full.
    tokens.pop();
    let [begin, middle, end] = medians(&client, &id, &tokens).await?;
    let limit = Some(bounds::LATER_TO_FIRST_PAGE_MAX);
    let mut figures = vec![
        figure("10,000,000 rows, query", made, "s", None),
        figure("10,000,000 rows, result", bytes as f64 / 1e6, "MB", None),
        figure("10,000,000 rows, written at", bytes as f64 / 1e6 / made, "MB/s", None),
        figure("first page from the end of the query", first, "ms", Some(bounds::FIRST_PAGE_MS_MAX)),
        figure("a page at the beginning, median", begin, "ms", None),
        figure("a page in the middle, to one at the beginning", middle / begin, "times", limit),
        figure("a page at the end, to one at the beginning", end / begin, "times", limit),
        figure("all pages", read, "s", None),
    ];
    let limit = Some(bounds::LARGE_PEAK_MIB_MAX);
    figures.extend(peak.map(|peak| figure("peak of the server, query", peak, "MiB", limit)));
    figures.extend(server.peak_mib().map(|peak| figure("peak of the server, query and all pages", peak, "MiB", limit)));
    Ok(figures)
}

/// Milliseconds of a page at the beginning, in the middle and at the end, taking turns: what else the machine does
/// falls upon all of them.
async fn medians(client: &AthenaClient, id: &str, tokens: &[String]) -> Result<[f64; 3]> {
    let mut millis = [const { Vec::new() }; 3];
    for turn in 0..PAGES.min(tokens.len() / 3) {
        for (at, millis) in [turn, tokens.len() / 2 + turn, tokens.len() - 1 - turn].into_iter().zip(&mut millis) {
            let asked = Instant::now();
            client.page(id, Some(&tokens[at])).await?;
            millis.push(asked.elapsed().as_secs_f64() * 1_000.0);
        }
    }
    Ok(millis.map(|millis| percentile(&millis, 0.5)))
}
