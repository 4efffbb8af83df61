//! The tables Trino's analyzer tests name; only their columns matter.

use std::error::Error;

use super::{Table, build::table};

/// Tables of schema `s1`.
pub(crate) fn analyzer_tables() -> Result<Vec<Table>, Box<dyn Error>> {
    let definitions = [
        ("t1", "a bigint; b bigint; c bigint; d bigint"),
        ("t2", "a bigint; b bigint"),
        ("t3", "a bigint; b bigint"),
        ("t4", "a bigint; b bigint"),
        ("t5", "b bigint"),
        ("t6", "a bigint; b varchar; c bigint; d bigint"),
        ("t7", "a bigint; b double; c array(bigint); d array(double)"),
        (
            "t8",
            "tinyint_column tinyint; integer_column integer; decimal_column decimal(5,3); real_column real; \
             char_column char(3); bounded_varchar_column varchar(3); unbounded_varchar_column varchar; \
             tinyint_array_column array(tinyint); row_column row(tinyint_column tinyint, \
             unbounded_varchar_column varchar); nested_bounded_varchar_column row(row(varchar(3))); \
             row_column_timestamp timestamp(3); date_column date; timestamp_column timestamp(3)",
        ),
        ("t9", "field varchar; field2 varchar"),
        ("t10", "a bigint; b double; c array(bigint); d array(double)"),
        ("t11", "a bigint; b bigint; c bigint"),
        ("t12", "a bigint; b bigint; c bigint; d bigint"),
        ("t13", "a bigint; b bigint"),
        // Of the tests of SHOW.
        ("mocktable", "colaa bigint; cola_ bigint; colabc bigint"),
    ];
    definitions.into_iter().map(|(name, columns)| table(name, columns, &[])).collect()
}
