//! Tables of every format.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};

use crate::testbed::Testbed;

const SERDES: [(&str, &str, &str); 8] = [
    ("csv", "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'", "\"1\",\"a\"\n2,\"b,c\"\n3,\n"),
    ("lazy", "ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' NULL DEFINED AS 'none'", "1|a\n2|b c\n3|none\n"),
    (
        "multi",
        "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.MultiDelimitSerDe' WITH SERDEPROPERTIES ('field.delim' = '::')",
        "1::a\n2::b|c\n3::\\N\n",
    ),
    (
        "openx",
        "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES ('mapping.s' = 'S.x', \
         'ignore.malformed.json' = 'true')",
        "{\"i\": 1, \"S.x\": \"a\"}\n{\"i\": 2, \"S.x\": \"b\"}\nnothing\n",
    ),
    (
        "hive_json",
        "ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe' WITH SERDEPROPERTIES \
         ('timestamp.formats' = 'yyyy,millis')",
        "{\"i\": 1, \"s\": \"a\"}\n{\"i\": 2}\n",
    ),
    (
        "regex",
        "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe' WITH SERDEPROPERTIES \
         ('input.regex' = '(\\\\d+) (\\\\w*)', 'skip.header.line.count' = '1')",
        "head\n1 a\n2 b\n3 \n",
    ),
    (
        "grok",
        "ROW FORMAT SERDE 'com.amazonaws.glue.serde.GrokSerDe' WITH SERDEPROPERTIES \
         ('input.format' = '%{INT:i} %{OWN:s}', 'input.grokCustomPatterns' = 'OWN [a-z]+') STORED AS INPUTFORMAT \
         'org.apache.hadoop.mapred.TextInputFormat' OUTPUTFORMAT \
         'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'",
        "1 a\n2 b\n",
    ),
    (
        "ion",
        "ROW FORMAT SERDE 'com.amazon.ionhiveserde.IonHiveSerDe' WITH SERDEPROPERTIES \
         ('ion.s.path_extractor' = '(deep 0)') STORED AS INPUTFORMAT \
         'com.amazon.ionhiveserde.formats.IonInputFormat' OUTPUTFORMAT \
         'com.amazon.ionhiveserde.formats.IonOutputFormat'",
        "{i: 1, deep: [\"a\"]}\n{i: 2, deep: [\"b\"]}\n{i: 3}",
    ),
];

/// The names of tables with a column `i` and a column `s`.
pub(super) async fn all(bed: &Testbed) -> Vec<String> {
    let mut names = Vec::new();
    for (name, serde, text) in SERDES {
        for file in ["a", "b"] {
            bed.put(&format!("{name}/{file}"), text).await;
        }
        let columns = if name == "csv" { "i int, s string" } else { "i bigint, s string" };
        bed.ddl(&format!("CREATE EXTERNAL TABLE {name} ({columns}) {serde} LOCATION 's3://data/{name}/'")).await;
        names.push(name.to_owned());
    }
    for format in ["PARQUET", "ORC", "AVRO", "JSON", "TEXTFILE"] {
        let name = format!("made_{}", format.to_lowercase());
        let made = bed
            .run(&format!(
                "CREATE TABLE {name} WITH (format = '{format}', external_location = 's3://data/{name}/') AS \
                 SELECT * FROM (VALUES (BIGINT '1', 'a', decimal '1.5', ARRAY[1, 2]), (2, 'ä', NULL, NULL), \
                 (3, NULL, 7.25, ARRAY[])) t (i, s, d, l)"
            ))
            .await;
        assert_eq!(made.failure, None, "{name}");
        names.push(name);
    }
    let trail = r#"{"Records": [{"eventVersion": "1", "i": 1, "s": "x"}, {"i": 5, "s": "y"}]}"#;
    bed.put("trail/a.json", trail).await;
    bed.ddl(
        "CREATE EXTERNAL TABLE trail (i bigint, s string) ROW FORMAT SERDE 'com.amazon.emr.hive.serde.CloudTrailSerde' \
         STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat' OUTPUTFORMAT \
         'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat' LOCATION 's3://data/trail/'",
    )
    .await;
    names.push("trail".to_owned());
    names
}

/// The partitioned tables `parted` (Parquet) and `parted_csv` of the same rows, and the bucketed table `dealt`.
pub(super) async fn parted(bed: &Testbed) {
    let columns = "(id bigint, name string) PARTITIONED BY (day date)";
    bed.ddl(&format!("CREATE EXTERNAL TABLE parted {columns} STORED AS PARQUET LOCATION 's3://data/parted/'")).await;
    bed.ddl(&format!(
        "CREATE EXTERNAL TABLE parted_csv {columns} ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' \
         LOCATION 's3://data/parted_csv/'"
    ))
    .await;
    for day in 1..=3_i64 {
        for file in 0..3_i64 {
            let ids: Vec<i64> = (0..2).map(|row| day * 6 + file * 2 + row - 5).collect();
            let names: Vec<String> = ids.iter().map(|id| format!("n{id}")).collect();
            let lines: Vec<String> = ids.iter().zip(&names).map(|(id, name)| format!("{id},{name}\n")).collect();
            let columns: [(&str, ArrayRef); 2] =
                [("id", Arc::new(Int64Array::from(ids))), ("name", Arc::new(StringArray::from(names)))];
            let batch = RecordBatch::try_from_iter(columns).unwrap();
            bed.put_parquet(&format!("parted/day=2026-01-0{day}/{file}.parquet"), &batch).await;
            bed.put(&format!("parted_csv/day=2026-01-0{day}/{file}.csv"), lines.concat()).await;
        }
    }
    bed.ddl("MSCK REPAIR TABLE parted").await;
    bed.ddl("MSCK REPAIR TABLE parted_csv").await;
    let made = bed
        .run(
            "CREATE TABLE dealt WITH (bucketed_by = ARRAY['id'], bucket_count = 3, \
             external_location = 's3://data/dealt/') AS SELECT id, name FROM parted",
        )
        .await;
    assert_eq!(made.failure, None);
}

/// A table whose older partition has fewer and narrower columns.
pub(super) async fn evolved(bed: &Testbed) {
    bed.put("evolved/p=old/a.json", "{\"a\": 1, \"b\": 2}\n").await;
    bed.ddl(
        "CREATE EXTERNAL TABLE evolved (a int, b int) PARTITIONED BY (p string) \
         ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://data/evolved/'",
    )
    .await;
    bed.ddl("ALTER TABLE evolved ADD PARTITION (p = 'old')").await;
    bed.ddl("ALTER TABLE evolved CHANGE b b bigint").await;
    bed.ddl("ALTER TABLE evolved ADD COLUMNS (c struct<x:int>)").await;
    bed.put("evolved/p=new/a.json", "{\"a\": 2, \"b\": 4000000000, \"c\": {\"x\": 3}}\n").await;
    bed.ddl("ALTER TABLE evolved ADD PARTITION (p = 'new')").await;
}
