//! The language of partition expressions: the WHERE-like conditions of Glue's `GetPartitions`.
//!
//! Operators `= <> < <= > >=`, `AND`, `OR`, `[NOT] IN`, `[NOT] BETWEEN`, `[NOT] LIKE`, `IS [NOT] NULL`
//! over partition keys and literals. Literals are cast to the key's type whatever they are written as.
//! Error texts are Glue's own, as clients show and match them.

mod decimal;
mod eval;
mod lexer;
mod parser;
mod pushdown;
mod value;

use std::ops::Range;

pub(crate) use eval::Key;
pub(crate) use value::{Day, Kind, Value};

use crate::{Column, Error, Result};

/// The longest expression, in characters.
const EXPRESSION_CHARS_MAX: usize = 2_048;

/// An expression compiled for the partition keys of one table.
#[derive(Debug, Clone)]
pub struct Filter {
    root: Option<eval::Node>,
}

impl Filter {
    /// Compiles an expression; a blank one lets everything through.
    ///
    /// # Errors
    /// [`Error::InvalidExpression`].
    pub fn parse(text: &str, keys: &[Column]) -> Result<Self> {
        if text.chars().count() > EXPRESSION_CHARS_MAX {
            return Err(Error::InvalidExpression(format!(
                "the expression has more than {EXPRESSION_CHARS_MAX} characters"
            )));
        }
        if text.trim().is_empty() {
            return Ok(Self { root: None });
        }
        let parsed = lexer::tokens(text).and_then(|tokens| parser::parse(&tokens));
        let parsed = parsed.ok_or_else(|| Error::InvalidExpression(format!("Unsupported expression '{text}'")))?;
        Ok(Self { root: Some(eval::compile(parsed, keys)?) })
    }

    /// Whether a partition with these values is let through.
    ///
    /// # Errors
    /// [`Error::InvalidPartitionValue`] when a value does not fit its key's type.
    pub fn matches(&self, values: &[String]) -> Result<bool> {
        self.root.as_ref().map_or(Ok(true), |root| root.matches(values))
    }

    /// Whether it lets everything through.
    pub(crate) fn is_blank(&self) -> bool {
        self.root.is_none()
    }

    /// Whether no partition whose values begin with these is let through.
    pub(crate) fn excludes(&self, first: &[String]) -> bool {
        self.root.as_ref().is_some_and(|root| root.excludes(first))
    }

    /// The ranges, sorted and disjoint, outside which nothing can match or fail among keys that are encoded in
    /// this order; `None` when the expression says nothing of the first.
    pub(crate) fn key_ranges(&self, order: &[Key]) -> Option<Vec<Range<Vec<u8>>>> {
        pushdown::key_ranges(self.root.as_ref()?, order)
    }
}

#[cfg(test)]
mod matrix_tests;
#[cfg(test)]
mod tests;
