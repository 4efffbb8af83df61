//! CASE, IF, COALESCE, NULLIF, TRY and FORMAT, which are syntax though they look like calls.

use boathouse_types::{ErrorCode, Result, Type, common_super_type};
use datafusion::logical_expr::{Case, Expr};

use super::super::error::semantic;
use super::super::{Analyzer, Scope, Typed};
use super::compare::{is_native, known};
use super::literal;
use super::logic::lazy_case;
use crate::Position;
use crate::analyzer::optimizer::is_fallible;
use crate::ast::{self, ComparisonOp, FunctionCall, WhenClause};

impl Analyzer<'_> {
    /// A call that is syntax; nothing when it is an ordinary one.
    pub(crate) fn special_call(
        &mut self,
        at: Position,
        name: &str,
        call: &FunctionCall,
        scope: &Scope<'_>,
    ) -> Result<Option<Typed>> {
        if !matches!(name, "if" | "nullif" | "coalesce" | "try" | "format") {
            return Ok(None);
        }
        let syntax = |text: String| semantic(at, ErrorCode::SyntaxError, text);
        if call.distinct || call.filter.is_some() || call.star.is_some() || !call.order_by.is_empty() {
            let what = if call.distinct {
                "DISTINCT"
            } else if call.filter.is_some() {
                "FILTER"
            } else {
                "ORDER BY"
            };
            return Err(syntax(format!("{what} not valid for '{name}' function")));
        }
        let wrong = || syntax(format!("Invalid number of arguments for '{name}' function"));
        Ok(Some(match (name, &call.arguments[..]) {
            ("if", [condition, then]) => self.if_expression((condition, then, None), at, scope)?,
            ("if", [condition, then, otherwise]) => {
                self.if_expression((condition, then, Some(otherwise)), at, scope)?
            }
            ("nullif", [first, second]) => self.nullif(at, (first, second), scope)?,
            ("try", [value]) => self.try_expression(value, scope)?,
            ("coalesce", [_, _, ..]) => self.coalesce(&call.arguments, scope)?,
            ("coalesce", _) => {
                return Err(syntax("The 'coalesce' function must have at least two arguments".into()));
            }
            ("format", [template, _, ..]) => {
                let arguments = self.arguments(&call.arguments, scope)?;
                if let Some(super::call::Given::Value(first)) = arguments.first()
                    && !matches!(first.data_type, Type::Varchar(_) | Type::Unknown)
                {
                    let text = "Type of first argument to format() must be VARCHAR";
                    let text = format!("{text} (actual: {})", first.data_type);
                    return Err(semantic(template.at, ErrorCode::TypeMismatch, text));
                }
                self.scalar_call(at, "format", arguments, scope)?
            }
            ("format", _) => {
                return Err(syntax("The 'format' function must have at least two arguments".into()));
            }
            _ => return Err(wrong()),
        }))
    }

    fn if_expression(
        &mut self,
        (condition, then, otherwise): (&ast::Expr, &ast::Expr, Option<&ast::Expr>),
        at: Position,
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let typed = self.expression(condition, scope)?;
        let condition = self.coerce_or_fail(condition.at, typed, &Type::Boolean, "IF condition")?;
        let then = self.expression(then, scope)?;
        let Some(otherwise) = otherwise else {
            return Ok(case(vec![(condition.expr, then.expr)], None, then.data_type));
        };
        let otherwise = self.expression(otherwise, scope)?;
        let common = common_super_type(&then.data_type, &otherwise.data_type).ok_or_else(|| {
            let (then, otherwise) = (&then.data_type, &otherwise.data_type);
            let text = format!("Result types for IF must be the same: {then} vs {otherwise}");
            semantic(at, ErrorCode::TypeMismatch, text)
        })?;
        let (then, otherwise) = (self.coerce(then, &common)?.expr, self.coerce(otherwise, &common)?.expr);
        Ok(case(vec![(condition.expr, then)], Some(otherwise), common))
    }

    fn nullif(&mut self, at: Position, (first, second): (&ast::Expr, &ast::Expr), scope: &Scope<'_>) -> Result<Typed> {
        let first = self.expression(first, scope)?;
        let second = self.expression(second, scope)?;
        if common_super_type(&first.data_type, &second.data_type).is_none() {
            let (first, second) = (&first.data_type, &second.data_type);
            let text = format!("Types are not comparable with NULLIF: {first} vs {second}");
            return Err(semantic(at, ErrorCode::TypeMismatch, text));
        }
        let null = literal::null(first.data_type.clone())?.expr;
        let equal = self.compare(at, ComparisonOp::Equal, first.clone(), second)?.expr;
        Ok(case(vec![(equal, null)], Some(first.expr), first.data_type))
    }

    fn coalesce(&mut self, operands: &[ast::Expr], scope: &Scope<'_>) -> Result<Typed> {
        let typed = operands.iter().map(|operand| self.expression(operand, scope)).collect::<Result<Vec<_>>>()?;
        let types: Vec<_> = operands.iter().map(|o| o.at).zip(typed.iter().map(|t| &t.data_type)).collect();
        let common = self.common_type("All COALESCE operands", &types)?;
        let mut values =
            typed.into_iter().map(|value| Ok(self.coerce(value, &common)?.expr)).collect::<Result<Vec<_>>>()?;
        let last = values.pop();
        let branches = values.into_iter().map(|value| (Expr::IsNotNull(Box::new(value.clone())), value)).collect();
        Ok(case(branches, last, common))
    }

    pub(crate) fn searched_case(
        &mut self,
        branches: &[WhenClause],
        otherwise: Option<&ast::Expr>,
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let mut conditions = Vec::with_capacity(branches.len());
        for branch in branches {
            let condition = self.expression(&branch.operand, scope)?;
            let at = branch.operand.at;
            conditions.push(self.coerce_or_fail(at, condition, &Type::Boolean, "CASE WHEN clause")?.expr);
        }
        let (results, otherwise, common) = self.case_results(branches, otherwise, scope)?;
        Ok(case(conditions.into_iter().zip(results).collect(), otherwise, common))
    }

    pub(crate) fn simple_case(
        &mut self,
        operand: &ast::Expr,
        branches: &[WhenClause],
        otherwise: Option<&ast::Expr>,
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let operand = self.expression(operand, scope)?;
        let mut wanted = Vec::with_capacity(branches.len());
        let mut common = operand.data_type.clone();
        for branch in branches {
            let value = self.expression(&branch.operand, scope)?;
            common = common_super_type(&common, &value.data_type).ok_or_else(|| {
                let (operand, value) = (&operand.data_type, &value.data_type);
                let text = format!("CASE operand type does not match WHEN clause operand type: {operand} vs {value}");
                semantic(branch.operand.at, ErrorCode::TypeMismatch, text)
            })?;
            wanted.push(value);
        }
        let (results, otherwise, data_type) = self.case_results(branches, otherwise, scope)?;
        let common = known(common);
        let operand = self.coerce(operand, &common)?.expr;
        let wanted =
            wanted.into_iter().map(|value| Ok(self.coerce(value, &common)?.expr)).collect::<Result<Vec<_>>>()?;
        if is_native(&common) {
            let expr = Expr::Case(Case {
                expr: Some(Box::new(operand)),
                when_then_expr: wanted.into_iter().zip(results).map(|(w, r)| (Box::new(w), Box::new(r))).collect(),
                else_expr: otherwise.map(Box::new),
            });
            return Ok(Typed { expr, data_type });
        }
        let equal = |value| self.compared(ComparisonOp::Equal, operand.clone(), value, &common);
        let conditions = wanted.into_iter().map(equal).collect::<Result<Vec<_>>>()?;
        Ok(case(conditions.into_iter().zip(results).collect(), otherwise, data_type))
    }

    fn case_results(
        &mut self,
        branches: &[WhenClause],
        otherwise: Option<&ast::Expr>,
        scope: &Scope<'_>,
    ) -> Result<(Vec<Expr>, Option<Expr>, Type)> {
        let written: Vec<&ast::Expr> = branches.iter().map(|branch| &branch.result).chain(otherwise).collect();
        let typed = written.iter().map(|result| self.expression(result, scope)).collect::<Result<Vec<_>>>()?;
        let types: Vec<_> = written.iter().map(|w| w.at).zip(typed.iter().map(|t| &t.data_type)).collect();
        let common = self.common_type("All CASE results", &types)?;
        let mut results =
            typed.into_iter().map(|value| Ok(self.coerce(value, &common)?.expr)).collect::<Result<Vec<_>>>()?;
        let otherwise = if otherwise.is_some() { results.pop() } else { None };
        Ok((results, otherwise, common))
    }
}

/// A searched CASE whose results are of one type.
fn case(branches: Vec<(Expr, Expr)>, otherwise: Option<Expr>, data_type: Type) -> Typed {
    // The engine's simplifier makes AND and OR of a CASE of booleans, which evaluate all of it.
    let parts = branches.iter().enumerate().flat_map(|(i, (when, then))| [(i > 0).then_some(when), Some(then)]);
    let late = parts.chain([otherwise.as_ref()]).flatten().any(is_fallible);
    if data_type == Type::Boolean && late {
        return Typed { expr: lazy_case(branches, otherwise), data_type };
    }
    let expr = Expr::Case(Case {
        expr: None,
        when_then_expr: branches.into_iter().map(|(when, then)| (Box::new(when), Box::new(then))).collect(),
        else_expr: otherwise.map(Box::new),
    });
    Typed { expr, data_type }
}
