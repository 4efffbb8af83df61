//! Expressions.

use crate::Position;
use crate::ast::{
    FunctionCall, Ident, IntervalField, JsonArray, JsonExists, JsonObject, JsonQuery, JsonValue, Query, TypeExpr,
    WindowMeasure,
};

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    /// The place Trino reports for it.
    pub at: Position,
    /// What it is.
    pub kind: ExprKind,
}

/// The forms an expression can take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExprKind {
    /// A literal.
    Literal(Literal),
    /// `?`; the number counts from 0 through the statement.
    Parameter(usize),
    /// A name.
    Identifier(Ident),
    /// `base.field`
    Dereference {
        /// What is looked into.
        base: Box<Expr>,
        /// The field.
        field: Ident,
    },
    /// `base[index]`
    Subscript {
        /// Array, map or row.
        base: Box<Expr>,
        /// Index or key.
        index: Box<Expr>,
    },
    /// `ROW(a, b AS x)` or `(a, b)`
    Row(Vec<RowValue>),
    /// `ARRAY[a, b]`
    Array(Vec<Expr>),
    /// `+x`, `-x`
    Sign {
        /// Whether it negates.
        negative: bool,
        /// The operand.
        value: Box<Expr>,
    },
    /// `a + b` and the like.
    Arithmetic {
        /// The operator.
        op: ArithmeticOp,
        /// Left operand.
        left: Box<Expr>,
        /// Right operand.
        right: Box<Expr>,
    },
    /// `a || b`
    Concat(Box<Expr>, Box<Expr>),
    /// `a AT TIME ZONE b`
    AtTimeZone {
        /// A time or timestamp.
        value: Box<Expr>,
        /// The zone.
        zone: Box<Expr>,
    },
    /// `a AT LOCAL`
    AtLocal(Box<Expr>),
    /// `NOT a`
    Not(Box<Expr>),
    /// `a AND b AND …`: chains are flat, so that long ones are not deep.
    And(Vec<Expr>),
    /// `a OR b OR …`
    Or(Vec<Expr>),
    /// `a = b` and the like.
    Comparison {
        /// The operator.
        op: ComparisonOp,
        /// Left operand.
        left: Box<Expr>,
        /// Right operand.
        right: Box<Expr>,
    },
    /// `a = ANY (subquery)`
    Quantified {
        /// The operator.
        op: ComparisonOp,
        /// ALL, ANY or SOME.
        quantifier: Quantifier,
        /// Left operand.
        value: Box<Expr>,
        /// The subquery.
        query: Box<Query>,
    },
    /// `a [NOT] BETWEEN [SYMMETRIC] low AND high`
    Between {
        /// NOT.
        negated: bool,
        /// The tested value.
        value: Box<Expr>,
        /// Lower bound.
        low: Box<Expr>,
        /// Upper bound.
        high: Box<Expr>,
    },
    /// `a [NOT] IN (b, c)`
    InList {
        /// NOT.
        negated: bool,
        /// The tested value.
        value: Box<Expr>,
        /// The values.
        list: Vec<Expr>,
    },
    /// `a [NOT] IN (subquery)`
    InSubquery {
        /// NOT.
        negated: bool,
        /// The tested value.
        value: Box<Expr>,
        /// The subquery.
        query: Box<Query>,
    },
    /// `a [NOT] LIKE pattern [ESCAPE c]`
    Like {
        /// NOT.
        negated: bool,
        /// The tested value.
        value: Box<Expr>,
        /// The pattern.
        pattern: Box<Expr>,
        /// The escape character.
        escape: Option<Box<Expr>>,
    },
    /// `a IS [NOT] NULL`
    IsNull {
        /// NOT.
        negated: bool,
        /// The tested value.
        value: Box<Expr>,
    },
    /// `a IS [NOT] DISTINCT FROM b`
    IsDistinctFrom {
        /// NOT.
        negated: bool,
        /// Left operand.
        left: Box<Expr>,
        /// Right operand.
        right: Box<Expr>,
    },
    /// `EXISTS (subquery)`
    Exists(Box<Query>),
    /// `(subquery)` as a value.
    Subquery(Box<Query>),
    /// `CASE x WHEN a THEN b … END`
    SimpleCase {
        /// What is compared.
        operand: Box<Expr>,
        /// The branches.
        branches: Vec<WhenClause>,
        /// ELSE.
        otherwise: Option<Box<Expr>>,
    },
    /// `CASE WHEN a THEN b … END`
    SearchedCase {
        /// The branches.
        branches: Vec<WhenClause>,
        /// ELSE.
        otherwise: Option<Box<Expr>>,
    },
    /// `CAST(a AS t)`, `TRY_CAST(a AS t)`
    Cast {
        /// NULL instead of an error.
        safe: bool,
        /// What is converted.
        value: Box<Expr>,
        /// The target.
        data_type: TypeExpr,
    },
    /// `EXTRACT(field FROM a)`
    Extract {
        /// Field name, as written.
        field: Ident,
        /// From what.
        value: Box<Expr>,
    },
    /// `TRIM([side] [chars] FROM a)`
    Trim {
        /// Which side.
        side: TrimSide,
        /// Characters taken away.
        characters: Option<Box<Expr>>,
        /// From what.
        value: Box<Expr>,
    },
    /// `NORMALIZE(a [, NFC])`
    Normalize {
        /// What is normalized.
        value: Box<Expr>,
        /// NFD, NFC, NFKD or NFKC.
        form: String,
    },
    /// `CURRENT_DATE` and its kin.
    Current(CurrentFunction, Option<String>),
    /// `GROUPING(a, b)`
    Grouping(Vec<Expr>),
    /// A function call.
    Function(Box<FunctionCall>),
    /// `x -> x + 1`, `(x, y) -> …`, `() -> …`
    Lambda {
        /// Parameter names.
        parameters: Vec<Ident>,
        /// The body.
        body: Box<Expr>,
    },
    /// `measure OVER window` of a MATCH_RECOGNIZE window.
    WindowMeasure(Box<WindowMeasure>),
    /// `JSON_EXISTS(…)`
    JsonExists(Box<JsonExists>),
    /// `JSON_VALUE(…)`
    JsonValue(Box<JsonValue>),
    /// `JSON_QUERY(…)`
    JsonQuery(Box<JsonQuery>),
    /// `JSON_OBJECT(…)`
    JsonObject(Box<JsonObject>),
    /// `JSON_ARRAY(…)`
    JsonArray(Box<JsonArray>),
}

