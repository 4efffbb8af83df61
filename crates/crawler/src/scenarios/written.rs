//! The exact shape of what is written.

use super::house::{House, SALES, request};
use crate::{ColumnChange, CrawlTarget, S3Target};

fn map(pairs: &[(&str, &str)]) -> std::collections::BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn a_csv_table() {
    let house = House::with(&[("x/sales/a.csv", SALES)]).await;
    let mut crawl = request(&["x/"]);
    crawl.options.created_by = Some("arn:aws:sts::1:assumed-role/r/AWS-Crawler".to_owned());
    house.crawl(&crawl).await.unwrap();
    let table = house.table("sales").await;
    let parameters = map(&[
        ("CrawlerSchemaDeserializerVersion", "1.0"),
        ("CrawlerSchemaSerializerVersion", "1.0"),
        ("UPDATED_BY_CRAWLER", "crawler"),
        ("areColumnsQuoted", "false"),
        ("averageRecordSize", "7"),
        ("classification", "csv"),
        ("columnsOrdered", "true"),
        ("compressionType", "none"),
        ("delimiter", ","),
        ("objectCount", "1"),
        ("recordCount", "7"),
        ("sizeKey", "52"),
        ("skip.header.line.count", "1"),
        ("typeOfData", "file"),
    ]);
    assert_eq!(table.parameters, parameters);
    assert_eq!(table.owner.as_deref(), Some("owner"));
    assert_eq!((table.retention, table.table_type.as_deref()), (Some(0), Some("EXTERNAL_TABLE")));
    assert_eq!(table.created_by, crawl.options.created_by);
    assert_eq!(table.last_access_time_ms, Some(table.create_time_ms));
    let descriptor = table.storage_descriptor.unwrap();
    assert_eq!(descriptor.parameters.unwrap(), parameters);
    assert_eq!(descriptor.location.as_deref(), Some("s3://bkt/x/sales/"));
    assert_eq!(descriptor.input_format.as_deref(), Some("org.apache.hadoop.mapred.TextInputFormat"));
    assert_eq!(descriptor.output_format.as_deref(), Some("org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"));
    let facts = (descriptor.compressed, descriptor.number_of_buckets, descriptor.stored_as_sub_directories);
    assert_eq!(facts, (false, Some(-1), false));
    assert_eq!((descriptor.bucket_columns, descriptor.sort_columns), (Some(vec![]), Some(vec![])));
    let serde = descriptor.serde_info.unwrap();
    assert_eq!(serde.name, None);
    assert_eq!(serde.parameters.unwrap(), map(&[("field.delim", ",")]));
    assert!(descriptor.columns.iter().all(|column| column.comment.is_none()));
}

#[tokio::test]
async fn an_unknown_table_has_no_columns() {
    let house = House::with(&[("x/t/f.txt", "just\ntext\n")]).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    let table = house.table("t").await;
    assert_eq!(table.parameters, map(&[("UPDATED_BY_CRAWLER", "crawler"), ("objectCount", "1"), ("sizeKey", "10")]));
    let descriptor = table.storage_descriptor.unwrap();
    assert_eq!((descriptor.columns.len(), descriptor.input_format, descriptor.serde_info), (0, None, None));
}

#[tokio::test]
async fn partitions_have_their_own_schema() {
    let house = House::with(&[
        ("x/t/year=2019/kind=a%20b/f.csv", "id,n,m,o\n1,2,3,4\n"),
        ("x/t/year=2020/kind=c/f.csv", "id,n,m,o\n1,2,3,4.5\n"),
    ])
    .await;
    house.crawl(&request(&["x/"])).await.unwrap();
    assert_eq!(house.lines().await, ["t: id bigint, n bigint, m bigint, o double [year, kind] 2"]);
    let table = house.table("t").await;
    assert_eq!(table.parameters.get("partition_filtering.enabled").map(String::as_str), Some("true"));
    assert!(table.partition_keys.iter().all(|key| key.data_type.as_deref() == Some("string")));
    let partitions = house.partitions("t").await;
    assert_eq!(partitions[0].values, ["2019", "a b"]);
    let descriptor = partitions[0].storage_descriptor.as_ref().unwrap();
    assert_eq!(descriptor.location.as_deref(), Some("s3://bkt/x/t/year=2019/kind=a%20b/"));
    assert_eq!(descriptor.columns[3].data_type.as_deref(), Some("bigint"));
    assert_eq!(partitions[0].parameters.as_ref().unwrap().get("objectCount").map(String::as_str), Some("1"));
}

