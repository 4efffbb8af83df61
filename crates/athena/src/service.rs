//! The service: what its operations work on and how a request reaches one.

use std::sync::LazyLock;

use boathouse_catalog::Catalog;
use boathouse_query::Queries;
use boathouse_state::scope_of;
use boathouse_wire::{Reply, Request};

use crate::ops::OPERATIONS;

/// Every operation of AWS's model, one a line, sorted.
static KNOWN: LazyLock<Vec<&str>> = LazyLock::new(|| include_str!("operations.txt").lines().collect());

/// The Athena service. Clones share everything.
#[derive(Debug, Clone)]
pub struct Athena {
    pub(crate) queries: Queries,
    pub(crate) catalog: Catalog,
}

impl Athena {
    /// A service over these parts.
    pub fn new(queries: Queries, catalog: Catalog) -> Self {
        Self { queries, catalog }
    }

    /// Answers one request with what the caller's account has in the caller's region.
    pub async fn handle(&self, request: Request) -> Reply {
        let scope = scope_of(&request.identity.account_id, &request.identity.region);
        let service = Self { queries: self.queries.in_scope(&scope), catalog: self.catalog.in_scope(&scope) };
        boathouse_wire::dispatch(OPERATIONS, &KNOWN, &service, &request).await
    }

    /// The names of the operations that are served, sorted.
    pub fn operations() -> impl Iterator<Item = &'static str> {
        OPERATIONS.iter().map(|operation| operation.name)
    }
}
