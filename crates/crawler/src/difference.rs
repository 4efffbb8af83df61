//! What is different between two definitions, fact by fact.

use std::collections::BTreeMap;
use std::fmt;

use boathouse_catalog::{Parameters, PartitionInput, SerDeInfo, StorageDescriptor, TableInput};
use serde::{Deserialize, Serialize};

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// A column, by its name; its type.
    Column,
    /// The order of the columns.
    ColumnOrder,
    /// A partition key, by its name; its type.
    PartitionKey,
    /// Where the data is.
    Location,
    /// The class that reads files.
    InputFormat,
    /// The class that writes files.
    OutputFormat,
    /// The class that reads records.
    SerDe,
    /// A property of that class, by its name.
    SerDeParameter,
    /// Whether the data is compressed.
    Compressed,
    /// A parameter, by its name.
    Parameter,
    /// A parameter of the storage descriptor that is not as that of the table.
    StorageParameter,
    /// Anything else, by its name.
    Other,
}

impl Aspect {
    /// What people call it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Column => "column",
            Self::ColumnOrder => "order of columns",
            Self::PartitionKey => "partition key",
            Self::Location => "location",
            Self::InputFormat => "input format",
            Self::OutputFormat => "output format",
            Self::SerDe => "SerDe",
            Self::SerDeParameter => "SerDe parameter",
            Self::Compressed => "compressed",
            Self::Parameter => "parameter",
            Self::StorageParameter => "storage parameter",
            Self::Other => "member",
        }
    }
}

/// One fact that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What it is about.
    pub aspect: Aspect,
    /// Which of them; empty where there is only one.
    pub name: String,
    /// What it was; absent when it is new.
    pub old: Option<String>,
    /// What it is; absent when it is gone.
    pub new: Option<String>,
}

impl fmt::Display for Difference {
    /// `+ column id bigint`, `~ parameter objectCount 1 -> 2`, `- SerDe …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match (&self.old, &self.new) {
            (None, _) => '+',
            (_, None) => '-',
            _ => '~',
        };
        write!(f, "{mark} {}", self.aspect.words())?;
        if !self.name.is_empty() {
            write!(f, " {}", self.name)?;
        }
        match (&self.old, &self.new) {
            (Some(old), Some(new)) => write!(f, " {old} -> {new}"),
            (old, new) => write!(f, " {}", old.as_ref().or(new.as_ref()).map_or("", String::as_str)),
        }
    }
}

type Facts = Vec<((Aspect, String), String)>;

/// What is different in a table; one that is not there has no facts.
pub(crate) fn of_tables(before: Option<&TableInput>, after: Option<&TableInput>) -> Vec<Difference> {
    let facts = |input: Option<&TableInput>| input.map(table_facts).unwrap_or_default();
    let mut found = between(facts(before), facts(after));
    if let (Some(before), Some(after)) = (before, after) {
        found.extend(order(before.storage_descriptor.as_ref(), after.storage_descriptor.as_ref()));
    }
    found
}

/// What is different in a partition.
pub(crate) fn of_partitions(before: &PartitionInput, after: &PartitionInput) -> Vec<Difference> {
    let mut found = between(partition_facts(before), partition_facts(after));
    found.extend(order(before.storage_descriptor.as_ref(), after.storage_descriptor.as_ref()));
    found
}

/// New and changed facts in the order of the new ones, then those that are gone.
pub(crate) fn between(before: Facts, after: Facts) -> Vec<Difference> {
    let mut known: BTreeMap<(Aspect, String), String> = before.iter().cloned().collect();
    let mut found = Vec::new();
    for ((aspect, name), new) in after {
        let old = known.remove(&(aspect, name.clone()));
        if old.as_ref() != Some(&new) {
            found.push(Difference { aspect, name, old, new: Some(new) });
        }
    }
    let gone = before.into_iter().filter(|(key, _)| known.contains_key(key));
    found.extend(gone.map(|((aspect, name), old)| Difference { aspect, name, old: Some(old), new: None }));
    found
}

/// The same columns in another order.
fn order(before: Option<&StorageDescriptor>, after: Option<&StorageDescriptor>) -> Option<Difference> {
    let names = |descriptor: Option<&StorageDescriptor>| -> Vec<String> {
        descriptor.map(|sd| sd.columns.iter().map(|column| column.name.clone()).collect()).unwrap_or_default()
    };
    let (old, new) = (names(before), names(after));
    let sorted = |names: &[String]| {
        let mut names = names.to_vec();
        names.sort();
        names
    };
    let is_other = old != new && sorted(&old) == sorted(&new);
    is_other.then(|| Difference {
        aspect: Aspect::ColumnOrder,
        name: String::new(),
        old: Some(old.join(", ")),
        new: Some(new.join(", ")),
    })
}

