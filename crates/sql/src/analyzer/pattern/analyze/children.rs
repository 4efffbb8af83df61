//! Changing the parts of an expression in place.

use boathouse_types::Result;

use crate::ast::{Expr, ExprKind, JsonBehavior, JsonPathCall};

type Change<'f> = dyn FnMut(&mut Expr) -> Result<()> + 'f;

/// Changes the direct parts of an expression, in their order; those of queries inside are left alone.
pub(crate) fn for_each_child(expr: &mut Expr, change: &mut Change<'_>) -> Result<()> {
    use ExprKind as K;
    match &mut expr.kind {
        K::Literal(_)
        | K::Parameter(_)
        | K::Identifier(_)
        | K::Current(..)
        | K::WindowMeasure(_)
        | K::Exists(_)
        | K::Subquery(_) => Ok(()),
        K::Dereference { base: value, .. }
        | K::Sign { value, .. }
        | K::AtLocal(value)
        | K::Not(value)
        | K::IsNull { value, .. }
        | K::Cast { value, .. }
        | K::Extract { value, .. }
        | K::Normalize { value, .. }
        | K::Quantified { value, .. }
        | K::InSubquery { value, .. }
        | K::Lambda { body: value, .. } => change(value),
        K::Subscript { base: left, index: right }
        | K::Arithmetic { left, right, .. }
        | K::Concat(left, right)
        | K::Comparison { left, right, .. }
        | K::AtTimeZone { value: left, zone: right }
        | K::IsDistinctFrom { left, right, .. } => {
            change(left)?;
            change(right)
        }
        K::Row(values) => values.iter_mut().try_for_each(|value| change(&mut value.value)),
        K::Array(values) | K::And(values) | K::Or(values) | K::Grouping(values) => {
            values.iter_mut().try_for_each(change)
        }
        K::Between { value, low, high, .. } => [value, low, high].into_iter().try_for_each(|part| change(part)),
        K::InList { value, list, .. } => {
            change(value)?;
            list.iter_mut().try_for_each(change)
        }
        K::Like { value, pattern, escape, .. } => {
            change(value)?;
            change(pattern)?;
            escape.iter_mut().try_for_each(|escape| change(escape))
        }
        K::SimpleCase { operand, branches, otherwise } => {
            change(operand)?;
            for branch in branches {
                change(&mut branch.operand)?;
                change(&mut branch.result)?;
            }
            otherwise.iter_mut().try_for_each(|value| change(value))
        }
        K::SearchedCase { branches, otherwise } => {
            for branch in branches {
                change(&mut branch.operand)?;
                change(&mut branch.result)?;
            }
            otherwise.iter_mut().try_for_each(|value| change(value))
        }
        K::Trim { characters, value, .. } => {
            characters.iter_mut().try_for_each(|value| change(value))?;
            change(value)
        }
        K::Function(call) => {
            call.arguments.iter_mut().try_for_each(&mut *change)?;
            call.order_by.iter_mut().try_for_each(|item| change(&mut item.key))?;
            call.filter.iter_mut().try_for_each(change)
        }
        _ => for_each_json_child(expr, change),
    }
}

fn for_each_json_child(expr: &mut Expr, change: &mut Change<'_>) -> Result<()> {
    use ExprKind as K;
    match &mut expr.kind {
        K::JsonExists(call) => path(&mut call.path, change),
        K::JsonValue(call) => {
            path(&mut call.path, change)?;
            call.on_empty.iter_mut().chain(&mut call.on_error).try_for_each(|b| behavior(b, change))
        }
        K::JsonQuery(call) => {
            path(&mut call.path, change)?;
            call.on_empty.iter_mut().chain(&mut call.on_error).try_for_each(|b| behavior(b, change))
        }
        K::JsonObject(call) => call.members.iter_mut().try_for_each(|(key, value)| {
            change(key)?;
            change(&mut value.value)
        }),
        K::JsonArray(call) => call.elements.iter_mut().try_for_each(|element| change(&mut element.value)),
        _ => Ok(()),
    }
}

fn path(path: &mut JsonPathCall, change: &mut Change<'_>) -> Result<()> {
    change(&mut path.input.value)?;
    path.passing.iter_mut().try_for_each(|(input, _)| change(&mut input.value))
}

fn behavior(behavior: &mut JsonBehavior, change: &mut Change<'_>) -> Result<()> {
    match behavior {
        JsonBehavior::Default(value) => change(value),
        _ => Ok(()),
    }
}
