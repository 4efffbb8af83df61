//! The tree of a Hive statement.

use crate::Position;

/// A name of one to four parts, as written without backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Where it stands.
    pub at: Position,
    /// The parts, outermost first.
    pub parts: Vec<String>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Where it begins.
    pub at: Position,
    /// What it is.
    pub kind: StatementKind,
}

/// `'key'='value'` lists, in the order written.
pub type Properties = Vec<(String, String)>;

/// `key = value` of a PARTITION clause; a key alone has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionValue {
    /// The partition key.
    pub key: String,
    /// Operator and value; `=` except where a DROP compares.
    pub value: Option<(String, String)>,
}

/// `(a = 1, b = 'x')`
pub type PartitionSpec = Vec<PartitionValue>;

/// The statements of Hive's grammar that Athena takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementKind {
    /// CREATE DATABASE
    CreateDatabase {
        /// The database.
        name: Name,
        /// IF NOT EXISTS
        if_not_exists: bool,
        /// COMMENT
        comment: Option<String>,
        /// LOCATION
        location: Option<String>,
        /// WITH DBPROPERTIES
        properties: Properties,
    },
    /// ALTER DATABASE … SET DBPROPERTIES
    AlterDatabase {
        /// The database.
        name: Name,
        /// SET DBPROPERTIES
        properties: Properties,
    },
    /// DROP DATABASE
    DropDatabase {
        /// The database.
        name: Name,
        /// IF EXISTS
        if_exists: bool,
        /// CASCADE
        cascade: bool,
    },
    /// `CREATE [EXTERNAL] TABLE`
    CreateTable(Box<CreateTable>),
    /// DROP TABLE
    DropTable {
        /// The table.
        name: Name,
        /// IF EXISTS
        if_exists: bool,
    },
    /// ALTER TABLE
    AlterTable {
        /// The table.
        name: Name,
        /// What changes.
        action: AlterTable,
    },
    /// MSCK REPAIR TABLE
    MsckRepair(Name),
    /// SHOW DATABASES
    ShowDatabases {
        /// LIKE
        pattern: Option<String>,
    },
    /// SHOW TABLES
    ShowTables {
        /// IN
        database: Option<Name>,
        /// The pattern.
        pattern: Option<String>,
    },
    /// SHOW VIEWS
    ShowViews {
        /// IN
        database: Option<Name>,
        /// LIKE
        pattern: Option<String>,
    },
    /// SHOW COLUMNS
    ShowColumns {
        /// The table.
        table: Name,
        /// IN
        database: Option<Name>,
    },
    /// SHOW PARTITIONS
    ShowPartitions(Name),
    /// SHOW TBLPROPERTIES
    ShowTableProperties {
        /// The table.
        table: Name,
        /// One key.
        key: Option<String>,
    },
    /// SHOW CREATE TABLE
    ShowCreateTable(Name),
    /// SHOW CREATE VIEW
    ShowCreateView(Name),
    /// DESCRIBE
    Describe(Describe),
}

/// `DESCRIBE [EXTENDED|FORMATTED] t [PARTITION (…)] [column]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Describe {
    /// How much is told.
    pub detail: Detail,
    /// The table.
    pub table: Name,
    /// PARTITION
    pub partition: PartitionSpec,
    /// A column, with the fields below it.
    pub column: Vec<String>,
}

/// How much DESCRIBE tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detail {
    /// The columns.
    Columns,
    /// EXTENDED
    Extended,
    /// FORMATTED
    Formatted,
}

/// A column with its type in Hive's canonical text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Where it stands.
    pub at: Position,
    /// Its name.
    pub name: String,
    /// Its type, lower-cased and without blanks.
    pub data_type: String,
    /// COMMENT
    pub comment: Option<String>,
}

/// One item of PARTITIONED BY.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartitionedBy {
    /// `name type`: Hive's partition columns.
    Column(Column),
    /// `name`, `bucket(4, name)`: Iceberg's transforms.
    Transform {
        /// Transform name; none for the identity.
        function: Option<String>,
        /// Its arguments.
        arguments: Vec<String>,
    },
}

