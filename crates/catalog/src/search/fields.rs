//! The properties of tables that are searched and sorted by.

use crate::Table;

/// A property of a table, by the name that clients give it. Case does not count, and a name that is none of
/// the table's own properties is that of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Name,
    DatabaseName,
    Description,
    Owner,
    TableType,
    CreatedBy,
    Location,
    InputFormat,
    OutputFormat,
    SerializationLibrary,
    CreateTime,
    UpdateTime,
    LastAccessTime,
    LastAnalyzedTime,
    Parameter(String),
}

impl Field {
    /// The property of this name.
    pub fn named(name: &str) -> Self {
        Self(match name.to_lowercase().as_str() {
            "name" | "tablename" => Kind::Name,
            "databasename" => Kind::DatabaseName,
            "description" => Kind::Description,
            "owner" => Kind::Owner,
            "tabletype" => Kind::TableType,
            "createdby" => Kind::CreatedBy,
            "location" => Kind::Location,
            "inputformat" => Kind::InputFormat,
            "outputformat" => Kind::OutputFormat,
            "serializationlibrary" => Kind::SerializationLibrary,
            "createtime" => Kind::CreateTime,
            "updatetime" => Kind::UpdateTime,
            "lastaccesstime" => Kind::LastAccessTime,
            "lastanalyzedtime" => Kind::LastAnalyzedTime,
            _ => Kind::Parameter(name.to_owned()),
        })
    }

    /// Whether it is a time; all others are texts.
    pub fn is_time(&self) -> bool {
        matches!(self.0, Kind::CreateTime | Kind::UpdateTime | Kind::LastAccessTime | Kind::LastAnalyzedTime)
    }

    /// Milliseconds since the epoch.
    pub(super) fn time(&self, table: &Table) -> Option<i64> {
        match self.0 {
            Kind::CreateTime => Some(table.create_time_ms),
            Kind::UpdateTime => Some(table.update_time_ms),
            Kind::LastAccessTime => table.last_access_time_ms,
            Kind::LastAnalyzedTime => table.last_analyzed_time_ms,
            _ => None,
        }
    }

    pub(super) fn text<'table>(&self, table: &'table Table) -> Option<&'table str> {
        let descriptor = table.storage_descriptor.as_ref();
        match &self.0 {
            Kind::Name => Some(&table.name),
            Kind::DatabaseName => Some(&table.database_name),
            Kind::Description => table.description.as_deref(),
            Kind::Owner => table.owner.as_deref(),
            Kind::TableType => table.table_type.as_deref(),
            Kind::CreatedBy => table.created_by.as_deref(),
            Kind::Location => table.location(),
            Kind::InputFormat => descriptor?.input_format.as_deref(),
            Kind::OutputFormat => descriptor?.output_format.as_deref(),
            Kind::SerializationLibrary => descriptor?.serde_info.as_ref()?.serialization_library.as_deref(),
            Kind::Parameter(name) => {
                let found = table.parameters.iter().find(|(key, _)| key.to_lowercase() == name.to_lowercase());
                found.map(|(_, value)| value.as_str())
            }
            Kind::CreateTime | Kind::UpdateTime | Kind::LastAccessTime | Kind::LastAnalyzedTime => None,
        }
    }
}

/// Every text of a table that a search for words looks into.
pub(super) fn texts(table: &Table) -> impl Iterator<Item = &str> {
    let own = [Some(&table.name), Some(&table.database_name), table.description.as_ref(), table.owner.as_ref()];
    let more = [table.table_type.as_deref(), table.location()];
    let columns = table.columns().iter().chain(&table.partition_keys);
    let columns = columns.flat_map(|column| [Some(column.name.as_str()), column.comment.as_deref()]);
    let parameters = table.parameters.iter().flat_map(|(key, value)| [key.as_str(), value.as_str()]);
    own.into_iter().flatten().map(String::as_str).chain(more.into_iter().chain(columns).flatten()).chain(parameters)
}
