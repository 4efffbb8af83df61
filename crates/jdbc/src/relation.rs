//! What a database shows: tables and views with their columns.

use boathouse_schema::HiveType;

/// A table or a view.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// Its schema, where the engine has schemas.
    pub schema: Option<String>,
    /// Its name as the server writes it.
    pub name: String,
    /// What it is.
    pub kind: RelationKind,
    /// What its owner says about it.
    pub comment: Option<String>,
    /// The columns that the login may read, in their order.
    pub columns: Vec<RelationColumn>,
}

/// What a relation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationKind {
    /// A table: partitioned, partition and foreign ones too.
    Table,
    /// A view: a materialized one too.
    View,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationColumn {
    /// Its name as the server writes it.
    pub name: String,
    /// Its type as the server writes it.
    pub native_type: String,
    /// Its type in Hive's words.
    pub data_type: HiveType,
    /// What its owner says about it.
    pub comment: Option<String>,
}

/// Which relations are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The database that is opened. The one that the connection names only tells where to log in for a test.
    pub database: String,
    /// Only this schema. Without one, all but those of the system; engines without schemas do not look at it.
    pub schema: Option<String>,
    /// Only the relation of this name.
    pub name: Option<String>,
}

impl Wanted {
    /// Everything in a database.
    pub fn all_of(database: &str) -> Self {
        Self { database: database.to_owned(), ..Self::default() }
    }
}

/// Puts relations and columns into the order in which they are told.
pub(crate) fn sorted(mut relations: Vec<Relation>) -> Vec<Relation> {
    relations.sort_by(|a, b| (&a.schema, &a.name).cmp(&(&b.schema, &b.name)));
    relations
}

/// A decimal that Hive can have: at most 38 digits, none of them before the first or after the last.
pub(crate) fn decimal(precision: i64, scale: i64) -> HiveType {
    const DIGITS_MAX: i64 = 38;
    // Digits left out before the point are digits still; more places than digits are zeros after it.
    let precision = if scale < 0 { precision.saturating_sub(scale) } else { precision.max(scale) };
    let clamped = |digits: i64, least: i64| u8::try_from(digits.clamp(least, DIGITS_MAX)).unwrap_or(u8::MAX);
    HiveType::Decimal { precision: clamped(precision, 1), scale: clamped(scale, 0) }
}
