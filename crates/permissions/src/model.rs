//! Permissions, what they are given on, and who has them.

use serde::{Deserialize, Serialize};

/// Everyone whom the account's own policies let in; here that is everyone.
pub const EVERYONE: &str = "IAM_ALLOWED_PRINCIPALS";

macro_rules! permissions {
    ($($variant:ident $name:literal $about:literal),+ $(,)?) => {
        /// What a principal may do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Permission {
            $(#[doc = $about] #[serde(rename = $name)] $variant),+
        }

        impl Permission {
            /// The name in requests and replies.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The name in messages: `Create Table`.
            pub fn words(self) -> String {
                let word = |word: &str| word.get(..1).unwrap_or_default().to_owned() + &word.to_lowercase().split_off(1);
                self.name().split('_').map(word).collect::<Vec<_>>().join(" ")
            }
        }
    };
}

permissions! {
    All "ALL" "Everything that can be done with a resource of the kind.",
    Alter "ALTER" "Change its definition.",
    Associate "ASSOCIATE" "Assign a tag.",
    CreateCatalog "CREATE_CATALOG" "Make catalogs.",
    CreateDatabase "CREATE_DATABASE" "Make databases.",
    CreateTag "CREATE_LF_TAG" "Make tags.",
    CreateTagExpression "CREATE_LF_TAG_EXPRESSION" "Make named expressions of tags.",
    CreateTable "CREATE_TABLE" "Make tables in a database.",
    DataLocationAccess "DATA_LOCATION_ACCESS" "Make databases and tables that lie at a place.",
    Delete "DELETE" "Delete a table's rows.",
    Describe "DESCRIBE" "See its definition.",
    Drop "DROP" "Delete it.",
    Execute "EXECUTE" "Call a function.",
    GrantWithTagExpression "GRANT_WITH_LF_TAG_EXPRESSION" "Use a tag in grants.",
    Insert "INSERT" "Add rows to a table.",
    Select "SELECT" "Read a table's rows.",
    SuperUser "SUPER_USER" "Everything, without exception.",
}

/// A tag and some of its values. In an assignment there is one value; in an expression any of them matches.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Tag {
    /// The key.
    pub key: String,
    /// The values, sorted.
    pub values: Vec<String>,
}

impl Tag {
    /// A tag with its values sorted and each there once.
    pub fn new(key: impl Into<String>, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let mut values: Vec<String> = values.into_iter().map(Into::into).collect();
        values.sort();
        values.dedup();
        Self { key: key.into(), values }
    }
}

/// Some columns of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Columns {
    /// These.
    Only(Vec<String>),
    /// All but these.
    Except(Vec<String>),
}

impl Columns {
    /// All of them.
    pub fn all() -> Self {
        Self::Except(Vec::new())
    }

    /// Whether a column is one of them.
    pub fn has(&self, column: &str) -> bool {
        let named = |names: &[String]| names.iter().any(|name| name.eq_ignore_ascii_case(column));
        match self {
            Self::Only(names) => named(names),
            Self::Except(names) => !named(names),
        }
    }

    /// The names in it.
    pub fn names(&self) -> &[String] {
        match self {
            Self::Only(names) | Self::Except(names) => names,
        }
    }
}

/// What a policy by tags is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PolicyKind {
    /// Databases with matching tags.
    Database,
    /// Tables and columns with matching tags.
    Table,
}

/// The tags that a policy demands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PolicyRule {
    /// All of these keys, each with one of its values.
    Tags(Vec<Tag>),
    /// What a named expression says at the time of asking.
    Named(String),
}

/// What permissions are given on. Names of databases and tables are in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Resource {
    /// The catalog itself.
    Catalog,
    /// A database.
    Database {
        /// Its name.
        name: String,
    },
    /// A table.
    Table {
        /// Its database.
        database: String,
        /// Its name; `None` is every table there is and will be.
        table: Option<String>,
    },
    /// Columns of a table.
    Columns {
        /// Its database.
        database: String,
        /// Its name; `None` is every table.
        table: Option<String>,
        /// Which.
        columns: Columns,
    },
    /// Objects below a place.
    Location {
        /// Its ARN.
        arn: String,
    },
    /// A data-cells filter.
    Filter {
        /// The database of its table.
        database: String,
        /// Its table.
        table: String,
        /// Its name.
        name: String,
    },
    /// A tag, as far as these values go; `*` is all of them.
    Tag(Tag),
    /// Whatever has these tags.
    Policy {
        /// What is meant.
        kind: PolicyKind,
        /// Which tags.
        rule: PolicyRule,
    },
    /// A named expression of tags.
    Expression {
        /// Its name.
        name: String,
    },
}

impl Resource {
    /// The database it is in or is, and the table.
    pub(crate) fn place(&self) -> (Option<&str>, Option<&str>) {
        match self {
            Self::Database { name } => (Some(name), None),
            Self::Table { database, table } | Self::Columns { database, table, .. } => {
                (Some(database), table.as_deref())
            }
            Self::Filter { database, table, .. } => (Some(database), Some(table)),
            _ => (None, None),
        }
    }
}

/// What a principal may do with a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Who.
    pub principal: String,
    /// With what.
    pub resource: Resource,
    /// What, sorted.
    pub permissions: Vec<Permission>,
    /// What of it may be passed on, sorted.
    pub grantable: Vec<Permission>,
    /// When it was last changed, milliseconds since the epoch.
    pub updated_ms: i64,
    /// Who changed it.
    pub updated_by: String,
}
