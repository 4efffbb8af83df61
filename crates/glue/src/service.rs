//! The service: what its operations work on and how a request reaches one.

use std::sync::{Arc, LazyLock};

use boathouse_catalog::{Catalog, CatalogSettings, Connections, Passwords};
use boathouse_crawler::Crawlers;
use boathouse_etl::Jobs;
use boathouse_lake::Lake;
use boathouse_permissions::Permissions;
use boathouse_registry::{SchemaKey, SchemaRegistry};
use boathouse_state::{Clock, State, scope_of};
use boathouse_wire::{Identity, Reply, Request};

use crate::ops::OPERATIONS;
use crate::tags::{self, Tags};
use crate::{Error, access, ops};

/// Every operation of AWS's model, one a line, sorted.
static KNOWN: LazyLock<Vec<&str>> = LazyLock::new(|| include_str!("operations.txt").lines().collect());

/// What a Glue service is made of.
#[derive(Debug, Clone)]
pub struct GlueParts {
    /// Where tags are kept.
    pub state: State,
    /// Databases, tables, partitions.
    pub catalog: Catalog,
    /// Where the metadata files of Iceberg tables lie.
    pub lake: Lake,
    /// Crawlers and classifiers.
    pub crawlers: Crawlers,
    /// Jobs and their runs.
    pub jobs: Jobs,
}

/// The Glue service. Clones share everything but the caller.
#[derive(Debug, Clone)]
pub struct Glue {
    pub(crate) catalog: Catalog,
    pub(crate) lake: Lake,
    pub(crate) clock: Clock,
    pub(crate) crawlers: Crawlers,
    pub(crate) jobs: Jobs,
    pub(crate) registry: SchemaRegistry,
    pub(crate) tags: Tags,
    pub(crate) connections: Connections,
    pub(crate) settings: CatalogSettings,
    /// What calls are checked against; none when anybody may make any.
    permissions: Option<Permissions>,
    /// Who makes the call that is being served.
    pub(crate) caller: Identity,
    /// What is called.
    operation: Arc<str>,
}

impl Glue {
    /// A service over these parts.
    ///
    /// # Errors
    /// When the state's tables cannot be made.
    pub fn new(parts: GlueParts) -> Result<Self, Error> {
        let connections = Connections::new(parts.state.clone())?;
        let settings = CatalogSettings::new(parts.state.clone())?;
        let registry = SchemaRegistry::new(parts.state.clone())?;
        let clock = parts.state.clock().clone();
        let tags = Tags::new(parts.state)?;
        Ok(Self {
            catalog: parts.catalog,
            lake: parts.lake,
            clock,
            crawlers: parts.crawlers,
            jobs: parts.jobs,
            registry,
            tags,
            connections,
            settings,
            permissions: None,
            caller: Identity::default(),
            operation: "".into(),
        })
    }

    /// The same service, which checks every call against these permissions.
    #[must_use]
    pub fn enforcing(self, permissions: Permissions) -> Self {
        Self { permissions: Some(permissions), ..self }
    }

    /// Answers one request.
    pub async fn handle(&self, request: Request) -> Reply {
        let service = self.called_by(&request);
        let call = service.dispatched(&request);
        match &service.permissions {
            Some(permissions) => access::answer(&service, permissions, &request, call).await,
            None => call.await,
        }
    }

    /// Answers a request of the caller that the service is for.
    pub(crate) async fn dispatched(&self, request: &Request) -> Reply {
        boathouse_wire::dispatch(ops::OPERATIONS, &KNOWN, self, request).await
    }

    /// The service as this caller sees it: with what the account has in the region.
    fn called_by(&self, request: &Request) -> Self {
        let caller = request.identity.clone();
        let scope = scope_of(&caller.account_id, &caller.region);
        Self {
            catalog: self.catalog.in_scope(&scope),
            crawlers: self.crawlers.in_scope(&scope),
            jobs: self.jobs.in_scope(&scope),
            tags: self.tags.in_scope(&scope),
            permissions: self.permissions.as_ref().map(|permissions| permissions.in_scope(&scope)),
            caller,
            operation: request.operation.as_str().into(),
            ..self.clone()
        }
    }

