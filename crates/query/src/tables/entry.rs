//! A table of the catalog as the analyzer sees it: its columns with Trino's types.

use std::collections::HashSet;
use std::sync::Arc;

use boathouse_catalog::Table;
use boathouse_formats::read::LakeTable;
use boathouse_schema::HiveType;
use boathouse_sql::analyzer::{TableColumn, TableEntry};
use boathouse_types::{RowField, Type};
use datafusion::datasource::provider_as_source;

use crate::CATALOG_NAME;

/// The precision Athena reads the timestamps of Hive's tables with.
const TIMESTAMP_DIGITS: u8 = 3;

/// What a name in a query stands for; `unseen` are columns that no query sees.
pub(super) fn entry(table: &Table, lake: LakeTable, unseen: &HashSet<String>) -> boathouse_formats::Result<TableEntry> {
    let layout = lake.layout();
    let columns = layout
        .columns
        .iter()
        .chain(&layout.partition_keys)
        .filter(|(name, _)| !unseen.contains(name))
        .map(|(name, hive)| Ok(TableColumn { name: name.clone(), data_type: trino_type(hive)?, hidden: false }));
    let mut columns = columns.collect::<boathouse_formats::Result<Vec<_>>>()?;
    columns.extend(lake.hidden_columns().iter().map(|column| TableColumn {
        name: column.name().to_owned(),
        data_type: column.data_type(),
        hidden: true,
    }));
    let name = [CATALOG_NAME, &table.database_name, &table.name].map(str::to_lowercase).to_vec();
    Ok(TableEntry::Table { name, source: provider_as_source(Arc::new(lake)), columns })
}

/// The type a column of this type of Hive's is read with.
pub(crate) fn trino_type(hive: &HiveType) -> boathouse_formats::Result<Type> {
    Ok(match hive {
        HiveType::Boolean => Type::Boolean,
        HiveType::TinyInt => Type::TinyInt,
        HiveType::SmallInt => Type::SmallInt,
        HiveType::Int => Type::Integer,
        HiveType::BigInt => Type::BigInt,
        HiveType::Float => Type::Real,
        HiveType::Double => Type::Double,
        HiveType::Decimal { precision, scale } => Type::decimal(*precision, *scale),
        HiveType::String => Type::VARCHAR,
        HiveType::Varchar(length) => Type::Varchar(Some(*length)),
        HiveType::Char(length) => Type::Char(*length),
        HiveType::Binary => Type::Varbinary,
        HiveType::Date => Type::Date,
        HiveType::Timestamp => Type::Timestamp(TIMESTAMP_DIGITS),
        HiveType::Array(element) => Type::array(trino_type(element)?),
        HiveType::Map(key, value) => Type::map(trino_type(key)?, trino_type(value)?),
        HiveType::Struct(fields) => {
            let fields = fields.iter().map(|field| {
                Ok(RowField { name: Some(field.name.as_str().into()), data_type: trino_type(&field.data_type)? })
            });
            Type::Row(fields.collect::<boathouse_formats::Result<_>>()?)
        }
        HiveType::Union(_) => return Err(boathouse_schema::Error::NoCounterpart(hive.to_string()).into()),
    })
}
