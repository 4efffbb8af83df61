//! The metadata of a table: a document of which the catalog knows a part.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::json::{self, Object, stored};
use crate::{Error, PartitionSpec, Result, Schema, SortOrder};

/// Format versions that are read and changed.
const VERSIONS: std::ops::RangeInclusive<i32> = 1..=3;

/// The metadata of a table. What is not known of it stays as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Metadata {
    pub(crate) document: Object,
}

impl Metadata {
    /// Reads a metadata file.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when it is none, or of an unknown format version.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let value: Value = serde_json::from_slice(bytes).map_err(|error| Error::Unreadable(error.to_string()))?;
        let Value::Object(document) = value else {
            return Err(Error::Unreadable("it is not an object".to_owned()));
        };
        let mut metadata = Self { document };
        let version = metadata.format_version()?;
        if !VERSIONS.contains(&version) {
            return Err(Error::Unreadable(format!("format version {version} is not known")));
        }
        metadata.complete()?;
        metadata.current_schema()?;
        drop((metadata.location()?, metadata.last_column_id()?, metadata.specs()?, metadata.orders()?));
        Ok(metadata)
    }

    /// Gives what the first writers of version 1 left out the form it has since.
    fn complete(&mut self) -> Result<()> {
        if !self.document.contains_key("schemas") {
            let mut schema = Schema::from_json(self.member("schema")?).map_err(stored)?;
            let id = *schema.id.get_or_insert(0);
            self.set("schemas", Value::Array(vec![schema.to_json()]));
            self.set("current-schema-id", id);
        }
        if !self.document.contains_key("partition-specs") {
            let fields = self.document.get("partition-spec").cloned().unwrap_or_else(|| Value::Array(Vec::new()));
            let spec = serde_json::json!({"spec-id": 0, "fields": fields});
            let mut spec = PartitionSpec::from_json(&spec).map_err(stored)?;
            let last = spec.assign_ids(&[], crate::spec::PARTITION_IDS_START, 1).map_err(stored)?;
            self.set("partition-specs", Value::Array(vec![spec.to_json()]));
            self.set("default-spec-id", 0);
            self.set("last-partition-id", last);
        }
        if !self.document.contains_key("sort-orders") {
            self.set("sort-orders", Value::Array(vec![SortOrder::default().to_json()]));
            self.set("default-sort-order-id", 0);
        }
        Ok(())
    }

    /// The metadata as a file has it.
    pub fn to_json(&self) -> Vec<u8> {
        Value::Object(self.document.clone()).to_string().into_bytes()
    }

    /// 1, 2 or 3.
    ///
    /// # Errors
    /// When the document does not have it.
    pub fn format_version(&self) -> Result<i32> {
        self.int("format-version")
    }

    /// The table's id.
    ///
    /// # Errors
    /// When the document does not have it.
    pub fn uuid(&self) -> Result<String> {
        json::text(&self.document, "table-uuid").map_err(stored)
    }

    /// Where the table lies.
    ///
    /// # Errors
    /// When the document does not have it.
    pub fn location(&self) -> Result<String> {
        json::text(&self.document, "location").map_err(stored)
    }

    /// When the file was made, in milliseconds since the epoch; 0 when it does not say.
    pub fn last_updated_ms(&self) -> i64 {
        self.document.get("last-updated-ms").and_then(Value::as_i64).unwrap_or_default()
    }

    /// The table's properties.
    pub fn properties(&self) -> BTreeMap<String, String> {
        let properties = self.document.get("properties").and_then(Value::as_object);
        let texts = properties.into_iter().flatten();
        texts.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
    }

    /// Every schema the table has had.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn schemas(&self) -> Result<Vec<Schema>> {
        self.all("schemas", Schema::from_json)
    }

    /// The schema that counts now.
    ///
    /// # Errors
    /// When the document does not have it.
    pub fn current_schema(&self) -> Result<Schema> {
        let id = self.current_schema_id()?;
        let found = self.schemas()?.into_iter().find(|schema| schema.id.unwrap_or_default() == id);
        found.ok_or_else(|| Error::Unreadable(format!("there is no schema {id}")))
    }

    /// Id of the schema that counts now.
    ///
    /// # Errors
    /// When the document does not have it.
    pub fn current_schema_id(&self) -> Result<i32> {
        self.int("current-schema-id")
    }

    /// The highest id a field has had.
    ///
    /// # Errors
    /// When the document does not have it.
    pub fn last_column_id(&self) -> Result<i32> {
        self.int("last-column-id")
    }

    /// Every partition spec the table has had.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn specs(&self) -> Result<Vec<PartitionSpec>> {
        self.all("partition-specs", PartitionSpec::from_json)
    }

    /// Id of the partition spec that counts now.
    ///
    /// # Errors
    /// When the document does not have it.
    pub fn default_spec_id(&self) -> Result<i32> {
        self.int("default-spec-id")
    }

    /// The partition spec that counts now.
    ///
    /// # Errors
    /// When the document does not have it.
    pub fn default_spec(&self) -> Result<PartitionSpec> {
        let id = self.default_spec_id()?;
        let found = self.specs()?.into_iter().find(|spec| spec.id.unwrap_or_default() == id);
        found.ok_or_else(|| Error::Unreadable(format!("there is no partition spec {id}")))
    }

    /// The highest id a partition field has had.
    ///
    /// # Errors
    /// When the document does not have it and a spec cannot be read.
    pub fn last_partition_id(&self) -> Result<i32> {
        if let Some(last) = json::as_int(self.document.get("last-partition-id")) {
            return Ok(last);
        }
        let specs = self.specs()?;
        let ids = specs.iter().flat_map(|spec| &spec.fields).filter_map(|field| field.id);
        Ok(ids.max().unwrap_or(crate::spec::PARTITION_IDS_START))
    }

    /// Every sort order the table has had.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn orders(&self) -> Result<Vec<SortOrder>> {
        self.all("sort-orders", SortOrder::from_json)
    }

    /// Id of the sort order that counts now.
    ///
    /// # Errors
    /// When the document does not have it.
    pub fn default_order_id(&self) -> Result<i32> {
        self.int("default-sort-order-id")
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.document.insert(name.to_owned(), value.into());
    }

    pub(crate) fn push(&mut self, name: &str, value: Value) {
        match self.document.get_mut(name) {
            Some(Value::Array(list)) => list.push(value),
            _ => self.set(name, Value::Array(vec![value])),
        }
    }

    fn member(&self, name: &str) -> Result<&Value> {
        json::required(name, self.document.get(name)).map_err(stored)
    }

    fn int(&self, name: &str) -> Result<i32> {
        json::int(&self.document, name).map_err(stored)
    }

    fn all<T>(&self, name: &str, read: fn(&Value) -> Result<T>) -> Result<Vec<T>> {
        json::list(&self.document, name).map_err(stored)?.iter().map(|value| read(value).map_err(stored)).collect()
    }
}
