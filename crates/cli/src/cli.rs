//! The surface: every command and flag. What they do is in `commands/`, one file each.

use std::path::PathBuf;

use boathouse::config::names;
use clap::builder::Styles;
use clap::builder::styling::{AnsiColor, Effects};
use clap::{Args, Parser, Subcommand};

use crate::commands::{catalog, convert, cost, crawl, demo, doctor, env, job, reset, serve, sql, table, tables};
use crate::printer::Output;

/// The colours of uv's help.
const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().effects(Effects::BOLD))
    .usage(AnsiColor::Green.on_default().effects(Effects::BOLD))
    .literal(AnsiColor::Cyan.on_default().effects(Effects::BOLD))
    .placeholder(AnsiColor::Cyan.on_default())
    .error(AnsiColor::Red.on_default().effects(Effects::BOLD))
    .valid(AnsiColor::Green.on_default())
    .invalid(AnsiColor::Yellow.on_default());

const EXAMPLES: &str = "\x1b[1;32mExamples:\x1b[0m
  boathouse demo                              the whole pipeline on generated data
  boathouse crawl ./data && boathouse sql -c 'SELECT count(*) FROM data'";

const LONG_ABOUT: &str = "A local lakehouse in one folder: buckets, crawlers, a catalog, ETL jobs and Athena SQL.

Commands work on the data folder (--dir). When a server holds it they go through that server; \
otherwise they open it themselves, and no server is needed.

Data goes to stdout; everything said about it goes to stderr.

Exit codes: 0 done; 1 the operation failed; 2 wrong usage or configuration; 3 a bug in boathouse; 4 the tables of a crawl are not the expected ones; 130 interrupted.";

/// `boathouse`.
#[derive(Debug, Parser)]
#[command(
    name = "boathouse",
    version,
    about = "A local lakehouse: S3, Glue and Athena in one binary",
    long_about = LONG_ABOUT,
    after_help = EXAMPLES,
    styles = STYLES,
    max_term_width = 110,
    disable_help_subcommand = false,
    arg_required_else_help = true
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// For every command.
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct GlobalArgs {
    /// Data folder [default: .boathouse]
    #[arg(long, global = true, value_name = "DIR", env = names::ENV_DIR, hide_env_values = true)]
    pub(crate) dir: Option<PathBuf>,
    /// Configuration file [default: boathouse.toml in the current folder, if there]
    #[arg(long, global = true, value_name = "FILE", env = names::ENV_CONFIG, hide_env_values = true)]
    pub(crate) config: Option<PathBuf>,
    /// How data is written; auto is a table on a terminal and ndjson in a pipe
    #[arg(long, short = 'o', global = true, value_enum, default_value = "auto", hide_possible_values = false,
          env = names::ENV_OUTPUT, hide_env_values = true)]
    pub(crate) output: Output,
    /// Say nothing on stderr but errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Draw no progress bars
    #[arg(long, global = true)]
    pub(crate) no_progress: bool,
    /// Log more; twice for still more (BOATHOUSE_LOG takes a filter)
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Put S3, Glue, Athena and STS on a local port
    Serve(serve::ServeArgs),
    /// Show the whole pipeline on generated data, and what it would cost on AWS
    Demo(demo::DemoArgs),
    /// Find tables in files and write them into the catalog
    Crawl(crawl::CrawlArgs),
    /// Turn CSV or JSON files into Parquet
    Convert(convert::ConvertArgs),
    /// Run ETL jobs
    Job(job::JobArgs),
    /// Run SQL, or open a shell for it
    Sql(sql::SqlArgs),
    /// List tables
    Tables(tables::TablesArgs),
    /// Show one table
    Table(table::TableArgs),
    /// Write the catalog to a file, or make what a file says
    Catalog(catalog::CatalogArgs),
    /// List buckets
    Buckets,
    /// Show what queries have read, and what Athena would have charged
    Cost(cost::CostArgs),
    /// List what died statements and uploads left behind, or delete it
    Doctor(doctor::DoctorArgs),
    /// Print the environment that points AWS clients here, for `eval`
    Env(env::EnvArgs),
    /// Delete everything in the data folder's lake
    Reset(reset::ResetArgs),
}
