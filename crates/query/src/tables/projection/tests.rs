use crate::testbed::Testbed;

/// A table of lines below `s3://data/<name>/` with these keys and parameters.
async fn table(bed: &Testbed, name: &str, keys: &str, parameters: &[(&str, &str)]) {
    let parameters: Vec<String> = parameters.iter().map(|(key, value)| format!("'{key}'='{value}'")).collect();
    bed.ddl(&format!(
        "CREATE EXTERNAL TABLE {name} (id bigint) PARTITIONED BY ({keys}) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' \
         LOCATION 's3://data/{name}/' TBLPROPERTIES ('projection.enabled'=' TRUE ', {})",
        parameters.join(", ")
    ))
    .await;
}

#[tokio::test]
async fn every_type_gives_the_partitions_the_filters_leave() {
    let bed = Testbed::new().await;
    table(
        &bed,
        "t",
        "kind string, n int, dt string, who string",
        &[
            ("projection.kind.type", "Enum"),
            ("projection.kind.values", "a,b, c"),
            ("projection.n.type", "integer"),
            ("projection.n.range", "-2147483648,2147483647"),
            ("projection.n.digits", "2"),
            ("projection.dt.type", "date"),
            ("projection.dt.range", "2026/01/01,NOW"),
            ("projection.dt.format", "yyyy/MM/dd"),
            ("projection.who.type", "injected"),
            ("storage.location.template", "s3://data/x/${kind}/${n}/${dt}/${who}/"),
        ],
    )
    .await;
    for (key, id) in [
        ("a/01/2026/01/02/me", "1"),
        ("a/02/2026/01/03/me", "2"),
        ("b/02/2026/09/17/you", "3"),
        ("b/02/2026/09/18/you", "4"),
        ("a/02/2025/12/31/me", "5"),
        ("other/02/2026/01/03/me", "6"),
    ] {
        bed.put(&format!("x/{key}/f.csv"), format!("{id}\n")).await;
    }
    for (condition, expected) in [
        ("who = 'me' AND n BETWEEN 0 AND 5", vec!["1", "2"]),
        ("who IN ('me', 'you') AND n = 2", vec!["2", "3"]),
        ("who IN ('me', 'you', 'her', 'him') AND n > 0 AND n < 3", vec!["1", "2", "3"]),
        ("who = 'me' AND n = 1 AND dt = '2026/01/02'", vec!["1"]),
        ("who = 'me' AND n = 1 AND dt = '2026/1/2'", vec![]),
        ("who = 'me' AND n = 2 AND dt = '2025/12/31'", vec![]),
        ("who = 'you' AND n = 2 AND dt = '2026/09/18'", vec![]),
        ("who = 'you' AND n = 2 AND dt >= '2026/09/17'", vec!["3"]),
        ("who = 'me' AND n = 2 AND kind = 'other'", vec![]),
        ("who = 'nobody' AND n = 2", vec![]),
    ] {
        let (found, _) = bed.rows(&format!("SELECT id FROM t WHERE {condition} ORDER BY id")).await;
        assert_eq!(found, expected, "{condition}");
    }
    // The kept table goes by the clock of the query.
    bed.state.clock().advance(std::time::Duration::from_secs(24 * 3600));
    assert_eq!(bed.rows("SELECT id FROM t WHERE who = 'you' AND n = 2 AND dt = '2026/09/18'").await.0, ["4"]);
    for (condition, expected) in [
        (
            "n = 1",
            "CONSTRAINT_VIOLATION: For the injected projected partition column who, the WHERE clause must contain only \
             static equality conditions, and at least one such condition must be present.",
        ),
        ("who > 'me' AND n = 1", "CONSTRAINT_VIOLATION: For the injected"),
        ("who = 'me'", "HIVE_EXCEEDED_PARTITION_LIMIT: Query over table 'db.t'"),
        ("who = 'me' AND n > 0 AND n < 100000", "HIVE_EXCEEDED_PARTITION_LIMIT: Query over table 'db.t'"),
    ] {
        let failure = bed.failure(&format!("SELECT id FROM t WHERE {condition}")).await;
        assert!(failure.starts_with(expected), "{condition}: {failure}");
    }
}

#[tokio::test]
async fn typed_dates_below_folders_of_hives() {
    let bed = Testbed::new().await;
    let range = [
        ("projection.day.type", "date"),
        ("projection.day.range", "NOW-1YEARS,NOW+1DAY"),
        ("projection.day.format", "yyyyMMdd"),
    ];
    table(&bed, "d", "day date", &range).await;
    bed.put("d/day=20260917/a.csv", "1\n").await;
    bed.put("d/day=20250916/a.csv", "2\n").await;
    for (condition, expected) in [
        ("true", vec!["1|2026-09-17"]),
        ("day = DATE '2026-09-17'", vec!["1|2026-09-17"]),
        ("day < DATE '2026-09-17'", vec![]),
    ] {
        assert_eq!(bed.rows(&format!("SELECT * FROM d WHERE {condition}")).await.0, expected, "{condition}");
    }
    assert_eq!(bed.rows("SELECT id FROM d WHERE day = DATE '2025-09-16'").await.0, Vec::<String>::new());
    assert_eq!(bed.lines("SHOW PARTITIONS d").await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let bed = Testbed::new().await;
    let date = [("projection.k.type", "date"), ("projection.k.range", "2020-01-01 00,NOW")];
    for (name, parameters, expected) in [
        (
            "m1",
            vec![],
            "HIVE_METASTORE_ERROR: Table db.m1 is configured for partition projection, but the following partition \
             columns are missing projection configuration: [k] (table db.m1)",
        ),
        ("m2", vec![("projection.k.type", "list")], "HIVE_METASTORE_ERROR: Table db.m2 is configured"),
        ("m3", vec![("projection.k.type", "enum")], "HIVE_METASTORE_ERROR: Table db.m3 is configured"),
        (
            "m4",
            vec![("projection.k.type", "integer"), ("projection.k.range", "9,1")],
            "HIVE_METASTORE_ERROR: Table db.m4 is configured",
        ),
        (
            "m5",
            [&date[..], &[("projection.k.format", "yyyy-MM-dd HH")]].concat(),
            "HIVE_METASTORE_ERROR: Table db.m5 is configured for partition projection, but the partition column k lacks \
             the property projection.k.interval",
        ),
        (
            "m6",
            vec![("projection.k.type", "injected"), ("storage.location.template", "s3://data/${other}/")],
            "HIVE_METASTORE_ERROR: Table db.m6 is configured for partition projection, but its \
             storage.location.template",
        ),
    ] {
        let parameters = [&parameters[..], &[("x", "y")]].concat();
        table(&bed, name, "k string", &parameters).await;
        let failure = bed.failure(&format!("SELECT * FROM {name} WHERE k = 'a'")).await;
        assert!(failure.starts_with(expected), "{name}: {failure}");
    }
}
