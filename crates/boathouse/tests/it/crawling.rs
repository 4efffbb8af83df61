//! Crawls from SQL, and what queries make of precise types.

use boathouse::Boathouse;
use boathouse::query::{ExecutionState, StartRequest};
use datafusion::arrow::util::pretty::pretty_format_batches;

async fn shown(house: &Boathouse, sql: &str) -> String {
    let answer = house.sql("lake", sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    pretty_format_batches(&answer.batches).unwrap_or_else(|error| panic!("{error}")).to_string()
}

const ORDERS: &str = "id,zip,day,seen,price,paid
1,01234,2024-01-31,2024-01-31 10:00:00,12.50,true
2,00009,2024-02-29,2024-02-29 23:59:59.250,123456789012345.67,false
3,,,,,
";
const EVENTS: &str =
    "{\"d\":\"2024-01-31\",\"t\":\"2024-01-31 10:00:00.5\"}\n{\"d\":null,\"t\":\"2024-02-01 00:00:00\"}\n";

#[tokio::test(flavor = "multi_thread")]
async fn precise_types_are_read_as_what_they_are() {
    let house = Boathouse::open_ephemeral().await.expect("opens");
    house.put("s3://raw/orders/a.csv", ORDERS).await.expect("puts");
    house.put("s3://raw/events/a.json", EVENTS).await.expect("puts");
    let rows = shown(&house, "CRAWL 's3://raw/' INTO lake WITH (types = 'precise')").await;
    for expected in ["| create | table", "lake.orders", "+ column price decimal(18,2)", "+ column day date"] {
        assert!(rows.contains(expected), "{expected}: {rows}");
    }
    let orders = shown(
        &house,
        "SELECT zip, day + INTERVAL '1' DAY AS next, date_diff('second', seen, TIMESTAMP '2024-03-01 00:00:00.250') AS s,
             price * 2 AS twice, typeof(price) AS type, paid FROM orders ORDER BY id",
    )
    .await;
    for expected in [
        "| 01234 | 2024-02-01 | 2556000 | 25.00 ",
        "| 00009 | 2024-03-01 | 1       | 246913578024691.34 ",
        "| decimal(18,2) |",
    ] {
        assert!(orders.contains(expected), "{expected}: {orders}");
    }
    assert!(
        shown(&house, "SELECT count(*) AS n FROM orders WHERE day IS NULL AND seen IS NULL AND price IS NULL")
            .await
            .contains("| 1 |")
    );
    let events = shown(&house, "SELECT day(d) AS d, millisecond(t) AS ms FROM events ORDER BY t").await;
    assert!(events.contains("| 31 | 500 |"), "{events}");
}

#[tokio::test(flavor = "multi_thread")]
async fn crawl_is_a_statement_of_both_kinds() {
    let house = Boathouse::open_ephemeral().await.expect("opens");
    house.put("s3://raw/boats/a.csv", "id,name\n1,Isis\n").await.expect("puts");
    let rehearsed =
        house.sql("default", "CRAWL 's3://raw/boats/' INTO default WITH (dry_run = true)").await.expect("plans");
    assert_eq!(rehearsed.stats.rows, 1);
    assert!(house.tables(None).await.expect("lists").is_empty(), "a rehearsal changes nothing");
    let request = StartRequest { sql: "CRAWL 's3://raw/boats/' INTO lake".to_owned(), ..StartRequest::default() };
    let id = house.queries().start(request.clone()).await.expect("starts");
    let execution = house.queries().wait(&id).await.expect("ends");
    assert_eq!(execution.state, ExecutionState::Succeeded, "{:?}", execution.failure);
    let page = format!("{:?}", house.queries().results(&id, None, None).await.expect("has results"));
    for expected in ["\"action\"", "\"create\"", "\"lake.boats\"", "+ column id bigint"] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert!(shown(&house, "SELECT name FROM boats").await.contains("Isis"));
    assert!(shown(&house, "CRAWL 's3://raw/boats/'").await.contains("| keep   | table | lake.boats"));
    for (sql, expected) in [
        ("CRAWL 's3://nowhere/' INTO lake", "S3 bucket nowhere does not exist."),
        ("CRAWL 's3://raw/boats/' INTO lake WITH (depth = 1)", "there is no option 'depth'"),
        ("CRAWL boats", "Expecting: a location in quotes"),
    ] {
        let refused = house.sql("lake", sql).await.expect_err("is refused").to_string();
        assert!(refused.contains(expected), "{sql}: {refused}");
    }
    let refused = StartRequest { sql: "CRAWL 's3://nowhere/' INTO lake".to_owned(), ..request };
    let id = house.queries().start(refused).await.expect("starts");
    assert_eq!(house.queries().wait(&id).await.expect("ends").state, ExecutionState::Failed);
}
