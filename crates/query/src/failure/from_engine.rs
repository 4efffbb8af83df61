//! The engine's errors under the names and texts that Trino has for the same facts.

use boathouse_sql::Position;
use boathouse_types::{ErrorCode, TrinoError};
use datafusion::arrow::error::ArrowError;
use datafusion::common::DataFusionError;

use super::Failure;
use super::hive_types::bad_type;

impl From<&TrinoError> for Failure {
    fn from(error: &TrinoError) -> Self {
        let place = error.position.map(|(line, column)| Position { line, column, offset: 0 });
        if error.code == ErrorCode::GenericInternalError {
            return Self::internal(error);
        }
        let message = &error.message;
        // Athena does not say whether there is no such column or no right to it.
        if error.code == ErrorCode::ColumnNotFound && message.ends_with("cannot be resolved") {
            let message = format!("{message} or requester is not authorized to access requested resources");
            return Self::engine(error.code.as_str(), place, &message);
        }
        Self::engine(error.code.as_str(), place, message)
    }
}

impl From<TrinoError> for Failure {
    fn from(error: TrinoError) -> Self {
        Self::from(&error)
    }
}

impl From<&DataFusionError> for Failure {
    fn from(error: &DataFusionError) -> Self {
        from_error(error)
    }
}

impl From<DataFusionError> for Failure {
    fn from(error: DataFusionError) -> Self {
        Self::from(&error)
    }
}

fn from_error(error: &DataFusionError) -> Failure {
    match error {
        DataFusionError::Context(_, inner) => from_error(inner),
        DataFusionError::Shared(inner) => from_error(inner),
        DataFusionError::Diagnostic(_, inner) => from_error(inner),
        DataFusionError::Collection(all) => match all.first() {
            Some(first) => from_error(first),
            None => Failure::internal(error),
        },
        DataFusionError::ArrowError(arrow, _) => from_arrow(arrow),
        DataFusionError::External(external) => from_external(external.as_ref()),
        DataFusionError::ParquetError(parquet) => match boathouse_formats::Error::find_in(parquet.as_ref()) {
            // What its reader was told on the way, which it only passes on.
            Some(ours) => from_formats(ours),
            None => Failure::engine("HIVE_CURSOR_ERROR", None, &format!("Failed to read Parquet file: {parquet}")),
        },
        DataFusionError::ObjectStore(store) => from_store(store),
        DataFusionError::NotImplemented(message) => Failure::engine("NOT_SUPPORTED", None, message),
        DataFusionError::ResourcesExhausted(message) => Failure::engine(
            "EXCEEDED_MEMORY_LIMIT",
            None,
            &format!("Query exhausted resources at this scale factor ({message})"),
        ),
        DataFusionError::Execution(message) => from_execution(message),
        DataFusionError::IoError(io) => Failure::engine("HIVE_FILESYSTEM_ERROR", None, &io.to_string()),
        // Names, types and rules were settled before there was a plan: what is wrong with one is ours.
        other => Failure::internal(other),
    }
}

fn from_arrow(error: &ArrowError) -> Failure {
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
        ArrowError::NotYetImplemented(message) => Failure::engine("NOT_SUPPORTED", None, message),
        ArrowError::ExternalError(inner) => from_external(inner.as_ref()),
        ArrowError::IoError(message, _) => Failure::engine("HIVE_FILESYSTEM_ERROR", None, message),
        other => Failure::engine("GENERIC_USER_ERROR", None, &other.to_string()),
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

fn from_external(error: &(dyn std::error::Error + Send + Sync + 'static)) -> Failure {
    if let Some(failure) = error.downcast_ref::<Failure>() {
        return failure.clone();
    }
    if let Some(trino) = error.downcast_ref::<TrinoError>() {
        return Failure::from(trino);
    }
    if let Some(inner) = error.downcast_ref::<DataFusionError>() {
        return from_error(inner);
    }
    if let Some(inner) = error.downcast_ref::<ArrowError>() {
        return from_arrow(inner);
    }
    if let Some(store) = error.downcast_ref::<object_store::Error>() {
        return from_store(store);
    }
    if let Some(formats) = error.downcast_ref::<boathouse_formats::Error>() {
        return from_formats(formats);
    }
    Failure::engine("GENERIC_USER_ERROR", None, &error.to_string())
}

fn from_formats(error: &boathouse_formats::Error) -> Failure {
    use boathouse_formats::Error;
    let text = error.to_string();
    // Texts that begin with Athena's own name for the error keep it.
    if let Some((name, message)) = text.split_once(": ")
        && (name.starts_with("HIVE_") || name.starts_with("GENERIC_"))
    {
        return Failure::engine(name, None, message);
    }
    match error {
        Error::NotWritable { .. }
        | Error::CodecNotWritable { .. }
        | Error::UnsupportedSerDe(_)
        | Error::UnsupportedInputFormat(_)
        | Error::UnsupportedProperty { .. }
        | Error::UnsupportedColumn { .. } => Failure::engine("NOT_SUPPORTED", None, &text),
        Error::Schema(schema) => match bad_type(schema) {
            Some(text) => Failure::engine("HIVE_METASTORE_ERROR", None, &text),
            None => Failure::engine("HIVE_INVALID_METADATA", None, &text),
        },
        Error::InvalidProperty { .. } | Error::InvalidLayout(_) => {
            Failure::engine("HIVE_INVALID_METADATA", None, &text)
        }
        Error::Store { source, .. } => from_store(source),
        Error::Engine(engine) => from_error(engine),
        Error::Arrow(arrow) => from_arrow(arrow),
        _ => Failure::engine("HIVE_CURSOR_ERROR", None, &text),
    }
}

fn from_store(error: &object_store::Error) -> Failure {
    match error {
        // A path without a key is the bucket itself.
        object_store::Error::NotFound { path, .. }
            if path.strip_prefix("s3://").is_some_and(|it| !it.contains('/')) =>
        {
            let text = format!("The specified bucket does not exist: {path}");
            Failure::engine("HIVE_FILESYSTEM_ERROR", None, &text)
        }
        object_store::Error::NotFound { path, .. } => Failure::engine(
            "HIVE_CURSOR_ERROR",
            None,
            &format!("Failed to read file: {path}: The specified key does not exist"),
        ),
        other => Failure::engine("HIVE_FILESYSTEM_ERROR", None, &other.to_string()),
    }
}

fn from_execution(message: &str) -> Failure {
    if message.contains("ivide by zero") || message.contains("ivision by zero") {
        return Failure::engine("DIVISION_BY_ZERO", None, "Division by zero");
    }
    Failure::engine("INVALID_FUNCTION_ARGUMENT", None, message)
}
