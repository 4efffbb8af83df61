//! Queries and relations.

use crate::Position;
use crate::ast::{Expr, Ident, JsonTable, MatchRecognize, OrderItem, QualifiedName, TypeExpr, WindowDefinition};

/// `WITH … body ORDER BY … OFFSET … LIMIT …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Where it stands.
    pub at: Position,
    /// Inline functions, `WITH FUNCTION …`, as written: Athena has none, so they are only named.
    pub with: Option<With>,
    /// What is selected.
    pub body: QueryBody,
    /// ORDER BY
    pub order_by: Vec<OrderItem>,
    /// OFFSET
    pub offset: Option<RowCount>,
    /// LIMIT or FETCH
    pub limit: Option<Limit>,
}

/// `WITH [RECURSIVE] …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct With {
    /// Where it stands.
    pub at: Position,
    /// RECURSIVE
    pub recursive: bool,
    /// The named queries.
    pub queries: Vec<WithQuery>,
}

/// `name (columns) AS (query)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithQuery {
    /// Its name.
    pub name: Ident,
    /// Column names.
    pub columns: Vec<Ident>,
    /// The query.
    pub query: Query,
}

/// A number of rows: a literal or a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowCount {
    /// Where the clause stands.
    pub at: Position,
    /// The number or parameter.
    pub value: Expr,
}

/// The end of a query's output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// LIMIT ALL
    All(Position),
    /// LIMIT n
    Rows(RowCount),
    /// `FETCH FIRST [n] ROWS ONLY | WITH TIES`
    Fetch {
        /// Where it stands.
        at: Position,
        /// How many; one when not written.
        count: Option<Expr>,
        /// WITH TIES
        with_ties: bool,
    },
}

/// What a query is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryBody {
    /// Where it stands.
    pub at: Position,
    /// What it is.
    pub kind: QueryBodyKind,
}

/// The forms of a query's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryBodyKind {
    /// SELECT …
    Select(Box<Select>),
    /// UNION, INTERSECT, EXCEPT
    SetOperation {
        /// Which.
        op: SetOp,
        /// DISTINCT (also when nothing is written) rather than ALL.
        distinct: bool,
        /// CORRESPONDING [BY (columns)]
        corresponding: Option<Vec<Ident>>,
        /// Left side.
        left: Box<QueryBody>,
        /// Right side.
        right: Box<QueryBody>,
    },
    /// `TABLE t`
    Table(QualifiedName),
    /// `VALUES a, (b, c)`
    Values(Vec<Expr>),
    /// `(query)`
    Subquery(Box<Query>),
}

/// Set operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SetOp {
    /// UNION
    Union,
    /// INTERSECT
    Intersect,
    /// EXCEPT
    Except,
}

/// `SELECT …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Select {
    /// SELECT DISTINCT
    pub distinct: bool,
    /// What is selected.
    pub items: Vec<SelectItem>,
    /// FROM; several are a cross join.
    pub from: Vec<Relation>,
    /// WHERE
    pub filter: Option<Expr>,
    /// GROUP BY
    pub group_by: Option<GroupBy>,
    /// HAVING
    pub having: Option<Expr>,
    /// WINDOW
    pub windows: Vec<WindowDefinition>,
}

/// One item of a select list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectItem {
    /// Where it stands.
    pub at: Position,
    /// What it is.
    pub kind: SelectItemKind,
}

/// The forms of a select item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SelectItemKind {
    /// `expression [AS name]`
    Expression {
        /// The value.
        value: Expr,
        /// Its name.
        alias: Option<Ident>,
    },
    /// `*`
    All,
    /// `expression.* [AS (names)]`
    AllOf {
        /// A relation's name, or a row.
        value: Expr,
        /// New names.
        aliases: Vec<Ident>,
    },
}

/// `GROUP BY [DISTINCT] …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupBy {
    /// Where it stands.
    pub at: Position,
    /// DISTINCT: equal grouping sets count once.
    pub distinct: bool,
    /// The elements; their sets are crossed.
    pub elements: Vec<GroupingElement>,
}

