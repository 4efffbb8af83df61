//! What can go wrong while data is read, inspected or written.

use datafusion::error::DataFusionError;

/// A fact about a table's format, an object's bytes or the store they are in.
///
/// The texts that begin with `HIVE_` or `GENERIC_` are Athena's own: clients match on them.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A SerDe class this crate has no reader for.
    #[error(
        "the SerDe '{0}' cannot be read: supported are LazySimpleSerDe, MultiDelimitSerDe, OpenCSVSerde, the OpenX and \
         Hive JsonSerDe, ParquetHiveSerDe, OrcSerde, AvroSerDe, RegexSerDe, GrokSerDe, IonHiveSerDe and CloudTrailSerde"
    )]
    UnsupportedSerDe(String),
    /// An input format whose files this crate cannot take records out of.
    #[error("the input format '{0}' cannot be read: store the data as text, Parquet, ORC or Avro")]
    UnsupportedInputFormat(String),
    /// A table without a SerDe, as crawlers write for what they do not recognise and for formats that no
    /// query reads.
    #[error("HIVE_UNKNOWN_ERROR: Unable to create input format{}{}", if .0.is_empty() { "" } else { " " }, .0)]
    NoInputFormat(String),
    /// A property that would change what a table's bytes mean and is not implemented.
    #[error("the property '{property}' = '{value}' of {serde} is not supported: remove it or choose another SerDe")]
    UnsupportedProperty {
        /// Short name of the SerDe.
        serde: &'static str,
        /// The property's name as it was given.
        property: String,
        /// The property's value as it was given.
        value: String,
    },
    /// A property whose value cannot be understood.
    #[error("the property '{property}' = '{value}' is not valid: expected {expected}")]
    InvalidProperty {
        /// The property's name.
        property: String,
        /// The value as it was given.
        value: String,
        /// What would have been understood.
        expected: &'static str,
    },
    /// A column type that a format cannot hold.
    #[error("column '{column}' of type {data_type} cannot be read by {format}: {hint}")]
    UnsupportedColumn {
        /// The column's name.
        column: String,
        /// The Hive type.
        data_type: String,
        /// Which format refuses it.
        format: &'static str,
        /// What to do about it.
        hint: &'static str,
    },
    /// A column that no field of a CSV file can be read into.
    #[error(
        "GENERIC_INTERNAL_ERROR: Parent builder is null: column '{column}' of type {data_type} cannot be read by \
         OpenCSVSerde: declare it as string"
    )]
    NoBuilder {
        /// The column's name.
        column: String,
        /// The Hive type.
        data_type: String,
    },
    /// A table layout that contradicts itself.
    #[error("the table layout is not valid: {0}")]
    InvalidLayout(String),
    /// A partition that does not fit its table.
    #[error("{message}")]
    Partition {
        /// What is wrong; begins with Athena's code.
        message: String,
        /// The partition's location.
        location: String,
    },
    /// Bytes that contradict the table's declaration.
    #[error("HIVE_BAD_DATA: {message} ({place})")]
    BadData {
        /// What is wrong.
        message: String,
        /// Object, and line or byte offset when they are known.
        place: String,
    },
    /// A record that cannot be taken apart.
    #[error("HIVE_CURSOR_ERROR: {message} ({place})")]
    Cursor {
        /// What is wrong.
        message: String,
        /// Object, and line or byte offset when they are known.
        place: String,
    },
    /// An object that cannot be opened as the format its table declares.
    #[error("HIVE_CANNOT_OPEN_SPLIT: {message} ({place})")]
    CannotOpenSplit {
        /// What is wrong.
        message: String,
        /// Object, and line or byte offset when they are known.
        place: String,
    },
    /// A Parquet footer that is missing, cut or damaged.
    #[error("the parquet footer cannot be read: {reason}")]
    Footer {
        /// What is wrong with it.
        reason: String,
    },
    /// An ORC footer that is missing, cut or damaged.
    #[error("the ORC footer cannot be read: {reason}")]
    Orc {
        /// What is wrong with it.
        reason: String,
    },
    /// An object changed between listing and reading.
    #[error("HIVE_FILESYSTEM_ERROR: Incorrect fileSize {size} for file {uri}: it was replaced while the query ran")]
    Replaced {
        /// The object.
        uri: String,
        /// Its size in bytes now.
        size: u64,
    },
    /// An object compressed in a way this crate cannot undo.
    #[error("{uri} is compressed with {codec}, which is not supported: use gz, bz2, zst, snappy, lz4 or deflate")]
    UnsupportedCodec {
        /// The codec, as the key's suffix names it.
        codec: String,
        /// The object.
        uri: String,
    },
    /// The store failed on an object.
    #[error("the object store failed on {uri}")]
    Store {
        /// The object or prefix.
        uri: String,
        /// The store's own error.
        #[source]
        source: object_store::Error,
    },
    /// Reading or writing failed below the store.
    #[error("reading or writing {place} failed")]
    Io {
        /// Object or file.
        place: String,
        /// The operating system's or the codec's error.
        #[source]
        source: std::io::Error,
    },
    /// A partition key that cannot be one.
    #[error("the partition key '{key}' {message}")]
    PartitionKey {
        /// The key as it was given.
        key: String,
        /// What is wrong with it; follows the key's name.
        message: String,
    },
    /// Rows of more partitions or buckets than may be written at a time.
    #[error("HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of {0} open writers for partitions/buckets")]
    TooManyWriters(usize),
    /// A codec that files of a format are not written with.
    #[error("Compression codec {codec} not supported for {format}")]
    CodecNotWritable {
        /// The codec as it was given.
        codec: String,
        /// The format.
        format: &'static str,
    },
    /// A column whose type has no place in a file.
    #[error("column '{column}' cannot be written: its type holds {data_type}: {hint}")]
    NotWritable {
        /// The column's name.
        column: String,
        /// The Arrow type that is the reason.
        data_type: String,
        /// What to do about it.
        hint: &'static str,
    },
    /// A type or location text is wrong.
    #[error(transparent)]
    Schema(#[from] boathouse_schema::Error),
    /// Arrow refused an operation.
    #[error(transparent)]
    Arrow(#[from] arrow_schema::ArrowError),
    /// The Parquet library refused an operation.
    #[error(transparent)]
    Parquet(#[from] parquet::errors::ParquetError),
    /// The engine refused an operation.
    #[error(transparent)]
    Engine(#[from] DataFusionError),
}

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The error of this crate among `error` and its causes: what the engine wrapped on the way up.
    pub fn find_in<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a Self> {
        std::iter::successors(Some(error), |cause| cause.source()).find_map(|cause| cause.downcast_ref())
    }
}

impl From<Error> for DataFusionError {
    fn from(error: Error) -> Self {
        match error {
            Error::Engine(inner) => inner,
            other => Self::External(Box::new(other)),
        }
    }
}
