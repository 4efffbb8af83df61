//! Tags of databases, tables, crawlers, jobs and whatever else has an ARN.

use std::collections::BTreeMap;
use std::sync::Arc;

use boathouse_state::rusqlite::{Connection, params};
use boathouse_state::{DEFAULT_SCOPE, Migrations, State, scope_of};
use boathouse_wire::Constraints;

use crate::Error;
use crate::checks::{self, MapLengths};

const MIGRATIONS: Migrations = Migrations { component: "glue_tags", steps: &[FIRST, SCOPED] };

const FIRST: &str = "CREATE TABLE glue_tag (
        resource TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (resource, key)) WITHOUT ROWID";

/// Resources are told apart by scope. What was there is the default account's in the default region.
const SCOPED: &str = "
    CREATE TABLE glue_tag_scoped (
        scope TEXT NOT NULL, resource TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (scope, resource, key)) WITHOUT ROWID;
    INSERT INTO glue_tag_scoped SELECT '123456789012/us-east-1', resource, key, value FROM glue_tag;
    DROP TABLE glue_tag;
    ALTER TABLE glue_tag_scoped RENAME TO glue_tag;";

pub(crate) const TAGS_MAX: usize = 50;
const LENGTHS: MapLengths = MapLengths { key_chars_max: 128, value_chars_max: 256, values_have_a_minimum: true };

/// Names and values of a resource's tags.
pub(crate) type TagMap = BTreeMap<String, String>;

/// The tags of the resources of one scope. A resource is named by the last part of its ARN (`crawler/name`).
#[derive(Debug, Clone)]
pub(crate) struct Tags {
    state: State,
    scope: Arc<str>,
}

impl Tags {
    pub fn new(state: State) -> Result<Self, Error> {
        state.migrate(MIGRATIONS)?;
        Ok(Self { state, scope: DEFAULT_SCOPE.into() })
    }

    /// The tags of another scope, `<account>/<region>`.
    pub fn in_scope(&self, scope: &str) -> Self {
        Self { state: self.state.clone(), scope: scope.into() }
    }

    /// The tags of a resource.
    pub async fn get(&self, resource: &str) -> Result<TagMap, Error> {
        let (scope, resource) = (self.scope.clone(), resource.to_owned());
        self.state.read(move |connection| read(connection, &scope, &resource)).await
    }

    /// Adds tags, replacing values of the same name.
    pub async fn add(&self, resource: &str, tags: TagMap) -> Result<(), Error> {
        check(&tags)?;
        let (scope, resource) = (self.scope.clone(), resource.to_owned());
        self.state
            .write(move |connection| {
                let mut statement = connection
                    .prepare_cached(
                        "INSERT OR REPLACE INTO glue_tag (scope, resource, key, value) VALUES (?1, ?2, ?3, ?4)",
                    )
                    .map_err(boathouse_state::Error::from)?;
                for (key, value) in &tags {
                    statement.execute(params![scope, resource, key, value]).map_err(boathouse_state::Error::from)?;
                }
                match read(connection, &scope, &resource)?.len() {
                    0..=TAGS_MAX => Ok(()),
                    _ => Err(Error::InvalidInput(format!("A resource can have at most {TAGS_MAX} tags."))),
                }
            })
            .await
    }

    /// Takes tags away; those that are not there do not matter.
    pub async fn remove(&self, resource: &str, keys: Vec<String>) -> Result<(), Error> {
        let (scope, resource) = (self.scope.clone(), resource.to_owned());
        self.state
            .write(move |connection| {
                for key in &keys {
                    connection
                        .execute(
                            "DELETE FROM glue_tag WHERE scope = ?1 AND resource = ?2 AND key = ?3",
                            [&*scope, &resource, key],
                        )
                        .map_err(boathouse_state::Error::from)?;
                }
                Ok(())
            })
            .await
    }

