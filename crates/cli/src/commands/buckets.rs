//! `boathouse buckets`: the buckets.

use boathouse::command::{Outcome, Request};

use crate::cli::GlobalArgs;
use crate::commands::unexpected;
use crate::error::Result;
use crate::exit::ExitStatus;
use crate::human;
use crate::printer::Printer;
use crate::render::Rows;
use crate::session::Session;

pub(crate) async fn run(global: &GlobalArgs, printer: Printer) -> Result {
    let session = Session::open(global).await?;
    let Outcome::Buckets(buckets) = session.outcome(Request::Buckets, printer).await? else {
        return Err(unexpected());
    };
    Rows::default()
        .text("bucket", buckets.iter().map(|bucket| Some(bucket.name.as_str())))
        .text("created", buckets.iter().map(|bucket| boathouse::time_text(bucket.created_ms)))
        .flag("remote", buckets.iter().map(|bucket| bucket.remote))
        .print(printer, &human::counted(buckets.len() as u64, "bucket", "buckets"))?;
    Ok(ExitStatus::Success)
}
