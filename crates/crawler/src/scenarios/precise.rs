//! Types that lose nothing, where they are asked for.

use super::house::{House, columns, request};
use crate::TypeRules;

#[tokio::test]
async fn precise_types() {
    let orders = "id,zip,day,at,price,paid\n1,01234,2024-01-31,2024-01-31 10:00:00,12.50,true\n2,9,2024-02-01,2024-02-01 11:30:00.250,3,false\n";
    let events = "{\"d\":\"2024-01-31\",\"t\":\"2024-01-31 10:00:00\",\"n\":5000000000,\"f\":1.5}\n";
    let house = House::with(&[("x/orders/a.csv", orders), ("x/events/a.json", events)]).await;
    let mut precise = request(&["x/"]);
    precise.options.types = TypeRules::Precise;
    let (plan, _) = house.crawl(&precise).await.unwrap();
    assert_eq!(
        columns(&house.table("orders").await),
        "id int, zip string, day date, at timestamp, price decimal(18,2), paid boolean"
    );
    assert_eq!(columns(&house.table("events").await), "d date, t timestamp, n bigint, f double");
    assert_eq!(plan.lints, []);
    // Glue's rules are what counts unless others are named.
    house.crawl(&request(&["x/"])).await.unwrap();
    assert_eq!(
        columns(&house.table("orders").await),
        "id bigint, zip bigint, day string, at string, price double, paid boolean"
    );
}

#[tokio::test]
async fn partitions_have_the_tables_types() {
    let house = House::with(&[
        ("x/t/k=1/a.csv", "id,n,m,d\n1,2.5,3,2024-01-31\n"),
        ("x/t/k=2/a.csv", "id,n,m,d\n5000000000,2.125,3,2024-01-31\n"),
        ("x/t/k=3/a.csv", "id,n,m,d\n5,2,3,2024-01-31\n"),
    ])
    .await;
    let mut precise = request(&["x/"]);
    precise.options.types = TypeRules::Precise;
    let (plan, _) = house.crawl(&precise).await.unwrap();
    let expected = "id bigint, n decimal(18,3), m int, d date";
    assert_eq!(columns(&house.table("t").await), expected);
    for partition in house.partitions("t").await {
        let own = partition.storage_descriptor.unwrap().columns;
        let text = own.iter().map(|column| format!("{} {}", column.name, column.data_type.as_deref().unwrap()));
        assert_eq!(text.collect::<Vec<_>>().join(", "), expected);
    }
    assert_eq!(plan.lints, []);
}