/// A literal as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// `NULL`
    Null,
    /// `TRUE`, `FALSE`
    Boolean(bool),
    /// Digits.
    Integer(String),
    /// Digits with a point: decimal or double by the analyzer's option.
    Decimal(String),
    /// With an exponent.
    Double(String),
    /// `'text'`, decoded.
    String(String),
    /// `X'0102'`, decoded.
    Binary(Vec<u8>),
    /// `DATE '…'`, `DECIMAL '…'`, `bigint '…'`: a type name before a string.
    Typed {
        /// The type.
        data_type: TypeExpr,
        /// The text.
        value: String,
    },
    /// `INTERVAL -'1-2' YEAR TO MONTH`
    Interval {
        /// A minus sign before the text.
        negative: bool,
        /// The text.
        value: String,
        /// First field.
        from: IntervalField,
        /// Last field, when written.
        to: Option<IntervalField>,
    },
}

/// A field of a row constructor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowValue {
    /// Its name, `ROW(1 AS a)`.
    pub name: Option<Ident>,
    /// Its value.
    pub value: Expr,
}

/// `WHEN a THEN b`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhenClause {
    /// Where WHEN stands.
    pub at: Position,
    /// Value or condition.
    pub operand: Expr,
    /// Result.
    pub result: Expr,
}

/// `+ - * / %`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArithmeticOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulus,
}

impl ArithmeticOp {
    /// The sign.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulus => "%",
        }
    }
}

/// `= <> < <= > >=`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ComparisonOp {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl ComparisonOp {
    /// The sign.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

/// How a quantified comparison combines its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// ALL
    All,
    /// ANY
    Any,
    /// SOME, the same as ANY
    Some,
}

/// Which side TRIM works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrimSide {
    /// Both sides, also when none is written.
    Both,
    /// The start.
    Leading,
    /// The end.
    Trailing,
}

/// Functions written without parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CurrentFunction {
    /// CURRENT_DATE
    Date,
    /// CURRENT_TIME
    Time,
    /// CURRENT_TIMESTAMP
    Timestamp,
    /// LOCALTIME
    LocalTime,
    /// LOCALTIMESTAMP
    LocalTimestamp,
    /// CURRENT_USER
    User,
    /// CURRENT_CATALOG
    Catalog,
    /// CURRENT_SCHEMA
    Schema,
    /// CURRENT_PATH
    Path,
}