    /// Forgets a resource, and with a database (`database/name`) also its tables, with a registry its schemas.
    pub async fn forget(&self, resource: &str) -> Result<(), Error> {
        let (scope, resource) = (self.scope.clone(), resource.to_owned());
        let below = resource.strip_prefix("database/").map(|database| format!("table/{database}/"));
        let below = below.or_else(|| resource.strip_prefix("registry/").map(|registry| format!("schema/{registry}/")));
        self.state
            .write(move |connection| {
                let gone = params![scope, resource, below];
                connection
                    .execute(
                        "DELETE FROM glue_tag
                         WHERE scope = ?1 AND (resource = ?2 OR substr(resource, 1, length(?3)) = ?3)",
                        gone,
                    )
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

/// What an ARN names and whose it is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Resource {
    /// The scope, `<account>/<region>`.
    pub scope: String,
    /// `database/sales` of `arn:aws:glue:us-east-1:123456789012:database/sales`. Names of databases and tables are
    /// folded, those of other things are not.
    pub name: String,
}

/// The resource an ARN names.
pub(crate) fn resource_of(arn: &str) -> Result<Resource, Error> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    match parts[..] {
        ["arn", _, "glue", region, account, name] if name.contains('/') => {
            let folded = name.starts_with("database/") || name.starts_with("table/");
            let name = if folded { name.to_lowercase() } else { name.to_owned() };
            Ok(Resource { scope: scope_of(account, region), name })
        }
        _ => Err(Error::InvalidInput(format!("'{arn}' is not the ARN of a Glue resource."))),
    }
}

fn read(connection: &Connection, scope: &str, resource: &str) -> Result<TagMap, Error> {
    let mut statement = connection
        .prepare_cached("SELECT key, value FROM glue_tag WHERE scope = ?1 AND resource = ?2")
        .map_err(boathouse_state::Error::from)?;
    let rows = statement
        .query_map([scope, resource], |row| Ok((row.get(0)?, row.get(1)?)))
        .and_then(Iterator::collect)
        .map_err(boathouse_state::Error::from)?;
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_name_resources_and_scopes() {
        for (arn, wanted) in [
            ("arn:aws:glue:us-east-1:123456789012:database/Sales", Some(("123456789012/us-east-1", "database/sales"))),
            ("arn:aws:glue:eu-west-1:1:table/A/B", Some(("1/eu-west-1", "table/a/b"))),
            ("arn:aws-cn:glue:cn-north-1:1:crawler/Boats", Some(("1/cn-north-1", "crawler/Boats"))),
            ("arn:aws:glue:eu-west-1:1:job/a:b", Some(("1/eu-west-1", "job/a:b"))),
            ("arn:aws:s3:::bucket/key", None),
            ("arn:aws:glue:eu-west-1:1:catalog", None),
            ("arn:aws:glue", None),
            ("", None),
        ] {
            let found = resource_of(arn).ok();
            let found = found.as_ref().map(|resource| (resource.scope.as_str(), resource.name.as_str()));
            assert_eq!(found, wanted, "{arn}");
        }
    }

    #[tokio::test]
    async fn tags_from_before_there_were_scopes_are_the_default_scopes() {
        let state = State::in_memory(boathouse_state::Clock::fixed(1)).unwrap();
        state.migrate(Migrations { component: "glue_tags", steps: &[FIRST] }).unwrap();
        let old = |connection: &Connection| {
            connection.execute("INSERT INTO glue_tag VALUES ('job/j', 'a', 'b')", [])?;
            Ok::<_, boathouse_state::Error>(())
        };
        state.write(old).await.unwrap();
        let tags = Tags::new(state).unwrap();
        assert_eq!(tags.get("job/j").await.unwrap(), TagMap::from([("a".to_owned(), "b".to_owned())]));
        let elsewhere = tags.in_scope("1/eu-west-1");
        assert_eq!(elsewhere.get("job/j").await.unwrap(), TagMap::new());
        elsewhere.add("job/j", TagMap::from([("c".to_owned(), "d".to_owned())])).await.unwrap();
        tags.forget("job/j").await.unwrap();
        assert_eq!(elsewhere.get("job/j").await.unwrap().len(), 1);
    }
}
