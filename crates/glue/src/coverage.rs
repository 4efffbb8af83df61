//! The page of the documentation that says of every operation of AWS's model what it does here. It is made
//! from the table of operations and the marks below, and a test keeps it fresh.

use std::path::Path;

use boathouse_wire::{Coverage, Marks};

use crate::ops::OPERATIONS;

/// Served operations whose things are kept and shown and change nothing else, with what AWS would do.
const STORED_ONLY: Marks = &[
    ("CreateSecurityConfiguration", "nothing that is written here is encrypted"),
    ("DeleteResourcePolicy", "no call is let or refused by a policy"),
    ("DeleteSecurityConfiguration", "nothing that is written here is encrypted"),
    ("GetCatalogImportStatus", "Athena and Glue share one catalog, so an import has nothing to bring over"),
    ("GetResourcePolicies", "no call is let or refused by a policy"),
    ("GetResourcePolicy", "no call is let or refused by a policy"),
    ("GetSecurityConfiguration", "nothing that is written here is encrypted"),
    ("GetSecurityConfigurations", "nothing that is written here is encrypted"),
    ("ImportCatalogToGlue", "Athena and Glue share one catalog, so an import has nothing to bring over"),
    ("PutResourcePolicy", "no call is let or refused by a policy"),
];

/// Served operations of which a part is refused, kept only, or otherwise other than in AWS.
const PARTLY: Marks = &[
    (
        "CreateConnection",
        "credentials that AWS would put into a secret and ValidateForComputeEnvironments are refused; ValidateCredentials tests the connection as TestConnection does",
    ),
    (
        "CreateTable",
        "OpenTableFormatInput writes a real Iceberg metadata file of format version 1 or 2, uncompressed; TransactionId is refused",
    ),
    ("CreateUserDefinedFunction", "functions are kept for the engines that load them; Athena here does not call them"),
    ("GetCatalog", "there is one catalog for each account and region, its root"),
    ("GetCatalogs", "there is one catalog for each account and region, its root"),
    ("GetConnection", "ApplyOverrideForComputeEnvironment is refused"),
    (
        "GetTable",
        "AttributesToGet with LATEST_ICEBERG_METADATA reads the metadata file; views change at once, so no table has a Status; QueryAsOfTime and TransactionId are refused",
    ),
    ("GetTables", "views change at once, so no table has a Status; QueryAsOfTime and TransactionId are refused"),
    (
        "PutDataCatalogEncryptionSettings",
        "passwords of connections are shown sealed when that is asked for; nothing is encrypted at rest, and keys are not used",
    ),
    (
        "SearchTables",
        "a Key that is no property of tables is that of a parameter; unquoted words of SearchText may be anywhere in the texts of a table",
    ),
    (
        "TestConnection",
        "really connects, to PostgreSQL, MySQL and MariaDB on a loopback address without TLS; other hosts and engines are refused by name",
    ),
    ("UpdateCatalog", "Description and Parameters of the root; every other member is refused"),
    (
        "UpdateConnection",
        "credentials that AWS would put into a secret and ValidateForComputeEnvironments are refused; ValidateCredentials tests the connection as TestConnection does",
    ),
    (
        "UpdateTable",
        "UpdateOpenTableFormatInput writes the next Iceberg metadata file and swaps it in unless another writer was faster; with a ViewUpdateAction what TableInput leaves out stays, and Force marks the dialects of other columns or tables stale; TransactionId is refused",
    ),
];

/// Operations that are known to the table because they say better than the dispatch why they do not work.
const REFUSED: Marks = &[
    ("CreateCatalog", "catalogs below a root lie in other systems, and none of those is here"),
    ("DeleteCatalog", "a root catalog stays, and there are no others"),
];

const HEAD: &str = "# Glue operations

Made from the table of operations by `BOATHOUSE_WRITE_PAGES=1 cargo test -p boathouse-glue -p boathouse-features coverage`; a test keeps it fresh, so do
not edit it by hand.

- **real**: it does here what it does in AWS, or refuses by name what it cannot do.
- **stored only**: what it takes is kept and given back as it was, and changes nothing else; the remark says what AWS would do more.
- **refused**: it answers with an error that names it.

On every operation `AuditContext` and `QuerySessionContext` are checked and told in the header `x-boathouse-ignored`, for nothing follows from them
here; `TransactionId`, which is of governed tables, is checked and refused by name; a `CatalogId` of another account gets AccessDeniedException.
";

static COVERAGE: Coverage<crate::Glue> = Coverage {
    head: HEAD,
    known: include_str!("operations.txt"),
    served: OPERATIONS,
    stored_only: STORED_ONLY,
    partly: PARTLY,
    refused: REFUSED,
};

#[test]
fn the_page_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/glue.md");
    assert!(
        COVERAGE.is_fresh(&path).unwrap(),
        "run `BOATHOUSE_WRITE_PAGES=1 cargo test -p boathouse-glue -p boathouse-features coverage`"
    );
}

#[test]
fn marks_and_operations_fit_the_model() {
    assert_eq!(COVERAGE.faults(), Vec::<String>::new());
}
