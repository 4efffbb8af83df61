//! Which input formats there is a reader behind.

use super::super::links::SYMLINK_INPUT_FORMAT;
use super::RowFormat;
use crate::{Error, Result};

/// Input formats whose files are what the SerDe makes of them.
const READ: [&str; 8] = [
    "org.apache.hadoop.mapred.TextInputFormat",
    "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "parquet.hive.DeprecatedParquetInputFormat",
    "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
    "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
    "com.amazon.emr.cloudtrail.CloudTrailInputFormat",
    "com.amazon.ionhiveserde.formats.IonInputFormat",
    SYMLINK_INPUT_FORMAT,
];

/// Input formats whose files are not what the SerDe alone makes of them.
const UNREAD: [&str; 8] = [
    "org.apache.hadoop.mapred.SequenceFileInputFormat",
    "org.apache.hadoop.mapreduce.lib.input.SequenceFileInputFormat",
    "org.apache.hadoop.hive.ql.io.RCFileInputFormat",
    "org.apache.hudi.hadoop.HoodieParquetInputFormat",
    "org.apache.hudi.hadoop.realtime.HoodieParquetRealtimeInputFormat",
    "org.apache.hudi.hadoop.hive.HoodieCombineHiveInputFormat",
    "com.uber.hoodie.hadoop.HoodieInputFormat",
    "com.hadoop.mapred.DeprecatedLzoTextInputFormat",
];

impl RowFormat {
    /// Fails for an input format whose files cannot be read, whatever their SerDe is: their bytes would be taken
    /// for what they are not. A table without one has an empty class.
    ///
    /// # Errors
    /// [`Error::UnsupportedInputFormat`] names a class that is known, [`Error::NoInputFormat`] one that is not.
    pub fn check_input_format(class: &str) -> Result<()> {
        if READ.contains(&class) {
            return Ok(());
        }
        Err(match UNREAD.contains(&class) {
            true => Error::UnsupportedInputFormat(class.to_owned()),
            false => Error::NoInputFormat(class.to_owned()),
        })
    }
}
