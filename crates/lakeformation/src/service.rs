//! The service: what its operations work on and how a request reaches one.

use std::sync::LazyLock;

use boathouse_catalog::Catalog;
use boathouse_permissions::Permissions;
use boathouse_state::{State, scope_of};
use boathouse_wire::{Identity, Reply, Request};

use crate::ops::OPERATIONS;
use crate::{Error, ops};

/// Every operation of AWS's model, one a line, sorted.
static KNOWN: LazyLock<Vec<&str>> = LazyLock::new(|| include_str!("operations.txt").lines().collect());

/// The Lake Formation service. Clones share everything but the caller.
#[derive(Debug, Clone)]
pub struct LakeFormation {
    pub(crate) permissions: Permissions,
    /// Whether others go by what is kept here.
    pub(crate) enforces: bool,
    /// Who makes the call that is being served.
    pub(crate) caller: Identity,
}

impl LakeFormation {
    /// A service over this catalog.
    ///
    /// # Errors
    /// When the state's tables cannot be made.
    pub fn new(state: State, catalog: Catalog) -> Result<Self, Error> {
        Ok(Self { permissions: Permissions::new(state, catalog)?, enforces: false, caller: Identity::default() })
    }

    /// The same service when others go by its permissions: then what is new has the defaults that the settings had,
    /// whatever is asked first.
    #[must_use]
    pub fn enforcing(self) -> Self {
        Self { enforces: true, ..self }
    }

    /// The permissions it keeps.
    pub fn permissions(&self) -> &Permissions {
        &self.permissions
    }

    /// Answers one request.
    pub async fn handle(&self, mut request: Request) -> Reply {
        // Clients leave out the body of an operation all of whose members are absent.
        if request.body.is_empty() {
            request.body = b"{}".as_slice().into();
        }
        let mut service = Self { caller: request.identity.clone(), ..self.clone() };
        service.permissions = self.permissions.in_scope(&service.scope());
        if self.enforces
            && let Err(error) = service.permissions.give_defaults(&service.scope()).await
        {
            return boathouse_wire::finish_error(&request.request_id, &Error::from(error));
        }
        if let Err(error) = service.may_call(&request.operation).await {
            return boathouse_wire::finish_error(&request.request_id, &error);
        }
        boathouse_wire::dispatch(ops::OPERATIONS, &KNOWN, &service, &request).await
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

    /// The role of the service itself, which needs no making.
    pub(crate) fn service_linked_role(&self) -> String {
        let path = "aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess";
        format!("arn:aws:iam::{}:role/{path}", self.account())
    }

    /// Refuses catalogs other than the caller's own: there are none here.
    pub(crate) fn check_catalog(&self, catalog_id: Option<&str>) -> Result<(), Error> {
        match catalog_id {
            Some(id) if id != self.account() => Err(Error::EntityNotFound(format!("Catalog {id} not found."))),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_served_operation_is_in_the_model() {
        assert!(KNOWN.is_sorted());
        for operation in LakeFormation::operations() {
            assert!(KNOWN.binary_search(&operation).is_ok(), "{operation}");
        }
    }
}
