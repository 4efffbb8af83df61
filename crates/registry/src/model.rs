//! Registries, schemas, versions and what hangs on them.

use std::fmt;
use std::str::FromStr;

use boathouse_schema::HiveType;

/// The language of a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataFormat {
    /// Apache Avro.
    Avro,
    /// JSON Schema, draft-04, -06 or -07.
    Json,
    /// Protocol Buffers, syntax 2 or 3.
    Protobuf,
}

impl DataFormat {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Avro, Self::Json, Self::Protobuf];

    /// The name as it is kept and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Avro => "AVRO",
            Self::Json => "JSON",
            Self::Protobuf => "PROTOBUF",
        }
    }
}

/// With what a new version is compared, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compatibility {
    /// With nothing.
    None,
    /// There is no new version.
    Disabled,
    /// The new version reads data of the latest.
    Backward,
    /// The new version reads data of all from the checkpoint on.
    BackwardAll,
    /// The latest version reads data of the new.
    Forward,
    /// All versions from the checkpoint on read data of the new.
    ForwardAll,
    /// Both ways with the latest.
    Full,
    /// Both ways with all from the checkpoint on.
    FullAll,
}

impl Compatibility {
    /// Every mode.
    pub const ALL: [Self; 8] = [
        Self::None,
        Self::Disabled,
        Self::Backward,
        Self::BackwardAll,
        Self::Forward,
        Self::ForwardAll,
        Self::Full,
        Self::FullAll,
    ];

    /// The name as it is kept and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Disabled => "DISABLED",
            Self::Backward => "BACKWARD",
            Self::BackwardAll => "BACKWARD_ALL",
            Self::Forward => "FORWARD",
            Self::ForwardAll => "FORWARD_ALL",
            Self::Full => "FULL",
            Self::FullAll => "FULL_ALL",
        }
    }

    /// Whether a new version must read older data.
    pub fn is_backward(self) -> bool {
        matches!(self, Self::Backward | Self::BackwardAll | Self::Full | Self::FullAll)
    }

    /// Whether older versions must read new data.
    pub fn is_forward(self) -> bool {
        matches!(self, Self::Forward | Self::ForwardAll | Self::Full | Self::FullAll)
    }

    /// Whether all versions from the checkpoint on are compared, and not the latest alone.
    pub fn is_transitive(self) -> bool {
        matches!(self, Self::BackwardAll | Self::ForwardAll | Self::FullAll)
    }
}

/// What became of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VersionStatus {
    /// It can be used.
    Available,
    /// It is being compared with others. Here that is done when the call returns.
    Pending,
    /// It does not follow the others by the schema's compatibility.
    Failure,
    /// It is being deleted. Here that is done when the call returns.
    Deleting,
}

impl VersionStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Available, Self::Pending, Self::Failure, Self::Deleting];

    /// The name as it is kept and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Available => "AVAILABLE",
            Self::Pending => "PENDING",
            Self::Failure => "FAILURE",
            Self::Deleting => "DELETING",
        }
    }
}

macro_rules! named {
    ($kind:ty) => {
        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }

        impl FromStr for $kind {
            type Err = UnknownName;

            fn from_str(name: &str) -> Result<Self, UnknownName> {
                Self::ALL.into_iter().find(|one| one.name() == name).ok_or(UnknownName)
            }
        }
    };
}

named!(DataFormat);
named!(Compatibility);
named!(VersionStatus);

/// A name that none of the members has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the name is not known")]
pub struct UnknownName;

/// A registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registry {
    /// Name, case kept.
    pub name: String,
    /// Free text.
    pub description: Option<String>,
    /// When it was made.
    pub created_ms: i64,
    /// When it was changed last.
    pub updated_ms: i64,
}

/// Registry and name of a schema.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SchemaKey {
    /// Registry name.
    pub registry: String,
    /// Schema name.
    pub name: String,
}

impl SchemaKey {
    /// The schema of this name in this registry.
    pub fn new(registry: impl Into<String>, name: impl Into<String>) -> Self {
        Self { registry: registry.into(), name: name.into() }
    }
}

/// A schema that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaInput {
    /// Where.
    pub key: SchemaKey,
    /// The language of all its versions.
    pub format: DataFormat,
    /// What new versions are compared with.
    pub compatibility: Compatibility,
    /// Free text.
    pub description: Option<String>,
    /// The first version.
    pub definition: Option<String>,
}

/// A schema without its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// Where.
    pub key: SchemaKey,
    /// The language of all its versions.
    pub format: DataFormat,
    /// What new versions are compared with.
    pub compatibility: Compatibility,
    /// Free text.
    pub description: Option<String>,
    /// The version from which on all are compared; none as long as there is no version.
    pub checkpoint: Option<u64>,
    /// The newest version that can be used.
    pub latest: Option<u64>,
    /// The number the next version gets.
    pub next: u64,
    /// When it was made.
    pub created_ms: i64,
    /// When it was changed last.
    pub updated_ms: i64,
}

/// One version of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaVersion {
    /// The schema it is of.
    pub key: SchemaKey,
    /// Its language.
    pub format: DataFormat,
    /// A UUID.
    pub id: String,
    /// Its number, from 1 on.
    pub number: u64,
    /// What became of it.
    pub status: VersionStatus,
    /// The definition as it was given.
    pub definition: String,
    /// When it was made.
    pub created_ms: i64,
}

/// The outcome of registering a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// The new version, or the one that has the definition already.
    pub version: SchemaVersion,
    /// Why the status is [`VersionStatus::Failure`].
    pub failure: Option<String>,
}

/// Which version of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionNumber {
    /// The newest that can be used.
    Latest,
    /// This one.
    Number(u64),
}

/// Which version of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionKey {
    /// By its id.
    Id(String),
    /// By its schema.
    Of(SchemaKey, VersionNumber),
}

/// Why one of several versions was not deleted.
#[derive(Debug)]
pub struct VersionFailure {
    /// The version.
    pub number: u64,
    /// The reason.
    pub error: crate::Error,
}

/// A key and value of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// Key; a version may have it with several values.
    pub key: String,
    /// Value.
    pub value: String,
    /// When it was put.
    pub created_ms: i64,
}

/// Which keys and values are wanted: those that have all that is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetadataFilter {
    /// Of this key.
    pub key: Option<String>,
    /// Of this value.
    pub value: Option<String>,
}

/// A column that a definition makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Name, in lower case.
    pub name: String,
    /// Type.
    pub data_type: HiveType,
    /// Documentation of the field.
    pub comment: Option<String>,
}
