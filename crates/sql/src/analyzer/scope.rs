//! The names an expression can use.

use std::sync::Arc;

use boathouse_types::{ErrorCode, Result, Type};
use datafusion::common::Column;
use datafusion::logical_expr::Expr;

use super::error::semantic;
use crate::Position;
use crate::ast::Ident;

/// An expression of the engine with its Trino type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Typed {
    pub(crate) expr: Expr,
    pub(crate) data_type: Type,
}

/// A column as a query sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// The relation's name in lower case, outermost part first; empty when it has none.
    pub(crate) relation: Vec<String>,
    /// Its name as written, if it has one.
    pub(crate) name: Option<String>,
    pub(crate) data_type: Type,
    /// The column of the plan.
    pub(crate) column: Column,
    /// Whether `*` leaves it out.
    pub(crate) hidden: bool,
}

impl Field {
    /// A column of a relation without a name.
    pub(crate) fn new(name: Option<String>, data_type: Type, column: impl Into<String>) -> Self {
        Self { relation: Vec::new(), name, data_type, column: Column::new_unqualified(column), hidden: false }
    }

    /// The column as an expression.
    pub(crate) fn typed(&self) -> Typed {
        Typed { expr: Expr::Column(self.column.clone()), data_type: self.data_type.clone() }
    }

    /// Whether `prefix` (lower case) names the relation: all of it or its last parts.
    pub(crate) fn matches_relation(&self, prefix: &[String]) -> bool {
        prefix.len() <= self.relation.len() && self.relation.ends_with(prefix)
    }

    fn matches(&self, prefix: &[String], name: &str) -> bool {
        self.name.as_ref().is_some_and(|own| own.to_lowercase() == name)
            && (prefix.is_empty() || self.matches_relation(prefix))
    }
}

/// What kind of boundary lies between a scope and the one around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Boundary {
    /// A query: columns found outside are outer references.
    Query,
    /// A lambda, or the output columns before the input columns: columns outside are of the same row.
    Row,
}

/// The names an expression can use, innermost first.
#[derive(Debug, Clone)]
pub(crate) struct Scope<'a> {
    pub(crate) fields: Vec<Field>,
    /// The scope around this one.
    pub(crate) outer: Option<&'a Scope<'a>>,
    pub(crate) boundary: Boundary,
    /// Whether the expression is inside a lambda.
    pub(crate) in_lambda: bool,
    /// Whether subqueries may read these names.
    pub(crate) correlated: bool,
}

/// What a dotted name means.
#[derive(Debug, Clone)]
pub(crate) struct Resolution {
    /// The column, as a plain column or an outer reference.
    pub(crate) typed: Typed,
    /// How many parts named the column; the others are fields of its row.
    pub(crate) parts: usize,
}

impl<'a> Scope<'a> {
    /// The scope of a query level.
    pub(crate) fn query(fields: Vec<Field>, outer: Option<&'a Scope<'a>>) -> Self {
        Self { fields, outer, boundary: Boundary::Query, in_lambda: false, correlated: true }
    }

    /// A lambda's parameters in front of the names around it.
    pub(crate) fn lambda(parameters: Vec<Field>, outer: &'a Scope<'a>) -> Self {
        Self {
            fields: parameters,
            outer: Some(outer),
            boundary: Boundary::Row,
            in_lambda: true,
            correlated: outer.correlated,
        }
    }

    /// Names in front of others of the same row, such as select aliases in ORDER BY.
    pub(crate) fn in_front(fields: Vec<Field>, outer: &'a Scope<'a>) -> Self {
        Self {
            fields,
            outer: Some(outer),
            boundary: Boundary::Row,
            in_lambda: outer.in_lambda,
            correlated: outer.correlated,
        }
    }

    /// The names of the rows alone, without those in front of them.
    pub(crate) fn of_input(&self) -> &Scope<'a> {
        match (self.boundary, self.outer) {
            (Boundary::Row, Some(outer)) => outer.of_input(),
            _ => self,
        }
    }

    /// What a name means: the longest prefix that names a relation, then the column, then fields of a row.
    ///
    /// # Errors
    /// When a name is ambiguous. `None` when nothing has it.
    pub(crate) fn resolve(&self, at: Position, name: &[Ident]) -> Result<Option<Resolution>> {
        let folded: Vec<String> = name.iter().map(Ident::folded).collect();
        let (mut scope, mut depth) = (self, 0);
        loop {
            if let Some((field, parts)) = scope.find(at, name, &folded)? {
                if depth > 0 && !scope.correlated {
                    let text: Vec<_> = name.iter().take(parts).map(|part| part.value.as_str()).collect();
                    let text = text.join(".");
                    let text = format!("Reference to column '{text}' from outer scope not allowed in this context");
                    return Err(semantic(at, ErrorCode::InvalidColumnReference, text));
                }
                return Ok(Some(Resolution { typed: reference(field, depth), parts }));
            }
            depth += usize::from(scope.boundary == Boundary::Query);
            match scope.outer {
                Some(outer) => scope = outer,
                None => return Ok(None),
            }
        }
    }

    /// As [`Self::resolve`], with Trino's error when nothing has the name.
    ///
    /// # Errors
    /// `COLUMN_NOT_FOUND`, `AMBIGUOUS_NAME`
    pub(crate) fn resolve_or_fail(&self, at: Position, name: &[Ident]) -> Result<Resolution> {
        let found = self.resolve(at, name)?;
        found.ok_or_else(|| {
            let text: Vec<_> = name.iter().map(|part| part.value.as_str()).collect();
            semantic(at, ErrorCode::ColumnNotFound, format!("Column '{}' cannot be resolved", text.join(".")))
        })
    }

    /// Fields of this level only.
    fn find(&self, at: Position, name: &[Ident], folded: &[String]) -> Result<Option<(&Field, usize)>> {
        for prefix in (0..folded.len().min(4)).rev() {
            let mut found = self.fields.iter().filter(|f| f.matches(&folded[..prefix], &folded[prefix]));
            let Some(field) = found.next() else { continue };
            if found.next().is_some() {
                let text: Vec<_> = name[..=prefix].iter().map(|part| part.value.as_str()).collect();
                let text = format!("Column '{}' is ambiguous", text.join("."));
                return Err(semantic(at, ErrorCode::AmbiguousName, text));
            }
            return Ok(Some((field, prefix + 1)));
        }
        Ok(None)
    }
}

/// The column as seen from `depth` queries further in.
pub(crate) fn reference(field: &Field, depth: usize) -> Typed {
    if depth == 0 {
        return field.typed();
    }
    let arrow = arrow_schema::Field::new(field.column.name(), field.data_type.to_arrow(), true);
    let expr = Expr::OuterReferenceColumn(Arc::new(arrow), field.column.clone());
    Typed { expr, data_type: field.data_type.clone() }
}
