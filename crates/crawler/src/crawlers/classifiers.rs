//! Stored custom classifiers.

use boathouse_state::rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Crawlers, Key};
use crate::classifier::Classifier;
use crate::{Error, Result};

/// A classifier as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredClassifier {
    /// What it is.
    pub definition: Classifier,
    /// Milliseconds since the epoch.
    pub creation_time_ms: i64,
    /// Milliseconds since the epoch.
    pub last_updated_ms: i64,
    /// 1 at first, one more with each update.
    pub version: i64,
}

impl Crawlers {
    /// Stores a new classifier.
    ///
    /// # Errors
    /// [`Error::ClassifierExists`], [`Error::InvalidInput`].
    pub async fn create_classifier(&self, definition: impl Into<Classifier>) -> Result<()> {
        let definition = definition.into();
        definition.validate()?;
        let (scope, now_ms) = (self.scope(), self.state.clock().now_ms());
        self.state
            .write(move |connection| {
                let document = serde_json::to_string(&definition)?;
                let added = connection.execute(
                    "INSERT INTO crawler_classifier VALUES (?1, ?2, ?3, 1, ?4, ?4) ON CONFLICT (scope, name) DO NOTHING",
                    params![scope, definition.name(), document, now_ms],
                )?;
                if added == 0 { Err(Error::ClassifierExists(definition.name().to_owned())) } else { Ok(()) }
            })
            .await
    }

    /// One classifier.
    ///
    /// # Errors
    /// [`Error::ClassifierNotFound`].
    pub async fn classifier(&self, name: &str) -> Result<StoredClassifier> {
        let key = self.key(name);
        self.state.read(move |connection| load(connection, &key)).await
    }

    /// All classifiers by name.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn classifiers(&self) -> Result<Vec<StoredClassifier>> {
        let scope = self.scope();
        self.state
            .read(move |connection| {
                let mut statement = connection.prepare_cached(&format!("{COLUMNS} WHERE scope = ?1 ORDER BY name"))?;
                let rows = statement.query_map([scope], classifier_row)?.collect::<Result<Vec<_>, _>>()?;
                rows.into_iter().collect()
            })
            .await
    }

    /// Changes a classifier: `change` gets what is stored and returns what shall be, under the same name.
    ///
    /// # Errors
    /// [`Error::ClassifierNotFound`], [`Error::InvalidInput`].
    pub async fn update_classifier(
        &self,
        name: &str,
        change: impl FnOnce(Classifier) -> Result<Classifier> + Send + 'static,
    ) -> Result<()> {
        let key = self.key(name);
        let now_ms = self.state.clock().now_ms();
        self.state
            .write(move |connection| {
                let changed = change(load(connection, &key)?.definition)?;
                changed.validate()?;
                if changed.name() != key.name {
                    return Err(Error::invalid(format!("Classifier {} cannot be renamed.", key.name)));
                }
                connection.execute(
                    "UPDATE crawler_classifier SET definition = ?3, version = version + 1, updated_ms = ?4
                     WHERE scope = ?1 AND name = ?2",
                    params![key.scope, key.name, serde_json::to_string(&changed)?, now_ms],
                )?;
                Ok(())
            })
            .await
    }

    /// Deletes a classifier.
    ///
    /// # Errors
    /// [`Error::ClassifierNotFound`].
    pub async fn delete_classifier(&self, name: &str) -> Result<()> {
        let key = self.key(name);
        self.state
            .write(move |connection| {
                let gone = connection.execute(
                    "DELETE FROM crawler_classifier WHERE scope = ?1 AND name = ?2",
                    [&key.scope, &key.name],
                )?;
                if gone == 0 { Err(Error::ClassifierNotFound(key.name)) } else { Ok(()) }
            })
            .await
    }
}

const COLUMNS: &str = "SELECT definition, version, created_ms, updated_ms FROM crawler_classifier";

fn classifier_row(row: &Row<'_>) -> boathouse_state::rusqlite::Result<Result<StoredClassifier>> {
    let document: String = row.get(0)?;
    let (version, creation_time_ms, last_updated_ms) = (row.get(1)?, row.get(2)?, row.get(3)?);
    Ok(serde_json::from_str(&document).map_err(Error::from).map(|definition| StoredClassifier {
        definition,
        creation_time_ms,
        last_updated_ms,
        version,
    }))
}

fn load(connection: &Connection, key: &Key) -> Result<StoredClassifier> {
    let found = connection
        .prepare_cached(&format!("{COLUMNS} WHERE scope = ?1 AND name = ?2"))?
        .query_row([&key.scope, &key.name], classifier_row)
        .optional()?;
    found.unwrap_or_else(|| Err(Error::ClassifierNotFound(key.name.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::CsvClassifier;

    #[test]
    fn classifiers_from_before_there_were_kinds_are_csv() {
        let connection = Connection::open_in_memory().unwrap();
        // As they are while the steps of a migration run.
        connection.pragma_update(None, "foreign_keys", "OFF").unwrap();
        connection.execute_batch(include_str!("schema_0001.sql")).unwrap();
        let old = CsvClassifier { name: "p".to_owned(), delimiter: Some("|".to_owned()), ..CsvClassifier::default() };
        let document = serde_json::to_string(&old).unwrap();
        connection.execute("INSERT INTO crawler_classifier VALUES ('p', ?1, 1, 5, 5)", [document]).unwrap();
        connection.execute_batch(include_str!("schema_0002.sql")).unwrap();
        connection.execute_batch(include_str!("schema_0003.sql")).unwrap();
        let key = Key { scope: boathouse_state::DEFAULT_SCOPE.to_owned(), name: "p".to_owned() };
        assert_eq!(load(&connection, &key).unwrap().definition, Classifier::Csv(old));
    }
}