#[tokio::test]
async fn a_key_that_is_a_column_keeps_its_name() {
    let house = House::with(&[
        ("x/j/year=1/f.json", "{\"year\":1,\"v\":2,\"w\":3,\"u\":4}\n"),
        ("x/j/year=2/f.json", "{\"year\":1,\"v\":2,\"w\":3,\"u\":4}\n"),
        ("y/c/year=1/f.csv", "v,year,w\n1,2,3\n"),
        ("y/c/year=2/f.csv", "v,year,w\n1,2,3\n"),
    ])
    .await;
    let (plan, _) = house.crawl(&request(&["x/", "y/"])).await.unwrap();
    assert_eq!(
        house.lines().await,
        ["c: v bigint, year_1 bigint, w bigint [year] 2", "j: v int, w int, u int [year] 2"]
    );
    assert!(plan.log.iter().any(|line| line.text.contains("'year' is a partition key and a column")), "{:?}", plan.log);
}

#[tokio::test]
async fn exclusions_are_stored() {
    // S18, S19
    let house = House::with(&[("x/p/a.csv", SALES), ("x/p/foil.csv", "nonsense"), ("x/p/b.zip", "zip")]).await;
    let mut crawl = request(&[]);
    let exclusions = vec!["*foil*".to_owned(), "*.zip".to_owned()];
    crawl.targets = vec![CrawlTarget::S3(S3Target { exclusions, ..S3Target::new("s3://bkt/x/p".parse().unwrap()) })];
    house.crawl(&crawl).await.unwrap();
    let table = house.table("p").await;
    let stored = r#"["s3://bkt/x/p/*foil*","s3://bkt/x/p/*.zip"]"#;
    assert_eq!(table.parameters.get("exclusions").map(String::as_str), Some(stored));
    let parameters = table.storage_descriptor.unwrap().parameters.unwrap();
    assert_eq!(parameters.get("exclusions").map(String::as_str), Some(stored));
    assert_eq!(parameters.get("objectCount").map(String::as_str), Some("1"));
}

#[tokio::test]
async fn a_table_of_one_object() {
    // S61
    let house = House::with(&[("JSON/SLweather.json", "{\"a\":1}\n")]).await;
    let (plan, _) = house.crawl(&request(&["JSON/SLweather.json"])).await.unwrap();
    let table = house.table("slweather_json").await;
    assert_eq!(table.storage_descriptor.unwrap().location.as_deref(), Some("s3://bkt/JSON/SLweather.json"));
    assert!(plan.log.iter().any(|line| line.text.contains("Athena finds no rows")), "{:?}", plan.log);
}

#[tokio::test]
async fn plans_say_why() {
    let house = House::with(&[
        ("x/t/year=1/f.csv", "id,v\n1,2\n2,3\n"),
        ("x/t/year=2/f.csv", "id,v\n1,2\n2,3\n"),
        ("x/t/year=3/f.csv", "id,v\n1,2\n2,3\n"),
        ("x/t/year=4/f.csv", "id,v\n1,2\n2,x\n"),
    ])
    .await;
    let plan = house.crawlers.plan(&request(&["x/"])).await.unwrap();
    let v = &plan.tables[0].columns[1];
    assert_eq!((v.data_type.as_str(), &v.change), ("string", &ColumnChange::Add));
    assert_eq!(v.reason.object.as_deref(), Some("s3://bkt/x/t/year=4/f.csv"));
    assert_eq!((v.reason.record, v.reason.value.as_deref()), (Some(3), Some("x")));
    assert_eq!((plan.tables[0].reason.share, plan.tables[0].reason.threshold), (Some(0.75), Some(0.7)));
    let lines = plan.diff_lines();
    assert!(lines[0].starts_with("+ table db.t at s3://bkt/x/t/"), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("+ partition key year string: folders 'year=…'")), "{lines:#?}");
    assert!(
        lines.iter().any(|line| line.contains("column v string") && line.contains("record 3 has 'x'")),
        "{lines:#?}"
    );
    assert_eq!(house.lines().await, Vec::<String>::new(), "a plan changes nothing");
}
