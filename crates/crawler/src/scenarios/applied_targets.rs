//! Plans of targets that are not listed, applied later: they are looked at again, and must give the same plan.

use boathouse_catalog::{DatabaseInput, StorageDescriptor, TableInput, UpdateTable};
use serde_json::json;

use super::house::{House, SALES, request};
use super::lake_tables::{FIRST, LOG_ONLY, ONE, SECOND, delta, hudi, iceberg, metadata, of};
use crate::{CatalogTarget, CrawlRequest, CrawlTarget, Error, JdbcTarget, Plan};

/// Through the file that stands between plan and application.
async fn planned(house: &House, request: &CrawlRequest) -> Plan {
    let plan = house.crawlers.plan_for_later(request, None).await.unwrap();
    let back = Plan::from_text(&plan.to_text().unwrap()).unwrap();
    assert_eq!(back, plan);
    back
}

/// What moved, as the refusal names it; nothing was written then.
async fn moved(house: &House, plan: &Plan) -> Vec<String> {
    let before = house.lines().await;
    let Err(Error::PlanMoved(moved)) = house.crawlers.apply_planned(plan).await else { panic!("it was applied") };
    assert_eq!(house.lines().await, before);
    moved
}

const ANOTHER: &str = "what the targets hold would give another plan";

/// Plans, moves the data, is refused, plans again and is applied; then the plan is one of the past.
async fn check(files: &[(&str, &str)], request: CrawlRequest, more: (&str, &str), lines: &[&str]) -> House {
    let house = House::with(files).await;
    let plan = planned(&house, &request).await;
    house.put(more.0, more.1).await;
    assert_eq!(moved(&house, &plan).await, [ANOTHER]);
    let plan = planned(&house, &request).await;
    let (run, _) = house.crawlers.apply_planned(&plan).await.unwrap();
    assert_eq!(house.lines().await, lines);
    let names: Vec<String> = plan.tables.iter().map(|table| format!("the table db.{} is new", table.name)).collect();
    assert_eq!(moved(&house, &plan).await, names);
    house.crawlers.undo(&run, false).await.unwrap();
    assert_eq!(house.lines().await, [""; 0]);
    house
}

#[tokio::test]
async fn plans_of_delta_tables() {
    let (first, second) = ("t/_delta_log/00000000000000000000.json", "t/_delta_log/00000000000000000001.json");
    check(&[(first, FIRST)], delta("t/", true), (second, SECOND), &["t: a bigint, p int"]).await;
    let house = check(&[(first, FIRST)], delta("t/", false), (second, SECOND), &["t: a bigint [p] 1"]).await;
    assert!(house.text(ONE).await.is_none(), "what the run wrote into the lake is taken back, too");

    // Of manifests alone it is a plan, too.
    house.crawl(&delta("t/", false)).await.unwrap();
    house.delete(ONE).await;
    let plan = planned(&house, &delta("t/", false)).await;
    assert_eq!((plan.tables.iter().any(|table| table.is_change()), plan.manifests.len()), (false, 1));
    let edited = plan.to_text().unwrap().replacen("p=1/manifest", "p=2/manifest", 1);
    assert!(matches!(Plan::from_text(&edited), Err(Error::InvalidInput(_))));
    house.crawlers.apply_planned(&plan).await.unwrap();
    assert!(house.text(ONE).await.is_some());
    assert_eq!(moved(&house, &plan).await, [ANOTHER], "they are written now");
}

#[tokio::test]
async fn plans_of_iceberg_tables() {
    let (first, second) = (metadata(&[("A", "long")], 1), metadata(&[("A", "long"), ("b", "string")], 2));
    let files = [("w/t/metadata/v1.metadata.json", first.as_str())];
    check(&files, iceberg("w/"), ("w/t/metadata/v2.metadata.json", &second), &["t: a bigint, b string"]).await;
}

