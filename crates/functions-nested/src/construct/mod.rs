//! What the analyzer builds syntax from: ARRAY[…], ROW(…), row.field, TRY(…).

pub(crate) mod array;
pub(crate) mod field;
pub(crate) mod row;
pub(crate) mod try_;