fn table_facts(input: &TableInput) -> Facts {
    let mut facts = Facts::new();
    let keys = input.partition_keys.iter().map(|key| fact(Aspect::PartitionKey, &key.name, key.data_type.as_deref()));
    let descriptor = input.storage_descriptor.as_ref();
    facts.extend(descriptor.iter().flat_map(|sd| columns(sd)));
    facts.extend(keys);
    facts.extend(descriptor.iter().flat_map(|sd| storage(sd, Some(&input.parameters))));
    facts.extend(parameters(Aspect::Parameter, &input.parameters));
    let retention = input.retention.map(|days| days.to_string());
    let others = [
        ("description", &input.description),
        ("owner", &input.owner),
        ("retention", &retention),
        ("table type", &input.table_type),
    ];
    facts.extend(others.into_iter().filter_map(|(name, value)| Some(fact(Aspect::Other, name, Some(value.as_ref()?)))));
    facts
}

fn partition_facts(input: &PartitionInput) -> Facts {
    let none = Parameters::new();
    let own = input.parameters.as_ref().unwrap_or(&none);
    let mut facts = Facts::new();
    if let Some(descriptor) = &input.storage_descriptor {
        facts.extend(columns(descriptor));
        facts.extend(storage(descriptor, Some(own)));
    }
    facts.extend(parameters(Aspect::Parameter, own));
    facts
}

fn fact(aspect: Aspect, name: &str, value: Option<&str>) -> ((Aspect, String), String) {
    ((aspect, name.to_owned()), value.unwrap_or_default().to_owned())
}

fn parameters(aspect: Aspect, parameters: &Parameters) -> impl Iterator<Item = ((Aspect, String), String)> {
    parameters.iter().map(move |(name, value)| fact(aspect, name, Some(value)))
}

fn columns(descriptor: &StorageDescriptor) -> impl Iterator<Item = ((Aspect, String), String)> {
    descriptor.columns.iter().map(|column| fact(Aspect::Column, &column.name, column.data_type.as_deref()))
}

/// `owners` are the parameters of the table or partition, which the descriptor normally repeats.
fn storage(descriptor: &StorageDescriptor, owners: Option<&Parameters>) -> Facts {
    let mut facts = Facts::new();
    for (aspect, value) in [
        (Aspect::Location, &descriptor.location),
        (Aspect::InputFormat, &descriptor.input_format),
        (Aspect::OutputFormat, &descriptor.output_format),
    ] {
        facts.extend(value.iter().map(|value| fact(aspect, "", Some(value))));
    }
    if let Some(SerDeInfo { serialization_library, parameters: own, .. }) = &descriptor.serde_info {
        facts.extend(serialization_library.iter().map(|class| fact(Aspect::SerDe, "", Some(class))));
        facts.extend(own.iter().flat_map(|own| parameters(Aspect::SerDeParameter, own)));
    }
    if descriptor.compressed {
        facts.push(fact(Aspect::Compressed, "", Some("true")));
    }
    let differs = |(key, value): &((Aspect, String), String)| owners.and_then(|known| known.get(&key.1)) != Some(value);
    facts
        .extend(descriptor.parameters.iter().flat_map(|own| parameters(Aspect::StorageParameter, own)).filter(differs));
    facts
}

#[cfg(test)]
mod tests {
    use boathouse_catalog::Column;

    use super::*;

    fn table(columns: &[(&str, &str)], parameter: &str) -> TableInput {
        let parameters: Parameters = [("objectCount".to_owned(), parameter.to_owned())].into();
        TableInput {
            parameters: parameters.clone(),
            storage_descriptor: Some(StorageDescriptor {
                columns: columns.iter().map(|(name, data_type)| Column::new(*name, *data_type)).collect(),
                location: Some("s3://b/t/".to_owned()),
                parameters: Some(parameters),
                ..StorageDescriptor::default()
            }),
            ..TableInput::default()
        }
    }

    fn lines(before: Option<&TableInput>, after: Option<&TableInput>) -> Vec<String> {
        of_tables(before, after).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn facts_are_new_changed_or_gone() {
        let (old, new) = (table(&[("a", "int"), ("b", "string")], "1"), table(&[("a", "bigint"), ("c", "date")], "2"));
        assert_eq!(
            lines(Some(&old), Some(&new)),
            ["~ column a int -> bigint", "+ column c date", "~ parameter objectCount 1 -> 2", "- column b string"]
        );
        assert_eq!(lines(Some(&old), Some(&old)), Vec::<String>::new());
        assert_eq!(lines(None, Some(&table(&[], "1"))), ["+ location s3://b/t/", "+ parameter objectCount 1"]);
        assert_eq!(lines(Some(&table(&[], "1")), None), ["- location s3://b/t/", "- parameter objectCount 1"]);
        let turned = table(&[("b", "string"), ("a", "int")], "1");
        assert_eq!(lines(Some(&old), Some(&turned)), ["~ order of columns a, b -> b, a"]);
    }

    #[test]
    fn a_storage_parameter_counts_where_it_is_not_the_tables() {
        let mut odd = table(&[], "1");
        odd.parameters.clear();
        assert_eq!(lines(None, Some(&odd)), ["+ location s3://b/t/", "+ storage parameter objectCount 1"]);
    }
}
