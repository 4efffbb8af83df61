//! SQL/JSON functions, whose clauses are grammar.

use crate::Position;
use crate::ast::{Expr, Ident, TypeExpr};

/// `(input FORMAT JSON, path PASSING a AS b)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonPathCall {
    /// The document.
    pub input: JsonInput,
    /// The path text.
    pub path: String,
    /// Where its literal stands.
    pub path_at: Position,
    /// Its name; only JSON_TABLE's path may have one.
    pub name: Option<Ident>,
    /// Named arguments of the path.
    pub passing: Vec<(JsonInput, Ident)>,
}

/// A value that may say it is JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonInput {
    /// The value.
    pub value: Expr,
    /// FORMAT JSON [ENCODING …]
    pub format: Option<JsonFormat>,
}

/// `FORMAT JSON [ENCODING UTF8]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonFormat {
    /// FORMAT JSON
    Json,
    /// ENCODING UTF8
    Utf8,
    /// ENCODING UTF16
    Utf16,
    /// ENCODING UTF32
    Utf32,
}

/// What a JSON function gives in place of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JsonBehavior {
    /// TRUE
    True,
    /// FALSE
    False,
    /// UNKNOWN
    Unknown,
    /// NULL
    Null,
    /// ERROR
    Error,
    /// EMPTY ARRAY
    EmptyArray,
    /// EMPTY OBJECT
    EmptyObject,
    /// DEFAULT value
    Default(Box<Expr>),
}

/// `JSON_EXISTS(path ERROR ON ERROR)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonExists {
    /// Input, path and arguments.
    pub path: JsonPathCall,
    /// ON ERROR
    pub on_error: Option<JsonBehavior>,
}

/// `JSON_VALUE(path RETURNING t … ON EMPTY … ON ERROR)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonValue {
    /// Input, path and arguments.
    pub path: JsonPathCall,
    /// RETURNING
    pub returning: Option<TypeExpr>,
    /// ON EMPTY
    pub on_empty: Option<JsonBehavior>,
    /// ON ERROR
    pub on_error: Option<JsonBehavior>,
}

/// `JSON_QUERY(path RETURNING t … WRAPPER … QUOTES … ON EMPTY … ON ERROR)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonQuery {
    /// Input, path and arguments.
    pub path: JsonPathCall,
    /// RETURNING
    pub returning: Option<(TypeExpr, Option<JsonFormat>)>,
    /// WRAPPER
    pub wrapper: Option<JsonWrapper>,
    /// KEEP (true) or OMIT QUOTES
    pub keep_quotes: Option<bool>,
    /// ON SCALAR TEXT STRING
    pub quotes_on_scalar: bool,
    /// ON EMPTY
    pub on_empty: Option<JsonBehavior>,
    /// ON ERROR
    pub on_error: Option<JsonBehavior>,
}

/// How JSON_QUERY wraps its items in an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonWrapper {
    /// WITHOUT WRAPPER
    Without,
    /// `WITH [UNCONDITIONAL] WRAPPER`
    Unconditional,
    /// WITH CONDITIONAL WRAPPER
    Conditional,
}

/// `JSON_OBJECT(KEY k VALUE v, k : v … NULL ON NULL WITH UNIQUE KEYS RETURNING t)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonObject {
    /// Keys and values.
    pub members: Vec<(Expr, JsonInput)>,
    /// NULL ON NULL (true) or ABSENT ON NULL.
    pub null_on_null: bool,
    /// WITH UNIQUE KEYS
    pub unique_keys: bool,
    /// RETURNING
    pub returning: Option<(TypeExpr, Option<JsonFormat>)>,
}

/// `JSON_ARRAY(a, b … NULL ON NULL RETURNING t)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonArray {
    /// Elements.
    pub elements: Vec<JsonInput>,
    /// NULL ON NULL (true) or ABSENT ON NULL.
    pub null_on_null: bool,
    /// RETURNING
    pub returning: Option<(TypeExpr, Option<JsonFormat>)>,
}

/// `JSON_TABLE(path COLUMNS (…) PLAN (…) ERROR ON ERROR)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonTable {
    /// Input, path and arguments.
    pub path: JsonPathCall,
    /// The columns.
    pub columns: Vec<JsonTableColumn>,
    /// PLAN, as written.
    pub plan: Option<JsonTablePlan>,
    /// ERROR ON ERROR (true) or EMPTY ON ERROR, when written.
    pub error_on_error: Option<bool>,
}

/// A column of JSON_TABLE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JsonTableColumn {
    /// `name FOR ORDINALITY`
    Ordinality(Ident),
    /// `name type PATH '…' … ON EMPTY … ON ERROR`
    Value {
        /// Column name.
        name: Ident,
        /// Its type.
        data_type: TypeExpr,
        /// Its path; `lax $.name` when not written.
        path: Option<String>,
        /// ON EMPTY
        on_empty: Option<JsonBehavior>,
        /// ON ERROR
        on_error: Option<JsonBehavior>,
    },
    /// `name type FORMAT JSON PATH '…' wrapper quotes … ON EMPTY … ON ERROR`
    Query {
        /// Column name.
        name: Ident,
        /// Its type.
        data_type: TypeExpr,
        /// FORMAT
        format: JsonFormat,
        /// Its path.
        path: Option<String>,
        /// WRAPPER
        wrapper: Option<JsonWrapper>,
        /// KEEP (true) or OMIT QUOTES
        keep_quotes: Option<bool>,
        /// ON EMPTY
        on_empty: Option<JsonBehavior>,
        /// ON ERROR
        on_error: Option<JsonBehavior>,
    },
    /// `NESTED PATH '…' AS name COLUMNS (…)`
    Nested {
        /// The path.
        path: String,
        /// Where its literal stands.
        path_at: Position,
        /// Its name.
        name: Option<Ident>,
        /// Its columns.
        columns: Vec<JsonTableColumn>,
    },
}

/// How nested paths of JSON_TABLE combine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JsonTablePlan {
    /// `PLAN DEFAULT (INNER|OUTER, UNION|CROSS)`
    Default {
        /// OUTER rather than INNER.
        outer: bool,
        /// UNION rather than CROSS.
        union: bool,
    },
    /// A named path.
    Path(Ident),
    /// `parent INNER|OUTER child`
    Nested {
        /// The outer path.
        parent: Ident,
        /// OUTER rather than INNER.
        outer: bool,
        /// What is below it.
        child: Box<JsonTablePlan>,
    },
    /// `a UNION b UNION c`
    Union(Vec<JsonTablePlan>),
    /// `a CROSS b CROSS c`
    Cross(Vec<JsonTablePlan>),
}
