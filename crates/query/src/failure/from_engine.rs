//! The engine's errors under the names and texts that Trino has for the same facts.

use datafusion::arrow::error::ArrowError;
use datafusion::common::{DataFusionError, Diagnostic, SchemaError};

use super::Failure;
use crate::statement::Position;

impl From<&DataFusionError> for Failure {
    fn from(error: &DataFusionError) -> Self {
        from_error(error, None)
    }
}

impl From<DataFusionError> for Failure {
    fn from(error: DataFusionError) -> Self {
        Self::from(&error)
    }
}

fn from_error(error: &DataFusionError, position: Option<Position>) -> Failure {
    match error {
        DataFusionError::Context(_, inner) => from_error(inner, position),
        DataFusionError::Shared(inner) => from_error(inner, position),
        DataFusionError::Diagnostic(diagnostic, inner) => from_error(inner, place(diagnostic).or(position)),
        DataFusionError::Collection(all) => match all.first() {
            Some(first) => from_error(first, position),
            None => Failure::internal(error),
        },
        DataFusionError::SchemaError(schema, _) => from_schema(schema, position),
        DataFusionError::ArrowError(arrow, _) => from_arrow(arrow, position),
        DataFusionError::External(external) => from_external(external.as_ref(), position),
        DataFusionError::ParquetError(parquet) => {
            Failure::engine("HIVE_CURSOR_ERROR", None, &format!("Failed to read Parquet file: {parquet}"))
        }
        DataFusionError::ObjectStore(store) => from_store(store),
        DataFusionError::NotImplemented(message) => Failure::engine("NOT_SUPPORTED", position, message),
        DataFusionError::ResourcesExhausted(message) => Failure::engine(
            "EXCEEDED_MEMORY_LIMIT",
            None,
            &format!("Query exhausted resources at this scale factor ({message})"),
        ),
        DataFusionError::Plan(message) => from_plan(message, position),
        DataFusionError::SQL(parser, _) => Failure::engine("SYNTAX_ERROR", position, &parser.to_string()),
        DataFusionError::Execution(message) => from_execution(message, position),
        DataFusionError::IoError(io) => Failure::engine("HIVE_FILESYSTEM_ERROR", None, &io.to_string()),
        other => Failure::internal(other),
    }
}

fn place(diagnostic: &Diagnostic) -> Option<Position> {
    let start = diagnostic.span?.start;
    Some(Position { line: usize::try_from(start.line).ok()?, column: usize::try_from(start.column).ok()? })
}

fn from_schema(error: &SchemaError, position: Option<Position>) -> Failure {
    match error {
        SchemaError::FieldNotFound { field, .. } => {
            let name = match &field.relation {
                Some(relation) => format!("{}.{}", relation.table(), field.name),
                None => field.name.clone(),
            };
            Failure::engine(
                "COLUMN_NOT_FOUND",
                position,
                &format!(
                    "Column '{name}' cannot be resolved or requester is not authorized to access requested resources"
                ),
            )
        }
        SchemaError::AmbiguousReference { field } => {
            Failure::engine("AMBIGUOUS_NAME", position, &format!("Column '{}' is ambiguous", field.name))
        }
        SchemaError::DuplicateQualifiedField { name, .. } | SchemaError::DuplicateUnqualifiedField { name } => {
            Failure::engine(
                "DUPLICATE_COLUMN_NAME",
                position,
                &format!("Column name '{name}' specified more than once"),
            )
        }
    }
}

fn from_arrow(error: &ArrowError, position: Option<Position>) -> Failure {
    match error {
        ArrowError::DivideByZero => Failure::engine("DIVISION_BY_ZERO", None, "Division by zero"),
        ArrowError::ArithmeticOverflow(message) => Failure::engine("NUMERIC_VALUE_OUT_OF_RANGE", None, message),
        ArrowError::CastError(message) | ArrowError::ParseError(message) => {
            Failure::engine("INVALID_CAST_ARGUMENT", None, &cast_text(message))
        }
        ArrowError::ComputeError(message) if message.contains("verflow") => {
            Failure::engine("NUMERIC_VALUE_OUT_OF_RANGE", None, message)
        }
        ArrowError::InvalidArgumentError(message) if message.contains("too large to store") => {
            Failure::engine("NUMERIC_VALUE_OUT_OF_RANGE", None, message)
        }
        // What decoding a page says; what is wrong with a footer comes as an error of boathouse-formats.
        ArrowError::ParquetError(message) => {
            Failure::engine("HIVE_BAD_DATA", None, &format!("Not valid Parquet file: {message}"))
        }
        ArrowError::NotYetImplemented(message) => Failure::engine("NOT_SUPPORTED", position, message),
        ArrowError::ExternalError(inner) => from_external(inner.as_ref(), position),
        ArrowError::IoError(message, _) => Failure::engine("HIVE_FILESYSTEM_ERROR", None, message),
        other => Failure::engine("GENERIC_USER_ERROR", position, &other.to_string()),
    }
}

