//! Iceberg tables that Glue itself makes and changes: the metadata file first, then the table that names it.

use boathouse_catalog::{Column, StorageDescriptor, Table, TableInput, UpdateTable};
use boathouse_iceberg::{self as iceberg, Metadata, NewTable, Schema, Update};
use boathouse_lake::{GetOptions, PutOptions, WriteCondition};
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};

use crate::shapes::iceberg::with_values;
use crate::shapes::open_table::IcebergInput;
use crate::{Error, Glue};

const LOCATION: &str = "metadata_location";
const PREVIOUS: &str = "previous_metadata_location";
const TABLE_TYPE: &str = "table_type";
/// Longer metadata files are not read.
const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Whether a table says that Iceberg keeps it.
pub(crate) fn is_iceberg(table: &Table) -> bool {
    table.parameters.get(TABLE_TYPE).is_some_and(|kind| kind.eq_ignore_ascii_case("iceberg"))
}

impl Glue {
    /// Writes the first metadata file of a table and makes the table.
    pub(crate) async fn create_iceberg_table(
        &self,
        database: &str,
        mut table: TableInput,
        input: IcebergInput,
    ) -> Result<(), Error> {
        let metadata = self.first_metadata(&mut table, input)?;
        let database = self.catalog.database(database).await?.name;
        let catalog = &self.catalog;
        match catalog.generation(&database, &table.name).await {
            Ok(_) => return Err(Error::AlreadyExists("Table already exists.".to_owned())),
            Err(boathouse_catalog::Error::TableNotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let file = iceberg::next_file(&metadata, None, &boathouse_state::new_id())?;
        describe(&mut table, &metadata, &file)?;
        table.table_type = Some("EXTERNAL_TABLE".to_owned());
        self.write_metadata(&file, &metadata).await?;
        let made = self.catalog.create_table(&database, table, Some(&self.caller.arn())).await;
        self.or_without(&file, made.map(drop).map_err(Into::into)).await
    }

    fn first_metadata(&self, table: &mut TableInput, input: IcebergInput) -> Result<Metadata, Error> {
        let format_version = input.version()?;
        refuse_beside(table)?;
        let descriptor = table.storage_descriptor.take().unwrap_or_default();
        let (location, schema, spec, order, properties) = match input.create_iceberg_table_input {
            Some(given) => {
                if descriptor != StorageDescriptor::default() {
                    let text = "StorageDescriptor and CreateIcebergTableInput cannot both be given.";
                    return Err(Error::InvalidInput(text.to_owned()));
                }
                let spec = given.partition_spec.map(Into::into).unwrap_or_default();
                let order = given.write_order.map(Into::into).unwrap_or_default();
                (given.location, given.schema.try_into()?, spec, order, with_values(given.properties))
            }
            None => {
                let location = descriptor.location.clone().unwrap_or_default();
                (location, schema_of(&descriptor)?, Default::default(), Default::default(), Default::default())
            }
        };
        place(&location)?;
        let uuid = boathouse_state::new_id();
        let new = NewTable { uuid, location, format_version, schema, spec, order, properties };
        Ok(new.metadata(self.clock.now_ms())?)
    }

    /// Writes the metadata file after these changes and makes the table name it, unless somebody else was faster.
    pub(crate) async fn update_iceberg_table(
        &self,
        database: &str,
        name: &str,
        updates: Vec<Update>,
        how: UpdateTable,
    ) -> Result<(), Error> {
        let table = self.catalog.table(database, name).await?;
        let read = table.version_id;
        let previous = match table.parameters.get(LOCATION) {
            Some(file) if is_iceberg(&table) && table.target_table.is_none() => file.clone(),
            _ => return Err(Error::InvalidInput(format!("Table {name} is not an Iceberg table."))),
        };
        if how.version_id.is_some_and(|version| version != read) {
            return Err(boathouse_catalog::Error::VersionMismatch { table: table.name }.into());
        }
        let metadata = self.read_metadata(&previous).await?;
        let metadata = metadata.updated(updates, &previous, self.clock.now_ms())?;
        place(&metadata.location()?)?;
        let file = iceberg::next_file(&metadata, Some(&previous), &boathouse_state::new_id())?;
        let mut next = TableInput::from(table);
        describe(&mut next, &metadata, &file)?;
        next.parameters.insert(PREVIOUS.to_owned(), previous);
        self.write_metadata(&file, &metadata).await?;
        let how = UpdateTable { version_id: Some(read), ..how };
        let updated = self.catalog.update_table(database, next, how).await;
        self.or_without(&file, updated.map(drop).map_err(Into::into)).await
    }

    /// The metadata that a table names; none of tables that are not Iceberg's.
    pub(crate) async fn latest_metadata(&self, table: &Table) -> Result<Option<Metadata>, Error> {
        match table.parameters.get(LOCATION) {
            Some(file) if is_iceberg(table) => self.read_metadata(file).await.map(Some),
            _ => Ok(None),
        }
    }

    async fn read_metadata(&self, file: &str) -> Result<Metadata, Error> {
        let (bucket, key) = place(file)?;
        let failed = |error| Error::of_metadata_file(file, &error);
        let (info, mut body) = self.lake.get(bucket, key, GetOptions::default()).await.map_err(failed)?;
        if info.size > FILE_BYTES_MAX {
            let text = format!("The metadata file {file} has {} bytes, and {FILE_BYTES_MAX} are read.", info.size);
            return Err(Error::InvalidInput(text));
        }
        let mut bytes = Vec::new();
        while let Some(piece) = body.try_next().await.map_err(failed)? {
            bytes.extend_from_slice(&piece);
        }
        Metadata::parse(&bytes).map_err(|error| Error::InvalidInput(format!("{file}: {error}")))
    }

    async fn write_metadata(&self, file: &str, metadata: &Metadata) -> Result<(), Error> {
        let (bucket, key) = place(file)?;
        let content_type = Some("application/json".to_owned());
        let options = PutOptions { content_type, condition: WriteCondition::Absent, ..PutOptions::default() };
        let body = stream::iter([Ok(Bytes::from(metadata.to_json()))]).boxed();
        let written = self.lake.put(bucket, key, options, body).await;
        written.map(drop).map_err(|error| Error::of_metadata_file(file, &error))
    }

    /// A metadata file that no table came to name is taken away again. After a failure of the state nobody knows
    /// whether one does, so the file stays.
    async fn or_without(&self, file: &str, outcome: Result<(), Error>) -> Result<(), Error> {
        if let Err(error) = &outcome
            && !matches!(error, Error::InternalService(_))
        {
            let (bucket, key) = place(file)?;
            if let Err(error) = self.lake.delete(bucket, key).await {
                tracing::warn!(%error, file, "a metadata file without a table is left");
            }
        }
        outcome
    }
}

/// Members that an Iceberg table does not have.
fn refuse_beside(table: &TableInput) -> Result<(), Error> {
    let is_other_type = table.table_type.as_deref().is_some_and(|kind| kind != "EXTERNAL_TABLE");
    let given = [
        ("PartitionKeys (PartitionSpec says how an Iceberg table is partitioned)", !table.partition_keys.is_empty()),
        ("TableType other than EXTERNAL_TABLE", is_other_type),
        ("ViewDefinition", table.view_definition.is_some()),
        ("ViewOriginalText", table.view_original_text.is_some()),
        ("ViewExpandedText", table.view_expanded_text.is_some()),
        ("TargetTable", table.target_table.is_some()),
        ("FederatedTable", table.federated_table.is_some()),
    ];
    let given = given.iter().find(|(_, is_given)| *is_given);
    given.map_or(Ok(()), |(name, _)| Err(Error::InvalidInput(format!("An Iceberg table cannot have {name}."))))
}

/// The schema of a table that comes with Hive's columns.
fn schema_of(descriptor: &StorageDescriptor) -> Result<Schema, Error> {
    let columns: Vec<_> = descriptor
        .columns
        .iter()
        .map(|column| (&*column.name, column.data_type.as_deref().unwrap_or("string"), column.comment.as_deref()))
        .collect();
    Ok(iceberg::schema_from_columns(&columns)?)
}

/// Makes a table say what its metadata says, as Iceberg's clients do: the columns that are, then those that were.
fn describe(table: &mut TableInput, metadata: &Metadata, file: &str) -> Result<(), Error> {
    let current = metadata.current_schema()?;
    let mut columns: Vec<Column> = Vec::with_capacity(current.fields.len());
    let others = metadata.schemas()?.into_iter().filter(|schema| schema.id != current.id);
    let others: Vec<Schema> = others.collect();
    let all = std::iter::once((true, &current)).chain(others.iter().map(|schema| (false, schema)));
    for (is_current, schema) in all {
        for field in &schema.fields {
            if !columns.iter().any(|column| column.name == field.name) {
                columns.push(column(field, is_current));
            }
        }
    }
    let descriptor = table.storage_descriptor.get_or_insert_default();
    descriptor.columns = columns;
    descriptor.location = Some(metadata.location()?);
    table.parameters.insert(TABLE_TYPE.to_owned(), "ICEBERG".to_owned());
    table.parameters.insert(LOCATION.to_owned(), file.to_owned());
    Ok(())
}

fn column(field: &iceberg::Field, is_current: bool) -> Column {
    let parameters = [
        ("iceberg.field.current", is_current.to_string()),
        ("iceberg.field.id", field.id.to_string()),
        ("iceberg.field.optional", (!field.required).to_string()),
    ];
    Column {
        name: field.name.clone(),
        data_type: Some(iceberg::to_hive(&field.data_type)),
        comment: field.doc.clone(),
        parameters: parameters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    }
}

/// Bucket and key of a place in the lake.
fn place(location: &str) -> Result<(&str, &str), Error> {
    let rest = ["s3://", "s3a://", "s3n://"].iter().find_map(|scheme| location.strip_prefix(scheme));
    let place = rest.map(|rest| rest.split_once('/').unwrap_or((rest, "")));
    match place {
        Some((bucket, key)) if !bucket.is_empty() => Ok((bucket, key)),
        _ => Err(Error::InvalidInput(format!("The location '{location}' is not in S3."))),
    }
}
