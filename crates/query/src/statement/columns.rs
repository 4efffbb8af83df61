//! Columns of a definition as the catalog keeps them.

use boathouse_catalog::Column;
use boathouse_schema::HiveType;
use boathouse_sql::hive::ast::Column as Defined;

use crate::Failure;

/// Column comments may hold no line breaks: Glue's pattern for them.
const COMMENT_CHARS_MAX: usize = 255;

/// The columns with the canonical text of their types.
///
/// # Errors
/// A type that is none, a comment that the catalog does not take.
pub(super) fn defined(columns: Vec<Defined>) -> Result<Vec<Column>, Failure> {
    columns.into_iter().map(column).collect()
}

/// One column.
pub(super) fn column(column: Defined) -> Result<Column, Failure> {
    let data_type = column.data_type.parse::<HiveType>();
    let data_type = data_type.map_err(|error| Failure::meaningless(&format!("column {}: {error}", column.name)))?;
    if let Some(comment) = &column.comment
        && (comment.contains(['\n', '\r']) || comment.chars().count() > COMMENT_CHARS_MAX)
    {
        return Err(Failure::glue(format!(
            "Column comments hold at most {COMMENT_CHARS_MAX} characters and no line breaks: '{comment}'"
        )));
    }
    Ok(Column { comment: column.comment, ..Column::new(column.name.to_lowercase(), data_type.to_string()) })
}

/// The failure that a table has a column of this name.
pub(super) fn duplicate(name: &str) -> Failure {
    Failure::task(&format!("Duplicate column name: {name}"))
}