/// `Cannot cast string 'abc' to value of Int32 type` in Trino's words.
fn cast_text(message: &str) -> String {
    let parts = message
        .strip_prefix("Cannot cast string '")
        .and_then(|rest| rest.rsplit_once("' to value of "))
        .and_then(|(value, rest)| Some((value, rest.strip_suffix(" type")?)));
    let Some((value, arrow)) = parts else { return message.to_owned() };
    let trino = match arrow {
        "Int8" => "TINYINT",
        "Int16" => "SMALLINT",
        "Int32" => "INT",
        "Int64" => "BIGINT",
        "Float32" => "REAL",
        "Float64" => "DOUBLE",
        "Boolean" => "BOOLEAN",
        "Date32" => return format!("Value cannot be cast to date: {value}"),
        other if other.starts_with("Timestamp") => return format!("Value cannot be cast to timestamp: {value}"),
        other => other,
    };
    format!("Cannot cast '{value}' to {trino}")
}

fn from_external(error: &(dyn std::error::Error + Send + Sync + 'static), position: Option<Position>) -> Failure {
    if let Some(failure) = error.downcast_ref::<Failure>() {
        return failure.clone();
    }
    if let Some(inner) = error.downcast_ref::<DataFusionError>() {
        return from_error(inner, position);
    }
    if let Some(inner) = error.downcast_ref::<ArrowError>() {
        return from_arrow(inner, position);
    }
    if let Some(store) = error.downcast_ref::<object_store::Error>() {
        return from_store(store);
    }
    if let Some(formats) = error.downcast_ref::<boathouse_formats::Error>() {
        return from_formats(formats);
    }
    Failure::engine("GENERIC_USER_ERROR", position, &error.to_string())
}

fn from_formats(error: &boathouse_formats::Error) -> Failure {
    use boathouse_formats::Error;
    let text = error.to_string();
    // Texts that begin with Athena's own name for the error keep it.
    if let Some((name, message)) = text.split_once(": ")
        && name.starts_with("HIVE_")
    {
        return Failure::engine(name, None, message);
    }
    match error {
        Error::UnsupportedSerDe(_) | Error::UnsupportedProperty { .. } | Error::UnsupportedColumn { .. } => {
            Failure::engine("NOT_SUPPORTED", None, &text)
        }
        Error::InvalidProperty { .. } | Error::InvalidLayout(_) | Error::Schema(_) => {
            Failure::engine("HIVE_INVALID_METADATA", None, &text)
        }
        Error::Store { source, .. } => from_store(source),
        Error::Engine(engine) => from_error(engine, None),
        Error::Arrow(arrow) => from_arrow(arrow, None),
        _ => Failure::engine("HIVE_CURSOR_ERROR", None, &text),
    }
}

fn from_store(error: &object_store::Error) -> Failure {
    match error {
        object_store::Error::NotFound { path, .. } => Failure::engine(
            "HIVE_CURSOR_ERROR",
            None,
            &format!("Failed to read file: {path}: The specified key does not exist"),
        ),
        other => Failure::engine("HIVE_FILESYSTEM_ERROR", None, &other.to_string()),
    }
}

fn from_plan(message: &str, position: Option<Position>) -> Failure {
    if let Some(rest) = message.strip_prefix("Invalid function '") {
        let name = rest.split('\'').next().unwrap_or_default();
        return Failure::engine("FUNCTION_NOT_FOUND", position, &format!("Function '{name}' not registered"));
    }
    if let Some(rest) = message.strip_prefix("table '").and_then(|rest| rest.strip_suffix("' not found")) {
        return Failure::engine("TABLE_NOT_FOUND", position, &format!("Table '{rest}' does not exist"));
    }
    if message.contains("must appear in the GROUP BY clause") || message.contains("not in GROUP BY") {
        return Failure::engine("EXPRESSION_NOT_AGGREGATE", position, message);
    }
    let mismatch = ["annot coerce", "annot infer common", "type mismatch", "types are not", "Cannot get result type"];
    if mismatch.iter().any(|words| message.contains(words)) {
        return Failure::engine("TYPE_MISMATCH", position, message);
    }
    if message.contains("not supported") {
        return Failure::engine("NOT_SUPPORTED", position, message);
    }
    Failure::engine("SYNTAX_ERROR", position, message)
}

fn from_execution(message: &str, position: Option<Position>) -> Failure {
    if message.contains("ivide by zero") || message.contains("ivision by zero") {
        return Failure::engine("DIVISION_BY_ZERO", None, "Division by zero");
    }
    Failure::engine("INVALID_FUNCTION_ARGUMENT", position, message)
}
