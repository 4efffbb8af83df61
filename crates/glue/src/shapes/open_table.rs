//! `OpenTableFormatInput` and `UpdateOpenTableFormatInput`.

use boathouse_iceberg::Update;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::iceberg::{IcebergPartitionSpec, IcebergSchema, IcebergSortOrder, Properties, with_values};
use crate::{Error, checks};

const LOCATION_CHARS_MAX: usize = 2_056;

/// `OpenTableFormatInput`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct OpenTableFormatInput {
    pub iceberg_input: Option<IcebergInput>,
}

/// `IcebergInput`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct IcebergInput {
    metadata_operation: String,
    version: Option<String>,
    pub create_iceberg_table_input: Option<CreateIcebergTableInput>,
}

impl IcebergInput {
    /// The format version that is asked for.
    pub fn version(&self) -> Result<i32, Error> {
        let at = "openTableFormatInput.icebergInput.metadataOperation";
        checks::one_of(at, &self.metadata_operation, &["CREATE"])?;
        let Some(version) = &self.version else { return Ok(2) };
        let unknown = |_| Error::InvalidInput(format!("Version '{version}' is no format version of Iceberg's."));
        version.parse().map_err(unknown)
    }
}

/// `CreateIcebergTableInput`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreateIcebergTableInput {
    pub location: String,
    pub schema: IcebergSchema,
    pub partition_spec: Option<IcebergPartitionSpec>,
    pub write_order: Option<IcebergSortOrder>,
    pub properties: Option<Properties>,
}

/// `UpdateOpenTableFormatInput`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UpdateOpenTableFormatInput {
    pub update_iceberg_input: Option<UpdateIcebergInput>,
}

/// `UpdateIcebergInput`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UpdateIcebergInput {
    update_iceberg_table_input: UpdateIcebergTableInput,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UpdateIcebergTableInput {
    updates: Vec<IcebergTableUpdate>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct IcebergTableUpdate {
    schema: IcebergSchema,
    partition_spec: Option<IcebergPartitionSpec>,
    sort_order: Option<IcebergSortOrder>,
    location: String,
    properties: Option<Properties>,
    action: Option<Action>,
    encryption_key: Option<IcebergEncryptedKey>,
    key_id: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Action {
    AddSchema,
    SetCurrentSchema,
    AddSpec,
    SetDefaultSpec,
    AddSortOrder,
    SetDefaultSortOrder,
    SetLocation,
    SetProperties,
    RemoveProperties,
    AddEncryptionKey,
    RemoveEncryptionKey,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct IcebergEncryptedKey {
    key_id: String,
    encrypted_key_metadata: String,
    encrypted_by_id: Option<String>,
    properties: Option<Properties>,
}

impl UpdateIcebergInput {
    /// The changes that are meant, in order.
    pub fn updates(self) -> Result<Vec<Update>, Error> {
        let mut all = Vec::new();
        for update in self.update_iceberg_table_input.updates {
            checks::length("location", &update.location, 0, LOCATION_CHARS_MAX)?;
            match update.action {
                None => update.state(&mut all)?,
                Some(action) => all.push(update.action(action)?),
            }
        }
        if all.is_empty() {
            return Err(Error::InvalidInput("Updates are empty.".to_owned()));
        }
        Ok(all)
    }
}

impl IcebergTableUpdate {
    /// Without an action everything that is given is what the table is to be.
    fn state(self, all: &mut Vec<Update>) -> Result<(), Error> {
        checks::refuse("EncryptionKey without an Action", self.encryption_key.is_some())?;
        checks::refuse("KeyId without an Action", self.key_id.is_some())?;
        all.extend([Update::AddSchema(self.schema.try_into()?), Update::SetCurrentSchema(-1)]);
        if let Some(spec) = self.partition_spec {
            all.extend([Update::AddSpec(spec.into()), Update::SetDefaultSpec(-1)]);
        }
        if let Some(order) = self.sort_order {
            all.extend([Update::AddSortOrder(order.into()), Update::SetDefaultSortOrder(-1)]);
        }
        all.push(Update::SetLocation(self.location));
        if self.properties.is_some() {
            all.push(Update::SetProperties(with_values(self.properties)));
        }
        Ok(())
    }

    /// With an action only what it is about counts. The model demands a schema and a location all the same.
    fn action(self, action: Action) -> Result<Update, Error> {
        let properties = || required("Properties", self.properties.clone());
        Ok(match action {
            Action::AddSchema => Update::AddSchema(self.schema.try_into()?),
            Action::SetCurrentSchema => Update::SetCurrentSchema(required("Schema.SchemaId", self.schema.id())?),
            Action::AddSpec => Update::AddSpec(required("PartitionSpec", self.partition_spec)?.into()),
            Action::SetDefaultSpec => {
                let spec = required("PartitionSpec", self.partition_spec)?;
                Update::SetDefaultSpec(required("PartitionSpec.SpecId", spec.spec_id)?)
            }
            Action::AddSortOrder => Update::AddSortOrder(required("SortOrder", self.sort_order)?.into()),
            Action::SetDefaultSortOrder => {
                Update::SetDefaultSortOrder(required("SortOrder", self.sort_order)?.order_id)
            }
            Action::SetLocation => Update::SetLocation(self.location),
            Action::SetProperties => Update::SetProperties(with_values(Some(properties()?))),
            Action::RemoveProperties => Update::RemoveProperties(properties()?.into_keys().collect()),
            Action::AddEncryptionKey => {
                Update::AddEncryptionKey(required("EncryptionKey", self.encryption_key)?.into_json())
            }
            Action::RemoveEncryptionKey => Update::RemoveEncryptionKey(required("KeyId", self.key_id)?),
        })
    }
}

impl IcebergEncryptedKey {
    fn into_json(self) -> Value {
        let mut key = Map::new();
        key.insert("key-id".to_owned(), self.key_id.into());
        key.insert("encrypted-key-metadata".to_owned(), self.encrypted_key_metadata.into());
        if let Some(id) = self.encrypted_by_id {
            key.insert("encrypted-by-id".to_owned(), id.into());
        }
        if self.properties.is_some() {
            key.insert("properties".to_owned(), json!(with_values(self.properties)));
        }
        key.into()
    }
}

fn required<T>(name: &str, member: Option<T>) -> Result<T, Error> {
    member.ok_or_else(|| Error::InvalidInput(format!("The Action needs {name}.")))
}
