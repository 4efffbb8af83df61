//! How requests name registries, schemas and versions, and the columns that a schema gives a table.

use boathouse_catalog::{self as catalog, SchemaReference, StorageDescriptor, Table};
use boathouse_registry::{Column, PageRequest, SchemaKey, VersionKey, VersionNumber};

use crate::shapes::SchemaId;
use crate::shapes::registry::{MetadataKeyValuePair, RegistryId, SchemaVersionNumber};
use crate::{Error, Glue, checks};

/// The registry of schemas that name none.
pub(crate) const DEFAULT_REGISTRY: &str = "default-registry";

const NAME_CHARS_MAX: usize = 255;
const DEFINITION_CHARS_MAX: usize = 170_000;
const DESCRIPTION_CHARS_MAX: usize = 2_048;
const KEY_CHARS_MAX: usize = 128;
const VALUE_CHARS_MAX: usize = 256;
const PAGE_ITEMS_MAX: usize = 100;
const PAGE_ITEMS_DEFAULT: usize = 25;
const VERSION_MAX: i64 = 100_000;
const ID_CHARS: usize = 36;

/// Which registry a schema without one belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unnamed {
    /// The default one.
    Default,
    /// It must be named.
    Refused,
}

impl Glue {
    /// The ARN of a registry of the caller's.
    pub(crate) fn registry_arn(&self, name: &str) -> String {
        format!("arn:aws:glue:{}:{}:registry/{name}", self.caller.region, self.caller.account_id)
    }

    /// The ARN of a schema of the caller's.
    pub(crate) fn schema_arn(&self, key: &SchemaKey) -> String {
        format!("arn:aws:glue:{}:{}:schema/{}/{}", self.caller.region, self.caller.account_id, key.registry, key.name)
    }

    /// The name of the registry that is meant; `None` when nothing is said.
    pub(crate) fn registry_name(&self, id: Option<&RegistryId>) -> Result<Option<String>, Error> {
        let Some(id) = id else { return Ok(None) };
        match (&id.registry_name, &id.registry_arn) {
            (Some(_), Some(_)) => {
                Err(invalid("One of registryName or registryArn has to be provided, both cannot be provided."))
            }
            (Some(name), None) => {
                check_name("registryName", name)?;
                Ok(Some(name.clone()))
            }
            (None, Some(arn)) => {
                let missing = || Error::EntityNotFound(format!("Registry is not found. RegistryArn: {arn}"));
                let name = self.own_resource("registryArn", arn, "registry/")?.ok_or_else(missing)?;
                Ok(Some(name.to_owned()))
            }
            (None, None) => Ok(None),
        }
    }

    /// [`Glue::registry_name`] where a registry must be meant.
    pub(crate) fn named_registry(&self, id: &RegistryId) -> Result<String, Error> {
        let missing = || invalid("One of registryName or registryArn has to be provided.");
        self.registry_name(Some(id))?.ok_or_else(missing)
    }

    /// The schema that is meant.
    pub(crate) fn schema_key(&self, id: Option<&SchemaId>, unnamed: Unnamed) -> Result<SchemaKey, Error> {
        let none = SchemaId::default();
        let id = id.unwrap_or(&none);
        let incomplete = || invalid("At least one of (registryName and schemaName) or schemaArn has to be provided.");
        match (&id.schema_arn, &id.schema_name, &id.registry_name) {
            (Some(arn), None, None) => {
                let missing = || Error::EntityNotFound("Schema is not found.".to_owned());
                let path = self.own_resource("schemaArn", arn, "schema/")?.ok_or_else(missing)?;
                let (registry, name) = path.split_once('/').ok_or_else(missing)?;
                Ok(SchemaKey::new(registry, name))
            }
            (Some(_), _, _) => Err(invalid(
                "One of (registryName and schemaName) or schemaArn has to be provided, both cannot be provided.",
            )),
            (None, Some(name), registry) => {
                let registry = match (registry, unnamed) {
                    (Some(registry), _) => registry,
                    (None, Unnamed::Default) => DEFAULT_REGISTRY,
                    (None, Unnamed::Refused) => return Err(incomplete()),
                };
                check_name("registryName", registry)?;
                check_name("schemaName", name)?;
                Ok(SchemaKey::new(registry, name))
            }
            (None, None, _) => Err(incomplete()),
        }
    }

