//! Type expressions: `CAST(x AS array(row(a bigint, varchar(3))))`.

use crate::Position;
use crate::ast::Ident;

/// A type as written; what it names is decided by the analyzer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeExpr {
    /// Where it stands.
    pub at: Position,
    /// What it is.
    pub kind: TypeKind,
}

/// The forms a type can take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeKind {
    /// `ROW(a bigint, varchar)`: named and anonymous fields.
    Row(Vec<RowField>),
    /// `INTERVAL DAY TO SECOND`
    Interval {
        /// First field.
        from: IntervalField,
        /// Last field, when written.
        to: Option<IntervalField>,
    },
    /// `TIME(3) WITH TIME ZONE`, `TIMESTAMP`
    DateTime {
        /// `TIMESTAMP` rather than `TIME`.
        timestamp: bool,
        /// The precision, a number or a type variable.
        precision: Option<Box<TypeParameter>>,
        /// `WITH TIME ZONE`
        with_time_zone: bool,
    },
    /// `DOUBLE PRECISION`
    DoublePrecision,
    /// `varchar(10)`, `decimal(5, 2)`, `array(bigint)`, `map(varchar, bigint)`, `json`
    Named {
        /// Type name.
        name: Ident,
        /// What stands in the parentheses.
        parameters: Vec<TypeParameter>,
    },
}

/// A field of a row type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowField {
    /// Its name, if it has one.
    pub name: Option<Ident>,
    /// Its type.
    pub data_type: TypeExpr,
}

/// A parameter of a type: a number or a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeParameter {
    /// A length, precision or scale.
    Number(String),
    /// An element, key or value type.
    Type(TypeExpr),
}

/// A field of an interval literal or type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IntervalField {
    /// Years.
    Year,
    /// Months.
    Month,
    /// Days.
    Day,
    /// Hours.
    Hour,
    /// Minutes.
    Minute,
    /// Seconds.
    Second,
}

impl IntervalField {
    /// The keyword.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Year => "YEAR",
            Self::Month => "MONTH",
            Self::Day => "DAY",
            Self::Hour => "HOUR",
            Self::Minute => "MINUTE",
            Self::Second => "SECOND",
        }
    }
}
