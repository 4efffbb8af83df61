//! Where copies are: a bucket, and a region of the catalog that nobody else knows. Both are noted before they are made
//! and until they are gone, so that what a killed process leaves of them is known.

use std::time::Duration;

use boathouse_catalog::Catalog;
use boathouse_lake::{Error as LakeError, ListRequest};
use boathouse_query::Queries;
use boathouse_state::rusqlite::{self, Connection, params};
use boathouse_state::{Migrations, PageRequest, State, new_id, scope_of, scope_parts};

use crate::{Boathouse, Error, Result};

const MIGRATIONS: Migrations = Migrations { component: "what_ifs", steps: &[FIRST] };

const FIRST: &str = "CREATE TABLE what_ifs (
        id TEXT PRIMARY KEY, scope TEXT NOT NULL, started_ms INTEGER NOT NULL, left_behind INTEGER NOT NULL
    ) WITHOUT ROWID";

/// A request to the store that was under way when its statement was dropped may still take effect within this time.
const LATE: Duration = Duration::from_millis(200);

/// One what-if that was begun and has not been tidied up.
#[derive(Debug, Clone)]
pub(crate) struct Noted {
    pub(crate) id: String,
    /// The catalog's region of the copies.
    scope: String,
    pub(crate) started_ms: i64,
}

/// Copies of tables, for as long as a query needs them. Dropped half-way they are taken away in the background.
pub(super) struct Scratch {
    house: Boathouse,
    noted: Noted,
    pub(super) bucket: String,
    pub(super) catalog: Catalog,
    pub(super) queries: Queries,
    open: bool,
}

/// What an earlier process had begun is left behind.
pub(crate) fn take_stock(state: &State) -> Result<()> {
    state.migrate(MIGRATIONS)?;
    let all = |connection: &Connection| {
        connection.execute("UPDATE what_ifs SET left_behind = 1", [])?;
        Ok::<_, boathouse_state::Error>(())
    };
    Ok(state.write_blocking(all)?)
}

/// Those that were left behind, the oldest first.
pub(crate) async fn left_behind(state: &State) -> Result<Vec<Noted>> {
    let read = |connection: &Connection| {
        let mut found = connection
            .prepare("SELECT id, scope, started_ms FROM what_ifs WHERE left_behind ORDER BY started_ms, id")?;
        let row = |row: &rusqlite::Row<'_>| Ok(Noted { id: row.get(0)?, scope: row.get(1)?, started_ms: row.get(2)? });
        Ok(found.query_map([], row)?.collect::<rusqlite::Result<Vec<_>>>()?)
    };
    Ok(state.read::<_, boathouse_state::Error, _>(read).await?)
}

async fn note(state: &State, noted: Noted) -> Result<()> {
    let insert = move |connection: &Connection| {
        let row = params![noted.id, noted.scope, noted.started_ms];
        connection.execute("INSERT INTO what_ifs (id, scope, started_ms, left_behind) VALUES (?1, ?2, ?3, 0)", row)?;
        Ok::<_, boathouse_state::Error>(())
    };
    Ok(state.write(insert).await?)
}

/// Carries out `sql` on the note with an id.
async fn change(state: &State, id: &str, sql: &'static str) -> Result<()> {
    let id = id.to_owned();
    let work = move |connection: &Connection| {
        connection.execute(sql, [id])?;
        Ok::<_, boathouse_state::Error>(())
    };
    Ok(state.write(work).await?)
}

impl Noted {
    pub(crate) fn bucket(&self) -> String {
        format!("boathouse-what-if-{}", self.id)
    }

    /// The bytes of its bucket; none when the bucket is not there.
    pub(crate) async fn bytes(&self, house: &Boathouse) -> Result<Option<u64>> {
        match size(house, &self.bucket(), "").await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Error::Lake(LakeError::NoSuchBucket(_))) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Takes copies and their definitions away, and then forgets them. What cannot be taken away is left behind.
    pub(crate) async fn tidy(&self, house: &Boathouse) -> Result<()> {
        let (state, gone) = (house.state(), self.take_away(house).await);
        let sql = match gone {
            Ok(()) => "DELETE FROM what_ifs WHERE id = ?1",
            Err(_) => "UPDATE what_ifs SET left_behind = 1 WHERE id = ?1",
        };
        change(state, &self.id, sql).await?;
        gone
    }

    async fn take_away(&self, house: &Boathouse) -> Result<()> {
        let catalog = house.catalog().in_scope(&self.scope);
        for database in catalog.databases(PageRequest::all()).await?.items {
            catalog.delete_database(&database.name).await?;
        }
        match empty_and_delete(house, &self.bucket()).await {
            Err(Error::Lake(LakeError::NoSuchBucket(_))) => Ok(()),
            other => other,
        }
    }
}

async fn empty_and_delete(house: &Boathouse, bucket: &str) -> Result<()> {
    let lake = house.lake();
    loop {
        let page = lake.list(bucket, ListRequest::default()).await?;
        if page.objects.is_empty() {
            break;
        }
        for object in page.objects {
            lake.delete(bucket, &object.key).await?;
        }
    }
    Ok(lake.delete_bucket(bucket).await?)
}

/// The bytes below a prefix.
pub(super) async fn size(house: &Boathouse, bucket: &str, prefix: &str) -> Result<u64> {
    let (mut bytes, mut start_after) = (0, None);
    loop {
        let request = ListRequest { prefix: prefix.to_owned(), start_after, ..ListRequest::default() };
        let page = house.lake().list(bucket, request).await?;
        bytes += page.objects.iter().map(|object| object.size).sum::<u64>();
        match page.next.filter(|_| page.truncated) {
            Some(next) => start_after = Some(next),
            None => return Ok(bytes),
        }
    }
}

impl Scratch {
    pub(super) async fn begin(house: &Boathouse) -> Result<Self> {
        let id = new_id();
        let (account, _) = scope_parts(house.catalog().scope());
        let scope = scope_of(account, &format!("what-if-{id}"));
        let noted = Noted { id, scope, started_ms: house.now_ms() };
        note(house.state(), noted.clone()).await?;
        let scratch = Self {
            bucket: noted.bucket(),
            catalog: house.catalog().in_scope(&noted.scope),
            queries: house.queries().in_scope(&noted.scope),
            house: house.clone(),
            noted,
            open: true,
        };
        house.lake().create_bucket(&scratch.bucket).await?;
        Ok(scratch)
    }

    pub(super) async fn end(mut self) -> Result<()> {
        self.open = false;
        self.noted.tidy(&self.house).await
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let (true, Ok(runtime)) = (self.open, tokio::runtime::Handle::try_current()) else { return };
        let (house, noted) = (self.house.clone(), self.noted.clone());
        runtime.spawn(async move {
            tokio::time::sleep(LATE).await;
            if let Err(error) = noted.tidy(&house).await {
                tracing::warn!(id = noted.id, %error, "the copies of a what-if that was dropped could not be deleted");
            }
        });
    }
}
