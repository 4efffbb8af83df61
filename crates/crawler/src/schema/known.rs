//! What is known of an object, in two parts: what it has in common with thousands of others, and what is its own.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use boathouse_formats::infer::{Evidence, Hint, InferredColumn, Shape};
use serde::{Deserialize, Serialize};

use super::{CompatKey, FileSchema, RecordStats};

/// What a classifier said of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub schema: Arc<CommonSchema>,
    pub own: Own,
}

/// The part of a schema that the objects of a table mostly share. Two of one [`Schemas`] are equal only if they are
/// the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct CommonSchema {
    pub key: CompatKey,
    pub columns: Vec<CommonColumn>,
    pub all_quoted: bool,
    /// As in [`FileSchema`].
    pub paths: BTreeSet<String>,
}

/// A column without what showed it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct CommonColumn {
    pub name: String,
    pub shape: Shape,
}

/// What only the one object shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Own {
    #[serde(rename = "s")]
    pub stats: RecordStats,
    /// Of each column, as far as there are.
    #[serde(rename = "e", with = "evidence")]
    pub evidence: Box<[Option<Evidence>]>,
    #[serde(rename = "n", default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    #[serde(rename = "h", default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<Hint>,
    #[serde(rename = "t", default, skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<String>,
}

/// Evidence without the names of its members: there is one for each column of each object.
mod evidence {
    use std::borrow::Cow;

    use boathouse_formats::infer::Evidence;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(evidence: &[Option<Evidence>], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(evidence.iter().map(|one| one.as_ref().map(|one| (one.record, &one.value))))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<[Option<Evidence>]>, D::Error> {
        let all = Vec::<Option<(u64, Cow<'de, str>)>>::deserialize(deserializer)?;
        let named = |(record, value): (u64, Cow<'_, str>)| Evidence { record, value: value.into_owned() };
        Ok(all.into_iter().map(|one| one.map(named)).collect())
    }
}

impl Known {
    /// Columns with their evidence.
    pub fn columns(&self) -> impl Iterator<Item = (&CommonColumn, Option<&Evidence>)> {
        let evidence = self.own.evidence.iter().map(Option::as_ref).chain(std::iter::repeat(None));
        self.schema.columns.iter().zip(evidence)
    }
}

/// Every common schema once.
#[derive(Debug, Default)]
pub(crate) struct Schemas(HashSet<Arc<CommonSchema>>);

impl Schemas {
    /// Takes what a classifier said apart.
    pub fn share(&mut self, file: FileSchema) -> Known {
        let FileSchema { key, columns, all_quoted, paths, stats, notes, hints, tried } = file;
        let mut evidence = Vec::with_capacity(columns.len());
        let column = |InferredColumn { name, shape, evidence: shown }| {
            evidence.push(shown);
            CommonColumn { name, shape }
        };
        let columns = columns.into_iter().map(column).collect();
        let schema = self.one(CommonSchema { key, columns, all_quoted, paths });
        Known { schema, own: Own { stats, evidence: evidence.into(), notes, hints, tried } }
    }

    fn one(&mut self, schema: CommonSchema) -> Arc<CommonSchema> {
        match self.0.get(&schema) {
            Some(known) => Arc::clone(known),
            None => {
                let schema = Arc::new(schema);
                self.0.insert(Arc::clone(&schema));
                schema
            }
        }
    }
}

impl FromIterator<Arc<CommonSchema>> for Schemas {
    fn from_iter<I: IntoIterator<Item = Arc<CommonSchema>>>(schemas: I) -> Self {
        Self(schemas.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use boathouse_formats::infer::Compression;

    use super::*;
    use crate::schema::Format;

    fn file(name: &str, value: Option<&str>) -> FileSchema {
        let evidence = value.map(|value| Evidence { record: 2, value: value.to_owned() });
        FileSchema {
            key: CompatKey { format: Format::Parquet, compression: Compression::None },
            columns: vec![InferredColumn { name: name.to_owned(), shape: Shape::Unknown, evidence }],
            all_quoted: false,
            paths: BTreeSet::new(),
            stats: RecordStats::Exact(1),
            notes: Vec::new(),
            hints: Vec::new(),
            tried: Vec::new(),
        }
    }

    #[test]
    fn equal_schemas_are_the_same_and_evidence_is_not() {
        let mut schemas = Schemas::default();
        let [one, two, other] = [("a", Some("1")), ("a", None), ("b", None)].map(|(n, v)| schemas.share(file(n, v)));
        assert!(Arc::ptr_eq(&one.schema, &two.schema));
        assert!(!Arc::ptr_eq(&one.schema, &other.schema));
        let shown = |known: &Known| known.columns().next().and_then(|(_, evidence)| evidence.cloned());
        assert_eq!(shown(&one).map(|evidence| evidence.value), Some("1".to_owned()));
        assert_eq!(shown(&two), None);
    }

    #[test]
    fn what_is_an_objects_own_is_read_as_it_was_written() {
        let own = Schemas::default().share(file("a", Some("a \"quoted\" \u{1}"))).own;
        let text = serde_json::to_string(&own).unwrap();
        assert_eq!(serde_json::from_str::<Own>(&text).unwrap(), own, "{text}");
    }
}
