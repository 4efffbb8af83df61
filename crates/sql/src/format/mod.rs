//! Tree → SQL text that reads back as the same tree.

mod expr;
mod json;
mod pattern;
mod pretty;
mod query;
mod relation;
mod statement;
mod types;
mod window;

use crate::ast::{Expr, Ident, QualifiedName, Query, Statement, TypeExpr};

pub use pretty::format_stored;

/// A statement as text.
pub fn format_statement(statement: &Statement) -> String {
    let mut out = Sql::default();
    out.statement(statement);
    out.text
}

/// A query as text.
pub fn format_query(query: &Query) -> String {
    let mut out = Sql::default();
    out.query(query);
    out.text
}

/// An expression as text.
pub fn format_expression(expression: &Expr) -> String {
    let mut out = Sql::default();
    out.expression(expression);
    out.text
}

/// An expression as Trino's errors show it: with parentheses around every operator.
pub fn format_in_errors(expression: &Expr) -> String {
    let mut out = Sql { every: true, ..Sql::default() };
    out.expression(expression);
    out.text
}

/// A type as text.
pub fn format_type(data_type: &TypeExpr) -> String {
    let mut out = Sql::default();
    out.data_type(data_type);
    out.text
}

/// Text under construction.
#[derive(Default)]
pub(crate) struct Sql {
    text: String,
    /// Whether every operator stands in parentheses.
    every: bool,
}

impl Sql {
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// `items` with `separator` between them.
    pub(crate) fn joined<T>(
        &mut self,
        items: &[T],
        separator: &str,
        mut print: impl FnMut(&mut Self, &T),
    ) -> &mut Self {
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.push(separator);
            }
            print(self, item);
        }
        self
    }

    /// `(a, b)`
    pub(crate) fn parenthesized<T>(&mut self, items: &[T], print: impl FnMut(&mut Self, &T)) -> &mut Self {
        self.push("(").joined(items, ", ", print).push(")")
    }

    pub(crate) fn ident(&mut self, ident: &Ident) -> &mut Self {
        if ident.quoted {
            self.text.push('"');
            self.text.push_str(&ident.value.replace('"', "\"\""));
            self.text.push('"');
            return self;
        }
        self.push(&ident.value)
    }

    pub(crate) fn idents(&mut self, idents: &[Ident]) -> &mut Self {
        self.parenthesized(idents, |out, ident| {
            out.ident(ident);
        })
    }

    pub(crate) fn name(&mut self, name: &QualifiedName) -> &mut Self {
        self.joined(&name.parts, ".", |out, part| {
            out.ident(part);
        })
    }

    pub(crate) fn string(&mut self, text: &str) -> &mut Self {
        self.text.push('\'');
        self.text.push_str(&text.replace('\'', "''"));
        self.text.push('\'');
        self
    }

    pub(crate) fn expressions(&mut self, items: &[Expr]) -> &mut Self {
        self.joined(items, ", ", |out, item| {
            out.expression(item);
        })
    }
}

#[cfg(test)]
mod tests;
