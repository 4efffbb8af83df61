//! Aggregates over types whose values do not compare as they are held, over nested types, and over NULL.

use arrow::array::{Int16Array, NullArray, StructArray, TimestampMillisecondArray};

use super::aggregates::{columns, named};
use super::*;

/// Instants with zones; the second and third are the same instant.
fn instants() -> ArrayRef {
    let DataType::Struct(fields) = "timestamp(3) with time zone".parse::<Type>().unwrap().to_arrow() else {
        unreachable!()
    };
    let instants: ArrayRef = Arc::new(TimestampMillisecondArray::from(vec![2_000, 1_000, 1_000]));
    let zones: ArrayRef = Arc::new(Int16Array::from(vec![0, 60, 120]));
    Arc::new(StructArray::new(fields, vec![instants, zones], None))
}

/// The values of a column, gathered into an array, a row and a map each.
fn nested() -> Vec<(&'static str, ArrayRef)> {
    let (_, bigints) = columns(&["bigint: 3, 1, 2"]);
    let rows = |name: &str| {
        let DataType::Struct(fields) = name.parse::<Type>().unwrap().to_arrow() else { unreachable!() };
        Arc::new(StructArray::new(fields, vec![bigints[0].clone(), bigints[0].clone()], None)) as ArrayRef
    };
    let list = arrow::array::ListArray::from_iter_primitive::<arrow::datatypes::Int64Type, _, _>(
        [3, 1, 2].map(|v| Some(vec![Some(v), None])),
    );
    let DataType::Map(entries, _) = "map(bigint, bigint)".parse::<Type>().unwrap().to_arrow() else { unreachable!() };
    let DataType::Struct(fields) = entries.data_type().clone() else { unreachable!() };
    let pairs = StructArray::new(fields, vec![bigints[0].clone(), bigints[0].clone()], None);
    let offsets = arrow::buffer::OffsetBuffer::from_lengths([1, 1, 1]);
    let map = arrow::array::MapArray::new(entries, offsets, pairs, None, false);
    vec![
        ("row(bigint, bigint)", rows("row(bigint, bigint)")),
        ("array(bigint)", Arc::new(list)),
        ("map(bigint, bigint)", Arc::new(map)),
        ("timestamp(3) with time zone", instants()),
    ]
}

#[test]
fn instants_compare_without_their_zones() {
    let zoned = "timestamp(3) with time zone";
    for (name, expected) in [("count", "2"), ("approx_distinct", "2")] {
        let found = if name == "count" {
            run_distinct(named(name), &[zoned], &[instants()])
        } else {
            run(named(name), &[zoned], &[instants()])
        };
        assert_eq!(found.unwrap(), expected, "{name}");
    }
    assert!(run(named("min"), &[zoned], &[instants()]).unwrap().contains("zone: 60"));
    assert!(run(named("max"), &[zoned], &[instants()]).unwrap().contains("zone: 0"));
    assert_eq!(run(named("histogram"), &[zoned], &[instants()]).unwrap().matches("zone").count(), 2);
}

#[test]
fn nested_values_go_through_every_aggregate() {
    let (_, keys) = columns(&["bigint: 1, 2, 3"]);
    for (data_type, column) in nested() {
        let first = array_text(&column.slice(0, 1));
        let last = array_text(&column.slice(2, 1));
        let one = std::slice::from_ref(&column);
        assert_eq!(run(named("arbitrary"), &[data_type], one).unwrap(), first, "{data_type}");
        assert_eq!(run(named("count"), &[data_type], one).unwrap(), "3", "{data_type}");
        assert!(run(named("array_agg"), &[data_type], one).unwrap().starts_with(&format!("[{first}")), "{data_type}");
        run(named("checksum"), &[data_type], one).unwrap();
        run(named("histogram"), &[data_type], one).unwrap();
        run(named("approx_distinct"), &[data_type], one).unwrap();
        let two = [column.clone(), keys[0].clone()];
        assert_eq!(run(named("max_by"), &[data_type, "bigint"], &two).unwrap(), last, "{data_type}");
        run(named("map_agg"), &[data_type, "bigint"], &two).unwrap();
        if !data_type.starts_with("map") {
            run(named("max"), &[data_type], one).unwrap();
            run(named("max"), &[data_type, "bigint"], &[column.clone(), keys[0].clone()]).unwrap();
        }
    }
}

#[test]
fn maps_are_joined() {
    let (_, map) = nested().remove(2);
    assert_eq!(run(named("map_union"), &["map(bigint, bigint)"], &[map]).unwrap(), "{3: 3, 1: 1, 2: 2}");
}

#[test]
fn nothing_but_null() {
    let nulls: ArrayRef = Arc::new(NullArray::new(2));
    for (name, expected) in [
        ("max", "NULL"),
        ("arbitrary", "NULL"),
        ("approx_distinct", "0"),
        ("count", "0"),
        ("array_agg", "[NULL, NULL]"),
        ("histogram", "NULL"),
    ] {
        let found = run(named(name), &["unknown"], std::slice::from_ref(&nulls));
        assert_eq!(found.unwrap_or_else(|e| e.message), expected, "{name}");
    }
    let two = [nulls.clone(), nulls.clone()];
    assert_eq!(run(named("min_by"), &["unknown", "unknown"], &two).unwrap(), "NULL");
}
