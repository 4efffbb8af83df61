//! Tables that are written down in the lake (Delta, Iceberg, Hudi), crawled more than once; and crawls of the catalog's
//! tables.

use boathouse_catalog::DatabaseInput;
use serde_json::json;

use super::house::{House, SALES, columns, parameter, request};
use crate::{
    CatalogTarget, CrawlRequest, CrawlTarget, CrawlerDefinition, DeleteBehavior, DeltaTarget, Error, RootsTarget,
    SchemaChangePolicy, TargetsDefinition, UpdateBehavior,
};

pub(super) fn of(target: CrawlTarget) -> CrawlRequest {
    CrawlRequest { targets: vec![target], ..request(&[]) }
}

pub(super) fn delta(path: &str, native: bool) -> CrawlRequest {
    let tables = vec![format!("s3://bkt/{path}").parse().unwrap()];
    of(CrawlTarget::Delta(DeltaTarget { tables, write_manifest: !native, native }))
}

pub(super) fn iceberg(path: &str) -> CrawlRequest {
    let paths = vec![format!("s3://bkt/{path}").parse().unwrap()];
    of(CrawlTarget::Iceberg(RootsTarget { paths, exclusions: Vec::new(), maximum_traversal_depth: None }))
}

pub(super) fn hudi(path: &str) -> CrawlRequest {
    let paths = vec![format!("s3://bkt/{path}").parse().unwrap()];
    of(CrawlTarget::Hudi(RootsTarget { paths, exclusions: Vec::new(), maximum_traversal_depth: None }))
}

pub(super) const LOG_ONLY: SchemaChangePolicy =
    SchemaChangePolicy { update: UpdateBehavior::Log, delete: DeleteBehavior::Log };

pub(super) const FIRST: &str = concat!(
    r#"{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}"#,
    "\n",
    r#"{"metaData":{"id":"i","format":{"provider":"parquet"},"partitionColumns":["p"],"configuration":{},"schemaString":"#,
    r#""{\"type\":\"struct\",\"fields\":[{\"name\":\"a\",\"type\":\"long\"},{\"name\":\"p\",\"type\":\"integer\"}]}"}}"#,
    "\n",
    r#"{"add":{"path":"p=1/a%2520b.parquet","partitionValues":{"p":"1"}}}"#,
    "\n",
    r#"{"add":{"path":"s3://other/p=2.parquet","partitionValues":{"p":"2"}}}"#,
    "\n",
);
pub(super) const SECOND: &str = concat!(
    r#"{"remove":{"path":"s3://other/p=2.parquet"}}"#,
    "\n",
    r#"{"add":{"path":"p=1/c.parquet","partitionValues":{"p":"1"}}}"#,
    "\n",
    r#"{"commitInfo":{"timestamp":1700000000123}}"#,
);
pub(super) const ONE: &str = "t/_symlink_format_manifest/p=1/manifest";
pub(super) const TWO: &str = "t/_symlink_format_manifest/p=2/manifest";

#[tokio::test]
async fn manifests_are_written_when_the_plan_is_applied() {
    let house = House::with(&[("t/_delta_log/00000000000000000000.json", FIRST)]).await;
    let request = delta("t/", false);
    let plan = house.crawlers.plan(&request).await.unwrap();
    assert_eq!(plan.manifests[0].write, ["p=1/manifest", "p=2/manifest"]);
    assert_eq!(house.text(ONE).await, None, "a plan writes nothing");
    let summary = house.crawlers.apply(&plan).await.unwrap();
    assert_eq!(summary.manifests, 2);
    assert_eq!(house.text(ONE).await.unwrap(), "s3://bkt/t/p=1/a%20b.parquet\n");
    assert_eq!(house.text(TWO).await.unwrap(), "s3://other/p=2.parquet\n");
    assert_eq!(house.lines().await, ["t: a bigint [p] 2"]);

    house.put("t/_delta_log/00000000000000000001.json", SECOND).await;
    let mut request = request;
    request.options.schema_change_policy.delete = DeleteBehavior::DeleteFromDatabase;
    let (plan, _) = house.crawl(&request).await.unwrap();
    let manifests = &plan.manifests[0];
    assert_eq!(
        (&manifests.write[..], &manifests.delete[..]),
        (&["p=1/manifest".to_owned()][..], &["p=2/manifest".to_owned()][..])
    );
    assert_eq!(house.text(ONE).await.unwrap(), "s3://bkt/t/p=1/a%20b.parquet\ns3://bkt/t/p=1/c.parquet\n");
    assert_eq!(house.text(TWO).await, None);
    assert_eq!(house.lines().await, ["t: a bigint [p] 1"]);
    assert_eq!(house.table("t").await.partition_keys[0].data_type.as_deref(), Some("int"));
    let partition = &house.partitions("t").await[0];
    assert_eq!(partition.location(), Some("s3://bkt/t/_symlink_format_manifest/p=1/"));
    let (plan, _) = house.crawl(&request).await.unwrap();
    assert!(plan.is_empty(), "{plan:?}");
}