    /// The version that is meant: by its id, or by its schema and number.
    pub(crate) fn version_key(
        &self,
        schema: Option<&SchemaId>,
        id: Option<&str>,
        number: Option<&SchemaVersionNumber>,
    ) -> Result<VersionKey, Error> {
        match (id, schema, number) {
            (Some(id), None, None) => {
                check_version_id(id)?;
                Ok(VersionKey::Id(id.to_owned()))
            }
            (Some(_), _, _) => {
                Err(invalid("No other input parameters can be specified when fetching by SchemaVersionId."))
            }
            (None, schema, number) => {
                let key = self.schema_key(schema, Unnamed::Refused)?;
                let missing = || invalid("One of version number (or) latest version is required.");
                Ok(VersionKey::Of(key, version_number(number.ok_or_else(missing)?)?))
            }
        }
    }

    /// What an ARN names behind a prefix; `None` when it is not the caller's own.
    fn own_resource<'a>(&self, at: &str, arn: &'a str, prefix: &str) -> Result<Option<&'a str>, Error> {
        let mut parts = arn.splitn(6, ':');
        let head = (parts.next(), parts.next(), parts.next());
        let (region, account, resource) = (parts.next(), parts.next(), parts.next());
        let name = resource.and_then(|resource| resource.strip_prefix(prefix)).filter(|name| !name.is_empty());
        match (head, name) {
            ((Some("arn"), Some(partition), Some("glue")), Some(name)) if partition.starts_with("aws") => {
                let own = region == Some(&self.caller.region) && account == Some(&self.caller.account_id);
                Ok(own.then_some(name))
            }
            _ => Err(invalid_characters(at)),
        }
    }

    /// The table with the columns that its schema reference gives it.
    pub(crate) async fn with_columns(&self, mut table: Table) -> Result<Table, Error> {
        if let Some(descriptor) = &mut table.storage_descriptor
            && let Some(reference) = &descriptor.schema_reference
        {
            descriptor.columns = self.referred_columns(reference).await?;
        }
        Ok(table)
    }

    /// [`Glue::with_columns`] for a listing, where a schema that is gone must not hide the other tables.
    pub(crate) async fn with_columns_if_there(&self, table: Table) -> Result<Table, Error> {
        match self.with_columns(table.clone()).await {
            Err(Error::EntityNotFound(why)) => {
                tracing::warn!(table = table.name, why, "the table's schema reference leads nowhere");
                Ok(table)
            }
            outcome => outcome,
        }
    }

    /// Checks a reference that is about to be stored. Columns beside it must be its own, and are not stored.
    pub(crate) async fn check_reference(&self, descriptor: Option<&mut StorageDescriptor>) -> Result<(), Error> {
        let Some(descriptor) = descriptor else { return Ok(()) };
        let Some(reference) = &descriptor.schema_reference else { return Ok(()) };
        let made = self.referred_columns(reference).await?;
        let given = std::mem::take(&mut descriptor.columns);
        let same = |(made, given): (&catalog::Column, &catalog::Column)| {
            made.name == given.name && made.data_type == given.data_type
        };
        let all_same = made.len() == given.len() && made.iter().zip(&given).all(same);
        if !given.is_empty() && !all_same {
            return Err(invalid("Columns and SchemaReference are given, and the columns are not those of the schema."));
        }
        Ok(())
    }

    async fn referred_columns(&self, reference: &SchemaReference) -> Result<Vec<catalog::Column>, Error> {
        let id = SchemaId {
            schema_arn: reference.schema_arn.clone(),
            schema_name: reference.schema_name.clone(),
            registry_name: reference.registry_name.clone(),
        };
        let number = SchemaVersionNumber {
            latest_version: reference.schema_version_number.is_none().then_some(true),
            version_number: reference.schema_version_number,
        };
        let key = match &reference.schema_version_id {
            Some(version) => {
                check_version_id(version)?;
                VersionKey::Id(version.clone())
            }
            None => VersionKey::Of(self.schema_key(Some(&id), Unnamed::Default)?, version_number(&number)?),
        };
        let columns = self.registry.columns(&self.scope(), &key).await?;
        Ok(columns.into_iter().map(table_column).collect())
    }
}

