//! What is said of data that is legal and will be regretted, and that nothing else changes by it.

use super::house::{House, configured, parquet, request};
use crate::{Configuration, Lint};

async fn lints(files: &[(&str, &str)]) -> Vec<Lint> {
    let house = House::with(files).await;
    house.crawlers.plan(&request(&["x/"])).await.unwrap().lints
}

/// `code column object:record value`, a line each.
fn lines(lints: &[Lint]) -> Vec<String> {
    let text = |lint: &Lint| {
        let place = lint.object.as_deref().and_then(|object| object.rsplit('/').next()).unwrap_or("-");
        let (column, record) = (lint.column.as_deref().unwrap_or("-"), lint.record.unwrap_or(0));
        format!("{} {}.{column} {place}:{record} {}", lint.code, lint.table, lint.value.as_deref().unwrap_or("-"))
    };
    lints.iter().map(text).collect()
}

#[tokio::test]
async fn every_lint_of_values() {
    for (files, expected) in [
        (vec![("x/t/a.csv", "zip,n\n01234,a\n")], vec!["leading-zeros t.zip a.csv:2 01234"]),
        (vec![("x/t/a.csv", "zip,n\n01234,a\nx,b\n3,1\n")], vec![]),
        (vec![("x/t/a.csv", "d,n\n2024-01-31,1\n")], vec!["dates-as-text t.d a.csv:2 2024-01-31"]),
        (vec![("x/t/a.csv", "d,n\n2024-01-31,1\n"), ("x/t/b.csv", "d,n\nsoon,1\n")], vec![]),
        (
            vec![("x/t/a.csv", "d,n\n2024-01-31,1\n"), ("x/t/b.csv", "d,n\n,1\n")],
            vec!["dates-as-text t.d a.csv:2 2024-01-31"],
        ),
        (
            vec![("x/t/a.json", "{\"d\":\"2024-01-31 10:00:00\",\"n\":1}\n")],
            vec!["dates-as-text t.d a.json:1 2024-01-31 10:00:00"],
        ),
        (vec![("x/t/a.csv", "id,n\n9007199254740993,a\n1.5,b\n")], vec!["wide-integers t.id a.csv:2 9007199254740993"]),
        (
            vec![("x/t/a.json", "{\"id\":18446744073709551615}\n")],
            vec!["wide-integers t.id a.json:1 18446744073709551615"],
        ),
        (vec![("x/t/a.csv", "b,n\n0,a\n1,b\n")], vec!["bool-as-number t.b a.csv:2 0"]),
        (vec![("x/t/a.csv", "b,n\n0,a\n2,b\n")], vec![]),
        (vec![("x/t/a.csv", "s,n\n\"a,b\",5\n")], vec!["quoted-values t.s a.csv:2 a,b"]),
        (vec![("x/t/a.csv", "s,n\na,5\n")], vec![]),
    ] {
        assert_eq!(lines(&lints(&files).await), expected, "{files:?}");
    }
}

#[tokio::test]
async fn partitions_that_queries_will_refuse() {
    let files = [
        ("x/t/k=1/a.csv", "a,b,c,d,e\n1,2,3,4,5\n"),
        ("x/t/k=2/a.csv", "a,b,c,d,e\n1,2,3,4,5.5\n"),
        ("x/t/k=3/a.csv", "a,b,c,d,e\n1,2,3,4,5.5\n"),
    ];
    let found = lints(&files).await;
    assert_eq!(lines(&found), ["partition-schema t.e -:0 -"]);
    let expected = "queries of partition [1] will fail with HIVE_PARTITION_SCHEMA_MISMATCH: its column 'e' is bigint, and \
                    'e' of the table is double; InheritFromTable gives partitions the table's types";
    assert_eq!(found[0].text, expected);
    let house = House::with(&files).await;
    let inherit = Configuration { partitions_inherit: true, ..Configuration::default() };
    assert_eq!(house.crawlers.plan(&configured(&["x/"], inherit)).await.unwrap().lints, []);
    // A partition that stays as it is counts as well.
    house.crawl(&request(&["x/"])).await.unwrap();
    assert_eq!(lines(&house.crawlers.plan(&request(&["x/"])).await.unwrap().lints), ["partition-schema t.e -:0 -"]);
}

#[tokio::test]
async fn folders_of_table_formats() {
    for (book, format) in [
        ("x/t/_delta_log/00000000000000000000.json", "Delta Lake"),
        ("x/t/metadata/v1.metadata.json", "Iceberg"),
        ("x/t/.hoodie/hoodie.properties", "Hudi"),
        ("x/u/_delta_log/00000000000000000000.json", ""),
    ] {
        let house = House::with(&[(book, "{}")]).await;
        house.put_bytes("x/t/a.parquet", parquet(1)).await;
        let found = house.crawlers.plan(&request(&["x/"])).await.unwrap().lints;
        let said =
            found.iter().find(|lint| lint.code == "table-format").map(|lint| lint.text.as_str()).unwrap_or_default();
        assert!(said.contains(format) && said.is_empty() == format.is_empty(), "{book}: {found:?}");
    }
}

#[tokio::test]
async fn near_misses_name_what_helps() {
    let mut files = Vec::new();
    for (i, columns) in ["a,b,c,d\n1,2,3,4\n", "a,b,c,d\n1,2,3,4\n", "a,b,x,y\n1,2,3,4\n"].into_iter().enumerate() {
        files.push((format!("x/t/{i}.csv"), columns));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(key, text)| (key.as_str(), *text)).collect();
    let house = House::with(&files).await;
    let mut explained = request(&["x/"]);
    explained.options.explain = true;
    let plan = house.crawlers.plan(&explained).await.unwrap();
    assert_eq!(
        plan.lints.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "near-miss: table s3://bkt/x/t/: it nearly is one table (0.67 against 0.70): CombineCompatibleSchemas combines \
          what is of one format, and TableLevelConfiguration 3 makes a table of it"
        ]
    );
    let likeness = &plan.decisions[0].likenesses[0];
    assert_eq!(
        likeness.words(),
        "s3://bkt/x/t/2.csv (1 like it) matches 2 of 4 columns of s3://bkt/x/t/0.csv: 0.50 <= 0.70 because of 2 columns: \
         'c' is in the first only, 'd' is in the first only, 'x' is in the second only, 'y' is in the second only"
    );
    let table = &plan.tables[0];
    assert_eq!(table.classified[0], "s3://bkt/x/t/0.csv is csv (delimiter ',', a header)");
    assert!(table.classified.iter().any(|line| line.starts_with("not json: ")), "{:?}", table.classified);
    assert_eq!(table.classified.last().map(String::as_str), Some("taken with certainty 1.00"));
    assert!(house.crawlers.plan(&request(&["x/"])).await.unwrap().tables[0].classified.is_empty());
}

#[tokio::test]
async fn lints_change_nothing() {
    let files = [("x/t/a.csv", "zip,d\n01234,2024-01-31\n")];
    let (house, other) = (House::with(&files).await, House::with(&files).await);
    let mut explained = request(&["x/"]);
    explained.options.explain = true;
    house.crawl(&request(&["x/"])).await.unwrap();
    other.crawl(&explained).await.unwrap();
    assert_eq!(house.tables().await, other.tables().await);
    assert_eq!(house.lines().await, ["t: zip bigint, d string"]);
}
