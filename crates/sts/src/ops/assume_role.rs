//! `AssumeRole`: temporary credentials in the role's account.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>

use boathouse_wire::{Constraints, Reply};

use super::credentials;
use crate::service::{QueryRequest, Sts};
use crate::{Error, query};

const SECONDS_DEFAULT: i64 = 3_600;
const SECONDS_MIN: i64 = 900;
const SECONDS_MAX: i64 = 43_200;

pub(super) fn call(sts: &Sts, request: &QueryRequest) -> Result<Reply, Error> {
    let form = &request.form;
    let arn = form.get("RoleArn").ok_or(Error::Missing("roleArn"))?;
    let session = form.get("RoleSessionName").ok_or(Error::Missing("roleSessionName"))?;
    let mut constraints = Constraints::naming_values();
    constraints.length("roleArn", arn, 20, 2_048).length("roleSessionName", session, 2, 64);
    credentials::checked(constraints.finish())?;
    let (account, role) = account_and_role(arn)?;
    let seconds = credentials::duration(form, SECONDS_DEFAULT, SECONDS_MIN, SECONDS_MAX)?;
    // Only a key that is the account's number says which account its user is in.
    let key = (account != request.identity.account_id).then_some(account);
    // Roles do not exist here; their id only has to be the same each time.
    let role_id = format!("AROA{:0>17}", account);
    Ok(query::answer("AssumeRole", &request.request_id, |result| {
        credentials::write(result, &sts.clock, key, seconds);
        result.node("AssumedRoleUser", |user| {
            user.leaf("AssumedRoleId", &format!("{role_id}:{session}"))
                .leaf("Arn", &format!("arn:aws:sts::{account}:assumed-role/{role}/{session}"));
        });
        result.leaf_if("SourceIdentity", form.get("SourceIdentity"));
    }))
}

/// `arn:aws:iam::123456789012:role/path/name` → account and name.
fn account_and_role(arn: &str) -> Result<(&str, &str), Error> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", _, "iam", "", account, resource] if resource.starts_with("role/") && !account.is_empty() => {
            Ok((account, resource.rsplit('/').next().unwrap_or(resource)))
        }
        _ => Err(Error::Validation(format!("{arn} is invalid"))),
    }
}
