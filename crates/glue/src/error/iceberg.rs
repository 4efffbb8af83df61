//! What Iceberg's metadata and the lake say, in Glue's words.

use boathouse_iceberg::Error as Fact;
use boathouse_lake::Error as LakeFact;

use crate::Error;

impl From<Fact> for Error {
    fn from(fact: Fact) -> Self {
        match fact {
            Fact::Invalid(text) | Fact::Unreadable(text) => Self::InvalidInput(text),
        }
    }
}

impl Error {
    /// A failure of the lake while a metadata file was read or written.
    pub(crate) fn of_metadata_file(file: &str, fact: &LakeFact) -> Self {
        match fact {
            LakeFact::NoSuchBucket(bucket) => {
                Self::InvalidInput(format!("The bucket {bucket} of the table's location does not exist."))
            }
            LakeFact::NoSuchKey { .. } => Self::InvalidInput(format!("The metadata file {file} does not exist.")),
            LakeFact::InvalidBucketName { .. } | LakeFact::InvalidKey { .. } | LakeFact::KeyTooLong(_) => {
                Self::InvalidInput(format!("{file} is no place for a metadata file: {fact}"))
            }
            other => {
                tracing::error!(error = %other, file, "a metadata file cannot be used");
                Self::InternalService(other.to_string())
            }
        }
    }
}
