//! The page of the documentation that says of every operation of AWS's model what it does here. It is made
//! from the table of operations and the marks below, and a test keeps it fresh.

use std::fmt::Write as _;

use crate::ops::OPERATIONS;

/// Served operations whose things are kept and shown and change nothing else, with what AWS would do.
const STORED_ONLY: &[(&str, &str)] = &[];

/// Served operations of which a part is refused, kept only, or otherwise other than in AWS.
const PARTLY: &[(&str, &str)] = &[
    (
        "CreateCapacityReservation",
        "the capacity is there at once; the queries of its workgroups take 4 units each, or the min-dpu-count they ask for, and wait while there are no more",
    ),
    (
        "CreateDataCatalog",
        "a catalog of type GLUE with the caller's own account stands for AwsDataCatalog under another name; others are kept, and a query over one fails with its name. AWS makes the connection of a FEDERATED one, boathouse does not",
    ),
    ("CreateWorkGroup", WORKGROUP),
    ("DeleteDataCatalog", "DeleteCatalogOnly is not read: a catalog has nothing here besides itself"),
    (
        "GetQueryResults",
        "results in Athena's own place (managed query results) lie in the data folder, outside of all buckets, for 24 hours",
    ),
    (
        "GetQueryRuntimeStatistics",
        "stages are those of the engine's plan: one ends where rows change hands between partitions; ExecutionTime is compute time on all threads",
    ),
    ("ListEngineVersions", "version 3 alone, by its name or as AUTO"),
    (
        "StartQueryExecution",
        "results are not encrypted and have no ACL: EncryptionConfiguration and AclConfiguration are kept and shown; ExpectedBucketOwner must be the account of boathouse or the caller's; of EngineConfiguration, min-dpu-count and max-dpu-count",
    ),
    ("UpdateWorkGroup", WORKGROUP),
];

const WORKGROUP: &str = "RequesterPaysEnabled, PublishCloudWatchMetricsEnabled, EnableMinimumEncryptionConfiguration, encryption, AdditionalConfiguration, ExecutionRole, CustomerContentEncryptionConfiguration, EngineConfiguration and MonitoringConfiguration are kept and shown and change nothing: no bucket here lets its readers pay, nothing is encrypted at rest, and there is no CloudWatch and no Spark; IdentityCenterConfiguration and QueryResultsS3AccessGrantsConfiguration are refused when they are switched on, PySpark engines always. `primary` has a local OutputLocation until one is set";

const HEAD: &str = "# Athena operations

Made from the table of operations by `BOATHOUSE_WRITE_PAGES=1 cargo test -p boathouse-athena -p boathouse-features coverage`; a test keeps it fresh,
so do not edit it by hand.

- **real**: it does here what it does in AWS, or refuses by name what it cannot do.
- **stored only**: what it takes is kept and given back as it was, and changes nothing else; the remark says what AWS would do more.
- **refused**: it answers with an `InvalidRequestException` that names it. All of these are about notebooks, sessions and calculations, which need
  Apache Spark.
";

fn note(marks: &[(&'static str, &'static str)], name: &str) -> Option<&'static str> {
    marks.iter().find(|(marked, _)| *marked == name).map(|(_, note)| *note)
}

/// What an operation does here, and a remark.
fn standing(name: &str) -> (&'static str, &'static str) {
    let is_served = OPERATIONS.binary_search_by(|operation| operation.name.cmp(name)).is_ok();
    match (is_served, note(STORED_ONLY, name)) {
        (false, _) => ("refused", ""),
        (true, Some(why)) => ("stored only", why),
        (true, None) => ("real", note(PARTLY, name).unwrap_or_default()),
    }
}

fn page() -> String {
    let known: Vec<&str> = include_str!("operations.txt").lines().collect();
    let count = |wanted: &str| known.iter().filter(|name| standing(name).0 == wanted).count();
    let mut page = HEAD.to_owned();
    let (real, stored, refused) = (count("real"), count("stored only"), count("refused"));
    let total = known.len();
    let _ = writeln!(page, "\nOf {total} operations {real} are real, {stored} stored only and {refused} refused.\n");
    page.push_str("| operation | here | remark |\n|---|---|---|\n");
    for name in &known {
        let (standing, remark) = standing(name);
        let _ = writeln!(page, "| {name} | {standing} | {remark} |");
    }
    page
}

#[test]
fn the_page_is_fresh() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/athena.md");
    let page = page();
    if std::env::var_os("BOATHOUSE_WRITE_PAGES").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == page,
        "run `BOATHOUSE_WRITE_PAGES=1 cargo test -p boathouse-athena -p boathouse-features coverage`"
    );
}

#[test]
fn marks_are_of_served_operations() {
    for marks in [STORED_ONLY, PARTLY] {
        assert!(marks.is_sorted(), "marks are sorted by name");
        for (name, _) in marks {
            assert!(OPERATIONS.iter().any(|operation| operation.name == *name), "{name} is marked and not served");
        }
    }
}

#[test]
fn every_served_operation_is_in_the_model() {
    let known: Vec<&str> = include_str!("operations.txt").lines().collect();
    assert!(known.is_sorted());
    for operation in OPERATIONS {
        assert!(known.binary_search(&operation.name).is_ok(), "{}", operation.name);
    }
}
