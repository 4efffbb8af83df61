//! The `Configuration` JSON of a crawler, validated key by key.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Error, Result};

/// What a crawler's configuration says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Configuration {
    /// `CrawlerOutput.Partitions.AddOrUpdateBehavior` is `InheritFromTable`.
    pub partitions_inherit: bool,
    /// `CrawlerOutput.Tables.AddOrUpdateBehavior` is `MergeNewColumns`.
    pub merge_new_columns: bool,
    /// `CrawlerOutput.Tables.TableThreshold`: more tables fail the crawl.
    pub table_threshold: Option<usize>,
    /// `Grouping.TableGroupingPolicy` is `CombineCompatibleSchemas`.
    pub combine_compatible_schemas: bool,
    /// `Grouping.TableLevelConfiguration`: the level of tables, the bucket being 1.
    pub table_level: Option<usize>,
    /// `CreatePartitionIndex`: whether new tables get an index of their partition keys; absent is yes.
    pub create_partition_index: Option<bool>,
}

/// Everything in the document; what is left when its known keys are taken out is unsupported.
struct Object<'a> {
    path: &'a str,
    members: Map<String, Value>,
}

impl Configuration {
    /// Reads the document.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] with AWS's text for unsupported keys, and for values that fit no key.
    pub fn parse(text: &str) -> Result<Self> {
        let document = serde_json::from_str::<Value>(text)
            .map_err(|error| Error::invalid(format!("Configuration is not valid JSON: {error}.")))?;
        let mut root = Object::of("Configuration", document)?;
        match root.take("Version") {
            Some(Value::Number(version)) if version.as_f64() == Some(1.0) => {}
            Some(other) => return Err(wrong("Configuration.Version", &other, "1.0")),
            None => return Err(Error::invalid("Configuration must have Version 1.0.")),
        }
        let mut parsed = Self::default();
        if let Some(value) = root.take("CrawlerOutput") {
            parsed.read_output(value)?;
        }
        if let Some(value) = root.take("Grouping") {
            parsed.read_grouping(value)?;
        }
        parsed.create_partition_index = root
            .take("CreatePartitionIndex")
            .map(|value| value.as_bool().ok_or_else(|| wrong("CreatePartitionIndex", &value, "true or false")))
            .transpose()?;
        root.end()?;
        Ok(parsed)
    }

    fn read_output(&mut self, value: Value) -> Result<()> {
        let mut output = Object::of("CrawlerOutput", value)?;
        if let Some(value) = output.take("Partitions") {
            let mut partitions = Object::of("CrawlerOutput.Partitions", value)?;
            self.partitions_inherit = partitions.word("AddOrUpdateBehavior", "InheritFromTable")?;
            partitions.end()?;
        }
        if let Some(value) = output.take("Tables") {
            let mut tables = Object::of("CrawlerOutput.Tables", value)?;
            self.merge_new_columns = tables.word("AddOrUpdateBehavior", "MergeNewColumns")?;
            self.table_threshold = tables.number("TableThreshold", 1)?;
            tables.end()?;
        }
        output.end()
    }

    fn read_grouping(&mut self, value: Value) -> Result<()> {
        let mut grouping = Object::of("Grouping", value)?;
        self.combine_compatible_schemas = grouping.word("TableGroupingPolicy", "CombineCompatibleSchemas")?;
        self.table_level = grouping.number("TableLevelConfiguration", 1)?;
        grouping.end()
    }
}

impl<'a> Object<'a> {
    fn of(path: &'a str, value: Value) -> Result<Self> {
        match value {
            Value::Object(members) => Ok(Self { path, members }),
            other => Err(wrong(path, &other, "an object")),
        }
    }

    fn take(&mut self, key: &str) -> Option<Value> {
        self.members.remove(key)
    }

    /// True when the key is there with its only value.
    fn word(&mut self, key: &str, only: &str) -> Result<bool> {
        match self.take(key) {
            None => Ok(false),
            Some(Value::String(word)) if word == only => Ok(true),
            Some(other) => Err(wrong(&format!("{}.{key}", self.path), &other, only)),
        }
    }

    fn number(&mut self, key: &str, min: u64) -> Result<Option<usize>> {
        let Some(value) = self.take(key) else { return Ok(None) };
        let number = value.as_u64().filter(|n| *n >= min).and_then(|n| usize::try_from(n).ok());
        let expected = format!("an integer of at least {min}");
        number.map(Some).ok_or_else(|| wrong(&format!("{}.{key}", self.path), &value, &expected))
    }

    fn end(self) -> Result<()> {
        if self.members.is_empty() {
            return Ok(());
        }
        let keys: Vec<&str> = self.members.keys().map(String::as_str).collect();
        Err(Error::invalid(format!("{} contains unsupported keys: {}.", self.path, keys.join(", "))))
    }
}

fn wrong(path: &str, value: &Value, expected: &str) -> Error {
    Error::invalid(format!("{path} has the unsupported value {value}: expected {expected}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_key() {
        let parsed = Configuration::parse(
            r#"{"Version":1.0,"CrawlerOutput":{"Partitions":{"AddOrUpdateBehavior":"InheritFromTable"},
                "Tables":{"AddOrUpdateBehavior":"MergeNewColumns","TableThreshold":5}},
                "Grouping":{"TableGroupingPolicy":"CombineCompatibleSchemas","TableLevelConfiguration":2},
                "CreatePartitionIndex":true}"#,
        )
        .unwrap();
        let expected = Configuration {
            partitions_inherit: true,
            merge_new_columns: true,
            table_threshold: Some(5),
            combine_compatible_schemas: true,
            table_level: Some(2),
            create_partition_index: Some(true),
        };
        assert_eq!(parsed, expected);
        assert_eq!(Configuration::parse(r#"{"Version":1}"#).unwrap(), Configuration::default());
    }

    #[test]
    fn refuses_the_rest() {
        for (text, expected) in [
            (
                r#"{"Version":1,"CrawlerOutput":{"Partitions":{"UpdateBehavior":"x"}}}"#,
                "CrawlerOutput.Partitions contains unsupported keys: UpdateBehavior.",
            ),
            (r#"{"Version":1,"B":1,"A":2}"#, "Configuration contains unsupported keys: A, B."),
            (r#"{"Version":2}"#, "Configuration.Version has the unsupported value 2: expected 1.0."),
            (r#"{}"#, "Configuration must have Version 1.0."),
            (
                r#"{"Version":1,"Grouping":{"TableLevelConfiguration":0}}"#,
                "Grouping.TableLevelConfiguration has the unsupported value 0: expected an integer of at least 1.",
            ),
        ] {
            assert_eq!(Configuration::parse(text).unwrap_err().to_string(), expected);
        }
        assert!(Configuration::parse("nonsense").unwrap_err().to_string().contains("not valid JSON"));
    }
}
