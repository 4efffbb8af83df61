//! What the schema registry says, in Glue's words.

use boathouse_registry::Error as Fact;

use crate::Error;

impl From<Fact> for Error {
    fn from(fact: Fact) -> Self {
        let text = fact.to_string();
        match fact {
            Fact::RegistryNotFound(name) => {
                Self::EntityNotFound(format!("Registry is not found. RegistryName: {name}"))
            }
            Fact::RegistryExists(name) => Self::AlreadyExists(format!("Registry already exists. RegistryName: {name}")),
            Fact::SchemaNotFound { .. } => Self::EntityNotFound("Schema is not found.".to_owned()),
            Fact::SchemaExists(name) => Self::AlreadyExists(format!("Schema already exists. SchemaName: {name}")),
            Fact::VersionNotFound(_) | Fact::VersionNumberNotFound { .. } | Fact::DefinitionNotFound(_) => {
                Self::EntityNotFound("Schema version is not found.".to_owned())
            }
            Fact::InvalidDefinition { format, problem } => {
                Self::InvalidInput(format!("Schema definition of {format} data format is invalid: {problem}"))
            }
            Fact::VersioningDisabled { registry, schema } => Self::InvalidInput(format!(
                "Compatibility DISABLED does not allow versioning. SchemaId: SchemaId(schemaArn=null, \
                 schemaName={schema}, registryName={registry})"
            )),
            Fact::MetadataExists { version_id, key, value } => Self::AlreadyExists(format!(
                "Resource already exist for schema version id: {version_id}, metadata key: {key}, metadata value: {value}"
            )),
            Fact::MetadataNotFound { .. } => Self::EntityNotFound(text),
            Fact::MetadataLimit(_) => Self::ResourceNumberLimitExceeded(
                "Your resource limits for Schema Version Metadata have been exceeded.".to_owned(),
            ),
            Fact::Limit(what) => Self::ResourceNumberLimitExceeded(format!(
                "More {what} cannot be created. The maximum limit has been reached."
            )),
            Fact::CheckpointVersion(_) | Fact::Busy(_) => Self::ConcurrentModification(text),
            Fact::InvalidToken => Self::InvalidInput("Invalid NextToken.".to_owned()),
            Fact::FirstVersion | Fact::VersionNeeded { .. } | Fact::InvalidVersions(_) | Fact::NoColumns(_) => {
                Self::InvalidInput(text)
            }
            Fact::State(error) => error.into(),
        }
    }
}
