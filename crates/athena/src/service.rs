//! The service: what its operations work on and how a request reaches one.

use std::sync::{Arc, LazyLock};
use std::time::Instant;

use boathouse_catalog::Catalog;
use boathouse_permissions::{Caller, Permissions};
use boathouse_query::Queries;
use boathouse_state::scope_of;
use boathouse_wire::{JsonError, Model, Reply, Request, finish_error};

use crate::Error;
use crate::access::Access;
use crate::ops::OPERATIONS;
use crate::throttle::Throttle;

/// Every operation of AWS's model, one a line, sorted.
static KNOWN: LazyLock<Vec<&str>> = LazyLock::new(|| include_str!("operations.txt").lines().collect());

/// What AWS's model says of the inputs of the operations that are served.
static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(include_str!("model.txt")));

/// The answer to a name that is no operation's; the service says nothing more.
struct Unknown;

impl JsonError for Unknown {
    fn code(&self) -> &str {
        "UnknownOperationException"
    }

    fn message(&self) -> String {
        String::new()
    }

    fn has_type_header(&self) -> bool {
        false
    }
}

/// The Athena service. Clones share everything.
#[derive(Debug, Clone)]
pub struct Athena {
    pub(crate) queries: Queries,
    pub(crate) catalog: Catalog,
    /// What calls and statements are checked against; none when anybody may do anything.
    permissions: Option<Permissions>,
    /// How often accounts have called.
    throttle: Throttle,
    /// What the caller of the call that is being served may do.
    pub(crate) access: Option<Arc<Access>>,
}

impl Athena {
    /// A service over these parts.
    pub fn new(queries: Queries, catalog: Catalog) -> Self {
        Self { queries, catalog, permissions: None, throttle: Throttle::default(), access: None }
    }

    /// The same service, which checks every call and statement against these permissions.
    #[must_use]
    pub fn enforcing(self, permissions: Permissions) -> Self {
        Self { permissions: Some(permissions), ..self }
    }

    /// Answers one request with what the caller's account has in the caller's region.
    pub async fn handle(&self, request: Request) -> Reply {
        let scope = scope_of(&request.identity.account_id, &request.identity.region);
        let catalog = self.catalog.in_scope(&scope);
        let mut service = Self { queries: self.queries.in_scope(&scope), catalog, ..self.clone() };
        if let Some(permissions) = &self.permissions {
            let caller = Caller::new(permissions.in_scope(&scope), scope, request.identity.arn());
            let access = Arc::new(Access::new(caller));
            service.queries = service.queries.on_behalf_of(access.clone());
            service.access = Some(access);
        }
        let name = request.operation.as_str();
        let rates = &self.queries.config().rates;
        if !self.throttle.admits(rates, service.catalog.scope(), name, Instant::now()) {
            return finish_error(&request.request_id, &Error::Throttled);
        }
        if OPERATIONS.binary_search_by(|operation| operation.name.cmp(name)).is_ok() {
            return match MODEL.check(name, &request.body) {
                Ok(()) => boathouse_wire::dispatch(OPERATIONS, &KNOWN, &service, &request).await,
                Err(error) => finish_error(&request.request_id, &Error::from(error)),
            };
        }
        tracing::warn!(operation = %name, "an operation that is not served was called");
        match KNOWN.binary_search(&name) {
            Ok(_) => finish_error(&request.request_id, &refusal(name)),
            Err(_) => finish_error(&request.request_id, &Unknown),
        }
    }

    /// What the model of the served operations has that cannot be read.
    #[cfg(test)]
    pub(crate) fn faults_of_model() -> Vec<String> {
        MODEL.faults()
    }

    /// The names of the operations that are served, sorted.
    pub fn operations() -> impl Iterator<Item = &'static str> {
        OPERATIONS.iter().map(|operation| operation.name)
    }
}

/// Why an operation that is known is not served: most are about notebooks and sessions.
fn refusal(operation: &str) -> Error {
    if operation.contains("SystemTable") {
        return Error::input(format!(
            "The operation {operation} is not supported by boathouse; what ran is in the tables of the schema system"
        ));
    }
    Error::spark(&format!("The operation {operation}"))
}
