//! Plans that are applied later, and runs that are taken back.

use boathouse_catalog::{ExportRequest, TableInput, UpdateTable};

use super::house::{House, SALES, configured, request};
use crate::{
    Configuration, CrawlRequest, CrawlRunState, CrawlSchema, CrawlerDefinition, Crawlers, DeleteBehavior, Error, Plan,
};

async fn export(house: &House) -> String {
    let out = std::sync::Arc::new(parking_lot::Mutex::new(Vec::new()));
    let everything = ExportRequest { databases: Vec::new(), versions: false };
    house.catalog.export_json_lines(everything, Writer(std::sync::Arc::clone(&out))).await.unwrap();
    let bytes = out.lock().clone();
    String::from_utf8(bytes).unwrap()
}

struct Writer(std::sync::Arc<parking_lot::Mutex<Vec<u8>>>);

impl std::io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

const PARTITIONED: &[(&str, &str)] = &[
    ("x/t/year=2023/a.csv", "id,n,m,o\n1,2,3,4\n"),
    ("x/t/year=2024/a.csv", "id,n,m,o\n1,2,3,4\n"),
    ("x/sales/a.csv", SALES),
];

#[tokio::test]
async fn two_equal_crawls_write_the_same_bytes() {
    let mut exports = Vec::new();
    for _ in 0..2 {
        let house = House::with(PARTITIONED).await;
        house.crawl(&request(&["x/"])).await.unwrap();
        exports.push(export(&house).await);
        house.crawl(&request(&["x/"])).await.unwrap();
        exports.push(export(&house).await);
    }
    assert!(exports[0].contains("\"sales\"") && exports[0].contains("2024"), "{}", exports[0]);
    assert!(exports.iter().all(|export| *export == exports[0]), "{exports:#?}");
}

#[tokio::test]
async fn a_plan_goes_through_a_file_and_does_what_it_says() {
    let house = House::with(PARTITIONED).await;
    let plan = house.crawlers.plan_for_later(&request(&["x/"]), None).await.unwrap();
    let text = plan.to_text().unwrap();
    let back = Plan::from_text(&text).unwrap();
    assert_eq!(back, plan);
    let (run, summary) = house.crawlers.apply_planned(&back).await.unwrap();
    assert_eq!((summary.tables_created.len(), summary.partitions_created, run.is_empty()), (2, 2, false));
    for (from, to) in
        [("\"sales\"", "\"other\""), ("\"size\": 52", "\"size\": 53"), ("\"version\": 2", "\"version\": 1"), ("{", "")]
    {
        let edited = text.replacen(from, to, 1);
        assert!(matches!(Plan::from_text(&edited), Err(Error::InvalidInput(_))), "{from}");
    }
    let without = house.crawlers.plan(&request(&["x/"])).await.unwrap();
    assert!(matches!(house.crawlers.apply_planned(&without).await, Err(Error::InvalidInput(_))));
}

#[tokio::test]
async fn equal_plans_have_equal_hashes() {
    let (house, other) = (House::with(PARTITIONED).await, House::with(PARTITIONED).await);
    other.state.clock().advance(std::time::Duration::from_secs(60));
    let hash = async |house: &House| house.crawlers.plan(&request(&["x/"])).await.unwrap().hash().unwrap();
    assert_eq!(hash(&house).await, hash(&other).await);
    other.put("x/sales/b.csv", SALES).await;
    assert_ne!(hash(&house).await, hash(&other).await);
}

async fn planned(house: &House) -> Plan {
    house.crawlers.plan_for_later(&request(&["x/"]), None).await.unwrap()
}

async fn moved(house: &House, plan: &Plan) -> Vec<String> {
    let before = export(house).await;
    let Err(Error::PlanMoved(moved)) = house.crawlers.apply_planned(plan).await else { panic!("it was applied") };
    assert_eq!(export(house).await, before);
    moved
}

