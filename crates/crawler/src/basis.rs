//! What a plan was made from, so that it is applied only while that is as it was.

use std::collections::{BTreeMap, BTreeSet};

use boathouse_catalog::{Catalog, Generation, PageRequest, Table, TablesRequest};
use boathouse_lake::Lake;
use serde::{Deserialize, Serialize};

use crate::catalog_crawl::database_of;
use crate::listing::list;
use crate::options::CrawlRequest;
use crate::plan::{Plan, TablePlan};
use crate::reconcile::UPDATED_BY;
use crate::targets::CrawlTarget;
use crate::{Error, Result};

/// Things that moved and are named; of more, their number is.
const NAMED_MAX: usize = 20;

/// An object as the plan saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectBasis {
    /// Bytes.
    pub size: u64,
    /// Changes whenever the bytes do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
}

/// A table as the plan saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableBasis {
    /// Another one when the table was dropped and made again.
    pub table_id: i64,
    /// Its version.
    pub version: u64,
    /// One more with each change of its partitions.
    pub partitions: u64,
}

impl From<Generation> for TableBasis {
    fn from(generation: Generation) -> Self {
        let Generation { table_id, version, partitions } = generation;
        Self { table_id, version, partitions }
    }
}

/// The lake and the catalog as far as a plan depends on them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// What was asked.
    pub request: CrawlRequest,
    /// The objects of S3 targets by `s3://bucket/key`.
    pub objects: BTreeMap<String, ObjectBasis>,
    /// The tables of the databases crawled into that are this crawler's, or lie where it found tables, by
    /// `database.table`.
    pub tables: BTreeMap<String, TableBasis>,
}

/// The lake and the catalog before a plan is made: what moves while it is made has moved since.
pub(crate) struct Before {
    objects: BTreeMap<String, ObjectBasis>,
    tables: Vec<Table>,
}

impl Before {
    pub async fn look(request: &CrawlRequest, lake: &Lake, catalog: &Catalog) -> Result<Self> {
        let tables = all_tables(request, catalog).await?;
        Ok(Self { objects: objects(request, lake).await?, tables })
    }

    /// What the plan that was made from this depends on.
    pub fn of(self, request: &CrawlRequest, plan: &Plan) -> Basis {
        Basis { request: request.clone(), objects: self.objects, tables: concerned(request, plan, self.tables) }
    }
}

impl Basis {
    /// True when every target is one whose objects are listed; others have to be looked at again.
    pub(crate) fn is_listed(&self) -> bool {
        self.request.targets.iter().all(|target| matches!(target, CrawlTarget::S3(_)))
    }

    /// What is not as it was, each in words.
    pub(crate) async fn moved(&self, plan: &Plan, lake: &Lake, catalog: &Catalog) -> Result<Vec<String>> {
        let mut moved = Moved::default();
        moved.compare(&self.objects, &objects(&self.request, lake).await?, "object", object_change);
        let now = concerned(&self.request, plan, all_tables(&self.request, catalog).await?);
        moved.compare(&self.tables, &now, "table", table_change);
        Ok(moved.finish())
    }
}

#[derive(Default)]
struct Moved {
    words: Vec<String>,
    more: usize,
}

impl Moved {
    fn compare<T: PartialEq>(
        &mut self,
        before: &BTreeMap<String, T>,
        now: &BTreeMap<String, T>,
        what: &str,
        change: fn(&T, &T) -> String,
    ) {
        for (name, old) in before {
            match now.get(name) {
                None => self.say(format!("the {what} {name} is gone")),
                Some(new) if new != old => self.say(format!("the {what} {name} {}", change(old, new))),
                Some(_) => {}
            }
        }
        for name in now.keys().filter(|name| !before.contains_key(*name)) {
            self.say(format!("the {what} {name} is new"));
        }
    }

    fn say(&mut self, words: String) {
        if self.words.len() < NAMED_MAX {
            self.words.push(words);
        } else {
            self.more += 1;
        }
    }

    fn finish(mut self) -> Vec<String> {
        if self.more > 0 {
            self.words.push(format!("and {} more", self.more));
        }
        self.words
    }
}

fn object_change(old: &ObjectBasis, new: &ObjectBasis) -> String {
    if old.size == new.size {
        return "has other bytes".to_owned();
    }
    format!("has {} bytes and had {}", new.size, old.size)
}

fn table_change(old: &TableBasis, new: &TableBasis) -> String {
    if old.table_id != new.table_id {
        "was dropped and made again".to_owned()
    } else if old.version != new.version {
        format!("is at version {} and was at {}", new.version, old.version)
    } else {
        "has other partitions".to_owned()
    }
}

async fn objects(request: &CrawlRequest, lake: &Lake) -> Result<BTreeMap<String, ObjectBasis>> {
    let mut objects = BTreeMap::new();
    for target in &request.targets {
        let CrawlTarget::S3(target) = target else { continue };
        let listing = list(lake, target).await?;
        let bucket = &target.path.bucket;
        objects.extend(listing.objects.into_iter().map(|object| {
            (format!("s3://{bucket}/{}", object.key), ObjectBasis { size: object.size, etag: object.etag })
        }));
    }
    Ok(objects)
}

/// The tables of all databases that the crawl is about.
async fn all_tables(request: &CrawlRequest, catalog: &Catalog) -> Result<Vec<Table>> {
    let mut databases = BTreeSet::from([database_of(&request.options, &request.targets)]);
    databases.extend(request.targets.iter().filter_map(|target| match target {
        CrawlTarget::Catalog(target) => Some(target.database.as_str()),
        _ => None,
    }));
    let mut tables = Vec::new();
    for database in databases {
        let everything = TablesRequest { expression: None, page: PageRequest::all() };
        let known = catalog.tables(database, everything).await.map_err(|error| match error {
            boathouse_catalog::Error::DatabaseNotFound(name) => Error::DatabaseNotFound(name),
            other => other.into(),
        })?;
        tables.extend(known.items);
    }
    Ok(tables)
}

/// The tables a plan depends on: the crawler's own, those that it changes, and those of names that it would make.
fn concerned(request: &CrawlRequest, plan: &Plan, tables: Vec<Table>) -> BTreeMap<String, TableBasis> {
    let database = |planned: &TablePlan| planned.database.as_ref().unwrap_or(&plan.database).to_lowercase();
    let planned: BTreeSet<(String, &str)> =
        plan.tables.iter().map(|planned| (database(planned), planned.name.as_str())).collect();
    let concerns = |table: &Table| {
        table.parameters.get(UPDATED_BY) == Some(&request.options.crawler_name)
            || planned.contains(&(table.database_name.clone(), table.name.as_str()))
    };
    let concerned = tables.into_iter().filter(concerns);
    concerned.map(|table| (format!("{}.{}", table.database_name, table.name), table.generation.into())).collect()
}
