//! Rows and arrays: constructors, subscripts, fields.

use std::sync::Arc;

use boathouse_types::{ErrorCode, Result, RowField, Type};

use super::super::error::semantic;
use super::super::{Analyzer, Scope, Typed};
use super::arithmetic::operator_failure;
use super::literal;
use crate::Position;
use crate::ast::{self, ExprKind, Ident, Literal, RowValue};

impl Analyzer<'_> {
    pub(crate) fn row(&mut self, values: &[RowValue], scope: &Scope<'_>) -> Result<Typed> {
        let typed = values.iter().map(|v| self.expression(&v.value, scope)).collect::<Result<Vec<_>>>()?;
        let fields = values.iter().zip(&typed).map(|(value, typed)| RowField {
            name: value.name.as_ref().map(|name| Arc::from(name.value.as_str())),
            data_type: typed.data_type.clone(),
        });
        let returns = Type::Row(fields.collect());
        self.call_as("$row", typed, returns, Vec::new())
    }

    pub(crate) fn array(&mut self, items: &[ast::Expr], scope: &Scope<'_>) -> Result<Typed> {
        let typed = items.iter().map(|item| self.expression(item, scope)).collect::<Result<Vec<_>>>()?;
        let types: Vec<_> = items.iter().map(|i| i.at).zip(typed.iter().map(|t| &t.data_type)).collect();
        let element = self.common_type("All ARRAY elements", &types)?;
        let values = typed.into_iter().map(|value| self.coerce(value, &element)).collect::<Result<Vec<_>>>()?;
        self.call_as("$array", values, Type::array(element), Vec::new())
    }

    pub(crate) fn subscript(
        &mut self,
        at: Position,
        base: &ast::Expr,
        index: &ast::Expr,
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let base = self.expression(base, scope)?;
        if let Type::Row(fields) = &base.data_type {
            let place = row_index(index, fields.len())?;
            return self.field(base, place);
        }
        let index = self.expression(index, scope)?;
        let (base_type, index_type) = (base.data_type.clone(), index.data_type.clone());
        match self.resolve_and_call("$subscript", vec![base, index]) {
            Ok(found) => Ok(found),
            Err(error) => Err(operator_failure(error, at, || {
                let text = format!("Cannot apply operator: {base_type}[{index_type}]");
                semantic(at, ErrorCode::TypeMismatch, text)
            })),
        }
    }

    /// The field of a row at a place, from 0.
    pub(crate) fn field(&self, row: Typed, place: usize) -> Result<Typed> {
        let Type::Row(fields) = &row.data_type else {
            return Err(super::coerce::unreachable_type("a row"));
        };
        let field = fields.get(place).ok_or_else(|| super::coerce::unreachable_type("a row's field"))?;
        let returns = field.data_type.clone();
        let number = i64::try_from(place + 1).map_err(|_| super::coerce::unreachable_type("a row's field"))?;
        self.call_as("$field", vec![row, literal::bigint(number)], returns, Vec::new())
    }

    /// `base.name` of a row.
    pub(crate) fn named_field(&self, at: Position, base: Typed, field: &Ident, whole: &str) -> Result<Typed> {
        let Type::Row(fields) = &base.data_type else {
            return Err(semantic(at, ErrorCode::TypeMismatch, format!("Expression {whole} is not of type ROW")));
        };
        let wanted = field.folded();
        let mut places =
            fields.iter().enumerate().filter(|(_, f)| f.name.as_ref().is_some_and(|n| n.to_lowercase() == wanted));
        let Some((place, _)) = places.next() else {
            let text = format!("Column '{whole}.{}' cannot be resolved", field.value);
            return Err(semantic(at, ErrorCode::ColumnNotFound, text));
        };
        if places.next().is_some() {
            let text = format!("Ambiguous row field reference: {}", field.value);
            return Err(semantic(field.at, ErrorCode::AmbiguousName, text));
        }
        self.field(base, place)
    }
}

/// The place, from 0, that the literal in `row[1]` means.
fn row_index(index: &ast::Expr, count: usize) -> Result<usize> {
    let (digits, negative) = match &index.kind {
        ExprKind::Literal(Literal::Integer(digits)) => (digits, false),
        ExprKind::Sign { negative: true, value } => match &value.kind {
            ExprKind::Literal(Literal::Integer(digits)) => (digits, true),
            _ => return Err(not_constant(index)),
        },
        _ => return Err(not_constant(index)),
    };
    let Ok(value) = digits.parse::<i32>() else {
        let text = "Subscript expression on ROW requires integer index, actual type is bigint";
        return Err(semantic(index.at, ErrorCode::TypeMismatch, text));
    };
    let value = if negative { -value } else { value };
    let invalid = |text: String| semantic(index.at, ErrorCode::InvalidFunctionArgument, text);
    match usize::try_from(value - 1) {
        Err(_) => Err(invalid(format!("Invalid subscript index: {value}. ROW indices start at 1"))),
        Ok(place) if place >= count => {
            Err(invalid(format!("Subscript index out of bounds: {value}, max value is {count}")))
        }
        Ok(place) => Ok(place),
    }
}

fn not_constant(index: &ast::Expr) -> boathouse_types::TrinoError {
    let text = "Subscript expression on ROW requires a constant index";
    semantic(index.at, ErrorCode::ExpressionNotConstant, text)
}
