//! Small tables of Trino's product tests, as its Hive connector has them.

use std::error::Error;

use super::build::table;
use super::{Table, tpch};

/// Tables of schema `default`.
pub(crate) fn hive_tables() -> Result<Vec<Table>, Box<dyn Error>> {
    Ok(vec![
        table(
            "nation",
            "n_nationkey bigint; n_name varchar(25); n_regionkey bigint; n_comment varchar(152)",
            &tpch::nations(),
        )?,
        table("empty", "c1 integer; c2 integer", &[])?,
    ])
}