#[tokio::test]
async fn what_moved_since_the_plan_is_named() {
    let house = House::with(PARTITIONED).await;
    let plan = planned(&house).await;
    house.put("x/sales/b.csv", SALES).await;
    assert_eq!(moved(&house, &plan).await, ["the object s3://bkt/x/sales/b.csv is new"]);
    house.delete("x/sales/b.csv").await;
    house.put("x/sales/a.csv", &SALES.replace('5', "6")).await;
    assert_eq!(moved(&house, &plan).await, ["the object s3://bkt/x/sales/a.csv has other bytes"]);
    house.put("x/sales/a.csv", "a,b\n1,2\n").await;
    assert_eq!(moved(&house, &plan).await, ["the object s3://bkt/x/sales/a.csv has 8 bytes and had 52"]);
    house.delete("x/sales/a.csv").await;
    assert_eq!(moved(&house, &plan).await, ["the object s3://bkt/x/sales/a.csv is gone"]);
    for i in 0..25 {
        house.put(&format!("x/many/{i:02}.csv"), SALES).await;
    }
    assert_eq!(moved(&house, &plan).await.last().map(String::as_str), Some("and 6 more"));
    let plan = planned(&house).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    assert_eq!(moved(&house, &plan).await, ["the table db.many is new", "the table db.t is new"]);
    house.put("x/t/year=2024/b.csv", "id,n,m,o\n1,2,3,4\n").await;
    let plan = planned(&house).await;
    house.catalog.update_table("db", TableInput::from(house.table("t").await), UpdateTable::default()).await.unwrap();
    assert_eq!(moved(&house, &plan).await, ["the table db.t is at version 1 and was at 0"]);
    let plan = planned(&house).await;
    house.catalog.transaction(|t| t.delete_partitions("db", "t", vec![vec!["2023".to_owned()]])).await.unwrap();
    assert_eq!(moved(&house, &plan).await, ["the table db.t has other partitions"]);
    let plan = planned(&house).await;
    let input = TableInput::from(house.table("t").await);
    house.catalog.delete_table("db", "t").await.unwrap();
    house.catalog.create_table("db", input, None).await.unwrap();
    assert_eq!(moved(&house, &plan).await, ["the table db.t was dropped and made again"]);
    // A table that is none of the crawl's business does not matter.
    let plan = planned(&house).await;
    house.catalog.create_table("db", TableInput::named("foreign"), None).await.unwrap();
    house.crawlers.apply_planned(&plan).await.unwrap();
}

/// Everything but times and versions, which go on.
async fn state(house: &House) -> String {
    let lines = export(house).await;
    let strip = |line: &str| {
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        for name in ["version", "update_time_ms", "create_time_ms"] {
            line.as_object_mut().unwrap().remove(name);
        }
        line.to_string()
    };
    lines.lines().skip(1).map(strip).collect::<Vec<_>>().join("\n")
}

async fn run(house: &House, request: &CrawlRequest) -> String {
    let plan = house.crawlers.plan(request).await.unwrap();
    house.crawlers.apply_as_run(&plan, "crawler").await.unwrap().0
}

