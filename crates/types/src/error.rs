//! Errors with Trino's codes.

use arrow::error::ArrowError;

/// A result with a Trino error.
pub type Result<T, E = TrinoError> = std::result::Result<T, E>;

/// What went wrong, as Trino says it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", place(*.position))]
pub struct TrinoError {
    /// The standard error code.
    pub code: ErrorCode,
    /// The text behind the code and the place.
    pub message: String,
    /// Line and column, from 1, for errors of the analyzer.
    pub position: Option<(u32, u32)>,
}

fn place(position: Option<(u32, u32)>) -> String {
    position.map(|(line, column)| format!("line {line}:{column}: ")).unwrap_or_default()
}

impl TrinoError {
    /// An error without a place, as functions raise it.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), position: None }
    }

    /// An error at a place of the query.
    pub fn at(position: (u32, u32), code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), position: Some(position) }
    }

    /// `INVALID_FUNCTION_ARGUMENT`
    pub fn invalid_argument(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidFunctionArgument, message)
    }

    /// `INVALID_CAST_ARGUMENT`
    pub fn invalid_cast(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidCastArgument, message)
    }

    /// `NUMERIC_VALUE_OUT_OF_RANGE`
    pub fn out_of_range(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::NumericValueOutOfRange, message)
    }

    /// `DIVISION_BY_ZERO`
    pub fn division_by_zero() -> Self {
        Self::new(ErrorCode::DivisionByZero, "Division by zero")
    }

    /// `NOT_SUPPORTED`
    pub fn not_supported(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::NotSupported, message)
    }

    /// `GENERIC_INTERNAL_ERROR`: a fault of ours.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::GenericInternalError, message)
    }

    /// Whether TRY and TRY_CAST turn it into NULL.
    pub fn is_caught_by_try(&self) -> bool {
        matches!(
            self.code,
            ErrorCode::DivisionByZero
                | ErrorCode::InvalidCastArgument
                | ErrorCode::InvalidFunctionArgument
                | ErrorCode::NumericValueOutOfRange
        )
    }
}

impl From<ArrowError> for TrinoError {
    fn from(error: ArrowError) -> Self {
        match error {
            ArrowError::ExternalError(inner) => match inner.downcast::<Self>() {
                Ok(ours) => *ours,
                Err(other) => Self::internal(other.to_string()),
            },
            ArrowError::DivideByZero => Self::division_by_zero(),
            ArrowError::ArithmeticOverflow(text) => Self::out_of_range(text),
            other => Self::internal(other.to_string()),
        }
    }
}