/// One element of GROUP BY.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupingElement {
    /// `a` or `(a, b)`
    Simple(Vec<Expr>),
    /// ROLLUP
    Rollup(Vec<Vec<Expr>>),
    /// CUBE
    Cube(Vec<Vec<Expr>>),
    /// GROUPING SETS
    Sets(Vec<Vec<Expr>>),
    /// GROUP BY AUTO
    Auto,
}

/// A relation of FROM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Where it stands.
    pub at: Position,
    /// What it is.
    pub kind: RelationKind,
}

/// The forms of a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RelationKind {
    /// A table, with its version when time travel is asked for.
    Table {
        /// Its name.
        name: QualifiedName,
        /// FOR TIMESTAMP|VERSION AS OF
        version: Option<TableVersion>,
    },
    /// `relation AS name (columns)`
    Aliased {
        /// What is named.
        relation: Box<Relation>,
        /// Its name.
        alias: Ident,
        /// Column names.
        columns: Vec<Ident>,
    },
    /// `relation TABLESAMPLE BERNOULLI (10)`
    Sampled {
        /// What is sampled.
        relation: Box<Relation>,
        /// SYSTEM rather than BERNOULLI.
        system: bool,
        /// Percentage.
        percentage: Expr,
    },
    /// `(query)`
    Subquery(Box<Query>),
    /// `LATERAL (query)`
    Lateral(Box<Query>),
    /// `UNNEST (a, b) [WITH ORDINALITY]`
    Unnest {
        /// Arrays and maps.
        values: Vec<Expr>,
        /// WITH ORDINALITY
        with_ordinality: bool,
    },
    /// `TABLE(function(…))`
    TableFunction(Box<TableFunctionCall>),
    /// `JSON_TABLE(…)`
    JsonTable(Box<JsonTable>),
    /// `relation MATCH_RECOGNIZE (…)`
    MatchRecognize {
        /// Its input.
        input: Box<Relation>,
        /// The clauses.
        clauses: Box<MatchRecognize>,
    },
    /// A join.
    Join {
        /// Which.
        kind: JoinKind,
        /// Left side.
        left: Box<Relation>,
        /// Right side.
        right: Box<Relation>,
        /// ON, USING or NATURAL.
        criteria: JoinCriteria,
    },
}

/// Joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JoinKind {
    /// CROSS JOIN
    Cross,
    /// `[INNER] JOIN`
    Inner,
    /// `LEFT [OUTER] JOIN`
    Left,
    /// `RIGHT [OUTER] JOIN`
    Right,
    /// `FULL [OUTER] JOIN`
    Full,
}

/// What joins two relations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JoinCriteria {
    /// CROSS JOIN
    None,
    /// ON condition
    On(Expr),
    /// USING (columns)
    Using(Vec<Ident>),
    /// NATURAL
    Natural,
}

/// `FOR TIMESTAMP AS OF x`, `FOR VERSION AS OF x`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableVersion {
    /// Where it stands.
    pub at: Position,
    /// TIMESTAMP rather than VERSION.
    pub timestamp: bool,
    /// Which.
    pub value: Box<Expr>,
}

/// `name(argument, name => argument COPARTITION …)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableFunctionCall {
    /// Function name.
    pub name: QualifiedName,
    /// Arguments.
    pub arguments: Vec<TableFunctionArgument>,
    /// COPARTITION
    pub copartition: Vec<Vec<QualifiedName>>,
}

/// An argument of a table function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableFunctionArgument {
    /// Where it stands.
    pub at: Position,
    /// `name =>`
    pub name: Option<Ident>,
    /// The value.
    pub value: TableFunctionValue,
}

/// What a table function can be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableFunctionValue {
    /// `TABLE(t) PARTITION BY … KEEP WHEN EMPTY ORDER BY …`
    Table {
        /// The table or query.
        relation: Box<Relation>,
        /// PARTITION BY
        partition_by: Option<Vec<Expr>>,
        /// PRUNE (true) or KEEP WHEN EMPTY.
        prune_when_empty: Option<bool>,
        /// ORDER BY
        order_by: Vec<OrderItem>,
    },
    /// `DESCRIPTOR(a bigint, b)`
    Descriptor(Vec<(Ident, Option<TypeExpr>)>),
    /// `CAST(NULL AS DESCRIPTOR)`
    NullDescriptor,
    /// A value.
    Expression(Expr),
}
