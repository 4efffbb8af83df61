//! Which input formats there is a reader behind.

use super::RowFormat;
use crate::{Error, Result};

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
    /// for what they are not.
    ///
    /// # Errors
    /// [`Error::UnsupportedInputFormat`] names the class.
    pub fn check_input_format(class: &str) -> Result<()> {
        match UNREAD.contains(&class) {
            true => Err(Error::UnsupportedInputFormat(class.to_owned())),
            false => Ok(()),
        }
    }
}
