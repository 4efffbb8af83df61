//! The names conditions and measures can use.

use boathouse_types::Result;

use crate::Position;
use crate::analyzer::{Field, Scope};
use crate::ast::{self, ExprKind, Ident};

/// The names of the rows that are recognized.
#[derive(Clone, Copy)]
pub(crate) enum Names<'r> {
    /// Of a relation, without its own name.
    Relation { fields: &'r [Field], outer: Option<&'r Scope<'r>> },
    /// Of the query around a window.
    Query(&'r Scope<'r>),
}

impl<'r> Names<'r> {
    pub(super) fn fields(self) -> &'r [Field] {
        match self {
            Self::Relation { fields, .. } => fields,
            Self::Query(scope) => &scope.fields,
        }
    }

    pub(super) fn scope(self) -> Scope<'r> {
        match self {
            Self::Relation { fields, outer } => Scope::query(fields.to_vec(), outer),
            Self::Query(scope) => scope.clone(),
        }
    }

    /// Whether a dotted name is one of the query around.
    pub(super) fn has(self, at: Position, expr: &ast::Expr) -> Result<bool> {
        match (self, dotted(expr)) {
            (Self::Query(scope), Some(name)) => scope.resolve(at, &name).map(|found| found.is_some()),
            _ => Ok(false),
        }
    }
}

/// The parts of a name.
pub(super) fn dotted(expr: &ast::Expr) -> Option<Vec<Ident>> {
    match &expr.kind {
        ExprKind::Identifier(name) => Some(vec![name.clone()]),
        ExprKind::Dereference { base, field } => {
            let mut name = dotted(base)?;
            name.push(field.clone());
            Some(name)
        }
        _ => None,
    }
}