#[tokio::test]
async fn plans_of_hudi_tables() {
    let house = House::new().await;
    house.put_folder("w/m/", "hudi_mor").await;
    let plan = planned(&house, &hudi("w/")).await;
    house.put("w/m/2026-01-03/.hoodie_partition_metadata", "#partition metadata\n").await;
    assert_eq!(moved(&house, &plan).await, [ANOTHER]);
    let plan = planned(&house, &hudi("w/")).await;
    house.crawlers.apply_planned(&plan).await.unwrap();
    assert_eq!(house.tables().await.len(), 2);
    for table in ["m_ro", "m_rt"] {
        // Crawlers index what they find of S3 and Delta targets.
        assert!(house.catalog.partition_indexes("db", table).await.unwrap().is_empty());
    }
    let table = TableInput::from(house.table("m_ro").await);
    let plan = planned(&house, &hudi("w/")).await;
    house.catalog.update_table("db", table, UpdateTable::default()).await.unwrap();
    assert_eq!(moved(&house, &plan).await, ["the table db.m_ro is at version 1 and was at 0"]);
}

#[tokio::test]
async fn plans_of_tables_in_several_databases() {
    let house = House::with(&[("x/t/2023/a.csv", SALES), ("x/t/2024/a.csv", SALES)]).await;
    house.catalog.create_database(DatabaseInput::named("other")).await.unwrap();
    let mut crawl = request(&["x/t/"]);
    crawl.options.database = "other".to_owned();
    house.crawl(&crawl).await.unwrap();
    // Of the same name, and none of the crawl's business.
    let same_name = TableInput { storage_descriptor: Some(StorageDescriptor::default()), ..TableInput::named("t") };
    house.catalog.create_table("db", same_name.clone(), None).await.unwrap();
    house.put("x/t/2025/a.csv", SALES).await;
    let target = CatalogTarget { database: "other".to_owned(), tables: vec!["t".to_owned()] };
    let mut request = of(CrawlTarget::Catalog(target));
    request.options.schema_change_policy = LOG_ONLY;
    let plan = planned(&house, &request).await;
    assert_eq!(plan.basis.as_ref().unwrap().tables.keys().collect::<Vec<_>>(), ["other.t"]);
    let own = house.catalog.table("other", "t").await.unwrap();
    house.catalog.update_table("other", own.into(), UpdateTable::default()).await.unwrap();
    assert_eq!(moved(&house, &plan).await[0], "the table other.t is at version 1 and was at 0");
    let plan = planned(&house, &request).await;
    house.catalog.update_table("db", same_name, UpdateTable::default()).await.unwrap();
    let (run, summary) = house.crawlers.apply_planned(&plan).await.unwrap();
    assert_eq!(summary.partitions_created, 1);
    house.crawlers.undo(&run, false).await.unwrap();
    let partitions = house.catalog.partitions("other", "t", boathouse_catalog::PartitionsRequest::default()).await;
    assert_eq!(partitions.unwrap().items.len(), 2);
}

/// A plan of a server's tables is looked at again on the server, so one that cannot be asked refuses it.
#[tokio::test]
async fn plans_of_a_server_that_is_gone_are_refused() {
    let house = House::with(&[("x/sales/a.csv", SALES)]).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("jdbc:postgresql://127.0.0.1:{free}/shop");
    let connection = json!({
        "name": "shop-db", "kind": "JDBC",
        "properties": {"JDBC_CONNECTION_URL": url, "USERNAME": "u", "PASSWORD": "p"},
    });
    let connections = boathouse_catalog::Connections::new(house.state.clone()).unwrap();
    let scope = house.catalog.scope();
    connections.create(scope, serde_json::from_value(connection).unwrap(), "test").await.unwrap();
    let target =
        json!({"jdbc": {"connection": "shop-db", "path": "shop/%", "exclusions": [], "additional_metadata": []}});
    let jdbc: CrawlTarget = serde_json::from_value(target).unwrap();
    assert!(matches!(&jdbc, CrawlTarget::Jdbc(JdbcTarget { connection, .. }) if connection == "shop-db"));
    let refused = house.crawlers.plan_for_later(&of(jdbc.clone()), None).await.unwrap_err();
    assert!(matches!(&refused, Error::Connection { name, .. } if name == "shop-db"), "{refused}");

    // One that was made while the server was there.
    let mut plan = house.crawlers.plan_for_later(&request(&["x/"]), None).await.unwrap();
    let basis = plan.basis.as_mut().unwrap();
    (basis.request.targets, basis.objects) = (vec![jdbc], std::collections::BTreeMap::new());
    let refused = house.crawlers.apply_planned(&plan).await.unwrap_err();
    assert!(matches!(&refused, Error::Connection { name, .. } if name == "shop-db"), "{refused}");
    assert_eq!(house.lines().await, [""; 0]);
}
