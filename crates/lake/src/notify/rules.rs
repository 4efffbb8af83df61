//! The rules of buckets.

use boathouse_state::rusqlite::{Connection, params};

use super::{NotificationRule, ObjectEventKind};
use crate::bucket::Place;
use crate::{Error, Lake, Result};

impl Lake {
    /// Who is told about the bucket's objects, in the order given.
    ///
    /// # Errors
    /// [`Error::NoSuchBucket`], [`Error::NotOnRemote`].
    pub async fn notification_rules(&self, bucket: &str) -> Result<Vec<NotificationRule>> {
        self.local_only(bucket)?;
        let bucket = bucket.to_owned();
        self.state().read(move |connection| rules(connection, &bucket)).await
    }

    /// Replaces all rules of the bucket. Events that wait already stay.
    ///
    /// # Errors
    /// [`Error::NoSuchBucket`]; [`Error::NotOnRemote`], because what others write there is not seen here.
    pub async fn set_notification_rules(&self, bucket: &str, rules: Vec<NotificationRule>) -> Result<()> {
        self.local_only(bucket)?;
        let bucket = bucket.to_owned();
        let replace = move |connection: &Connection| {
            forget_rules(connection, &bucket)?;
            for (number, rule) in rules.iter().enumerate() {
                let number = i64::try_from(number).unwrap_or(i64::MAX);
                connection.execute(
                    "INSERT INTO lake_notification (bucket, number, queue, rule) VALUES (?1, ?2, ?3, ?4)",
                    params![bucket, number, rule.queue, serde_json::to_string(rule)?],
                )?;
            }
            Ok(())
        };
        self.state().write(replace).await
    }

    /// Whether a rule of any bucket fills this queue.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn is_queue_fed(&self, queue: &str) -> Result<bool> {
        let queue = queue.to_owned();
        self.state()
            .read(move |connection| {
                Ok(connection.prepare_cached("SELECT 1 FROM lake_notification WHERE queue = ?1")?.exists([queue])?)
            })
            .await
    }

    fn local_only(&self, bucket: &str) -> Result<()> {
        match self.place(bucket)? {
            Place::Local(_) => Ok(()),
            Place::Remote(_) => Err(Error::NotOnRemote { bucket: bucket.to_owned(), what: "notify from here" }),
        }
    }
}

/// Whether the bucket has rules at all.
pub(crate) fn is_watched(connection: &Connection, bucket: &str) -> Result<bool> {
    Ok(connection.prepare_cached("SELECT 1 FROM lake_notification WHERE bucket = ?1")?.exists([bucket])?)
}

/// The queues of the rules that an event fits.
pub(super) fn queues(connection: &Connection, bucket: &str, kind: ObjectEventKind, key: &str) -> Result<Vec<String>> {
    let fitting = rules(connection, bucket)?.into_iter().filter(|rule| rule.fits(kind, key));
    Ok(fitting.map(|rule| rule.queue).collect())
}

fn rules(connection: &Connection, bucket: &str) -> Result<Vec<NotificationRule>> {
    let mut statement =
        connection.prepare_cached("SELECT rule FROM lake_notification WHERE bucket = ?1 ORDER BY number")?;
    let documents = statement.query_map([bucket], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    documents.iter().map(|document| Ok(serde_json::from_str(document)?)).collect()
}

pub(crate) fn forget_rules(connection: &Connection, bucket: &str) -> Result<()> {
    connection.execute("DELETE FROM lake_notification WHERE bucket = ?1", [bucket])?;
    Ok(())
}
