//! Text syntax: LIKE, `||`, TRIM, NORMALIZE.

use boathouse_types::{Result, Type};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::expr::Like;

use super::super::{Analyzer, Scope, Typed};
use super::call::Given;
use super::literal;
use super::logic::negate;
use crate::Position;
use crate::ast::{self, TrimSide};

impl Analyzer<'_> {
    pub(crate) fn concat(
        &mut self,
        at: Position,
        (left, right): (&ast::Expr, &ast::Expr),
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let left = self.expression(left, scope)?;
        let right = self.expression(right, scope)?;
        self.scalar_call(at, "concat", vec![Given::Value(left), Given::Value(right)], scope)
    }

    pub(crate) fn like(
        &mut self,
        negated: bool,
        (value, pattern): (&ast::Expr, &ast::Expr),
        escape: Option<&ast::Expr>,
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let typed = self.expression(value, scope)?;
        let typed = match typed.data_type {
            Type::Varchar(_) | Type::Char(_) => typed,
            _ => self.coerce_or_fail(value.at, typed, &Type::VARCHAR, "Left side of LIKE expression")?,
        };
        let pattern = self.varchar_operand(pattern, "Pattern for LIKE expression", scope)?;
        let escape =
            escape.map(|escape| self.varchar_operand(escape, "Escape for LIKE expression", scope)).transpose()?;
        // Blanks that pad a char count, and are not held.
        if matches!(typed.data_type, Type::Varchar(_)) && is_native(&pattern, escape.as_ref()) {
            let expr = Expr::Like(Like::new(negated, Box::new(typed.expr), Box::new(pattern.expr), None, false));
            return Ok(Typed { expr, data_type: Type::Boolean });
        }
        let mut arguments = vec![typed, pattern];
        arguments.extend(escape);
        let found = self.call_builtin("$like", arguments)?.expr;
        Ok(Typed { expr: if negated { negate(found) } else { found }, data_type: Type::Boolean })
    }

    fn varchar_operand(&mut self, written: &ast::Expr, what: &str, scope: &Scope<'_>) -> Result<Typed> {
        let typed = self.expression(written, scope)?;
        match typed.data_type {
            Type::Varchar(_) => Ok(typed),
            _ => self.coerce_or_fail(written.at, typed, &Type::VARCHAR, what),
        }
    }

    pub(crate) fn trim(
        &mut self,
        at: Position,
        side: TrimSide,
        characters: Option<&ast::Expr>,
        value: &ast::Expr,
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let name = match side {
            TrimSide::Both => "trim",
            TrimSide::Leading => "ltrim",
            TrimSide::Trailing => "rtrim",
        };
        let mut arguments = vec![Given::Value(self.expression(value, scope)?)];
        if let Some(characters) = characters {
            arguments.push(Given::Value(self.expression(characters, scope)?));
        }
        self.scalar_call(at, name, arguments, scope)
    }

    pub(crate) fn normalize(
        &mut self,
        at: Position,
        value: &ast::Expr,
        form: &str,
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let value = self.expression(value, scope)?;
        let form = Typed { data_type: Type::VARCHAR, ..literal::text(form) };
        self.scalar_call(at, "normalize", vec![Given::Value(value), Given::Value(form)], scope)
    }
}

/// Whether the engine's LIKE means the same: it takes a backslash for an escape, Trino only one that is named.
fn is_native(pattern: &Typed, escape: Option<&Typed>) -> bool {
    let text = |typed: &Typed| match &typed.expr {
        Expr::Literal(ScalarValue::Utf8View(Some(text)), _) => Some(text.clone()),
        _ => None,
    };
    let Some(pattern) = text(pattern) else { return false };
    let Some(escape) = escape else { return !pattern.contains('\\') };
    if text(escape).as_deref() != Some("\\") {
        return false;
    }
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        if c == '\\' && !matches!(characters.next(), Some('%' | '_' | '\\')) {
            return false;
        }
    }
    true
}
