//! Who may change permissions, where they are enforced: else everybody could give everything to themselves.

use boathouse_permissions::{Caller, GrantChange, Rights};

use crate::{Error, LakeFormation};

const NOT_AUTHORIZED: &str = "Resource does not exist or requester is not authorized to access requested permissions.";

/// What everybody may call: what only tells, and grants, which are looked at one by one.
const FREE: &[&str] = &["BatchGrant", "BatchRevoke", "Describe", "Get", "Grant", "List", "Revoke", "Search"];

impl LakeFormation {
    /// Refuses operations that are for administrators.
    pub(crate) async fn may_call(&self, operation: &str) -> Result<(), Error> {
        if !self.enforces || FREE.iter().any(|start| operation.starts_with(start)) {
            return Ok(());
        }
        if self.rights().await?.administers() {
            return Ok(());
        }
        Err(Error::AccessDenied(format!(
            "Insufficient Lake Formation permission(s): {operation} is for administrators"
        )))
    }

    /// Refuses a grant or revocation of what the caller may not pass on.
    pub(crate) async fn may_pass_on(&self, change: &GrantChange) -> Result<(), Error> {
        if !self.enforces || self.rights().await?.may_pass_on(&change.resource, &change.permissions) {
            return Ok(());
        }
        Err(Error::AccessDenied(NOT_AUTHORIZED.to_owned()))
    }

    async fn rights(&self) -> Result<Rights, Error> {
        Ok(Caller::new(self.permissions.clone(), self.scope(), self.caller.arn()).rights().await?)
    }
}
