//! Which folders are tables and which are partitions.

use super::house::{House, SALES, configured, gzip, parquet, request};
use crate::{Configuration, CrawlRequest, Error};

const ID: &str = "{\"id\":1,\"name\":\"a\"}\n";
const AB: &str = "{\"a\":1,\"b\":2}\n";
const CD: &str = "{\"c\":1,\"d\":2}\n";

async fn check(files: &[(&str, &str)], request: CrawlRequest, expected: &[&str]) {
    let house = House::with(files).await;
    let (plan, _) = house.crawl(&request).await.unwrap();
    assert_eq!(house.lines().await, expected, "{files:?}\n{:#?}\n{:#?}", plan.diff_lines(), plan.log);
}

/// Folders `p00`, `p01`, … below `x/t/`, `alike` of them with columns a, b and each other one of its own kind.
fn folders(alike: usize, others: &[usize]) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut number = 0;
    let mut put = |text: String| {
        files.push((format!("x/t/p{number:02}/f.json"), text));
        number += 1;
    };
    (0..alike).for_each(|_| put(AB.to_owned()));
    for (kind, count) in others.iter().enumerate() {
        (0..*count).for_each(|_| put(format!("{{\"k{kind}\":1,\"l{kind}\":2}}\n")));
    }
    files
}

async fn check_folders(alike: usize, others: &[usize], tables: usize, partitions: usize) {
    let files = folders(alike, others);
    let files: Vec<(&str, &str)> = files.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
    let house = House::with(&files).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    let found = house.tables().await;
    assert_eq!(found.len(), tables, "{alike} {others:?}");
    if tables == 1 {
        assert_eq!(house.partitions(&found[0].name).await.len(), partitions);
    }
}

#[tokio::test]
async fn folders_become_tables_and_partitions() {
    // S01
    check(&[("x/sales/a.csv", SALES)], request(&["x/"]), &["sales: id bigint, name string, amt double"]).await;
    check(&[("x/sales/a.csv", SALES)], request(&["x/sales"]), &["sales: id bigint, name string, amt double"]).await;
    check(&[("a.csv", SALES)], request(&[""]), &["bkt: id bigint, name string, amt double"]).await;
    // S03
    let months = [
        ("x/sales/year=2019/month=Jan/day=1/f.json", ID),
        ("x/sales/year=2019/month=Jan/day=2/f.json", ID),
        ("x/sales/year=2019/month=Feb/day=1/f.json", ID),
        ("x/sales/year=2019/month=Feb/day=2/f.json", ID),
    ];
    check(&months, request(&["x/"]), &["sales: id int, name string [year, month, day] 4"]).await;
    // S05, S06
    let nested: Vec<(String, &str)> = [(1, 1), (1, 2), (1, 3), (2, 4), (2, 5)]
        .iter()
        .map(|(table, partition)| (format!("x/folder1/table{table}/partition{partition}/f.json"), ID))
        .collect();
    let nested: Vec<(&str, &str)> = nested.iter().map(|(key, text)| (key.as_str(), *text)).collect();
    check(&nested, request(&["x/"]), &["folder1: id int, name string [partition_0, partition_1] 5"]).await;
    check(
        &nested,
        request(&["x/folder1/table1/", "x/folder1/table2/"]),
        &["table1: id int, name string [partition_0] 3", "table2: id int, name string [partition_0] 2"],
    )
    .await;
}

#[tokio::test]
async fn unlike_folders_are_tables_of_their_own() {
    let years = [("x/table1/year=2017/f.json", AB), ("x/table1/year=2018/f.json", CD)];
    // S07, S08
    check(&years, request(&["x/"]), &["year_2017: a int, b int", "year_2018: c int, d int"]).await;
    let combine = Configuration { combine_compatible_schemas: true, ..Configuration::default() };
    check(&years, configured(&["x/"], combine), &["table1: a int, b int, c int, d int [year] 2"]).await;
    // S12
    check(
        &[("x/p/memberships.json", AB), ("x/p/persons.json", CD), ("x/p/areas.json", ID)],
        request(&["x/"]),
        &["areas_json: id int, name string", "memberships_json: a int, b int", "persons_json: c int, d int"],
    )
    .await;
    // S13
    check(
        &[("x/m/top.csv", SALES), ("x/m/sub/f.json", AB)],
        request(&["x/"]),
        &["sub: a int, b int", "top_csv: id bigint, name string, amt double"],
    )
    .await;
}

#[tokio::test]
async fn the_share_must_be_above_seven_tenths() {
    // S09, S10, S11
    check_folders(8, &[2], 1, 10).await;
    check_folders(7, &[3], 10, 0).await;
    check_folders(15, &[1, 1, 1, 1, 1], 20, 0).await;
    check_folders(16, &[1, 1, 1, 1], 1, 20).await;
}

