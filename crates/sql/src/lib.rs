//! Athena's two SQL grammars: Trino's queries and Hive's DDL.
//!
//! Knows no storage, no catalog and no AWS name. Text becomes tokens, tokens become a tree with a
//! place on every node, and syntax errors read as the service's own do.

pub mod analyzer;
pub mod ast;
pub mod codec;
mod cursor;
mod error;
pub mod format;
pub mod hive;
mod lexer;
mod position;
mod route;
pub mod trino;

#[cfg(test)]
mod mutation;
#[cfg(test)]
mod mutation_tests;

pub use error::{Result, SyntaxError};
pub use lexer::{Symbol, Token, TokenKind, tokenize, tokenize_with_backslashes};
pub use position::{Position, Span};
pub use route::{Grammar, grammar_of};
