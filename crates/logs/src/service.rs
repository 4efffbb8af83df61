//! The service: what its operations work on and how a request reaches one.

use std::sync::LazyLock;

use boathouse_crawler::Crawlers;
use boathouse_state::scope_of;
use boathouse_wire::{Identity, Reply, Request};

use crate::ops::{self, OPERATIONS};

/// Every operation of AWS's model, one a line, sorted.
static KNOWN: LazyLock<Vec<&str>> = LazyLock::new(|| include_str!("operations.txt").lines().collect());

/// The CloudWatch Logs service. Clones share everything but the caller.
#[derive(Debug, Clone)]
pub struct Logs {
    pub(crate) crawlers: Crawlers,
    /// Who makes the call that is being served.
    pub(crate) caller: Identity,
}

impl Logs {
    /// A service over the logs of these crawlers.
    pub fn new(crawlers: Crawlers) -> Self {
        Self { crawlers, caller: Identity::default() }
    }

    /// Answers one request with the logs of the caller's account and region.
    pub async fn handle(&self, mut request: Request) -> Reply {
        // Clients leave out the body of an operation all of whose members are absent.
        if request.body.is_empty() {
            request.body = b"{}".as_slice().into();
        }
        let caller = request.identity.clone();
        let crawlers = self.crawlers.in_scope(&scope_of(&caller.account_id, &caller.region));
        let service = Self { crawlers, caller };
        boathouse_wire::dispatch(ops::OPERATIONS, &KNOWN, &service, &request).await
    }

    /// The names of the operations that are served, sorted.
    pub fn operations() -> impl Iterator<Item = &'static str> {
        OPERATIONS.iter().map(|operation| operation.name)
    }
}