#[tokio::test]
async fn runs_are_taken_back_one_after_the_other() {
    let house = House::new().await;
    let mut crawl = request(&["x/"]);
    crawl.options.schema_change_policy.delete = DeleteBehavior::DeleteFromDatabase;
    let mut states = vec![state(&house).await];
    let mut runs = Vec::new();
    for step in 0..4 {
        match step {
            0 => {
                for (key, text) in PARTITIONED {
                    house.put(key, text).await;
                }
            }
            1 => house.put("x/t/year=2024/b.csv", "id,n,m,o,p\n1,2,3,4,5\n").await,
            2 => house.delete("x/t/year=2023/a.csv").await,
            _ => {
                for key in ["x/t/year=2024/a.csv", "x/t/year=2024/b.csv", "x/sales/a.csv"] {
                    house.delete(key).await;
                }
                house.put("x/new/a.csv", SALES).await;
            }
        }
        runs.push(run(&house, &crawl).await);
        states.push(state(&house).await);
    }
    assert_eq!(house.lines().await, ["new: id bigint, name string, amt double"]);
    // Only the last run can be taken back: what the others left was changed by those after them.
    let Err(Error::UndoOutdated(names)) = house.crawlers.undo(&runs[2], false).await else { panic!("taken back") };
    assert_eq!(names, ["db.t"]);
    for (i, run) in runs.iter().enumerate().rev() {
        let expected = states[i].clone();
        let done = house.crawlers.undo(run, i < 3).await.unwrap();
        assert_eq!(state(&house).await, expected, "run {i}: {done:?}");
        let again = house.crawlers.undo(run, true).await.unwrap_err().to_string();
        assert!(again.ends_with("it was taken back already"), "{again}");
    }
    assert!(matches!(house.crawlers.undo("nothing", false).await, Err(Error::RunNotFound(_))));
    let known = house.crawlers.undoable_runs().await.unwrap();
    assert_eq!((known.len(), known.iter().all(|run| run.undone_ms.is_some())), (4, true));
}

#[tokio::test]
async fn other_keys_come_back_with_their_index() {
    let house = House::with(&[("x/t/a=1/f.csv", "i,n,m\n1,2,3\n"), ("x/t/a=2/f.csv", "i,n,m\n1,2,3\n")]).await;
    let indexed = Configuration { create_partition_index: Some(true), ..Configuration::default() };
    let crawl = configured(&["x/"], indexed);
    run(&house, &crawl).await;
    let before = state(&house).await;
    for key in ["x/t/a=1/f.csv", "x/t/a=2/f.csv"] {
        house.delete(key).await;
    }
    house.put("x/t/b=1/c=1/f.csv", "i,n,m\n1,2,3\n").await;
    house.put("x/t/b=2/c=1/f.csv", "i,n,m\n1,2,3\n").await;
    let changed = run(&house, &crawl).await;
    assert_eq!(house.lines().await, ["t: i bigint, n bigint, m bigint [b, c] 2"]);
    house.crawlers.undo(&changed, false).await.unwrap();
    assert_eq!(state(&house).await, before);
}

#[tokio::test]
async fn runs_of_stored_crawlers_can_be_taken_back() {
    let house = House::with(PARTITIONED).await;
    let definition = serde_json::json!({
        "name": "c", "role": "r", "database_name": "db", "s3_targets": [{"path": "s3://bkt/x/"}],
    });
    let definition: CrawlerDefinition = serde_json::from_value(definition).unwrap();
    house.crawlers.create(definition).await.unwrap();
    let id = house.crawlers.start("c").await.unwrap();
    assert_eq!(house.crawlers.progress().first().map(|(name, _)| name.as_str()), Some("c"));
    house.crawlers.wait(&id).await.unwrap();
    assert_eq!(house.crawlers.progress(), []);
    assert_eq!(house.tables().await.len(), 2);
    let done = house.crawlers.undo(&id, false).await.unwrap();
    assert_eq!((done.tables_removed, house.tables().await.len()), (vec!["db.sales".to_owned(), "db.t".to_owned()], 0));
    // A run that changes nothing has nothing to take back; of many, the newest are kept.
    for _ in 0..25 {
        let id = house.crawlers.start("c").await.unwrap();
        house.crawlers.wait(&id).await.unwrap();
        house.catalog.delete_table("db", "sales").await.unwrap();
    }
    assert_eq!(house.crawlers.undoable_runs().await.unwrap().len(), 20);
}