#[tokio::test]
async fn a_plan_of_manifests_is_for_one_version() {
    let house = House::with(&[("t/_delta_log/00000000000000000000.json", FIRST)]).await;
    let plan = house.crawlers.plan(&delta("t/", false)).await.unwrap();
    house.put("t/_delta_log/00000000000000000001.json", SECOND).await;
    assert!(matches!(house.crawlers.apply(&plan).await, Err(Error::PlanOutdated)));
    assert_eq!((house.text(ONE).await, house.tables().await.len()), (None, 0));
}

#[tokio::test]
async fn a_table_that_cannot_be_read_is_not_gone() {
    let house = House::with(&[("t/_delta_log/00000000000000000000.json", FIRST)]).await;
    house.crawl(&delta("t/", true)).await.unwrap();
    let table = house.table("t").await;
    assert_eq!(columns(&table), "a bigint, p int");
    assert_eq!(parameter(&table, "delta.lastUpdateVersion"), Some("0"));
    house.put("t/_delta_log/00000000000000000001.json", r#"{"protocol":{"minReaderVersion":9}}"#).await;
    let (plan, _) = house.crawl(&delta("t/", true)).await.unwrap();
    assert!(plan.is_empty() && plan.log.iter().any(|line| line.text.contains("version 9")), "{plan:?}");
    // Without a log it is.
    house.delete("t/_delta_log/00000000000000000000.json").await;
    house.delete("t/_delta_log/00000000000000000001.json").await;
    let (_, summary) = house.crawl(&delta("t/", true)).await.unwrap();
    assert_eq!(summary.tables_deprecated, ["t"]);
}

#[tokio::test]
async fn later_commits_change_the_table() {
    let house = House::with(&[("t/_delta_log/00000000000000000000.json", FIRST)]).await;
    house.crawl(&delta("t/", true)).await.unwrap();
    house.put("t/_delta_log/00000000000000000001.json", SECOND).await;
    let (_, summary) = house.crawl(&delta("t/", true)).await.unwrap();
    assert_eq!(summary.tables_updated, ["t"]);
    let table = house.table("t").await;
    assert_eq!(parameter(&table, "delta.lastUpdateVersion"), Some("1"));
    assert_eq!(parameter(&table, "delta.lastCommitTimestamp"), Some("1700000000123"));
}

pub(super) fn metadata(fields: &[(&str, &str)], updated_ms: i64) -> String {
    let fields: Vec<_> = (1..)
        .zip(fields)
        .map(|(id, (name, data_type))| json!({"id": id, "name": name, "required": false, "type": data_type}))
        .collect();
    json!({
        "format-version": 2, "table-uuid": "u", "location": "s3://bkt/w/t", "last-updated-ms": updated_ms,
        "last-column-id": fields.len(), "current-schema-id": 0,
        "schemas": [{"type": "struct", "schema-id": 0, "fields": fields}],
        "partition-specs": [{"spec-id": 0, "fields": []}], "default-spec-id": 0, "last-partition-id": 999,
        "sort-orders": [{"order-id": 0, "fields": []}], "default-sort-order-id": 0, "last-sequence-number": 0,
    })
    .to_string()
}

#[tokio::test]
async fn iceberg_tables_remember_what_they_named_before() {
    let house = House::with(&[("w/t/metadata/v1.metadata.json", &metadata(&[("A", "long")], 1))]).await;
    house.crawl(&iceberg("w/")).await.unwrap();
    let table = house.table("t").await;
    assert_eq!(parameter(&table, "metadata_location"), Some("s3://bkt/w/t/metadata/v1.metadata.json"));
    assert_eq!((parameter(&table, "previous_metadata_location"), columns(&table)), (None, "a bigint".to_owned()));
    // The hint is not written yet; two writers wrote the same number.
    let two = [("A", "long"), ("b", "string")];
    house.put("w/t/metadata/version-hint.text", "1").await;
    house.put("w/t/metadata/00002-x.metadata.json", &metadata(&two, 3)).await;
    house.put("w/t/metadata/00002-y.metadata.json", &metadata(&[("A", "long")], 2)).await;
    let (plan, summary) = house.crawl(&iceberg("w/")).await.unwrap();
    assert_eq!(summary.tables_updated, ["t"]);
    assert!(plan.log.iter().any(|line| line.text.contains("00002-x.metadata.json, updated last, counts")), "{plan:?}");
    let table = house.table("t").await;
    assert_eq!(parameter(&table, "metadata_location"), Some("s3://bkt/w/t/metadata/00002-x.metadata.json"));
    assert_eq!(parameter(&table, "previous_metadata_location"), Some("s3://bkt/w/t/metadata/v1.metadata.json"));
    assert_eq!(columns(&table), "a bigint, b string");
    let (plan, _) = house.crawl(&iceberg("w/t")).await.unwrap();
    assert!(plan.is_empty(), "{plan:?}");
    // A policy of LOG leaves the table where it was.
    house.put("w/t/metadata/00003-x.metadata.json", &metadata(&two, 4)).await;
    let mut request = iceberg("w/");
    request.options.schema_change_policy = LOG_ONLY;
    let (plan, _) = house.crawl(&request).await.unwrap();
    assert!(plan.is_empty(), "{plan:?}");
}

#[tokio::test]
async fn both_tables_of_a_hudi_table_are_known_again() {
    let house = House::new().await;
    house.put_folder("w/m/", "hudi_mor").await;
    house.crawl(&hudi("w/")).await.unwrap();
    let names = |tables: Vec<boathouse_catalog::Table>| tables.into_iter().map(|table| table.name).collect::<Vec<_>>();
    assert_eq!(names(house.tables().await), ["m_ro", "m_rt"]);
    house.put("w/m/2026-01-03/.hoodie_partition_metadata", "#partition metadata\n").await;
    let (_, summary) = house.crawl(&hudi("w/")).await.unwrap();
    assert_eq!((summary.partitions_created, summary.tables_kept), (2, 2));
    let formats: Vec<_> = house
        .tables()
        .await
        .into_iter()
        .map(|table| table.storage_descriptor.unwrap().input_format.unwrap().rsplit('.').next().unwrap().to_owned())
        .collect();
    assert_eq!(formats, ["HoodieParquetInputFormat", "HoodieParquetRealtimeInputFormat"]);
}

#[tokio::test]
async fn tables_of_another_database_are_crawled() {
    let house = House::with(&[("x/t/2023/a.csv", SALES), ("x/t/2024/a.csv", SALES)]).await;
    house.catalog.create_database(DatabaseInput::named("other")).await.unwrap();
    let mut request = request(&["x/t/"]);
    request.options.database = "other".to_owned();
    house.crawl(&request).await.unwrap();
    house.put("x/t/2025/a.csv", SALES).await;
    for database in ["db", ""] {
        let tables = vec!["t".to_owned()];
        let mut request = of(CrawlTarget::Catalog(CatalogTarget { database: "other".to_owned(), tables }));
        request.options.schema_change_policy = LOG_ONLY;
        request.options.database = database.to_owned();
        let plan = house.crawlers.plan(&request).await.unwrap();
        assert_eq!(plan.tables[0].partitions.create.len(), 1, "{database}");
        if database.is_empty() {
            house.crawlers.apply(&plan).await.unwrap();
        }
    }
    let partitions =
        house.catalog.partitions("other", "t", boathouse_catalog::PartitionsRequest::default()).await.unwrap();
    let values: Vec<&str> = partitions.items.iter().map(|partition| partition.values[0].as_str()).collect();
    assert_eq!((values, house.tables().await.len()), (vec!["2023", "2024", "2025"], 0));
}

#[tokio::test]
async fn tables_that_are_not_there_fail_the_crawl() {
    let house = House::new().await;
    for (database, expected) in [("db", "t"), ("none", "Database none not found.")] {
        let tables = vec!["t".to_owned()];
        let request = of(CrawlTarget::Catalog(CatalogTarget { database: database.to_owned(), tables }));
        let error = house.crawlers.plan(&request).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    let mut mixed = request(&["x/"]);
    mixed.targets.push(CrawlTarget::Catalog(CatalogTarget { database: "db".to_owned(), tables: Vec::new() }));
    let error = house.crawlers.plan(&mixed).await.unwrap_err().to_string();
    assert_eq!(error, "CatalogTargets cannot be combined with targets of other types.");
}

#[tokio::test]
async fn crawlers_of_tables_combine_schemas_unless_told_otherwise() {
    let house = House::new().await;
    let target = json!({"database_name": "db", "tables": ["t"]});
    let definition = CrawlerDefinition {
        name: "c".to_owned(),
        role: "r".to_owned(),
        schema_change_policy: LOG_ONLY,
        targets: TargetsDefinition {
            catalog_targets: vec![serde_json::from_value(target).unwrap()],
            ..TargetsDefinition::default()
        },
        ..CrawlerDefinition::default()
    };
    house.crawlers.create(definition).await.unwrap();
    let stored = house.crawlers.crawler("c").await.unwrap().definition;
    let expected = r#"{"Version":1.0,"Grouping":{"TableGroupingPolicy":"CombineCompatibleSchemas"}}"#;
    assert_eq!(stored.configuration.as_deref(), Some(expected));
}
