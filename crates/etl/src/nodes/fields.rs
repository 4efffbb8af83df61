//! Columns and fields by path.

use datafusion::arrow::datatypes::{DataType, Field, Fields};
use datafusion::common::{Column, DFSchema};
use datafusion::functions::core::expr_fn::{get_field, named_struct};
use datafusion::logical_expr::{Expr, lit, when};
use datafusion::scalar::ScalarValue;

/// A column by its exact name.
pub(super) fn column(name: &str) -> Expr {
    Expr::Column(Column::new_unqualified(name))
}

/// Column names of a frame, for error texts.
pub(super) fn names(schema: &DFSchema) -> String {
    schema.fields().iter().map(|field| field.name().as_str()).collect::<Vec<_>>().join(", ")
}

/// The field of this name: exactly, or else the only one that differs in case alone.
pub(super) fn find<'a>(fields: &'a Fields, name: &str) -> Option<&'a Field> {
    let exact = fields.iter().find(|field| field.name() == name);
    let mut folded = fields.iter().filter(|field| field.name().eq_ignore_ascii_case(name));
    let found = exact.or_else(|| folded.next().filter(|_| folded.next().is_none()));
    found.map(AsRef::as_ref)
}

/// The expression and type of the value at a path of names that walks structs. A path of one segment
/// with dots is taken apart when no column has that name.
pub(super) fn resolve(schema: &DFSchema, path: &[String]) -> Result<(Expr, DataType), String> {
    let whole = path.join(".");
    let missing = || format!("there is no column '{whole}': there are {}", names(schema));
    let segments = match path {
        [one] if find(schema.fields(), one).is_none() && one.contains('.') => split_path(one),
        _ => path.to_vec(),
    };
    let [first, rest @ ..] = segments.as_slice() else { return Err("a path is empty".to_owned()) };
    let field = find(schema.fields(), first).ok_or_else(missing)?;
    let (mut expr, mut data_type) = (column(field.name()), field.data_type().clone());
    for segment in rest {
        let DataType::Struct(fields) = &data_type else {
            return Err(format!("'{whole}' leads into '{segment}', but what is above it is no struct ({data_type})"));
        };
        let field = find(fields, segment).ok_or_else(missing)?.clone();
        expr = get_field(expr, field.name().as_str());
        data_type = field.data_type().clone();
    }
    Ok((expr, data_type))
}

/// `a.b` as its parts; backticks keep a name with dots together.
pub(super) fn split_path(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '`' => quoted = !quoted,
            '.' if !quoted => parts.push(String::new()),
            other => {
                if let Some(part) = parts.last_mut() {
                    part.push(other);
                }
            }
        }
    }
    parts
}

/// A struct of these members.
pub(super) fn struct_of(members: Vec<(String, Expr)>) -> Expr {
    named_struct(members.into_iter().flat_map(|(name, expr)| [lit(name), expr]).collect())
}

/// A struct of these members, NULL where `parent` is.
pub(super) fn struct_like(parent: Expr, members: Vec<(String, Expr)>) -> Result<Expr, String> {
    when(parent.is_not_null(), struct_of(members)).otherwise(lit(ScalarValue::Null)).map_err(|e| e.to_string())
}
