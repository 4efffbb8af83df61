//! Measures the catalog with very many partitions, in the library and over the wire, and prints one JSON object a
//! line: what `cargo xtask bench catalog` reads.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use boathouse::{Boathouse, Clock};
use boathouse_benches::partitions::{self, BATCH_PARTITIONS, DATABASE, Figure, Pick, TABLE};
use boathouse_benches::program::{exit, median, print};
use boathouse_benches::{Connection, Error, Result, Signer};
use boathouse_catalog::{Catalog, TableInput};
use boathouse_server::{Server, ServerConfig, ServerHandle};
use boathouse_wire::CredentialScope;
use serde_json::json;

// As in the program that is shipped.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RUNS: usize = 21;
/// Over the wire an answer may take twice as long as in the library.
const WIRE_FACTOR: f64 = 2.0;
const CONNECTIONS: usize = 8;
const LOAD_SECONDS: u64 = 3;
const KEY: &str = "AKIABENCH";
const SECRET: &str = "secret";
/// When everything happens, as requests and as clocks have it.
const DATE: &str = "20260101T000000Z";
const DATE_MS: i64 = 1_767_225_600_000;

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
    // The clock stands still: one date is true for all signatures.
    let house = Boathouse::builder(&options.data).clock(Clock::fixed(DATE_MS)).open().await?;
    let (catalog, count) = (house.catalog(), options.partitions);
    print(&partitions::fill(catalog, count).await?)?;
    let server = start(&house, Vec::new()).await?;
    let connection = Connection::open(server.addr()).await?;
    for indexed in [false, true] {
        if indexed {
            print(&partitions::index(catalog, count).await?)?;
        }
        for pick in partitions::picks(count, indexed) {
            print(&checked(partitions::pick(catalog, &pick).await?, &pick)?)?;
            print(&checked(over_the_wire(&connection, &pick).await?, &pick)?)?;
        }
    }
    for figure in partitions::scan(catalog).await? {
        print(&figure)?;
    }
    print(&load(server.addr(), None).await?)?;
    let signer = Signer {
        scope: CredentialScope {
            access_key_id: KEY.to_owned(),
            date: DATE[..8].to_owned(),
            region: "us-east-1".to_owned(),
            service: "glue".to_owned(),
        },
        secret: SECRET.to_owned(),
        date: DATE,
    };
    let checking = start(&house, vec![(KEY.to_owned(), SECRET.to_owned())]).await?;
    print(&load(checking.addr(), Some(signer)).await?)?;
    for clients in [1, CONNECTIONS] {
        print(&create(server.addr(), catalog, clients, count / 10).await?)?;
    }
    Ok(())
}

async fn start(house: &Boathouse, auth: Vec<(String, String)>) -> Result<ServerHandle> {
    let config = ServerConfig { auth, ..ServerConfig::default() };
    Server::start(house.clone(), config).await.map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Work(error.to_string())
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
async fn load(addr: SocketAddr, signer: Option<Signer>) -> Result<Figure> {
    let checked = if signer.is_some() { ", signatures checked" } else { "" };
    let body = Arc::new(json!({"DatabaseName": DATABASE, "Name": TABLE}));
    let end = Instant::now() + Duration::from_secs(LOAD_SECONDS);
    let clients = (0..CONNECTIONS).map(|_| {
        let (body, signer) = (Arc::clone(&body), signer.clone());
        tokio::spawn(async move {
            let connection = match signer {
                Some(signer) => Connection::open_signed(addr, signer).await?,
                None => Connection::open(addr).await?,
            };
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
        figure: format!("GetTable from {CONNECTIONS} connections{checked}"),
        engine: "wire",
        value: answered / Duration::from_secs(LOAD_SECONDS).as_secs_f64(),
        unit: "requests/s",
        target: Some(5_000.0),
        check: None,
    })
}

/// `BatchCreatePartition` in a new table from so many connections, `count` partitions in all.
async fn create(addr: SocketAddr, catalog: &Catalog, clients: usize, count: usize) -> Result<Figure> {
    let table = format!("wire_{clients}");
    let like = catalog.table(DATABASE, TABLE).await.map_err(failed)?;
    let input = TableInput { partition_keys: like.partition_keys, ..TableInput::named(&table) };
    catalog.create_table(DATABASE, input, None).await.map_err(failed)?;
    let batches = count / BATCH_PARTITIONS;
    // Making the requests is the client's work: it is done before.
    let bodies = |client: usize| (client..batches).step_by(clients).map(|at| partitions::batch_request(&table, at));
    let bodies: Vec<Vec<_>> = (0..clients).map(|client| bodies(client).collect()).collect();
    let started = Instant::now();
    let senders = bodies.into_iter().map(|bodies| {
        tokio::spawn(async move {
            let connection = Connection::open(addr).await?;
            for body in &bodies {
                connection.call("AWSGlue.BatchCreatePartition", body).await?;
            }
            Ok::<_, Error>(())
        })
    });
    for sender in senders.collect::<Vec<_>>() {
        sender.await.map_err(failed)??;
    }
    let seconds = started.elapsed().as_secs_f64();
    let made = catalog.partition_count(DATABASE, &table).await.map_err(failed)?;
    let plural = if clients == 1 { "" } else { "s" };
    Ok(Figure {
        figure: format!("create in batches of {BATCH_PARTITIONS} from {clients} connection{plural}"),
        engine: "wire",
        value: made as f64 / seconds,
        unit: "partitions/s",
        target: Some(20_000.0),
        check: Some(made),
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
