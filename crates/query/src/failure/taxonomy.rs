//! What kind of error each of Athena's error names is: its category, its type and whether trying again may help.
//! <https://docs.aws.amazon.com/athena/latest/ug/error-reference.html>

/// `AthenaError.ErrorCategory`.
pub(super) const SYSTEM: u8 = 1;
pub(super) const USER: u8 = 2;

/// The kind of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) category: u8,
    pub(super) error_type: u16,
    pub(super) retryable: bool,
}

/// The kind of a user's error whose name is not listed.
const ANY: Kind = user(1000);

const fn user(error_type: u16) -> Kind {
    Kind { category: USER, error_type, retryable: false }
}

const fn system(error_type: u16, retryable: bool) -> Kind {
    Kind { category: SYSTEM, error_type, retryable }
}

/// Sorted by name.
const KINDS: &[(&str, Kind)] = &[
    ("ALREADY_EXISTS", user(1100)),
    ("CATALOG_NOT_FOUND", user(1006)),
    ("CLUSTER_OUT_OF_MEMORY", user(1)),
    ("COLUMN_NOT_FOUND", user(1006)),
    ("DIVISION_BY_ZERO", user(1001)),
    ("EXCEEDED_LOCAL_MEMORY_LIMIT", user(1)),
    ("EXCEEDED_MEMORY_LIMIT", user(1)),
    ("FUNCTION_NOT_FOUND", user(1303)),
    ("GENERIC_INTERNAL_ERROR", system(200, false)),
    ("HIVE_INVALID_VIEW_DATA", user(1107)),
    ("ICEBERG_COMMIT_ERROR", system(233, true)),
    ("INVALID_CAST_ARGUMENT", user(1100)),
    ("INVALID_FUNCTION_ARGUMENT", user(1106)),
    ("INVALID_PARAMETER_USAGE", user(1100)),
    ("INVALID_TABLE_PROPERTY", user(1103)),
    ("INVALID_VIEW", user(1107)),
    ("MISSING_COLUMN_NAME", user(1100)),
    ("NOT_FOUND", user(1300)),
    ("NOT_SUPPORTED", user(1200)),
    ("NUMERIC_VALUE_OUT_OF_RANGE", user(1100)),
    ("SCHEMA_NOT_FOUND", user(1301)),
    ("SYNTAX_ERROR", user(1006)),
    ("TABLE_ALREADY_EXISTS", user(1110)),
    ("TABLE_NOT_FOUND", user(1301)),
    ("TYPE_MISMATCH", user(1002)),
    ("VIEW_IS_RECURSIVE", user(1107)),
    ("VIEW_IS_STALE", user(1107)),
];

/// The kind of an error of the engine's.
pub(super) fn kind(name: &str) -> Kind {
    KINDS.binary_search_by(|(known, _)| known.cmp(&name)).map_or(ANY, |at| KINDS[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Failure;

    #[test]
    fn every_name_has_the_kind_that_athena_gives_it() {
        assert!(KINDS.is_sorted_by(|left, right| left.0 < right.0));
        for (name, category, error_type, retryable) in [
            ("CATALOG_NOT_FOUND", 2, 1006, false),
            ("COLUMN_NOT_FOUND", 2, 1006, false),
            ("CONSTRAINT_VIOLATION", 2, 1000, false),
            ("DIVISION_BY_ZERO", 2, 1001, false),
            ("EXCEEDED_MEMORY_LIMIT", 2, 1, false),
            ("EXPRESSION_NOT_AGGREGATE", 2, 1000, false),
            ("FUNCTION_NOT_FOUND", 2, 1303, false),
            ("GENERIC_INTERNAL_ERROR", 1, 200, false),
            ("HIVE_BAD_DATA", 2, 1000, false),
            ("ICEBERG_COMMIT_ERROR", 1, 233, true),
            ("INVALID_CAST_ARGUMENT", 2, 1100, false),
            ("INVALID_FUNCTION_ARGUMENT", 2, 1106, false),
            ("INVALID_PARAMETER_USAGE", 2, 1100, false),
            ("NOT_FOUND", 2, 1300, false),
            ("NOT_SUPPORTED", 2, 1200, false),
            ("NUMERIC_VALUE_OUT_OF_RANGE", 2, 1100, false),
            ("SCHEMA_NOT_FOUND", 2, 1301, false),
            ("SYNTAX_ERROR", 2, 1006, false),
            ("TABLE_ALREADY_EXISTS", 2, 1110, false),
            ("TABLE_NOT_FOUND", 2, 1301, false),
            ("TYPE_MISMATCH", 2, 1002, false),
        ] {
            let failure = Failure::engine(name, None, "text");
            assert_eq!(failure.reason, format!("{name}: text"));
            assert_eq!(
                (failure.category, failure.error_type, failure.retryable),
                (category, error_type, retryable),
                "{name}"
            );
        }
    }

    #[test]
    fn failures_without_a_name_have_their_kinds_too() {
        for (failure, category, error_type, retryable) in [
            (Failure::timeout(), 1, 206, false),
            (Failure::interrupted(), 1, 200, true),
            (Failure::cancelled(), 2, 1014, false),
            (Failure::scanned_too_much(), 2, 1014, false),
            (Failure::output_denied("s3://b/k"), 2, 401, false),
            (Failure::result_write("s3://b/k", &"x"), 2, 401, false),
            (Failure::no_database("d"), 1, 1502, false),
            (Failure::hive_syntax(boathouse_sql::Position::START, "x"), 1, 1003, false),
            (Failure::wrong_engine("x".to_owned()), 2, 1006, false),
            (Failure::not_for_iceberg(), 2, 1200, false),
            (Failure::no_path(), 2, 1100, false),
        ] {
            assert_eq!(
                (failure.category, failure.error_type, failure.retryable),
                (category, error_type, retryable),
                "{failure}"
            );
        }
    }
}
