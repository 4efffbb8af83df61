//! The page of the documentation that says of every operation of AWS's model what it does here. It is made
//! from the table of operations and the marks below, and a test keeps it fresh.

use std::path::Path;

use boathouse_wire::{Coverage, Marks};

use crate::ops::OPERATIONS;

/// Served operations of which a part is refused, kept only, or otherwise other than in AWS.
const PARTLY: Marks = &[
    (
        "CreateCapacityReservation",
        "the capacity is there at once; the queries of its workgroups take 4 units each, or the min-dpu-count they ask for, and wait while there are no more",
    ),
    (
        "CreateDataCatalog",
        "a catalog of type GLUE with the caller's own account stands for AwsDataCatalog under another name; others are kept, and a query over one fails with its name. AWS makes the connection of a FEDERATED one, boathouse does not",
    ),
    ("CreateWorkGroup", WORKGROUP),
    (
        "DeleteDataCatalog",
        "DeleteCatalogOnly is told in `x-boathouse-ignored`: a catalog has nothing here besides itself",
    ),
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
        "results are not encrypted: EncryptionConfiguration is kept, shown and told in `x-boathouse-ignored`; all buckets have one owner, so AclConfiguration is kept and shown; ExpectedBucketOwner must be the account of boathouse or the caller's; of EngineConfiguration, min-dpu-count and max-dpu-count",
    ),
    ("UpdateWorkGroup", WORKGROUP),
];

const WORKGROUP: &str = "RequesterPaysEnabled, PublishCloudWatchMetricsEnabled, EnableMinimumEncryptionConfiguration, encryption, AdditionalConfiguration, ExecutionRole, CustomerContentEncryptionConfiguration, EngineConfiguration and MonitoringConfiguration are kept and shown and change nothing, and what would need encryption, IAM, CloudWatch or Spark is told in `x-boathouse-ignored`: no bucket here lets its readers pay, nothing is encrypted at rest, and there is no CloudWatch and no Spark; IdentityCenterConfiguration and QueryResultsS3AccessGrantsConfiguration are refused when they are switched on, PySpark engines always. `primary` has a local OutputLocation until one is set";

const HEAD: &str = "# Athena operations

Made from the table of operations by `BOATHOUSE_WRITE_PAGES=1 cargo test -p boathouse-athena -p boathouse-features coverage`; a test keeps it fresh,
so do not edit it by hand.

- **real**: it does here what it does in AWS, or refuses by name what it cannot do.
- **stored only**: what it takes is kept and given back as it was, and changes nothing else; the remark says what AWS would do more.
- **refused**: it answers with an `InvalidRequestException` that names it. Those are about notebooks, sessions and calculations, which need
  Apache Spark, and about AWS's own system tables, in place of which the schema `system` is there.

Every input is checked by AWS's model (`crates/athena/src/model.txt`): kinds first, then all constraints at once, in Athena's texts.
";

static COVERAGE: Coverage<crate::Athena> = Coverage {
    head: HEAD,
    known: include_str!("operations.txt"),
    served: OPERATIONS,
    stored_only: &[],
    partly: PARTLY,
    refused: &[],
};

#[test]
fn the_page_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/athena.md");
    assert!(
        COVERAGE.is_fresh(&path).unwrap(),
        "run `BOATHOUSE_WRITE_PAGES=1 cargo test -p boathouse-athena -p boathouse-features coverage`"
    );
}

#[test]
fn marks_and_operations_fit_the_model() {
    assert_eq!(COVERAGE.faults(), Vec::<String>::new());
}
