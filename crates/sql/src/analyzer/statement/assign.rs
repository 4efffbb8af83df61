//! Store assignment: values as the types of the columns they are written to.

use boathouse_types::{Result, Type, can_coerce, common_super_type, is_type_only_coercion};

use super::fits::fits;
use crate::analyzer::{Analyzer, Typed};

impl Analyzer<'_> {
    /// The value as a column of the type takes it; the caller has checked that it does.
    pub(super) fn assigned(&self, value: Typed, target: &Type) -> Result<Typed> {
        let length = match target {
            Type::Varchar(Some(length)) | Type::Char(length) if value.data_type.is_text() => Some(*length),
            _ => None,
        };
        if let Some(length) = length
            && value.data_type != *target
            && !is_type_only_coercion(&value.data_type, target)
        {
            let expr = fits(value.expr, length, &value.data_type, target);
            return self.cast(Typed { expr, data_type: value.data_type }, target, false);
        }
        if can_coerce(&value.data_type, target) { self.coerce(value, target) } else { self.cast(value, target, false) }
    }
}

/// Whether values of these types may be written to columns of those.
pub(super) fn assignable(columns: &[&Type], values: &[&Type]) -> bool {
    columns.len() == values.len() && columns.iter().zip(values).all(|(column, value)| fits_in(column, value))
}

fn fits_in(column: &Type, value: &Type) -> bool {
    // Texts inside of other values are not cut.
    if holds_bounded_text(column) { can_coerce(value, column) } else { common_super_type(value, column).is_some() }
}

/// Whether there is a text of limited length inside.
fn holds_bounded_text(data_type: &Type) -> bool {
    let bounded = |inner: &Type| matches!(inner, Type::Varchar(Some(_)) | Type::Char(_)) || holds_bounded_text(inner);
    match data_type {
        Type::Array(element) => bounded(element),
        Type::Map(key, value) => bounded(key) || bounded(value),
        Type::Row(fields) => fields.iter().any(|field| bounded(&field.data_type)),
        _ => false,
    }
}

/// Types as errors list them.
pub(super) fn listed(types: &[&Type]) -> String {
    types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
