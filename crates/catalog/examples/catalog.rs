//! A catalog in a file, without any server: tables, partitions, transactions, an export.
//!
//! `cargo run -p boathouse-catalog --example catalog [FILE]`

use std::io::Write;

use boathouse_catalog::{
    Catalog, Column, DatabaseInput, Error, ExchangeError, ExportRequest, PartitionInput, PartitionsRequest,
    StorageDescriptor, TableInput,
};

/// A month of trips.
fn month(year: u32, month: u32) -> PartitionInput {
    PartitionInput {
        values: vec![year.to_string(), format!("{month:02}")],
        storage_descriptor: Some(StorageDescriptor {
            location: Some(format!("s3://raw/trips/year={year}/month={month:02}/")),
            ..StorageDescriptor::default()
        }),
        ..PartitionInput::default()
    }
}

/// Makes the database and its table with two years of partitions, or nothing of it.
async fn fill(catalog: &Catalog) -> Result<(), Error> {
    catalog
        .transaction(|transaction| {
            transaction.create_database(DatabaseInput::named("raw"))?;
            let trips = TableInput {
                storage_descriptor: Some(StorageDescriptor {
                    columns: vec![Column::new("id", "bigint"), Column::new("fare", "double")],
                    location: Some("s3://raw/trips/".to_owned()),
                    ..StorageDescriptor::default()
                }),
                partition_keys: vec![Column::new("year", "int"), Column::new("month", "string")],
                ..TableInput::named("trips")
            };
            transaction.create_table("raw", trips, Some("example"))?;
            let months = (2023..=2024).flat_map(|year| (1..=12).map(move |number| month(year, number)));
            transaction.create_partitions("raw", "trips", months.collect())
        })
        .await
}

/// The locations an expression picks, read page by page.
async fn locations(catalog: &Catalog, expression: &str) -> Result<Vec<String>, Error> {
    let request = PartitionsRequest { expression: Some(expression.to_owned()), ..PartitionsRequest::default() };
    let mut scan = catalog.scan_partitions("raw", "trips", request);
    let mut found = Vec::new();
    while let Some(page) = scan.next_page().await? {
        found.extend(page.iter().filter_map(|partition| partition.location().map(str::to_owned)));
    }
    Ok(found)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), ExchangeError> {
    let catalog = match std::env::args().nth(1) {
        Some(file) => Catalog::open(file)?,
        None => Catalog::in_memory()?,
    };
    match fill(&catalog).await {
        Ok(()) | Err(Error::DatabaseExists(_)) => {}
        Err(other) => return Err(other.into()),
    }
    let mut out = std::io::stdout();
    for location in locations(&catalog, "year = 2024 AND month BETWEEN '11' AND '12'").await? {
        writeln!(out, "{location}")?;
    }
    let counted = catalog.export_json_lines(ExportRequest::default(), std::io::sink()).await?;
    writeln!(out, "{} partitions of {} table can be exported", counted.partitions, counted.tables)?;
    Ok(())
}
