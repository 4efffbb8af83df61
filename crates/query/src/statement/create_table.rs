//! `CREATE EXTERNAL TABLE`: Hive's grammar, and the table it leaves in the catalog.
//! <https://docs.aws.amazon.com/athena/latest/ug/create-table.html>

use std::collections::BTreeMap;

use boathouse_catalog::{Catalog, Column, Error as CatalogError, SerDeInfo, SkewedInfo, StorageDescriptor, TableInput};
use boathouse_schema::{S3Uri, SerDe, StorageFormat};

use super::hive_parser::{ColumnDefinition, HiveParser, Malformed, Parse, TableName};
use super::run_ddl::DdlContext;
use crate::Failure;

mod row_format;

use row_format::Storage;

/// Column comments may hold no line breaks: Glue's pattern for them.
const COMMENT_LENGTH_MAX: usize = 255;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CreateTable {
    name: TableName,
    if_not_exists: bool,
    columns: Vec<ColumnDefinition>,
    comment: Option<String>,
    partition_keys: Vec<ColumnDefinition>,
    bucket_columns: Vec<String>,
    sort_columns: Vec<(String, i32)>,
    buckets: Option<i32>,
    storage: Storage,
    location: String,
    properties: BTreeMap<String, String>,
}

impl CreateTable {
    /// Reads what follows `CREATE [EXTERNAL] TABLE`.
    pub(super) fn parse(parser: &mut HiveParser<'_>, external: bool) -> Parse<Self> {
        let if_not_exists = parser.eat(&["IF", "NOT", "EXISTS"]);
        let name = parser.table_name()?;
        let columns = if parser.peek().is_some_and(|t| t.is_symbol('(')) { parser.columns()? } else { Vec::new() };
        let comment = if parser.eat(&["COMMENT"]) { Some(parser.text()?) } else { None };
        let partition_keys = if parser.eat(&["PARTITIONED", "BY"]) { parser.columns()? } else { Vec::new() };
        let (bucket_columns, sort_columns, buckets) = clustering(parser)?;
        let storage = row_format::parse(parser)?;
        let location = if parser.eat(&["LOCATION"]) { Some(parser.text()?) } else { None };
        let properties = if parser.eat(&["TBLPROPERTIES"]) { parser.properties()? } else { BTreeMap::new() };
        parser.finish()?;
        let location = checked_location(external, location, &properties)?;
        let parsed = Self {
            name,
            if_not_exists,
            columns,
            comment,
            partition_keys,
            bucket_columns,
            sort_columns,
            buckets,
            storage,
            location,
            properties,
        };
        parsed.check_columns()?;
        Ok(parsed)
    }

    fn check_columns(&self) -> Parse<()> {
        let mut seen = std::collections::BTreeSet::new();
        for column in self.columns.iter().chain(&self.partition_keys) {
            if !seen.insert(&column.name) {
                return Err(Malformed(format!(
                    "FAILED: SemanticException [Error 10036]: Duplicate column name: {}",
                    column.name
                )));
            }
        }
        if self.columns.is_empty() {
            return Err(Malformed(format!("No columns were given for table {}", self.name.table)));
        }
        Ok(())
    }

    pub(super) async fn run(self, catalog: &Catalog, context: &DdlContext<'_>) -> Result<(), Failure> {
        let database = context.database_of(&self.name);
        let comments = self.columns.iter().chain(&self.partition_keys).filter_map(|c| c.comment.as_deref());
        for comment in comments {
            if comment.contains(['\n', '\r']) || comment.chars().count() > COMMENT_LENGTH_MAX {
                return Err(Failure::glue(format!(
                    "Column comments hold at most {COMMENT_LENGTH_MAX} characters and no line breaks: '{comment}'"
                )));
            }
        }
        let (table, if_not_exists) = (self.name.table.clone(), self.if_not_exists);
        match catalog.create_table(&database, self.table_input(context.now_ms), None).await {
            Ok(_) => Ok(()),
            Err(CatalogError::TableExists { .. }) if if_not_exists => Ok(()),
            Err(CatalogError::TableExists { .. }) => Err(Failure::ddl_task(
                format!("AlreadyExistsException(message:Table {table} already exist)"),
                format!("Table {table} already exists."),
            )),
            Err(CatalogError::DatabaseNotFound(_)) => {
                Err(Failure::semantic(10072, &format!("Database does not exist: {database}")))
            }
            Err(other) => Err(Failure::metastore(&other)),
        }
    }