/// CREATE TABLE with all its clauses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateTable {
    /// EXTERNAL
    pub external: bool,
    /// IF NOT EXISTS
    pub if_not_exists: bool,
    /// The table.
    pub name: Name,
    /// Columns.
    pub columns: Vec<Column>,
    /// COMMENT
    pub comment: Option<String>,
    /// PARTITIONED BY
    pub partitioned_by: Vec<PartitionedBy>,
    /// CLUSTERED BY
    pub clustered_by: Option<ClusteredBy>,
    /// ROW FORMAT
    pub row_format: Option<RowFormat>,
    /// STORED AS
    pub stored_as: Option<StoredAs>,
    /// WITH SERDEPROPERTIES that stand apart from a ROW FORMAT SERDE.
    pub serde_properties: Properties,
    /// LOCATION
    pub location: Option<String>,
    /// TBLPROPERTIES
    pub properties: Properties,
}

/// `CLUSTERED BY (a) [SORTED BY (b DESC)] INTO n BUCKETS`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusteredBy {
    /// Bucket columns.
    pub columns: Vec<String>,
    /// Sort columns, with whether they descend.
    pub sorted_by: Vec<(String, bool)>,
    /// Number of buckets, as written.
    pub buckets: String,
}

/// ROW FORMAT
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFormat {
    /// DELIMITED
    Delimited(Delimiters),
    /// SERDE 'class' WITH SERDEPROPERTIES (…)
    SerDe {
        /// The class.
        class: String,
        /// Its properties.
        properties: Properties,
    },
}

/// The delimiters of a text table, unescaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delimiters {
    /// FIELDS TERMINATED BY
    pub field: Option<String>,
    /// ESCAPED BY
    pub escape: Option<String>,
    /// COLLECTION ITEMS TERMINATED BY
    pub collection: Option<String>,
    /// MAP KEYS TERMINATED BY
    pub map_key: Option<String>,
    /// LINES TERMINATED BY
    pub line: Option<String>,
    /// NULL DEFINED AS
    pub null: Option<String>,
}

/// STORED AS
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredAs {
    /// A format by its name, upper-cased.
    Format(String),
    /// INPUTFORMAT and OUTPUTFORMAT classes.
    Classes {
        /// INPUTFORMAT
        input: String,
        /// OUTPUTFORMAT
        output: String,
    },
}

/// What ALTER TABLE changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlterTable {
    /// [PARTITION (…)] ADD COLUMNS
    AddColumns {
        /// PARTITION
        partition: PartitionSpec,
        /// The columns.
        columns: Vec<Column>,
    },
    /// [PARTITION (…)] REPLACE COLUMNS
    ReplaceColumns {
        /// PARTITION
        partition: PartitionSpec,
        /// The columns.
        columns: Vec<Column>,
    },
    /// `CHANGE [COLUMN] old new type [COMMENT] [FIRST|AFTER c]`
    ChangeColumn {
        /// The column.
        old: String,
        /// What it becomes.
        new: Column,
        /// AFTER that column; an empty text is FIRST.
        after: Option<String>,
    },
    /// DROP COLUMN
    DropColumn(String),
    /// ADD [IF NOT EXISTS] PARTITION (…) [LOCATION '…'] …
    AddPartitions {
        /// IF NOT EXISTS
        if_not_exists: bool,
        /// The partitions and their locations.
        partitions: Vec<(PartitionSpec, Option<String>)>,
    },
    /// DROP [IF EXISTS] PARTITION (…), …
    DropPartitions {
        /// IF EXISTS
        if_exists: bool,
        /// The partitions.
        partitions: Vec<PartitionSpec>,
    },
    /// PARTITION (…) RENAME TO PARTITION (…)
    RenamePartition {
        /// The partition.
        from: PartitionSpec,
        /// What it becomes.
        to: PartitionSpec,
    },
    /// [PARTITION (…)] SET LOCATION
    SetLocation {
        /// PARTITION
        partition: PartitionSpec,
        /// Where to.
        location: String,
    },
    /// SET TBLPROPERTIES
    SetProperties(Properties),
    /// UNSET TBLPROPERTIES [IF EXISTS] (…)
    UnsetProperties {
        /// IF EXISTS
        if_exists: bool,
        /// The keys.
        keys: Vec<String>,
    },
    /// RENAME TO
    RenameTo(Name),
}