    /// The names of the operations that are served, sorted.
    pub fn operations() -> impl Iterator<Item = &'static str> {
        OPERATIONS.iter().map(|operation| operation.name)
    }

    /// The caller's account, which is also the id of its catalog.
    pub(crate) fn account(&self) -> &str {
        &self.caller.account_id
    }

    /// Where the things are kept that the caller's account has in the caller's region.
    pub(crate) fn scope(&self) -> String {
        scope_of(&self.caller.account_id, &self.caller.region)
    }

    /// The ARN of the caller's catalog.
    pub(crate) fn catalog_arn(&self) -> String {
        format!("arn:aws:glue:{}:{}:catalog", self.caller.region, self.caller.account_id)
    }

    /// Refuses to work in catalogs other than the caller's own. Nobody can let another account in, so the answer is
    /// that of an account whose policy lets nobody in, whether it is there or not.
    pub(crate) fn check_catalog(&self, catalog_id: Option<&str>) -> Result<(), Error> {
        self.check_root(catalog_id)?;
        match catalog_id {
            Some(id) if id != self.account() => Err(self.kept_out_of(id)),
            _ => Ok(()),
        }
    }

    /// The same where a catalog itself is asked for: then one whose id is no account's is merely not here.
    pub(crate) fn find_catalog(&self, catalog_id: Option<&str>) -> Result<(), Error> {
        match catalog_id {
            Some(id) if id == self.account() => Ok(()),
            Some(id) if is_account(id) => Err(self.kept_out_of(id)),
            Some(id) => Err(Error::EntityNotFound(format!("Catalog {id} not found."))),
            None => Ok(()),
        }
    }

    fn kept_out_of(&self, account: &str) -> Error {
        let (caller, action) = (self.caller.arn(), &self.operation);
        Error::AccessDenied(format!(
            "User: {caller} is not authorized to perform: glue:{action} on resource: arn:aws:glue:{}:{account}:catalog \
             because no resource-based policy allows the glue:{action} action",
            self.caller.region
        ))
    }

    /// Refuses catalogs below an account's own (`123456789012:bucket`, `s3tablescatalog/bucket`).
    pub(crate) fn check_root(&self, catalog_id: Option<&str>) -> Result<(), Error> {
        match catalog_id {
            Some(id) if id.contains([':', '/']) => Err(Error::InvalidInput(format!(
                "CatalogId '{id}' is not supported by boathouse: an account has one catalog, whose id is the account's."
            ))),
            _ => Ok(()),
        }
    }

    /// The resource an ARN names, if it is there.
    pub(crate) async fn existing_resource(&self, arn: &str) -> Result<String, Error> {
        let tags::Resource { scope, name: resource } = tags::resource_of(arn)?;
        if scope != self.scope() {
            return Err(Error::EntityNotFound(format!("Resource not found: {arn}")));
        }
        let mut parts = resource.splitn(3, '/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("database"), Some(database), None) => drop(self.catalog.database(database).await?),
            (Some("table"), Some(database), Some(table)) => drop(self.catalog.generation(database, table).await?),
            (Some("connection"), Some(name), None) => {
                drop(self.connections.connection(&self.scope(), name, Passwords::Hidden).await?);
            }
            (Some("crawler"), Some(crawler), None) => drop(self.crawlers.crawler(crawler).await?),
            (Some("job"), Some(job), None) => drop(self.jobs.job(job).await?),
            (Some("registry"), Some(name), None) => drop(self.registry.registry(&self.scope(), name).await?),
            (Some("schema"), Some(registry), Some(name)) => {
                drop(self.registry.schema(&self.scope(), &SchemaKey::new(registry, name)).await?);
            }
            _ => return Err(Error::EntityNotFound(format!("Resource not found: {arn}"))),
        }
        Ok(resource)
    }
}

fn is_account(id: &str) -> bool {
    id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit())
}
