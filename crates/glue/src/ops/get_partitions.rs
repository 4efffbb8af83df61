//! `GetPartitions`: the partitions of a table, all or those that an expression picks.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html>

use boathouse_catalog::PartitionsRequest;
use boathouse_wire::{Constraints, Reported};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks, shapes};

const PAGE_ITEMS_MAX: usize = 1_000;
const EXPRESSION_CHARS_MAX: usize = 2_048;
const SEGMENTS_MAX: i64 = 10;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    audit_context: Option<Reported<checks::AuditContext>>,
    database_name: String,
    table_name: String,
    expression: Option<String>,
    next_token: Option<String>,
    segment: Option<Segment>,
    max_results: Option<i32>,
    exclude_column_schema: Option<bool>,
    query_as_of_time: Option<IgnoredAny>,
    transaction_id: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    partitions: Vec<shapes::Partition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("tableName", &input.table_name)])?;
    checks::refuse("QueryAsOfTime", input.query_as_of_time.is_some())?;
    checks::audit_context(input.audit_context.as_ref())?;
    checks::transaction(input.transaction_id.as_deref())?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    if let Some(expression) = &input.expression {
        checks::length("expression", expression, 0, EXPRESSION_CHARS_MAX)?;
    }
    let without_columns = input.exclude_column_schema.unwrap_or_default();
    let request = PartitionsRequest {
        expression: input.expression,
        segment: input.segment.map(Segment::checked).transpose()?,
        without_columns,
        page: checks::page(input.next_token, input.max_results, PAGE_ITEMS_MAX)?,
    };
    let page = glue.catalog.partitions(&input.database_name, &input.table_name, request).await?;
    let owner =
        shapes::PartitionOwner { database: &input.database_name, table: &input.table_name, catalog_id: glue.account() };
    let shown = page.items.into_iter().map(|partition| {
        let mut shown = shapes::Partition::new(partition, owner);
        if let (true, Some(descriptor)) = (without_columns, &mut shown.storage_descriptor) {
            descriptor.columns = None;
        }
        shown
    });
    Ok(Output { partitions: shown.collect(), next_token: page.next_token })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Segment {
    segment_number: i32,
    total_segments: i32,
}

impl Segment {
    fn checked(self) -> Result<boathouse_catalog::Segment, Error> {
        Constraints::naming_values()
            .range("segment.segmentNumber", i64::from(self.segment_number), 0, i64::from(i32::MAX))
            .range("segment.totalSegments", i64::from(self.total_segments), 1, SEGMENTS_MAX)
            .finish()?;
        Ok(boathouse_catalog::Segment {
            number: self.segment_number.unsigned_abs(),
            total: self.total_segments.unsigned_abs(),
        })
    }
}
