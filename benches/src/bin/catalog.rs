//! Measures the catalog with very many partitions, in the library and over the wire, and prints one JSON object a
//! line: what `cargo xtask bench catalog` reads.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use boathouse::Boathouse;
use boathouse_benches::partitions::{self, DATABASE, Figure, Pick, TABLE};
use boathouse_benches::program::{exit, median, print};
use boathouse_benches::{Connection, Error, Result};
use boathouse_server::{Server, ServerConfig};
use serde_json::json;

// As in the program that is shipped.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RUNS: usize = 21;
/// Over the wire an answer may take twice as long as in the library.
const WIRE_FACTOR: f64 = 2.0;
const CONNECTIONS: usize = 8;
const LOAD_SECONDS: u64 = 3;

struct Options {
    data: PathBuf,
    partitions: usize,
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    exit(measure_all().await)
}

async fn measure_all() -> Result<()> {
    let options = options(std::env::args().skip(1))?;
    let house = Boathouse::open(&options.data).await?;
    let (catalog, count) = (house.catalog(), options.partitions);
    print(&partitions::fill(catalog, count).await?)?;
    for pick in partitions::picks(count, false) {
        print(&checked(partitions::pick(catalog, &pick).await?, &pick)?)?;
    }
    print(&partitions::index(catalog, count).await?)?;
    let picks = partitions::picks(count, true);
    for pick in &picks {
        print(&checked(partitions::pick(catalog, pick).await?, pick)?)?;
    }
    for figure in partitions::scan(catalog).await? {
        print(&figure)?;
    }
    let config = ServerConfig { port: 0, allow_reset: false, auth: Vec::new(), token: String::new() };
    let server = Server::start(house.clone(), config).await.map_err(|error| Error::Work(error.to_string()))?;
    let connection = Connection::open(server.addr()).await?;
    for pick in &picks {
        print(&checked(over_the_wire(&connection, pick).await?, pick)?)?;
    }
    print(&load(server.addr()).await?)
}

/// Refuses a figure of work that was not done.
fn checked(figure: Figure, pick: &Pick) -> Result<Figure> {
    if figure.check == u64::try_from(pick.picked).ok() {
        return Ok(figure);
    }
    Err(Error::Work(format!("{} found {:?} partitions instead of {}", pick.expression, figure.check, pick.picked)))
}

async fn over_the_wire(connection: &Connection, pick: &Pick) -> Result<Figure> {
    let body = json!({"DatabaseName": DATABASE, "TableName": TABLE, "Expression": pick.expression});
    let mut millis = Vec::with_capacity(RUNS);
    let mut found = 0;
    for _ in 0..RUNS {
        let started = Instant::now();
        let answer = connection.call("AWSGlue.GetPartitions", &body).await?;
        millis.push(started.elapsed().as_secs_f64() * 1_000.0);
        found = answer["Partitions"].as_array().map_or(0, Vec::len);
    }
    Ok(Figure {
        figure: pick.name.to_owned(),
        engine: "wire",
        value: median(millis),
        unit: "ms",
        target: pick.target.map(|target| target * WIRE_FACTOR),
        check: u64::try_from(found).ok(),
    })
}

/// `GetTable` from several connections as fast as it goes.
async fn load(addr: std::net::SocketAddr) -> Result<Figure> {
    let body = Arc::new(json!({"DatabaseName": DATABASE, "Name": TABLE}));
    let end = Instant::now() + Duration::from_secs(LOAD_SECONDS);
    let clients = (0..CONNECTIONS).map(|_| {
        let body = Arc::clone(&body);
        tokio::spawn(async move {
            let connection = Connection::open(addr).await?;
            let mut answered = 0_u32;
            while Instant::now() < end {
                connection.call("AWSGlue.GetTable", &body).await?;
                answered += 1;
            }
            Ok::<_, Error>(answered)
        })
    });
    let mut answered = 0.0;
    for client in clients.collect::<Vec<_>>() {
        answered += f64::from(client.await.map_err(|error| Error::Work(error.to_string()))??);
    }
    Ok(Figure {
        figure: "GetTable from 8 connections".to_owned(),
        engine: "wire",
        value: answered / Duration::from_secs(LOAD_SECONDS).as_secs_f64(),
        unit: "requests/s",
        target: Some(5_000.0),
        check: None,
    })
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options> {
    let usage = || Error::Work("usage: catalog --data DIR [--partitions N]".to_owned());
    let mut options = Options { data: PathBuf::new(), partitions: 1_000_000 };
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(usage)?;
        match name.as_str() {
            "--data" => options.data = value.into(),
            // Fewer have no 100 days before the middle one.
            "--partitions" => {
                options.partitions = value.parse().ok().filter(|count| *count >= 20_000).ok_or_else(usage)?;
            }
            _ => return Err(usage()),
        }
    }
    if options.data.as_os_str().is_empty() { Err(usage()) } else { Ok(options) }
}
