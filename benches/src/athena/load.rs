//! Many clients at once, each of which goes through all kinds of statements.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Barrier;

use super::{AthenaClient, ServerProcess, bounds, connect, figure, percentile};
use crate::{Error, Figure, Result};

const CLIENTS: usize = 100;
/// Errors that are told in full.
const ERRORS_TOLD: usize = 5;

/// What the clients do: text and values. `{}` is a name that nobody else uses.
const STATEMENTS: &[(&str, &[&str])] = &[
    ("SELECT 1", &[]),
    ("SELECT c_mktsegment, count(*), avg(c_acctbal) FROM customer GROUP BY c_mktsegment", &[]),
    ("SHOW TABLES", &[]),
    ("EXECUTE by_nation USING 7", &[]),
    ("CREATE TABLE {} AS SELECT * FROM nation WHERE n_regionkey = 1", &[]),
    ("SELECT count(*) FROM {}", &[]),
    ("INSERT INTO {} SELECT * FROM nation WHERE n_regionkey = 2", &[]),
    ("DROP TABLE {}", &[]),
    ("SELECT n_name FROM nation JOIN region ON n_regionkey = r_regionkey WHERE r_name = ? ORDER BY 1", &["'ASIA'"]),
    ("SHOW CREATE TABLE orders", &[]),
    ("SELECT sum(l_extendedprice * l_discount) FROM lineitem WHERE l_shipdate < DATE '1992-03-01'", &[]),
    ("DESCRIBE lineitem", &[]),
    ("SELECT table_name FROM information_schema.tables WHERE table_schema = 'suite'", &[]),
    ("SELECT * FROM orders ORDER BY o_totalprice DESC LIMIT 10", &[]),
];
const PREPARE: &str = "PREPARE by_nation FROM SELECT count(*) FROM supplier WHERE s_nationkey = ?";

/// What came of one client.
#[derive(Default)]
struct Done {
    millis: Vec<f64>,
    errors: Vec<String>,
}

/// Has the clients ask for `seconds`.
///
/// # Errors
/// When a client cannot connect.
pub async fn measure(server: &ServerProcess, seconds: u64) -> Result<Vec<Figure>> {
    connect(server).await?.query(PREPARE).await?;
    let ready = Arc::new(Barrier::new(CLIENTS + 1));
    let mut clients = Vec::new();
    for number in 0..CLIENTS {
        let (client, ready) = (connect(server).await?, Arc::clone(&ready));
        clients.push(tokio::spawn(async move {
            ready.wait().await;
            run(&client, number, Instant::now() + Duration::from_secs(seconds)).await
        }));
    }
    server.forget_peak();
    ready.wait().await;
    let started = Instant::now();
    // Memory that only grows shows between the middle and the end.
    tokio::time::sleep(Duration::from_secs(seconds) / 2).await;
    let middle = server.resident_mib();
    let mut all = Vec::new();
    for client in clients {
        all.push(client.await.map_err(|error| Error::Work(error.to_string()))?);
    }
    let taken = started.elapsed().as_secs_f64();
    let errors: Vec<&String> = all.iter().flat_map(|done| &done.errors).collect();
    for error in errors.iter().take(ERRORS_TOLD) {
        crate::program::complain(error);
    }
    let mut figures = figures_of(&all, taken);
    figures.push(figure("errors", errors.len() as f64, "errors", Some(bounds::LOAD_ERRORS_MAX)));
    figures.extend(
        server.peak_mib().map(|peak| figure("peak of the server", peak, "MiB", Some(bounds::LOAD_PEAK_MIB_MAX))),
    );
    figures.extend(middle.map(|now| figure("memory of the server in the middle", now, "MiB", None)));
    figures.extend(server.resident_mib().map(|now| figure("memory of the server at the end", now, "MiB", None)));
    Ok(figures)
}

fn figures_of(all: &[Done], taken: f64) -> Vec<Figure> {
    let done: Vec<f64> = all.iter().map(|done| done.millis.len() as f64).collect();
    let (least, most) = (percentile(&done, 0.0), percentile(&done, 1.0));
    let millis: Vec<f64> = all.iter().flat_map(|done| done.millis.iter().copied()).collect();
    vec![
        figure(&format!("{CLIENTS} clients"), millis.len() as f64 / taken, "statements/s", None),
        figure("a statement, median", percentile(&millis, 0.5), "ms", None),
        figure("a statement, 99th of 100", percentile(&millis, 0.99), "ms", None),
        figure("statements of the client that got least", least, "statements", None),
        figure("statements of the median client", percentile(&done, 0.5), "statements", None),
        figure("statements of the client that got most", most, "statements", None),
        figure("most to least", most / least.max(1.0), "times", Some(bounds::LOAD_MOST_TO_LEAST_MAX)),
    ]
}

/// One statement after the other, each client beginning with another one of them.
async fn run(client: &AthenaClient, number: usize, end: Instant) -> Done {
    let mut done = Done::default();
    let mut table = None;
    for turn in number.. {
        let (sql, values) = STATEMENTS[turn % STATEMENTS.len()];
        if sql.starts_with("CREATE TABLE") {
            table = Some(format!("client_{number}_{turn}"));
        }
        let own = sql.contains("{}");
        // Nothing to do with a table before it was made.
        let Some(sql) = (if own { table.as_ref().map(|table| sql.replace("{}", table)) } else { Some(sql.to_owned()) })
        else {
            continue;
        };
        if Instant::now() >= end {
            break;
        }
        let started = Instant::now();
        match one(client, &sql, values).await {
            Ok(()) => done.millis.push(started.elapsed().as_secs_f64() * 1_000.0),
            Err(error) => done.errors.push(format!("{sql}: {error}")),
        }
    }
    done
}

async fn one(client: &AthenaClient, sql: &str, values: &[&str]) -> Result<()> {
    let id = client.start(sql, values).await?;
    client.settle(&id).await?;
    let rows = client.page(&id, None).await?.rows;
    let has_rows = sql.starts_with("SELECT") || sql.starts_with("SHOW") || sql.starts_with("EXECUTE");
    if has_rows && rows == 0 { Err(Error::Work("no rows".to_owned())) } else { Ok(()) }
}
