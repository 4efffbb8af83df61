//! What the columns of a result are called: names as the query spells them, `_colN` for expressions.

use datafusion::common::DFSchema;
use datafusion::sql::sqlparser::ast::{Expr, Ident, Query, Select, SelectItem, SetExpr, Value};

use crate::results::OutputColumn;

/// The labels of the outermost query's columns, of which `schema` tells the number.
pub(super) fn output_columns(query: &Query, schema: &DFSchema) -> Vec<OutputColumn> {
    let width = schema.fields().len();
    let by_plan = |at: usize| OutputColumn { label: schema.field(at).name().clone(), varchar_length: None };
    let Some(select) = first_select(&query.body) else {
        return (0..width).map(unnamed).collect();
    };
    let wildcards = select.projection.iter().filter(|item| is_wildcard(item)).count();
    if wildcards > 1 {
        // How many columns each wildcard stands for is not known here; the plan's names are the tables' own.
        return (0..width).map(by_plan).collect();
    }
    let wildcard_width = (width + wildcards).saturating_sub(select.projection.len());
    let mut columns = Vec::with_capacity(width);
    for item in &select.projection {
        if is_wildcard(item) {
            let from = columns.len();
            columns.extend((from..(from + wildcard_width).min(width)).map(by_plan));
        } else {
            columns.push(labelled(item, columns.len()));
        }
    }
    columns.truncate(width);
    columns.extend((columns.len()..width).map(by_plan));
    columns
}

fn first_select(body: &SetExpr) -> Option<&Select> {
    match body {
        SetExpr::Select(select) => Some(select),
        SetExpr::Query(query) => first_select(&query.body),
        SetExpr::SetOperation { left, .. } => first_select(left),
        _ => None,
    }
}

fn is_wildcard(item: &SelectItem) -> bool {
    matches!(item, SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..))
}

fn unnamed(at: usize) -> OutputColumn {
    OutputColumn { label: format!("_col{at}"), varchar_length: None }
}

fn labelled(item: &SelectItem, at: usize) -> OutputColumn {
    match item {
        SelectItem::ExprWithAlias { expr, alias } => {
            OutputColumn { label: alias.value.clone(), varchar_length: literal_length(expr) }
        }
        SelectItem::UnnamedExpr(Expr::Identifier(name)) => {
            OutputColumn { label: name.value.clone(), varchar_length: None }
        }
        SelectItem::UnnamedExpr(Expr::CompoundIdentifier(parts)) => match parts.last() {
            Some(name) => OutputColumn { label: name.value.clone(), varchar_length: None },
            None => unnamed(at),
        },
        SelectItem::UnnamedExpr(expr) => OutputColumn { varchar_length: literal_length(expr), ..unnamed(at) },
        _ => unnamed(at),
    }
}

/// A string literal's type is exactly as long as the literal.
fn literal_length(expr: &Expr) -> Option<u32> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) => u32::try_from(text.chars().count()).ok(),
            _ => None,
        },
        _ => None,
    }
}

/// The engine refuses a projection in which two columns have one name; SQL does not. The later of two
/// equal expressions gets a name of its own, which no label shows.
pub(super) fn make_names_unique(query: &mut Query) {
    body_names_unique(&mut query.body);
}

fn body_names_unique(body: &mut SetExpr) {
    match body {
        SetExpr::Select(select) => select_names_unique(select),
        SetExpr::Query(query) => body_names_unique(&mut query.body),
        SetExpr::SetOperation { left, right, .. } => {
            body_names_unique(left);
            body_names_unique(right);
        }
        _ => {}
    }
}

fn select_names_unique(select: &mut Select) {
    let mut seen = std::collections::HashSet::new();
    for (at, item) in select.projection.iter_mut().enumerate() {
        let (name, expr) = match item {
            SelectItem::ExprWithAlias { expr, alias } => (alias.value.to_lowercase(), expr),
            SelectItem::UnnamedExpr(expr) => (expr.to_string().to_lowercase(), expr),
            _ => continue,
        };
        if !seen.insert(name) {
            *item = SelectItem::ExprWithAlias { expr: expr.clone(), alias: Ident::new(format!("_again{at}")) };
        }
    }
}