#[tokio::test]
async fn formats_and_compressions_do_not_mix() {
    // S14, S15
    let house = House::with(&[("x/one/a.csv", SALES), ("y/plain/a.csv", SALES)]).await;
    house.put_bytes("x/two/a.parquet", parquet(3)).await;
    house.put_bytes("y/zipped/a.csv.gz", gzip(SALES)).await;
    house.crawl(&request(&["x/", "y/"])).await.unwrap();
    let sales = "id bigint, name string, amt double";
    assert_eq!(
        house.lines().await,
        [
            format!("one: {sales}"),
            format!("plain: {sales}"),
            "two: id int, name string".to_owned(),
            format!("zipped: {sales}"),
        ]
    );
}

#[tokio::test]
async fn plain_folders_of_dates() {
    // S04
    let house = House::new().await;
    for day in ["2023/12/30", "2023/12/31", "2024/01/01", "2024/02/01"] {
        house.put_bytes(&format!("x/logs/{day}/x.json.gz"), gzip(ID)).await;
    }
    house.crawl(&request(&["x/"])).await.unwrap();
    assert_eq!(house.lines().await, ["logs: id int, name string [partition_0, partition_1, partition_2] 4"]);
    let table = house.table("logs").await;
    assert_eq!(table.parameters.get("compressionType").map(String::as_str), Some("gzip"));
    assert!(table.storage_descriptor.unwrap().compressed);
}

#[tokio::test]
async fn deviating_partition_folders_are_skipped() {
    // S51
    let mut files: Vec<(String, &str)> = (1..=9).map(|day| (format!("x/t/day={day}/f.json"), ID)).collect();
    files.push(("x/t/sday=05/f.json".to_owned(), ID));
    let files: Vec<(&str, &str)> = files.iter().map(|(key, text)| (key.as_str(), *text)).collect();
    let house = House::with(&files).await;
    let (plan, _) = house.crawl(&request(&["x/"])).await.unwrap();
    assert_eq!(house.lines().await, ["t: id int, name string [day] 9"]);
    let line = "Folder partition keys do not match table partition keys, skipped folder: bkt/x/t/sday=05";
    assert!(plan.log.iter().any(|said| said.text == line), "{:?}", plan.log);
}

#[tokio::test]
async fn levels_and_thresholds() {
    // S16: the bucket is level 1.
    let files = [("a/b/year=2019/f.json", AB), ("a/b/year=2020/f.json", CD), ("a/c/year=2020/f.json", AB)];
    let level = |table_level| Configuration { table_level: Some(table_level), ..Configuration::default() };
    check(&files, configured(&[""], level(3)), &["b: a int, b int, c int, d int [year] 2", "c: a int, b int [year] 1"])
        .await;
    // S17
    let threshold = Configuration { table_threshold: Some(1), ..Configuration::default() };
    let house = House::with(&[("x/a/f.json", AB), ("x/b/f.json", CD)]).await;
    let error = house.crawl(&configured(&["x/"], threshold)).await.unwrap_err();
    assert!(matches!(error, Error::TableThreshold { found: 2, threshold: 1 }));
    assert_eq!(
        error.to_string(),
        "The number of tables detected by crawler: 2 is greater than the table threshold value provided: 1. Failing crawler without writing to Data Catalog."
    );
    assert_eq!(house.lines().await, Vec::<String>::new());
}

#[tokio::test]
async fn names() {
    // S20, S21, S22
    let mut prefixed = request(&["x/"]);
    prefixed.options.table_prefix = "csv_".to_owned();
    check(&[("x/trip data/a.csv", SALES)], prefixed, &["csv_trip_data: id bigint, name string, amt double"]).await;
    let house = House::with(&[("x/landing/f.json", AB), ("y/landing/f.json", CD)]).await;
    let both = request(&["x/landing/", "y/landing/"]);
    house.crawl(&both).await.unwrap();
    let lines = house.lines().await;
    assert_eq!(lines[0], "landing: a int, b int");
    assert!(lines[1].starts_with("landing_") && lines[1].len() == "landing_: c int, d int".len() + 32, "{lines:?}");
    let (_, again) = house.crawl(&both).await.unwrap();
    assert_eq!((again.tables_kept, house.lines().await), (2, lines));
    let long = format!("x/{}/f.json", "n".repeat(200));
    let house = House::with(&[(&long, AB)]).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    assert_eq!(house.tables().await[0].name.len(), 128);
}

#[tokio::test]
async fn the_order_of_listing_does_not_matter() {
    let files = [("x/t/a.json", AB), ("x/t/b.json", "{\"b\":1.5,\"a\":null}\n"), ("x/t/c.json", "{\"a\":9,\"b\":7}\n")];
    let mut turned = files;
    turned.reverse();
    let (one, two) = (House::with(&files).await, House::with(&turned).await);
    let (plan, _) = one.crawl(&request(&["x/"])).await.unwrap();
    let (other, _) = two.crawl(&request(&["x/"])).await.unwrap();
    assert_eq!(one.lines().await, ["t: a int, b double"]);
    assert_eq!(plan, other);
}
