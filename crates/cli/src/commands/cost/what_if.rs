//! `boathouse cost what-if ID`: the query again, over copies of its tables in Parquet.

use std::collections::BTreeMap;

use boathouse::command::{Measured, Outcome, Request, WhatIfCommand, WhatIfOutcome};
use clap::Args;

use crate::cli::GlobalArgs;
use crate::commands::unexpected;
use crate::error::Result;
use crate::exit::ExitStatus;
use crate::human;
use crate::printer::Printer;
use crate::render::Rows;
use crate::session::Session;

/// `boathouse cost what-if`
#[derive(Debug, Args)]
pub(crate) struct WhatIfArgs {
    /// Id of the query, as `boathouse cost` lists it
    pub(crate) query: String,
    /// Columns that a table's copy is partitioned by; other tables keep theirs
    #[arg(long, value_name = "DATABASE.TABLE=COLUMN,…", value_parser = partition)]
    pub(crate) partition_by: Vec<(String, Vec<String>)>,
    /// What the copies are packed with: gzip, snappy, zstd, lz4, none [default: gzip, as Athena does]
    #[arg(long, value_name = "CODEC")]
    pub(crate) compression: Option<String>,
}

fn partition(text: &str) -> std::result::Result<(String, Vec<String>), String> {
    let wrong = || format!("'{text}' should be DATABASE.TABLE=COLUMN,COLUMN");
    let (table, columns) = text.split_once('=').ok_or_else(wrong)?;
    let columns: Vec<String> = columns.split(',').map(|column| column.trim().to_owned()).collect();
    if !table.contains('.') || columns.iter().any(String::is_empty) {
        return Err(wrong());
    }
    Ok((table.trim().to_lowercase(), columns))
}

pub(super) async fn run(args: WhatIfArgs, global: &GlobalArgs, printer: Printer) -> Result {
    let session = Session::open(global).await?;
    let partition_by: BTreeMap<_, _> = args.partition_by.into_iter().collect();
    let command = WhatIfCommand { query_id: args.query, partition_by, compression: args.compression };
    let Outcome::WhatIf(found) = session.outcome(Request::WhatIf(command), printer).await? else {
        return Err(unexpected());
    };
    for table in &found.tables {
        let keys = if table.partition_by.is_empty() {
            String::new()
        } else {
            format!(", by {}", table.partition_by.join(", "))
        };
        printer.say(&format!(
            "{}: {} read, {} as Parquet{keys}",
            table.table,
            human::bytes(table.bytes),
            human::bytes(table.copied_bytes)
        ));
    }
    rows(&found).print(printer, &footer(&found))?;
    Ok(ExitStatus::Success)
}

fn rows(found: &WhatIfOutcome) -> Rows {
    let both = [&found.now, &found.then];
    let of = |figure: fn(&Measured) -> u64| both.map(|measured| Some(figure(measured)));
    Rows::default()
        .text("tables", ["as they are", "as Parquet"].map(Some))
        .number("rows", of(|it| it.rows))
        .number("scanned_bytes", of(|it| it.scanned_bytes))
        .number("billed_bytes", of(|it| it.billed_bytes))
        .text("usd", both.map(|measured| Some(super::usd(measured.usd))))
}

fn footer(found: &WhatIfOutcome) -> String {
    let times = |of: fn(&Measured) -> u64| human::times(of(&found.now), of(&found.then));
    format!("{} less scanned · {} less billed", times(|it| it.scanned_bytes), times(|it| it.billed_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_their_keys() {
        for (given, expected) in [
            ("db.t=a,b", Some(("db.t", &["a", "b"][..]))),
            ("DB.T = a", Some(("db.t", &["a"]))),
            ("t=a", None),
            ("db.t", None),
            ("db.t=", None),
            ("db.t=a,,b", None),
        ] {
            let found = partition(given).ok();
            let expected = expected.map(|(table, columns)| {
                (table.to_owned(), columns.iter().map(|&column| column.to_owned()).collect::<Vec<_>>())
            });
            assert_eq!(found, expected, "{given}");
        }
    }
}
