//! The page of the documentation that says of every operation of AWS's model what it does here. It is made
//! from the table of operations and the marks below, and a test keeps it fresh.

use std::fmt::Write as _;

use crate::ops::OPERATIONS;

/// Served operations whose things are kept and shown and change nothing else, with what AWS would do.
const STORED_ONLY: &[(&str, &str)] = &[
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
const PARTLY: &[(&str, &str)] = &[
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
const REFUSED: &[(&str, &str)] = &[
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

fn note(marks: &[(&'static str, &'static str)], name: &str) -> Option<&'static str> {
    marks.iter().find(|(marked, _)| *marked == name).map(|(_, note)| *note)
}

/// What an operation does here, and a remark.
fn standing(name: &str) -> (&'static str, &'static str) {
    let is_served = OPERATIONS.binary_search_by(|operation| operation.name.cmp(name)).is_ok();
    match (is_served, note(REFUSED, name), note(STORED_ONLY, name)) {
        (false, ..) => ("refused", ""),
        (true, Some(why), _) => ("refused", why),
        (true, None, Some(why)) => ("stored only", why),
        (true, None, None) => ("real", note(PARTLY, name).unwrap_or_default()),
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
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/glue.md");
    let page = page();
    if std::env::var_os("BOATHOUSE_WRITE_PAGES").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == page, "run `BOATHOUSE_WRITE_PAGES=1 cargo test -p boathouse-glue -p boathouse-features coverage`");
}

#[test]
fn marks_are_of_served_operations() {
    for marks in [STORED_ONLY, PARTLY, REFUSED] {
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
