use boathouse_state::PageRequest;

use super::*;
use crate::testbed::Testbed;
use crate::{ExecutionState, StartRequest};

fn catalog(name: &str, kind: DataCatalogType, parameters: &[(&str, &str)]) -> DataCatalog {
    let parameters = parameters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    DataCatalog { name: name.to_owned(), kind, description: None, parameters }
}

#[tokio::test]
async fn catalogs_are_kept() {
    use DataCatalogType::{Federated, Glue, Hive, Lambda};
    let bed = Testbed::new().await;
    let queries = &bed.queries;
    for (name, kind, parameters, is_made) in [
        ("hive1", Hive, &[("metadata-function", "f")][..], true),
        ("HIVE1", Hive, &[("metadata-function", "f")], false),
        ("hive2", Hive, &[], false),
        ("lambda1", Lambda, &[("function", "f")], true),
        ("lambda2", Lambda, &[("metadata-function", "f"), ("record-function", "g")], true),
        ("lambda3", Lambda, &[("metadata-function", "f")], false),
        ("Mine", Glue, &[("catalog-id", "123456789012")], true),
        ("other", Glue, &[("catalog-id", "210987654321")], true),
        ("bad", Glue, &[("catalog-id", "x")], false),
        ("fed", Federated, &[("connection-type", "MYSQL")], true),
        ("fed2", Federated, &[("connection-arn", "arn:aws:glue:us-east-1:123456789012:connection/c")], true),
        ("fed3", Federated, &[("connection-type", "FOXPRO")], false),
        ("fed4", Federated, &[], false),
        ("awsdatacatalog", Glue, &[("catalog-id", "123456789012")], false),
    ] {
        let made = queries.create_data_catalog(catalog(name, kind, parameters), Vec::new()).await;
        assert_eq!(made.is_ok(), is_made, "{name}: {made:?}");
    }
    let (mut names, mut token) = (Vec::new(), None);
    loop {
        let page = queries.data_catalogs(PageRequest { items_max: Some(2), token }).await.expect("listed");
        names.extend(page.items.into_iter().map(|catalog| catalog.name));
        token = page.next_token;
        if token.is_none() {
            break;
        }
    }
    assert_eq!(names, ["AwsDataCatalog", "fed", "fed2", "hive1", "lambda1", "lambda2", "Mine", "other"]);
    let changed = catalog("HIVE1", Hive, &[("metadata-function", "g")]);
    queries.update_data_catalog(changed).await.expect("changed");
    let found = queries.data_catalog("hive1").await.expect("there");
    assert_eq!((found.name.as_str(), found.parameters["metadata-function"].as_str()), ("hive1", "g"));
    let described = DataCatalog { description: Some("d".to_owned()), ..catalog("hive1", Hive, &[]) };
    queries.update_data_catalog(described).await.expect("changed");
    queries.update_data_catalog(catalog("hive1", Hive, &[("metadata-function", "h")])).await.expect("changed");
    let found = queries.data_catalog("hive1").await.expect("there");
    assert_eq!((found.description.as_deref(), found.parameters["metadata-function"].as_str()), (Some("d"), "h"));
    let text = "A data catalog of type LAMBDA needs";
    let refused = queries.update_data_catalog(catalog("hive1", Lambda, &[])).await.expect_err("its parameters stay");
    assert!(refused.to_string().contains(text), "{refused}");
    assert_eq!(queries.delete_data_catalog("hive1").await.expect("gone").name, "hive1");
    assert!(matches!(queries.data_catalog("hive1").await, Err(Error::DataCatalogNotFound(_))));
    assert!(matches!(queries.delete_data_catalog("AwsDataCatalog").await, Err(Error::InvalidSettings(_))));
}

#[tokio::test]
async fn queries_over_other_catalogs() {
    let bed = Testbed::new().await;
    bed.put("t/a.csv", "1\n").await;
    bed.ddl("CREATE EXTERNAL TABLE t (i int) LOCATION 's3://data/t/'").await;
    for (name, kind, parameters) in [
        ("mine", DataCatalogType::Glue, [("catalog-id", "123456789012")]),
        ("theirs", DataCatalogType::Glue, [("catalog-id", "210987654321")]),
        ("far", DataCatalogType::Lambda, [("function", "f")]),
    ] {
        bed.queries.create_data_catalog(catalog(name, kind, &parameters), Vec::new()).await.expect("made");
    }
    let far = "NOT_SUPPORTED: line 1:15: The data catalog 'far' of type LAMBDA is outside of boathouse";
    for (sql, context, failure) in [
        ("SELECT i FROM mine.db.t", None, None),
        ("SELECT i FROM t", Some("Mine"), None),
        ("SELECT i FROM db.t", Some("mine"), None),
        ("SELECT i FROM far.db.t", None, Some(far)),
        ("SELECT i FROM t", Some("far"), Some(far)),
        ("SELECT i FROM theirs.db.t", None, Some("NOT_SUPPORTED: line 1:15: The data catalog 'theirs' of type GLUE")),
        ("SELECT i FROM nope.db.t", None, Some("CATALOG_NOT_FOUND: line 1:15: Catalog 'nope' does not exist")),
        ("SELECT i FROM t", Some("nope"), Some("CATALOG_NOT_FOUND: line 1:15: Catalog 'nope' does not exist")),
        ("SHOW TABLES", Some("nope"), None),
        // Statements of Hive's take the names of catalogs, too.
        ("SHOW TABLES IN mine.db", None, None),
        ("DESCRIBE AwsDataCatalog.db.t", None, None),
        ("DESCRIBE mine.db.t", None, None),
        ("CREATE EXTERNAL TABLE mine.db.u (i int) LOCATION 's3://data/t/'", None, None),
        ("ALTER TABLE MINE.db.u SET TBLPROPERTIES ('k' = 'v')", None, None),
        ("DROP TABLE `mine`.db.u", None, None),
    ] {
        let ended = bed.end_of(StartRequest { catalog: context.map(str::to_owned), ..Testbed::request(sql) }).await;
        match failure {
            None => assert_eq!((ended.state, ended.failure), (ExecutionState::Succeeded, None), "{sql} {context:?}"),
            Some(text) => {
                let reason = ended.failure.expect("failed").reason;
                assert!(reason.starts_with(text), "{sql} {context:?}: {reason}");
            }
        }
    }
    for (sql, wanted) in [
        ("DESCRIBE nope.db.t", "there is no catalog 'nope'"),
        ("DROP TABLE IF EXISTS nope.db.t", "there is no catalog 'nope'"),
        ("SHOW TABLES IN Nope.db", "there is no catalog 'Nope'"),
        ("SHOW COLUMNS IN t IN nope.db", "there is no catalog 'nope'"),
        ("ALTER TABLE far.db.t SET TBLPROPERTIES ('k' = 'v')", "The data catalog 'far' of type LAMBDA is outside"),
        ("CREATE EXTERNAL TABLE theirs.db.u (i int) LOCATION 's3://data/t/'", "The data catalog 'theirs' of type GLUE"),
    ] {
        let refused = bed.queries.start(Testbed::request(sql)).await.expect_err(sql).to_string();
        assert!(refused.starts_with(wanted), "{sql}: {refused}");
    }
}