fn table_column(from: Column) -> catalog::Column {
    catalog::Column { comment: from.comment, ..catalog::Column::new(from.name, from.data_type.to_string()) }
}

/// The number of a version, or the latest.
pub(crate) fn version_number(number: &SchemaVersionNumber) -> Result<VersionNumber, Error> {
    match (number.latest_version.unwrap_or_default(), number.version_number) {
        (true, Some(_)) => Err(invalid("Only one of VersionNumber or LatestVersion is required.")),
        (true, None) => Ok(VersionNumber::Latest),
        (false, None) => Err(invalid("One of version number (or) latest version is required.")),
        (false, Some(number)) => {
            let at = "schemaVersionNumber.versionNumber";
            boathouse_wire::Constraints::naming_values().range(at, number, 1, VERSION_MAX).finish()?;
            Ok(VersionNumber::Number(number.unsigned_abs()))
        }
    }
}

/// A page of at most `PAGE_ITEMS_MAX` items.
pub(crate) fn page(token: Option<String>, max_results: Option<i32>) -> Result<PageRequest, Error> {
    page_of(token, max_results, PAGE_ITEMS_MAX)
}

/// A page of at most `max` items, 25 when nothing is said.
pub(crate) fn page_of(token: Option<String>, max_results: Option<i32>, max: usize) -> Result<PageRequest, Error> {
    let default = i32::try_from(PAGE_ITEMS_DEFAULT).ok();
    checks::page(token, max_results.or(default), max)
}

/// The key and value of a version that must both be given.
pub(crate) fn metadata_pair(pair: MetadataKeyValuePair) -> Result<(String, String), Error> {
    let key = checks::required("metadataKeyValue.metadataKey", pair.metadata_key)?;
    let value = checks::required("metadataKeyValue.metadataValue", pair.metadata_value)?;
    check_metadata("key", &key, KEY_CHARS_MAX)?;
    check_metadata("value", &value, VALUE_CHARS_MAX)?;
    Ok((key, value))
}

/// Names of registries and schemas.
pub(crate) fn check_name(at: &str, name: &str) -> Result<(), Error> {
    check_length(at, name, 1, NAME_CHARS_MAX)?;
    let fits = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_$#.".contains(c));
    if fits { Ok(()) } else { Err(invalid_characters(at)) }
}

/// Descriptions, which may be empty.
pub(crate) fn check_description(description: Option<&str>) -> Result<(), Error> {
    description.map_or(Ok(()), |text| check_length("description", text, 0, DESCRIPTION_CHARS_MAX))
}

/// The size of a definition; what it says is checked by the registry.
pub(crate) fn check_definition(definition: &str) -> Result<(), Error> {
    check_length("schemaDefinition", definition, 1, DEFINITION_CHARS_MAX)
}

fn check_version_id(id: &str) -> Result<(), Error> {
    let fits = id.len() == ID_CHARS
        && id.bytes().enumerate().all(|(at, c)| match at {
            8 | 13 | 18 | 23 => c == b'-',
            _ => c.is_ascii_digit() || (b'a'..=b'f').contains(&c),
        });
    if fits { Ok(()) } else { Err(invalid_characters("schemaVersionId")) }
}

/// The model's set of characters has a range in it, from `+` to `=`.
fn check_metadata(at: &str, text: &str, max: usize) -> Result<(), Error> {
    check_length(at, text, 1, max)?;
    let fits = text.chars().all(|c| c.is_ascii_alphanumeric() || ('+'..='=').contains(&c) || "._/@".contains(c));
    if fits { Ok(()) } else { Err(invalid_characters(at)) }
}

fn check_length(at: &str, text: &str, min: usize, max: usize) -> Result<(), Error> {
    if (min..=max).contains(&text.chars().count()) {
        return Ok(());
    }
    Err(invalid(&format!("The resource name contains too many or too few characters. Parameter Name: {at}")))
}

fn invalid_characters(at: &str) -> Error {
    invalid(&format!("The parameter value contains one or more characters that are not valid. Parameter Name: {at}"))
}

fn invalid(text: &str) -> Error {
    Error::InvalidInput(text.to_owned())
}