    fn table_input(self, now_ms: i64) -> TableInput {
        let mut parameters = self.properties;
        parameters.insert("EXTERNAL".to_owned(), "TRUE".to_owned());
        parameters.insert("transient_lastDdlTime".to_owned(), now_ms.div_euclid(1000).to_string());
        if let Some(comment) = self.comment {
            parameters.insert("comment".to_owned(), comment);
        }
        let sort_columns = self
            .sort_columns
            .into_iter()
            .map(|(column, sort_order)| boathouse_catalog::Order { column, sort_order })
            .collect();
        let descriptor = StorageDescriptor {
            columns: self.columns.into_iter().map(catalog_column).collect(),
            location: Some(self.location),
            input_format: Some(self.storage.input_format),
            output_format: Some(self.storage.output_format),
            compressed: false,
            number_of_buckets: Some(self.buckets.unwrap_or(-1)),
            serde_info: Some(SerDeInfo {
                name: None,
                serialization_library: Some(self.storage.serde),
                parameters: Some(self.storage.parameters),
            }),
            bucket_columns: Some(self.bucket_columns),
            sort_columns: Some(sort_columns),
            parameters: Some(BTreeMap::new()),
            skewed_info: Some(SkewedInfo {
                skewed_column_names: Some(Vec::new()),
                skewed_column_values: Some(Vec::new()),
                skewed_column_value_location_maps: Some(BTreeMap::new()),
            }),
            ..StorageDescriptor::default()
        };
        TableInput {
            owner: Some("hadoop".to_owned()),
            retention: Some(0),
            storage_descriptor: Some(descriptor),
            partition_keys: self.partition_keys.into_iter().map(catalog_column).collect(),
            table_type: Some("EXTERNAL_TABLE".to_owned()),
            parameters,
            ..TableInput::named(&self.name.table)
        }
    }
}

fn catalog_column(column: ColumnDefinition) -> Column {
    Column { comment: column.comment, ..Column::new(column.name, column.data_type.to_string()) }
}

/// The three ways in which a table without `EXTERNAL` or without an S3 location is refused.
fn checked_location(external: bool, location: Option<String>, properties: &BTreeMap<String, String>) -> Parse<String> {
    let malformed = |text: String| Err(Malformed(text));
    let kind = properties.get("table_type").map(|kind| kind.to_uppercase());
    let Some(location) = location else {
        return malformed("No location was specified for table. An S3 location must be specified".to_owned());
    };
    match (kind.as_deref(), external) {
        (Some("ICEBERG"), true) => malformed("External keyword not supported for table type ICEBERG".to_owned()),
        (Some("ICEBERG"), false) => {
            malformed("CREATE TABLE with table_type ICEBERG is not supported yet by boathouse".to_owned())
        }
        (_, false) => malformed("External keyword required for table type HIVE".to_owned()),
        (_, true) => match location.parse::<S3Uri>() {
            Ok(_) => Ok(location),
            Err(_) => malformed(format!("Invalid location {location} for table. Only S3 locations are allowed")),
        },
    }
}

type Clustering = (Vec<String>, Vec<(String, i32)>, Option<i32>);

/// `CLUSTERED BY (a, b) [SORTED BY (c [ASC | DESC])] INTO n BUCKETS`.
fn clustering(parser: &mut HiveParser<'_>) -> Parse<Clustering> {
    if !parser.eat(&["CLUSTERED", "BY"]) {
        return Ok((Vec::new(), Vec::new(), None));
    }
    let mut columns = Vec::new();
    parser.require_symbol('(')?;
    loop {
        columns.push(parser.identifier()?);
        if parser.eat_symbol(')') {
            break;
        }
        parser.require_symbol(',')?;
    }
    let mut sorted = Vec::new();
    if parser.eat(&["SORTED", "BY"]) {
        parser.require_symbol('(')?;
        loop {
            let column = parser.identifier()?;
            let descending = parser.eat(&["DESC"]);
            if !descending {
                parser.eat(&["ASC"]);
            }
            sorted.push((column, i32::from(!descending)));
            if parser.eat_symbol(')') {
                break;
            }
            parser.require_symbol(',')?;
        }
    }
    parser.require(&["INTO"])?;
    let wrong = parser.mismatched("a number of buckets");
    let buckets = parser.identifier()?.parse::<i32>().ok().filter(|n| *n > 0).ok_or(wrong)?;
    parser.require(&["BUCKETS"])?;
    Ok((columns, sorted, Some(buckets)))
}

/// Input and output format that go with a SerDe class; classes not known here read text.
fn formats_of(serde: &str) -> StorageFormat {
    StorageFormat::of(serde.parse().unwrap_or(SerDe::LazySimple))
}
