//! TPC-H as Trino's connector shows it: column names without prefix, decimals as doubles.

use std::error::Error;

use tpchgen::generators::{
    CustomerGenerator, LineItemGenerator, NationGenerator, OrderGenerator, PartGenerator, PartSuppGenerator,
    RegionGenerator, SupplierGenerator,
};

use super::{Table, build::table};

/// The eight tables at a scale factor.
pub(crate) fn tpch_tables(scale: f64) -> Result<Vec<Table>, Box<dyn Error>> {
    Ok(vec![
        table(
            "region",
            "regionkey bigint; name varchar(25); comment varchar(152)",
            &rows(RegionGenerator::new(scale, 1, 1).iter()),
        )?,
        table("nation", "nationkey bigint; name varchar(25); regionkey bigint; comment varchar(152)", &nations())?,
        table(
            "supplier",
            "suppkey bigint; name varchar(25); address varchar(40); nationkey bigint; phone varchar(15); \
             acctbal double; comment varchar(101)",
            &rows(SupplierGenerator::new(scale, 1, 1).iter()),
        )?,
        table(
            "part",
            "partkey bigint; name varchar(55); mfgr varchar(25); brand varchar(10); type varchar(25); size integer; \
             container varchar(10); retailprice double; comment varchar(23)",
            &rows(PartGenerator::new(scale, 1, 1).iter()),
        )?,
        table(
            "partsupp",
            "partkey bigint; suppkey bigint; availqty integer; supplycost double; comment varchar(199)",
            &rows(PartSuppGenerator::new(scale, 1, 1).iter()),
        )?,
        table(
            "customer",
            "custkey bigint; name varchar(25); address varchar(40); nationkey bigint; phone varchar(15); acctbal double; \
             mktsegment varchar(10); comment varchar(117)",
            &rows(CustomerGenerator::new(scale, 1, 1).iter()),
        )?,
        table(
            "orders",
            "orderkey bigint; custkey bigint; orderstatus varchar(1); totalprice double; orderdate date; \
             orderpriority varchar(15); clerk varchar(15); shippriority integer; comment varchar(79)",
            &rows(OrderGenerator::new(scale, 1, 1).iter()),
        )?,
        table(
            "lineitem",
            "orderkey bigint; partkey bigint; suppkey bigint; linenumber integer; quantity double; extendedprice double; \
             discount double; tax double; returnflag varchar(1); linestatus varchar(1); shipdate date; commitdate date; \
             receiptdate date; shipinstruct varchar(25); shipmode varchar(10); comment varchar(44)",
            &rows(LineItemGenerator::new(scale, 1, 1).iter()),
        )?,
    ])
}

/// The rows of `nation`, the same at every scale.
pub(super) fn nations() -> Vec<Vec<String>> {
    rows(NationGenerator::new(1.0, 1, 1).iter())
}

/// The generator prints rows as TPC-H's own files have them, each value ended by a bar.
fn rows(generated: impl Iterator<Item = impl std::fmt::Display>) -> Vec<Vec<String>> {
    generated.map(|row| row.to_string().trim_end_matches('|').split('|').map(str::to_owned).collect()).collect()
}
