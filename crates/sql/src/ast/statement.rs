//! Statements of the Trino grammar.

use crate::Position;
use crate::ast::{Expr, Ident, QualifiedName, Query, TypeExpr};

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Where it begins.
    pub at: Position,
    /// What it is.
    pub kind: StatementKind,
    /// How many `?` it holds.
    pub parameters: usize,
}

/// `name = value` of WITH (…) clauses; DEFAULT has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Its name.
    pub name: Ident,
    /// Its value.
    pub value: Option<Expr>,
}

/// The statements Athena hands to its Trino engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementKind {
    /// SELECT, WITH, VALUES, TABLE
    Query(Box<Query>),
    /// CREATE TABLE … AS
    CreateTableAs {
        /// The new table.
        name: QualifiedName,
        /// IF NOT EXISTS
        if_not_exists: bool,
        /// OR REPLACE
        or_replace: bool,
        /// Column names.
        columns: Vec<Ident>,
        /// COMMENT
        comment: Option<String>,
        /// WITH (…)
        properties: Vec<Property>,
        /// The query.
        query: Box<Query>,
        /// WITH DATA, also when nothing is written.
        with_data: bool,
    },
    /// INSERT INTO
    Insert {
        /// The table.
        name: QualifiedName,
        /// Column names.
        columns: Vec<Ident>,
        /// The rows.
        query: Box<Query>,
    },
    /// DELETE FROM
    Delete {
        /// The table.
        name: QualifiedName,
        /// WHERE
        filter: Option<Expr>,
    },
    /// UPDATE
    Update {
        /// The table.
        name: QualifiedName,
        /// SET
        assignments: Vec<(Ident, Expr)>,
        /// WHERE
        filter: Option<Expr>,
    },
    /// MERGE INTO
    Merge(Box<Merge>),
    /// UNLOAD (query) TO 'location' WITH (…)
    Unload {
        /// The query.
        query: Box<Query>,
        /// Where to.
        location: String,
        /// WITH (…)
        properties: Vec<Property>,
    },
    /// CREATE [OR REPLACE] VIEW
    CreateView {
        /// The view.
        name: QualifiedName,
        /// OR REPLACE
        or_replace: bool,
        /// COMMENT
        comment: Option<String>,
        /// SECURITY DEFINER (true) or INVOKER
        definer: Option<bool>,
        /// The query.
        query: Box<Query>,
    },
    /// DROP VIEW
    DropView {
        /// The view.
        name: QualifiedName,
        /// IF EXISTS
        if_exists: bool,
    },
    /// PREPARE name FROM statement
    Prepare {
        /// Its name.
        name: Ident,
        /// What is prepared.
        statement: Box<Statement>,
    },
    /// EXECUTE name USING …
    Execute {
        /// Its name.
        name: Ident,
        /// Parameters.
        using: Vec<Expr>,
    },
    /// EXECUTE IMMEDIATE 'sql' USING …
    ExecuteImmediate {
        /// Where the text's quote stands.
        at: Position,
        /// The text.
        sql: String,
        /// Parameters.
        using: Vec<Expr>,
    },
    /// DEALLOCATE PREPARE name
    Deallocate(Ident),
    /// EXPLAIN
    Explain {
        /// ANALYZE
        analyze: bool,
        /// VERBOSE
        verbose: bool,
        /// (TYPE …, FORMAT …)
        options: Vec<ExplainOption>,
        /// What is explained.
        statement: Box<Statement>,
    },
    /// OPTIMIZE t REWRITE DATA USING BIN_PACK [WHERE …]
    Optimize {
        /// The table.
        name: QualifiedName,
        /// WHERE
        filter: Option<Expr>,
    },
    /// VACUUM t
    Vacuum(QualifiedName),
    /// SHOW FUNCTIONS [LIKE pattern [ESCAPE c]]
    ShowFunctions {
        /// LIKE
        like: Option<String>,
        /// ESCAPE
        escape: Option<String>,
    },
    /// Any other statement of Trino's grammar, by its name: read, and refused by whoever runs it.
    Other {
        /// What kind of statement it is.
        name: &'static str,
        /// Its text.
        text: String,
    },
}

/// `TYPE …` or `FORMAT …` of EXPLAIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExplainOption {
    /// TYPE LOGICAL
    Logical,
    /// TYPE DISTRIBUTED
    Distributed,
    /// TYPE VALIDATE
    Validate,
    /// TYPE IO
    Io,
    /// FORMAT TEXT
    Text,
    /// FORMAT GRAPHVIZ
    Graphviz,
    /// FORMAT JSON
    Json,
}

/// `MERGE INTO t USING s ON c WHEN …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// The table that changes.
    pub target: QualifiedName,
    /// Its name here.
    pub alias: Option<Ident>,
    /// Where the rows come from.
    pub source: crate::ast::Relation,
    /// ON
    pub on: Expr,
    /// WHEN
    pub cases: Vec<MergeCase>,
}

/// `WHEN [NOT] MATCHED [AND …] THEN …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeCase {
    /// Where WHEN stands.
    pub at: Position,
    /// MATCHED rather than NOT MATCHED.
    pub matched: bool,
    /// AND
    pub condition: Option<Expr>,
    /// THEN
    pub action: MergeAction,
}

/// What a merge does with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeAction {
    /// UPDATE SET
    Update(Vec<(Ident, Expr)>),
    /// DELETE
    Delete,
    /// INSERT
    Insert {
        /// Column names.
        columns: Vec<Ident>,
        /// VALUES
        values: Vec<Expr>,
    },
}

/// A column of a definition, `name type`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnDefinition {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub data_type: TypeExpr,
}
