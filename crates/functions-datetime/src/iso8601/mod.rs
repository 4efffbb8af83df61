//! ISO 8601: `to_iso8601`, `from_iso8601_date`, `from_iso8601_timestamp`, `from_iso8601_timestamp_nanos`.

mod from;
mod nanos;
mod read;
mod to;

pub(crate) use from::{FROM_ISO8601_DATE, FROM_ISO8601_TIMESTAMP};
pub(crate) use nanos::FROM_ISO8601_TIMESTAMP_NANOS;
pub(crate) use to::TO_ISO8601;
