//! Failures in the words of Hive's DDL engine.

use boathouse_catalog::Error as CatalogError;
use boathouse_sql::Position;
use boathouse_state::new_id;

use super::{ERROR_TYPE_GLUE, ERROR_TYPE_SYNTAX, Failure, SYSTEM, USER};

const DDL_TASK: &str = "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. ";
const ERROR_TYPE_DDL_FAILED: u16 = 1003;
const ERROR_TYPE_INVALID: u16 = 1100;
const ERROR_TYPE_NOT_SUPPORTED: u16 = 1200;
const ICEBERG: &str = "Query type not supported by Athena Iceberg at this time";

impl Failure {
    /// A Hive DDL task that failed; `cause` stands in the reason, `message` in the error.
    pub(crate) fn ddl_task(cause: &str, message: impl Into<String>) -> Self {
        let reason = format!("{DDL_TASK}{cause}");
        Self { reason, message: message.into(), category: USER, error_type: ERROR_TYPE_SYNTAX, retryable: false }
    }

    /// The same with one text for both.
    pub(crate) fn task(cause: &str) -> Self {
        Self::ddl_task(cause, cause)
    }

    /// A Hive statement that means nothing: `FAILED: SemanticException [Error NNNNN]: …`.
    pub(crate) fn semantic(number: u32, message: &str) -> Self {
        let reason = format!("FAILED: SemanticException [Error {number}]: {message}");
        Self { reason, message: message.to_owned(), category: USER, error_type: ERROR_TYPE_SYNTAX, retryable: false }
    }

    /// A Hive statement that means nothing, for which Hive has no number.
    pub(crate) fn meaningless(message: &str) -> Self {
        let reason = format!("FAILED: SemanticException {message}");
        Self { reason, message: message.to_owned(), category: USER, error_type: ERROR_TYPE_SYNTAX, retryable: false }
    }

    /// A Hive statement over a table whose type Glue was not told: Hive's engine stumbles over it.
    pub(crate) fn no_table_type() -> Self {
        Self { reason: "FAILED: NullPointerException Name is null".to_owned(), ..Self::task("Name is null") }
    }

    /// A Hive statement over a table that is not there.
    pub(crate) fn no_table(table: &str) -> Self {
        Self::semantic(10001, &format!("Table not found {table}"))
    }

    /// A Hive statement over a database that is not there.
    pub(crate) fn no_database(database: &str) -> Self {
        let message = format!(
            "com.facebook.presto.spi.PrestoException: Database {database} not found. (Service: AmazonDataCatalog; \
             Status Code: 400; Error Code: EntityNotFoundException; Request ID: {}; Proxy: null)",
            new_id()
        );
        let failure = Self::semantic(10072, &format!("Database does not exist: {database}"));
        Self { message, category: SYSTEM, error_type: ERROR_TYPE_GLUE, ..failure }
    }

    /// What Hive's own parser does not take; it counts columns from 0.
    pub(crate) fn hive_syntax(at: Position, detail: &str) -> Self {
        let reason = format!("FAILED: ParseException line {}:{} {detail}", at.line, at.column.saturating_sub(1));
        Self::plain(reason, SYSTEM, ERROR_TYPE_DDL_FAILED)
    }

    /// A statement of Hive's that goes to the engine that cannot run it; the reason is that engine's.
    pub(crate) fn wrong_engine(reason: String) -> Self {
        let message = "Query type not supported by DDL engine.".to_owned();
        Self { message, ..Self::plain(reason, USER, ERROR_TYPE_SYNTAX) }
    }

    /// What Athena has no way to do with an Iceberg table.
    pub(crate) fn not_for_iceberg() -> Self {
        Self::plain(ICEBERG.to_owned(), USER, ERROR_TYPE_NOT_SUPPORTED)
    }

    /// Whether it is [`Failure::not_for_iceberg`], whose executions have no result at all.
    pub(crate) fn is_for_iceberg(&self) -> bool {
        self.reason == ICEBERG
    }

    /// A view, which has no folder, where a table is needed.
    pub(crate) fn no_path() -> Self {
        let failure = Self::task("Can not create a Path from an empty string");
        Self { error_type: ERROR_TYPE_INVALID, ..failure }
    }

    /// Hive DDL that the catalog refuses.
    pub(crate) fn glue(message: String) -> Self {
        let reason = format!("{DDL_TASK}{message}");
        Self { reason, message, category: SYSTEM, error_type: ERROR_TYPE_GLUE, retryable: false }
    }

    /// Any other failure of the catalog.
    pub(crate) fn metastore(error: &CatalogError) -> Self {
        match error {
            CatalogError::State(_) => Self::plain(format!("HIVE_METASTORE_ERROR: {error}"), SYSTEM, 204),
            other => Self::glue(other.to_string()),
        }
    }

    /// Whether Hive's side reports it: such failures leave their text as the result object.
    pub(crate) fn is_hive_ddl(&self) -> bool {
        self.reason.starts_with("FAILED: ")
    }
}
