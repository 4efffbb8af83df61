//! Lambdas and TRY: bodies over their parameters and what they capture.

use boathouse_functions::Lambda;
use boathouse_types::{ErrorCode, Result, TrinoError, Type};
use datafusion::common::Column;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::Expr;

use super::super::error::{engine, semantic};
use super::super::{Analyzer, Field, Scope, Typed};
use crate::analyzer::optimizer::is_fallible;
use crate::ast::{self, ExprKind};

impl Analyzer<'_> {
    /// The type of a lambda's body, for parameters of these types.
    pub(crate) fn lambda_type(&mut self, written: &ast::Expr, parameters: &[Type], scope: &Scope<'_>) -> Result<Type> {
        Ok(self.lambda_body(written, parameters, scope)?.0.data_type)
    }

    /// A lambda, and what it captures as arguments of the call it stands in.
    pub(crate) fn lambda(
        &mut self,
        written: &ast::Expr,
        parameters: &[Type],
        returns: &Type,
        scope: &Scope<'_>,
    ) -> Result<(Lambda, Vec<Expr>)> {
        let body = self.lambda_body(written, parameters, scope)?;
        self.closed_lambda(body, parameters, returns, scope)
    }

    /// A lambda whose body is typed.
    pub(super) fn closed_lambda(
        &self,
        (body, columns): (Typed, Vec<Column>),
        parameters: &[Type],
        returns: &Type,
        scope: &Scope<'_>,
    ) -> Result<(Lambda, Vec<Expr>)> {
        let body = self.coerce(body, returns)?;
        self.close(body, &columns, parameters.to_vec(), scope)
    }

    /// The body of a lambda, and the columns that stand for its parameters.
    pub(super) fn lambda_body(
        &mut self,
        written: &ast::Expr,
        parameters: &[Type],
        scope: &Scope<'_>,
    ) -> Result<(Typed, Vec<Column>)> {
        let ExprKind::Lambda { parameters: names, body } = &written.kind else {
            return Err(TrinoError::internal("a lambda is none"));
        };
        if names.len() != parameters.len() {
            let text = format!("Expected a lambda that takes {} argument(s) but got {}", parameters.len(), names.len());
            return Err(semantic(written.at, ErrorCode::InvalidParameterUsage, text));
        }
        let mut fields = Vec::with_capacity(names.len());
        for (name, data_type) in names.iter().zip(parameters) {
            let column = self.fresh("lambda");
            fields.push(Field::new(Some(name.value.clone()), data_type.clone(), column));
        }
        let columns = fields.iter().map(|field| field.column.clone()).collect();
        let inner = Scope::lambda(fields, scope);
        Ok((self.expression(body, &inner)?, columns))
    }

    /// `TRY(value)`: evaluated inside the function, so that it sees the failure.
    pub(crate) fn try_expression(&mut self, value: &ast::Expr, scope: &Scope<'_>) -> Result<Typed> {
        let body = self.expression(value, scope)?;
        if !is_fallible(&body.expr) {
            return Ok(body);
        }
        let returns = body.data_type.clone();
        let (lambda, captured) = self.close(body, &[], Vec::new(), scope)?;
        let types = lambda.captures().to_vec();
        let captured = captured.into_iter().zip(types).map(|(expr, data_type)| Typed { expr, data_type }).collect();
        self.call_as("$try", captured, returns, vec![lambda.into()])
    }

    /// Makes a body one over `p0`… and `c0`…; the latter stand for columns from outside.
    fn close(
        &self,
        body: Typed,
        columns: &[Column],
        parameters: Vec<Type>,
        scope: &Scope<'_>,
    ) -> Result<(Lambda, Vec<Expr>)> {
        let mut captured: Vec<Expr> = Vec::new();
        let rewritten = body.expr.transform_down(|node| {
            if let Expr::Column(column) = &node
                && let Some(place) = columns.iter().position(|c| c == column)
            {
                let parameter = Column::new_unqualified(format!("p{place}"));
                return Ok(Transformed::new(Expr::Column(parameter), true, TreeNodeRecursion::Jump));
            }
            if !self.leaves.contains_key(&node) && !is_leaf(&node) {
                return Ok(Transformed::no(node));
            }
            let place = captured.iter().position(|c| *c == node).unwrap_or_else(|| {
                captured.push(node);
                captured.len() - 1
            });
            let column = Column::new_unqualified(format!("c{place}"));
            Ok(Transformed::new(Expr::Column(column), true, TreeNodeRecursion::Jump))
        });
        let types = captured.iter().map(|leaf| self.type_of_leaf(leaf, scope)).collect::<Result<Vec<_>>>()?;
        let body_expr = rewritten.map_err(engine)?.data;
        Ok((Lambda::new(parameters, types, body.data_type, body_expr), captured))
    }

    fn type_of_leaf(&self, leaf: &Expr, scope: &Scope<'_>) -> Result<Type> {
        if let Some(found) = self.leaves.get(leaf) {
            return Ok(found.clone());
        }
        let (Expr::Column(column) | Expr::OuterReferenceColumn(_, column)) = leaf else {
            return Err(TrinoError::not_supported(format!("{leaf} inside a lambda or TRY")));
        };
        let mut level = Some(scope);
        while let Some(scope) = level {
            if let Some(field) = scope.fields.iter().find(|field| field.column == *column) {
                return Ok(field.data_type.clone());
            }
            level = scope.outer;
        }
        Err(TrinoError::internal(format!("the type of {column} is not known")))
    }
}

fn is_leaf(node: &Expr) -> bool {
    matches!(
        node,
        Expr::Column(_)
            | Expr::OuterReferenceColumn(..)
            | Expr::ScalarSubquery(_)
            | Expr::Exists(_)
            | Expr::InSubquery(_)
            | Expr::SetComparison(_)
            | Expr::AggregateFunction(_)
            | Expr::WindowFunction(_)
    )
}
