use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int64Array, ListArray, StringArray, StructArray,
    TimestampMicrosecondArray,
};
use datafusion::arrow::datatypes::{DataType, Field, Int64Type};

use super::*;
use crate::render::csv::Csv;
use crate::render::json::Json;

fn batch() -> RecordBatch {
    let id: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), Some(20), None]));
    let name: ArrayRef = Arc::new(StringArray::from(vec![Some("a,\"b\""), Some(""), None]));
    let fare: ArrayRef = Arc::new(
        Decimal128Array::from(vec![Some(150), Some(-5), None]).with_precision_and_scale(10, 2).expect("decimal"),
    );
    let ratio: ArrayRef = Arc::new(Float64Array::from(vec![Some(0.5), Some(f64::NAN), None]));
    let flag: ArrayRef = Arc::new(BooleanArray::from(vec![Some(true), Some(false), None]));
    let at: ArrayRef = Arc::new(TimestampMicrosecondArray::from(vec![Some(0), Some(1_500_000), None]));
    let list: ArrayRef =
        Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>([Some(vec![Some(1), None]), Some(vec![]), None]));
    let place: ArrayRef = Arc::new(StructArray::from(vec![(
        Arc::new(Field::new("lat", DataType::Int64, true)),
        Arc::new(Int64Array::from(vec![Some(7), None, Some(8)])) as ArrayRef,
    )]));
    RecordBatch::try_from_iter([
        ("id", id),
        ("name", name),
        ("fare", fare),
        ("ratio", ratio),
        ("flag", flag),
        ("at", at),
        ("list", list),
        ("place", place),
    ])
    .expect("batch")
}

fn numbers(rows: i64) -> RecordBatch {
    let n: ArrayRef = Arc::new(Int64Array::from_iter_values(0..rows));
    RecordBatch::try_from_iter([("n", n)]).expect("batch")
}

fn run(sink: &mut dyn RowSink, batches: &[RecordBatch]) {
    sink.schema(&batches[0].schema()).expect("schema");
    for batch in batches {
        sink.batch(batch).expect("batch");
    }
    sink.finish("12 kB scanned").expect("finish");
}

fn table(options: TableOptions, batches: &[RecordBatch]) -> String {
    let mut out = Vec::new();
    run(&mut Table::new(anstream::StripStream::new(&mut out), options), batches);
    String::from_utf8(out).expect("text")
}

const PLAIN: TableOptions = TableOptions { rows_max: 40, width: None, types: true, count: true };

#[test]
fn a_table_has_types_alignment_and_a_footer() {
    let expected = "\
 id     │ name   │ fare          │ ratio  │ flag    │ at                      │ list          │ place
 bigint │ string │ decimal(10,2) │ double │ boolean │ timestamp               │ array<bigint> │ struct<lat:bigint>
────────┼────────┼───────────────┼────────┼─────────┼─────────────────────────┼───────────────┼────────────────────
      1 │ a,\"b\"  │          1.50 │    0.5 │ true    │ 1970-01-01 00:00:00.000 │ [1,null]      │ {\"lat\":7}
     20 │        │         -0.05 │    NaN │ false   │ 1970-01-01 00:00:01.500 │ []            │ {\"lat\":null}
   NULL │ NULL   │          NULL │   NULL │ NULL    │ NULL                    │ NULL          │ {\"lat\":8}
3 rows · 12 kB scanned
";
    // Headings are aligned like their column.
    let drawn = table(PLAIN, &[batch()]);
    let normal =
        |text: &str| text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
    assert_eq!(normal(&drawn), normal(expected));
    let widths: Vec<usize> = drawn.lines().take(2).map(|line| line.find('│').unwrap_or(0)).collect();
    assert_eq!(widths[0], widths[1]);
}

#[test]
fn the_middle_is_left_out() {
    let drawn = table(TableOptions { rows_max: 4, ..PLAIN }, &[numbers(3), numbers(0), numbers(100), numbers(2)]);
    let expected =
        "      n\n bigint\n────────\n      0\n      1\n      …\n      0\n      1\n105 rows (4 shown) · 12 kB scanned\n";
    assert_eq!(drawn, expected);
    assert_eq!(fit(&[10, 10, 10, 10], Some(30)), [Some(0), None, Some(3)]);
    assert_eq!(fit(&[10, 10], None), [Some(0), Some(1)]);
    assert_eq!(fit(&[100], Some(10)), [Some(0)]);
}

#[test]
fn terminals_are_not_given_orders() {
    assert_eq!(clean("a\x1b[31mb\nc"), "a\u{fffd}[31mb⏎c");
    assert_eq!(cut("漢字漢字", 5), "漢字…");
}

#[test]
fn machine_output() {
    let mut out = Vec::new();
    run(&mut Csv::new(&mut out), &[batch()]);
    let expected = "id,name,fare,ratio,flag,at,list,place\n1,\"a,\"\"b\"\"\",1.50,0.5,true,1970-01-01 00:00:00.000,\"[1,null]\",\"{\"\"lat\"\":7}\"\n20,\"\",-0.05,NaN,false,1970-01-01 00:00:01.500,[],\"{\"\"lat\"\":null}\"\n,,,,,,,\"{\"\"lat\"\":8}\"\n";
    assert_eq!(String::from_utf8_lossy(&out), expected);

    let mut out = Vec::new();
    run(&mut Json::lines(&mut out), &[batch()]);
    let text = String::from_utf8(out).expect("text");
    let first = r#"{"id":1,"name":"a,\"b\"","fare":1.50,"ratio":0.5,"flag":true,"at":"1970-01-01 00:00:00.000","list":[1,null],"place":{"lat":7}}"#;
    assert_eq!(text.lines().next(), Some(first));
    assert!(text.lines().nth(1).is_some_and(|line| line.contains(r#""ratio":"NaN""#)), "{text}");

    for (batch, rows) in [(numbers(0), 0), (numbers(1), 1), (numbers(3), 3)] {
        let mut out = Vec::new();
        run(&mut Json::array(&mut out), &[batch]);
        let parsed: Vec<serde_json::Value> = serde_json::from_slice(&out).expect("json");
        assert_eq!(parsed.len(), rows);
    }
}
