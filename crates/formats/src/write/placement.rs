//! Where a write puts its objects and what it calls them.

use std::fmt::Debug;

use async_trait::async_trait;
use boathouse_schema::partition_segment;

use crate::Result;

/// Says where objects go, and learns of them before anybody can see them.
#[async_trait]
pub trait Placement: Send + Sync + Debug {
    /// The folder for rows with these values of the partition keys: a key that ends with `/`, or nothing.
    ///
    /// # Errors
    /// Why such rows have no place.
    async fn folder(&self, values: &[Option<String>]) -> Result<String>;

    /// The name of an object in this folder, unique to the write. `number` counts the objects of the write, `part` is
    /// the bucket of its rows, if there are buckets.
    fn file_name(&self, folder: &str, number: usize, part: usize) -> String;

    /// Is told the keys of objects before they become visible.
    ///
    /// # Errors
    /// When it cannot take note of them; then they do not become visible.
    async fn announce(&self, keys: &[String]) -> Result<()> {
        let _ = keys;
        Ok(())
    }
}

/// `key=value` folders below one folder, and names as Spark gives them.
#[derive(Debug, Clone)]
pub(super) struct SparkPlacement {
    pub folder: String,
    pub partition_keys: Vec<String>,
    pub file_prefix: String,
    pub file_suffix: String,
}

#[async_trait]
impl Placement for SparkPlacement {
    async fn folder(&self, values: &[Option<String>]) -> Result<String> {
        Ok(partition_folder(&self.folder, &self.partition_keys, values))
    }

    fn file_name(&self, _folder: &str, number: usize, _part: usize) -> String {
        format!("{}-part-r-{number:05}{}", self.file_prefix, self.file_suffix)
    }
}

/// The `key=value` folder of these values below `folder`, with Hive's escapes.
pub fn partition_folder(folder: &str, partition_keys: &[String], values: &[Option<String>]) -> String {
    let mut key = folder.to_owned();
    for (name, value) in partition_keys.iter().zip(values) {
        key.push_str(&partition_segment(name, value.as_deref()));
        key.push('/');
    }
    key
}