/// What is on disk when the process ends right after the catalog's transaction.
#[tokio::test]
async fn a_run_that_was_cut_off_after_writing_can_be_taken_back() {
    let house = House::with(PARTITIONED).await;
    let definition = serde_json::json!({
        "name": "c", "role": "r", "database_name": "db", "s3_targets": [{"path": "s3://bkt/x/"}],
    });
    house.crawlers.create(serde_json::from_value(definition).unwrap()).await.unwrap();
    let id = house.crawlers.start("c").await.unwrap();
    let whole = house.crawlers.wait(&id).await.unwrap();
    // The transaction is the last that this run wrote; its end is not written down.
    let cut = |connection: &boathouse_state::rusqlite::Connection| {
        connection.execute("UPDATE crawler_run SET state = 'RUNNING', ended_ms = NULL", [])?;
        connection.execute("DELETE FROM crawler_log WHERE text LIKE '%READY'", [])?;
        Ok::<_, Error>(())
    };
    house.state.write(cut).await.unwrap();
    let again = Crawlers::new(house.state.clone(), house.lake.clone(), house.catalog.clone()).unwrap();
    let run = again.run(&id).await.unwrap();
    assert_eq!((run.state, run.error, &run.summary), (CrawlRunState::Completed, None, &whole.summary));
    assert_eq!(run.summary.tables_created, ["sales", "t"]);
    let done = again.undo(&id, false).await.unwrap();
    assert_eq!((done.tables_removed.len(), house.tables().await.len()), (2, 0));
}

#[tokio::test]
async fn a_run_is_written_with_its_record_or_not_at_all() {
    let house = House::with(PARTITIONED).await;
    let before = export(&house).await;
    let plan = house.crawlers.plan(&request(&["x/"])).await.unwrap();
    // The record is the last that the transaction writes.
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON crawler_undo BEGIN SELECT RAISE(ABORT, 'no room'); END";
    let sql =
        |sql: &'static str| move |c: &boathouse_state::rusqlite::Connection| Ok::<_, Error>(c.execute_batch(sql)?);
    house.state.write(sql(refuse)).await.unwrap();
    let error = house.crawlers.apply_as_run(&plan, "crawler").await.unwrap_err().to_string();
    assert!(error.contains("no room"), "{error}");
    assert_eq!(export(&house).await, before);
    house.state.write(sql("DROP TRIGGER refuse")).await.unwrap();
    let (id, _) = house.crawlers.apply_as_run(&plan, "crawler").await.unwrap();
    assert_eq!(house.tables().await.len(), 2);
    // The same of taking it back: its tables do not go without the record of that.
    let refuse = "CREATE TRIGGER refuse BEFORE UPDATE ON crawler_undo BEGIN SELECT RAISE(ABORT, 'no room'); END";
    house.state.write(sql(refuse)).await.unwrap();
    house.crawlers.undo(&id, false).await.unwrap_err();
    assert_eq!(house.tables().await.len(), 2);
    house.state.write(sql("DROP TRIGGER refuse")).await.unwrap();
    house.crawlers.undo(&id, false).await.unwrap();
    assert_eq!(export(&house).await, before);
}

#[tokio::test]
async fn the_schema_of_what_was_found() {
    let house = House::with(PARTITIONED).await;
    let schema = async || CrawlSchema::of(&house.crawlers.plan(&request(&["x/"])).await.unwrap());
    let expected = schema().await;
    house.put("x/sales/b.csv", SALES).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    // More data of the same kind, and a catalog that knows it, are no drift.
    assert_eq!(schema().await.text().unwrap(), expected.text().unwrap());
    for key in ["x/sales/a.csv", "x/sales/b.csv"] {
        house.put(key, &SALES.replace("1.5", "much")).await;
    }
    house.delete("x/t/year=2024/a.csv").await;
    house.delete("x/t/year=2023/a.csv").await;
    let drift: Vec<String> = expected.drift(&schema().await).iter().map(ToString::to_string).collect();
    assert_eq!(drift, ["~ table sales\n    ~ column amt double -> string", "- table t is missing"]);
}
