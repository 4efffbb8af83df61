//! Tags of databases, tables, crawlers, jobs and whatever else has an ARN.

use std::collections::BTreeMap;

use boathouse_state::rusqlite::{Connection, params};
use boathouse_state::{Migrations, State};
use boathouse_wire::Constraints;

use crate::Error;
use crate::checks::{self, MapLengths};

const MIGRATIONS: Migrations = Migrations {
    component: "glue_tags",
    steps: &["CREATE TABLE glue_tag (
        resource TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (resource, key)) WITHOUT ROWID"],
};

pub(crate) const TAGS_MAX: usize = 50;
const LENGTHS: MapLengths = MapLengths { key_chars_max: 128, value_chars_max: 256, values_have_a_minimum: true };

/// Names and values of a resource's tags.
pub(crate) type TagMap = BTreeMap<String, String>;

/// The tags of all resources. A resource is named by the last part of its ARN (`crawler/name`), as there
/// is one lake for all accounts and regions.
#[derive(Debug, Clone)]
pub(crate) struct Tags {
    state: State,
}

impl Tags {
    pub fn new(state: State) -> Result<Self, Error> {
        state.migrate(MIGRATIONS)?;
        Ok(Self { state })
    }

    /// The tags of a resource.
    pub async fn get(&self, resource: &str) -> Result<TagMap, Error> {
        let resource = resource.to_owned();
        self.state.read(move |connection| read(connection, &resource)).await
    }

    /// Adds tags, replacing values of the same name.
    pub async fn add(&self, resource: &str, tags: TagMap) -> Result<(), Error> {
        check(&tags)?;
        let resource = resource.to_owned();
        self.state
            .write(move |connection| {
                let mut statement = connection
                    .prepare_cached("INSERT OR REPLACE INTO glue_tag (resource, key, value) VALUES (?1, ?2, ?3)")
                    .map_err(boathouse_state::Error::from)?;
                for (key, value) in &tags {
                    statement.execute(params![resource, key, value]).map_err(boathouse_state::Error::from)?;
                }
                match read(connection, &resource)?.len() {
                    0..=TAGS_MAX => Ok(()),
                    _ => Err(Error::InvalidInput(format!("A resource can have at most {TAGS_MAX} tags."))),
                }
            })
            .await
    }

    /// Takes tags away; those that are not there do not matter.
    pub async fn remove(&self, resource: &str, keys: Vec<String>) -> Result<(), Error> {
        let resource = resource.to_owned();
        self.state
            .write(move |connection| {
                for key in &keys {
                    connection
                        .execute("DELETE FROM glue_tag WHERE resource = ?1 AND key = ?2", [&resource, key])
                        .map_err(boathouse_state::Error::from)?;
                }
                Ok(())
            })
            .await
    }

    /// Forgets a resource, and with a database (`database/name`) also its tables, with a registry its schemas.
    pub async fn forget(&self, resource: &str) -> Result<(), Error> {
        let resource = resource.to_owned();
        let below = resource.strip_prefix("database/").map(|database| format!("table/{database}/"));
        let below = below.or_else(|| resource.strip_prefix("registry/").map(|registry| format!("schema/{registry}/")));
        self.state
            .write(move |connection| {
                let gone = params![resource, below];
                connection
                    .execute("DELETE FROM glue_tag WHERE resource = ?1 OR substr(resource, 1, length(?2)) = ?2", gone)
                    .map_err(boathouse_state::Error::from)?;
                Ok(())
            })
            .await
    }
}

/// Whether tags may be given to something that is being made.
pub(crate) fn check(tags: &TagMap) -> Result<(), Error> {
    let mut all = Constraints::naming_values();
    all.count("tags", tags.len(), 0, TAGS_MAX);
    checks::map(&mut all, "tags", Some(tags), &LENGTHS);
    all.finish()?;
    match tags.keys().find(|key| key.to_lowercase().starts_with("aws")) {
        Some(key) => Err(Error::InvalidInput(format!("The tag key '{key}' begins with the reserved prefix aws."))),
        None => Ok(()),
    }
}

/// The resource an ARN names: `database/sales` of `arn:aws:glue:us-east-1:123456789012:database/sales`.
/// Names of databases and tables are folded, those of other things are not.
pub(crate) fn resource_of(arn: &str) -> Result<String, Error> {
    let mut parts = arn.splitn(6, ':');
    let head = (parts.next(), parts.next(), parts.next());
    match (head, parts.nth(2)) {
        ((Some("arn"), Some(_), Some("glue")), Some(resource)) if resource.contains('/') => {
            let folded = resource.starts_with("database/") || resource.starts_with("table/");
            Ok(if folded { resource.to_lowercase() } else { resource.to_owned() })
        }
        _ => Err(Error::InvalidInput(format!("'{arn}' is not the ARN of a Glue resource."))),
    }
}

fn read(connection: &Connection, resource: &str) -> Result<TagMap, Error> {
    let mut statement = connection
        .prepare_cached("SELECT key, value FROM glue_tag WHERE resource = ?1")
        .map_err(boathouse_state::Error::from)?;
    let rows = statement
        .query_map([resource], |row| Ok((row.get(0)?, row.get(1)?)))
        .and_then(Iterator::collect)
        .map_err(boathouse_state::Error::from)?;
    Ok(rows)
}
