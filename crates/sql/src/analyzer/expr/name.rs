//! Names: columns, lambda parameters, fields of rows.

use boathouse_types::{ErrorCode, Result};

use super::super::error::semantic;
use super::super::{Analyzer, Scope, Typed};
use crate::ast::{Expr, ExprKind, Ident};
use crate::format::format_expression;

impl Analyzer<'_> {
    /// An identifier or `base.field`: a column if the dotted name is one, else a field of a row.
    pub(crate) fn name(&mut self, expr: &Expr, scope: &Scope<'_>) -> Result<Typed> {
        let Some(parts) = dotted(expr) else {
            let ExprKind::Dereference { base, field } = &expr.kind else {
                return Err(super::coerce::unreachable_type("a name"));
            };
            let row = self.expression(base, scope)?;
            let found = self.named_field(base.at, row, field, &format_expression(base));
            return found.map_err(|error| match error.code {
                ErrorCode::ColumnNotFound => {
                    let text = format!("Column reference '{}' is invalid", field.value);
                    semantic(expr.at, ErrorCode::InvalidColumnReference, text)
                }
                _ => error,
            });
        };
        let found = scope.resolve_or_fail(expr.at, &parts)?;
        let mut typed = found.typed;
        for (i, field) in parts.iter().enumerate().skip(found.parts) {
            let whole: Vec<_> = parts[..i].iter().map(|part| part.value.as_str()).collect();
            typed = self.named_field(expr.at, typed, field, &whole.join("."))?;
        }
        Ok(typed)
    }
}

/// The parts of a name without other expressions in it.
fn dotted(expr: &Expr) -> Option<Vec<Ident>> {
    let mut parts = Vec::new();
    let mut node = expr;
    loop {
        match &node.kind {
            ExprKind::Identifier(name) => {
                parts.push(name.clone());
                parts.reverse();
                return Some(parts);
            }
            ExprKind::Dereference { base, field } => {
                parts.push(field.clone());
                node = base;
            }
            _ => return None,
        }
    }
}
