//! The catalog with very many partitions in one table: making them, picking a few, reading all.

use std::time::Instant;

use boathouse_catalog::{
    Catalog, Column, DatabaseInput, Error as CatalogError, PageRequest, Parameters, PartitionIndexInput,
    PartitionIndexStatus, PartitionInput, PartitionsRequest, StorageDescriptor, TableInput,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::program::median;

/// Where the partitions are.
pub const DATABASE: &str = "bench_partitions";
/// Its table: keys day (string), hour (int), id (bigint).
pub const TABLE: &str = "t";
/// As many as Glue takes in one request.
pub const BATCH_PARTITIONS: usize = 100;
/// Partitions of one day.
const DAY_PARTITIONS: usize = 100;
/// How often each expression is asked; the median counts.
const RUNS: usize = 21;

/// One figure.
#[derive(Debug, Serialize)]
pub struct Figure {
    /// What was measured.
    pub figure: String,
    /// Where.
    pub engine: &'static str,
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: &'static str,
    /// What it should be: at least, where more is better, else at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    /// Partitions that came out, to see that the work was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<u64>,
}

/// An expression and how many partitions it picks.
pub struct Pick {
    /// What it is called in the table of figures.
    pub name: &'static str,
    /// The expression.
    pub expression: String,
    /// How many partitions fit it.
    pub picked: usize,
    /// Milliseconds it may take; none where nothing is promised.
    pub target: Option<f64>,
}

/// The expressions for a table of so many partitions. `indexed` says whether there is an index on `id`.
pub fn picks(count: usize, indexed: bool) -> Vec<Pick> {
    let day = count / DAY_PARTITIONS / 2;
    let limit = Some(10.0);
    let (range, one) = if indexed {
        ("range of an indexed key", "equality of an indexed key")
    } else {
        ("range of the last key, no index", "equality of the last key, no index")
    };
    let mut picks = vec![
        Pick { name: range, expression: "id >= 500 AND id < 600".to_owned(), picked: 100, target: limit },
        Pick { name: one, expression: "id = 4711".to_owned(), picked: 1, target: limit },
    ];
    if !indexed {
        picks.extend([
            Pick {
                name: "equality of the first key",
                expression: format!("day = 'd{day:06}'"),
                picked: 100,
                target: limit,
            },
            Pick {
                name: "range of the first key",
                expression: format!("day > 'd{:06}' AND day <= 'd{day:06}'", day - 1),
                picked: 100,
                target: limit,
            },
            Pick {
                name: "prefix of the first key, equality of the second",
                expression: format!("hour = 7 AND day LIKE 'd{:04}%'", day / 100),
                picked: 100,
                target: limit,
            },
            Pick {
                name: "equality of the second key and range of the last",
                expression: format!("hour = 7 AND id < {}", DAY_PARTITIONS * 100),
                picked: 100,
                target: limit,
            },
        ]);
    }
    picks
}

/// A number that belongs to one partition only, far from its neighbours' numbers.
fn id_of(number: usize, count: usize) -> usize {
    // A prime beyond any count that is measured, so that no two partitions get the same.
    number.wrapping_mul(15_485_863) % count
}

fn partition(number: usize, count: usize) -> PartitionInput {
    let (day, hour) = (format!("d{:06}", number / DAY_PARTITIONS), number % DAY_PARTITIONS);
    PartitionInput {
        storage_descriptor: Some(StorageDescriptor {
            columns: vec![Column::new("a", "bigint"), Column::new("b", "string"), Column::new("c", "double")],
            location: Some(format!("s3://bucket/t/day={day}/hour={hour}/")),
            input_format: Some("org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat".to_owned()),
            ..StorageDescriptor::default()
        }),
        parameters: Some(Parameters::from([("numFiles".to_owned(), "1".to_owned())])),
        values: vec![day, hour.to_string(), id_of(number, count).to_string()],
        ..PartitionInput::default()
    }
}

/// Makes the table and its partitions, in batches of 100 one after the other.
///
/// # Errors
/// What the catalog says.
pub async fn fill(catalog: &Catalog, count: usize) -> Result<Figure, CatalogError> {
    match catalog.delete_database(DATABASE).await {
        Ok(()) | Err(CatalogError::DatabaseNotFound(_)) => {}
        Err(error) => return Err(error),
    }
    catalog.create_database(DatabaseInput::named(DATABASE)).await?;
    let partition_keys = vec![Column::new("day", "string"), Column::new("hour", "int"), Column::new("id", "bigint")];
    catalog.create_table(DATABASE, TableInput { partition_keys, ..TableInput::named(TABLE) }, None).await?;
    let mut seconds = 0.0;
    for first in (0..count).step_by(BATCH_PARTITIONS) {
        let batch = (first..count.min(first + BATCH_PARTITIONS)).map(|number| partition(number, count)).collect();
        let started = Instant::now();
        catalog.create_partitions(DATABASE, TABLE, batch).await?;
        seconds += started.elapsed().as_secs_f64();
    }
    let made = catalog.partition_count(DATABASE, TABLE).await?;
    Ok(Figure {
        figure: "create in batches of 100".to_owned(),
        engine: "library",
        value: count as f64 / seconds,
        unit: "partitions/s",
        target: Some(20_000.0),
        check: Some(made),
    })
}

/// The body of a `BatchCreatePartition` request for the `number`th hundred partitions of `table`.
pub fn batch_request(table: &str, number: usize) -> Value {
    let batch = (0..BATCH_PARTITIONS).map(|at| {
        let made = partition(number * BATCH_PARTITIONS + at, 1 << 40);
        let descriptor = made.storage_descriptor.unwrap_or_default();
        let columns: Vec<Value> =
            descriptor.columns.iter().map(|column| json!({"Name": column.name, "Type": column.data_type})).collect();
        json!({
            "Values": made.values,
            "Parameters": made.parameters,
            "StorageDescriptor":
                {"Columns": columns, "Location": descriptor.location, "InputFormat": descriptor.input_format},
        })
    });
    json!({"DatabaseName": DATABASE, "TableName": table, "PartitionInputList": batch.collect::<Vec<_>>()})
}

/// Makes an index on `id` and waits until it is active.
///
/// # Errors
/// What the catalog says.
pub async fn index(catalog: &Catalog, count: usize) -> Result<Figure, CatalogError> {
    let started = Instant::now();
    let by_id = PartitionIndexInput { name: "by_id".to_owned(), keys: vec!["id".to_owned()] };
    catalog.create_partition_index(DATABASE, TABLE, by_id).await?;
    while catalog.partition_indexes(DATABASE, TABLE).await?[0].status == PartitionIndexStatus::Creating {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    Ok(Figure {
        figure: "fill an index".to_owned(),
        engine: "library",
        value: count as f64 / started.elapsed().as_secs_f64(),
        unit: "partitions/s",
        target: None,
        check: None,
    })
}

/// Asks an expression; the median of the runs.
///
/// # Errors
/// What the catalog says.
pub async fn pick(catalog: &Catalog, pick: &Pick) -> Result<Figure, CatalogError> {
    let mut millis = Vec::with_capacity(RUNS);
    let mut found = 0;
    for _ in 0..RUNS {
        let request = PartitionsRequest {
            expression: Some(pick.expression.clone()),
            page: PageRequest { items_max: Some(1_000), token: None },
            ..PartitionsRequest::default()
        };
        let started = Instant::now();
        found = catalog.partitions(DATABASE, TABLE, request).await?.items.len();
        millis.push(started.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(Figure {
        figure: pick.name.to_owned(),
        engine: "library",
        value: median(millis),
        unit: "ms",
        target: pick.target,
        check: u64::try_from(found).ok(),
    })
}

/// Reads all partitions page after page: how fast, and how much memory it needed beyond what was in use.
///
/// # Errors
/// What the catalog says.
pub async fn scan(catalog: &Catalog) -> Result<Vec<Figure>, CatalogError> {
    let before = memory::forget_peak();
    let started = Instant::now();
    let mut scan = catalog.scan_partitions(DATABASE, TABLE, PartitionsRequest::default());
    let mut seen = 0;
    while let Some(page) = scan.next_page().await? {
        seen += page.len();
    }
    let rate = seen as f64 / started.elapsed().as_secs_f64();
    let check = u64::try_from(seen).ok();
    let figure = |figure: &str, value, unit, target| Figure {
        figure: figure.to_owned(),
        engine: "library",
        value,
        unit,
        target,
        check,
    };
    let mut figures = vec![figure("scan all", rate, "partitions/s", None)];
    if let (Some(before), Some(peak)) = (before, memory::peak_mib()) {
        figures.push(figure("memory of the scan, whole process", peak, "MiB", Some(200.0)));
        figures.push(figure("memory of the scan, beyond what was in use", peak - before, "MiB", None));
    }
    Ok(figures)
}

/// What Linux says of this process's memory; nothing elsewhere.
pub(crate) mod memory {
    fn status_mib(process: &str, name: &str) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kib: f64 = line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().ok()?;
        Some(kib / 1_024.0)
    }

    /// Begins to look for the peak of this process anew; what is in use now.
    pub fn forget_peak() -> Option<f64> {
        forget_peak_of("self")
    }

    pub fn peak_mib() -> Option<f64> {
        peak_mib_of("self")
    }

    /// The same of a process by its number.
    pub fn forget_peak_of(process: &str) -> Option<f64> {
        std::fs::write(format!("/proc/{process}/clear_refs"), "5").ok()?;
        resident_mib_of(process)
    }

    pub fn peak_mib_of(process: &str) -> Option<f64> {
        status_mib(process, "VmHWM")
    }

    pub fn resident_mib_of(process: &str) -> Option<f64> {
        status_mib(process, "VmRSS")
    }
}
