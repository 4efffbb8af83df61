//! `approx_distinct` over the orders of TPC-H, where what Trino finds is known: it depends on every hash.

use tpchgen::generators::OrderGenerator;

use super::aggregates::named;
use super::*;

#[test]
fn distinct_orders() {
    let (mut customers, mut days) = (Vec::new(), Vec::new());
    for order in OrderGenerator::new(0.01, 1, 1).iter() {
        customers.push(order.o_custkey);
        days.push(i64::from(order.o_orderdate.to_unix_epoch()));
    }
    assert_eq!(customers.len(), 15_000);
    let longs = |values: &[i64]| Arc::new(arrow::array::Int64Array::from(values.to_vec())) as ArrayRef;
    let cast = |column: &ArrayRef, name: &str| {
        let to = name.parse::<Type>().unwrap().to_arrow();
        arrow::compute::cast(column, &to).unwrap()
    };
    let keys = longs(&customers);
    let small: Vec<i64> = customers.iter().map(|c| c % 128).collect();
    let texts: Vec<String> = customers.iter().map(ToString::to_string).collect();
    let texts: ArrayRef = Arc::new(arrow::array::StringViewArray::from_iter_values(&texts));
    let unscaled = |values: &[i64], factor: i128, precision: u8, scale: i8| {
        let values = arrow::array::Decimal128Array::from_iter_values(values.iter().map(|v| i128::from(*v) * factor));
        Arc::new(values.with_precision_and_scale(precision, scale).unwrap()) as ArrayRef
    };
    let seconds: Vec<i64> = days.iter().map(|d| d * 86_400).collect();
    let millis: ArrayRef =
        Arc::new(arrow::array::TimestampMillisecondArray::from_iter_values(seconds.iter().map(|s| s * 1000)));
    let picos = unscaled(&seconds, 1_000_000_000_000, 38, 0);
    // As many seconds after noon and one hour, which is where the zone of Trino's tests has the epoch.
    let local = customers.iter().map(|c| (*c as i32 + 13 * 3600) * 1000);
    let times: ArrayRef = Arc::new(arrow::array::Time32MillisecondArray::from_iter_values(local));
    let mut failed = Vec::new();
    for (name, column, expected) in [
        ("smallint", cast(&keys, "smallint"), 990),
        ("tinyint", cast(&longs(&small), "tinyint"), 128),
        ("decimal(18,0)", cast(&keys, "decimal(18,0)"), 990),
        ("decimal(25,20)", unscaled(&customers, 10_i128.pow(20), 25, 20), 988),
        ("real", cast(&keys, "real"), 1006),
        ("varchar", Arc::clone(&texts), 1036),
        ("varbinary", cast(&texts, "varbinary"), 1036),
        ("time(3)", times, 1005),
        ("timestamp(3)", millis, 2379),
        ("timestamp(9)", picos, 2393),
    ] {
        let found: i64 = run(named("approx_distinct"), &[name], &[column]).unwrap().parse().unwrap();
        // Above the range of counting, the bias that is taken off was measured by others.
        let allowed = if expected > 2_000 { 3 } else { 0 };
        if (found - expected).abs() > allowed {
            failed.push(format!("{name}: {found}, not {expected}"));
        }
    }
    assert_eq!(failed, Vec::<String>::new());
}