macro_rules! codes {
    ($($name:ident $text:literal),* $(,)?) => {
        /// Trino's standard error codes, as far as SQL raises them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $(#[doc = concat!("`", $text, "`")] $name,)*
        }

        impl ErrorCode {
            /// Every code, in Trino's order.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The name Trino prints.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

codes! {
    GenericUserError "GENERIC_USER_ERROR",
    SyntaxError "SYNTAX_ERROR",
    UserCanceled "USER_CANCELED",
    PermissionDenied "PERMISSION_DENIED",
    NotFound "NOT_FOUND",
    FunctionNotFound "FUNCTION_NOT_FOUND",
    InvalidFunctionArgument "INVALID_FUNCTION_ARGUMENT",
    DivisionByZero "DIVISION_BY_ZERO",
    InvalidCastArgument "INVALID_CAST_ARGUMENT",
    OperatorNotFound "OPERATOR_NOT_FOUND",
    InvalidView "INVALID_VIEW",
    AlreadyExists "ALREADY_EXISTS",
    NotSupported "NOT_SUPPORTED",
    InvalidSessionProperty "INVALID_SESSION_PROPERTY",
    InvalidWindowFrame "INVALID_WINDOW_FRAME",
    ConstraintViolation "CONSTRAINT_VIOLATION",
    TransactionConflict "TRANSACTION_CONFLICT",
    InvalidTableProperty "INVALID_TABLE_PROPERTY",
    NumericValueOutOfRange "NUMERIC_VALUE_OUT_OF_RANGE",
    InvalidSchemaProperty "INVALID_SCHEMA_PROPERTY",
    SubqueryMultipleRows "SUBQUERY_MULTIPLE_ROWS",
    ProcedureNotFound "PROCEDURE_NOT_FOUND",
    InvalidProcedureArgument "INVALID_PROCEDURE_ARGUMENT",
    QueryRejected "QUERY_REJECTED",
    AmbiguousFunctionCall "AMBIGUOUS_FUNCTION_CALL",
    InvalidSchemaName "INVALID_SCHEMA_NAME",
    InvalidAnalyzeProperty "INVALID_ANALYZE_PROPERTY",
    ExceededTimeLimit "EXCEEDED_TIME_LIMIT",
    InvalidLiteral "INVALID_LITERAL",
    ColumnTypeUnknown "COLUMN_TYPE_UNKNOWN",
    FunctionImplementationError "FUNCTION_IMPLEMENTATION_ERROR",
    FunctionImplementationMissing "FUNCTION_IMPLEMENTATION_MISSING",
    TableNotFound "TABLE_NOT_FOUND",
    TableHasNoColumns "TABLE_HAS_NO_COLUMNS",
    SchemaNotFound "SCHEMA_NOT_FOUND",
    SchemaAlreadyExists "SCHEMA_ALREADY_EXISTS",
    TableAlreadyExists "TABLE_ALREADY_EXISTS",
    ColumnNotFound "COLUMN_NOT_FOUND",
    ColumnAlreadyExists "COLUMN_ALREADY_EXISTS",
    DuplicateNamedQuery "DUPLICATE_NAMED_QUERY",
    DuplicateColumnName "DUPLICATE_COLUMN_NAME",
    MissingColumnName "MISSING_COLUMN_NAME",
    MissingGroupBy "MISSING_GROUP_BY",
    MissingOver "MISSING_OVER",
    MissingOrderBy "MISSING_ORDER_BY",
    NestedAggregation "NESTED_AGGREGATION",
    NestedWindow "NESTED_WINDOW",
    DuplicateWindowName "DUPLICATE_WINDOW_NAME",
    TooManyGroupingSets "TOO_MANY_GROUPING_SETS",
    TooManyArguments "TOO_MANY_ARGUMENTS",
    ExpressionNotInDistinct "EXPRESSION_NOT_IN_DISTINCT",
    ExpressionNotScalar "EXPRESSION_NOT_SCALAR",
    ExpressionNotAggregate "EXPRESSION_NOT_AGGREGATE",
    ExpressionNotConstant "EXPRESSION_NOT_CONSTANT",
    FunctionNotAggregate "FUNCTION_NOT_AGGREGATE",
    FunctionNotWindow "FUNCTION_NOT_WINDOW",
    FunctionNotScalar "FUNCTION_NOT_SCALAR",
    AmbiguousName "AMBIGUOUS_NAME",
    TypeMismatch "TYPE_MISMATCH",
    InvalidParameterUsage "INVALID_PARAMETER_USAGE",
    InvalidColumnReference "INVALID_COLUMN_REFERENCE",
    InvalidArguments "INVALID_ARGUMENTS",
    InvalidLimitClause "INVALID_LIMIT_CLAUSE",
    InvalidOrderBy "INVALID_ORDER_BY",
    InvalidWindowReference "INVALID_WINDOW_REFERENCE",
    InvalidPartitionBy "INVALID_PARTITION_BY",
    InvalidRecursiveReference "INVALID_RECURSIVE_REFERENCE",
    MissingColumnAliases "MISSING_COLUMN_ALIASES",
    MismatchedColumnAliases "MISMATCHED_COLUMN_ALIASES",
    InvalidCopartitioning "INVALID_COPARTITIONING",
    InvalidPatternRecognitionFunction "INVALID_PATTERN_RECOGNITION_FUNCTION",
    InvalidProcessingMode "INVALID_PROCESSING_MODE",
    InvalidNavigationNesting "INVALID_NAVIGATION_NESTING",
    InvalidLabel "INVALID_LABEL",
    InvalidRange "INVALID_RANGE",
    MissingVariableDefinitions "MISSING_VARIABLE_DEFINITIONS",
    InvalidRowPattern "INVALID_ROW_PATTERN",
    MissingRowPattern "MISSING_ROW_PATTERN",
    InvalidWindowMeasure "INVALID_WINDOW_MEASURE",
    StackOverflow "STACK_OVERFLOW",
    InvalidPath "INVALID_PATH",
    MissingPathName "MISSING_PATH_NAME",
    InvalidPlan "INVALID_PLAN",
    DuplicateColumnOrPathName "DUPLICATE_COLUMN_OR_PATH_NAME",
    JsonInputConversionError "JSON_INPUT_CONVERSION_ERROR",
    JsonOutputConversionError "JSON_OUTPUT_CONVERSION_ERROR",
    PathEvaluationError "PATH_EVALUATION_ERROR",
    JsonValueResultError "JSON_VALUE_RESULT_ERROR",
    InvalidJsonLiteral "INVALID_JSON_LITERAL",
    MultipleOutputRows "MULTIPLE_OUTPUT_ROWS",
    MergeTargetRowMultipleMatches "MERGE_TARGET_ROW_MULTIPLE_MATCHES",
    InvalidDefaultColumnValue "INVALID_DEFAULT_COLUMN_VALUE",
    MissingArgument "MISSING_ARGUMENT",
    InvalidColumnProperty "INVALID_COLUMN_PROPERTY",
    DuplicateRangeVariable "DUPLICATE_RANGE_VARIABLE",
    DuplicateParameterName "DUPLICATE_PARAMETER_NAME",
    DuplicateProperty "DUPLICATE_PROPERTY",
    MissingReturn "MISSING_RETURN",
    ColumnReferenceOutOfScope "COLUMN_REFERENCE_OUT_OF_SCOPE",
    CatalogNotFound "CATALOG_NOT_FOUND",
    CatalogNotAvailable "CATALOG_NOT_AVAILABLE",
    MissingCatalogName "MISSING_CATALOG_NAME",
    MissingSchemaName "MISSING_SCHEMA_NAME",
    TypeNotFound "TYPE_NOT_FOUND",
    ViewIsStale "VIEW_IS_STALE",
    ViewIsRecursive "VIEW_IS_RECURSIVE",
    NestedRecursive "NESTED_RECURSIVE",
    NestedRowPatternRecognition "NESTED_ROW_PATTERN_RECOGNITION",
    InvalidCatalogProperty "INVALID_CATALOG_PROPERTY",
    InvalidCheckConstraint "INVALID_CHECK_CONSTRAINT",
    InvalidNavigation "INVALID_NAVIGATION",
    InvalidSpatialPartitioning "INVALID_SPATIAL_PARTITIONING",
    InvalidColumnMask "INVALID_COLUMN_MASK",
    InvalidRowFilter "INVALID_ROW_FILTER",
    QueryHasTooManyStages "QUERY_HAS_TOO_MANY_STAGES",
    NotInTransaction "NOT_IN_TRANSACTION",
    AdministrativelyKilled "ADMINISTRATIVELY_KILLED",
    BranchNotFound "BRANCH_NOT_FOUND",
    ExceededFunctionMemoryLimit "EXCEEDED_FUNCTION_MEMORY_LIMIT",
    GenericInternalError "GENERIC_INTERNAL_ERROR",
    CompilerError "COMPILER_ERROR",
    GenericInsufficientResources "GENERIC_INSUFFICIENT_RESOURCES",
    ExceededLocalMemoryLimit "EXCEEDED_LOCAL_MEMORY_LIMIT",
    QueryTextTooLarge "QUERY_TEXT_TOO_LARGE",
    TooManyRequestsFailed "TOO_MANY_REQUESTS_FAILED",
}
